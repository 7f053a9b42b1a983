// What the grid lists under each tab: rows, their sections, and a sentence on top.
import { computed } from "@preact/signals";

import { outOfTheirKinds, repeats, unsure } from "./order.js";
import { clusterOf, hits, labels, opened, order, tab } from "./state.js";
import { count, counted } from "./words.js";

const NOTHING = { rows: [], sections: [], captions: false, note: "" };

export const listing = computed(() => {
  if (!labels.value) return NOTHING;
  if (hits.value) return found(hits.value);
  if (tab.value === "unsure") return unsurePictures();
  if (tab.value === "repeated") return repeatedPictures();
  if (tab.value === "rejected") return rejectedPictures();
  return opened.value === null ? allPictures() : oneCluster(opened.value);
});

export const inOpened = (id) => order.value.sections.find((section) => section.cluster === id) ?? { start: 0, count: 0 };

function allPictures() {
  const { rows, sections } = order.value;
  return { rows, sections, captions: false, note: "" };
}

function oneCluster(id) {
  const { start, count: n } = inOpened(id);
  return { rows: order.value.rows.subarray(start, start + n), sections: whole(n), captions: false, note: "" };
}

function unsurePictures() {
  const rows = unsure(labels.value, opened.value);
  const note = rows.length
    ? "The least sure first. Keys 1, 2 and 3 put the picture into one of its three likeliest kinds."
    : "No picture waits for you.";
  return { rows, sections: whole(rows.length), captions: true, note };
}

function repeatedPictures() {
  const groups = repeats(labels.value, opened.value);
  const rows = groups.flat();
  const bands = new Map(groups.flatMap((group, i) => group.map((row) => [row, i % 2])));
  const copies = groups.flatMap((group) => group.slice(1));
  const note = groups.length
    ? `${counted(copies.length, "picture")} look like a copy of another, in ${counted(groups.length, "group")}.`
    : "No picture looks like a copy of another.";
  return { rows, sections: whole(rows.length), captions: true, note, bands, copies };
}

function rejectedPictures() {
  const rows = outOfTheirKinds(labels.value, order.value, opened.value);
  const note = rows.length
    ? `${counted(rows.length, "picture")} that ${rows.length === 1 ? "stands" : "stand"} for no kind, and ${rows.length === 1 ? "stays" : "stay"} out of exported folders.`
    : "Nothing is rejected. The key x takes a picture out of its kind; it can be restored here.";
  return { rows, sections: whole(rows.length), captions: true, note, rejects: rows };
}

function found({ said, rows, scores }) {
  const note = rows.length ? `${count(rows.length)} pictures most like ${said}.` : `Nothing is like ${said}.`;
  return { rows, sections: whole(rows.length), captions: true, note, scores };
}

const whole = (n) => (n ? [{ cluster: null, start: 0, count: n }] : []);

export const title = computed(() =>
  opened.value === null ? "All pictures" : (clusterOf.value.get(opened.value)?.name ?? ""),
);
