// What the map draws of the labels: one colour and one state a dot, one place a name.
import { REJECTED } from "../columns.js";

export const DIMMED = 0;
export const PLAIN = 1;
export const PICKED = 2;

export function dotColours(labels, clusterOf) {
  const parts = new Map([...clusterOf].map(([id, { colour }]) => [id, rgb(colour)]));
  const colour = new Uint8Array(3 * labels.n);
  for (let row = 0; row < labels.n; row++) colour.set(parts.get(labels.cluster[row]) ?? [136, 136, 136], 3 * row);
  return colour;
}

export function dotStates(labels, opened, picked) {
  const state = new Uint8Array(labels.n);
  for (let row = 0; row < labels.n; row++) {
    const aside = labels.flags[row] & REJECTED || (opened !== null && labels.cluster[row] !== opened);
    state[row] = aside ? DIMMED : PLAIN;
  }
  for (const row of picked) state[row] = PICKED;
  return state;
}

/** Where each name may stand: above or below the bulk of its members. */
export function namePlaces(points, sections, rows, clusters) {
  const largest = Math.max(1, ...sections.map(({ count }) => count));
  const known = new Map(clusters.map((cluster) => [cluster.id, cluster]));
  return sections
    .filter(({ count }) => count > 0)
    .map(({ cluster, start, count }) => {
      const own = rows.subarray(start, start + count);
      return {
        name: known.get(cluster).name,
        x: quantile(own, points, 0, 0.5),
        above: quantile(own, points, 1, 0.95),
        below: quantile(own, points, 1, 0.05),
        weight: Math.sqrt(count / largest),
      };
    });
}

function quantile(rows, points, axis, share) {
  const values = Float32Array.from(rows, (row) => points[2 * row + axis]).sort();
  return values[Math.floor(share * (values.length - 1))];
}

const rgb = (code) => [1, 3, 5].map((i) => parseInt(code.slice(i, i + 2), 16));
