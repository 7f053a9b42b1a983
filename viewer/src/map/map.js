// The map of all pictures: drag, zoom, draw a lasso; the same by keys.
import { html } from "htm/preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import { Thumb } from "../cell.js";
import { Icon } from "../icons.js";
import { loadMap } from "../loading.js";
import { narrow } from "../screen.js";
import { pick, pickAll, pickMore } from "../selection.js";
import { warn } from "../saying.js";
import { clusterOf, clusters, colourOf, labels, nameOf, opened, order, panel, picked, points, shown } from "../state.js";
import { percent } from "../words.js";
import { dotColours, dotStates, namePlaces } from "./content.js";
import { gestures } from "./gestures.js";
import { scene } from "./scene.js";

const STEP = 60; // pixels of an arrow key

export function MapOfPictures() {
  const [attempt, setAttempt] = useState(0); // a lost graphics context is replaced, canvas and all
  useEffect(() => void loadMap().catch((error) => warn(error.message)), []);
  if (!points.value || !labels.value) return html`<p class="waiting" role="status">The map is being drawn …</p>`;
  return html`<${Drawn} key=${attempt} lost=${() => setAttempt((former) => former + 1)} />`;
}

function Drawn({ lost }) {
  const [box, under, over] = [useRef(null), useRef(null), useRef(null)];
  const [lasso, setLasso] = useState(false);
  const [tip, setTip] = useState(null); // {row, x, y}
  const lassoing = useRef(lasso);
  lassoing.current = lasso;
  const drawing = useScene({ box, under, over, lassoing, setTip, lost });
  const content = useContent();
  useEffect(() => drawing.current.show(content), [content]);

  const onKeyDown = (event) => {
    const map = drawing.current;
    const keys = {
      ArrowLeft: () => map.pan(STEP, 0),
      ArrowRight: () => map.pan(-STEP, 0),
      ArrowUp: () => map.pan(0, STEP),
      ArrowDown: () => map.pan(0, -STEP),
      "+": () => map.zoomMiddle(1.5),
      "=": () => map.zoomMiddle(1.5),
      "-": () => map.zoomMiddle(1 / 1.5),
      0: () => map.whole(),
      a: () => pickAll(map.inView()),
      Enter: () => take(map.middle()),
      " ": () => take(map.middle(), true),
    };
    if (!(event.key in keys) || event.altKey) return;
    event.preventDefault();
    keys[event.key]();
  };

  return html`<div
    class=${lasso ? "map lassoing" : "map"}
    ref=${box}
    id="map"
    tabindex="0"
    role="application"
    aria-label="Map of the pictures: arrows move it, plus and minus zoom, Enter takes the picture in the middle, space adds it, a selects all in sight"
    onKeyDown=${onKeyDown}
    onFocus=${(event) => drawing.current?.key(event.target.matches(":focus-visible"))}
    onBlur=${() => drawing.current?.key(false)}
  >
    <canvas ref=${under} aria-hidden="true"></canvas>
    <canvas ref=${over} aria-hidden="true"></canvas>
    <div class="tools">
      <button aria-pressed=${lasso} onClick=${() => setLasso(!lasso)} title="Lasso (or drag with shift)" aria-label="Lasso"><${Icon} name="lasso" /></button>
      <button onClick=${() => drawing.current.zoomMiddle(1.6)} aria-label="Closer" title="Closer (+)"><${Icon} name="more" /></button>
      <button onClick=${() => drawing.current.zoomMiddle(1 / 1.6)} aria-label="Farther" title="Farther (-)"><${Icon} name="less" /></button>
      <button onClick=${() => drawing.current.whole()} aria-label="The whole map" title="The whole map (0)"><${Icon} name="fit" /></button>
    </div>
    ${tip && html`<${Tip} ...${tip} />`}
  </div>`;
}

function take(row, toggle = false) {
  if (row === null) return;
  pick(row, { toggle });
  if (narrow() && !toggle) panel.value = true;
}

function Tip({ row, x, y }) {
  const cluster = labels.value.cluster[row];
  const style = { transform: `translate(${x + 14}px, ${y + 14}px)`, "--colour": colourOf(cluster) };
  return html`<div class="tip" style=${style} aria-hidden="true">
    <${Thumb} key=${row} row=${row} />
    <span><i class="dot"></i><bdi>${nameOf(cluster)}</bdi></span>
    <span class="quiet">${percent(labels.value.confidence[row])} sure</span>
  </div>`;
}

/** What is drawn: computed again only where the labels, the open cluster or the selection changed. */
function useContent() {
  const [places, known, byId] = [points.value, labels.value, clusterOf.value];
  const colour = useMemo(() => dotColours(known, byId), [known, byId]);
  const state = useMemo(() => dotStates(known, opened.value, picked.value), [known, opened.value, picked.value]);
  const { rows, sections } = order.value;
  const names = useMemo(() => namePlaces(places, sections, rows, clusters.value), [places, sections]);
  return useMemo(
    () => ({
      points: places,
      labels: known,
      colour,
      state,
      places: opened.value === null ? names : names.filter(({ name }) => name === nameOf(opened.value)),
      picked: picked.value,
      shown: shown.value,
      colourOf: (row) => colourOf(known.cluster[row]),
    }),
    [places, colour, state, names, shown.value],
  );
}

function useScene({ box, under, over, lassoing, setTip, lost }) {
  const drawing = useRef(null);
  useEffect(() => {
    const map = scene(box.current, under.current, over.current);
    drawing.current = map;
    box.current.dataset.painter = map.kind;
    const watcher = new ResizeObserver(([{ contentRect }]) => map.resize(contentRect.width, contentRect.height));
    watcher.observe(box.current);
    under.current.addEventListener("webglcontextlost", lost, { once: true });
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", map.repaint);
    const tip = (row, x, y) => setTip(row === null ? null : { row, x, y });
    const deaf = gestures(over.current, {
      drag: (dx, dy) => (tip(null), map.pan(dx, dy)),
      zoom: (factor, x, y) => (tip(null), map.zoom(factor, x, y)),
      point: ([x, y]) => tip(map.at(x, y), ...inSight(x, y, box.current)),
      take: ([x, y], event) => take(map.at(x, y), event.ctrlKey || event.metaKey),
      lasso: (outline, done, event) => {
        map.outline(done ? [] : outline);
        if (done) (event.ctrlKey || event.metaKey ? pickMore : pickAll)(map.within(outline));
      },
      lassoing: () => lassoing.current,
      leave: () => tip(null),
    });
    const canvas = under.current;
    return () => {
      canvas.removeEventListener("webglcontextlost", lost);
      deaf();
      watcher.disconnect();
      dark.removeEventListener("change", map.repaint);
      map.close();
    };
  }, []);
  return drawing;
}

/** Keep the tip within the map. */
function inSight(x, y, element) {
  return [Math.min(x, element.clientWidth - 150), Math.min(y, element.clientHeight - 190)];
}
