"""The noun `Report`: scores, with the settings and versions that gave them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Report:
    """Scores of one clustering.

    Attributes
    ----------
    scores : name -> value; shares lie in [0, 1]
    settings : what was run
    versions : package -> version
    seconds : stage -> wall-clock seconds
    """

    scores: Mapping[str, float]
    settings: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)

    def __getitem__(self, name: str) -> float:
        return self.scores[name]
