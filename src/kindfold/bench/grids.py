"""Named grids: the ablations and sensitivity sweeps of the papers, as data.

An ablation takes parts of a method away, or adds one after the other; a sweep varies one setting. Values are those of
the papers where these can be read off, and otherwise lie around the default on both sides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kindfold.bench.contestants import Contestant, parameters
from kindfold.clustering import load_method
from kindfold.errors import UnknownName

DEFAULT = "as it is"


@dataclass(frozen=True)
class Grid:
    """Variants of one method: name -> settings. A sweep names the setting that it varies in `axis`."""

    method: str
    title: str
    variants: Mapping[str, Mapping[str, Any]]
    axis: str = ""

    def contestants(self) -> list[tuple[Contestant, str]]:
        """Who is fitted, and the name of the variant; raises UnknownName for a setting that there is not."""
        known = parameters(load_method(self.method))
        for settings in self.variants.values():
            for name in settings:
                if name not in known:
                    raise UnknownName(f"setting of {self.method}", name, known)
        return [(Contestant(self.method, self.method, settings), name) for name, settings in self.variants.items()]


def sweep(method: str, title: str, axis: str, *values: Any, **fixed: Any) -> Grid:
    """One setting varied, the others as they are or fixed."""
    return Grid(method, title, {f"{axis} {value}": {**fixed, axis: value} for value in values}, axis)


_CONTRASTS = ("cluster", "instance")
_UNTRAINED = {"train": False}

GRIDS: dict[str, Grid] = {
    "lowrank-dp/ablation": Grid(
        "lowrank-dp",
        "Modules one after the other, as the paper adds them",
        {
            "contrasts": {"terms": _CONTRASTS, "perturbation": "noise"},
            "+ guidance": {"terms": (*_CONTRASTS, "guidance"), "perturbation": "noise"},
            "+ perturbation": {"terms": (*_CONTRASTS, "guidance")},
            "+ orthogonality": {},
        },
    ),
    "lowrank-dp/parts": Grid(
        "lowrank-dp",
        "One part taken away or read otherwise",
        {
            DEFAULT: {},
            "without guidance": {"terms": (*_CONTRASTS, "orthogonality")},
            "without contrasts": {"terms": ("guidance", "orthogonality")},
            "number from the prior": {"coupling": "prior"},
            "nouns named by the teacher": {"reading": "nouns"},
            "prototypes named by the teacher": {"reading": "prototypes"},
            "guidance renorm": {"guidance": "renorm"},
            "guidance uniform, as published": {"guidance": "uniform"},
            "no neighbours, as published": {"n_neighbors": 0},
        },
    ),
    "lowrank-dp/top-k": sweep("lowrank-dp", "Clusters that the teacher names", "top_k", 1, 2, 3, 4, 5, 8),
    "lowrank-dp/concentration": sweep(
        "lowrank-dp", "Concentration of the Dirichlet process", "concentration", 0.04, 0.4, 4.0, 40.0
    ),
    "lowrank-dp/truncation": sweep("lowrank-dp", "Prototypes at the start", "truncation", 32, 64, 128, 256),
    "model-reuse/ablation": Grid(
        "model-reuse",
        "One loss taken away",
        {
            DEFAULT: {},
            "without mass": {"terms": ("consistency", "confident", "balance")},
            "without consistency": {"terms": ("mass", "confident", "balance")},
            "without confident groups": {"terms": ("mass", "consistency", "balance")},
            "without balance": {"terms": ("mass", "consistency", "confident")},
        },
    ),
    "model-reuse/top-k": sweep("model-reuse", "Groups among which a picture chooses", "top_k", 1, 2, 3, 5, 8),
    "model-reuse/confident": sweep(
        "model-reuse", "Share of a group that is confident", "confident", (0.1, 0.5), (0.3, 0.7), (0.5, 0.9), (0.9, 0.9)
    ),
    "semantic-centers/ablation": Grid(
        "semantic-centers",
        "Losses of the prompts, as the paper combines them, and no training",
        {
            "untrained": _UNTRAINED,
            "supervised": {"terms": ("supervised",)},
            "supervised + consistency": {"terms": ("supervised", "consistency")},
            "supervised + entropy": {"terms": ("supervised", "entropy")},
            "consistency + entropy": {"terms": ("consistency", "entropy")},
            "all": {},
        },
    ),
    "semantic-centers/ridge": sweep(
        "semantic-centers", "Ridge of the relations, lambda", "ridge", 1.0, 5.0, 10.0, 30.0, 100.0, **_UNTRAINED
    ),
    "semantic-centers/nouns": sweep(
        "semantic-centers", "Nouns that a centre keeps, gamma", "n_nouns", 1, 2, 5, 10, 20, 50, **_UNTRAINED
    ),
    "semantic-centers/ranking": sweep(
        "semantic-centers",
        "What makes a noun good",
        "ranking",
        "confidence",
        "similarity",
        "small-gradient",
        **_UNTRAINED,
    ),
    "semantic-centers/neighbours": sweep(
        "semantic-centers", "Neighbours that have to share a label, r", "n_neighbors", 1, 5, 10, 20, 40
    ),
    "semantic-centers/tokens": sweep("semantic-centers", "Vectors of a prompt, M", "n_tokens", 1, 4, 16),
    "scp/ablation": Grid(
        "scp",
        "Losses that are kept, and the head",
        {
            "cross-entropy": {"terms": ("cross-entropy",)},
            "confidence": {"terms": ("confidence",)},
            "entropy": {"terms": ("entropy",)},
            "cross-entropy + confidence": {"terms": ("cross-entropy", "confidence")},
            "cross-entropy + entropy": {"terms": ("cross-entropy", "entropy")},
            "confidence + entropy": {"terms": ("confidence", "entropy")},
            "all": {},
            "all, no hidden layer": {"hidden": ()},
        },
    ),
    "scp/entropy-weight": sweep(
        "scp", "Weight of the entropy, lambda", "entropy_weight", 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0
    ),
    "scp/jitter": sweep("scp", "Noise on the views", "jitter", None, 0.5, 1.0, 2.5, 5.0),
    "ntk-spectral/ablation": Grid(
        "ntk-spectral",
        "Graph, ensemble and cut",
        {
            DEFAULT: {},
            "mean of the graphs": {"ensemble": "mean"},
            "mutual neighbours, as published": {"graph": "mutual"},
            "balance as published": {"balance_mode": "published"},
            "assignment by discretize": {"assignment": "discretize"},
            "assignment by cluster_qr": {"assignment": "cluster_qr"},
        },
    ),
    "ntk-spectral/temperature": sweep(
        "ntk-spectral", "Temperature of the nouns, tau", "temperature", 0.005, 0.01, 0.02, 0.04, 0.08, 0.16
    ),
    "ntk-spectral/neighbours": sweep("ntk-spectral", "Neighbours in a graph, q", "n_neighbors", 5, 10, 20, 30, 50, 100),
    "ntk-spectral/fidelity": sweep("ntk-spectral", "Fidelity of diffusion, mu", "fidelity", 0.01, 0.05, 0.1, 0.5, 1.0),
    "ntk-spectral/balance": sweep("ntk-spectral", "Balance of the prompts, lambda", "balance", 0.1, 1.0, 10.0, 100.0),
    "ntk-spectral/nouns": sweep("ntk-spectral", "Nouns that a centre keeps, gamma", "n_nouns", 1, 2, 5, 10, 20),
    "tac/temperature": sweep(
        "tac", "Temperature of the counterparts, tau", "temperature", 0.005, 0.01, 0.02, 0.04, 0.08
    ),
}


def load_grid(name: str) -> Grid:
    """A grid by its name; raises UnknownName with the nearest there is."""
    if name not in GRIDS:
        raise UnknownName("grid", name, GRIDS)
    return GRIDS[name]
