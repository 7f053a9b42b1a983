"""Features that were published, scikit-learn's digits, and features that are made: sets without pictures."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kindfold.bench.layouts.lists import required
from kindfold.bench.layouts.parts import Contents, Part, Wanted
from kindfold.bench.offline_suites import SYNTHETIC_SAMPLES
from kindfold.bench.synthetic import make_features
from kindfold.data.members import BROKEN
from kindfold.errors import InputError


def published_vectors(wanted: Wanted) -> Contents:
    """One .npz of `vectors` and `labels`, or the tensors test_data.pt and test_labels.pt."""
    npz = [name for name in wanted.tree if name.endswith(".npz")]
    if len(npz) > 1:
        raise InputError(f"{wanted.tree.root} holds {len(npz)} .npz files, {', '.join(npz)}; one was expected")
    vectors, labels = _from_npz(wanted, npz[0]) if npz else _from_tensors(wanted)
    return _contents(vectors, labels, wanted)


def digits(wanted: Wanted) -> Contents:
    """The 64 grey values of each digit."""
    from sklearn.datasets import load_digits

    vectors, labels = load_digits(return_X_y=True)
    return _contents(vectors, labels, wanted)


def synthetic(wanted: Wanted) -> Contents:
    """Options: `level`. The seed is the one that was asked for."""
    level, k = wanted.suite.options["level"], wanted.suite.n_clusters
    vectors, labels = make_features(level, k, SYNTHETIC_SAMPLES, random_state=wanted.seed)
    return _contents(vectors, labels, wanted)


def _contents(vectors: NDArray[Any], labels: NDArray[Any], wanted: Wanted) -> Contents:
    if vectors.ndim != 2 or labels.shape != vectors.shape[:1] or not np.isfinite(vectors).all():
        raise InputError(
            f"{wanted.suite.title}: vectors of shape {vectors.shape} and labels of shape {labels.shape}; "
            "finite (n, d) and (n,) were expected"
        )
    width = len(str(int(labels.max())))
    names = [f"{label:0{width}d}" for label in labels.astype(int).tolist()]
    part = Part(tuple(names), vectors=np.ascontiguousarray(vectors, np.float32))
    return Contents({"all": part}, tuple(sorted(set(names))))


def _from_npz(wanted: Wanted, name: str) -> tuple[NDArray[Any], NDArray[Any]]:
    try:
        with np.load(io.BytesIO(wanted.tree.read(name)), allow_pickle=False) as file:
            return file["vectors"], file["labels"]
    except (KeyError, zipfile.BadZipFile, *BROKEN) as error:
        raise InputError(f"{name} of {wanted.tree.root} holds no `vectors` and `labels`: {error}") from error


def _from_tensors(wanted: Wanted) -> tuple[NDArray[Any], NDArray[Any]]:
    import torch

    found = []
    for tail in ("test_data.pt", "test_labels.pt"):
        name = required(wanted, tail)
        try:
            tensor = torch.load(io.BytesIO(wanted.tree.read(name)), map_location="cpu", weights_only=True)
            found.append(np.asarray(tensor))
        except Exception as error:  # torch raises whatever the broken bytes lead to
            raise InputError(f"{name} of {wanted.tree.root} holds no tensor: {error}") from error
    return found[0], found[1]
