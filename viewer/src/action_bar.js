// What can be done with the selection: it rises when there is one.
import { html } from "htm/preact";

import { Button } from "./button.js";
import { allRejected } from "./commands.js";
import { chosen, picked, readonly } from "./state.js";
import { count } from "./words.js";

export function ActionBar() {
  if (readonly.value) return null;
  if (picked.value.size > 0) {
    return html`<${Bar} n=${picked.value.size} noun="picture" text="selected" clear=${() => (picked.value = new Set())}>
      <${Button} command="move" kind="strong" />
      <${Button} command="reject" label=${allRejected() ? "Restore" : "Reject"} />
    <//>`;
  }
  if (chosen.value.size > 0) {
    return html`<${Bar} n=${chosen.value.size} noun="kind" text="chosen" clear=${() => (chosen.value = new Set())}>
      <${Button} command="merge" kind="strong" />
      ${chosen.value.size === 1 && html`<${Button} command="split" /><${Button} command="rename" />`}
    <//>`;
  }
  return null;
}

function Bar({ n, noun, text, clear, children }) {
  return html`<div class="actions" role="toolbar" aria-label="Selection">
    <span>${count(n)} <span class="long">${n === 1 ? noun : `${noun}s`}</span> ${text}</span>
    ${children}
    <button class="plain" onClick=${clear}>Clear <kbd aria-hidden="true">Esc</kbd></button>
  </div>`;
}
