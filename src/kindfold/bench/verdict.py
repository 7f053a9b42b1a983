"""Which method to use when: sentences that the numbers of a bench support, and no others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kindfold.bench.significance import FEWEST, LEVEL, Ranking, ranking
from kindfold.bench.suites import named
from kindfold.bench.summary import Line

DRAWN = "synthetic"  # layout of sets whose vectors are drawn: what is good there need not be good on pictures
CASES = {"": "Where nobody knows how many kinds there are", "K": "Where the number of kinds is known"}


def verdict(methods: Sequence[Line]) -> str:
    """A paragraph for each thing that may be known beforehand, over all sets that are not drawn, and all encoders."""
    real = [line for line in methods if named(line.suite).layout != DRAWN]
    found = [_case(told, [line for line in real if line.told == told]) for told in CASES]
    return "\n\n".join(text for text in found if text)


def _case(told: str, own: Sequence[Line]) -> str:
    """Ranks by ACC of the methods that were scored everywhere, and what a test makes of them."""
    places = sorted({(line.suite, line.encoder) for line in own})
    of = {(line.name, line.suite, line.encoder): line.scores["acc"].mean for line in own if "acc" in line.scores}
    names = list(dict.fromkeys(line.name for line in own))
    everywhere = [name for name in names if all((name, *place) in of for place in places)]
    if len(everywhere) < 2 or len(places) < 2:
        return ""
    scores = np.array([[of[(name, *place)] for place in places] for name in everywhere])
    ranked = ranking(tuple(everywhere), scores)
    mean = dict(zip(everywhere, scores.mean(axis=1), strict=True))
    best = ranked.methods[0]
    order = zip(ranked.methods, ranked.ranks, strict=True)
    text = (
        f"**{CASES[told]}**, `{best}` has the best mean rank by ACC, {ranked.ranks[0]:.2f} of {len(everywhere)}, over "
    )
    text += f"{len(places)} combinations of a real set and an encoder (mean ACC {mean[best]:.1f}). {_test(ranked)} "
    text += "In order: " + ", ".join(f"`{name}` {rank:.2f} ({mean[name]:.1f})" for name, rank in order)
    text += ", each with its mean rank and, in brackets, its mean ACC."
    if partly := [name for name in names if name not in everywhere]:
        text += f" Not on every set, and so not ranked: {_listed(partly)}."
    return text + (_counted(own) if told == "" else "")


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
    """How far the number of kinds found is from the truth, in the median over sets."""
    said = []
    for name in dict.fromkeys(line.name for line in own):
        ratios = [line.scores["k"].mean / line.true_k for line in own if line.name == name and "k" in line.scores]
        if not ratios:
            continue
        middle, off = np.exp(np.median(np.log(ratios))), np.exp(np.median(np.abs(np.log(ratios))))
        said.append(f"`{name}` {middle:.2f} (off by a factor of {off:.2f})")
    return f" Kinds found over classes, in the median over sets: {', '.join(said)}."


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
