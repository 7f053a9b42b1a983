"""How degrees of membership follow corrections: through merges they add up, through splits the nearest pictures decide.

A fit gives picture i the share P[i, c] of cluster c. Corrections send the members of c to other clusters, T[c -> l]:
wholly (a merge, a rename), or some here and some there (a split, pictures that were moved). Then P'[i, l] is the sum
over c of P[i, c] T[c -> l], where for the picture's own c the T is that of its `N_NEAREST` nearest members of c, and
for other c that of all members.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

N_KEPT = 8  # clusters whose share is kept for a picture; what the others have is lost
N_NEAREST = 10  # at most; of a small cluster as many as the root of its size
SAME = 1 - 1e-5  # cosine from which two pictures are the same, whatever the rounding
N_ASKED = 1024  # members of a divided cluster among which the nearest are sought when a whole run is folded
BLOCK = 4096

Vectors = NDArray[np.float32]
Labels = NDArray[np.int64]


class Shares(NamedTuple):
    """The largest degrees of membership of n pictures.

    Attributes
    ----------
    clusters : (n, m) int32, numbers of the fit, the largest share first
    shares : (n, m) float32
    """

    clusters: NDArray[np.int32]
    shares: NDArray[np.float32]

    @classmethod
    def of(cls, proba: NDArray[np.float32]) -> Shares:
        """Those of full rows (n, k)."""
        order = np.argsort(-proba, axis=1, kind="stable")[:, :N_KEPT]
        return cls(order.astype(np.int32), np.take_along_axis(proba, order, axis=1).astype(np.float32))

    @classmethod
    def only(cls, labels: Labels, confidence: NDArray[np.float32]) -> Shares:
        """What is known when no degrees were kept: the confidence in the own cluster."""
        return cls(labels.astype(np.int32)[:, None], confidence[:, None])

    def save(self, path: Path) -> None:
        save_file(self._asdict(), path)

    @classmethod
    def load(cls, path: Path) -> Shares:
        return cls(**load_file(path))


class Flow(NamedTuple):
    """Where the members of each of the fit's k clusters went.

    Attributes
    ----------
    labels : (n,) of the fit, -1 for pictures that say nothing; now : (n,) after corrections; rejected : (n,) bool
    parts : for each cluster of the fit its present clusters and their shares of it
    """

    labels: Labels
    now: Labels
    rejected: NDArray[np.bool_]
    parts: tuple[dict[int, float], ...]

    @classmethod
    def of(
        cls, labels: Labels, now: Labels, rejected: NDArray[np.bool_], silent: NDArray[np.bool_] | None = None
    ) -> Flow:
        k, width = int(labels.max()) + 1, int(now.max()) + 1
        labels = labels if silent is None else np.where(silent, -1, labels)
        heard = labels >= 0
        pairs, counts = np.unique(labels[heard] * width + now[heard], return_counts=True)
        sizes = np.bincount(labels[heard], minlength=k)
        parts: tuple[dict[int, float], ...] = tuple({} for _ in sizes)
        for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
            c, here = divmod(pair, width)
            parts[c][here] = count / sizes[c]
        return cls(labels, now, rejected, parts)

    def mixed(self) -> NDArray[np.bool_]:
        """Which clusters of the fit are not one present cluster, all of it and nothing else, (k,)."""
        sources: dict[int, int] = {}
        for part in self.parts:
            for c in part:
                sources[c] = sources.get(c, 0) + 1
        return np.array([len(part) != 1 or sources[next(iter(part))] > 1 for part in self.parts])

    def shares(self, here: Labels) -> NDArray[np.float64]:
        """T[c -> l] of all members of c, for each cluster c and each l of `here`, (k, len(here))."""
        return np.array([[part.get(int(c), 0.0) for c in here] for part in self.parts])


def followed(
    flow: Flow, labels: Labels, queries: Vectors, members: Vectors
) -> tuple[Labels, NDArray[np.float32], NDArray[np.bool_]]:
    """Where new pictures go that the fit puts into `labels` (q,): with the nearest members of the same cluster.

    One that is the same as a member goes with that.

    Returns
    -------
    labels (q,), the part of the nearest that are there (q,), and whether most of them were rejected (q,).
    """
    now, share = np.empty_like(labels), np.ones(len(labels), np.float32)
    refused = np.zeros(len(labels), bool)
    for c in np.unique(labels):
        asked, rows = np.flatnonzero(labels == c), np.flatnonzero(flow.labels == c)
        turned = flow.rejected[rows]
        if len(flow.parts[c]) == 1 and turned.all() == turned.any():
            now[asked], refused[asked] = flow.now[rows[0]], turned[0]
            continue
        for start in range(0, len(asked), BLOCK):
            block = asked[start : start + BLOCK]
            place, cosine = _nearest(queries[block], members[rows])  # (b, e)
            near = rows[place]
            there = flow.now[near]
            votes = (there[:, :, None] == there[:, None, :]).sum(axis=2)  # (b, e): how many went where this one did
            same = cosine[:, 0] >= SAME
            first = np.where(same, 0, votes.argmax(axis=1))  # among equals the one with the nearest picture
            now[block] = there[np.arange(len(block)), first]
            share[block] = np.where(same, 1, votes.max(axis=1) / there.shape[1])
            refused[block] = np.where(same, flow.rejected[near[:, 0]], flow.rejected[near].mean(axis=1) > 0.5)
    return now, share, refused


def own_shares(flow: Flow, vectors: Vectors, rows: NDArray[np.int64]) -> NDArray[np.float32]:
    """For some pictures of the run, which part of their nearest in the same cluster of the fit went where they did."""
    share = np.ones(len(rows), np.float32)
    for c in np.unique(flow.labels[rows]):
        if len(flow.parts[c]) == 1:
            continue
        asked, members = np.flatnonzero(flow.labels[rows] == c), np.flatnonzero(flow.labels == c)
        sample = members[np.unique(np.linspace(0, len(members) - 1, min(N_ASKED, len(members))).astype(np.int64))]
        for start in range(0, len(asked), BLOCK):
            block = asked[start : start + BLOCK]
            near = sample[_nearest(vectors[rows[block]], vectors[sample], rows[block][:, None] == sample)[0]]
            share[block] = (flow.now[near] == flow.now[rows[block]][:, None]).mean(axis=1)
    return share


def folded(flow: Flow, given: Shares, labels: Labels, now: Labels, own: NDArray[np.float32]) -> NDArray[np.float32]:
    """P'[i, now_i] of rows that the fit put into `labels`, with the own T of each, (q,)."""
    here, place = np.unique(now, return_inverse=True)
    part = flow.shares(here)[given.clusters, place[:, None]]  # (q, m)
    part = np.where(given.clusters == labels[:, None], own[:, None], part)
    total: NDArray[np.float32] = (given.shares * part).sum(axis=1).astype(np.float32)
    return total


