// Where the person goes: to a tab, to a cluster.
import { batch } from "@preact/signals";

import { hits, opened, panel, picked, shown, tab } from "./state.js";

export function show(name) {
  batch(() => {
    hits.value = null;
    tab.value = name;
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
