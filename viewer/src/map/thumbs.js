// Which dots turn to thumbnails: at each level of zoom as many as fit side by side, the surest first.
const APART = [Infinity, 1.7]; // sides of a thumbnail between two at the first levels; the whole map shows dots alone
const CLOSE = 1.1; // and at all further ones

/** The level of a zoom: it grows by one where the zoom doubles. */
export const levelOf = (zoom) => Math.floor(Math.log2(zoom));

/** How large thumbnails are at a zoom, in pixels. */
export const thumbSize = (zoom) => Math.min(96, 30 + 12 * Math.log2(zoom));

export const apart = (level) => APART[level] ?? CLOSE;

/** Rows that are at least `gap` apart along one axis, in units of the map: greedy, from the surest. */
export function spread(points, confidence, gap) {
  if (!Number.isFinite(gap)) return [];
  const surest = Uint32Array.from(confidence, (_, row) => row).sort((a, b) => confidence[b] - confidence[a] || a - b);
  const taken = new Map(); // rows by tiles of side `gap`, at most one each
  const chosen = [];
  for (const row of surest) {
    const [x, y] = [points[2 * row], points[2 * row + 1]];
    const [i, j] = [Math.floor(x / gap), Math.floor(y / gap)];
    if (crowded(i, j, x, y)) continue;
    taken.set(keyOf(i, j), row);
    chosen.push(row);
  }
  return chosen;

  function crowded(i, j, x, y) {
    for (let a = i - 1; a <= i + 1; a++) {
      for (let b = j - 1; b <= j + 1; b++) {
        const other = taken.get(keyOf(a, b));
        if (other === undefined) continue;
        if (Math.max(Math.abs(points[2 * other] - x), Math.abs(points[2 * other + 1] - y)) < gap) return true;
      }
    }
    return false;
  }
}

const keyOf = (i, j) => i * 65536 + j;
