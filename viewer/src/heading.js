// The line above the pictures of one cluster, where all clusters are listed: it stays in sight as long as they do.
import { html } from "htm/preact";

import { open } from "./go.js";
import { clusterOf, colourOf, nameOf } from "./state.js";
import { count } from "./words.js";

export function Heading({ block }) {
  const { cluster, top, height, count: n } = block;
  const style = { transform: `translateY(${top}px)`, height: `${height}px`, "--colour": colourOf(cluster) };
  return html`<div class="heading" role="presentation" style=${style}>
    <button class="plain" tabindex="-1" onClick=${() => open(cluster)}>
      <i class="dot"></i><bdi>${nameOf(cluster)}</bdi> <span class="quiet">${count(n)}</span>
      ${clusterOf.value.get(cluster)?.rejected && html` <span class="quiet">rejected</span>`}
    </button>
  </div>`;
}
