// How fine the kinds are: a slider over the levels that were saved with the run.
import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { askLevel } from "./actions.js";
import { Button } from "./button.js";
import { standing } from "./granularity.js";
import { readonly, run } from "./state.js";
import { counted, percent } from "./words.js";

export function Levels() {
  const { levels, level, n_fit_clusters } = run.value;
  const [dragged, setDragged] = useState(null);
  if (readonly.value || levels.length < 2) return null;
  const at = dragged ?? standing(run.value);
  const { n_clusters, stability } = levels[at];
  const told = `${counted(n_clusters, "kind")}${stability === null ? "" : `, ${percent(stability)} stable`}`;
  const letGo = (event) => {
    setDragged(null);
    if (Number(event.target.value) !== level) askLevel(Number(event.target.value));
  };
  return html`<div class="levels">
    <label>
      <span>How fine</span>
      <output class="quiet">${dragged === null && level === null ? "as found" : told}</output>
    </label>
    <div class="slider">
      <${Button} command="coarser" icon="less" kind="plain" />
      <input
        type="range"
        min="0"
        max=${levels.length - 1}
        value=${at}
        aria-label="How fine the kinds are"
        aria-valuetext=${told}
        onInput=${(event) => setDragged(Number(event.target.value))}
        onChange=${letGo}
      />
      <${Button} command="finer" icon="more" kind="plain" />
    </div>
    ${level !== null && html`<button class="plain link" onClick=${() => askLevel(null)}>Back to the ${n_fit_clusters} that were found</button>`}
  </div>`;
}
