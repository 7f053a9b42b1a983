"""The noun `Run`: everything one sorting of a folder produced, as a folder on disk."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kindfold.data.clustering import Clustering, Name
from kindfold.data.corrected import Corrections, corrected, fingerprint
from kindfold.data.corrections import replay
from kindfold.data.edits import LOG, Log, locked, read_log
from kindfold.data.embeddings import Embeddings
from kindfold.data.folder import recover
from kindfold.data.folding import Shares
from kindfold.data.images import Images, Skip, images
from kindfold.data.kept import FIT, SHARES, fit_tables, is_kept, settle, tables_are_of
from kindfold.data.report import Report
from kindfold.data.table_html import table_html
from kindfold.data.tables import read_table, write_table
from kindfold.errors import InputError, OutputError, Reason, RunError

FORMAT_VERSION = 1
TRAINING = ".training.safetensors"  # in the folder while a method learns, so that it can go on where it was
LABELS = ("path", "cluster", "name", "confidence", "outlier", "duplicate_of", "rejected")
ERRORS = ("path", "reason", "detail")
CLUSTERS = ("cluster", "name", "alternatives", "size", "cohesion", "exemplars")


@dataclass(frozen=True, eq=False)
class Run:
    """One sorting of n pictures.

    Attributes
    ----------
    source : absolute path of the folder or archive, or a description of what was given
    embeddings : the vectors, with ids and skipped pictures
    clustering : labels, confidence, names, levels
    report : scores, settings, versions, seconds
    duplicate_of : (n,) row of the picture that each one repeats, -1 for none
    cohesion : mean cosine of the members of a cluster to their mean, one for each number
    exemplars : tuples of rows, most central first, one for each number
    folder : where it lies, None before it is saved
    truth : n folder labels, or None; only scores are made from them
    corrections : what was done to the fit by hand, or None; `clustering` is what came of it
    """

    source: str
    embeddings: Embeddings
    clustering: Clustering
    report: Report
    duplicate_of: NDArray[np.int64]
    cohesion: NDArray[np.float32]
    exemplars: tuple[tuple[int, ...], ...]
    folder: Path | None = None
    truth: tuple[str, ...] | None = None
    corrections: Corrections | None = None

    def __len__(self) -> int:
        return len(self.embeddings)

    @property
    def ids(self) -> tuple[str, ...]:
        return self.embeddings.ids

    @property
    def fit(self) -> Clustering:
        """The clustering before any correction."""
        return self.clustering if self.corrections is None else self.corrections.fit

    @cached_property
    def fingerprint(self) -> str:
        """Of the fit, so that corrections find it again."""
        if self.corrections is not None:
            return self.corrections.fingerprint
        return fingerprint(self.fit.labels, self.ids, self.embeddings.hashes)

    @property
    def rejected(self) -> NDArray[np.bool_]:
        """Pictures that a person took out of their kinds, (n,)."""
        return np.zeros(len(self), bool) if self.corrections is None else self.corrections.state.rejected

    def pictures(self) -> Images:
        """Its pictures where they are now, under the ids of the run.

        Raises
        ------
        InputError, NoImages : they are there no longer, or were arrays
        """
        base = self.report.settings.get("listed_from")
        if base is None:
            return images(self.source)
        id_of = {os.path.join(base, id): id for id in self.ids}  # noqa: PTH118 - an id may be no path of this system
        found = images(list(id_of))
        return replace(found, ids=tuple(id_of[path] for path in found.ids))

    @property
    def knows_words(self) -> bool:
        """Whether the encoder puts words beside pictures, so that words can be searched."""
        return bool(self.report.settings.get("knows_words", self.fit.names is not None))

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        return table_html(self)

    def rows(self) -> Iterator[tuple[str, int, str, float, bool, str, bool]]:
        """One row per picture, with the columns `LABELS`."""
        clustering, ids, rejected = self.clustering, self.ids, self.rejected
        for i, label in enumerate(clustering.labels.tolist()):
            repeated = int(self.duplicate_of[i])
            yield (
                ids[i],
                label,
                clustering.name_of(label),
                float(clustering.confidence[i]),
                bool(clustering.outliers[i]),
                ids[repeated] if repeated >= 0 else "",
                bool(rejected[i]),
            )

    def write_tables(self, folder: Path) -> None:
        """Write `labels.csv` and `clusters.csv`."""
        write_table(folder / "labels.csv", LABELS, self.rows())
        write_table(folder / "clusters.csv", CLUSTERS, map(self._cluster_row, sorted(self.clustering.numbers)))

    def write(self, folder: Path) -> None:
        """Write every file except the model and the page; `run.json` comes last and lists the others."""
        self.write_tables(folder)
        write_table(folder / "errors.csv", ERRORS, self.embeddings.skipped)
        self.embeddings.save(folder / "embeddings.safetensors")
        _write_json(folder / "levels.json", [_plain(level) for level in self.clustering.levels])
        _write_json(folder / "log.json", {"seconds": dict(self.report.seconds)})
        _write_json(folder / "run.json", self._head())

    @classmethod
    def load(cls, folder: str | Path, *, edits: bool = True) -> Run:
        """Read a run folder, finishing a commit that was cut off; with `edits=False` as the fit left it."""
        folder = Path(folder)
        if not is_run(folder):
            raise RunError(f"{folder} is not a run folder (it holds no run.json written by kindfold)")
        recover(folder)
        try:
            run = cls._read(folder)
            if not edits:
                return run
            run = run.corrected(read_log(folder))
        except (OSError, KeyError, ValueError, IndexError) as error:
            raise RunError(f"{folder} is damaged: {error!r}; sort the pictures again to rebuild it") from error
        if run.corrections is not None and is_kept(run) and not tables_are_of(run):
            with contextlib.suppress(OutputError), locked(folder):  # a correction was cut off before its last step
                settle(run)
        return run

    @classmethod
    def _read(cls, folder: Path) -> Run:
        head = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        if head["format_version"] > FORMAT_VERSION:
            raise RunError(f"{folder} was written by a newer kindfold ({head['versions'].get('kindfold')})")
        embeddings = Embeddings.load(folder / "embeddings.safetensors")
        tables = fit_tables(folder, head.get("fit"))
        rows = list(read_table(tables / "labels.csv"))
        if len(rows) != len(embeddings):
            raise RunError(f"labels.csv has {len(rows)} rows for {len(embeddings)} pictures")
        clusters = list(read_table(tables / "clusters.csv"))
        names = tuple(Name(row["name"], _alternatives(row["alternatives"])) for row in clusters)
        skipped = (Skip(row["path"], Reason(row["reason"]), row["detail"]) for row in read_table(folder / "errors.csv"))
        levels = json.loads((folder / "levels.json").read_text(encoding="utf-8"))
        return cls(
            source=head["source"],
            embeddings=replace(embeddings, skipped=tuple(skipped)),
            clustering=Clustering(
                labels=np.array([int(row["cluster"]) for row in rows], np.int64),
                confidence=np.array([float(row["confidence"]) for row in rows], np.float32),
                outliers=np.array([row["outlier"] == "1" for row in rows], bool),
                names=names if head["named"] else None,
                method=head["method"],
                parameters=head["parameters"],
                history=head["history"],
                levels=tuple({**level, "labels": np.array(level["labels"], np.int64)} for level in levels),
            ),
            report=Report(head["scores"], head["settings"], head["versions"]),
            duplicate_of=np.array(head["duplicate_of"], np.int64),
            cohesion=np.array([float(row["cohesion"]) for row in clusters], np.float32),
            exemplars=tuple(tuple(rows) for rows in head["exemplars"]),
            folder=folder,
            truth=tuple(head["truth"]) if head["truth"] else None,
        )

    def corrected(self, log: Log | None, shares: Shares | None = None, before: Run | None = None) -> Run:
        """The run of a fit as a log of corrections leaves it; a log of another fit leaves it as it is.

        Raises
        ------
        RunError : a correction does not fit what stands before it
        """
        if log is None or log.fit != self.fingerprint:
            if log is not None and log.edits:
                warnings.warn(f"{LOG} in {self.folder} belongs to an earlier fit, and is left alone", stacklevel=3)
            return self
        fit = self.clustering
        try:
            history = replay(fit, log.edits)
        except InputError as error:
            raise RunError(f"{LOG} in {self.folder} does not fit its run: {error}") from error
        return corrected(self, Corrections(fit, shares or self._shares(), history, log.rev, log.fit), before)

    def _shares(self) -> Shares:
        path = None if self.folder is None else self.folder / FIT / SHARES
        if path is not None and path.exists():
            return Shares.load(path)
        return Shares.only(self.clustering.labels, self.clustering.confidence)

    def _cluster_row(self, cluster: int) -> tuple[object, ...]:
        names = self.clustering.names
        alternatives = names[cluster].alternatives if names else ()
        return (
            cluster,
            self.clustering.name_of(cluster),
            "; ".join(f"{noun} {score:.3f}" for noun, score in alternatives),
            int(self.clustering.sizes[cluster]),
            float(self.cohesion[cluster]),
            "; ".join(self.ids[i] for i in self.exemplars[cluster]),
        )

    def _head(self) -> dict[str, Any]:
        return {
            "format_version": FORMAT_VERSION,
            "source": self.source,
            "counts": {
                "found": len(self) + len(self.embeddings.skipped),
                "embedded": len(self),
                "skipped": len(self.embeddings.skipped),
            },
            "encoder": self.embeddings.encoder,
            "content": hashlib.sha256("".join(self.embeddings.hashes).encode()).hexdigest(),
            "fit": self.fingerprint,
            "n_clusters": self.clustering.n_clusters,
            "named": self.clustering.names is not None,
            "method": self.clustering.method,
            "parameters": _plain(self.clustering.parameters),
            "history": _plain(self.clustering.history),
            "scores": _plain(self.report.scores),
            "settings": _plain(self.report.settings),
            "versions": dict(self.report.versions),
            "truth": self.truth,
            "duplicate_of": self.duplicate_of.tolist(),
            "exemplars": self.exemplars,
        }


def is_run(folder: str | Path) -> bool:
    """Whether a folder was written by kindfold."""
    folder = Path(folder)
    for place in (folder, folder / ".committed"):
        try:
            head = json.loads((place / "run.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        return isinstance(head, dict) and "format_version" in head and "encoder" in head
    return False


def check_target(folder: str | Path) -> None:
    """Refuse to write a run over anything but an earlier run or an empty folder."""
    folder = Path(folder)
    if folder.exists() and not folder.is_dir():
        raise RunError(f"{folder} is a file; name a folder for the run with -o")
    ours = (".staging-", TRAINING)
    if folder.is_dir() and not is_run(folder) and any(not p.name.startswith(ours) for p in folder.iterdir()):
        raise RunError(f"{folder} exists and is not a run folder; choose another with -o (nothing was changed)")


def _alternatives(cell: str) -> tuple[tuple[str, float], ...]:
    pairs = (part.rpartition(" ") for part in cell.split("; ") if part)
    return tuple((noun, float(score)) for noun, _, score in pairs)


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _plain(value: Any) -> Any:
    """JSON-ready: arrays to lists, numpy scalars to numbers, mappings to dicts."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)
