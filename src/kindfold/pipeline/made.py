"""What made a run: its encoder and its fitted method."""

from __future__ import annotations

from kindfold.clustering import load_method
from kindfold.clustering.base import Clusterer
from kindfold.data.run import Run
from kindfold.embedding.backbone import Backbone, load_backbone
from kindfold.errors import ModelError, RunError


def same_backbone(run: Run, *, device: str = "auto") -> Backbone:
    """The encoder of a run; refuses one whose weights or preprocessing differ, lets the arithmetic differ."""
    backbone = load_backbone(str(run.report.settings["model"]), device=device)
    made_by = run.embeddings.encoder
    if made_by.rpartition("-")[0] != f"{backbone.name}@{backbone.fingerprint}".rpartition("-")[0]:  # less the dtype
        raise ModelError(
            f"this run was made with {made_by}, here is {backbone.name}@{backbone.fingerprint}: "
            "other weights or preprocessing; sort the pictures again"
        )
    return backbone


def estimator_of(run: Run) -> Clusterer:
    """The fitted method of a saved run."""
    if run.folder is None:
        raise RunError("this run was never saved; give `out=` to keep its model")
    return load_method(run.clustering.method).load(run.folder / "model")
