"""Every data set that is known by name, and the groups in which papers use them."""

from __future__ import annotations

from kindfold.bench.imagenet_suites import IMAGENET_SUITES
from kindfold.bench.offline_suites import OFFLINE_SUITES
from kindfold.bench.paper_suites import PAPER_SUITES
from kindfold.bench.suite import Hub, Suite
from kindfold.errors import UnknownName

__all__ = ["GROUPS", "OFFLINE", "SUITES", "Hub", "Suite", "named"]

SUITES = {suite.name: suite for suite in (*PAPER_SUITES, *IMAGENET_SUITES, *OFFLINE_SUITES)}
OFFLINE = tuple(suite.name for suite in OFFLINE_SUITES)
GROUPS = {
    "offline": OFFLINE,
    "lowrank-dp": (
        *("cub-200", "stanford-dogs", "flowers-102-whole", "oxford-pets-whole"),
        *("imagenet-50", "imagenet-100", "imagenet-200"),
    ),
    "semantic-centers": (
        *("imagenet-dogs", "imagenet-10", "stl-10", "cifar-10"),
        *("flowers-102", "cifar-100", "dtd", "ucf-101"),
    ),
    "scp": ("stl-10", "cifar-10", "cifar-20", "cifar-100", "imagenet-10", "imagenet-dogs"),
    "ntk-spectral": (
        *("stl-10", "cifar-10", "cifar-20", "imagenet-10", "imagenet-dogs", "dtd", "ucf-101", "imagenet-1k"),
        *("imagenet-c", "imagenet-v2", "imagenet-sketch"),
        *("fgvc-aircraft", "food-101", "flowers-102", "oxford-pets", "stanford-cars"),
    ),
}


def named(name: str) -> Suite:
    """The suite of that name. Raises UnknownName with the nearest one."""
    if name not in SUITES:
        raise UnknownName("suite", name, SUITES)
    return SUITES[name]
