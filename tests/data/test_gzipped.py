"""Laws of random access to a gzip file: any piece, in any order, is that of the unpacked whole."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from kindfold.data import gzipped
from kindfold.data.gzipped import Gzipped
from kindfold.data.sources import Stamp


def opened(path: Path, data: bytes, most: int = 2**40) -> Gzipped:
    path.write_bytes(data)
    return Gzipped(str(path), Stamp.of(path.stat()), most=most)


@pytest.mark.parametrize("streams", [1, 3])
@pytest.mark.parametrize("max_points", [4, 768])
def test_any_piece_is_that_of_the_whole(
    streams: int, max_points: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gzipped, "MAX_POINTS", max_points)
    rng = np.random.default_rng(2)
    pieces = [rng.bytes(700_000) + bytes(900_000) for _ in range(3)]
    whole = b"".join(pieces)
    packed = gzip.compress(whole) if streams == 1 else b"".join(map(gzip.compress, pieces))
    content = opened(tmp_path / "a.gz", packed + bytes(512))
    for offset in rng.integers(0, len(whole) + 10, 60).tolist():
        size = int(rng.integers(0, 50_000))
        assert content.at(offset, size) == whole[offset : offset + size]
    assert len(content.points) <= max_points
    assert b"".join(content.at(offset, 99_999) for offset in range(0, len(whole), 99_999)) == whole


def test_short_file_and_long_content_are_errors(tmp_path: Path) -> None:
    packed = gzip.compress(np.random.default_rng(0).bytes(100_000))
    with pytest.raises(EOFError):
        opened(tmp_path / "short.gz", packed[:50_000]).at(0, 100_000)
    with pytest.raises(ValueError, match="unpacks to more"):
        opened(tmp_path / "long.gz", packed, most=1000).at(0, 100_000)
