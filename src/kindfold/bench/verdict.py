"""Which method to use when: a leaderboard for each thing that may be known beforehand, in words the numbers support."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from kindfold.bench.formats import DASH, Entry, Sheet, markdown
from kindfold.bench.significance import FEWEST, LEVEL, Ranking, ranking
from kindfold.bench.suites import named
from kindfold.bench.summary import Line

DRAWN = "synthetic"  # layout of sets whose vectors are drawn: what is good there need not be good on pictures

Place = tuple[str, str]  # a set and an encoder


class Standing(NamedTuple):
    """Methods that know as much, on some places: the ranking of those scored on all of them, and all their lines."""

    title: str
    places: tuple[Place, ...]
    ranked: Ranking
    lines: tuple[Line, ...]

    def of(self, name: str) -> list[Line]:
        """The lines of one method."""
        return [line for line in self.lines if line.name == name]

    def mean(self, name: str, measure: str) -> float:
        """The mean over its places."""
        return float(np.mean([line.scores[measure].mean for line in self.of(name)]))


def verdict(methods: Sequence[Line]) -> str:
    """A leaderboard and a paragraph for each thing that may be known beforehand, over all sets that are not drawn."""
    return "\n\n".join(
        f"**{found.title}**, {sentences(found)}\n\n{markdown(board(found)).rstrip()}" for found in standings(methods)
    )


def standings(methods: Sequence[Line]) -> list[Standing]:
    """Who knows nothing; who knows the number of kinds; and the latter where methods of words have their say."""
    real = [line for line in methods if named(line.suite).layout != DRAWN and "acc" in line.scores]
    told = [line for line in real if line.told == "K"]
    of_words = {_place(line) for line in told if line.has_words}
    without = {line.name for line in told} - {line.name for line in told if line.has_words}
    cases = (
        ("Where nobody knows how many kinds there are", [line for line in real if line.told == ""]),
        ("Where the number of kinds is known", [line for line in told if line.name in without]),
        ("Where the encoder knows words too", [line for line in told if _place(line) in of_words]),
    )
    return [found for title, own in cases if (found := _standing(title, own))]


def sentences(found: Standing) -> str:
    """Who is best, what a test makes of the differences, and how far the kinds found are from the classes."""
    ranked = found.ranked
    best = ranked.methods[0]
    text = f"`{best}` has the best mean rank by ACC, {ranked.ranks[0]:.2f} of {len(ranked.methods)}, over "
    text += f"{len(found.places)} combinations of a real set and an encoder (mean ACC {found.mean(best, 'acc'):.1f}). "
    text += _test(ranked)
    if partly := _partly(found):
        text += f" Not on every set, and so not ranked: {_listed(partly)}."
    return text


def board(found: Standing) -> Sheet:
    """Methods by mean rank; below them, by name, those that were not scored everywhere."""
    counts = any(line.told == "" for line in found.lines)
    ranks = dict(zip(found.ranked.methods, found.ranked.ranks, strict=True))
    rows = []
    for name in (*ranks, *_partly(found)):
        entries = [DASH] * (3 + counts)  # means over other sets would not compare
        if name in ranks:
            means = [f"{found.mean(name, measure):.1f}" for measure in ("acc", "nmi")]
            entries = [f"{ranks[name]:.2f}", *means, *([_counted(found.of(name))] if counts else [])]
        rows.append([*map(Entry, [name, *entries, f"{len(found.of(name))} of {len(found.places)}"])])
    heads = ["method", "mean rank", "mean ACC", "mean NMI", *(["kinds found / classes"] if counts else [])]
    return Sheet("Leaderboard", [*heads, "measured on"], rows)


def _standing(title: str, own: Sequence[Line]) -> Standing | None:
    """Ranks by ACC of the methods that were scored everywhere; None where there is nothing to compare."""
    places = tuple(sorted({_place(line) for line in own}))
    of = {(line.name, *_place(line)): line.scores["acc"].mean for line in own}
    everywhere = [name for name in _names(own) if all((name, *place) in of for place in places)]
    if len(everywhere) < 2 or len(places) < 2:
        return None
    scores = np.array([[of[(name, *place)] for place in places] for name in everywhere])
    return Standing(title, places, ranking(tuple(everywhere), scores), tuple(own))


def _test(ranked: Ranking) -> str:
    """Which differences a paired test over sets confirms."""
    if ranked.n_sets < FEWEST:
        return f"With {ranked.n_sets} combinations no test can tell the methods apart."
    best = ranked.methods[0]
    worse = [name for one, name, p in ranked.pairs if one == best and p < LEVEL]
    text = "Wilcoxon's paired test with Holm's correction "
    text += f"says that it is better than {_listed(worse)}." if worse else "confirms no difference to another."
    ranks = zip(ranked.methods[1:], ranked.ranks[1:], strict=True)
    if alike := [name for name, rank in ranks if rank - ranked.ranks[0] < ranked.critical]:
        text += f" Within Nemenyi's critical difference of {ranked.critical:.2f} ranks lie {_listed(alike)}."
    return text


def _counted(own: Sequence[Line]) -> str:
    """The number of kinds found over that of classes in the median over sets, and by what factor it is off."""
    ratios = np.log([line.scores["k"].mean / line.true_k for line in own])
    return f"{np.exp(np.median(ratios)):.2f}, off by {np.exp(np.median(np.abs(ratios))):.2f}"


def _partly(found: Standing) -> list[str]:
    """Methods that were not scored everywhere."""
    return sorted(set(_names(found.lines)) - set(found.ranked.methods))


def _place(line: Line) -> Place:
    return line.suite, line.encoder


def _names(own: Iterable[Line]) -> list[str]:
    return list(dict.fromkeys(line.name for line in own))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
