// One cluster becomes several.
import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { split } from "../actions.js";
import { nameOf, subject } from "../state.js";
import { Modal } from "./modal.js";

const MOST = 20;

export function SplitDialog() {
  const [id] = useState(subject.value[0]);
  const [into, setInto] = useState(2); // what a person most often wants
  const isNumber = into !== "auto";
  const number = Number(into);
  const can = !isNumber || (Number.isInteger(number) && number >= 2 && number <= MOST);
  return html`<${Modal} title=${`Split ${nameOf(id)}`} verb="Split" can=${can} act=${() => split(id, isNumber ? number : "auto")}>
    <fieldset class="ways">
      <legend class="unseen">Into how many</legend>
      <label>
        <input type="radio" name="into" autofocus checked=${isNumber} onChange=${() => setInto(2)} /> Into
        <input type="number" min="2" max=${MOST} value=${isNumber ? into : 2} aria-label="Number of parts"
          onFocus=${() => !isNumber && setInto(2)} onInput=${(event) => setInto(event.target.value)} />
      </label>
      <label><input type="radio" name="into" checked=${!isNumber} onChange=${() => setInto("auto")} /> As many as both halves of its pictures agree on</label>
    </fieldset>
    <p class="quiet">The parts get names of their own.</p>
  <//>`;
}
