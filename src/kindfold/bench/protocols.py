"""Which pictures a method learns from and which it is scored on, as the papers do it.

whole          learns from all pictures and is scored on them: papers on fine-grained kinds, and every small set here
inductive      learns from the training pictures, then places the test pictures: methods that train something
transductive   nouns are chosen by the training pictures, the test pictures are clustered: methods that train nothing
"""

from __future__ import annotations

from typing import Any

# methods whose papers cluster the test pictures directly, when nothing is trained
DIRECT = ("KMeans", "GradNorm", "NTKSpectral", "ZeroShot", "Spectral", "Agglomerative", "HDBSCAN")


def protocol_of(split: bool, estimator: Any) -> str:
    """The protocol under which an estimator is measured, on a set with a split into training and test or without."""
    if not split:
        return "whole"
    untrained = getattr(estimator, "train", True) is False
    direct = type(estimator).__name__ in DIRECT or untrained or not hasattr(estimator, "predict")
    return "transductive" if direct else "inductive"
