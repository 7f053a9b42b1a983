"""The map of a run: laid out once, by a process of its own, and kept in the run folder."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Sequence

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
        self._timer: threading.Timer | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._closed = False

    def begin(self, *, after: float = 0) -> None:
        """Have laid out what is not there yet, some seconds from now; the viewer goes on meanwhile."""
        with self._lock:
            if self.points is None and self._timer is None and self._run.folder is not None:
                self._timer = threading.Timer(after, self._fetch)
                self._timer.daemon = True
                self._timer.start()

    def close(self) -> None:
        """Lay out no further."""
        with self._lock:
            self._closed = True
            if self._timer is not None:
                self._timer.cancel()
            if self._child is not None:
                self._child.kill()
                self._child.wait()

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

    def centres(self, run: Run, numbers: Sequence[int]) -> NDArray[np.float64]:
        """Where some clusters are, in [0, 1]: on the map, or while there is none on a linear one of their centres."""
        points, labels = self.points, run.clustering.labels
        if points is None:
            central = [run.embeddings.vectors[list(run.exemplars[c])].mean(axis=0) for c in numbers]
            return map_pca(np.stack(central)).astype(np.float64)
        return np.stack([np.median(points[labels == c], axis=0) for c in numbers]) / 2 + 0.5

    def _fetch(self) -> None:
        """Take the places from a process that leaves room for others; if it found none, those of the linear map."""
        command = [sys.executable, "-m", __name__, str(self._run.folder)]
        with self._lock:
            if self._closed:
                return
            alone = {**os.environ, "OMP_NUM_THREADS": "1"}
            child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=alone)
            self._child = child
        written = child.communicate()[0]
        if self._closed:
            return
        if child.returncode == 0 and len(written) == 8 * len(self._run):
            self.points = np.frombuffer(written, "<f4").reshape(-1, 2)
        else:
            self.points = 2 * map_pca(self._run.embeddings.vectors).astype(np.float32) - 1

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


def main(folder: str) -> None:
    """Lay out a run, giving way to whatever else the machine does, and write the places to standard output."""
    if hasattr(os, "nice"):
        os.nice(10)
    sys.stdout.buffer.write(Layout(Run.load(folder)).compute().astype("<f4").tobytes())


if __name__ == "__main__":
    main(sys.argv[1])
