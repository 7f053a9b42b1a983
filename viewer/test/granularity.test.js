// Steps between the levels.
import assert from "node:assert/strict";
import { test } from "node:test";

import { next, standing } from "../src/granularity.js";

const levels = [2, 5, 9, 30].map((n_clusters) => ({ n_clusters }));

test("a run as it was found stands at the level nearest to it", () => {
  assert.equal(standing({ levels, level: null, n_fit_clusters: 8 }), 2);
  assert.equal(standing({ levels, level: 0, n_fit_clusters: 8 }), 0);
});

test("from between two levels a step leads to the one on its side", () => {
  const run = { levels, level: null, n_fit_clusters: 8 };
  assert.equal(next(run, -1), 1);
  assert.equal(next(run, 1), 2);
});

test("from a level a step leads to the next, and past the last to none", () => {
  assert.equal(next({ levels, level: null, n_fit_clusters: 5 }, 1), 2);
  assert.equal(next({ levels, level: 2, n_fit_clusters: 5 }, 1), 3);
  assert.equal(next({ levels, level: 3, n_fit_clusters: 5 }, 1), undefined);
  assert.equal(next({ levels, level: 0, n_fit_clusters: 5 }, -1), undefined);
  assert.equal(next({ levels: [], level: null, n_fit_clusters: 5 }, 1), undefined);
});
