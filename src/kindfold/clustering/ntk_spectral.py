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

from typing import TYPE_CHECKING, Literal, NamedTuple, Self

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
from kindfold.errors import InputError, UnknownName
from kindfold.ops.placement import Placement, center_distances, fence, margins, memberships, own_and_other

if TYPE_CHECKING:
    from kindfold.clustering.ntk_cut import Cut
    from kindfold.ops.affinity import Anchor

GRAPHS = ("union", "mutual")
ENSEMBLES = ("diffusion", "mean")
BALANCES = ("size-free", "published")
ASSIGNMENTS = ("kmeans", "discretize", "cluster_qr")  # as in `kindfold.ops.spectral.CUTS`
SIZE = 10_000  # pictures for which the published lambda holds
N_FENCE = 1024  # pictures whose nearest fellow says how far apart pictures are
SMALL = 2**21  # entries of rows below which threads cost more than they save


class NTKSpectralModel(NamedTuple):
    """The graph as far as new pictures need it.

    Distinct unit pictures (n, d), nouns (b, m, d), directions (b, m, p) of their shares, the temperature (1,), the
    weights of the prompts (b,), 1 / sqrt degree (b, n), eigenvectors (n, k) and their Rayleigh quotients (k,), centres
    (k, k) of unit coordinates, and the fences (2,) of outliers: distance to the centre, and to the nearest picture.
    """

    pictures: NDArray[np.float32]
    nouns: NDArray[np.float32]
    axes: NDArray[np.float32]
    temperature: NDArray[np.float64]
    weights: NDArray[np.float32]
    roots: NDArray[np.float32]
    vectors: NDArray[np.float32]
    values: NDArray[np.float32]
    centers: NDArray[np.float32]
    fences: NDArray[np.float64]


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
    device : "auto", "cpu", "cuda", ...
    random_state : int, RandomState or None

    Attributes
    ----------
    labels_ (n,), confidence_ (n,), outliers_ (n,) : see `place`
    history_ : "n_nouns", "temperature", "pieces" of each graph before they were bridged, "recall" of the neighbours,
        "eigenvalues" of their mean; of diffusion, per step, the "objective" per picture and the "weights" of prompts;
        "eigengap" and "counted", the number of kinds by the gap and by `dp-mixture`, if that was asked

    Examples
    --------
    >>> import numpy as np
    >>> X = np.repeat(np.eye(3, 8), 20, axis=0) + 0.05 * np.random.default_rng(0).normal(size=(60, 8))
    >>> NTKSpectral(3, random_state=0).fit(X, words=np.eye(8)).labels_[::20].tolist()
    [0, 1, 2]
    """

    Model = NTKSpectralModel
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

        from kindfold.clustering.ntk_cut import anchored, cut_graph
        from kindfold.ops.device import pick_device
        from kindfold.ops.parallel import alone

        rows = check_two(self._rows(X))
        self._check_settings()
        known = _check_prompts(words, rows)
        seed, device = draw_seed(self.random_state), pick_device(self.device)
        few, copy_of = np.unique(unit(rows), axis=0, return_inverse=True)  # in an order of their own
        kinds = count_kinds(rows, self.n_clusters, seed=seed, device=device)
        if (k := min(kinds.n_clusters, len(few))) < kinds.n_clusters:
            warn_fewer(kinds.n_clusters, len(few))

        generator = torch.Generator().manual_seed(seed)
        with alone(rows.size < SMALL):
            X = as_tensor(few, device)
            anchors, told = anchored(X, as_tensor(known, device), k, self.n_nouns, self.temperature, generator)
            cut = cut_graph(
                X,
                anchors,
                k,
                gap=self.n_clusters == "auto",
                n_neighbors=self.n_neighbors,
                mutual=self.graph == "mutual",
                diffused=self.ensemble == "diffusion",
                fidelity=self.fidelity,
                balance=self.balance / (SIZE if self.balance_mode == "size-free" else len(few)),
                assignment=self.assignment,
                generator=generator,
            )
            self._keep(few, anchors, cut, np.bincount(copy_of.reshape(-1)))
        placed = self._placed(cut.vectors.cpu().numpy(), np.ones(len(few), np.float32))
        copy_of = copy_of.reshape(-1)
        everyone = Placement(placed.labels[copy_of], placed.confidence[copy_of], placed.outliers[copy_of])
        return self._fitted(self.model_, everyone, **kinds.history, **told, **cut.history)

    def _keep(self, pictures: NDArray[np.float32], anchors: list[Anchor], cut: Cut, copies: NDArray[np.int64]) -> None:
        """The model: what is learnt, with clusters in the order of their sizes."""
        U, labels = unit(cut.vectors.cpu().numpy()), cut.labels.cpu().numpy()
        centers = _means(U, labels, copies)
        own, _ = own_and_other(U, centers, center_distances(U, centers).argmin(axis=1))
        b, d, p = len(anchors), pictures.shape[1], max((a.axes.shape[1] for a in anchors), default=0)
        m = len(anchors[0].nouns) if anchors else 0
        nouns, axes = np.zeros((b, m, d), np.float32), np.zeros((b, m, p), np.float32)
        for i, held in enumerate(anchors):
            nouns[i], axes[i, :, : held.axes.shape[1]] = held.nouns.cpu().numpy(), held.axes.cpu().numpy()
        tau = np.array([anchors[0].temperature if anchors else 1.0])
        near = _nearest_cosine(pictures, self.device)
        self.model_ = NTKSpectralModel(
            pictures,
            nouns,
            axes,
            tau,
            cut.weights.astype(np.float32),
            cut.roots,
            cut.vectors.cpu().numpy(),
            cut.values.cpu().numpy().astype(np.float32),
            centers,
            np.array([fence(own), fence(_apart(near))]),
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
        return Placement(labels, margins(own, other), (own > far) | (_apart(cosine) > apart))

    def _extended(self, X: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Coordinates (n, k) of rows by the rule of Nystroem, and their cosine (n,) to the nearest known picture."""
        from kindfold.ops.affinity import Anchor
        from kindfold.ops.nystroem import Known, extend
        from kindfold.ops.parallel import alone

        learnt = {name: as_tensor(np.ascontiguousarray(a), self.device) for name, a in self.model_._asdict().items()}
        tau = float(self.model_.temperature[0])
        anchors = [
            Anchor(nouns, tau, axes, lost=0) for nouns, axes in zip(learnt["nouns"], learnt["axes"], strict=True)
        ]
        known = Known(anchors=anchors, **{name: learnt[name] for name in Known._fields if name != "anchors"})
        with alone(self.model_.pictures.size < SMALL):
            found = extend(as_tensor(unit(X), self.device), known, self.n_neighbors)
        return found.vectors.cpu().numpy(), found.cosine.cpu().numpy()

    def _check_settings(self) -> None:
        for name, known in (("graph", GRAPHS), ("ensemble", ENSEMBLES), ("balance_mode", BALANCES)):
            if getattr(self, name) not in known:
                raise UnknownName(name, str(getattr(self, name)), known)
        if self.assignment not in ASSIGNMENTS:
            raise UnknownName("assignment", str(self.assignment), ASSIGNMENTS)
        check_whole("n_nouns", self.n_nouns, least=1)
        check_whole("n_neighbors", self.n_neighbors, least=1)
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


