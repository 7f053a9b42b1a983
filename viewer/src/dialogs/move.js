// Pictures go into another cluster, or into a new one.
import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { move } from "../actions.js";
import { held, taken } from "../state.js";
import { counted } from "../words.js";
import { ClusterChoice } from "./choice.js";
import { Modal } from "./modal.js";

const FRESH = "new";

export function MoveDialog() {
  const [rows] = useState(held.value);
  const [chosen, setChosen] = useState([]);
  const [name, setName] = useState("");
  const fresh = chosen[0] === FRESH;
  const other = taken(name.trim());
  return html`<${Modal}
    title=${`Move ${counted(rows.length, "picture")}`}
    verb="Move"
    can=${chosen.length === 1 && (!fresh || name.trim())}
    act=${() => move(rows, chosen[0], fresh ? name.trim() : undefined)}
  >
    <${ClusterChoice} chosen=${chosen} onChange=${setChosen} first=${{ id: FRESH, name: "A new kind" }} />
    ${fresh &&
    html`<label class="field">
      <span>Name of the new kind</span>
      <input autofocus maxlength="200" value=${name} onInput=${(event) => setName(event.target.value)} />
    </label>`}
    ${fresh && other &&
    html`<div class="remark" role="status">
      <p>There is a kind of this name, with ${counted(other.size, "picture")}.</p>
      <button type="button" onClick=${() => setChosen([other.id])}>Choose it</button>
    </div>`}
  <//>`;
}
