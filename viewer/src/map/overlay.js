// What lies over the dots: thumbnails, the names of the kinds, the lasso, the place of the keys.
import { toScreen } from "./camera.js";

const NAMES_UNTIL = 6; // zoom up to which names are written
const TOOLS = { width: 60, height: 190 }; // pixels of the corner that the buttons cover
const FONT = '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

/** Draw thumbnails of rows, each in a frame of its colour; rows whose picture is not there yet stay dots. */
export function drawThumbs(context, { camera, size, rows, points, image, colourOf, side, picked, ring }) {
  for (const row of rows) {
    const [x, y] = toScreen(camera, size, points[2 * row], points[2 * row + 1]);
    if (x < -side || y < -side || x > size.width + side || y > size.height + side) continue;
    const bitmap = image(row);
    if (!bitmap) continue;
    const chosen = picked.has(row);
    context.save();
    context.beginPath();
    context.roundRect(x - side / 2, y - side / 2, side, side, side / 8);
    context.lineWidth = chosen ? 6 : 3;
    context.strokeStyle = chosen ? ring : colourOf(row);
    context.stroke();
    context.clip();
    drawCovering(context, bitmap, x - side / 2, y - side / 2, side);
    context.restore();
  }
}

/** A picture fills a square, cut where it is longer. */
function drawCovering(context, bitmap, x, y, side) {
  const { naturalWidth: w, naturalHeight: h } = bitmap;
  const cut = Math.min(w, h);
  context.drawImage(bitmap, (w - cut) / 2, (h - cut) / 2, cut, cut, x, y, side, side);
}

/** Write the names of kinds, the largest first, each above or below its dots where no other name stands. */
export function drawNames(context, { camera, size, places, ink, paper }) {
  if (camera.zoom > NAMES_UNTIL) return;
  const taken = [{ left: size.width - TOOLS.width, right: size.width, top: 0, bottom: TOOLS.height }];
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.strokeStyle = paper;
  context.fillStyle = ink;
  context.lineWidth = 4;
  for (const { name, x, above, below, weight } of places) {
    const height = Math.round(12 + 4 * weight);
    context.font = `600 ${height}px ${FONT}`;
    const half = context.measureText(name).width / 2 + 5;
    const [px, top] = toScreen(camera, size, x, above);
    const [, bottom] = toScreen(camera, size, x, below);
    const inner = Math.min(Math.max(px, half), size.width - half); // names at the side move in
    const py = [top - height, bottom + height].find((y) => !taken.some((box) => overlap(box, boxAt(inner, y))));
    if (py === undefined || Math.abs(inner - px) > half) continue;
    taken.push(boxAt(inner, py));
    context.strokeText(name, inner, py);
    context.fillText(name, inner, py);

    function boxAt(cx, cy) {
      return { left: cx - half, right: cx + half, top: cy - 0.7 * height, bottom: cy + 0.7 * height };
    }
  }
}

const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

export function drawLasso(context, outline, ring) {
  if (outline.length < 2) return;
  context.beginPath();
  outline.forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
  context.closePath();
  context.globalAlpha = 0.12;
  context.fillStyle = ring;
  context.fill();
  context.globalAlpha = 1;
  context.setLineDash([5, 4]);
  context.lineWidth = 1.5;
  context.strokeStyle = ring;
  context.stroke();
  context.setLineDash([]);
}

/** A cross in the middle: Enter takes the dot nearest to it. */
export function drawCross(context, { width, height }, ring) {
  context.strokeStyle = ring;
  context.lineWidth = 1.5;
  context.beginPath();
  for (const [dx, dy] of [[9, 0], [-9, 0], [0, 9], [0, -9]]) {
    context.moveTo(width / 2 + dx / 3, height / 2 + dy / 3);
    context.lineTo(width / 2 + dx, height / 2 + dy);
  }
  context.stroke();
}

/** A ring around the shown picture. */
export function drawRing(context, [x, y], radius, ring) {
  context.strokeStyle = ring;
  context.lineWidth = 2.5;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.stroke();
}
