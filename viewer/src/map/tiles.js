// Which dots turn to thumbnails: one for every tile of a grid that is laid over the map and halves with each zoom.
const CROWD = [0, 4, 12]; // per level, the most dots of a tile that turns; the whole map shows dots alone

/** The level of a zoom: it grows by one where the zoom doubles. */
export const levelOf = (zoom) => Math.floor(Math.log2(zoom));

/** How large thumbnails are at a zoom, in pixels. */
export const thumbSize = (zoom) => Math.min(96, 30 + 12 * Math.log2(zoom));

/** Rows that stand for their tile, the surest of each; tiles are `side` wide in units of the map. */
export function winners(points, confidence, level, side) {
  const most = CROWD[level] ?? Infinity;
  if (!most) return [];
  const best = new Map();
  const crowd = new Map();
  for (let row = 0; row < confidence.length; row++) {
    const key = Math.floor(points[2 * row] / side) * 65536 + Math.floor(points[2 * row + 1] / side);
    crowd.set(key, (crowd.get(key) ?? 0) + 1);
    const former = best.get(key);
    if (former === undefined || confidence[row] > confidence[former]) best.set(key, row);
  }
  return [...best].filter(([key]) => crowd.get(key) <= most).map(([, row]) => row);
}
