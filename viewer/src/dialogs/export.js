// The corrected result as files, beside the run.
import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { exportTo } from "../actions.js";
import { picked } from "../state.js";
import { counted } from "../words.js";
import { Modal } from "./modal.js";

const FORMATS = [
  ["csv", "Table", "labels.csv: path, kind, name, confidence"],
  ["folders", "Folders", "one folder a kind"],
  ["parquet", "Parquet", "the table, for data frames"],
  ["coco", "COCO", "JSON for annotation tools"],
  ["labelstudio", "Label Studio", "tasks with the kinds as predictions"],
];
const MODES = [
  ["symlink", "links to your files"],
  ["hardlink", "hard links"],
  ["copy", "copies"],
];

export function ExportDialog() {
  const [to, setTo] = useState("csv");
  const [mode, setMode] = useState("symlink");
  const [rows] = useState([...picked.value]);
  const [only, setOnly] = useState(rows.length > 0);
  return html`<${Modal} title="Export" verb="Export" act=${() => exportTo(to, mode, only ? rows : null)}>
    <fieldset class="ways">
      <legend class="unseen">As</legend>
      ${FORMATS.map(
        ([id, name, what], i) => html`<label key=${id}>
          <input type="radio" name="to" autofocus=${i === 0} checked=${to === id} onChange=${() => setTo(id)} />
          <span>${name} <span class="quiet">${what}</span></span>
        </label>`,
      )}
    </fieldset>
    ${to === "folders" &&
    html`<label class="field">
      <span>Filled with</span>
      <select value=${mode} onChange=${(event) => setMode(event.target.value)}>
        ${MODES.map(([id, name]) => html`<option key=${id} value=${id}>${name}</option>`)}
      </select>
    </label>`}
    ${rows.length > 0 &&
    html`<label class="switch">
      <input type="checkbox" checked=${only} onChange=${(event) => setOnly(event.target.checked)} />
      Only the ${counted(rows.length, "picture")} selected
    </label>`}
    <p class="quiet">It is written beside the run, under a new name. Your pictures stay as they are.</p>
  <//>`;
}
