"""NTKSpectral: cuts a graph in which pictures are near if they look alike and are like the same nouns.

Source: Peng et al., "Delving into Spectral Clustering with Vision-Language Representations" (ICLR 2026). The nouns w_j
that the pictures have a use for (`kindfold.ops.nouns`) give every picture z_i, in each of b prompts, shares s_i =
softmax_j(<w_j, z_i> / tau). Affinity is the neural tangent kernel of the free energy of the nouns,

    K_ij = <z_i, z_j> <s_i, s_j> / tau^2                                                                          (8)

Its q nearest neighbours are a graph A_b (`kindfold.ops.affinity_graphs`). Regularised affinity diffusion makes one
graph of them, Eq. (9), (13) of `kindfold.ops.diffusion`, and k eigenvectors of that are cut (`kindfold.ops.spectral`).

Legend: z -> X, w -> words, tau -> temperature, q -> n_neighbors, mu -> fidelity, lambda -> balance, beta -> weights.

Deviations, with the reason: (a) tau is 8 times the one at which the median picture is made of five nouns: the published
0.04 is 8 times the 0.005 at which TAC makes such counterparts under the same encoder; (b) an edge where either picture
is among the neighbours of the other, instead of both, a graph that falls to pieces; (c) pieces are bridged; (d) the
sharpness of beta does not depend on n: lambda is 10 at 10,000 pictures and grows with them; (e) S is normalised on both
sides; (f) beta is projected exactly; (g) A is diffused in 4k dimensions; (h) pictures that are copies count once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kindfold.clustering.base import Clusterer
from kindfold.clustering.checks import (
    as_tensor,
    check_positive,
    check_two,
    check_whole,
    check_words,
    draw_seed,
    warn_fewer,
)
from kindfold.clustering.headed import unit
from kindfold.clustering.kinds import count_kinds
from kindfold.clustering.ntk_model import NTKSpectralModel, chord, extended, landmarks, learnt, numbered
from kindfold.errors import InputError, UnknownName
from kindfold.ops.distinct import distinct_directions
from kindfold.ops.parts import spans
from kindfold.ops.placement import Placement, center_distances, margins, memberships, own_and_other

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from kindfold.clustering.ntk_cut import Cut
    from kindfold.ops.affinity import Anchor
    from kindfold.ops.affinity_graphs import Graphs

GRAPHS = ("union", "mutual")
ENSEMBLES = ("diffusion", "mean")
BALANCES = ("size-free", "published")
ASSIGNMENTS = ("kmeans", "discretize", "cluster_qr")  # as in `kindfold.ops.spectral.CUTS`
SIZE = 10_000  # pictures for which the published lambda holds
SMALL = 2**24  # entries of rows below which threads cost more than they save ...
TINY = 2**21  # ... even where pictures are compared


class NTKSpectral(Clusterer):
    """Spectral clustering by looks and nouns.

    Parameters
    ----------
    n_clusters : how many clusters, or "auto" for the largest gap between eigenvalues, where `DPMixture` finds several
    n_nouns : that each fine-grained centre of the pictures keeps
    temperature : tau, or "auto"; 0.04 is published, for CLIP
    n_neighbors : q, of every picture in each graph
    graph : "union", an edge where either is a neighbour of the other; "mutual", where both are
    ensemble : of several prompts: "diffusion", or "mean" of the graphs
    fidelity : mu, of diffusion
    balance : lambda, of the weights of prompts
    balance_mode : "size-free", or "published", whose weights become one-sided where pictures are many
    assignment : of eigenvectors to clusters: "kmeans", "discretize" or "cluster_qr"
    n_landmarks : distinct pictures, drawn at random, that make the graph; the others are placed as new ones are. "auto"
        for all of them up to 200,000, and 50,000 of more
    device : "auto", "cpu", "cuda", ...
    random_state : int, RandomState or None

    Attributes
    ----------
    labels_ (n,), confidence_ (n,), outliers_ (n,) : see `place`
    history_ : "n_landmarks", "n_nouns", "temperature", "pieces" of each graph before they were bridged, "recall" of the
        neighbours, "eigenvalues" of the mean graph; of diffusion, per step, the "objective" per picture and the
        "weights" of prompts; "eigengap" and "counted", the number of kinds by the gap and by `dp-mixture`, where asked

    Examples
    --------
    >>> import numpy as np
    >>> X = np.repeat(np.eye(3, 8), 20, axis=0) + 0.05 * np.random.default_rng(0).normal(size=(60, 8))
    >>> NTKSpectral(3, random_state=0).fit(X, words=np.eye(8)).labels_[::20].tolist()
    [0, 1, 2]
    """

    Model = NTKSpectralModel
    number = "found"
    prompts = "seven"
    each_prompt = True

    def __init__(
        self,
        n_clusters: int | Literal["auto"] = "auto",
        *,
        n_nouns: int = 5,
        temperature: float | Literal["auto"] = "auto",
        n_neighbors: int = 30,
        graph: str = "union",
        ensemble: str = "diffusion",
        fidelity: float = 0.1,
        balance: float = 10.0,
        balance_mode: str = "size-free",
        assignment: str = "kmeans",
        n_landmarks: int | Literal["auto"] = "auto",
        device: str = "auto",
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.n_nouns = n_nouns
        self.temperature = temperature
        self.n_neighbors = n_neighbors
        self.graph = graph
        self.ensemble = ensemble
        self.fidelity = fidelity
        self.balance = balance
        self.balance_mode = balance_mode
        self.assignment = assignment
        self.n_landmarks = n_landmarks
        self.device = device
        self.random_state = random_state

    def fit(self, X: ArrayLike, y: object = None, *, words: ArrayLike | None = None) -> Self:
        """Cut the graph of the rows of X (n, d).

        Parameters
        ----------
        words : vectors (b, m, d) of nouns in b prompts, or (m, d) in one. Without any, affinity is the cosine alone

        Raises
        ------
        InputError : the words do not fit the rows, or not all is finite
        SettingError, UnknownName : a setting has no such value
        """
        import torch

        from kindfold.clustering.ntk_cut import anchored, one_each
        from kindfold.ops.device import pick_device
        from kindfold.ops.parallel import alone

        rows = check_two(self._rows(X))
        self._check_settings()
        known = _check_prompts(words, rows)
        seed, device = draw_seed(self.random_state), pick_device(self.device)
        few, copy_of = distinct_directions(rows)
        kinds = count_kinds(rows, self.n_clusters, seed=seed, device=device)
        if (k := min(kinds.n_clusters, len(few))) < kinds.n_clusters:
            warn_fewer(kinds.n_clusters, len(few))

        generator = torch.Generator().manual_seed(seed)
        drawn = landmarks(len(few), self.n_landmarks, generator)
        pictures = unit(rows[few if drawn is None else few[drawn]])
        small, X = pictures.size < SMALL, as_tensor(pictures, device)
        with alone(small):
            anchors, told = anchored(X, as_tensor(known, device), k, self.n_nouns, self.temperature, generator)
        with alone(pictures.size < TINY):
            graphs = self._graphs(X, anchors, generator) if k < len(X) else None
        with alone(small):
            cut = self._cut(graphs, k, generator) if graphs else one_each(len(X), max(1, len(anchors)))
            self.model_ = learnt(pictures, anchors, cut, device)

        ones = np.ones(len(few), np.float32)
        vectors, cosine = (self.model_.vectors, ones) if drawn is None else self._extended_all(rows, few)
        self.model_ = numbered(self.model_, vectors, np.bincount(copy_of))
        placed = [self._placed(vectors[part], cosine[part]) for part in spans(len(few))]
        labels, confidence, outliers = (np.concatenate(column)[copy_of] for column in zip(*placed, strict=True))
        everyone = Placement(labels, confidence, outliers)
        return self._fitted(self.model_, everyone, n_landmarks=len(pictures), **told, **cut.history)

    def _graphs(self, X: Tensor, anchors: list[Anchor], generator: torch.Generator) -> Graphs:
        from kindfold.ops.affinity import overlaps_of
        from kindfold.ops.affinity_graphs import affinity_graphs

        features = overlaps_of(X, anchors)
        return affinity_graphs(features, self.n_neighbors, mutual=self.graph == "mutual", generator=generator)

    def _cut(self, graphs: Graphs, k: int, generator: torch.Generator) -> Cut:
        from kindfold.clustering.ntk_cut import cut

        return cut(
            graphs,
            k,
            gap=self.n_clusters == "auto",
            diffused=self.ensemble == "diffusion",
            fidelity=self.fidelity,
            balance=self.balance / (SIZE if self.balance_mode == "size-free" else graphs.n),
            assignment=self.assignment,
            generator=generator,
        )

    def _place(self, X: NDArray[np.float32]) -> Placement:
        return self._placed(*self._extended(X))

    def _proba(self, X: NDArray[np.float32]) -> NDArray[np.float32]:
        return memberships(center_distances(unit(self._extended(X)[0]), self.model_.centers))

    def _placed(self, vectors: NDArray[np.float32], cosine: NDArray[np.float32]) -> Placement:
        """Where pictures belong by their coordinates (n, k), and the cosine to the nearest known one."""
        U, (far, apart) = unit(vectors), self.model_.fences
        labels = memberships(center_distances(U, self.model_.centers)).argmax(axis=1)
        own, other = own_and_other(U, self.model_.centers, labels)
        return Placement(labels, margins(own, other), (own > far) | (chord(cosine) > apart))

    def _extended(self, X: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        from kindfold.ops.parallel import alone

        with alone(self.model_.pictures.size < SMALL):
            return extended(self.model_, unit(X), self.n_neighbors, self.device)

    def _extended_all(
        self, rows: NDArray[np.float32], few: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The same of the rows of an index, part by part."""
        vectors, cosine = zip(*(self._extended(rows[few[part]]) for part in spans(len(few))), strict=True)
        return np.concatenate(vectors), np.concatenate(cosine)

    def _check_settings(self) -> None:
        for name, known in (("graph", GRAPHS), ("ensemble", ENSEMBLES), ("balance_mode", BALANCES)):
            if getattr(self, name) not in known:
                raise UnknownName(name, str(getattr(self, name)), known)
        if self.assignment not in ASSIGNMENTS:
            raise UnknownName("assignment", str(self.assignment), ASSIGNMENTS)
        check_whole("n_nouns", self.n_nouns, least=1)
        check_whole("n_neighbors", self.n_neighbors, least=1)
        if self.n_landmarks != "auto":
            check_whole("n_landmarks", self.n_landmarks, least=2)
        check_positive("temperature", self.temperature, words=("auto",))
        check_positive("fidelity", self.fidelity)
        check_positive("balance", self.balance)


def _check_prompts(words: ArrayLike | None, rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Unit vectors (b, m, d) of nouns in each prompt; none without words."""
    if words is None:
        return np.empty((0, 0, rows.shape[1]), np.float32)
    given = np.asarray(words, dtype=np.float32)
    if given.ndim == 2:
        given = given[None]
    if given.ndim != 3 or not len(given):
        raise InputError(f"words must be of shape (m, {rows.shape[1]}) or (b, m, {rows.shape[1]}), not {given.shape}")
    return np.stack([check_words(nouns, rows) for nouns in given])
