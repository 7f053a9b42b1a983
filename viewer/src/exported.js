// The data of a page that was written by `kindfold view --export`: files beside it, which nothing changes.
import { readLabels, readMap } from "./columns.js";
import { Refusal } from "./errors.js";

const PICTURES_A_FILE = 500;

export function exported(folder) {
  const read = (path) => ask(folder + path).then((answer) => answer.json());
  const readBytes = (path) => ask(folder + path).then((answer) => answer.arrayBuffer());
  const pages = new Map(); // every file of pictures is read once
  const page = (number) => {
    if (!pages.has(number)) pages.set(number, read(`pictures/${number}.json`));
    return pages.get(number);
  };
  return {
    run: () => read("run.json"),
    clusters: () => read("clusters.json"),
    labels: () => readBytes("labels.bin").then(readLabels),
    map: () => readBytes("map.bin").then(readMap),
    picture: async (row) => (await page(Math.floor(row / PICTURES_A_FILE)))[row % PICTURES_A_FILE],
    thumb: (row) => `${folder}thumbs/${row}.jpg`,
    large: (row) => `${folder}thumbs/${row}.jpg`,
  };
}

async function ask(path) {
  const answer = await fetch(path).catch(() => {
    throw new Refusal("These files need a file server: run `python -m http.server` in their folder.", 0);
  });
  if (!answer.ok) throw new Refusal(`${path} is missing beside this page.`, answer.status);
  return answer;
}
