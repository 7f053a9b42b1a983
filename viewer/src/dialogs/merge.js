// Two or more clusters become one.
import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { merge } from "../actions.js";
import { clusterOf, clusters, subject } from "../state.js";
import { counted } from "../words.js";
import { ClusterChoice } from "./choice.js";
import { Modal } from "./modal.js";

export function MergeDialog() {
  const [chosen, setChosen] = useState(subject.value);
  const [typed, setTyped] = useState(null); // a name of one's own; else that of the largest
  const members = clusters.value.filter(({ id }) => chosen.includes(id)); // the largest first
  const name = typed ?? members[0]?.name ?? "";
  const total = members.reduce((sum, { size }) => sum + size, 0);
  return html`<${Modal}
    title="Merge kinds"
    verb=${members.length > 1 ? `Merge ${counted(members.length, "kind")}` : "Merge"}
    can=${members.length > 1 && name.trim()}
    act=${() => merge(members.map(({ id }) => id), name.trim())}
  >
    <${ClusterChoice} several chosen=${chosen} onChange=${(ids) => setChosen(ids.filter((id) => clusterOf.value.has(id)))} />
    <label class="field">
      <span>Name of the whole</span>
      <input maxlength="200" value=${name} onInput=${(event) => setTyped(event.target.value)} />
    </label>
    <p class="quiet">${counted(total, "picture")} in all.</p>
  <//>`;
}
