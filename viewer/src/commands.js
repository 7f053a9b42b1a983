// Every action once: its key, its name, when it can be done, what it does. Buttons, keys and help are made from it.
import { askLevel, decide, escape, redo, reject, restore, undo } from "./actions.js";
import { show } from "./go.js";
import { next } from "./granularity.js";
import { rejected } from "./order.js";
import { pickAll } from "./selection.js";
import { chosen, clusters, dialog, held, labels, panel, readonly, run, shown, subject, tab } from "./state.js";

const open = (name) => () => (dialog.value = { name });
const writable = () => !readonly.value;
const level = (by) => next(run.value, by);

export const COMMANDS = {
  merge: { key: "m", name: "Merge", can: () => writable() && subject.value.length > 0 && clusters.value.length > 1, run: open("merge") },
  split: { key: "s", name: "Split", can: () => writable() && subject.value.length === 1, run: open("split") },
  rename: { key: "r", name: "Rename", can: () => writable() && subject.value.length === 1, run: open("rename") },
  move: { key: "v", name: "Move", can: () => writable() && held.value.length > 0, run: open("move") },
  reject: { key: "x", name: "Reject", can: () => writable() && held.value.length > 0, run: rejectOrRestore },
  first: { key: "1", name: "Into its likeliest kind", can: canDecide, run: () => decide(shown.value, 0) },
  second: { key: "2", name: "Into its second kind", can: canDecide, run: () => decide(shown.value, 1) },
  third: { key: "3", name: "Into its third kind", can: canDecide, run: () => decide(shown.value, 2) },
  undo: { key: "z", name: "Undo", can: () => writable() && run.value.can_undo, run: undo },
  redo: { key: "Z", name: "Redo", can: () => writable() && run.value.can_redo, run: redo },
  all: { key: "a", name: "Select all that are listed", can: () => labels.value !== null, run: () => pickAll() },
  coarser: { key: "[", name: "Fewer kinds", can: () => writable() && level(-1) !== undefined, run: () => askLevel(level(-1)) },
  finer: { key: "]", name: "More kinds", can: () => writable() && level(1) !== undefined, run: () => askLevel(level(1)) },
  search: { key: "/", name: "Search", can: () => writable(), run: () => document.getElementById("words")?.focus() },
  grid: { key: "g", name: "Grid", can: () => true, run: () => show("grid") },
  map: { key: "p", name: "Map", can: () => true, run: () => show("map") },
  unsure: { key: "u", name: "Unsure", can: () => true, run: () => show("unsure") },
  repeated: { key: "d", name: "Repeated", can: () => true, run: () => show("repeated") },
  rejected: { key: "X", name: "Rejected", can: () => true, run: () => show("rejected") },
  details: { key: "Enter", name: "Details of the picture", can: () => shown.value !== null, run: () => (panel.value = true) },
  export: { key: "e", name: "Export", can: writable, run: open("export") },
  help: { key: "?", name: "Keys", can: () => true, run: open("help") },
  back: { key: "Escape", name: "Step back", can: () => true, run: escape },
};

export const commandOf = new Map(Object.values(COMMANDS).map((command) => [command.key, command]));

/** The pictures in hand are all rejected already, so that rejecting means taking it back. */
export const allRejected = () => held.value.length > 0 && held.value.every((row) => rejected(labels.value, row));

function rejectOrRestore() {
  return allRejected() ? restore(held.value) : reject(held.value);
}

function canDecide() {
  return writable() && shown.value !== null && tab.value === "unsure" && chosen.value.size === 0;
}
