// The clusters as cards, the largest first: open one, choose several, drop pictures on one.
import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";

import { move } from "./actions.js";
import { Thumb } from "./cell.js";
import { open } from "./go.js";
import { Icon } from "./icons.js";
import { choose } from "./selection.js";
import { chosen, clusters, dialog, opened, readonly, run } from "./state.js";
import { count, percent } from "./words.js";

const ROWS = "application/x-kindfold-rows";

export function Cards() {
  const [active, setActive] = useState(null); // the card that the arrow keys are on
  useEffect(() => setActive(opened.value), [opened.value]);
  const ids = [null, ...clusters.value.map(({ id }) => id)]; // null: all pictures
  useEffect(() => reveal(opened.value), [opened.value, clusters.value]);
  const go = (id) => {
    setActive(id);
    reveal(id);
  };
  const onKeyDown = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = Math.max(0, ids.indexOf(active));
    const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, PageDown: 5, PageUp: -5, Home: -1e9, End: 1e9 };
    if (event.key in steps) go(ids[Math.min(Math.max(at + steps[event.key], 0), ids.length - 1)]);
    else if (event.key === "Enter") open(ids[at]);
    else if (event.key === " ") ids[at] !== null && choose(ids[at]);
    else return;
    event.preventDefault();
  };
  return html`<div
    class="cards"
    id="kinds"
    role="listbox"
    tabindex="0"
    aria-label="Kinds"
    aria-multiselectable="true"
    aria-activedescendant=${cardId(active)}
    onKeyDown=${onKeyDown}
  >
    <${Everything} active=${active === null} />
    ${clusters.value.map((cluster) => html`<${Card} key=${cluster.id} cluster=${cluster} active=${active === cluster.id} />`)}
  </div>`;
}

const reveal = (id) => document.getElementById(cardId(id))?.scrollIntoView({ block: "nearest", inline: "nearest" });
const cardId = (id) => (id === null ? "kind-all" : `kind-${id}`);

function Everything({ active }) {
  return html`<div
    id="kind-all"
    role="option"
    class=${state({ opened: opened.value === null, active }, "everything")}
    aria-selected="false"
    aria-current=${opened.value === null ? "true" : undefined}
    onClick=${() => open(null)}
  >
    <h3>All pictures</h3>
    <span class="size">${count(run.value?.n ?? 0)}</span>
  </div>`;
}

function Card({ cluster, active }) {
  const [over, setOver] = useState(false);
  const isChosen = chosen.value.has(cluster.id);
  const drop = (event) => {
    event.preventDefault();
    setOver(false);
    const rows = event.dataTransfer.getData(ROWS);
    if (rows) move(JSON.parse(rows), cluster.id);
  };
  const onDragOver = (event) => {
    if (!event.dataTransfer.types.includes(ROWS)) return;
    event.preventDefault();
    setOver(true);
  };
  const rename = () => {
    open(cluster.id);
    if (!readonly.value) dialog.value = { name: "rename" };
  };
  return html`<div
    id=${cardId(cluster.id)}
    role="option"
    class=${state({ opened: opened.value === cluster.id, chosen: isChosen, active, over, rejected: cluster.rejected }, "card")}
    aria-selected=${isChosen}
    aria-current=${opened.value === cluster.id ? "true" : undefined}
    aria-label=${`${cluster.name}, ${count(cluster.size)} pictures, ${percent(cluster.confidence)} sure`}
    style=${{ "--colour": cluster.colour, "--sure": cluster.confidence }}
    onClick=${(event) => (event.ctrlKey || event.metaKey || event.shiftKey ? choose(cluster.id) : open(cluster.id))}
    onDragOver=${onDragOver}
    onDragLeave=${() => setOver(false)}
    onDrop=${drop}
  >
    <div class="caption">
      <i class="dot"></i>
      <h3 onDblClick=${rename}><bdi>${cluster.name}</bdi></h3>
      <span class="size">${count(cluster.size)}</span>
    </div>
    <p class="words">${cluster.rejected ? "rejected" : others(cluster)}</p>
    <div class="strip">
      ${cluster.central.slice(0, 4).map((row) => html`<${Thumb} key=${row} row=${row} lazy />`)}
      ${cluster.borderline.slice(0, 2).map((row) => html`<span class="edge" key=${row}><${Thumb} row=${row} lazy /></span>`)}
    </div>
    <div class="sure" title=${`${percent(cluster.confidence)} sure on average`}></div>
    ${!readonly.value &&
    html`<span class="tick" title="Choose for merging (space)" onClick=${(event) => (event.stopPropagation(), choose(cluster.id))}>
      <${Icon} name="check" />
    </span>`}
  </div>`;
}

const others = ({ alternatives }) =>
  alternatives.length ? `or ${alternatives.map(([noun]) => noun).join(", ")}` : "no other nouns";

function state(flags, base) {
  return [base, ...Object.keys(flags).filter((name) => flags[name])].join(" ");
}
