// Where the run stands among its saved levels, which go from few kinds to many.

/** The level that is taken, or the one nearest to the number of kinds that the fit found. */
export function standing({ levels, level, n_fit_clusters }) {
  if (level !== null) return level;
  const away = levels.map(({ n_clusters }) => Math.abs(n_clusters - n_fit_clusters));
  return away.indexOf(Math.min(...away));
}

/** The next level with fewer (-1) or more (1) kinds, undefined where there is none. */
export function next({ levels, level, n_fit_clusters }, by) {
  const found = [...levels.keys()].filter((i) =>
    level !== null ? i === level + by : by * (levels[i].n_clusters - n_fit_clusters) > 0,
  );
  return by < 0 ? found.at(-1) : found[0];
}
