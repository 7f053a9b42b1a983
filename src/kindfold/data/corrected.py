"""A run as its corrections leave it, and its tables on disk."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kindfold.data.centres import Centre, centre, members
from kindfold.data.clustering import Clustering, Name
from kindfold.data.corrections import History, State
from kindfold.data.folding import Flow, Shares, distribution, folded, own_shares

if TYPE_CHECKING:
    from kindfold.data.run import Run


@dataclass(frozen=True, eq=False)
class Corrections:
    """What was done to a fit by hand.

    Attributes
    ----------
    fit : the clustering before any of it
    shares : degrees of membership of the fit
    history : the state that the log leads to, and what stands in it
    rev : how many lines the log has
    fingerprint : of the fit
    """

    fit: Clustering
    shares: Shares
    history: History
    rev: int
    fingerprint: str

    @property
    def state(self) -> State:
        return self.history.state

    @cached_property
    def flow(self) -> Flow:
        """Where the members of the fit's clusters went, and so where new pictures go."""
        return Flow.of(self.fit.labels, self.state.labels, self.state.rejected)

    @cached_property
    def own_flow(self) -> Flow:
        """The same for the pictures of the run: those that were moved say nothing of their neighbours."""
        return Flow.of(self.fit.labels, self.state.labels, self.state.rejected, silent=self.state.moved)


def corrected(run: Run, corrections: Corrections, before: Run | None = None) -> Run:
    """The run with the clusters, names and confidences that corrections lead to.

    Parameters
    ----------
    run : with the clustering of the fit
    before : the same run after other corrections; what it knows of clusters that are the same is not computed again
    """
    state = corrections.state
    centres = _centres(run, state, before)
    return replace(
        run,
        clustering=replace(
            run.clustering,
            labels=state.labels,
            proba=None,
            confidence=_confidence(run, corrections),
            outliers=run.clustering.outliers & ~state.moved,
            names=_names(state),
        ),
        cohesion=np.array([centre.cohesion for centre in centres], np.float32),
        exemplars=tuple(centre.exemplars for centre in centres),
        corrections=corrections,
    )


def memberships(run: Run, row: int, shares: Shares) -> list[tuple[int, float]]:
    """Of one picture: clusters and degrees, largest first, by the same flow as the confidences.

    Parameters
    ----------
    shares : degrees of membership of the fit
    """
    corrections = run.corrections
    if corrections is None:
        return list(zip(shares.clusters[row].tolist(), shares.shares[row].tolist(), strict=True))
    if corrections.state.moved[row]:
        return [(int(run.clustering.labels[row]), 1.0)]
    own = float(own_shares(corrections.own_flow, run.embeddings.vectors, np.array([row]))[0])
    return list(distribution(corrections.own_flow, shares, row, own).items())


def fingerprint(labels: NDArray[np.int64], ids: tuple[str, ...], hashes: tuple[str, ...]) -> str:
    """What a log says of the fit that it belongs to: the pictures, and which kind each went to."""
    digest = hashlib.sha256(labels.astype("<i8").tobytes())
    for part in (*ids, *hashes):
        digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()


def _centres(run: Run, state: State, before: Run | None) -> list[Centre]:
    """Of every number; clusters with the same members as in the fit, or before, keep what is known of them."""
    known: dict[int, Centre] = {}
    for other in (run, before):
        if other is not None:
            rejected = other.rejected
            changed = (other.clustering.labels != state.labels) | (rejected != state.rejected)
            touched = {*other.clustering.labels[changed].tolist(), *state.labels[changed].tolist()}
            known |= {
                c: Centre(float(other.cohesion[c]), other.exemplars[c])
                for c in range(len(other.exemplars))
                if c not in touched
            }
    hidden = (run.duplicate_of >= 0) | state.rejected
    none = Centre(0.0, ())
    return [
        none if not len(rows) else known[c] if c in known else centre(run.embeddings.vectors, rows, hidden)
        for c, rows in enumerate(members(state.labels))
    ]


def _confidence(run: Run, corrections: Corrections) -> NDArray[np.float32]:
    """Of the fit where nothing changed, 1 where a person decided, else folded; a merge lowers none."""
    state, fit, flow = corrections.state, corrections.fit, corrections.own_flow
    confidence = np.where(state.moved, np.float32(1), fit.confidence)
    rows = np.flatnonzero(~state.moved & flow.mixed()[fit.labels])
    if len(rows):
        own = own_shares(flow, run.embeddings.vectors, rows)
        given = Shares(corrections.shares.clusters[rows], corrections.shares.shares[rows])
        total = folded(flow, given, fit.labels[rows], state.labels[rows], own)
        confidence[rows] = np.maximum(total, fit.confidence[rows] * own).clip(0, 1)
    return confidence


def _names(state: State) -> tuple[Name, ...] | None:
    if not state.names:
        return None
    return tuple(state.names.get(c, Name(state.name_of(c))) for c in range(int(state.labels.max()) + 1))
