// A new name for a cluster: typed, or one of the nouns that fit nearly as well.
import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { rename } from "../actions.js";
import { clusterOf, subject } from "../state.js";
import { Modal } from "./modal.js";

export function RenameDialog() {
  const [cluster] = useState(() => clusterOf.value.get(subject.value[0]));
  const [name, setName] = useState(cluster.name);
  const wanted = name.trim();
  return html`<${Modal}
    title="Rename"
    verb="Rename"
    can=${wanted && wanted !== cluster.name}
    act=${() => rename(cluster.id, wanted)}
  >
    <label class="field">
      <span>Name</span>
      <input autofocus maxlength="200" value=${name} onInput=${(event) => setName(event.target.value)} onFocus=${(event) => event.target.select()} />
    </label>
    ${cluster.alternatives.length > 0 &&
    html`<div class="chips" role="group" aria-label="Other nouns">
      ${cluster.alternatives.map(
        ([noun]) => html`<button type="button" class="chip" onClick=${() => setName(noun)}><bdi>${noun}</bdi></button>`,
      )}
    </div>`}
  <//>`;
}
