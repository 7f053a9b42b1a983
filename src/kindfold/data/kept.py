"""What a run folder keeps of its fit once there are corrections, and whether its tables show them."""

from __future__ import annotations

import hashlib
import json
import shutil
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from kindfold.data.edits import read_log, set_aside
from kindfold.data.folder import staged
from kindfold.data.folding import Shares

if TYPE_CHECKING:
    from kindfold.data.run import Run

FIT = "fit"  # folder: the tables as they were before the first correction
SHARES = "memberships.safetensors"
MARK = "fingerprint"
WRITTEN = "tables.json"  # in the same folder: which corrections the tables beside it show
TABLES = ("labels.csv", "clusters.csv")


def fit_tables(folder: Path, fit: str | None) -> Path:
    """Where the tables of the fit are: kept apart once there are corrections, if they are of this fit."""
    try:
        mark = (folder / FIT / MARK).read_text(encoding="ascii")
    except OSError:
        return folder
    return folder / FIT if fit in (None, mark) else folder


def keep_fit(run: Run, shares: Shares) -> None:
    """Put the tables of a fit aside, with its degrees of membership, before the first correction."""
    folder = _folder(run)
    if is_kept(run):
        return
    with staged(folder) as stage:
        (stage / FIT).mkdir()
        for name in TABLES:
            shutil.copyfile(fit_tables(folder, run.fingerprint) / name, stage / FIT / name)
        shares.save(stage / FIT / SHARES)
        shutil.copymode(stage / FIT / TABLES[0], stage / FIT / SHARES)  # safetensors would let only its owner read it
        (stage / FIT / MARK).write_text(run.fingerprint, encoding="ascii")


def settle(run: Run) -> None:
    """Make the tables those of a corrected run."""
    with staged(_folder(run)) as stage:
        run.write_tables(stage)
        (stage / FIT).mkdir()
        (stage / FIT / WRITTEN).write_text(json.dumps(_written(run, stage)) + "\n", encoding="ascii")


def tables_are_of(run: Run) -> bool:
    """Whether the tables in the folder of a corrected run show all its corrections."""
    folder = _folder(run)
    try:
        return bool(json.loads((folder / FIT / WRITTEN).read_text(encoding="ascii")) == _written(run, folder))
    except (OSError, ValueError):
        return False


def release(run: Run) -> bool:
    """After a new fit: let go of what belongs to another one; its corrections keep a file of their own.

    Returns
    -------
    Whether there are corrections that still hold, because the fit came out the same.
    """
    folder = _folder(run)
    log = read_log(folder)
    if log is not None and log.fit == run.fingerprint:
        return True
    aside = set_aside(folder)
    if aside is not None and log is not None and log.edits:
        message = (
            f"corrections by hand belong to the earlier sorting; they no longer hold, and are kept in {aside.name}"
        )
        warnings.warn(message, UserWarning, stacklevel=3)
    shutil.rmtree(folder / FIT, ignore_errors=True)
    return False


def is_kept(run: Run) -> bool:
    """Whether the tables of the fit are put aside."""
    return fit_tables(_folder(run), run.fingerprint) != _folder(run) and (_folder(run) / FIT / SHARES).exists()


def _written(run: Run, folder: Path) -> dict[str, object]:
    assert run.corrections is not None
    return {
        "fit": run.fingerprint,
        "rev": run.corrections.rev,
        **{name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in TABLES},
    }


def _folder(run: Run) -> Path:
    assert run.folder is not None
    return run.folder
