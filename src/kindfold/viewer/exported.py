"""The page of the viewer as files: to look at, not to correct, from any plain file server."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from kindfold.data.folder import staged
from kindfold.embedding.cache import Location
from kindfold.errors import OutputError, RunError, Unreadable
from kindfold.viewer.app import DECODERS, STATIC
from kindfold.viewer.pictures import SMALL
from kindfold.viewer.security import POLICY
from kindfold.viewer.session import Session

LIVE, STILL = '<meta name="kindfold" content="live">', '<meta name="kindfold" content="static">'
PAGE = 500  # pictures whose details share a file
AHEAD = 4096  # pictures that are given to the decoders at once
UNSAID = "frame-ancestors 'none'; "  # only a header can ask for it


class Site(NamedTuple):
    """What was written: how many pictures there are, and how many of them cannot be shown."""

    n_pictures: int
    n_missing: int


def export_site(
    folder: str | Path,
    site: str | Path,
    *,
    cache: Location = None,
    device: str = "auto",
    tell: Callable[[str, int, int, int], None] | None = None,
) -> Site:
    """Write the page of a run into a new folder, pictures as thumbnails.

    Raises
    ------
    OutputError : the folder exists and is not empty, or cannot be written
    RunError : none of the pictures is left
    """
    site = Path(site)
    if site.exists() and (not site.is_dir() or any(site.iterdir())):
        raise OutputError(f"{site} exists; nothing was changed: choose another name")
    session = Session(folder, cache=cache, device=device)
    n = len(session.run)
    if session.pictures.n_gone == n:
        raise RunError(f"the pictures of this run are no longer in {session.run.source}; nothing was written")
    with staged(site) as stage:
        _page(stage)
        n_shown = _data(session, stage / "data", tell or (lambda stage, done, total, cached: None))
    return Site(n, n - n_shown)


def _page(stage: Path) -> None:
    for name in ("app.js", "app.css", "icon.svg"):
        shutil.copyfile(STATIC / name, stage / name)
    policy = POLICY.replace(UNSAID, "")
    head = f'<meta http-equiv="Content-Security-Policy" content="{policy}">{STILL}'
    text = (STATIC / "index.html").read_text(encoding="utf-8")
    assert LIVE in text, "the page says that it is live"
    (stage / "index.html").write_text(text.replace(LIVE, head), encoding="utf-8")


def _data(session: Session, data: Path, tell: Callable[[str, int, int, int], None]) -> int:
    """How many pictures have a thumbnail."""
    n_shown, n = 0, len(session.run)
    for name in ("thumbs", "pictures"):
        (data / name).mkdir(parents=True)
    head = {**session.head(), "readonly": True, "can_undo": False, "can_redo": False, "can_search_words": False}
    tell("map", 0, 1, 0)
    (data / "map.bin").write_bytes(session.layout.compute().astype("<f4").tobytes())
    tell("map", 1, 1, 0)
    _write(data / "run.json", head)
    _write(data / "clusters.json", session.clusters())
    (data / "labels.bin").write_bytes(session.labels()[0])
    for page, start in enumerate(range(0, n, PAGE)):
        rows = range(start, min(start + PAGE, n))
        _write(data / "pictures" / f"{page}.json", [session.picture(row, sized=False) for row in rows])
    with ThreadPoolExecutor(DECODERS) as pool:
        for start in range(0, n, AHEAD):
            rows = range(start, min(start + AHEAD, n))
            for row, shown in zip(rows, pool.map(lambda row: _thumb(session, data, row), rows), strict=True):
                n_shown += shown
                tell("report", row + 1, n, 0)
    return n_shown


def _thumb(session: Session, data: Path, row: int) -> bool:
    try:
        content = session.pictures.jpeg(row, SMALL)
    except Unreadable:
        return False
    (data / "thumbs" / f"{row}.jpg").write_bytes(content)
    return True


def _write(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, separators=(",", ":")) + "\n", encoding="ascii")
