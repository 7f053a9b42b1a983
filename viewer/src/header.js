// The top bar: what is looked at, search, undo and redo, export, help.
import { html } from "htm/preact";

import { Button } from "./button.js";
import { Search } from "./search.js";
import { readonly, run } from "./state.js";

export function Header() {
  const { title, undo, redo } = run.value;
  return html`<header class="bar">
    <a class="skip" href="#pictures">To the pictures</a>
    <p class="mark">kindfold <bdi class="quiet">${title}</bdi></p>
    <${Search} />
    <div class="deeds">
      ${!readonly.value &&
      html`<${Button} command="undo" icon="undo" kind="plain" title=${undo ? `Undo: ${undo} (z)` : "Undo (z)"} />
        <${Button} command="redo" icon="redo" kind="plain" title=${redo ? `Redo: ${redo} (Z)` : "Redo (Z)"} />
        <${Button} command="export" kind="export" />`}
      <${Button} command="help" icon="help" kind="plain" />
    </div>
  </header>`;
}
