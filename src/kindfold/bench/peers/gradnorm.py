"""GradNorm: nouns whose gradient is small, as guidance for k-means on pictures beside their counterparts in words.

Source: Peng et al., "On the provable importance of gradients for language-assisted image clustering" (ICCV 2025). It is
the untrained form of TAC with another ranking of nouns: the norm of the gradient that a noun would give to a classifier
made of the fine-grained centres, the smallest first. Ranking and formula are certain (read in the authors' code).

Deviations, with the reason: the authors choose the number of centres and both temperatures per data set; here they are
those of `TAC`, the same for every set, and the centres' is 0.04, the middle of the authors' range.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from kindfold.clustering.tac import TAC


class GradNorm(TAC):
    """k-means on pictures beside their counterparts in nouns of small gradient.

    Parameters
    ----------
    n_clusters : how many clusters, or "auto" for as many as `DPMixture` finds in the same rows
    n_nouns : that each fine-grained centre keeps
    temperature : of the counterparts, or "auto" for that at which the median picture is made of `n_nouns` nouns
    device : "auto", "cpu", "cuda", ...
    random_state : int, RandomState or None

    Examples
    --------
    >>> import numpy as np
    >>> X = np.repeat(np.eye(3, 8), 20, axis=0) + 0.05 * np.random.default_rng(0).normal(size=(60, 8))
    >>> GradNorm(3, random_state=0).fit(X, words=np.eye(8)).labels_[::20]
    array([0, 1, 2])
    """

    train = False
    ranking = "small-gradient"
    n_neighbors = n_epochs = batch_size = contrast_temperature = "auto"
    entropy_weight, learning_rate, precision = 5.0, 1e-3, "auto"  # of a training that does not take place

    def __init__(
        self,
        n_clusters: int | Literal["auto"] = "auto",
        *,
        n_nouns: int = 5,
        temperature: float | Literal["auto"] = "auto",
        device: str = "auto",
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.n_nouns = n_nouns
        self.temperature = temperature
        self.device = device
        self.random_state = random_state
