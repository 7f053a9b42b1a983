// What the panel says of a cluster, and of the whole run.
import { html } from "htm/preact";

import { askName } from "./actions.js";
import { Button } from "./button.js";
import { inOpened } from "./listing.js";
import { histogram } from "./order.js";
import { clusterOf, clusters, labels, opened, order, readonly, run } from "./state.js";
import { count, counted, percent } from "./words.js";

export function AboutCluster() {
  const cluster = clusterOf.value.get(opened.value);
  if (!cluster || !labels.value) return null;
  const { start, count: n } = inOpened(cluster.id);
  const counts = histogram(labels.value, order.value.rows.subarray(start, start + n));
  return html`
    <h2><bdi>${cluster.name}</bdi></h2>
    <p class="quiet">${counted(cluster.size, "picture")}</p>
    ${!readonly.value &&
    html`<div class="buttons">
      <${Button} command="rename" /><${Button} command="merge" /><${Button} command="split" />
    </div>`}
    ${cluster.alternatives.length > 0 && html`<${OtherNames} cluster=${cluster} />`}
    <h4>Confidence</h4>
    <${Bars} counts=${counts} colour=${cluster.colour} />
    <dl class="facts">
      <div><dt>Sure on average</dt><dd>${percent(cluster.confidence)}</dd></div>
      <div><dt>Alike</dt><dd>${cluster.cohesion.toFixed(2)}</dd></div>
    </dl>
  `;
}

function OtherNames({ cluster }) {
  return html`<h4>${readonly.value ? "Could also be called" : "Call it"}</h4>
    <div class="chips">
      ${cluster.alternatives.map(([noun, score]) =>
        readonly.value
          ? html`<span class="chip"><bdi>${noun}</bdi></span>`
          : html`<button class="chip" onClick=${() => askName(cluster.id, noun)} title=${`Score ${score.toFixed(2)}`}>
              <bdi>${noun}</bdi>
            </button>`,
      )}
    </div>`;
}

function Bars({ counts, colour }) {
  const most = Math.max(...counts, 1);
  return html`<svg class="bars" viewBox="0 0 100 34" preserveAspectRatio="none" role="img"
    aria-label=${`Pictures by confidence, unsure to sure: ${counts.join(", ")}`}>
    ${counts.map((n, i) => {
      const height = n ? Math.max(1.5, (32 * n) / most) : 0.6;
      return html`<rect x=${10 * i + 0.6} y=${34 - height} width="8.8" height=${height} fill=${n ? colour : "currentColor"}
        opacity=${n ? 1 : 0.25} />`;
    })}
  </svg>
  <p class="scale quiet"><span>unsure</span><span>sure</span></p>`;
}

export function AboutRun() {
  const { title, n, encoder, method, n_fit_clusters } = run.value;
  return html`
    <h2><bdi>${title}</bdi></h2>
    <p class="quiet">${counted(clusters.value.length, "kind")} in ${counted(n, "picture")}</p>
    <dl class="facts">
      <div><dt>Encoder</dt><dd title=${encoder}><bdi>${encoder.split("@")[0]}</bdi></dd></div>
      <div><dt>Method</dt><dd>${method}</dd></div>
      <div><dt>Kinds of the fit</dt><dd>${count(n_fit_clusters)}</dd></div>
    </dl>
    <h4>How to go about it</h4>
    <ol class="hints">
      <li>Open a kind on the left and see whether its pictures belong together.</li>
      ${!readonly.value &&
      html`<li>Choose two or more kinds and merge them, or split one that holds several.</li>
        <li>Select pictures that are wrong, and move or reject them. The Unsure list has the likeliest mistakes.</li>
        <li>Export. Nothing of yours is changed, and every step can be undone.</li>`}
    </ol>
    <div class="buttons"><${Button} command="help" label="All keys" /></div>
  `;
}
