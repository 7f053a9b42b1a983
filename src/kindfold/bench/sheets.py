"""The tables of a bench, made from the lines of its records: scores, costs, published numbers, variants."""

from __future__ import annotations

from collections.abc import Sequence

from kindfold.bench.formats import DASH, Entry, Sheet
from kindfold.bench.published import Published
from kindfold.bench.suites import named
from kindfold.bench.summary import PERCENT, TOLD, Line, Score, methods

TITLES = {"acc": "ACC", "nmi": "NMI", "ari": "ARI", "ami": "AMI", "purity": "purity", "k": "K"}


def score_sheet(lines: Sequence[Line], measure: str, title: str) -> Sheet:
    """Methods by sets: mean and standard deviation of one measure. The best is bold only where it stands alone."""
    sets = _distinct(line.suite for line in lines)
    of = {(line.name, line.suite): line for line in lines}
    told = {line.name: line.told for line in lines}
    clear = {name: _clear_best([line for line in lines if line.suite == name], measure) for name in sets}
    rows = [
        [
            Entry(method),
            Entry(TOLD[told[method]]),
            *(_entry(of.get((method, name)), measure, bold=clear[name] == method) for name in sets),
        ]
        for method in methods(lines)
    ]
    return Sheet(title, ["method", "knows", *(named(name).title for name in sets)], rows, _notes(lines))


def cost_sheet(lines: Sequence[Line], title: str) -> Sheet:
    """Methods by sets: processor seconds of a fit, and the most memory of the process in megabytes."""
    sets = _distinct(line.suite for line in lines)
    of = {(line.name, line.suite): line for line in lines}
    rows = [[Entry(method), *(_cost(of.get((method, name))) for name in sets)] for method in methods(lines)]
    return Sheet(title, ["method", *(f"{named(name).title}, s / MB" for name in sets)], rows)


def variant_sheet(lines: Sequence[Line], title: str, order: Sequence[str]) -> Sheet:
    """Variants by sets and encoders: K, NMI and ACC."""
    variants = [name for name in order if name in {line.variant for line in lines}]
    places = _distinct((line.suite, line.encoder) for line in lines)
    of = {(line.variant, line.suite, line.encoder): line for line in lines}
    measures = ("k", "nmi", "acc")
    rows = [
        [Entry(variant), *(_entry(of.get((variant, *place)), m) for place in places for m in measures)]
        for variant in variants
    ]
    heads = [f"{named(suite).title}, {encoder}: {TITLES[m]}" for suite, encoder in places for m in measures]
    return Sheet(title, ["variant", *heads], rows, _notes(lines))


def published_sheet(lines: Sequence[Line], told: Sequence[Published], suite: str) -> Sheet:
    """One set: what was measured here beside what was published, in columns of their own, never mixed."""
    measures = [m for m in ("nmi", "acc", "ari", "k") if any(p.metric == m for p in told)] or ["nmi", "acc", "ari"]
    here = sorted({line.encoder for line in lines})
    there = _distinct(p.encoder for p in told)
    of = {(line.name, line.encoder): line for line in lines}
    rows = []
    for method in _distinct([*(p.method for p in told), *(line.name for line in lines)]):
        ours = [_entry(of.get((method, e)), m) for e in here for m in measures]
        best = [_best(of.get((method, e)), told, method) for e in here]
        for i, source in enumerate(_distinct(_source(p) for p in told if p.method == method) or [DASH]):
            printed = {(p.encoder, p.metric): p for p in told if p.method == method and _source(p) == source}
            theirs = [_printed(printed.get((e, m))) for e in there for m in measures]
            own = [*ours, *best] if i == 0 else [Entry(DASH)] * (len(ours) + len(best))
            rows.append([Entry(method), *own, *theirs, Entry(source)])
    heads = [f"here, {e}: {TITLES[m]}" for e in here for m in measures]
    heads += [f"here, {e}: best ACC" for e in here]
    heads += [f"published, {e}: {TITLES[m]}" for e in there for m in measures]
    return Sheet(named(suite).title, ["method", *heads, "source of the published"], rows, _notes(lines))


