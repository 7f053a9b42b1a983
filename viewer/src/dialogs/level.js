// Another granularity begins anew: what was corrected by hand stays behind, so it is asked for first.
import { html } from "htm/preact";

import { takeLevel } from "../actions.js";
import { dialog, run } from "../state.js";
import { counted } from "../words.js";
import { Modal } from "./modal.js";

export function LevelDialog() {
  const { index } = dialog.value;
  const { levels, n_fit_clusters, n_since_level } = run.value;
  const kinds = counted(index === null ? n_fit_clusters : levels[index].n_clusters, "kind");
  return html`<${Modal} title=${`Begin anew with ${kinds}?`} verb=${`Take ${kinds}`} act=${() => takeLevel(index)}>
    <p>${counted(n_since_level, "correction")} that you made ${n_since_level === 1 ? "stays" : "stay"} behind; what you rejected stays rejected.</p>
    <p class="quiet">Undo brings everything back.</p>
  <//>`;
}
