// The sentence that was said last, with a way back from what it reports.
import { html } from "htm/preact";

import { undo } from "./actions.js";
import { said } from "./saying.js";

export function Toast() {
  const { text, undoable, wrong, silent } = said.value ?? {};
  return html`
    <div class="unseen" role="status" aria-live="polite" aria-atomic="true">${text}</div>
    ${text &&
    !silent &&
    html`<div class=${wrong ? "toast wrong" : "toast"}>
      <span aria-hidden="true">${text}</span>
      ${undoable && html`<button class="plain" onClick=${undo}>Undo <kbd aria-hidden="true">z</kbd></button>`}
    </div>`}
  `;
}
