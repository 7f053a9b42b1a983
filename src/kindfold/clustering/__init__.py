"""The clustering room."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from kindfold.errors import UnknownName

if TYPE_CHECKING:
    from kindfold.clustering.base import Clusterer

# name -> where its class lives; imported by `load_method` when it is asked for
METHODS = {
    "dp-mixture": "kindfold.clustering.dp_mixture:DPMixture",
    "lowrank-dp": "kindfold.clustering.lowrank_dp:LowRankDP",
    "model-reuse": "kindfold.clustering.model_reuse:ModelReuse",
    "semantic-centers": "kindfold.clustering.semantic_centers:SemanticCenters",
    "scp": "kindfold.clustering.scp:SCP",
    "ntk-spectral": "kindfold.clustering.ntk_spectral:NTKSpectral",
    "tac": "kindfold.clustering.tac:TAC",
    "kmeans": "kindfold.clustering.kmeans:KMeans",
    "hdbscan": "kindfold.clustering.hdbscan:HDBSCAN",
    "agglomerative": "kindfold.clustering.agglomerative:Agglomerative",
    "spectral": "kindfold.clustering.spectral:Spectral",
    "zero-shot": "kindfold.clustering.zero_shot:ZeroShot",
}


def load_method(name: str) -> type[Clusterer]:
    """The estimator class of a method; raises UnknownName with the nearest name there is."""
    if name not in METHODS:
        raise UnknownName("method", name, METHODS)
    module, _, cls = METHODS[name].partition(":")
    loaded: type[Clusterer] = getattr(import_module(module), cls)
    return loaded
