// One picture of the grid.
import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { api } from "./api.js";
import { Icon } from "./icons.js";
import { moved, outlier, rejected } from "./order.js";
import { narrow } from "./screen.js";
import { pick } from "./selection.js";
import { colourOf, held, labels, nameOf, panel, picked, readonly, shown } from "./state.js";
import { percent } from "./words.js";

export function Cell({ row, index, left, top, size, list, still }) {
  const chosen = picked.value.has(row);
  const known = labels.value;
  const cluster = known.cluster[row];
  const onClick = (event) => {
    const touched = event.pointerType === "touch";
    const toggle = event.ctrlKey || event.metaKey || (touched && picked.value.size > 0);
    pick(row, { range: event.shiftKey, toggle });
    if ((touched || narrow()) && !toggle && !event.shiftKey) panel.value = true;
  };
  return html`<div
    id=${`picture-${row}`}
    class=${classes({ row, chosen, list })}
    role="option"
    aria-selected=${chosen}
    aria-setsize=${list.rows.length}
    aria-posinset=${index + 1}
    aria-label=${described(row)}
    style=${{ transform: `translate(${left}px, ${top}px)`, width: `${size}px`, "--colour": colourOf(cluster) }}
    onClick=${onClick}
    onDblClick=${() => (panel.value = true)}
    draggable=${!readonly.value}
    onDragStart=${(event) => carry(event, row)}
  >
    <${Thumb} row=${row} size=${size} still=${still} />
    <span class="tick" onClick=${(event) => (event.stopPropagation(), pick(row, { toggle: true }))}><${Icon} name="check" /></span>
    ${list.copies && html`<span class="tag">${known.duplicateOf[row] < 0 ? "original" : "copy"}</span>`}
    ${rejected(known, row) && !list.rejects && html`<span class="tag">rejected</span>`}
    ${list.captions &&
    html`<span class="legend"><i class="dot"></i><bdi>${nameOf(cluster)}</bdi><span>${percent(known.confidence[row])}</span></span>`}
  </div>`;
}

/** The picture itself, or a sign that it cannot be had. While the grid flies by it stays empty; a lazy one waits until
 * it comes near the screen. */
export function Thumb({ row, size, still = true, lazy = false }) {
  const [state, setState] = useState("");
  const [wanted, setWanted] = useState(still);
  const image = useRef(null);
  useEffect(() => () => image.current?.removeAttribute("src"), []); // one that scrolled away is no longer fetched
  if (still && !wanted) setWanted(true);
  const style = size ? { width: `${size}px`, height: `${size}px` } : undefined;
  if (!wanted || state === "gone") {
    return html`<span class=${state === "gone" ? "thumb gone" : "thumb"} style=${style}>${state === "gone" && "cannot be read"}</span>`;
  }
  return html`<img
    ref=${image}
    class="thumb"
    loading=${lazy ? "lazy" : "eager"}
    src=${api.thumb(row)}
    alt=""
    style=${style}
    decoding="async"
    draggable="false"
    onError=${() => setState("gone")}
  />`;
}

function classes({ row, chosen, list }) {
  const known = labels.value;
  return [
    "cell",
    chosen && "picked",
    row === shown.value && "shown",
    outlier(known, row) && "outlier",
    rejected(known, row) && (list.rejects ? "put-out" : "rejected"),
    moved(known, row) && "moved",
    list.bands && `band-${list.bands.get(row)}`,
  ]
    .filter(Boolean)
    .join(" ");
}

export function described(row) {
  const known = labels.value;
  const notes = [
    `picture ${row + 1}`,
    nameOf(known.cluster[row]),
    `${percent(known.confidence[row])} sure`,
    outlier(known, row) && "fits no kind well",
    known.duplicateOf[row] >= 0 && "looks like a copy",
    rejected(known, row) && "rejected",
    moved(known, row) && "moved by hand",
  ];
  return notes.filter(Boolean).join(", ");
}

function carry(event, row) {
  const rows = picked.value.has(row) ? held.value : [row];
  event.dataTransfer.setData("application/x-kindfold-rows", JSON.stringify(rows));
  event.dataTransfer.effectAllowed = "move";
}
