// Start: listen, load, draw.
import { html, render } from "htm/preact";

import "./css/app.css";
import { listenToKeys } from "./keys.js";
import { load, look } from "./loading.js";
import { Page } from "./page.js";
import { rememberPlace } from "./place.js";

render(html`<${Page} />`, document.getElementById("page"));
listenToKeys();
rememberPlace();
load();
window.addEventListener("focus", look);
