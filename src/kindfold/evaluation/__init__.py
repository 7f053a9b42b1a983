"""Scores of a clustering: against classes, from the features alone, and by its stability."""

from kindfold.evaluation.intrinsic import cohesion, evaluate_features, margin, silhouette
from kindfold.evaluation.matched import (
    ClassRecall,
    Table,
    accuracy,
    ami,
    ari,
    class_recalls,
    contingency,
    evaluate,
    matching,
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
    "evaluate_features",
    "margin",
    "matching",
    "nmi",
    "purity",
    "silhouette",
    "stability",
]
