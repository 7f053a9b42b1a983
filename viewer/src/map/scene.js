// The map as a drawing: what it shows, from where, and which rows lie in a place. It repaints when something changed.
import KDBush from "kdbush";

import { WHOLE, panned, scaleOf, seen, toMap, toScreen, zoomed } from "./camera.js";
import { dotsByCanvas } from "./dots_2d.js";
import { dotsByGl } from "./dots_gl.js";
import { imageStore } from "./images.js";
import { drawCross, drawLasso, drawNames, drawRing, drawThumbs } from "./overlay.js";
import { inside } from "./polygon.js";
import { apart, levelOf, spread, thumbSize } from "./thumbs.js";

const REACH = 14; // pixels around the pointer in which a dot is meant
const NOTHING = { points: null };

export function scene(box, under, over) {
  const dots = dotsByGl(under) ?? dotsByCanvas(under);
  const context = over.getContext("2d");
  const images = imageStore(() => repaint());
  let content = NOTHING; // {points, index, labels, places, colourOf, picked, shown}
  let camera = WHOLE;
  let size = { width: 1, height: 1 };
  let outline = [];
  let keyed = false; // whether the keys are on the map
  let frame = 0;
  let standing = { level: null, rows: [] }; // the rows that turn to thumbnails at this level

  const repaint = () => {
    frame ||= requestAnimationFrame(paint);
  };

  function paint() {
    frame = 0;
    if (!content.points) return;
    const ink = inks(box);
    const ratio = window.devicePixelRatio || 1;
    fitCanvas(under, size, ratio);
    fitCanvas(over, size, ratio);
    dots.paint({ camera, ...size, scale: scaleOf(camera, size), size: dotSize(), ratio, ring: ink.ringParts });
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    const { points, labels, places, colourOf, picked, shown } = content;
    const side = thumbSize(camera.zoom);
    images.begin();
    drawThumbs(context, { camera, size, rows: thumbRows(), points, image: images.of, colourOf, side, picked, ring: ink.ring });
    if (shown !== null && labels) drawRing(context, place(shown), Math.max(dotSize(), 9), ink.ring);
    drawNames(context, { camera, size, places, ink: ink.ink, paper: ink.card });
    drawLasso(context, outline, ink.ring);
    if (keyed) drawCross(context, size, ink.ring);
  }

  const place = (row) => toScreen(camera, size, content.points[2 * row], content.points[2 * row + 1]);
  const dotSize = () => dotOf(content.labels.n) * Math.min(2, 1 + 0.25 * Math.log2(camera.zoom));

  function thumbRows() {
    const level = levelOf(camera.zoom);
    if (standing.level !== level) {
      const gap = (apart(level) * thumbSize(2 ** level)) / scaleOf({ ...camera, zoom: 2 ** level }, size);
      standing = { level, rows: spread(content.points, content.labels.confidence, gap) };
    }
    return standing.rows;
  }

  const look = (next) => {
    camera = next;
    repaint();
  };

  return {
    kind: dots.kind,
    show(next) {
      const fresh = ["points", "labels", "colour"].some((name) => next[name] !== content[name]);
      if (next.points !== content.points) next = { ...next, index: indexed(next.points) };
      content = { ...content, ...next };
      if (fresh) {
        standing = { level: null, rows: [] };
        dots.put({ points: content.points, colour: content.colour, state: content.state });
      } else dots.putState(content.state);
      repaint();
    },
    resize(width, height) {
      size = { width, height };
      standing = { level: null, rows: [] };
      repaint();
    },
    repaint,
    pan: (dx, dy) => look(panned(camera, size, dx, dy)),
    zoom: (factor, x, y) => look(zoomed(camera, size, factor, x, y)),
    /** Zoom about the dot nearest to the middle, so that something stays in sight. */
    zoomMiddle: (factor) => look(zoomed(camera, size, factor, ...place(nearest(content, [camera.x, camera.y], Infinity)))),
    whole: () => look(WHOLE),
    outline(next) {
      outline = next;
      repaint();
    },
    key(on) {
      keyed = on;
      repaint();
    },
    at: (x, y) => nearest(content, toMap(camera, size, x, y), REACH / scaleOf(camera, size)),
    middle: () => nearest(content, [camera.x, camera.y], Infinity),
    within: (lasso) => inside(lasso.map(([x, y]) => toMap(camera, size, x, y)), content.index, content.points),
    inView() {
      const { left, bottom, right, top } = seen(camera, size);
      return content.index.range(left, bottom, right, top);
    },
    close() {
      cancelAnimationFrame(frame);
      images.close();
      dots.close();
    },
  };
}

function indexed(points) {
  const n = points.length / 2;
  const index = new KDBush(n, 64, Float32Array);
  for (let row = 0; row < n; row++) index.add(points[2 * row], points[2 * row + 1]);
  return index.finish();
}

function nearest({ index, points }, [x, y], reach) {
  const near = index.within(x, y, Math.min(reach, 4));
  const away = (row) => Math.hypot(points[2 * row] - x, points[2 * row + 1] - y);
  return near.reduce((best, row) => (best === null || away(row) < away(best) ? row : best), null);
}

/** Dots shrink as they grow many: 9 pixels for a hundred, 3 for a hundred thousand. */
const dotOf = (n) => Math.min(9, Math.max(3, 13 - 2 * Math.log10(n)));

function fitCanvas(canvas, { width, height }, ratio) {
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
}

function inks(box) {
  const style = getComputedStyle(box);
  const ring = style.getPropertyValue("--ring").trim();
  const ringParts = [1, 3, 5].map((i) => parseInt(ring.slice(i, i + 2), 16) / 255);
  return { ring, ringParts, ink: style.color, card: style.getPropertyValue("--card").trim() };
}
