"""Scores of a clustering: against classes, from the features alone, and by its stability."""

from kindfold.evaluation.intrinsic import cohesion, intrinsic, margin, silhouette
from kindfold.evaluation.matched import (
    ClassRecall,
    Table,
    accuracy,
    ami,
    ari,
    class_recalls,
    contingency,
    evaluate,
    match_clusters,
    nmi,
    purity,
)
from kindfold.evaluation.stability import Stability, stability

__all__ = [
    "ClassRecall",
    "Stability",
    "Table",
    "accuracy",
    "ami",
    "ari",
    "class_recalls",
    "cohesion",
    "contingency",
    "evaluate",
    "intrinsic",
    "margin",
    "match_clusters",
    "nmi",
    "purity",
    "silhouette",
    "stability",
]
