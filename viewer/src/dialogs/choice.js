// A list of clusters to choose from, narrowed by typing.
import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { Thumb } from "../cell.js";
import { clusters } from "../state.js";
import { count } from "../words.js";

/** `chosen` holds ids; `several` says whether more than one may be. `first` is an entry above the clusters. */
export function ClusterChoice({ chosen, onChange, several = false, first = null }) {
  const [wanted, setWanted] = useState("");
  const [ahead] = useState(chosen); // what was chosen before the list opened stands on top
  const shown = clusters.value
    .filter(({ name }) => name.toLowerCase().includes(wanted.trim().toLowerCase()))
    .sort((a, b) => ahead.includes(b.id) - ahead.includes(a.id));
  const toggle = (id) => {
    if (!several) return onChange([id]);
    onChange(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
  };
  return html`<div class="choice">
    <input type="search" autofocus placeholder="Find a kind" aria-label="Find a kind" value=${wanted}
      onInput=${(event) => setWanted(event.target.value)} />
    <div class="options" role="group" aria-label="Kinds">
      ${first && html`<${Option} id=${first.id} name=${first.name} ...${{ chosen, toggle, several }} />`}
      ${shown.map(
        ({ id, name, size, central, colour }) =>
          html`<${Option} key=${id} ...${{ id, name, size, central, colour, chosen, toggle, several }} />`,
      )}
    </div>
  </div>`;
}

function Option({ id, name, size, central, colour, chosen, toggle, several }) {
  return html`<label class="option" style=${{ "--colour": colour ?? "transparent" }}>
    <input type=${several ? "checkbox" : "radio"} name="cluster" checked=${chosen.includes(id)} onChange=${() => toggle(id)} />
    ${central?.length ? html`<${Thumb} row=${central[0]} lazy />` : html`<span class="thumb"></span>`}
    <bdi>${name}</bdi>
    ${size !== undefined && html`<span class="quiet">${count(size)}</span>`}
  </label>`;
}