def text_of(score: Score, measure: str) -> str:
    """Mean and standard deviation; no deviation for a single seed."""
    digits = 1 if measure in (*PERCENT, "k", "seconds", "cpu_seconds") else 0
    return f"{score.mean:.{digits}f}" + (f" ± {score.spread:.{digits}f}" if score.n > 1 else "")


def clearly(one: Score, other: Score) -> bool:
    """Whether one is better by more than both spreads, each from at least two seeds, or exact."""
    sure = all(score.n > 1 or score.exact for score in (one, other))
    return sure and one.mean - one.spread > other.mean + other.spread


def _clear_best(lines: Sequence[Line], measure: str) -> str:
    """The method that is clearly better than every other; those that were told the names do not compete."""
    scored = [line for line in lines if measure in line.scores and line.told != "names"]
    if measure not in PERCENT or len(scored) < 2:
        return ""
    best, *others = sorted(scored, key=lambda line: -line.scores[measure].mean)
    return best.name if all(clearly(best.scores[measure], line.scores[measure]) for line in others) else ""


def _entry(line: Line | None, measure: str, *, bold: bool = False) -> Entry:
    if line is None:
        return Entry(DASH)
    return Entry(text_of(line.scores[measure], measure), bold) if measure in line.scores else Entry("failed")


def _cost(line: Line | None) -> Entry:
    if line is None or "cpu_seconds" not in line.scores:
        return Entry(DASH)
    memory = f" / {line.scores['peak_mb'].mean:,.0f}" if "peak_mb" in line.scores else ""
    return Entry(text_of(line.scores["cpu_seconds"], "cpu_seconds") + memory)


def _best(line: Line | None, told: Sequence[Published], method: str) -> Entry:
    """The best of the seeds, where the paper reports the best of several runs."""
    if line is None or "acc" not in line.scores or not any(p.method == method and "best of" in p.note for p in told):
        return Entry(DASH)
    return Entry(f"{line.scores['acc'].best:.1f} (of {line.scores['acc'].n})")


def _source(p: Published) -> str:
    """Where a published number stands, and how it came to us."""
    return f"{p.mark}: {p.paper}, {p.table}" + (f" ({p.note})" if p.note else "")


def _printed(p: Published | None) -> Entry:
    if p is None:
        return Entry(DASH)
    return Entry(f"{p.value:g}" + (f" ± {p.spread:g}" if p.spread is not None else ""))


def _notes(lines: Sequence[Line]) -> list[str]:
    """Where the data are not the official ones, which methods failed, and which have fewer seeds than others."""
    remarks = _distinct(f"{named(line.suite).title}: {line.remarks}." for line in lines if line.remarks)
    return [*remarks, *_few_seeds(lines), *_failures(lines)]


def _few_seeds(lines: Sequence[Line]) -> list[str]:
    """Who was fitted less often than others, and why."""
    counts = {(line.name, line.suite): line.scores["acc"].n for line in lines if "acc" in line.scores}
    most = max(counts.values(), default=0)
    fixed = _distinct(line.name for line in lines if not line.draws)
    fewer: dict[tuple[str, int], list[str]] = {}
    for (name, suite), n in counts.items():
        if n < most and name not in fixed:
            fewer.setdefault((name, n), []).append(named(suite).title)
    said = [f"Fitted once, as nothing in them is drawn: {', '.join(fixed)}."] if fixed else []
    if fewer:
        parts = [f"{name} {n} on {', '.join(titles)}" for (name, n), titles in fewer.items()]
        said.append(f"Fewer than {most} seeds: {'; '.join(parts)}.")
    return said


def _failures(lines: Sequence[Line]) -> list[str]:
    return _distinct(
        f"{line.name} failed on {named(line.suite).title} under {line.encoder} with {line.n_failed} seeds: {line.note}"
        for line in lines
        if line.n_failed
    )


def _distinct(items: object) -> list:  # type: ignore[type-arg]
    """In the order in which they came first."""
    return list(dict.fromkeys(items))  # type: ignore[call-overload]