def _means(U: NDArray[np.float32], labels: NDArray[np.int64], copies: NDArray[np.int64]) -> NDArray[np.float32]:
    """Means (k, k) of the rows of each cluster, cluster with the most pictures first."""
    kinds = np.unique(labels)
    centers = np.stack([U[labels == c].mean(axis=0, dtype=np.float64) for c in kinds]).astype(np.float32)
    nearest = memberships(center_distances(U, centers)).argmax(axis=1)
    sizes = np.bincount(nearest, weights=copies, minlength=len(centers))
    order = np.argsort(-sizes, kind="stable")
    return centers[order[sizes[order] > 0]]


def _nearest_cosine(pictures: NDArray[np.float32], device: str) -> NDArray[np.float32]:
    """The cosine (s,) of an even sample of pictures to their nearest fellow."""
    import torch

    from kindfold.ops.similarity import nearest_rows

    X = as_tensor(pictures, device)
    if len(X) < 2:
        return np.ones(1, np.float32)
    some = torch.arange(0, len(X), -(-len(X) // N_FENCE), device=X.device)
    return nearest_rows(X[some], X, 1, own=some).cosine[:, 0].cpu().numpy()


def _apart(cosine: NDArray[np.float32]) -> NDArray[np.float64]:
    """Distances of unit rows of these cosines."""
    return np.sqrt(np.maximum(2 - 2 * cosine.astype(np.float64), 0))
