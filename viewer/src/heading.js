// The line above the pictures of one cluster, where all clusters are listed.
import { html } from "htm/preact";

import { open } from "./go.js";
import { clusterOf, colourOf, nameOf } from "./state.js";
import { count } from "./words.js";

export function Heading({ block }) {
  const { cluster, top, count: n } = block;
  return html`<div class="heading" role="presentation" style=${{ transform: `translateY(${top}px)`, "--colour": colourOf(cluster) }}>
    <button class="plain" tabindex="-1" onClick=${() => open(cluster)}>
      <i class="dot"></i><bdi>${nameOf(cluster)}</bdi> <span class="quiet">${count(n)}</span>
      ${clusterOf.value.get(cluster)?.rejected && html` <span class="quiet">rejected</span>`}
    </button>
  </div>`;
}
