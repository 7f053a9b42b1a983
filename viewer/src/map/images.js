// Thumbnails for the map: fetched once the view rests, and no longer when it has moved on; the oldest are let go.
import { api } from "../api.js";

const KEPT = 600;
const REST = 120; // milliseconds

/** Pictures by row: `begin` a frame, then ask `of` each row in it; `arrived` is called when one has come. */
export function imageStore(arrived) {
  const held = new Map();
  let asked = new Set(); // rows of the newest frame
  let timer;

  function fetchAsked() {
    for (const [row, image] of held) if (!image.complete && !asked.has(row)) letGo(row, image);
    for (const row of asked) if (!held.has(row)) held.set(row, loading(row));
    for (const [row, image] of held) {
      if (held.size <= KEPT) break;
      if (!asked.has(row)) letGo(row, image);
    }
  }

  function loading(row) {
    const image = new Image();
    image.decoding = "async";
    image.onload = arrived;
    image.src = api.thumb(row);
    return image;
  }

  function letGo(row, image) {
    image.onload = null;
    image.removeAttribute("src");
    held.delete(row);
  }

  return {
    begin() {
      asked = new Set();
      clearTimeout(timer);
      timer = setTimeout(fetchAsked, REST);
    },
    of(row) {
      asked.add(row);
      const image = held.get(row);
      return image?.complete && image.naturalWidth ? image : null;
    },
    close: () => clearTimeout(timer),
  };
}
