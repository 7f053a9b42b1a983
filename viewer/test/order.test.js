// The orders in which pictures are listed.
import assert from "node:assert/strict";
import { test } from "node:test";

import { MOVED, OUTLIER, REJECTED, readLabels } from "../src/columns.js";
import { histogram, ordered, outOfTheirKinds, repeats, unsure } from "../src/order.js";

function labelsOf(rows) {
  const n = rows.length;
  return {
    n,
    cluster: Int32Array.from(rows, ({ cluster = 0 }) => cluster),
    confidence: Float32Array.from(rows, ({ confidence = 0.5 }) => confidence),
    duplicateOf: Int32Array.from(rows, ({ duplicateOf = -1 }) => duplicateOf),
    flags: Uint8Array.from(rows, ({ flags = 0 }) => flags),
  };
}

test("columns are read in the order in which they are sent", () => {
  const bytes = new Uint8Array(2 * 13);
  const view = new DataView(bytes.buffer);
  view.setInt32(4, 9, true);
  view.setFloat32(8, 0.25, true);
  view.setInt32(20, -1, true);
  bytes[25] = REJECTED;
  const labels = readLabels(bytes.buffer);
  assert.deepEqual([labels.n, labels.cluster[1], labels.confidence[0], labels.duplicateOf[1], labels.flags[1]], [2, 9, 0.25, -1, 2]);
});

test("clusters go as the cards, pictures from sure to unsure, rejected ones last", () => {
  const labels = labelsOf([
    { cluster: 4, confidence: 0.2 },
    { cluster: 8, confidence: 0.9 },
    { cluster: 4, confidence: 0.7 },
    { cluster: 4, confidence: 1, flags: REJECTED },
  ]);
  const { rows, sections } = ordered(labels, [{ id: 4 }, { id: 8 }]);
  assert.deepEqual([...rows], [2, 0, 3, 1]);
  assert.deepEqual(sections, [
    { cluster: 4, start: 0, count: 3 },
    { cluster: 8, start: 3, count: 1 },
  ]);
});

test("what fits no kind comes first, and what a person has decided does not come", () => {
  const labels = labelsOf([
    { confidence: 0.1 },
    { confidence: 0.8, flags: OUTLIER },
    { confidence: 0.05, flags: MOVED },
    { confidence: 0.05, flags: REJECTED },
    { confidence: 0.3, cluster: 1 },
  ]);
  assert.deepEqual(unsure(labels), [1, 0, 4]);
  assert.deepEqual(unsure(labels, 1), [4]);
});

test("a group is its original and then its copies", () => {
  const labels = labelsOf([{}, { duplicateOf: 0 }, {}, { duplicateOf: 2, cluster: 1 }, { duplicateOf: 2 }]);
  assert.deepEqual(repeats(labels), [[2, 3, 4], [0, 1]]);
  assert.deepEqual(repeats(labels, 1), [[2, 3, 4]]);
});

test("a histogram counts every picture once, full confidence too", () => {
  const labels = labelsOf([{ confidence: 0 }, { confidence: 0.55 }, { confidence: 1 }]);
  assert.deepEqual(histogram(labels, [0, 1, 2]), [1, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
});

test("rejected rows are listed kind by kind, or those of one kind", () => {
  const labels = labelsOf([{ cluster: 1, flags: REJECTED }, {}, { flags: REJECTED | OUTLIER }, { cluster: 1 }]);
  const order = ordered(labels, [{ id: 0 }, { id: 1 }]);
  assert.deepEqual([...outOfTheirKinds(labels, order)], [2, 0]);
  assert.deepEqual([...outOfTheirKinds(labels, order, 1)], [0]);
});
