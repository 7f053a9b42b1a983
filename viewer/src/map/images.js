// Thumbnails for the map, fetched when they are first asked for; the oldest are let go.
import { api } from "../api.js";

const KEPT = 600;

/** A function from a row to its picture, null while it is on its way; `arrived` is called when one has come. */
export function imageStore(arrived) {
  const held = new Map();
  return (row) => {
    let image = held.get(row);
    if (!image) {
      image = new Image();
      image.decoding = "async";
      image.onload = arrived;
      image.src = api.thumb(row);
      if (held.size >= KEPT) held.delete(held.keys().next().value);
    } else held.delete(row);
    held.set(row, image);
    return image.complete && image.naturalWidth ? image : null;
  };
}
