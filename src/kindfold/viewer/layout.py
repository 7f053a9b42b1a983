"""The map of a run: laid out once in the background, kept in the run folder."""

from __future__ import annotations

import contextlib
import threading

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from kindfold.data.edits import locked
from kindfold.data.folder import staged
from kindfold.data.run import Run
from kindfold.errors import OutputError
from kindfold.ops.projection import map_2d, map_pca

FILE = "map.safetensors"


class Layout:
    """Places of the pictures, (n, 2) in [-1, 1]: `points` is None until they are there."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._mark = f"{run.embeddings.encoder} {run.fingerprint}"
        self.points = self._kept()
        self._lock = threading.Lock()

    def begin(self) -> None:
        """Lay out in the background what is not there yet."""
        if self.points is None and not self._lock.locked():
            threading.Thread(target=self.compute, name="kindfold-map", daemon=True).start()

    def compute(self) -> NDArray[np.float32]:
        """Lay out now, and keep it where the folder can be written."""
        with self._lock:
            if self.points is not None:
                return self.points
            layout = map_2d(self._run.embeddings.vectors, random_state=int(self._run.report.settings.get("seed") or 0))
            points = layout.points.astype(np.float32)
            self._keep(points, layout.method)
            self.points = 2 * points - np.float32(1)
            return self.points

    def plane(self) -> NDArray[np.float32]:
        """Places in [0, 1] to choose colours by: of the map, or while there is none of its linear kin."""
        points = self.points
        return map_pca(self._run.embeddings.vectors) if points is None else (points + np.float32(1)) / np.float32(2)

    def _keep(self, points: NDArray[np.float32], method: str) -> None:
        folder = self._run.folder
        if folder is not None:
            with contextlib.suppress(OutputError, SafetensorError), locked(folder), staged(folder) as stage:
                save_file({"points": points}, stage / FILE, {"mark": self._mark, "method": method})

    def _kept(self) -> NDArray[np.float32] | None:
        path = None if self._run.folder is None else self._run.folder / FILE
        if path is None or not path.exists():
            return None
        try:
            with safe_open(str(path), framework="numpy") as file:
                points = file.get_tensor("points")
                known = (file.metadata() or {}).get("mark") == self._mark
        except (OSError, SafetensorError, KeyError):
            return None
        right = known and points.shape == (len(self._run), 2) and bool(np.isfinite(points).all())
        return 2 * points.astype(np.float32) - 1 if right else None
