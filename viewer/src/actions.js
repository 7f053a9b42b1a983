// Everything that changes the run: one request after the other, then a fresh look at what came of it.
import { batch } from "@preact/signals";

import { api } from "./api.js";
import { isStale } from "./errors.js";
import { listing } from "./listing.js";
import { reload } from "./loading.js";
import { patiently, tell, warn } from "./saying.js";
import { chosen, clusterOf, clusters, dialog, hits, opened, panel, picked, run, shown, taken } from "./state.js";

let last = Promise.resolve();

/** Ask for a change with the newest revision, once all earlier ones are done. */
function change(request, { undoable = true, then = () => {} } = {}) {
  last = last.then(async () => {
    try {
      const { said } = await patiently(request(run.value.rev));
      const at = listing.value.rows.indexOf(shown.value);
      await reload();
      batch(() => {
        then();
        goOn(at);
      });
      tell(said, { undoable });
    } catch (error) {
      if (isStale(error)) await reload();
      warn(isStale(error) ? "Another window has changed this run. You now see its state; try again." : error.message);
    }
  });
  return last;
}

/** If the shown picture has left the list, show the one that took its place. */
function goOn(at) {
  const { rows } = listing.value;
  if (at >= 0 && !rows.includes(shown.value)) shown.value = rows[Math.min(at, rows.length - 1)] ?? null;
}

const drop = () => {
  picked.value = new Set();
};

export const rename = (cluster, name) => change((rev) => api.edit(rev, "rename", { cluster, name }));

export function merge(ids, name) {
  const before = opened.value; // where it was part of the whole, the whole is opened
  return change((rev) => api.edit(rev, "merge", { clusters: ids, ...(name ? { name } : {}) }), {
    then: () => {
      chosen.value = new Set();
      if (ids.includes(before)) opened.value = ids.find((id) => clusterOf.value.has(id)) ?? null;
    },
  });
}

export function split(cluster, into) {
  const before = clusterOf.value;
  return change((rev) => api.edit(rev, "split", { cluster, into }), {
    then: () => {
      chosen.value = new Set();
      opened.value = clusters.value.find(({ id }) => !before.has(id))?.id ?? null; // its largest part
    },
  });
}

export function move(rows, to, name) {
  return change((rev) => api.edit(rev, "move", { rows, to, ...(name ? { name } : {}) }), { then: drop });
}

export const reject = (rows) => change((rev) => api.edit(rev, "reject", { rows }), { then: drop });
export const restore = (rows) => change((rev) => api.edit(rev, "restore", { rows }), { then: drop });
export const takeLevel = (index) =>
  change((rev) => api.edit(rev, "level", { index }), { then: () => (opened.value = null) });

/** The same, but not before the person knows that corrections stay behind. */
export function askLevel(index) {
  if (run.value.n_since_level > 0) dialog.value = { name: "level", index };
  else takeLevel(index);
}

/** Give a name, but not before the person knows that another cluster has it. */
export function askName(cluster, wanted) {
  if (taken(wanted, cluster)) dialog.value = { name: "rename", cluster, wanted };
  else rename(cluster, wanted);
}

export const undo = () => change(api.undo, { undoable: false });
export const redo = () => change(api.redo, { undoable: true });

export async function exportTo(to, mode, rows = null) {
  try {
    tell((await patiently(api.export(to, mode, rows))).said);
  } catch (error) {
    warn(error.message);
  }
}

export async function search(said, request) {
  try {
    const found = (await patiently(request())).hits;
    batch(() => {
      picked.value = new Set();
      hits.value = { said, rows: found.map(({ row }) => row), scores: new Map(found.map(({ row, score }) => [row, score])) };
    });
    tell(found.length ? `${found.length} pictures most like ${said}.` : `Nothing is like ${said}.`, { silent: true });
  } catch (error) {
    warn(error.message);
  }
}

export const searchWords = (words) => search(`“${words}”`, () => api.searchWords(words));
export const searchPicture = (file) => search("your picture", () => api.searchPicture(file));

/** Step back from the innermost thing: a dialog, a selection, the search, the picture, the cluster. */
export function escape() {
  if (dialog.value) dialog.value = null;
  else if (picked.value.size) drop();
  else if (chosen.value.size) chosen.value = new Set();
  else if (panel.value) panel.value = false;
  else if (hits.value) hits.value = null;
  else if (shown.value !== null) shown.value = null;
  else if (opened.value !== null) opened.value = null;
}

/** Put a picture into its likeliest, second or third kind. */
export async function decide(row, place) {
  if (row === null) return;
  const { top } = await api.picture(row);
  if (top[place]) await move([row], top[place].cluster);
}
