"""How pictures flow through an encoder: read ahead, encoded in full batches, kept as soon as they are computed."""

from __future__ import annotations

import contextlib
import math
import os
import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from kindfold.data.embeddings import Embeddings
from kindfold.data.images import Images, Skip
from kindfold.embedding.backbone import Backbone
from kindfold.embedding.batches import stacked
from kindfold.embedding.cache import Cache
from kindfold.embedding.reader import read_rgb
from kindfold.embedding.store import FileState
from kindfold.errors import CacheError, ModelError, Reason, Unreadable

CHUNK = 500  # pictures that are looked up, or file states that are written, at a time
MOST_STREAMS = 8  # each may lose a batch in a crash
PIXELS = 1  # raised whenever the reader makes other pixels of the same bytes, so that old vectors are not mixed in
LARGE = 2**29  # bytes of vectors that are kept in memory; more lie in a file, of which the system holds what it can
ROW_BYTES = 250  # of the cache, besides the vector: its key, checksum, index, and the file's state


class Plan(NamedTuple):
    """`readers` threads decode while `streams` threads run the encoder, each on `batch` pictures with `cores` threads.

    On a CPU single-threaded streams side by side beat one stream on all cores: nothing waits at the end of a layer,
    and decoding fills whatever is left.
    """

    batch: int
    readers: int
    streams: int
    cores: int

    @classmethod
    def of(cls, backbone: Backbone, batch_size: int | None, threads: int | None, views: int = 1) -> Plan:
        """For an encoder to which a picture is `views` pictures: as few as fill its batches."""
        allowed = torch.get_num_threads()
        streams = min(allowed, MOST_STREAMS) if backbone.device == "cpu" else 1
        size = batch_size or (8 if backbone.device == "cpu" else 64)
        batch = size // math.gcd(size, views)
        return cls(batch, threads or os.cpu_count() or 1, streams, max(1, allowed // streams))


class Item(NamedTuple):
    """A picture that was read: its hash, its pixels or its vector (neither if its content was seen before)."""

    content: bytes
    pixels: Tensor | None = None
    vector: NDArray[np.float32] | None = None
    state: FileState | None = None  # of its file, if that did not change meanwhile


class Flight(NamedTuple):
    """A batch on its way through the encoder."""

    rows: list[int]
    future: Future[NDArray[np.float32]]


class Run:
    """The ledger of one way through the pictures: each ends with a vector or a `Skip`.

    `contents`, where they are known from an earlier way, save looking at files; one with another content is skipped.
    """

    def __init__(
        self,
        found: Images,
        backbone: Backbone,
        cache: Cache,
        progress: Callable[[int, int, int], None],
        contents: Sequence[bytes] | None = None,
    ) -> None:
        self.found, self.backbone, self.cache, self.progress = found, backbone, cache, progress
        self.expected = contents
        self.encoder = f"{backbone.fingerprint}/pixels{PIXELS}"  # the cache's name for what makes vectors of bytes
        self.vectors = room((len(found), backbone.dim), cache.folder)
        self.contents = [b""] * len(found)
        self.cached: set[int] = set()
        self.skips: dict[int, Skip] = {}
        self.first: dict[bytes, int] = {}  # content -> the picture that is encoded for all of that content
        self.same: dict[int, int] = {}  # picture -> that picture
        self.states: dict[FileState, bytes] = {}  # to be written
        self.n_done = len(found.skipped)

    def recall(self) -> list[int]:
        """Fill in what the cache knows without opening a file; the pictures that are left."""
        left: list[int] = []
        for start in range(0, len(self.found), CHUNK):
            rows = range(start, min(start + CHUNK, len(self.found)))
            hashes = self._hashes(rows)
            vectors = self._known(list(hashes.values()))
            for row in rows:
                if row in hashes and hashes[row] in vectors:
                    self._meet(row, Item(hashes[row], vector=vectors[hashes[row]]))
                else:
                    left.append(row)
            self._report()
        return left

    def compute(self, rows: Sequence[int], plan: Plan) -> None:
        """Read and encode the pictures; whatever was encoded is in the cache, however this ends."""
        self.cache.expect(len(rows) * (4 * self.backbone.dim + ROW_BYTES))
        encode = Encoder(self.backbone, plan.batch)
        flights: deque[Flight] = deque()
        batch: dict[int, Tensor] = {}

        def depart() -> None:
            flights.append(Flight(list(batch), streams.submit(encode, list(batch.values()))))
            batch.clear()

        with _pools(plan) as (readers, streams):
            try:
                for row, future in read_ahead(rows, readers, self._load, plan):
                    pixels = self._receive(row, future)
                    if pixels is not None:
                        batch[row] = pixels
                    if len(batch) == plan.batch:
                        depart()
                    while flights and (flights[0].future.done() or len(flights) > plan.streams):
                        self._land(flights)
                    self._report()
                if batch:
                    depart()
                while flights:
                    self._land(flights)
                    self._report()
            except BaseException:
                readers.shutdown(wait=False, cancel_futures=True)
                streams.shutdown(cancel_futures=True)
                with contextlib.suppress(CacheError):
                    self._rescue(flights)
                raise
        self._write({})

    def result(self) -> Embeddings:
        """The noun, with what was left out."""
        for row, first in self.same.items():
            self.vectors[row] = self.vectors[first]
            if first in self.skips:
                self.skips[row] = self.skips[first]._replace(id=self.found.ids[row])
        kept = self.kept()
        for new, row in enumerate(kept if self.skips else ()):  # in place: a copy would double the memory
            self.vectors[new] = self.vectors[row]
        embeddings = Embeddings(
            vectors=self.vectors[: len(kept)],
            ids=tuple(self.found.ids[row] for row in kept),
            encoder=f"{self.backbone.name}@{self.backbone.fingerprint}",
            hashes=tuple(self.contents[row].hex() for row in kept),
            skipped=(*self.found.skipped, *(self.skips[row] for row in sorted(self.skips))),
            n_cached=len(self.cached),
        )
        assert len(embeddings) + len(embeddings.skipped) == self.found.n_found
        return embeddings

    def kept(self) -> list[int]:
        """The pictures with a vector, once `result` was called."""
        return [row for row in range(len(self.found)) if row not in self.skips]

    def _hashes(self, rows: Sequence[int]) -> dict[int, bytes]:
        """The contents of those pictures that are known without opening them."""
        if self.expected is not None:
            return {row: self.expected[row] for row in rows}
        states = {row: state for row in rows if (state := file_state(self.found.source.path(row)))}
        contents = self.cache.contents(list(states.values()))
        return {row: contents[state] for row, state in states.items() if state in contents}

    def _known(self, contents: Sequence[bytes]) -> dict[bytes, NDArray[np.float32]]:
        """Vectors from the cache, which others may have written."""
        vectors = self.cache.vectors(self.encoder, contents)
        return {content: vector for content, vector in vectors.items() if is_unit(vector, self.backbone.dim)}

    def _load(self, row: int) -> Item:
        """Read one picture, and decode it unless that was done before; runs in a thread of its own."""
        path = self.found.source.path(row)
        before = file_state(path)
        data = self.found.source.read(row)
        state = before if before == file_state(path) else None
        content = content_hash(data)
        if self.expected is not None and content != self.expected[row]:
            raise Unreadable(Reason.VANISHED, "it changed while pictures were embedded")
        if content in self.first:
            return Item(content, state=state)
        if known := self._known([content]):
            return Item(content, vector=known[content], state=state)
        return Item(content, self.backbone.preprocess(read_rgb(data, side=self.backbone.side)), state=state)

    def _receive(self, row: int, future: Future[Item]) -> Tensor | None:
        """Note what was read; the pixels if they are to be encoded."""
        try:
            item = future.result()
        except Unreadable as error:
            self._skip(row, error.reason, error.detail)
            return None
        if item.state is not None:
            self.states[item.state] = item.content
        if len(self.states) >= CHUNK:
            self._write({})
        return self._meet(row, item)

    def _meet(self, row: int, item: Item) -> Tensor | None:
        """Give the picture its vector, or a picture with the same content, or into the batch."""
        self.contents[row] = item.content
        first = self.first.setdefault(item.content, row)
        if first == row:
            if item.vector is None:
                return item.pixels
            self.vectors[row] = item.vector
            self.cached.add(row)
        else:
            self.same[row] = first
            if first in self.cached:
                self.cached.add(row)
        self.n_done += 1
        return None

    def _land(self, flights: deque[Flight]) -> None:
        """Keep the vectors of the oldest batch; only then is it forgotten."""
        flight = flights[0]
        vectors = flight.future.result()
        good = [is_unit(vector, self.backbone.dim) for vector in vectors]
        self._write({self.contents[row]: v for row, v, ok in zip(flight.rows, vectors, good, strict=True) if ok})
        for row, vector, ok in zip(flight.rows, vectors, good, strict=True):
            self.vectors[row] = vector
            if ok:
                self.n_done += 1
            else:
                self._skip(row, Reason.NON_FINITE, "the encoder returned NaN, infinity or a zero vector")
        flights.popleft()

    def _rescue(self, flights: deque[Flight]) -> None:
        while flights:
            future = flights[0].future
            if future.cancelled() or future.exception():
                flights.popleft()
            else:
                self._land(flights)

    def _write(self, vectors: dict[bytes, NDArray[np.float32]]) -> None:
        if vectors or self.states:
            self.cache.add(self.encoder, vectors, self.states)
            self.states = {}

    def _skip(self, row: int, reason: Reason, detail: str) -> None:
        self.skips[row] = Skip(self.found.ids[row], reason, detail)
        self.n_done += 1

    def _report(self) -> None:
        self.progress(self.n_done, self.found.n_found, len(self.cached))


class Encoder:
    """A backbone that is given less at a time once the memory did not suffice."""

    def __init__(self, backbone: Backbone, size: int) -> None:
        self.backbone, self.size = backbone, size

    def __call__(self, pictures: list[Tensor]) -> NDArray[np.float32]:
        """b pictures (3, h, w), or (v, 3, h, w), uint8 -> (b, d) float32."""
        size = min(self.size, len(pictures))
        parts = [pictures[start : start + size] for start in range(0, len(pictures), size)]
        try:
            return np.concatenate([self.backbone.image(stacked(part)).cpu().numpy() for part in parts])
        except torch.OutOfMemoryError as error:
            if size == 1:
                raise ModelError(
                    f"one picture is too much for the memory of {self.backbone.device}: {error}"
                ) from error
        self.size = size // 2  # outside the handler, which still holds the tensors of the failed attempt
        return self(pictures)


def room(shape: tuple[int, int], folder: Path | None) -> NDArray[np.float32]:
    """Space for float32: in memory, or, where that is much, in a nameless file that goes when it is let go of."""
    n_bytes = 4 * shape[0] * shape[1]
    if n_bytes < LARGE:
        return np.empty(shape, np.float32)
    with tempfile.TemporaryFile(dir=folder) as file:
        file.truncate(n_bytes)
        return np.memmap(file, np.float32, "r+", shape=shape)


def read_ahead(
    rows: Sequence[int], readers: ThreadPoolExecutor, load: Callable[[int], Item], plan: Plan
) -> Iterator[tuple[int, Future[Item]]]:
    """Pictures in order, a bounded number of them being read already."""
    waiting: deque[tuple[int, Future[Item]]] = deque()
    for row in rows:
        waiting.append((row, readers.submit(load, row)))
        if len(waiting) > plan.readers + plan.batch * (plan.streams + 1):
            yield waiting.popleft()
    yield from waiting


def content_hash(data: bytes | NDArray[np.generic]) -> bytes:
    """20 bytes that stand for a content."""
    if isinstance(data, bytes):
        return blake2b(data, digest_size=20).digest()
    head = f"{data.dtype.str}{data.shape}".encode()
    return blake2b(
        np.ascontiguousarray(data).tobytes(), digest_size=20, key=blake2b(head, digest_size=32).digest()
    ).digest()


def file_state(path: Path | None) -> FileState | None:
    """How a file looks from outside; None if there is none."""
    if path is None:
        return None
    try:
        seen = path.stat()
    except (OSError, ValueError):
        return None
    return FileState(os.fsencode(path), seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino)


def is_unit(vector: NDArray[np.float32], dim: int) -> bool:
    """Whether this is a direction in d dimensions: not NaN, infinite, zero or of another encoder."""
    return vector.shape == (dim,) and abs(float(np.linalg.norm(vector)) - 1) < 1e-2


@contextlib.contextmanager
def _pools(plan: Plan) -> Iterator[tuple[ThreadPoolExecutor, ThreadPoolExecutor]]:
    before = torch.get_num_threads()
    try:
        with (
            ThreadPoolExecutor(plan.readers, "kindfold-read", torch.set_num_threads, (1,)) as readers,
            ThreadPoolExecutor(plan.streams, "kindfold-encode", torch.set_num_threads, (plan.cores,)) as streams,
        ):
            yield readers, streams
    finally:
        torch.set_num_threads(before)
