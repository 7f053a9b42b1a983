"""Seconds of training SCP, over the same head in a plain PyTorch loop with a DataLoader, in one run.

    python benchmarks/scp_speed.py --out benchmarks/results/scp_speed.csv

50,000 rows of 512 dimensions, two cached views, 10 clusters, batches of 512, Adam, a cosine: the size of CIFAR-10
under CLIP. Both train the same number of epochs on the same arrays; the plain loop is what one writes first: float32,
one view after the other, `nn.BatchNorm1d`, a `TensorDataset`.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from provenance import provenance, write_rows
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

import kindfold as kf

WIDTHS = (512, 512, 256, 128)


def main() -> None:
    options = arguments()
    X, views = blobs(options.rows, options.dims, options.clusters)
    seconds: dict[str, list[float]] = {"kindfold": [], "kindfold, float32": [], "plain loop": []}
    kf.SCP(options.clusters, n_epochs=1, random_state=0).fit(X[:2000], views=views[:, :2000])  # imports do not count
    plain_loop(views[:, :2000], options.clusters, 1)
    for _ in range(options.repeats):
        for name, precision in (("kindfold", "auto"), ("kindfold, float32", "float32")):
            start = time.perf_counter()
            kf.SCP(options.clusters, n_epochs=options.epochs, precision=precision, random_state=0).fit(X, views=views)
            seconds[name].append(time.perf_counter() - start)
        start = time.perf_counter()
        plain_loop(views, options.clusters, options.epochs)
        seconds["plain loop"].append(time.perf_counter() - start)
    plain = np.median(seconds["plain loop"])
    size = {"rows": len(X), "dims": X.shape[1], "clusters": options.clusters, "epochs": options.epochs}
    rows = [
        {**size, "what": name, "seconds": f"{np.median(s):.1f}", "ratio": f"{plain / np.median(s):.2f}", **provenance()}
        for name, s in seconds.items()
    ]
    for row in rows:
        print(f"{row['what']:20} {row['seconds']:>7} s   {row['ratio']} x the plain loop")
    write_rows(options.out, rows)


def plain_loop(views: NDArray[np.float32], k: int, n_epochs: int) -> None:
    """The same loss on the same head."""
    torch.manual_seed(0)
    head = plain_head(views.shape[2], k)
    loader = DataLoader(TensorDataset(*torch.from_numpy(views)), batch_size=512, shuffle=True, drop_last=True)
    optimizer = torch.optim.Adam(head.parameters(), lr=1e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, n_epochs * len(loader))
    for _ in range(n_epochs):
        for a, b in loader:
            loss = objective(head(a), head(b))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    head.eval()
    with torch.no_grad():
        head(torch.from_numpy(views[0])).argmax(1)


def plain_head(d: int, k: int) -> nn.Sequential:
    layers: list[nn.Module] = []
    for width in WIDTHS:
        layers += [nn.Linear(d, width), nn.BatchNorm1d(width), nn.ReLU()]
        d = width
    return nn.Sequential(*layers, nn.Linear(d, k))


def objective(a: Tensor, b: Tensor) -> Tensor:
    p, q = a.softmax(1), b.softmax(1)
    agree = -((p * q.log()).sum(1) + (q * p.log()).sum(1)).mean() / 2
    sure = -(p * q).sum(1).log().mean()
    even = -sum((m * m.log()).sum() for m in (p.mean(0), q.mean(0)))
    return agree + sure - 2.3 * even


def blobs(n: int, d: int, k: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Unit rows around k directions, and two noisy copies of each."""
    random = np.random.default_rng(0)
    centres = random.normal(size=(k, d))
    X = (centres[random.integers(k, size=n)] + random.normal(size=(n, d))).astype(np.float32)
    views = (X + 0.5 * random.normal(size=(2, n, d))).astype(np.float32)
    return X / np.linalg.norm(X, axis=1, keepdims=True), views / np.linalg.norm(views, axis=2, keepdims=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--dims", type=int, default=512)
    parser.add_argument("--clusters", type=int, default=10)
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/scp_speed.csv"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
