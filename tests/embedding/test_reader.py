"""Laws of the reader: every file of the corpus gets its reason, every sound one its pixels."""

import io
import json
import subprocess
import sys
import threading
import warnings
import zlib
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from corpus import Case, bombs, cases, chunk, encoded, good, moving, picture, rotated, turned
from kindfold.embedding.reader import Limits, read_rgb
from kindfold.errors import Reason, Unreadable

ROOT = Path(__file__).parents[2]
CASES = cases()


def reason_of(data: bytes, side: int | None = None) -> Reason | None:
    try:
        read_rgb(data, side=side)
    except Unreadable as error:
        return error.reason
    return None


def distance(a: Image.Image, b: Image.Image) -> float:
    """Mean difference of two pictures, in steps of 1/255."""
    assert a.size == b.size
    return float(np.abs(np.asarray(a, np.int16) - np.asarray(b, np.int16)).mean())


def test_corpus_is_large_and_every_case_has_a_name_of_its_own() -> None:
    assert len(CASES) >= 200
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_case_gets_its_reason(case: Case) -> None:
    assert reason_of(case.data) == case.reason
    assert reason_of(case.data, side=16) == case.reason


def test_details_are_short_and_the_same_each_time() -> None:
    for case in CASES:
        if case.reason is not None:
            first, second = (_detail(case.data) for _ in range(2))
            assert first == second
            assert 0 < len(first) < 250
            assert "0x" not in first, first


@pytest.mark.parametrize("case", [*good(), *moving()], ids=lambda case: case.name)
def test_every_format_and_mode_shows_the_same_picture(case: Case) -> None:
    image = read_rgb(case.data)
    assert image.mode == "RGB"
    if image.size != (64, 48):
        return  # the tiny and the long one
    format, mode = case.name.split("-")[:2]
    flat = {"LA": "L", "I;16": "L", "I;16B": "L", "I": "L", "F": "L"}.get(mode, mode)
    truth = picture().convert(flat if flat in ("1", "L", "P") else "RGB").convert("RGB")
    lossy = {"JPEG": 6, "MPO": 6, "WEBP": 8, "AVIF": 4, "GIF": 12}.get(format, 0)
    assert distance(image, truth) <= max(lossy, {"F": 1, "YCbCr": 2, "LAB": 2, "jpeg": 6}.get(mode, 0))


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_every_orientation_comes_out_upright(format: str) -> None:
    upright = read_rgb(turned(1, format))
    for orientation in range(2, 9):
        assert distance(read_rgb(turned(orientation, format)), upright) < 3, orientation
    assert len([case for case in rotated() if case.name.startswith(format)]) == 8


@pytest.mark.parametrize("side", [60, 100, 224])
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_reduced_picture_is_large_enough_and_the_same_after_the_last_resize(format: str, side: int) -> None:
    data = encoded(_photo(1000, 700), format, quality=92)
    whole, reduced = read_rgb(data), read_rgb(data, side=side)
    assert side <= min(reduced.size) <= min(whole.size)
    width = round(side * 10 / 7)
    last = [image.resize((width, side), Image.Resampling.BICUBIC) for image in (whole, reduced)]
    assert distance(*last) < 2


def test_large_pictures_are_decoded_small() -> None:
    data = encoded(_photo(2000, 1600), "JPEG")
    assert min(read_rgb(data, side=100).size) == 200  # an eighth
    assert min(read_rgb(encoded(_photo(2000, 1600), "PNG"), side=100).size) == 200


def test_limits_hold_for_bytes_pixels_and_ratio() -> None:
    data = encoded(picture(), "PNG")
    for limits in (Limits(bytes=len(data) - 1), Limits(pixels=64 * 48 - 1), Limits(ratio=1)):
        with pytest.raises(Unreadable) as caught:
            read_rgb(data, limits=limits)
        assert caught.value.reason is Reason.TOO_LARGE
    read_rgb(data, limits=Limits(bytes=len(data), pixels=64 * 48, ratio=2))


