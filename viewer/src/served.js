// The data of a running `kindfold view`.
import { readLabels, readMap } from "./columns.js";
import { Refusal } from "./errors.js";

const JSON_HEADERS = { "Content-Type": "application/json" };

export function served() {
  let key = ""; // of the run: with it a picture may be kept by the browser
  const keyed = (path) => (key ? `${path}?v=${key}` : path);
  const get = (path, signal) => ask(path, { signal }).then((answer) => answer.json());
  const post = (path, body) =>
    ask(path, { method: "POST", headers: JSON_HEADERS, body: JSON.stringify(body) }).then((answer) => answer.json());
  return {
    run: async () => {
      const run = await get("api/run");
      key = run.key;
      return run;
    },
    clusters: () => get("api/clusters"),
    labels: () => ask("api/labels").then(bytes).then(readLabels),
    map: () => ask("api/map").then((answer) => (answer.status === 202 ? null : bytes(answer).then(readMap))),
    picture: (row, signal) => get(`api/picture/${row}`, signal),
    thumb: (row) => keyed(`thumb/${row}`),
    large: (row) => keyed(`large/${row}`),
    searchWords: (words) => post("api/search", { words }),
    searchPicture: (file) => ask("api/search", picture(file)).then((answer) => answer.json()),
    edit: (rev, op, fields) => post("api/edit", { rev, op, ...fields }),
    undo: (rev) => post("api/undo", { rev }),
    redo: (rev) => post("api/redo", { rev }),
    export: (to, mode, rows) => post("api/export", { to, mode, ...(rows ? { rows } : {}) }),
  };
}

const bytes = (answer) => answer.arrayBuffer();
const picture = (file) => ({ method: "POST", headers: { "Content-Type": "application/octet-stream" }, body: file });

async function ask(path, options) {
  const answer = await fetch(path, { credentials: "same-origin", ...options }).catch((error) => {
    if (error.name === "AbortError") throw error;
    throw new Refusal("The server does not answer. Is `kindfold view` still running?", 0);
  });
  if (!answer.ok) throw new Refusal(await complaint(answer), answer.status);
  return answer;
}

async function complaint(answer) {
  if (answer.status === 401 || answer.status === 403) {
    return "This page may not read the run: open the address that `kindfold view` printed.";
  }
  const told = await answer.json().catch(() => ({}));
  return told.error ?? `The server answered ${answer.status}.`;
}
