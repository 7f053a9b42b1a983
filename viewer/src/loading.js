// Fetches what the page shows, at the start, after each change, and when another window changed it.
import { batch } from "@preact/signals";

import { api } from "./api.js";
import { clusters, failure, labels, points, run } from "./state.js";

const SECONDS_BETWEEN_LOOKS = 1;

export async function reload() {
  const [freshRun, freshClusters, freshLabels] = await Promise.all([api.run(), api.clusters(), api.labels()]);
  batch(() => {
    run.value = freshRun;
    clusters.value = freshClusters;
    labels.value = freshLabels;
  });
}

/** Show each part as soon as it is there: the cards do not wait for the labels. */
export async function load() {
  try {
    await Promise.all([
      api.run().then((value) => (run.value = value)),
      api.clusters().then((value) => (clusters.value = value)),
      api.labels().then((value) => (labels.value = value)),
    ]);
  } catch (error) {
    failure.value = error.message;
    return;
  }
  points.value = await api.map().catch(() => null); // asked early, so that the server lays the map out meanwhile
}

/** The coordinates, which the server may still be working on. */
export async function loadMap() {
  while (!points.value) {
    points.value = await api.map();
    if (!points.value) await new Promise((resolve) => setTimeout(resolve, 1000 * SECONDS_BETWEEN_LOOKS));
  }
}

/** When the person comes back to this window, see whether another one has changed the run. */
export async function look() {
  if (!run.value || document.hidden) return;
  const fresh = await api.run().catch(() => null);
  if (fresh && fresh.rev !== run.value.rev) await reload();
}
