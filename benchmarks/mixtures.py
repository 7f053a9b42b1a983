"""Seconds of DPMixture beside other mixtures that may leave components empty, in one run.

    python benchmarks/mixtures.py --rows 5000 20000 --out benchmarks/results/mixtures.csv

- scikit-learn: `BayesianGaussianMixture` with the prior of a Dirichlet process and full covariances.
- loop: expectation-maximisation as deep mixtures are often trained, one component after the other in a Python loop
  (torch's `MultivariateNormal` for the densities, a mean and a covariance for each), with as many components.

Both are given twice the number of kinds as components, in the 64 principal directions that DPMixture takes too, and
stop at scikit-learn's tolerance or after 100 rounds. DPMixture finds the number by itself, in all its readings. Methods
take turns within a repeat, medians count.
"""

from __future__ import annotations

import argparse
import statistics
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from provenance import provenance, write_rows
from sklearn.decomposition import PCA
from sklearn.metrics import normalized_mutual_info_score
from sklearn.mixture import BayesianGaussianMixture
from torch.distributions import MultivariateNormal

import kindfold as kf

DIMS, KINDS, DIRECTIONS = 512, 50, 64
ROUNDS, TOLERANCE, RIDGE = 100, 1e-3, 1e-4
NOISE = 1.5  # of a row, over the distance of its centre from the origin, in all dimensions together
Fit = Callable[[NDArray[np.float32], int], NDArray[np.int64]]


def dp_mixture(X: NDArray[np.float32], seed: int) -> NDArray[np.int64]:
    return kf.DPMixture(random_state=seed).fit(X).labels_


def scikit_learn(X: NDArray[np.float32], seed: int) -> NDArray[np.int64]:
    Z = PCA(DIRECTIONS, random_state=seed).fit_transform(X)
    mixture = BayesianGaussianMixture(
        n_components=2 * KINDS, max_iter=ROUNDS, tol=TOLERANCE, reg_covar=RIDGE, random_state=seed
    )
    return mixture.fit_predict(Z).astype(np.int64)


def loop(X: NDArray[np.float32], seed: int) -> NDArray[np.int64]:
    Z = torch.from_numpy(PCA(DIRECTIONS, random_state=seed).fit_transform(X)).double()
    labels = torch.from_numpy(kf.KMeans(2 * KINDS, spherical=False, random_state=seed).fit(Z.numpy()).labels_)
    r = torch.nn.functional.one_hot(labels, int(labels.max()) + 1).double()  # (n, k)
    before = -np.inf
    for _ in range(ROUNDS):
        logs = []
        for k in range(r.shape[1]):
            weight = r[:, k].sum() + RIDGE
            mean = (r[:, k, None] * Z).sum(0) / weight
            centred = Z - mean
            covariance = (r[:, k, None] * centred).T @ centred / weight + RIDGE * torch.eye(DIRECTIONS)
            logs.append(MultivariateNormal(mean, covariance).log_prob(Z) + torch.log(weight / len(Z)))
        joint = torch.stack(logs, dim=1)
        r = joint.softmax(1)
        now = float(joint.logsumexp(1).mean())
        if now - before < TOLERANCE:
            break
        before = now
    return r.argmax(1).numpy()


METHODS: dict[str, Fit] = {
    "dp-mixture": dp_mixture,
    "scikit-learn, Dirichlet process": scikit_learn,
    "loop over components": loop,
}


def main() -> None:
    options = arguments()
    warnings.simplefilter("ignore")
    rows: list[dict[str, object]] = []
    for n in options.rows:
        X, kinds = drawn(n)
        seconds: dict[str, list[float]] = {name: [] for name in METHODS}
        found: dict[str, NDArray[np.int64]] = {}
        dp_mixture(X[:500], 0)  # libraries load, thread pools start
        for seed in range(options.repeats):
            for name, fit in METHODS.items():
                start = time.perf_counter()
                found[name] = fit(X, seed)
                seconds[name].append(time.perf_counter() - start)
        ours = statistics.median(seconds["dp-mixture"])
        for name, labels in found.items():
            median = statistics.median(seconds[name])
            score = {"K": len(np.unique(labels)), "NMI": f"{100 * normalized_mutual_info_score(kinds, labels):.1f}"}
            cost = {"seconds": f"{median:.2f}", "ratio": f"{median / ours:.2f}"}
            rows.append({"rows": n, "dims": DIMS, "kinds": KINDS, "what": name, **cost, **score, **provenance()})
            print({key: rows[-1][key] for key in ("rows", "what", *cost, *score)}, flush=True)
    write_rows(options.out, rows)


def drawn(n: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Unit rows (n, d) around random directions, and which."""
    random = np.random.default_rng(0)
    centres = random.normal(size=(KINDS, DIMS)) / np.sqrt(DIMS)
    kinds = random.integers(KINDS, size=n)
    X = centres[kinds] + NOISE / np.sqrt(DIMS) * random.normal(size=(n, DIMS))
    return (X / np.linalg.norm(X, axis=1, keepdims=True)).astype(np.float32), kinds


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", nargs="*", type=int, default=[5_000, 20_000])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/mixtures.csv"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
