"""A folder of shards: pictures in blocks of rows, each embedded, committed and trusted as a whole.

| file | what |
|---|---|
| `manifest.parquet` | every picture that was found: path, size and time of change, sorted by the bytes of the path |
| `manifest.json` | what the vectors are of, and how many rows make a shard |
| `shards/0000012.parquet` | rows 12 S to 13 S of the manifest: path, status, detail, content hash, vector |
| `shards/0000012.json` | its record: key, length and checksum; a shard without one, or that differs from it, is none |
| `quarantine/` | shards that differ from their record, for whoever wants to know why |
| `errors.csv`, `embeddings.safetensors` | what was left out; the rest, as `Embeddings` |
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kindfold.data.folder import staged_file, sweep
from kindfold.data.sources import Skip
from kindfold.errors import MissingExtra, OutputError, Reason, RunError

FORMAT_VERSION = 1
HASH_BYTES = 20  # of a content hash
OK = "embedded"


@dataclass(frozen=True, eq=False)
class Rows:
    """What became of some pictures.

    Attributes
    ----------
    ids : b paths
    vectors : (b, d) float32, zero where a picture was left out
    hashes : (b, 20) uint8 content hashes, zero where a picture was left out
    skips : position -> why it was left out
    """

    ids: tuple[str, ...]
    vectors: NDArray[np.float32]
    hashes: NDArray[np.uint8]
    skips: dict[int, Skip]

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def joined(cls, parts: Sequence[Rows]) -> Rows:
        """Neighbours as one."""
        starts = np.cumsum([0, *map(len, parts)]).tolist()
        return cls(
            tuple(id for part in parts for id in part.ids),
            np.concatenate([part.vectors for part in parts]),
            np.concatenate([part.hashes for part in parts]),
            {start + at: skip for start, part in zip(starts, parts, strict=False) for at, skip in part.skips.items()},
        )

    @classmethod
    def left_out(cls, ids: Sequence[str], dim: int, reason: Reason, detail: str) -> Rows:
        """Pictures none of which could be used, all for one reason."""
        return cls(
            tuple(ids),
            np.zeros((len(ids), dim), np.float32),
            np.zeros((len(ids), HASH_BYTES), np.uint8),
            {at: Skip(id, reason, detail) for at, id in enumerate(ids)},
        )


@dataclass(frozen=True)
class Manifest:
    """Which pictures there are, in which order, and by which encoder they are embedded.

    Attributes
    ----------
    ids : n paths, sorted by their bytes
    stamps : (n, 2) int64, size and time of change
    skipped : what was found but cannot be a picture
    encoder : "name@fingerprint", and the number of the reader
    dim : d
    shard_rows : S; shard i is rows i S to (i + 1) S, whatever becomes of them
    """

    ids: tuple[str, ...]
    stamps: NDArray[np.int64]
    skipped: tuple[Skip, ...]
    encoder: str
    dim: int
    shard_rows: int

    def __len__(self) -> int:
        """Shards."""
        return math.ceil(len(self.ids) / self.shard_rows)

    def rows(self, shard: int) -> range:
        """Rows of one shard."""
        return range(shard * self.shard_rows, min((shard + 1) * self.shard_rows, len(self.ids)))

    def key(self, shard: int) -> str:
        """What decides every byte of a shard."""
        rows = self.rows(shard)
        digest = blake2b(f"{FORMAT_VERSION} {self.encoder} {self.dim}".encode(), digest_size=20)
        for row in rows:
            name = self.ids[row].encode("utf-8", "surrogateescape")
            digest.update(b"%d:%s" % (len(name), name))
        digest.update(np.ascontiguousarray(self.stamps[rows.start : rows.stop], "<i8").tobytes())
        return digest.hexdigest()


class Shards:
    """The folder that holds them; one process at a time writes to it.

    Raises
    ------
    MissingExtra : pyarrow is not installed
    """

    def __init__(self, folder: str | Path) -> None:
        try:
            import pyarrow.parquet  # noqa: F401
        except ImportError as error:
            raise MissingExtra("pyarrow", "parquet", what="a folder of shards") from error
        self.folder = Path(folder)
        self.places = self.folder / "shards"

    @contextmanager
    def owned(self) -> Iterator[None]:
        """Keep other processes out, and sweep up what dead ones left.

        Raises
        ------
        OutputError : another process works there, or the folder holds something else
        """
        foreign = self.folder.exists() and (
            not self.folder.is_dir() or (any(self.folder.iterdir()) and not (self.folder / ".lock").exists())
        )
        if foreign:
            raise OutputError(f"{self.folder} exists and holds no shards; choose another with -o (nothing was changed)")
        self.places.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("a") as lock:
            if not _locked(lock.fileno()):
                raise OutputError(
                    f"another process is embedding into {self.folder}; let it finish, or choose another -o"
                )
            sweep(self.folder)
            sweep(self.places)
            yield

    def begin(self, manifest: Manifest) -> None:
        """Keep the manifest, and drop shards that lie beyond it."""
        import pyarrow as pa

        names = [id.encode("utf-8", "surrogateescape") for id in (*manifest.ids, *(s.id for s in manifest.skipped))]
        blank = len(manifest.skipped)
        table = pa.table(
            {
                "path": pa.array(names, pa.binary()),
                "size": pa.array([*manifest.stamps[:, 0].tolist(), *[None] * blank], pa.int64()),
                "mtime_ns": pa.array([*manifest.stamps[:, 1].tolist(), *[None] * blank], pa.int64()),
                "reason": pa.array([*[""] * len(manifest.ids), *(skip.reason.value for skip in manifest.skipped)]),
            }
        )
        self._write(self.folder / "manifest.parquet", table)
        head = {
            "format_version": FORMAT_VERSION,
            "encoder": manifest.encoder,
            "dim": manifest.dim,
            "shard_rows": manifest.shard_rows,
            "pictures": len(manifest.ids),
            "skipped": len(manifest.skipped),
        }
        _write_json(self.folder / "manifest.json", head)
        for record in self.places.glob("*.json"):
            if record.stem.isdecimal() and int(record.stem) >= len(manifest):
                record.unlink()
                record.with_suffix(".parquet").unlink(missing_ok=True)

    def shard_rows(self) -> int | None:
        """S of the manifest that lies there; None if there is none."""
        try:
            return int(json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))["shard_rows"])
        except (OSError, ValueError, KeyError):
            return None

    def is_done(self, shard: int, key: str) -> bool:
        """Whether a shard was committed under this key and is still what its record says; others are put aside."""
        path, record = self._paths(shard)
        try:
            about = json.loads(record.read_text(encoding="utf-8"))
            if about["key"] != key:
                return False
            if (about["length"], about["checksum"]) == _sum(path):
                return True
        except FileNotFoundError:
            return False
        except (OSError, ValueError, KeyError, TypeError):
            pass
        aside = self.folder / "quarantine"
        aside.mkdir(exist_ok=True)
        for damaged in path, record:
            if damaged.exists():
                damaged.replace(aside / damaged.name)
        return False

    def commit(self, shard: int, key: str, rows: Rows) -> None:
        """Write the shard, then its record, each by one rename and on disk when this returns."""
        path, record = self._paths(shard)
        record.unlink(missing_ok=True)  # of another key
        self._write(path, _table(rows))
        length, checksum = _sum(path)
        about = {
            "format_version": FORMAT_VERSION,
            "key": key,
            "length": length,
            "checksum": checksum,
            "rows": len(rows),
            "embedded": len(rows) - len(rows.skips),
        }
        _write_json(record, about)

    def read(self, shard: int) -> Rows:
        """A shard that was committed. Raises `RunError` if it is no longer there or differs from its record."""
        from pyarrow import ArrowException, parquet

        path, record = self._paths(shard)
        try:
            about = json.loads(record.read_text(encoding="utf-8"))
            if (about["length"], about["checksum"]) != _sum(path):
                raise RunError(f"{path} is damaged; embed again with the same command, which mends it")
            return _rows(parquet.ParquetFile(path).read())
        except (OSError, ValueError, KeyError, ArrowException) as error:
            raise RunError(f"{path} cannot be read ({error}); embed again with the same command") from error

    def _paths(self, shard: int) -> tuple[Path, Path]:
        return self.places / f"{shard:07d}.parquet", self.places / f"{shard:07d}.json"

    def _write(self, path: Path, table: Any) -> None:
        from pyarrow import parquet

        with staged_file(path, replace=True) as stage:
            parquet.write_table(table, stage, compression="none", use_dictionary=False)


def _table(rows: Rows) -> Any:
    import pyarrow as pa

    skips = [rows.skips.get(at) for at in range(len(rows))]
    flat = pa.array(np.ascontiguousarray(rows.vectors, np.float32).reshape(-1))
    hashes = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(HASH_BYTES), len(rows), [None, pa.py_buffer(np.ascontiguousarray(rows.hashes).tobytes())]
    )
    return pa.table(
        {
            "path": pa.array([id.encode("utf-8", "surrogateescape") for id in rows.ids], pa.binary()),
            "status": pa.array([OK if skip is None else skip.reason.value for skip in skips]),
            "detail": pa.array(["" if skip is None else _text(skip.detail) for skip in skips]),
            "hash": hashes,
            "vector": pa.FixedSizeListArray.from_arrays(flat, rows.vectors.shape[1]),
        }
    )


def _rows(table: Any) -> Rows:
    table = table.combine_chunks()
    ids = tuple(name.decode("utf-8", "surrogateescape") for name in table["path"].to_pylist())
    vectors = table["vector"].chunk(0).flatten().to_numpy().reshape(len(ids), -1)
    hashes = np.frombuffer(b"".join(table["hash"].to_pylist()), np.uint8).reshape(-1, HASH_BYTES)
    told = enumerate(zip(ids, table["status"].to_pylist(), table["detail"].to_pylist(), strict=True))
    skips = {at: Skip(id, Reason(status), detail) for at, (id, status, detail) in told if status != OK}
    return Rows(ids, vectors, hashes, skips)


def _text(detail: str) -> str:
    return detail.encode("utf-8", "backslashreplace").decode("utf-8")


def _sum(path: Path) -> tuple[int, str]:
    """Length and checksum of a file."""
    digest, length = blake2b(digest_size=16), 0
    with path.open("rb") as file:
        while block := file.read(2**20):
            digest.update(block)
            length += len(block)
    return length, digest.hexdigest()


def _write_json(path: Path, value: object) -> None:
    with staged_file(path, replace=True) as stage:
        stage.write_text(json.dumps(value, sort_keys=True) + "\n", encoding="utf-8")


def _locked(handle: int) -> bool:
    """Whether this process now holds the lock; it lets go when the process ends, however it ends."""
    if os.name != "posix":
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
