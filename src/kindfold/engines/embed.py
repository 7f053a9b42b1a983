"""Embed pictures on several processes or machines, a shard of rows at a time, with the bytes of one machine.

Ray's scheduler hands shards out as tasks, repeats what a dead worker or machine was at, and brings the rows back; this
process alone writes. Tasks are used instead of Ray Data because a shard has to stay a shard: Ray Data joins and cuts
blocks as it likes, fails as a whole when one block keeps killing its worker, and does not say which rows were in it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

import kindfold
from kindfold.data.embeddings import FILE, Embeddings, write_embeddings
from kindfold.data.folder import staged_file
from kindfold.data.images import Images
from kindfold.data.images import images as list_images
from kindfold.data.run import ERRORS
from kindfold.data.shards import HASH_BYTES, Manifest, Rows, Shards
from kindfold.data.sources import Skip, Source, portable
from kindfold.data.tables import write_table
from kindfold.embedding.backbone import Backbone, load_backbone, located
from kindfold.embedding.embed import embed as embed_here
from kindfold.embedding.flow import PIXELS
from kindfold.engines.session import Session, session
from kindfold.errors import EngineError, InputError, KindfoldError, NoImages, Reason

SHARD_ROWS = 1024  # a multiple of every batch; what a killed worker may have to do again
DEATHS = 3  # of workers, after which what they were at is cut in two
TIMEOUT = 300.0  # seconds for one picture
AHEAD = 2  # shards asked for per worker, so that none waits

Load = Callable[..., Backbone]
Progress = Callable[[int, int, int], None]


class Job(NamedTuple):
    """What every worker is told once."""

    model: str
    device: str
    load: Load
    timeout: float
    version: str


class Encoder(NamedTuple):
    """What vectors are of, as the workers have it."""

    name: str
    fingerprint: str
    dim: int


class Stalled(NamedTuple):
    """A worker's answer that it got no further: one of the pictures at these positions takes too long."""

    suspects: tuple[int, ...]


class Refused(NamedTuple):
    """A worker's answer that it cannot embed: an error that a person can understand, as its name and sentence."""

    message: str


class Part(NamedTuple):
    """Consecutive rows of a shard on their way: from `start` up to `stop` of the shard."""

    shard: int
    start: int
    stop: int

    def halves(self) -> list[Part]:
        middle = (self.start + self.stop) // 2
        return [self._replace(stop=middle), self._replace(start=middle)]

    def alone(self, positions: Iterable[int]) -> list[Part]:
        """The rows at these positions each apart, and those between them."""
        cuts = sorted({0, self.stop - self.start, *(at + i for at in positions for i in (0, 1))})
        return [self._replace(start=self.start + i, stop=self.start + j) for i, j in pairwise(cuts)]


class Outcome(NamedTuple):
    """What came of it all.

    Attributes
    ----------
    folder : where the shards and `embeddings.safetensors` lie
    encoder : "name@fingerprint"
    dim : d
    n_found, n_embedded, n_skipped : pictures; the last two make up the first
    n_kept : pictures of shards that an earlier run had committed
    n_shards, n_redone : shards, and how many of them this run computed
    """

    folder: Path
    encoder: str
    dim: int
    n_found: int
    n_embedded: int
    n_skipped: int
    n_kept: int
    n_shards: int
    n_redone: int


def embed_shards(
    source: Any,
    model: str = "builtin",
    *,
    out: str | Path,
    engine: str = "ray",
    shard_rows: int | None = None,
    device: str = "auto",
    n_workers: int | None = None,
    timeout: float = TIMEOUT,
    load: Load = load_backbone,
    progress: Progress | None = None,
) -> Outcome:
    """Embed pictures by the workers of an engine, into a folder of shards that every interruption leaves whole.

    Parameters
    ----------
    source : what `images` takes, as long as every picture is a file that all workers can read
    model : id of an encoder
    out : a new folder, or one of an earlier run: shards of the same pictures and encoder are kept
    engine : "ray", or "ray:ADDRESS" of a cluster; see `kindfold.engines.session`
    shard_rows : pictures that are computed and committed together; that of the earlier run, else 1024
    n_workers : of an own session; one per processor
    timeout : seconds after which a picture that cannot be read or decoded is given up
    load : makes the encoder of `model` in a worker, where it is not one of kindfold's

    Returns
    -------
    What came of it. `Embeddings.load(out)` has the vectors of the pictures that could be used, bit for bit those of
    `kindfold.embed` on a machine like the workers, whatever was killed meanwhile.

    Raises
    ------
    InputError, NoImages, ModelError, OutputError, MissingExtra : as on one machine
    EngineError : the workers cannot be reached, are lost for good, or differ from each other
    """
    found = source if isinstance(source, Images) else list_images(source)
    portable(found.source, [0])
    shards = Shards(out)
    job = Job(located(model), device, load, timeout, kindfold.__version__)
    with shards.owned(), session(engine, n_cpus=n_workers) as workers:
        crew = Crew(job, workers, found)
        encoder = crew.encoder()
        manifest = Manifest(
            found.ids,
            stamps_of(found.source, len(found)),
            found.skipped,
            f"{encoder.name}@{encoder.fingerprint}/pixels{PIXELS}",
            encoder.dim,
            shard_rows or shards.shard_rows() or SHARD_ROWS,
        )
        shards.begin(manifest)
        missing = [i for i in range(len(manifest)) if not shards.is_done(i, manifest.key(i))]
        n_kept = len(found) - sum(len(manifest.rows(i)) for i in missing)
        report = progress or _silent
        done = n_kept + len(found.skipped)
        report(done, found.n_found, n_kept)
        for shard, rows in crew.embedded(manifest, missing):
            check_still_there(found, rows)
            shards.commit(shard, manifest.key(shard), rows)
            done += len(rows)
            report(done, found.n_found, n_kept)
    skipped = finish(shards, manifest, f"{encoder.name}@{encoder.fingerprint}")
    n_embedded = found.n_found - len(skipped)
    if not n_embedded:
        raise NoImages(f"none of the {len(skipped)} pictures in {found.root} can be read; see {out}/errors.csv")
    return Outcome(
        Path(out),
        f"{encoder.name}@{encoder.fingerprint}",
        encoder.dim,
        found.n_found,
        n_embedded,
        len(skipped),
        n_kept,
        len(manifest),
        len(missing),
    )


