"""Rows in parts on Ray: actors hold the parts, and each step is taken where the rows are.

Ray starts an actor again that has died, on another machine if its own is gone, and sends it the step once more; the
actor reads its rows again and makes what it had kept again. Nothing of that is ours, and nothing of it changes a bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from kindfold.data.embeddings import Embeddings
from kindfold.errors import EngineError, RunError
from kindfold.ops.parts import Part, Step, spans

Result = TypeVar("Result")


class Vectors(NamedTuple):
    """The vectors of a file of embeddings, in an order of their own."""

    path: Path  # where every machine finds it
    order: NDArray[np.int64]  # (m,) rows

    def read(self) -> NDArray[np.float32]:
        """Rows (m, d)."""
        rows: NDArray[np.float32] = self._load().vectors[self.order]
        return rows

    def views(self) -> NDArray[np.float32] | None:
        """Views (v, m, d) of them, if there are any."""
        views = self._load().views
        return None if views is None else views[:, self.order]

    def _load(self) -> Embeddings:
        try:
            return Embeddings.load(self.path)
        except (RunError, OSError) as error:
            raise EngineError(
                f"a worker cannot read {self.path}: {error}; put it where all machines find it under that name"
            ) from error


def results(calls: Sequence[Any]) -> list[Any]:
    """What calls of actors return, once all are done; what a step raises is raised here."""
    import ray

    try:
        found: list[Any] = ray.get(list(calls))
    except ray.exceptions.RayTaskError as error:
        raise error.cause from None
    except ray.exceptions.RayError as error:
        raise EngineError(f"the Ray cluster lost the work: {str(error).splitlines()[0]}") from error
    return found


class OnRay:
    """Rows (n, d) held by actors, each with consecutive parts."""

    def __init__(self, path: Path, shape: tuple[int, int], order: NDArray[np.int64], *, n_workers: int) -> None:
        """Start the actors; `order` (n,) says which row of the file is the first, the second, ..."""
        import ray

        n, self.width = shape
        sources = [Vectors(path, order[span]) for span in spans(n)]
        self.sizes = [len(source.order) for source in sources]
        held = [group for group in np.array_split(np.arange(len(sources)), n_workers) if len(group)]
        self._bounds = np.cumsum([0, *map(len, held)])
        actor = ray.remote(max_restarts=-1, max_task_retries=-1, scheduling_strategy="SPREAD")(Holder)
        self.actors = [actor.remote([sources[i] for i in group]) for group in held]
        for theirs in results([holder.version.remote() for holder in self.actors]):
            if theirs != version("kindfold"):
                raise EngineError(
                    f"a worker has kindfold {theirs}, here is {version('kindfold')}: install the same on all machines"
                )

    def each(self, step: Step[Result], *shared: Any, own: Sequence[Any] | None = None) -> list[Result]:
        import ray

        told = ray.put(shared)  # once, however many actors there are
        calls = [
            actor.each.remote(step, told, None if own is None else list(own[first:last]))
            for actor, first, last in zip(self.actors, self._bounds, self._bounds[1:], strict=False)
        ]
        return [result for found in results(calls) for result in found]

    def close(self) -> None:
        """Let the actors go."""
        import ray

        for actor in self.actors:
            ray.kill(actor)


class Holder:
    """What an actor is: the rows of some parts, read when they are first asked for, and again after a restart."""

    def __init__(self, sources: Sequence[Vectors]) -> None:
        self._sources = sources
        self._parts: list[Part] = []

    def version(self) -> str:
        """Of kindfold, where the rows are."""
        return version("kindfold")

    def each(self, step: Step[Result], shared: tuple[Any, ...], own: Sequence[Any] | None) -> list[Result]:
        """A step of every part, in order."""
        if not self._parts:
            self._parts = [Part(source.read()) for source in self._sources]
        mine: Sequence[tuple[Any, ...]] = [()] * len(self._parts) if own is None else [(one,) for one in own]
        return [step(part, *one, *shared) for part, one in zip(self._parts, mine, strict=True)]