def test_heic_is_read_with_its_extra_and_named_without(monkeypatch: pytest.MonkeyPatch) -> None:
    heif = pytest.importorskip("pillow_heif")
    file = io.BytesIO()
    heif.from_pillow(picture()).save(file)
    data = file.getvalue()
    assert distance(read_rgb(data), picture()) < 6
    assert reason_of(data[: len(data) // 2]) is Reason.TRUNCATED
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    assert reason_of(data) is Reason.NEEDS_EXTRA


def test_pixels_do_not_depend_on_bad_neighbours_or_threads() -> None:
    sound = [case.data for case in CASES if case.reason is None]
    alone = [_pixels(data) for data in sound]
    together: dict[int, list[NDArray[np.uint8]]] = {}

    def work(worker: int) -> None:
        for case in CASES[worker::40]:
            reason_of(case.data)
        together[worker] = [_pixels(data) for data in sound]

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(together) == 3
    for pixels in together.values():
        assert all(np.array_equal(a, b) for a, b in zip(alone, pixels, strict=True))


def test_nothing_is_printed_and_no_warning_raised() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for case in CASES:
            reason_of(case.data)
    assert not caught
    script = "from corpus import cases\nfrom test_reader import reason_of\nfor case in cases(): reason_of(case.data)"
    done = _python(script)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_bombs_and_large_pictures_stay_below_a_gibibyte(tmp_path: Path) -> None:
    (tmp_path / "large.png").write_bytes(_flat_png(13300, 13300))
    (tmp_path / "large.jpg").write_bytes(encoded(Image.new("RGB", (13000, 10000), "red"), "JPEG", progressive=True))
    for case in bombs():
        (tmp_path / case.name).write_bytes(case.data)
    done = _python(MEASURE, str(tmp_path))
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["large.png"][0] is None
    assert {name: reason for name, (reason, _) in result.items() if name[:5] != "large"} == {
        case.name: "too_large" for case in bombs()
    }
    assert max(peak for _, peak in result.values()) < 2**30


def test_mutated_files_neither_crash_nor_hang() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "fuzz_reader.py"), "--n", "400", "--seed", "1", "--patience", "60"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 crashes, 0 hangs" in done.stdout


# Each picture in a forked child: the peak of one is not that of another. The address space is limited too.
MEASURE = """
import json, os, resource, sys
from pathlib import Path
from test_reader import reason_of
result = {}
for path in sorted(Path(sys.argv[1]).iterdir()):
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        pages = Path("/proc/self/statm").read_text().split()
        space, idle = (int(count) * os.sysconf("SC_PAGE_SIZE") for count in pages[:2])
        resource.setrlimit(resource.RLIMIT_AS, (space + 3 * 2**29,) * 2)
        reason = reason_of(path.read_bytes())
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - idle
        os.write(write, json.dumps([reason, peak]).encode())
        os._exit(0)
    os.close(write)
    os.waitpid(pid, 0)
    result[path.name] = json.loads(os.read(read, 1000))
    os.close(read)
print(json.dumps(result))
"""


def _python(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    paths = f"import sys; sys.path[:0] = [{str(ROOT / 'tests')!r}, {str(Path(__file__).parent)!r}]\n"
    return subprocess.run(
        [sys.executable, "-c", paths + script, *arguments], capture_output=True, text=True, timeout=120, check=False
    )


def _detail(data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read_rgb(data)
    return caught.value.detail


def _pixels(data: bytes) -> NDArray[np.uint8]:
    return np.asarray(read_rgb(data, side=32))


@cache
def _photo(width: int, height: int) -> Image.Image:
    """Smooth shapes with some grain, as photographs have."""
    rng = np.random.default_rng(5)
    coarse = Image.fromarray(rng.integers(0, 256, (9, 12, 3), dtype=np.uint8)).resize((width, height))
    grain = rng.normal(0, 4, (height, width, 1))
    return Image.fromarray((np.asarray(coarse) + grain).clip(0, 255).astype(np.uint8))


def _flat_png(width: int, height: int) -> bytes:
    """An RGBA PNG of one colour, packed row by row."""
    packer = zlib.compressobj(1)
    row = b"\0" + bytes([10, 20, 30, 128]) * width
    body = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x06\0\0\0"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
