"""What made a run: its encoder and its fitted method."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kindfold.clustering import load_method
from kindfold.clustering.base import Clusterer
from kindfold.data.run import Run
from kindfold.embedding.backbone import Backbone, load_backbone
from kindfold.errors import ModelError, RunError

ENCODER = "encoder"  # folder of a run that trained its own
TRAINED = "trained"  # what such an encoder is called


def same_backbone(run: Run, *, device: str = "auto") -> Backbone:
    """The encoder of a run; refuses one whose weights or preprocessing differ, lets the arithmetic differ."""
    model = str(run.report.settings["model"])
    if model == TRAINED and run.folder is not None:
        backbone = trained_backbone(run.folder / ENCODER, device=device)
    else:
        backbone = load_backbone(model, device=device)
    check_encoder(run.embeddings.encoder, backbone)
    return backbone


def check_encoder(made_by: str, backbone: Backbone) -> None:
    """Refuse an encoder whose weights or preprocessing are not those that made some embeddings.

    Raises
    ------
    ModelError : it is another one
    """
    if made_by.rpartition("-")[0] != f"{backbone.name}@{backbone.fingerprint}".rpartition("-")[0]:  # less the dtype
        raise ModelError(
            f"these embeddings were made with {made_by}, here is {backbone.name}@{backbone.fingerprint}: "
            "other weights or preprocessing; sort the pictures again"
        )


def trained_backbone(folder: Path, *, device: str = "auto") -> Backbone:
    """The encoder that a run trained, wherever its folder lies now."""
    return replace(load_backbone(f"hf:{folder}", device=device), name=TRAINED)


def estimator_of(run: Run) -> Clusterer:
    """The fitted method of a saved run."""
    if run.folder is None:
        raise RunError("this run was never saved; give `out=` to keep its model")
    return load_method(run.clustering.method).load(run.folder / "model")
