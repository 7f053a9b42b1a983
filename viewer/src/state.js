// What the page knows, and what the person has in hand: one signal each.
import { computed, signal } from "@preact/signals";

import { ordered } from "./order.js";

// From the server.
export const run = signal(null);
export const clusters = signal([]);
export const labels = signal(null);
export const points = signal(null); // Float32Array of x, y, or null until the map is ready
export const failure = signal(null); // why there is no page

// In hand.
export const tab = signal("grid");
export const opened = signal(null); // id of the one cluster that is shown, or null for all
export const chosen = signal(new Set()); // ids of clusters to merge
export const picked = signal(new Set()); // rows to move or reject
export const shown = signal(null); // row of the picture that the keys are on
export const panel = signal(false); // whether its details cover a narrow screen
export const hits = signal(null); // {said, rows, scores} of a search
export const dialog = signal(null); // {name, ...} of the open dialog
export const cellSize = signal(window.innerWidth < 736 ? 112 : 128);
export const singleKeys = signal(localStorage.getItem("kindfold.keys") !== "off");

export const clusterOf = computed(() => new Map(clusters.value.map((cluster) => [cluster.id, cluster])));
export const order = computed(() => ordered(labels.value, clusters.value));
export const readonly = computed(() => run.value?.readonly ?? true);

/** The cluster that has a name already, one other than `id`. */
export const taken = (name, id = null) =>
  clusters.value.find((cluster) => cluster.id !== id && name && cluster.name.toLowerCase() === name.toLowerCase());

export const nameOf = (id) => clusterOf.value.get(id)?.name ?? "no kind";
export const colourOf = (id) => clusterOf.value.get(id)?.colour ?? "#888888";

/** The clusters that an action is about: the chosen ones, else the opened one, else that of the shown picture. */
export const subject = computed(() => {
  if (chosen.value.size > 0) return [...chosen.value];
  if (opened.value !== null) return [opened.value];
  return shown.value !== null && labels.value ? [labels.value.cluster[shown.value]] : [];
});

/** The rows that an action is about: the picked ones, else the shown one. */
export const held = computed(() =>
  picked.value.size > 0 ? [...picked.value] : shown.value === null ? [] : [shown.value],
);
