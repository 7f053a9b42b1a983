// In which order pictures stand: pure functions of the labels.
import { MOVED, OUTLIER, REJECTED } from "./columns.js";

/** All rows, cluster by cluster as the cards go; within one the surest first and rejected ones last. */
export function ordered(labels, clusters) {
  if (!labels) return { rows: new Int32Array(0), sections: [] };
  const members = new Map(clusters.map((cluster) => [cluster.id, []]));
  for (let row = 0; row < labels.n; row++) members.get(labels.cluster[row])?.push(row);
  const rows = new Int32Array(labels.n);
  const sections = [];
  let start = 0;
  for (const [cluster, own] of members) {
    own.sort((a, b) => rejected(labels, a) - rejected(labels, b) || labels.confidence[b] - labels.confidence[a] || a - b);
    rows.set(own, start);
    sections.push({ cluster, start, count: own.length });
    start += own.length;
  }
  return { rows: rows.subarray(0, start), sections };
}

/** Rows that a person should look at: those that fit no kind first, then the least sure. */
export function unsure(labels, cluster = null) {
  const rows = [];
  for (let row = 0; row < labels.n; row++) {
    if (!(labels.flags[row] & (REJECTED | MOVED)) && (cluster === null || labels.cluster[row] === cluster)) rows.push(row);
  }
  return rows.sort((a, b) => outlier(labels, b) - outlier(labels, a) || labels.confidence[a] - labels.confidence[b] || a - b);
}

/** Rows that were rejected, cluster by cluster as they stand. */
export function outOfTheirKinds(labels, order, cluster = null) {
  const rows = order.rows.filter((row) => rejected(labels, row));
  return cluster === null ? rows : rows.filter((row) => labels.cluster[row] === cluster);
}

/** Groups of rows that look alike: the original, then its copies; the largest group first. */
export function repeats(labels, cluster = null) {
  const groups = new Map();
  for (let row = 0; row < labels.n; row++) {
    const original = labels.duplicateOf[row];
    if (original < 0) continue;
    if (!groups.has(original)) groups.set(original, [original]);
    groups.get(original).push(row);
  }
  const kept = [...groups.values()].filter(
    (group) => cluster === null || group.some((row) => labels.cluster[row] === cluster),
  );
  return kept.sort((a, b) => b.length - a.length || a[0] - b[0]);
}

export const rejected = (labels, row) => (labels.flags[row] & REJECTED) !== 0;
export const outlier = (labels, row) => (labels.flags[row] & OUTLIER) !== 0;
export const moved = (labels, row) => (labels.flags[row] & MOVED) !== 0;

/** How many rows of one cluster lie in each of ten bins of confidence. */
export function histogram(labels, rows, bins = 10) {
  const counts = new Array(bins).fill(0);
  for (const row of rows) counts[Math.min(bins - 1, Math.floor(bins * labels.confidence[row]))] += 1;
  return counts;
}
