// The page: three columns under a bar.
import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";

import { Cards } from "./cards.js";
import { Centre } from "./centre.js";
import { Detail } from "./detail.js";
import { Dialogs } from "./dialogs/dialogs.js";
import { Header } from "./header.js";
import { Levels } from "./levels.js";
import { listenToPictures } from "./search.js";
import { clusters, failure, run } from "./state.js";
import { Toast } from "./toast.js";
import { counted } from "./words.js";

export function Page() {
  const [dropping, setDropping] = useState(false);
  useEffect(() => listenToPictures(setDropping), []);
  if (failure.value) return html`<div class="failure" role="alert"><h1>kindfold</h1><p>${failure.value}</p></div>`;
  if (!run.value) return html`<p class="waiting" role="status">Loading …</p>`;
  return html`
    <${Header} />
    <nav class="left" aria-label="Kinds">
      <div class="left-head">
        <h2>${counted(clusters.value.length, "kind")}</h2>
        <${Levels} />
      </div>
      <${Cards} />
    </nav>
    <${Centre} />
    <${Detail} />
    <${Dialogs} />
    <${Toast} />
    ${dropping && html`<div class="dropping"><p>Drop the picture to see what is like it</p></div>`}
  `;
}
