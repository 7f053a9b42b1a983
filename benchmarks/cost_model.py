"""What embedding costs: time, bytes and memory by the number of pictures and workers, from what was measured here.

    python benchmarks/cost_model.py

    seconds = pictures / (workers x pictures per second of a worker)  +  bytes / bytes per second of the one writer

The rate of a worker is that of `benchmarks/results/embedding_rate.csv` a core, scaled by the encoder's work; the memory
of the process that lists and writes is the slope of `benchmarks/results/scale_embed.csv`. Everything else is a count.
"""

from __future__ import annotations

import csv
from pathlib import Path

from provenance import write_rows

RESULTS = Path(__file__).parent / "results"
GFLOP = {"builtin": 1.7, "vit-b/32": 8.8, "vit-l/14": 162.0}  # two for a multiply-add, one picture
DIM = {"builtin": 1280, "vit-b/32": 512, "vit-l/14": 768}
PICTURE = 150_000  # bytes of a photograph of 500 pixels
WRITER = 2e8  # bytes a second that one process hashes and writes to a common disk
ASSUMED = {"10^6": (1e6, 2), "10^9": (1e9, 1000)}  # pictures, workers of one core


def rows() -> list[dict[str, object]]:
    """One row an encoder and size."""
    with (RESULTS / "embedding_rate.csv").open() as file:
        (rate,) = (float(row["rate_median"]) for row in csv.DictReader(file) if row["variant"] == "embed")
    per_core = rate / 2 * GFLOP["builtin"]  # GFLOP a second
    with (RESULTS / "scale_embed.csv").open() as file:
        listed = {int(row["n"]): int(row["peak_mb"]) for row in csv.DictReader(file) if row["stage"] == "list"}
    small, large = min(listed), max(listed)
    bytes_a_path = (listed[large] - listed[small]) / (large - small) * 2**20
    table: list[dict[str, object]] = []
    for encoder, work in GFLOP.items():
        for size, (n, workers) in ASSUMED.items():
            compute = n * work / (workers * per_core)
            vectors = n * DIM[encoder] * 4
            table.append(
                {
                    "encoder": encoder,
                    "pictures": size,
                    "workers": workers,
                    "gflop_a_picture": work,
                    "pictures_per_second_and_worker": round(per_core / work, 1),
                    "hours_of_workers": round(compute / 3600, 1),
                    "gb_read": round(n * PICTURE / 1e9),
                    "gb_of_vectors": round(vectors / 1e9, 1),
                    "hours_of_writer": round(3 * vectors / WRITER / 3600, 1),  # shards, their check, one file
                    "gb_of_paths_in_memory": round(n * bytes_a_path / 1e9, 1),
                }
            )
    return table


def main() -> None:
    """Print the table and write it to `results/cost_model.csv`."""
    table = rows()
    write_rows(RESULTS / "cost_model.csv", table)
    for row in table:
        print(row)


if __name__ == "__main__":
    main()
