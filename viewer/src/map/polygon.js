// The points inside a lasso.

/** Rows whose points lie within a polygon [[x, y], ...]: first by its box, then by the even-odd rule. */
export function inside(polygon, index, points) {
  const xs = polygon.map(([x]) => x);
  const ys = polygon.map(([, y]) => y);
  const near = index.range(Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys));
  return near.filter((row) => holds(polygon, points[2 * row], points[2 * row + 1]));
}

/** Whether a ray from the point crosses the outline an odd number of times. */
export function holds(polygon, x, y) {
  let odd = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [xi, yi] = polygon[i];
    const [xj, yj] = polygon[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) odd = !odd;
  }
  return odd;
}
