// The middle of the page: what is shown, the tabs, and what can be done with the selection.
import { html } from "htm/preact";

import { restore } from "./actions.js";
import { ActionBar } from "./action_bar.js";
import { open, show } from "./go.js";
import { Grid } from "./grid.js";
import { Icon } from "./icons.js";
import { listing, title } from "./listing.js";
import { MapOfPictures } from "./map/map.js";
import { pickAll } from "./selection.js";
import { cellSize, clusterOf, hits, labels, opened, panel, readonly, run, shown, tab } from "./state.js";
import { count } from "./words.js";

const TABS = { grid: "Grid", map: "Map", unsure: "Unsure", repeated: "Repeated", rejected: "Rejected" };

export function Centre() {
  const list = listing.value;
  const isMap = tab.value === "map" && !hits.value;
  const nothing = !isMap && list.note && list.rows.length === 0;
  return html`<main>
    <div class="above">
      <${Title} />
      ${!isMap && html`<${Size} />`}
      <${Tabs} />
    </div>
    ${list.note &&
    !isMap &&
    !nothing &&
    html`<p class="note">
      ${list.note}
      ${list.copies?.length > 0 && !readonly.value && html` <button class="link" onClick=${() => pickAll(list.copies)}>Select the copies</button>`}
      ${list.rejects && !readonly.value && html` <button class="link" onClick=${() => restore([...list.rejects])}>Restore all</button>`}
    </p>`}
    <section class="view" id="view" role="tabpanel" aria-labelledby=${`tab-${tab.value}`}>
      ${!labels.value ? html`<p class="waiting" role="status">Loading …</p>` : isMap ? html`<${MapOfPictures} />` : html`<${Grid} />`}
      ${nothing && html`<p class="nothing" role="status">${list.note}</p>`}
    </section>
    <${ActionBar} />
  </main>`;
}

function Title() {
  if (hits.value) {
    return html`<h1>
      <bdi>Like ${hits.value.said}</bdi>
      <button class="plain" aria-label="Leave the search" title="Leave the search (Esc)" onClick=${() => (hits.value = null)}><${Icon} name="close" /></button>
    </h1>`;
  }
  const size = opened.value === null ? run.value.n : (clusterOf.value.get(opened.value)?.size ?? 0);
  return html`<h1>
    <bdi>${title.value}</bdi> <span class="quiet">${count(size)}</span>
    ${opened.value !== null &&
    html`<button class="plain" aria-label="Show all pictures" title="Show all pictures (Esc)" onClick=${() => open(null)}><${Icon} name="close" /></button>`}
    <button class="plain about" aria-label=${opened.value === null ? "About this run" : "About this kind"} onClick=${about}><${Icon} name="info" /></button>
  </h1>`;
}

function about() {
  shown.value = null;
  panel.value = true;
}

function Tabs() {
  const names = Object.keys(TABS);
  const onKeyDown = (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by) return;
    event.preventDefault();
    show(names[(names.indexOf(tab.value) + by + names.length) % names.length]);
    requestAnimationFrame(() => document.getElementById(`tab-${tab.value}`).focus());
  };
  return html`<div class="tabs" role="tablist" aria-label="Ways to look" onKeyDown=${onKeyDown}>
    ${names.map((name) => {
      const selected = tab.value === name && !hits.value;
      return html`<button
        key=${name}
        id=${`tab-${name}`}
        role="tab"
        aria-selected=${selected}
        aria-controls="view"
        tabindex=${tab.value === name ? 0 : -1}
        onClick=${() => show(name)}
      >
        ${TABS[name]}
      </button>`;
    })}
  </div>`;
}

function Size() {
  return html`<label class="size-of-cells">
    <span class="unseen">Size of the pictures</span>
    <input type="range" min="64" max="256" step="16" value=${cellSize.value} title="Size of the pictures"
      onInput=${(event) => (cellSize.value = Number(event.target.value))} />
  </label>`;
}
