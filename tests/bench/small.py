"""Small sets for tests of the grid: drawings and vectors of three kinds, with and without a split."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kindfold.bench import grid
from kindfold.bench.layouts import Opened, Part
from kindfold.bench.suites import SUITES, Suite
from kindfold.data.images import images
from tiny_models import save_model

KINDS = 3
CLASSES = ("disc", "stripes", "checks")
FEW_STEPS: dict[str, dict[str, Any]] = {
    "dp-mixture": {},
    "lowrank-dp": {"hidden": (8,), "n_epochs": 3, "truncation": 6, "jitter": 0.2},
    "model-reuse": {"hidden": (8,), "n_epochs": 2, "jitter": 0.2},
    "semantic-centers": {"n_epochs": 1, "n_tokens": 1, "jitter": 0.2},
    "scp": {"hidden": (8,), "n_epochs": 2, "jitter": 0.2},
    "tac": {"n_epochs": 1},
    "scan": {"n_epochs": 1, "n_neighbors": 3},
    "sic": {"n_epochs": 1, "n_neighbors": 3, "n_nouns": 4, "n_semantic": 2},
    "temi": {"n_epochs": 1, "n_heads": 2},
    "turtle": {"n_steps": 2},
}


def suite(name: str, *, split: bool = False, has_pictures: bool = False) -> Suite:
    parts = {"train": ("train",), "test": ("test",)} if split else {"all": ("all",)}
    return Suite(
        name=name,
        title=name,
        layout="class-folders" if has_pictures else "vectors",
        n_clusters=KINDS,
        parts=parts,
        sizes=dict.fromkeys(parts, 60),
    )


def vectors(name: str, *, split: bool = False, seed: int = 0, labels: Any = None) -> Opened:
    """60 rows a part around three directions."""

    def part(offset: int) -> Part:
        kinds = np.random.RandomState(seed).permutation(np.arange(60) % KINDS)
        rows = 5 * np.eye(KINDS, 8)[kinds] + np.random.RandomState(seed + offset).randn(60, 8)
        given = kinds if labels is None else labels
        return Part(labels=tuple(CLASSES[i] for i in given), vectors=rows.astype(np.float32))

    parts = {"train": part(1), "test": part(2)} if split else {"all": part(1)}
    return Opened(suite(name, split=split), parts, CLASSES, (), ())


def drawings(folder: Path, name: str, *, split: bool = False) -> Opened:
    """The drawings of `conftest.pictures`, halved where there is a split."""
    found = images(folder)
    assert found.labels is not None

    def part(rows: slice) -> Part:
        few = found[rows]
        assert few.labels is not None
        return Part(labels=few.labels, images=replace(few, labels=None))

    parts = {"train": part(slice(0, None, 2)), "test": part(slice(1, None, 2))} if split else {"all": part(slice(None))}
    return Opened(suite(name, split=split, has_pictures=True), parts, CLASSES, ("red car", "dog", "grand piano"), ())


def offer(monkeypatch: pytest.MonkeyPatch, *opened: Opened) -> None:
    """Let the grid find these sets by their names."""
    for one in opened:
        monkeypatch.setitem(SUITES, one.suite.name, one.suite)
    found = {one.suite.name: one for one in opened}
    monkeypatch.setattr(grid, "open_suite", lambda name, *_, **__: found[name])


def clip(folder: Path) -> str:
    """The id of a small CLIP that has learnt nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    save_model("clip", folder)
    return f"hf:{folder}"