class Crew:
    """The workers of a session, as far as embedding goes."""

    def __init__(self, job: Job, there: Session, found: Images) -> None:
        import ray

        self.ray, self.found = ray, found
        self.slots = there.n_gpus or max(there.n_cpus, 1)
        share = max(there.n_cpus // there.n_gpus, 1) if there.n_gpus else 1
        wants = {"num_gpus": 1, "num_cpus": share} if there.n_gpus else {"num_cpus": 1}
        faults = {"max_retries": DEATHS - 1, "max_calls": 0}  # 0: a worker keeps its encoder, also on a GPU
        self.describe = ray.remote(**wants, **faults)(described)
        self.embed = ray.remote(**wants, **faults)(partial_rows)
        self.job = ray.put(job)
        self.readers = share

    def encoder(self) -> Encoder:
        """The encoder, from the first worker that has loaded it."""
        encoder: Encoder = self._answer(self.describe.remote(self.job))
        return encoder

    def embedded(self, manifest: Manifest, missing: list[int]) -> Iterator[tuple[int, Rows]]:
        """Shards as they become complete."""
        faults = self.ray.exceptions
        waiting: dict[Any, Part] = {}
        complete: dict[int, dict[int, Rows]] = {}
        todo = iter(missing)

        def ask(part: Part) -> None:
            first = manifest.rows(part.shard).start
            rows = range(first + part.start, first + part.stop)
            piece = Piece(self.found.ids[rows.start : rows.stop], portable(self.found.source, rows), self.readers)
            waiting[self.embed.remote(self.job, manifest.encoder, piece)] = part

        def more() -> None:
            while len(waiting) < AHEAD * self.slots and (shard := next(todo, None)) is not None:
                ask(Part(shard, 0, len(manifest.rows(shard))))

        more()
        while waiting:
            ready, _ = self.ray.wait(list(waiting), num_returns=1)
            part = waiting.pop(ready[0])
            pieces = complete.setdefault(part.shard, {})
            ids = self.found.ids[slice(*(manifest.rows(part.shard).start + at for at in (part.start, part.stop)))]
            try:
                answer = self._answer(ready[0])
            except (faults.WorkerCrashedError, faults.OutOfMemoryError, faults.NodeDiedError):
                answer = None
            except faults.ObjectLostError:  # its machine died after the work was done
                ask(part)
                continue
            if isinstance(answer, Rows):
                pieces[part.start] = answer
            elif len(ids) == 1:
                pieces[part.start] = Rows.left_out(ids, manifest.dim, *(_CRASHED if answer is None else _SLOW))
            else:
                for piece in part.halves() if answer is None else part.alone(answer.suspects):
                    ask(piece)
            if sum(map(len, pieces.values())) == len(manifest.rows(part.shard)):
                del complete[part.shard]
                yield part.shard, Rows.joined([pieces[start] for start in sorted(pieces)])
            more()

    def _answer(self, reference: Any) -> Any:
        """What a worker answered. Its death is for the caller, the loss of all workers is told."""
        faults = self.ray.exceptions
        try:
            answer = self.ray.get(reference)
        except (faults.RaySystemError, faults.LocalRayletDiedError, faults.RuntimeEnvSetupError) as error:
            told = str(error).splitlines()[0]
            raise EngineError(f"the workers were lost ({told}); the same command goes on from here") from error
        if isinstance(answer, Refused):
            raise EngineError(f"a worker cannot embed: {answer.message}")
        return answer


class Piece(NamedTuple):
    """Some pictures, as they are sent to a worker."""

    ids: tuple[str, ...]
    source: Source
    readers: int


def described(job: Job) -> Encoder | Refused:
    """Which encoder this worker has."""
    try:
        backbone = _backbone(job)
    except KindfoldError as error:
        return Refused(str(error))
    return Encoder(backbone.name, backbone.fingerprint, backbone.dim)


def partial_rows(job: Job, encoder: str, piece: Piece) -> Rows | Stalled | Refused:
    """Embed some pictures in this worker, as one machine would."""
    try:
        backbone = _backbone(job)
    except KindfoldError as error:
        return Refused(str(error))
    own = f"{backbone.name}@{backbone.fingerprint}/pixels{PIXELS}"
    if own != encoder:
        return Refused(f"it has {own} where another has {encoder}; workers have to be alike")
    watched = Watched(piece.source)
    answers: list[Rows | BaseException] = []

    def work() -> None:
        try:
            found = Images(piece.ids, watched)
            result = embed_here(found, backbone, cache=False, threads=piece.readers, progress=watched.progress)
            answers.append(_in_slots(piece.ids, result))
        except BaseException as error:
            answers.append(error)

    worker = threading.Thread(target=work, name="kindfold-shard", daemon=True)
    worker.start()
    while worker.is_alive():
        worker.join(0.2)
        if worker.is_alive() and time.monotonic() - watched.heard_at > job.timeout:
            return Stalled(tuple(sorted(set(watched.reading.values()))))
    (answer,) = answers
    if isinstance(answer, BaseException):
        raise answer
    return answer


class Watched:
    """A source that knows which picture each thread asked for last, and when anything went on."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.reading: dict[int, int] = {}  # thread -> position
        self.heard_at = time.monotonic()

    def read(self, i: int) -> bytes | NDArray[np.generic]:
        self.reading[threading.get_ident()] = i
        self.heard_at = time.monotonic()
        return self.source.read(i)

    def path(self, i: int) -> Path | None:
        return self.source.path(i)

    def progress(self, done: int, total: int, cached: int) -> None:
        self.heard_at = time.monotonic()


def finish(shards: Shards, manifest: Manifest, encoder: str) -> list[Skip]:
    """Make one file of the vectors of all shards and one of what was left out, which is returned."""
    ids: list[str] = []
    hashes: list[str] = []
    skipped = list(manifest.skipped)
    for shard in range(len(manifest)):
        rows = shards.read(shard)
        skipped += rows.skips.values()
        for at in kept(rows):
            ids.append(rows.ids[at])
            hashes.append(rows.hashes[at].tobytes().hex())
    skipped.sort(key=lambda skip: skip.id.encode("utf-8", "surrogateescape"))
    assert len(ids) + len(skipped) == len(manifest.ids) + len(manifest.skipped), "embedded + skipped = found"
    read = (shards.read(shard) for shard in range(len(manifest)))
    vectors = (rows.vectors[kept(rows)] if rows.skips else rows.vectors for rows in read)
    with staged_file(shards.folder / FILE, replace=True) as stage:
        write_embeddings(stage, vectors, manifest.dim, ids=ids, hashes=hashes, encoder=encoder)
    with staged_file(shards.folder / "errors.csv", replace=True) as stage:
        write_table(stage, ERRORS, skipped)
    return skipped


def kept(rows: Rows) -> list[int]:
    """Positions of the pictures that have a vector."""
    return [at for at in range(len(rows)) if at not in rows.skips]


def check_still_there(found: Images, rows: Rows) -> None:
    """Tell a folder that was taken away from pictures that were."""
    gone = all(skip.reason == Reason.VANISHED for skip in rows.skips.values()) and len(rows.skips) == len(rows)
    if gone and "://" not in found.root and not Path(found.root).exists():
        raise InputError(f"{found.root} disappeared while it was read; what was embedded until then is kept")


def stamps_of(source: Source, n: int) -> NDArray[np.int64]:
    """Size and time of change of n pictures, (n, 2)."""
    stamps: NDArray[np.int64] = portable(source, range(n)).stamps  # type: ignore[attr-defined]
    return stamps


@lru_cache(1)
def _backbone(job: Job) -> Backbone:
    """The encoder, loaded once by every worker."""
    if job.version != kindfold.__version__:
        raise EngineError(f"it has kindfold {kindfold.__version__}, this machine {job.version}")
    return job.load(job.model, device=job.device)


def _in_slots(ids: tuple[str, ...], result: Embeddings) -> Rows:
    """Every picture at its position, whether it has a vector or not."""
    at = {id: position for position, id in enumerate(ids)}
    rows = Rows.left_out(ids, result.shape[1], Reason.READ_ERROR, "")
    where = [at[id] for id in result.ids]
    rows.vectors[where] = result.vectors
    rows.hashes[where] = np.frombuffer(bytes.fromhex("".join(result.hashes)), np.uint8).reshape(-1, HASH_BYTES)
    return replace(rows, skips={at[skip.id]: skip for skip in result.skipped})


def _silent(done: int, total: int, cached: int) -> None:
    """No progress wanted."""


_CRASHED = (Reason.CRASHED_DECODER, f"reading it brought its worker down {DEATHS} times")
_SLOW = (Reason.TIMEOUT, "reading it took too long")
