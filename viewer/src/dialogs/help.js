// All keys, made from the commands themselves.
import { html } from "htm/preact";

import { COMMANDS } from "../commands.js";
import { readonly, singleKeys } from "../state.js";
import { Modal } from "./modal.js";

const CHANGES = ["merge", "split", "rename", "move", "reject", "first", "second", "third", "undo", "redo", "coarser", "finer", "export"];
const GRID = [
  ["← ↑ → ↓", "Next picture"],
  ["Shift + arrow", "Select a range"],
  ["Space", "Select one more"],
];
const MAP = [
  ["Drag", "Move the map"],
  ["Wheel, pinch, + −", "Closer, farther"],
  ["0", "The whole map"],
  ["Shift + drag", "Draw a lasso"],
];

export function HelpDialog() {
  const changes = readonly.value ? [] : CHANGES.map((id) => rowOf(COMMANDS[id]));
  const others = Object.keys(COMMANDS)
    .filter((id) => !CHANGES.includes(id) && COMMANDS[id].can())
    .map((id) => rowOf(COMMANDS[id]));
  return html`<${Modal} title="Keys" wide>
    <div class="keys">
      ${changes.length > 0 && html`<${Table} title="Change" rows=${changes} />`}
      <${Table} title="Look" rows=${others} />
      <${Table} title="In the grid" rows=${GRID} />
      <${Table} title="On the map" rows=${MAP} />
    </div>
    <label class="switch">
      <input type="checkbox" checked=${singleKeys.value} onChange=${(event) => remember(event.target.checked)} />
      Single letters act. Switch this off if you speak or use a screen reader; arrows, Enter, Escape and Ctrl+Z stay.
    </label>
  <//>`;
}

const rowOf = ({ key, name }) => [key === "Escape" ? "Esc" : key, name];

function Table({ title, rows }) {
  return html`<section>
    <h3>${title}</h3>
    <dl>${rows.map(([key, what]) => html`<div key=${key}><dt><kbd>${key}</kbd></dt><dd>${what}</dd></div>`)}</dl>
  </section>`;
}

function remember(on) {
  singleKeys.value = on;
  localStorage.setItem("kindfold.keys", on ? "on" : "off");
}
