// The arithmetic of the map.
import assert from "node:assert/strict";
import { test } from "node:test";
import KDBush from "kdbush";

import { WHOLE, panned, seen, toMap, toScreen, zoomed } from "../src/map/camera.js";
import { holds, inside } from "../src/map/polygon.js";
import { spread } from "../src/map/thumbs.js";

const SIZE = { width: 800, height: 600 };
const close = (a, b) => a.forEach((value, i) => assert(Math.abs(value - b[i]) < 1e-9, `${a} is not ${b}`));

test("screen and map undo each other", () => {
  const camera = { x: 0.3, y: -0.2, zoom: 3 };
  close(toMap(camera, SIZE, ...toScreen(camera, SIZE, 0.41, 0.17)), [0.41, 0.17]);
});

test("the whole map is in sight at first", () => {
  const { left, right, bottom, top } = seen(WHOLE, SIZE);
  assert(left <= -1 && right >= 1 && bottom <= -1 && top >= 1);
});

test("zooming keeps the place under the pointer", () => {
  const before = toMap(WHOLE, SIZE, 500, 200);
  close(toMap(zoomed(WHOLE, SIZE, 2.5, 500, 200), SIZE, 500, 200), before);
});

test("dragging moves the place with the pointer", () => {
  const camera = { x: 0, y: 0, zoom: 4 };
  close(toMap(panned(camera, SIZE, 30, -12), SIZE, 430, 288), toMap(camera, SIZE, 400, 300));
});

test("a lasso holds what is within, also where it is hollow", () => {
  const horseshoe = [[0, 0], [3, 0], [3, 3], [2, 3], [2, 1], [1, 1], [1, 3], [0, 3]];
  assert(holds(horseshoe, 0.5, 2));
  assert(!holds(horseshoe, 1.5, 2));
  assert(!holds(horseshoe, 4, 2));
});

test("a lasso finds the same rows as looking at every one", () => {
  const points = Float32Array.from({ length: 400 }, (_, i) => Math.sin(37 * i));
  const index = new KDBush(200, 64, Float32Array);
  for (let row = 0; row < 200; row++) index.add(points[2 * row], points[2 * row + 1]);
  index.finish();
  const lasso = [[-0.5, -0.4], [0.8, -0.7], [0.1, 0.9]];
  const all = [...Array(200).keys()].filter((row) => holds(lasso, points[2 * row], points[2 * row + 1]));
  assert(all.length > 10);
  assert.deepEqual(inside(lasso, index, points).sort((a, b) => a - b), all);
});

test("thumbnails do not overlap, the surest stands, and no further one would fit", () => {
  const n = 500;
  const points = Float32Array.from({ length: 2 * n }, (_, i) => Math.sin(91 * i + (i % 7)));
  const confidence = Float32Array.from({ length: n }, (_, i) => Math.abs(Math.cos(i)));
  const gap = 0.13;
  const chosen = spread(points, confidence, gap);
  const apart = (a, b) =>
    Math.max(Math.abs(points[2 * a] - points[2 * b]), Math.abs(points[2 * a + 1] - points[2 * b + 1]));
  assert.equal(chosen[0], confidence.indexOf(Math.max(...confidence)));
  for (const a of chosen) for (const b of chosen) assert(a === b || apart(a, b) >= gap);
  for (let row = 0; row < n; row++) assert(chosen.some((other) => apart(row, other) < gap));
});

test("the whole map shows dots alone", () => {
  assert.deepEqual(spread(new Float32Array(4), [1, 1], Infinity), []);
});
