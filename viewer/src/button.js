// A button of a command, with the letter that does the same.
import { html } from "htm/preact";

import { COMMANDS } from "./commands.js";
import { Icon } from "./icons.js";

export function Button({ command, label, icon, kind = "", hint = true, title }) {
  const { key, name, can, run } = COMMANDS[command];
  const text = label ?? name;
  return html`<button
    class=${kind}
    disabled=${!can()}
    onClick=${run}
    aria-label=${icon ? text : undefined}
    aria-keyshortcuts=${key}
    title=${title ?? (icon ? `${text} (${key})` : undefined)}
  >
    ${icon ? html`<${Icon} name=${icon} />` : text}
    ${!icon && hint && html` <kbd aria-hidden="true">${key}</kbd>`}
  </button>`;
}
