// A new name for a cluster: typed, or one of the nouns that fit nearly as well.
import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { merge, rename } from "../actions.js";
import { clusterOf, dialog, subject, taken } from "../state.js";
import { counted } from "../words.js";
import { Modal, close } from "./modal.js";

export function RenameDialog() {
  const [cluster] = useState(() => clusterOf.value.get(dialog.value.cluster ?? subject.value[0]));
  const [name, setName] = useState(dialog.value.wanted ?? cluster.name);
  const wanted = name.trim();
  const other = taken(wanted, cluster.id);
  const mergeBoth = () => {
    close();
    merge([cluster.id, other.id], wanted);
  };
  return html`<${Modal}
    title="Rename"
    verb=${other ? "Rename anyway" : "Rename"}
    can=${wanted && wanted !== cluster.name}
    act=${() => rename(cluster.id, wanted)}
  >
    <label class="field">
      <span>Name</span>
      <input autofocus maxlength="200" value=${name} onInput=${(event) => setName(event.target.value)} onFocus=${(event) => event.target.select()} />
    </label>
    ${other &&
    html`<div class="remark" role="status">
      <p>Another kind has this name, with ${counted(other.size, "picture")}.</p>
      <button type="button" onClick=${mergeBoth}>Merge the two</button>
    </div>`}
    ${cluster.alternatives.length > 0 &&
    html`<div class="chips" role="group" aria-label="Other nouns">
      ${cluster.alternatives.map(
        ([noun]) => html`<button type="button" class="chip" onClick=${() => setName(noun)}><bdi>${noun}</bdi></button>`,
      )}
    </div>`}
  <//>`;
}
