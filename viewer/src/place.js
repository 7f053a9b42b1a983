// The tab and the open cluster stand in the address, so that a reload or a bookmark comes back to them.
import { effect } from "@preact/signals";

import { chosen, clusterOf, opened, run, tab } from "./state.js";

const TABS = ["grid", "map", "unsure", "repeated", "rejected"];

export function rememberPlace() {
  const asked = new URLSearchParams(location.hash.slice(1));
  if (TABS.includes(asked.get("tab"))) tab.value = asked.get("tab");
  if (asked.has("kind")) opened.value = Number(asked.get("kind"));
  effect(() => {
    if (!run.value || clusterOf.value.size === 0) return;
    forget();
    const place = new URLSearchParams({ tab: tab.value });
    if (opened.value !== null) place.set("kind", opened.value);
    history.replaceState(null, "", `#${place}`);
    document.title = `${run.value.title} · kindfold`;
  });
}

/** Let go of clusters that are no longer there, here or because another window changed them. */
function forget() {
  const known = clusterOf.value;
  if (opened.value !== null && !known.has(opened.value)) opened.value = null;
  if ([...chosen.value].some((id) => !known.has(id))) chosen.value = new Set([...chosen.value].filter((id) => known.has(id)));
}
