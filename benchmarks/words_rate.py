"""Nouns per second that the builtin encoder embeds, over the plain loop with the same weights.

    python benchmarks/words_rate.py [--nouns 2000] [--repeats 3] [--out benchmarks/results/words_rate.csv]

Plain loop: transformers in float32, batches of 32 in the order of the list, padded to the longest. Both run in turn in
one process; processor seconds are those of all threads.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import torch
from provenance import provenance, write_rows
from torch import Tensor

from kindfold.embedding.backbone import load_backbone
from kindfold.embedding.builtin import SynthesisedClassifiers
from kindfold.naming.vocabulary import load_vocabulary


def main() -> None:
    arguments = parsed()
    nouns = load_vocabulary("everyday").words
    nouns = nouns[:: max(1, len(nouns) // arguments.nouns)]
    tower = load_backbone("builtin", device="cpu").text
    assert isinstance(tower, SynthesisedClassifiers)
    tower.words(nouns[:8])  # loads the model, embeds the class names

    def plain() -> Tensor:
        with torch.no_grad():
            return torch.cat([tower(*tower.tokens(nouns[i : i + 32])) for i in range(0, len(nouns), 32)])

    routes: dict[str, Callable[[], Tensor]] = {"words": lambda: tower.words(nouns), "plain loop": plain}
    seconds: dict[str, list[tuple[float, float]]] = {name: [] for name in routes}
    for _ in range(arguments.repeats):
        for name, route in routes.items():
            seconds[name].append(timed(route))

    rows = []
    for name, times in seconds.items():
        wall, processor = (statistics.median(column) for column in zip(*times, strict=True))
        rows.append(
            {
                "variant": name,
                "nouns": len(nouns),
                "per_second": round(len(nouns) / wall),
                "per_processor_second": round(len(nouns) / processor),
                "threads": torch.get_num_threads(),
                "load": round(os.getloadavg()[0], 1),
                "repeats": arguments.repeats,
                **provenance("transformers"),
            }
        )
        print(rows[-1])
    if arguments.out:
        write_rows(arguments.out, rows)


def timed(route: Callable[[], Tensor]) -> tuple[float, float]:
    wall, processor = time.perf_counter(), time.process_time()
    route()
    return time.perf_counter() - wall, time.process_time() - processor


def parsed() -> argparse.Namespace:
    assert __doc__ is not None
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--nouns", type=int, default=2000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--out", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
