// Where the person goes: to a tab, to a cluster.
import { batch } from "@preact/signals";

import { listing } from "./listing.js";
import { hits, opened, panel, picked, shown, tab } from "./state.js";

export function show(name) {
  batch(() => {
    const fresh = name !== tab.value || hits.value;
    hits.value = null;
    tab.value = name;
    if (name === "unsure" && fresh) shown.value = listing.value.rows[0] ?? null; // the first that waits
  });
}

/** Open one cluster, or all with null. */
export function open(id) {
  batch(() => {
    opened.value = id;
    hits.value = null;
    shown.value = null;
    panel.value = false;
    picked.value = new Set();
  });
}
