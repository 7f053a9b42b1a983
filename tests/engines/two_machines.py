"""Clustering on a local Ray cluster of two nodes, some of which are lost on the way; prints what came out."""

import hashlib
import json
import os
import secrets
import sys
import warnings
from pathlib import Path

import numpy as np

from kindfold.engines.session import ALONE, QUIET, TOKEN

os.environ |= QUIET | ALONE | {TOKEN: secrets.token_hex(32), "RAY_worker_niceness": "0"}
import ray
from ray.cluster_utils import Cluster

import kindfold.ops.parts
from kindfold.clustering.dp_mixture import DPMixture
from kindfold.clustering.kmeans import KMeans
from kindfold.clustering.scp import SCP
from kindfold.data.embeddings import Embeddings
from kindfold.engines.cluster import held
from kindfold.engines.together import fit_together
from kindfold.ops.parts import Here, Parts
from kindfold.pipeline.fit import content_order

PART = 250


def digest(fitted: KMeans | DPMixture) -> str:
    """Of everything that a fit has learnt."""
    learnt = hashlib.sha256()
    for values in (fitted.labels_, fitted.confidence_, fitted.outliers_, *fitted.model_):
        learnt.update(np.ascontiguousarray(values).tobytes())
    return learnt.hexdigest()[:16]


def fits(rows: Parts) -> dict[str, str]:
    """Both methods on the same rows."""
    methods = {
        "kmeans": KMeans(12, random_state=0),
        "dp-mixture": DPMixture(random_state=0),
    }
    return {name: digest(method.fit(rows)) for name, method in methods.items()}


def trained(path: Path) -> dict[str, list[int]]:
    """Labels of SCP, fitted here and by one and two processes together."""
    held = Embeddings.load(path)

    def scp() -> SCP:
        return SCP(6, hidden=(32,), n_epochs=60, batch_size=128, jitter=1.0, random_state=0)

    here = scp().fit(held.vectors[content_order(held)])
    found = {"here": here.labels_}
    for n_workers in (1, 2):
        one = scp()
        rows = fit_together(one, held, path, n_workers=n_workers)
        found[str(n_workers)] = one.labels_[rows]
    found["here"] = found["here"][np.argsort(content_order(held))]
    return {name: labels.tolist() for name, labels in found.items()}


class Disturbed:
    """Rows whose holders are hit after some steps."""

    def __init__(self, rows, after: int, hit) -> None:
        self.sizes, self.width, self._rows, self._left, self._hit = rows.sizes, rows.width, rows, after, hit

    def each(self, step, *shared, own=None):
        self._left -= 1
        if self._left == 0:
            self._hit()
        return self._rows.each(step, *shared, own=own)


def main(path: Path) -> None:
    warnings.simplefilter("ignore")
    kindfold.ops.parts.PART = PART
    embeddings = Embeddings.load(path)
    order = content_order(embeddings)
    found: dict[str, dict] = {"one machine": fits(Here(embeddings.vectors[order]))}

    cluster = Cluster()
    settings = {"include_dashboard": False}
    cluster.add_node(num_cpus=2, **settings)
    second = cluster.add_node(num_cpus=2)
    ray.init(cluster.address, logging_level="error", log_to_driver=False)

    def on_ray(n_workers: int, after: int = 0, hit=None) -> dict[str, str]:
        with held(path, embeddings.shape, order, n_workers=n_workers) as rows:
            return fits(rows if hit is None else Disturbed(rows, after, lambda: hit(rows)))

    for n_workers in (1, 2, 3):
        found[f"{n_workers} workers"] = on_ray(n_workers)
    found["scp"] = trained(path)
    found["a worker killed"] = on_ray(2, 25, lambda rows: ray.kill(rows.actors[0], no_restart=False))
    found["a machine lost"] = on_ray(3, 40, lambda rows: cluster.remove_node(second, allow_graceful=False))
    ray.shutdown()
    cluster.shutdown()
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