def distribution(flow: Flow, given: Shares, row: int, own: float) -> dict[int, float]:
    """P'[row, l] for every l that has some, largest first; `own` is the T of the picture's own cluster."""
    found: dict[int, float] = {}
    mine, here = int(flow.labels[row]), int(flow.now[row])
    for c, p in zip(given.clusters[row].tolist(), given.shares[row].tolist(), strict=True):
        parts = flow.parts[c]
        if c == mine:
            others = {to: t for to, t in parts.items() if to != here}
            rest = (1 - own) / max(sum(others.values()), 1e-9)
            parts = {here: own, **{to: t * rest for to, t in others.items()}}
        for to, t in parts.items():
            found[to] = found.get(to, 0.0) + p * t
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def _nearest(
    queries: Vectors, members: Vectors, barred: NDArray[np.bool_] | None = None
) -> tuple[NDArray[np.int64], Vectors]:
    """The members of the largest cosine, nearest first, and the cosines, (q, e)."""
    cosine = queries @ members.T
    if barred is not None:
        cosine[barred] = -np.inf
    e = min(N_NEAREST, max(round(len(members) ** 0.5), 1))
    near = np.sort(np.argpartition(-cosine, e - 1, axis=1)[:, :e], axis=1)
    order = np.argsort(-np.take_along_axis(cosine, near, axis=1), axis=1, kind="stable")
    near = np.take_along_axis(near, order, axis=1)
    return near, np.take_along_axis(cosine, near, axis=1)
