"""Corrections of a run: made, kept, undone, and done again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kindfold.data.clustering import Name
from kindfold.data.corrections import History, State, apply, replay, sentence, start
from kindfold.data.edits import Edit, append, locked, read_log
from kindfold.data.folding import Shares
from kindfold.data.kept import keep_fit, settle
from kindfold.data.run import Run
from kindfold.embedding.cache import Location
from kindfold.errors import InputError, RunError, StaleEdit
from kindfold.pipeline.behind import Behind
from kindfold.pipeline.made import estimator_of
from kindfold.pipeline.nouns import Nouns
from kindfold.pipeline.page import mark_page
from kindfold.pipeline.parts import parts

BLOCK = 8192
PAST = {
    "rename": "Renamed",
    "merge": "Merged",
    "split": "Split",
    "move": "Moved",
    "confirm": "Confirmed",
    "reject": "Rejected",
    "restore": "Restored",
    "take": "Took",
}


class Editor:
    """Corrects a saved run; every correction is on the disk when the call returns.

    Parameters
    ----------
    folder : the run folder, or the run
    cache, device : for the words that name the parts of a split
    behind : let the tables follow the log by a moment; `flush` waits for them

    Examples
    --------
    >>> editor = Editor("photos.kindfold")  # doctest: +SKIP
    >>> editor.merge(["kitten", "cat"], name="cat")  # doctest: +SKIP
    'Merged kitten, cat'
    >>> editor.undo()  # doctest: +SKIP
    'Undone: merge kitten, cat'
    """

    def __init__(
        self, folder: str | Path | Run, *, cache: Location = None, device: str = "auto", behind: bool = False
    ) -> None:
        place = folder.folder if isinstance(folder, Run) else Path(folder)
        if place is None:
            raise RunError("this run was never saved; give `out=` to keep its corrections")
        self.folder = place
        self._made = _made(place)
        self._fit = Run.load(place, edits=False)
        self.nouns = Nouns(self._fit, cache=cache, device=device)
        self._shares: Shares | None = None
        self._behind = Behind(self._settle) if behind else None
        self.run = Run.load(place)

    @property
    def rev(self) -> int:
        """How many lines the log has."""
        return 0 if self.run.corrections is None else self.run.corrections.rev

    @property
    def history(self) -> History:
        """The present state, and what can be undone and done again."""
        return (
            History(start(self._fit.clustering), (), ())
            if self.run.corrections is None
            else self.run.corrections.history
        )

    @property
    def state(self) -> State:
        return self.history.state

    def rename(self, cluster: int | str, name: str) -> str:
        """Give a cluster another name."""
        return self.edit("rename", {"cluster": self._number(cluster), "name": name})

    def merge(self, clusters: Sequence[int | str], name: str | None = None) -> str:
        """Make one cluster of several; it keeps the number, and without `name` the name, of the largest."""
        return self.edit("merge", {"clusters": [self._number(c) for c in clusters], "name": name})

    def split(self, cluster: int | str, into: int | str = "auto") -> str:
        """Divide a cluster by a mixture of its own, into as many parts as asked for or found."""
        return self.edit("split", {"cluster": self._number(cluster), "into": into})

    def move(self, rows: Sequence[int], to: int | str = "new", name: str | None = None) -> str:
        """Put pictures into a cluster, or into a new one; those that are there already are confirmed."""
        return self.edit(
            "move", {"rows": [*map(int, rows)], "to": self._number(to) if to != "new" else to, "name": name}
        )

    def reject(self, rows: Sequence[int]) -> str:
        """Mark pictures that shall not count as members of their kinds."""
        return self.edit("reject", {"rows": [*map(int, rows)]})

    def restore(self, rows: Sequence[int]) -> str:
        """Let rejected pictures count again."""
        return self.edit("restore", {"rows": [*map(int, rows)]})

    def take_level(self, index: int | None) -> str:
        """Begin anew from another granularity of the fit, or from the fit itself."""
        return self.edit("level", {"index": index})

    def undo(self, *, rev: int | None = None) -> str:
        """Take the last correction back."""
        return self._turn("undo", "Undone", self.undoable(), rev)

    def redo(self, *, rev: int | None = None) -> str:
        """Do again what was undone last."""
        return self._turn("redo", "Done again", self.redoable(), rev)

    def undoable(self) -> str | None:
        """What `undo` would take back, in words."""
        done = self.history.done
        return _said(*self._sentence(done[:-1], done[-1])) if done else None

    def redoable(self) -> str | None:
        """What `redo` would do, in words."""
        history = self.history
        return _said(*self._sentence(history.done, history.undone[-1])) if history.undone else None

    def edit(self, op: str, fields: Mapping[str, Any], *, rev: int | None = None) -> str:
        """One correction in the form of the log; says what was done.

        Parameters
        ----------
        rev : the revision that it was thought out for; None for the present one

        Raises
        ------
        InputError : it does not fit; FitError : a cluster has no parts; StaleEdit : the run was corrected elsewhere
        """
        self._check(rev)
        edit = self._complete(op, {key: value for key, value in fields.items() if value is not None or key == "index"})
        apply(self._fit.clustering, self.state, edit)
        verb, rest = sentence(self._fit.clustering, self.state, edit)
        self._commit(edit)
        return f"{PAST[verb]} {rest}{self._remark(edit)}"

    def flush(self) -> None:
        """Wait until the tables on the disk show all corrections. Raises `OutputError` if they cannot be written."""
        if self._behind is not None:
            self._behind.flush()

    def refresh(self) -> None:
        """See what others corrected; RunError if they sorted the pictures again."""
        self._check_made()
        log = read_log(self.folder)
        if (0 if log is None else log.rev) != self.rev:
            self.run = self._fit.corrected(log, self.memberships(), self.run)

    def _turn(self, op: str, done: str, what: str | None, rev: int | None) -> str:
        self._check(rev)
        if what is None:
            raise InputError(f"there is nothing to {op}")
        self._commit(Edit(op))
        return f"{done}: {what[0].lower()}{what[1:]}"

    def _check_made(self) -> None:
        if _made(self.folder) != self._made:
            raise RunError(
                f"{self.folder.name} was sorted again since it was opened; nothing was changed, open it again"
            )

    def _check(self, rev: int | None) -> None:
        if self._behind is not None:
            self._behind.check()
        if rev is not None and rev != self.rev:
            raise StaleEdit(self.rev)

    def _commit(self, edit: Edit) -> None:
        """Into the log, which decides, and then into the tables."""
        with locked(self.folder):
            self._check_made()
            log = read_log(self.folder)
            if log is not None and log.fit == self._fit.fingerprint and log.rev != self.rev:
                self.refresh()
                raise StaleEdit(log.rev)
            keep_fit(self._fit, self.memberships())
            log = append(self.folder, edit, fit=self._fit.fingerprint, rev=self.rev)
            self.run = self._fit.corrected(log, self.memberships(), self.run)
            if self._behind is None:
                settle(self.run)
        if self._behind is None:
            mark_page(self.run)
        else:
            self._behind.put(self.run)

    def _settle(self, run: Run) -> None:
        """The tables of a run, unless somebody corrected or sorted again since."""
        with locked(self.folder):
            log = read_log(self.folder)
            if log is None or log.fit != run.fingerprint or run.corrections is None or log.rev != run.corrections.rev:
                return
            settle(run)
        mark_page(run)

    def _complete(self, op: str, fields: Mapping[str, Any]) -> Edit:
        """With all that replaying needs, so that it needs neither method nor encoder."""
        if op == "split":
            return self._parted(fields)
        if op == "level":
            return self._named_level(fields)
        return Edit(op, dict(fields))

    def _parted(self, fields: Mapping[str, Any]) -> Edit:
        cluster, into = fields.get("cluster"), fields.get("into", "auto")
        state = self.state
        rows = np.flatnonzero(state.labels == cluster)
        if not len(rows):
            raise InputError(f"there is no cluster {cluster!r}")
        parts = self.parts(rows, into)
        labels = state.labels.copy()
        labels[rows] = state.free + parts
        numbers = [state.free + i for i in range(int(parts.max()) + 1)]
        taken = {name.noun for c, name in state.names.items() if c != cluster}
        whole = state.names.get(int(state.labels[rows[0]]))
        names = self.nouns.of_parts(labels, numbers, taken, whole and whole.noun)
        return Edit("split", {"cluster": cluster, "parts": parts.tolist(), "names": _plain(names)})

    def parts(self, rows: NDArray[np.int64], into: object) -> NDArray[np.int64]:
        """Parts 0.. of some pictures, largest first, (len(rows),).

        Raises
        ------
        FitError : there are no two of them
        """
        hashes = self._fit.embeddings.hashes
        order = rows[np.argsort([hashes[i] for i in rows], kind="stable")] if hashes else rows
        seed = int(self._fit.report.settings.get("seed") or 0)
        found = np.empty(len(rows), np.int64)
        found[np.searchsorted(rows, order)] = parts(self._fit.embeddings.vectors[order], into, seed=seed)
        return found

    def _named_level(self, fields: Mapping[str, Any]) -> Edit:
        index, levels = fields.get("index"), self._fit.clustering.levels
        if index is None or not isinstance(index, int) or not 0 <= index < len(levels):
            return Edit("level", {"index": index})
        names = self.nouns.of_all(np.asarray(levels[index]["labels"]))
        return Edit("level", {"index": index, **({"names": _plain(names)} if names else {})})

    def memberships(self) -> Shares:
        """Degrees of membership of the fit: kept, or from its model."""
        if self._shares is None:
            kept = self._fit._shares()
            self._shares = kept if kept.clusters.shape[1] > 1 else self._computed() or kept
        return self._shares

    def _computed(self) -> Shares | None:
        try:
            estimator = estimator_of(self._fit)
        except (OSError, RunError):
            return None
        X = self._fit.embeddings.vectors
        parts = [Shares.of(estimator.predict_proba(X[i : i + BLOCK])) for i in range(0, len(X), BLOCK)]
        return Shares(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))

    def _sentence(self, before: tuple[Edit, ...], edit: Edit) -> tuple[str, str]:
        fit = self._fit.clustering
        return sentence(fit, replay(fit, before).state, edit)

    def _remark(self, edit: Edit) -> str:
        """What a person should know of a name that was given."""
        if edit.op != "rename":
            return ""
        state, of = self.state, edit.fields
        others = [c for c in self.run.clustering.numbers if c != of["cluster"]]
        same = [c for c in others if state.name_of(c).casefold() == state.name_of(of["cluster"]).casefold()]
        return ", as another kind is called too" if same else ""

    def _number(self, cluster: int | str) -> int:
        """A cluster by its number or its name."""
        if not isinstance(cluster, str):
            return int(cluster)
        state = self.state
        found = [c for c in self.run.clustering.numbers if state.name_of(c) == cluster]
        if len(found) != 1:
            raise InputError(f"{'several clusters are' if found else 'no cluster is'} called {cluster!r}")
        return found[0]


def _made(folder: Path) -> tuple[int, int] | None:
    """What tells one sorting of a folder from the next: corrections leave `run.json` alone."""
    try:
        found = (folder / "run.json").stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def _said(verb: str, rest: str) -> str:
    return f"{verb.capitalize()} {rest}"


def _plain(names: Sequence[Name]) -> list[list[Any]]:
    return [[name.noun, [[word, round(float(score), 4)] for word, score in name.alternatives]] for name in names]
