"""Numbers that papers report, each with its source and with how surely it is known."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NamedTuple

TEXTS = ("paper", "table", "method", "encoder", "suite", "mark", "variant", "note")
METRICS = ("nmi", "acc", "ari", "k")
MARKS = ("published", "second-hand", "from memory")  # or "re-run by PAPER"


class Paper(NamedTuple):
    """Where numbers come from, and how its authors report them."""

    title: str
    venue: str
    reports: str


@dataclass(frozen=True)
class Published:
    """One number.

    Attributes
    ----------
    paper : key of `PAPERS`
    table : as the paper counts them; "" when unknown
    method : one of ours or of the peers where it is, or a key of `OTHERS`
    encoder : as the paper names it
    suite : name of a suite
    metric : "nmi", "acc" or "ari" in percent, or "k", the number of clusters found
    value, spread : mean or best, as `note` says, and standard deviation where it is reported
    mark : "published" was read in the paper; "re-run by PAPER" was read there and measured by its authors for another
        method; "second-hand" was read in a note about the paper; "from memory" was read nowhere
    variant : what was changed or left out, in an ablation; "" for the method as proposed
    note : what a reader should know
    """

    paper: str
    table: str
    method: str
    encoder: str
    suite: str
    metric: str
    value: float
    spread: float | None
    mark: str
    variant: str = ""
    note: str = ""


PAPERS = {
    "lowrank-dp": Paper(
        "Nonparametric Deep Fine-grained Clustering with Low-Rank Guided Vision-Language Model",
        "CVPR 2026",
        "numbers of clusters are means over runs whose number is not said; scores without spread",
    ),
    "model-reuse": Paper(
        "Deep fine-grained clustering with model reusing", "Neural Networks 2026", "no number at hand"
    ),
    "semantic-centers": Paper(
        "Language-Assisted Image Clustering Guided by Discriminative Relational Signals and Adaptive Semantic Centers",
        "arXiv 2603.24275",
        "Tables 6 and 7: mean and standard deviation of 5 seeds",
    ),
    "scp": Paper(
        "Keep it Light! Simplifying Image Clustering via Text-Free Adapters", "arXiv 2502.04226", "best of 50 runs"
    ),
    "ntk-spectral": Paper(
        "Delving into Spectral Clustering with Vision-Language Representations",
        "ICLR 2026",
        "scores without spread; its tables are not at hand",
    ),
    "tac": Paper("Image Clustering with External Guidance", "ICML 2024", "mean of 5 runs"),
    "gradnorm": Paper(
        "On the Provable Importance of Gradients for Autonomous Language-Assisted Image Clustering", "ICCV 2025", ""
    ),
    "temi": Paper("Exploring the Limits of Deep Image Clustering using Pretrained Models", "BMVC 2023", ""),
    "cpp": Paper(
        "Image Clustering via the Principle of Rate Reduction in the Age of Pretrained Models", "ICLR 2024", ""
    ),
}
OTHERS = {
    "byol": "BYOL",
    "c3-gan": "C3-GAN",
    "cc": "CC",
    "cludi": "CLUDI",
    "cpp": "CPP",
    "dac": "DAC",
    "dccm": "DCCM",
    "dec": "DEC",
    "divclust": "DivClust",
    "dmicc": "DMICC",
    "finegan": "FineGAN",
    "gcc": "GCC",
    "idc": "IDC",
    "idfd": "IDFD",
    "iic": "IIC",
    "jule": "JULE",
    "lfss": "LFSS",
    "mca": "MCA",
    "mice": "MiCE",
    "nnm": "NNM",
    "mixnmatch": "MixNMatch",
    "pica": "PICA",
    "pro-dsc": "PRO-DSC",
    "simclr": "SimCLR",
    "spice": "SPICE",
    "tac-spectral": "TAC with spectral clustering",
    "tcc": "TCC",
    "tcl": "TCL",
}


def published(*, ablations: bool = False) -> tuple[Published, ...]:
    """Every number, in the order of papers and tables; those of ablations only where they are asked for."""
    return tuple(number for number in _all() if ablations or not number.variant)


@cache
def _all() -> tuple[Published, ...]:
    text = resources.files("kindfold.bench").joinpath("published.csv").read_text(encoding="utf-8")
    return tuple(
        Published(**{key: row[key] for key in TEXTS}, metric=metric, value=value, spread=spread)
        for row in csv.DictReader(text.splitlines())
        for metric in METRICS
        if row[metric]
        for value, spread in [_parsed(row[metric])]
    )


def _parsed(cell: str) -> tuple[float, float | None]:
    value, _, spread = cell.partition("±")
    return float(value), float(spread) if spread else None
