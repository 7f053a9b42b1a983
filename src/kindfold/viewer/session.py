"""What one viewer knows: the run as it stands, its pictures, map and colours. It speaks plain values, not HTTP."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kindfold import __version__
from kindfold.data.corrected import memberships
from kindfold.data.display import display_name
from kindfold.data.run import Run
from kindfold.data.sources import is_within
from kindfold.embedding.cache import Location
from kindfold.errors import InputError, Unreadable
from kindfold.pipeline.editor import Editor
from kindfold.pipeline.export import export
from kindfold.pipeline.gallery import borderline
from kindfold.pipeline.search import picture_vector, word_vector
from kindfold.viewer.layout import Layout
from kindfold.viewer.pictures import SMALL, Pictures
from kindfold.viewer.tints import Tints

N_CENTRAL, N_BORDERLINE, N_NOUNS, N_TOP, N_NEIGHBOURS, N_HITS, N_IDS = 5, 4, 4, 3, 12, 500, 1000
OUTLIER, REJECTED, MOVED = 1, 2, 4  # flags of a picture
ENDINGS = {"csv": ".csv", "parquet": ".parquet", "coco": ".json", "labelstudio": ".labelstudio.json", "folders": ""}


class Session:
    """One run, open for looking and correcting; safe to call from several threads."""

    def __init__(self, folder: str | Path, *, cache: Location = None, device: str = "auto") -> None:
        self.editor = Editor(folder, cache=cache, device=device, behind=True)
        self.pictures = Pictures(self.run)
        self.layout = Layout(self.run)
        self._tints = Tints()
        self._lock = threading.RLock()  # of corrections
        self._cache = cache
        self._heads: dict[int, dict[str, Any]] = {}

    @property
    def run(self) -> Run:
        """As it stands; a correction puts another in its place."""
        return self.editor.run

    def warm(self) -> None:
        """Have at hand what a page asks for first."""
        self.head()
        self.clusters()
        with contextlib.suppress(Unreadable):
            self.pictures.jpeg(self.run.exemplars[self.run.clustering.numbers[0]][0], SMALL)

    def close(self) -> None:
        """Finish what is to be written, stop what else goes on in the background."""
        self.layout.close()
        self.editor.flush()

    def head(self) -> dict[str, Any]:
        """The run in a few figures."""
        with self._lock:
            run, editor, rev = self.run, self.editor, self.editor.rev
            if rev not in self._heads:
                self._heads = {rev: self._head(run, editor, rev)}
            return self._heads[rev]

    def clusters(self) -> list[dict[str, Any]]:
        """One entry a cluster, largest first."""
        run = self.run
        clustering, numbers = run.clustering, run.clustering.numbers
        tints = self._tints.of(numbers, lambda new: self.layout.centres(run, new))
        return [
            {
                "id": c,
                "name": display_name(clustering.name_of(c)),
                "alternatives": [[display_name(noun), score] for noun, score in _nouns(run, c)],
                "size": int(clustering.sizes[c]),
                "rejected": bool(run.rejected[clustering.labels == c].all()),
                "confidence": round(float(clustering.confidence[clustering.labels == c].mean()), 4),
                "cohesion": round(float(run.cohesion[c]), 4),
                "central": list(run.exemplars[c][:N_CENTRAL]),
                "borderline": borderline(run, c)[:N_BORDERLINE].tolist(),
                "colour": tints[c],
            }
            for c in numbers
        ]

    def labels(self) -> tuple[bytes, int]:
        """Cluster, confidence, repeated row and flags of every picture, one after the other, and their revision."""
        run = self.run
        columns = (
            run.clustering.labels.astype("<i4"),
            run.clustering.confidence.astype("<f4"),
            run.duplicate_of.astype("<i4"),
            flags(run),
        )
        return b"".join(column.tobytes() for column in columns), 0 if run.corrections is None else run.corrections.rev

    def ids(self, start: int, stop: int) -> list[str]:
        """Names of some pictures, as they can be shown."""
        if not 0 <= start <= stop <= start + N_IDS:
            raise InputError(f"from and to name at most {N_IDS} pictures")
        return [display_name(id) for id in self.run.ids[start:stop]]

    def picture(self, row: int, *, sized: bool = True) -> dict[str, Any]:
        """What is known of one picture."""
        run = self.run
        size = self.pictures.size(row) if sized else None
        marks = int(flags(run)[row])
        return {
            "row": row,
            "name": display_name(run.ids[row]),
            "cluster": int(run.clustering.labels[row]),
            "confidence": round(float(run.clustering.confidence[row]), 4),
            "outlier": bool(marks & OUTLIER),
            "rejected": bool(marks & REJECTED),
            "moved": bool(marks & MOVED),
            "duplicate_of": int(run.duplicate_of[row]) if run.duplicate_of[row] >= 0 else None,
            "duplicates": repeats(run, row),
            "width": size.width if size else None,
            "height": size.height if size else None,
            "top": [{"cluster": c, "p": round(p, 4)} for c, p in self.top(row)],
            "neighbours": self._hits(run.embeddings.vectors[row], N_NEIGHBOURS, own=row),
        }

    def top(self, row: int) -> list[tuple[int, float]]:
        """The likeliest clusters of a picture, with their probabilities."""
        return memberships(self.run, row, self.editor.memberships())[:N_TOP]

    def search(self, words: str) -> list[dict[str, Any]]:
        """Pictures that fit words."""
        if not words.strip():
            raise InputError("say what to look for")
        return self._hits(word_vector(words.strip(), self.editor.nouns.backbone, cache=self._cache)[0], N_HITS)

    def search_picture(self, content: bytes) -> list[dict[str, Any]]:
        """Pictures that look like one that is given."""
        found = picture_vector(content, self.editor.nouns.backbone)
        if not len(found):
            raise InputError("this picture cannot be read")
        return self._hits(found[0], N_HITS)

    def edit(self, op: str, fields: Mapping[str, Any], rev: int) -> dict[str, Any]:
        """One correction."""
        with self._lock:
            self.editor.refresh()
            return {"said": display_name(self.editor.edit(op, fields, rev=rev)), "rev": self.editor.rev}

    def turn(self, op: str, rev: int) -> dict[str, Any]:
        """Undo or redo."""
        with self._lock:
            self.editor.refresh()
            said = self.editor.undo(rev=rev) if op == "undo" else self.editor.redo(rev=rev)
            return {"said": display_name(said), "rev": self.editor.rev}

    def export(self, to: str, mode: str, rows: Sequence[int] | None = None) -> dict[str, Any]:
        """Beside the run, or beside the pictures if it lies among them, under a name that is free."""
        run = self.run
        assert run.folder is not None
        place, root = run.folder.resolve(), Path(run.source).resolve()
        beside = root.parent if root.is_dir() and is_within(str(place), str(root)) else place.parent
        stem = place.name.removesuffix(".kindfold")
        names = (f"{stem}-{to}{f'-{i}' if i else ''}{ENDINGS.get(to, '')}" for i in range(10_000))
        out = next(beside / name for name in names if not (beside / name).exists())
        plan = export(run, out, to=to, mode=mode, rows=rows)
        n = len(plan) if to == "folders" else len(run) if rows is None else len(rows)
        return {"said": f"Exported {n:,} pictures to {display_name(out.name)}", "folder": display_name(str(out))}

    def _head(self, run: Run, editor: Editor, rev: int) -> dict[str, Any]:
        undo, redo = editor.undoable(), editor.redoable()
        return {
            "title": display_name(Path(run.source).name or run.source),
            "key": run.fingerprint[:16],
            "n": len(run),
            "rev": rev,
            "encoder": display_name(run.embeddings.encoder.partition("@")[0]),
            "method": run.clustering.method,
            "n_fit_clusters": run.fit.n_clusters,
            "can_undo": undo is not None,
            "can_redo": redo is not None,
            "undo": undo and display_name(undo),
            "redo": redo and display_name(redo),
            "levels": [
                {"n_clusters": int(level["n_clusters"]), "stability": _figure(level.get("stability"))}
                for level in run.fit.levels
            ],
            "level": editor.state.level,
            "n_since_level": _n_since_level(editor),
            "can_search_words": run.knows_words,
            "readonly": False,
            "version": __version__,
        }

    def _hits(self, vector: NDArray[np.float32], top: int, *, own: int = -1) -> list[dict[str, Any]]:
        scores = self.run.embeddings.vectors @ vector
        if own >= 0:
            scores[own] = -np.inf
        top = min(top, len(scores) - (own >= 0))
        near = np.argpartition(-scores, top - 1)[:top] if top else np.zeros(0, np.int64)
        order = near[np.lexsort((near, -scores[near]))]
        return [{"row": int(row), "score": round(float(scores[row]), 4)} for row in order]


def flags(run: Run) -> NDArray[np.uint8]:
    """Marks of every picture: fits no kind, rejected, put there by hand."""
    moved = run.corrections.state.moved if run.corrections else np.zeros(len(run), bool)
    return (OUTLIER * run.clustering.outliers + REJECTED * run.rejected + MOVED * moved).astype(np.uint8)


def repeats(run: Run, row: int) -> list[int]:
    """The other pictures that show the same as one."""
    kept = int(run.duplicate_of[row]) if run.duplicate_of[row] >= 0 else row
    group = [kept, *np.flatnonzero(run.duplicate_of == kept).tolist()]
    return [other for other in group if other != row]


def _n_since_level(editor: Editor) -> int:
    """How many corrections another level would leave behind; what is rejected goes along."""
    done = [edit.op for edit in editor.history.done]
    first = max((i for i, op in enumerate(done, start=1) if op == "level"), default=0)
    return sum(op not in ("reject", "restore") for op in done[first:])


def _nouns(run: Run, cluster: int) -> list[tuple[str, float]]:
    names = run.clustering.names
    return [(noun, round(score, 4)) for noun, score in names[cluster].alternatives[:N_NOUNS]] if names else []


def _figure(value: Any) -> float | None:
    return None if value is None else round(float(value), 4)
