"""kindfold sorts a folder of unlabelled pictures into kinds.

>>> import kindfold as kf
>>> run = kf.cluster("photos/", out="photos.kindfold")  # doctest: +SKIP
>>> run.clustering.n_clusters, run.clustering.name_of(0)  # doctest: +SKIP

Every name below is imported when it is first used, so that `import kindfold` costs milliseconds.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from kindfold.clustering import METHODS as METHODS
    from kindfold.clustering import load_method as load_method
    from kindfold.clustering.agglomerative import Agglomerative as Agglomerative
    from kindfold.clustering.dp_mixture import DPMixture as DPMixture
    from kindfold.clustering.hdbscan import HDBSCAN as HDBSCAN
    from kindfold.clustering.kmeans import KMeans as KMeans
    from kindfold.clustering.lowrank_dp import LowRankDP as LowRankDP
    from kindfold.clustering.model_reuse import ModelReuse as ModelReuse
    from kindfold.clustering.ntk_spectral import NTKSpectral as NTKSpectral
    from kindfold.clustering.scp import SCP as SCP
    from kindfold.clustering.semantic_centers import SemanticCenters as SemanticCenters
    from kindfold.clustering.spectral import Spectral as Spectral
    from kindfold.clustering.tac import TAC as TAC
    from kindfold.clustering.zero_shot import ZeroShot as ZeroShot
    from kindfold.data.clustering import Clustering as Clustering
    from kindfold.data.clustering import Name as Name
    from kindfold.data.embeddings import Embeddings as Embeddings
    from kindfold.data.images import Images as Images
    from kindfold.data.images import Skip as Skip
    from kindfold.data.images import images as images
    from kindfold.data.report import Report as Report
    from kindfold.data.run import Run as Run
    from kindfold.embedding.backbone import Backbone as Backbone
    from kindfold.embedding.backbone import load_backbone as load_backbone
    from kindfold.embedding.embed import embed as embed
    from kindfold.embedding.embed import embed_words as embed_words
    from kindfold.errors import KindfoldError as KindfoldError
    from kindfold.evaluation.matched import evaluate as evaluate
    from kindfold.naming.describe import describe as describe
    from kindfold.naming.vocabulary import load_vocabulary as load_vocabulary
    from kindfold.pipeline.cluster import cluster as cluster
    from kindfold.pipeline.compare import compare as compare
    from kindfold.pipeline.editor import Editor as Editor
    from kindfold.pipeline.export import export as export
    from kindfold.pipeline.predict import predict as predict
    from kindfold.pipeline.refine import refine as refine
    from kindfold.pipeline.search import search as search
    from kindfold.pipeline.train import train as train
    from kindfold.viewer.notebook import widget as widget

_HOME = {
    "METHODS": "clustering",
    "load_method": "clustering",
    "Agglomerative": "clustering.agglomerative",
    "DPMixture": "clustering.dp_mixture",
    "HDBSCAN": "clustering.hdbscan",
    "KMeans": "clustering.kmeans",
    "LowRankDP": "clustering.lowrank_dp",
    "ModelReuse": "clustering.model_reuse",
    "SCP": "clustering.scp",
    "SemanticCenters": "clustering.semantic_centers",
    "Spectral": "clustering.spectral",
    "NTKSpectral": "clustering.ntk_spectral",
    "TAC": "clustering.tac",
    "ZeroShot": "clustering.zero_shot",
    "Clustering": "data.clustering",
    "Name": "data.clustering",
    "Embeddings": "data.embeddings",
    "Images": "data.images",
    "Skip": "data.images",
    "images": "data.images",
    "Report": "data.report",
    "Run": "data.run",
    "Backbone": "embedding.backbone",
    "load_backbone": "embedding.backbone",
    "embed": "embedding.embed",
    "embed_words": "embedding.embed",
    "KindfoldError": "errors",
    "evaluate": "evaluation.matched",
    "describe": "naming.describe",
    "load_vocabulary": "naming.vocabulary",
    "cluster": "pipeline.cluster",
    "compare": "pipeline.compare",
    "Editor": "pipeline.editor",
    "export": "pipeline.export",
    "predict": "pipeline.predict",
    "refine": "pipeline.refine",
    "search": "pipeline.search",
    "train": "pipeline.train",
    "widget": "viewer.notebook",
}
__all__ = list(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'kindfold' has no attribute {name!r}")
    value = getattr(import_module(f"kindfold.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
