// Picking pictures, as file managers do it: one, a range, one more, all.
import { batch } from "@preact/signals";

import { listing } from "./listing.js";
import { tell } from "./saying.js";
import { chosen, picked, shown } from "./state.js";
import { counted } from "./words.js";

let anchor = null; // row where a range begins

export function pick(row, { range = false, toggle = false } = {}) {
  batch(() => {
    if (range) picked.value = new Set([...(toggle ? picked.value : []), ...between(anchor ?? shown.value ?? row, row)]);
    else if (toggle) picked.value = toggled(picked.value, row);
    else picked.value = new Set();
    if (!range) anchor = row;
    shown.value = row;
  });
  if (range || toggle) tellPicked();
}

export function pickAll(rows = listing.value.rows) {
  picked.value = new Set(rows);
  tellPicked();
}

export function pickMore(rows) {
  pickAll([...picked.value, ...rows]);
}

export function choose(cluster) {
  chosen.value = toggled(chosen.value, cluster);
  tell(`${counted(chosen.value.size, "kind")} chosen.`, { silent: true });
}

const tellPicked = () => tell(`${counted(picked.value.size, "picture")} selected.`, { silent: true });

function toggled(set, item) {
  const changed = new Set(set);
  if (!changed.delete(item)) changed.add(item);
  return changed;
}

function between(from, to) {
  const { rows } = listing.value;
  const [low, high] = [rows.indexOf(from), rows.indexOf(to)].sort((a, b) => a - b);
  return low < 0 ? [to] : rows.slice(low, high + 1);
}
