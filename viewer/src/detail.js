// The panel on the right: the shown picture, else the opened cluster, else the run.
import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";

import { move } from "./actions.js";
import { api } from "./api.js";
import { Button } from "./button.js";
import { Thumb } from "./cell.js";
import { allRejected } from "./commands.js";
import { isAborted } from "./errors.js";
import { Icon } from "./icons.js";
import { pick } from "./selection.js";
import { colourOf, nameOf, opened, panel, readonly, run, shown, tab } from "./state.js";
import { AboutCluster, AboutRun } from "./about.js";
import { percent } from "./words.js";

const PATIENCE = 60; // milliseconds on one picture before its details are fetched

export function Detail() {
  const row = shown.value;
  return html`<aside class=${panel.value ? "detail uncovered" : "detail"} aria-label="Details">
    <button class="plain shut" onClick=${() => (panel.value = false)} aria-label="Close"><${Icon} name="close" /></button>
    ${row !== null ? html`<${Picture} row=${row} />` : opened.value !== null ? html`<${AboutCluster} />` : html`<${AboutRun} />`}
  </aside>`;
}

function Picture({ row }) {
  const told = usePicture(row);
  return html`
    <div class="large"><${Large} key=${row} row=${row} /></div>
    ${told.error && html`<p class="quiet">${told.error}</p>`}
    ${told.row === row && html`<${Facts} told=${told} />`}
  `;
}

function Large({ row }) {
  const [gone, setGone] = useState(false);
  if (gone) return html`<p class="gone">This picture cannot be read now.</p>`;
  return html`<img src=${api.large(row)} alt=${`Picture ${row + 1}`} onError=${() => setGone(true)} />`;
}

function Facts({ told }) {
  const notes = [
    told.outlier && "fits no kind well",
    told.rejected && "rejected",
    told.moved && "placed by hand",
    told.duplicate_of !== null && "looks like a copy",
  ].filter(Boolean);
  return html`
    <p class="file"><bdi>${told.name}</bdi></p>
    <p class="quiet">
      ${told.width && `${told.width} × ${told.height}`}${notes.map((note) => html`<span class="note">${note}</span>`)}
    </p>
    ${!readonly.value &&
    html`<div class="buttons">
      <${Button} command="move" />
      <${Button} command="reject" label=${allRejected() ? "Restore" : "Reject"} />
    </div>`}
    <h4>Likeliest kinds</h4>
    <ol class="top">
      ${told.top.map(({ cluster, p }, place) => html`<${Likely} key=${cluster} ...${{ cluster, p, place, told }} />`)}
    </ol>
    <${Strip} title="Nearest" rows=${told.neighbours.map((near) => near.row)} />
    <${Strip} title=${told.duplicate_of !== null ? "Original and copies" : "Copies"} rows=${copies(told)} />
  `;
}

function Likely({ cluster, p, place, told }) {
  const here = cluster === told.cluster;
  const body = html`<span class="bar" style=${{ "--p": p, "--colour": colourOf(cluster) }}></span>
    <bdi>${nameOf(cluster)}</bdi><span class="p">${percent(p)}</span>`;
  if (readonly.value) return html`<li class=${here ? "here" : ""}><span class="likely">${body}</span></li>`;
  const title = here ? "Confirm this kind" : "Move the picture here";
  return html`<li class=${here ? "here" : ""}>
    <button class="likely" title=${title} onClick=${() => move([told.row], cluster)}>
      ${body}${tab.value === "unsure" && html`<kbd aria-hidden="true">${place + 1}</kbd>`}
    </button>
  </li>`;
}

function Strip({ title, rows }) {
  if (!rows.length) return null;
  return html`<h4>${title}</h4>
    <div class="tiles">
      ${rows.map(
        (row) => html`<button key=${row} class="tile" onClick=${() => pick(row)} aria-label=${`Picture ${row + 1}`}>
          <${Thumb} row=${row} />
        </button>`,
      )}
    </div>`;
}

const copies = ({ duplicate_of, duplicates }) => [...new Set([...(duplicate_of !== null ? [duplicate_of] : []), ...duplicates])];

/** What the server tells of a picture, asked once the keys rest on it; the former answer stays until then. */
function usePicture(row) {
  const [told, setTold] = useState({});
  const { rev } = run.value;
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      try {
        setTold(await api.picture(row, stop.signal));
      } catch (error) {
        if (!isAborted(error)) setTold({ error: error.message });
      }
    }, PATIENCE);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [row, rev]);
  return told;
}
