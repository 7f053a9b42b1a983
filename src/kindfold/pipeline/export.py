"""The pictures of a run, sorted into folders or listed in a file for other tools."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from kindfold.data.folder import STAGING, staged_file
from kindfold.data.images import Images, images
from kindfold.data.run import LABELS, Run
from kindfold.data.tables import printable, write_table
from kindfold.embedding.reader import read_rgb
from kindfold.errors import MissingExtra, OutputError, RunError, UnknownName, Unreadable

FORMATS = ("folders", "csv", "parquet", "coco")
MODES = ("symlink", "hardlink", "copy")


class Move(NamedTuple):
    """One picture to be placed: where it lies and where its link or copy goes."""

    source: Path
    target: Path


def export(
    run: Run, out: str | Path, *, to: str = "folders", mode: str = "symlink", dry_run: bool = False
) -> list[Move]:
    """Write a run for other tools; the pictures themselves are never moved or changed.

    Parameters
    ----------
    to : "folders" (one per cluster), "csv", "parquet" or "coco"
    mode : how a picture comes into its folder: "symlink", "hardlink" or "copy"
    dry_run : only return what would be done

    Returns
    -------
    list of Move : the plan; empty for the file formats

    Raises
    ------
    UnknownName, SettingError : no such format or mode
    OutputError : the target exists or cannot be written; nothing of what stood there was changed
    """
    if to not in FORMATS:
        raise UnknownName("export format", to, FORMATS)
    if mode not in MODES:
        raise UnknownName("mode", mode, MODES)
    out = Path(out)
    if out.exists():
        raise OutputError(f"{out} exists; nothing was changed: choose another name")
    plan = _plan(run, out) if to == "folders" else []
    if not dry_run:
        _carry_out(plan, out, mode) if to == "folders" else _write(run, out, to)
    return plan


def _plan(run: Run, out: Path) -> list[Move]:
    """Targets are <cluster>/<path with separators flattened>; two pictures never meet, rejected ones stay out."""
    root = Path(run.source)
    if not root.is_dir():
        raise RunError(f"folders are made from a folder of pictures, and {run.source} is none (any more); use --to csv")
    plan, taken = list[Move](), set[Path]()
    for label, id in _kept(run):
        target = out / _folder_name(run, int(label)) / id.replace("/", "__")
        while target in taken:
            target = target.with_name(f"_{target.name}")
        taken.add(target)
        plan.append(Move(root / id, target))
    gone = [move.source for move in plan if not move.source.is_file()]
    if gone:
        raise RunError(f"{len(gone):,} pictures of this run are gone, the first is {gone[0]}; nothing was written")
    return plan


def _kept(run: Run) -> Iterator[tuple[int, str]]:
    """Cluster and id of every picture that was not rejected."""
    for label, id, rejected in zip(run.clustering.labels.tolist(), run.ids, run.rejected.tolist(), strict=True):
        if not rejected:
            yield label, id


def _folder_name(run: Run, cluster: int) -> str:
    """A name safe on every file system: "003 sea lion"."""
    name = "".join(c if c.isalnum() or c in " -_" else "_" for c in run.clustering.name_of(cluster)).strip()
    return f"{cluster:03d} {name[:60]}".strip()


def _carry_out(plan: list[Move], out: Path, mode: str) -> None:
    """Fill a folder beside `out`, then give it its name: all or nothing."""
    places: dict[str, Callable[[Path, Path], object]] = {
        "symlink": _symlink,
        "hardlink": os.link,
        "copy": shutil.copy2,
    }
    place = places[mode]
    stage = out.with_name(f"{STAGING}{os.getpid()}-{out.name}")
    try:
        for move in plan:
            target = stage / move.target.relative_to(out)
            target.parent.mkdir(parents=True, exist_ok=True)
            place(move.source, target)
        stage.rename(out)
    except OSError as error:
        raise OutputError(f"cannot write {out}: {error.strerror or error}; nothing was changed") from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _symlink(source: Path, target: Path) -> None:
    target.symlink_to(os.path.abspath(source))  # noqa: PTH100 - `resolve` would follow the user's own links


def _write(run: Run, out: Path, to: str) -> None:
    write = {"csv": _write_csv, "parquet": _write_parquet, "coco": _write_coco}[to]
    with staged_file(out) as path:
        write(run, path)


def _write_csv(run: Run, path: Path) -> None:
    write_table(path, LABELS, run.rows())


def _write_parquet(run: Run, path: Path) -> None:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise MissingExtra("pyarrow", "parquet", what="export to parquet") from error
    columns = dict(zip(LABELS, zip(*run.rows(), strict=True), strict=True))
    columns["path"] = tuple(printable(id) for id in run.ids)
    parquet.write_table(pa.table({name: pa.array(column) for name, column in columns.items()}), path)


def _write_coco(run: Run, path: Path) -> None:
    """COCO with one whole-picture annotation per picture, none for a rejected one; sizes are read from the pictures."""
    found = images(run.source)
    sizes = {id: size for id, size in zip(found.ids, _sizes(found), strict=True) if size}
    pictures, annotations = [], []
    for i, (id, label) in enumerate(zip(run.ids, run.clustering.labels, strict=True), start=1):
        width, height = sizes.get(id, (0, 0))
        pictures.append({"id": i, "file_name": id, "width": width, "height": height})
        if run.rejected[i - 1]:
            continue
        annotations.append(
            {
                "id": i,
                "image_id": i,
                "category_id": int(label) + 1,
                "bbox": [0, 0, width, height],
                "area": width * height,
                "iscrowd": 0,
                "score": float(run.clustering.confidence[i - 1]),
            }
        )
    categories = [
        {"id": c + 1, "name": run.clustering.name_of(c), "supercategory": "kind"}
        for c in sorted(run.clustering.numbers)
    ]
    info = {"description": f"{run.source}, sorted by kindfold", "date_created": date.today().isoformat()}
    document = {"info": info, "images": pictures, "annotations": annotations, "categories": categories}
    path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def _sizes(found: Images) -> Iterator[tuple[int, int] | None]:
    for i in range(len(found)):
        try:
            yield read_rgb(found.source.read(i)).size
        except Unreadable:
            yield None
