// The arithmetic of the grid.
import assert from "node:assert/strict";
import { test } from "node:test";

import { layout, neighbour, placeOf, visible } from "../src/layout.js";

const SECTIONS = [
  { cluster: 7, start: 0, count: 5 },
  { cluster: 3, start: 5, count: 1 },
  { cluster: 9, start: 6, count: 8 },
];
const PLAN = layout(SECTIONS, 318, { cell: 100 }); // three columns of exactly 102

test("cells fill the width", () => {
  assert.equal(PLAN.columns, 3);
  assert.equal(PLAN.columns * PLAN.size + (PLAN.columns - 1) * PLAN.gap, 318);
});

test("every picture is seen once when everything is in sight", () => {
  const { cells, headings } = visible(PLAN, 0, PLAN.height);
  assert.deepEqual(cells.map(({ index }) => index), [...Array(14).keys()]);
  assert.equal(headings.length, 3);
});

test("what is seen in strips is what is seen at once", () => {
  const seen = new Set();
  for (let top = 0; top < PLAN.height; top += 37) for (const { index } of visible(PLAN, top, top + 37).cells) seen.add(index);
  assert.equal(seen.size, 14);
});

test("no cell overlaps another or a heading", () => {
  const { cells, headings } = visible(PLAN, 0, PLAN.height);
  const places = new Set(cells.map(({ left, top }) => `${left} ${top}`));
  assert.equal(places.size, cells.length);
  for (const { top, heading } of headings) {
    assert(cells.every((cell) => cell.top >= top + heading || cell.top + PLAN.size <= top));
  }
});

test("a place is where the cell is drawn", () => {
  for (const { index, left, top } of visible(PLAN, 0, PLAN.height).cells) assert.deepEqual(placeOf(PLAN, index), { left, top });
});

test("only what is near is drawn of a hundred thousand", () => {
  const plan = layout([{ cluster: null, start: 0, count: 100_000 }], 640, { cell: 128 });
  const { cells } = visible(plan, plan.height / 2, plan.height / 2 + 800);
  assert(cells.length < 50);
});

test("down and up go to the same column of the next line, across sections", () => {
  assert.equal(neighbour(PLAN, 1, "ArrowDown"), 4);
  assert.equal(neighbour(PLAN, 4, "ArrowDown"), 5); // a section of one picture
  assert.equal(neighbour(PLAN, 5, "ArrowDown"), 6);
  assert.equal(neighbour(PLAN, 7, "ArrowUp"), 5);
  assert.equal(neighbour(PLAN, 5, "ArrowUp"), 3);
  assert.equal(neighbour(PLAN, 2, "ArrowDown"), 4); // a shorter last line
});

test("arrows stay within the pictures", () => {
  for (const key of ["ArrowLeft", "ArrowUp", "PageUp", "Home"]) assert.equal(neighbour(PLAN, 0, key), 0);
  for (const key of ["ArrowRight", "ArrowDown", "PageDown", "End"]) assert.equal(neighbour(PLAN, 13, key), 13);
});
