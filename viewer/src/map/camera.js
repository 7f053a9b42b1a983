// Which part of the map is seen: a centre and a zoom; pure functions between the map's [-1, 1] and pixels.
const MARGIN = 0.9;
const CLOSEST = 200;

export const WHOLE = { x: 0, y: 0, zoom: 1 };

/** Pixels per unit of the map. */
export const scaleOf = (camera, { width, height }) => (MARGIN * camera.zoom * Math.min(width, height)) / 2;

export function toScreen(camera, size, x, y) {
  const scale = scaleOf(camera, size);
  return [size.width / 2 + (x - camera.x) * scale, size.height / 2 - (y - camera.y) * scale];
}

export function toMap(camera, size, px, py) {
  const scale = scaleOf(camera, size);
  return [camera.x + (px - size.width / 2) / scale, camera.y - (py - size.height / 2) / scale];
}

/** Drag the map by some pixels. */
export function panned(camera, size, dx, dy) {
  const scale = scaleOf(camera, size);
  return held({ ...camera, x: camera.x - dx / scale, y: camera.y + dy / scale });
}

/** Zoom so that the place under a pixel stays there. */
export function zoomed(camera, size, factor, px = size.width / 2, py = size.height / 2) {
  const [x, y] = toMap(camera, size, px, py);
  const zoom = Math.min(Math.max(camera.zoom * factor, 1), CLOSEST);
  const shrink = camera.zoom / zoom;
  return held({ zoom, x: x + (camera.x - x) * shrink, y: y + (camera.y - y) * shrink });
}

/** The rectangle of the map that is seen, wider by some pixels. */
export function seen(camera, size, margin = 0) {
  const [left, top] = toMap(camera, size, -margin, -margin);
  const [right, bottom] = toMap(camera, size, size.width + margin, size.height + margin);
  return { left, bottom, right, top };
}

const held = ({ x, y, zoom }) => ({ zoom, x: clamp(x), y: clamp(y) });
const clamp = (value) => Math.min(Math.max(value, -1), 1);
