"""The pictures of a run, sorted into folders or listed in a file for other tools."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from kindfold.data.folder import STAGING, staged_file
from kindfold.data.images import Images
from kindfold.data.run import LABELS, Run
from kindfold.data.sources import is_within
from kindfold.data.tables import printable, write_table
from kindfold.data.walk import MAGIC, split_glob
from kindfold.embedding.reader import read_rgb
from kindfold.errors import InputError, MissingExtra, OutputError, RunError, UnknownName, Unreadable

FORMATS = ("folders", "csv", "parquet", "coco", "labelstudio")
MODES = ("symlink", "hardlink", "copy")


class Move(NamedTuple):
    """One picture to be placed: where it lies and where its link or copy goes."""

    source: Path
    target: Path


def export(
    run: Run,
    out: str | Path,
    *,
    to: str = "folders",
    mode: str = "symlink",
    rows: Sequence[int] | None = None,
    dry_run: bool = False,
) -> list[Move]:
    """Write a run for other tools; the pictures themselves are never moved or changed.

    Parameters
    ----------
    to : "folders" (one per cluster), "csv", "parquet", "coco" or "labelstudio"
    mode : how a picture comes into its folder: "symlink", "hardlink" or "copy"
    rows : which pictures, None for all of them
    dry_run : only return what would be done

    Returns
    -------
    list of Move : the plan; empty for the file formats

    Raises
    ------
    UnknownName, SettingError : no such format or mode
    InputError : a row that there is not
    OutputError : the target exists, cannot be written, or would lie among the pictures; nothing was changed
    """
    if to not in FORMATS:
        raise UnknownName("export format", to, FORMATS)
    if mode not in MODES:
        raise UnknownName("mode", mode, MODES)
    out = Path(out)
    if out.exists():
        raise OutputError(f"{out} exists; nothing was changed: choose another name")
    if to == "folders" and Path(run.source).is_dir() and is_within(str(out.resolve()), str(Path(run.source).resolve())):
        raise OutputError(
            f"{out} lies in the folder of the pictures, where the next run would find them twice; choose another place"
        )
    wanted = _checked(run, rows)
    plan = _plan(run, wanted, out) if to == "folders" else []
    if not dry_run:
        _carry_out(plan, out, mode) if to == "folders" else _write(run, wanted, out, to)
    return plan


def _checked(run: Run, rows: Sequence[int] | None) -> list[int]:
    """Row numbers in their order, each once."""
    n = len(run)
    if rows is None:
        return list(range(n))
    if not rows or any(not isinstance(row, int) or isinstance(row, bool) or not 0 <= row < n for row in rows):
        raise InputError(f"pictures are numbered from 0 to {n - 1}; name one or more of them")
    return sorted(set(rows))


def _plan(run: Run, rows: list[int], out: Path) -> list[Move]:
    """Targets are <cluster>/<path with separators flattened>; two pictures never meet, rejected ones stay out."""
    place = str(run.report.settings.get("listed_from") or run.source)
    root = Path(split_glob(place)[0] if MAGIC.search(place) and not Path(place).exists() else place)
    if not root.is_dir():
        raise RunError(f"folders are made from a folder of pictures, and {run.source} is none (any more); use --to csv")
    plan, taken = list[Move](), set[Path]()
    for row in rows:
        if run.rejected[row]:
            continue
        id = run.ids[row]
        target = out / _folder_name(run, int(run.clustering.labels[row])) / id.replace("/", "__")
        while target in taken:
            target = target.with_name(f"_{target.name}")
        taken.add(target)
        plan.append(Move(root / id, target))
    gone = [move.source for move in plan if not move.source.is_file()]
    if gone:
        raise RunError(f"{len(gone):,} pictures of this run are gone, the first is {gone[0]}; nothing was written")
    return plan


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


def _write(run: Run, rows: list[int], out: Path, to: str) -> None:
    write = {"csv": _write_csv, "parquet": _write_parquet, "coco": _write_coco, "labelstudio": _write_tasks}[to]
    with staged_file(out) as path:
        write(run, rows, path)


def _write_csv(run: Run, rows: list[int], path: Path) -> None:
    write_table(path, LABELS, _of(run, rows))


def _of(run: Run, rows: list[int]) -> Iterator[tuple[object, ...]]:
    """The lines of the table that belong to some rows."""
    wanted = set(rows)
    return (line for row, line in enumerate(run.rows()) if row in wanted)


def _write_parquet(run: Run, rows: list[int], path: Path) -> None:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise MissingExtra("pyarrow", "parquet", what="export to parquet") from error
    columns = dict(zip(LABELS, zip(*_of(run, rows), strict=True), strict=True))
    columns["path"] = tuple(printable(run.ids[row]) for row in rows)
    parquet.write_table(pa.table({name: pa.array(column) for name, column in columns.items()}), path)


def _write_coco(run: Run, rows: list[int], path: Path) -> None:
    """COCO with one whole-picture annotation per picture, none for a rejected one; sizes are read from the pictures."""
    found = run.pictures()
    sizes = {id: size for id, size in zip(found.ids, _sizes(found), strict=True) if size}
    pictures, annotations = [], []
    for row in rows:
        i, id, label = row + 1, run.ids[row], run.clustering.labels[row]
        width, height = sizes.get(id, (0, 0))
        pictures.append({"id": i, "file_name": id, "width": width, "height": height})
        if run.rejected[row]:
            continue
        annotations.append(
            {
                "id": i,
                "image_id": i,
                "category_id": int(label) + 1,
                "bbox": [0, 0, width, height],
                "area": width * height,
                "iscrowd": 0,
                "score": float(run.clustering.confidence[row]),
            }
        )
    categories = [
        {"id": c + 1, "name": run.clustering.name_of(c), "supercategory": "kind"}
        for c in sorted(run.clustering.numbers)
    ]
    info = {"description": f"{run.source}, sorted by kindfold", "date_created": date.today().isoformat()}
    document = {"info": info, "images": pictures, "annotations": annotations, "categories": categories}
    path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def _write_tasks(run: Run, rows: list[int], path: Path) -> None:
    """Tasks of Label Studio with the kind as a prediction, none for a rejected one.

    Pictures are named as its local storage serves them, below the folder that was sorted; the labelling interface has
    `<Image name="image" .../>` and `<Choices name="kind" toName="image">`.
    """
    tasks = [
        {
            "data": {"image": f"/data/local-files/?d={quote(run.ids[row], errors='surrogateescape')}"},
            "predictions": [] if run.rejected[row] else [_prediction(run, row)],
        }
        for row in rows
    ]
    path.write_text(json.dumps(tasks, indent=1) + "\n", encoding="utf-8")


def _prediction(run: Run, row: int) -> dict[str, object]:
    choice = {"choices": [run.clustering.name_of(int(run.clustering.labels[row]))]}
    result = {"from_name": "kind", "to_name": "image", "type": "choices", "value": choice}
    score = round(float(run.clustering.confidence[row]), 4)
    return {"model_version": f"kindfold {run.clustering.method}", "score": score, "result": [result]}


def _sizes(found: Images) -> Iterator[tuple[int, int] | None]:
    for i in range(len(found)):
        try:
            yield read_rgb(found.source.read(i)).size
        except Unreadable:
            yield None
