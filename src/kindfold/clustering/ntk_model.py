"""What `NTKSpectral` keeps of a cut, and where that puts new pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kindfold.clustering.checks import as_tensor
from kindfold.clustering.headed import unit
from kindfold.ops.parts import spans
from kindfold.ops.placement import center_distances, fence, memberships, own_and_other

if TYPE_CHECKING:
    import torch

    from kindfold.clustering.ntk_cut import Cut
    from kindfold.ops.affinity import Anchor

MANY = 200_000  # pictures, up to which all of them make the graph; of more ...
N_LANDMARKS = 50_000  # ... so many
N_FENCE = 1024  # pictures whose nearest fellow says how far apart pictures are


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


def landmarks(n: int, wanted: int | Literal["auto"], generator: torch.Generator) -> NDArray[np.int64] | None:
    """Which of n pictures make the graph, in order; None for all."""
    import torch

    m = (n if n <= MANY else N_LANDMARKS) if wanted == "auto" else wanted
    return None if m >= n else torch.randperm(n, generator=generator)[:m].sort().values.numpy()


def learnt(pictures: NDArray[np.float32], anchors: list[Anchor], cut: Cut, device: str) -> NTKSpectralModel:
    """The model of a cut, with centres in the order of its labels."""
    U, labels = unit(cut.vectors.cpu().numpy()), cut.labels.cpu().numpy()
    kinds = np.unique(labels)
    centers = np.stack([U[labels == c].mean(axis=0, dtype=np.float64) for c in kinds]).astype(np.float32)
    own, _ = own_and_other(U, centers, center_distances(U, centers).argmin(axis=1))
    b, d, p = len(anchors), pictures.shape[1], max((a.axes.shape[1] for a in anchors), default=0)
    m = len(anchors[0].nouns) if anchors else 0
    nouns, axes = np.zeros((b, m, d), np.float32), np.zeros((b, m, p), np.float32)
    for i, held in enumerate(anchors):
        nouns[i], axes[i, :, : held.axes.shape[1]] = held.nouns.cpu().numpy(), held.axes.cpu().numpy()
    return NTKSpectralModel(
        pictures,
        nouns,
        axes,
        np.array([anchors[0].temperature if anchors else 1.0]),
        cut.weights.astype(np.float32),
        cut.roots,
        cut.vectors.cpu().numpy(),
        cut.values.cpu().numpy().astype(np.float32),
        centers,
        np.array([fence(own), fence(chord(_nearest_cosine(pictures, device)))]),
    )


def numbered(model: NTKSpectralModel, V: NDArray[np.float32], copies: NDArray[np.int64]) -> NTKSpectralModel:
    """The model with its largest cluster first, and none empty: V (n, k) are coordinates, `copies` (n,) count."""
    apart = (center_distances(unit(V[part]), model.centers) for part in spans(len(V)))
    nearest = np.concatenate([memberships(distances).argmax(axis=1) for distances in apart])
    sizes = np.bincount(nearest, weights=copies, minlength=len(model.centers))
    order = np.argsort(-sizes, kind="stable")
    return model._replace(centers=model.centers[order[sizes[order] > 0]])


def extended(
    model: NTKSpectralModel, X: NDArray[np.float32], n_neighbors: int, device: str
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Coordinates (n, k) of unit rows by the rule of Nystroem, and their cosine (n,) to the nearest known picture."""
    from kindfold.ops.affinity import Anchor
    from kindfold.ops.nystroem import Known, extend

    held = {name: as_tensor(np.ascontiguousarray(a), device) for name, a in model._asdict().items()}
    tau = float(model.temperature[0])
    anchors = [Anchor(nouns, tau, axes, lost=0) for nouns, axes in zip(held["nouns"], held["axes"], strict=True)]
    known = Known(anchors=anchors, **{name: held[name] for name in Known._fields if name != "anchors"})
    found = extend(as_tensor(X, device), known, n_neighbors)
    return found.vectors.cpu().numpy(), found.cosine.cpu().numpy()


def chord(cosine: NDArray[np.float32]) -> NDArray[np.float64]:
    """Distances of unit rows of these cosines."""
    return np.sqrt(np.maximum(2 - 2 * cosine.astype(np.float64), 0))


def _nearest_cosine(pictures: NDArray[np.float32], device: str) -> NDArray[np.float32]:
    """The cosine (s,) of an even sample of pictures to their nearest fellow."""
    import torch

    from kindfold.ops.similarity import nearest_rows

    X = as_tensor(pictures, device)
    if len(X) < 2:
        return np.ones(1, np.float32)
    some = torch.arange(0, len(X), -(-len(X) // N_FENCE), device=X.device)
    return nearest_rows(X[some], X, 1, own=some).cosine[:, 0].cpu().numpy()
