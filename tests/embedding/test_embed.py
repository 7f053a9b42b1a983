"""Laws of `embed`: every picture is accounted for, and nothing but its content decides its vector."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor

from kindfold.embedding import Backbone, CacheWarning, Store, embed, embed_words, flow, load_backbone
from kindfold.embedding.batches import stacked
from kindfold.embedding.store import FILE
from kindfold.errors import CacheError, ModelError, Reason

D = 12


class Encoder:
    """A small real network that counts what it is given; `fault` may stop it or spoil its rows."""

    def __init__(self, fault: Callable[[Tensor], None] = lambda batch: None) -> None:
        generator = torch.Generator().manual_seed(0)
        self.filters = torch.randn(D, 3, 4, 4, generator=generator)
        self.fault = fault
        self.sizes: list[int] = []
        self.words_seen: list[str] = []

    def image(self, batch: Tensor) -> Tensor:
        self.fault(batch)
        self.sizes.append(len(batch))
        maps = torch.conv2d(batch.float() / 255 - 0.5, self.filters, stride=4).relu()
        return torch.nn.functional.normalize(maps.mean((2, 3)), dim=1)

    def words(self, texts: list[str]) -> Tensor:
        self.words_seen += texts
        rows = [torch.randn(D, generator=torch.Generator().manual_seed(len(text))) for text in texts]
        return torch.nn.functional.normalize(torch.stack(rows), dim=1)

    def backbone(self) -> Backbone:
        return Backbone("tiny", D, 32, preprocess, self.image, "fingerprint", words=self.words)


def preprocess(picture: Image.Image) -> Tensor:
    return torch.from_numpy(np.array(picture.resize((32, 32)))).permute(2, 0, 1)


def write_pictures(folder: Path, n: int, seed: int = 0) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    for i in range(n):
        pixels = rng.integers(0, 256, (8, 8, 3), np.uint8)
        Image.fromarray(pixels).resize((40, 40)).save(folder / f"{i:04d}.png")
    return folder


def test_every_picture_is_accounted_for_and_a_bad_one_costs_no_neighbour(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "photos", 20)
    clean = embed(folder, Encoder().backbone(), cache=False)
    (folder / "0003a.png").write_bytes(b"")
    (folder / "0007a.png").write_bytes((folder / "0007.png").read_bytes()[:60])
    (folder / "0011a.png").write_bytes(b"not a picture at all" * 20)
    (folder / "0015a.png").symlink_to(folder / "0015.png")
    mixed = embed(folder, Encoder().backbone(), cache=False, batch_size=3)
    assert mixed.ids == clean.ids
    np.testing.assert_array_equal(mixed.vectors, clean.vectors)
    reasons = {skip.id: skip.reason for skip in mixed.skipped}
    assert reasons.keys() == {"0003a.png", "0007a.png", "0011a.png", "0015a.png"}
    assert (reasons["0003a.png"], reasons["0015a.png"]) == (Reason.EMPTY, Reason.LINK)


@pytest.mark.parametrize("batch_size", [1, 2, 5, 7, 64])
@pytest.mark.parametrize("threads", [1, 3])
def test_vectors_do_not_depend_on_how_the_work_is_cut(tmp_path: Path, batch_size: int, threads: int) -> None:
    folder = write_pictures(tmp_path / "photos", 17)
    encoder = Encoder()
    found = embed(folder, encoder.backbone(), cache=False, batch_size=batch_size, threads=threads)
    whole = stacked([preprocess(Image.open(path)) for path in sorted(folder.iterdir())])
    np.testing.assert_array_equal(found.vectors, Encoder().image(whole).numpy())
    assert sorted(encoder.sizes, reverse=True)[: 17 // batch_size] == [batch_size] * (17 // batch_size)


def test_a_second_run_reads_and_computes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_pictures(tmp_path / "photos", 30)
    first = embed(folder, Encoder().backbone(), cache=tmp_path / "cache")
    monkeypatch.setattr("kindfold.embedding.flow.read_rgb", None)
    monkeypatch.setattr("kindfold.data.sources.Files.read", None)
    encoder = Encoder()
    second = embed(folder, encoder.backbone(), cache=tmp_path / "cache")
    assert (first.n_cached, second.n_cached, encoder.sizes) == (0, 30, [])
    assert (first.ids, first.hashes, first.encoder) == (second.ids, second.hashes, second.encoder)
    np.testing.assert_array_equal(first.vectors, second.vectors)


def test_a_moved_folder_is_recognised_by_content(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "photos", 10)
    first = embed(folder, Encoder().backbone(), cache=tmp_path / "cache")
    folder.rename(tmp_path / "holiday")
    encoder = Encoder()
    second = embed(tmp_path / "holiday", encoder.backbone(), cache=tmp_path / "cache")
    assert (second.n_cached, encoder.sizes) == (10, [])
    np.testing.assert_array_equal(first.vectors, second.vectors)


def test_equal_contents_are_encoded_once(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "photos", 6)
    for i in range(6):
        (folder / f"copy{i}.png").write_bytes((folder / f"{i:04d}.png").read_bytes())
    encoder = Encoder()
    found = embed(folder, encoder.backbone(), cache=False, batch_size=4)
    assert sum(encoder.sizes) == 6
    np.testing.assert_array_equal(found.vectors[:6], found.vectors[6:])
    assert found.hashes[:6] == found.hashes[6:]


def test_another_encoder_shares_no_vector(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "photos", 5)
    embed(folder, Encoder().backbone(), cache=tmp_path / "cache")
    encoder = Encoder()
    other = embed(folder, replace(encoder.backbone(), fingerprint="other"), cache=tmp_path / "cache")
    assert (other.n_cached, sum(encoder.sizes)) == (0, 5)


def test_verify_finds_an_edit_that_left_size_and_time_alone(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "photos", 3)
    victim = folder / "0001.png"
    Image.new("L", (40, 40), 200).save(victim, "BMP")
    embed(folder, Encoder().backbone(), cache=tmp_path / "cache")
    before = victim.stat()
    Image.new("L", (40, 40), 90).save(victim, "BMP")
    os.utime(victim, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (victim.stat().st_size, victim.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    found = embed(folder, Encoder().backbone(), cache=tmp_path / "cache", verify=True)
    assert found.n_cached == 2
    np.testing.assert_array_equal(found.vectors, embed(folder, Encoder().backbone(), cache=False).vectors)


def test_rows_without_direction_are_skipped_and_not_kept(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "photos", 9)
    (folder / "twin.png").write_bytes((folder / "0004.png").read_bytes())
    dark = preprocess(Image.open(folder / "0004.png"))

    class Broken(Encoder):
        def image(self, batch: Tensor) -> Tensor:
            rows = super().image(batch)
            rows[(batch == dark).all((1, 2, 3))] = self.value
            return rows

    for value in (float("nan"), float("inf"), 0.0):
        encoder = Broken()
        encoder.value = value
        found = embed(folder, encoder.backbone(), cache=tmp_path / "cache", batch_size=4)
        assert {skip.id: skip.reason for skip in found.skipped} == {
            "0004.png": Reason.NON_FINITE,
            "twin.png": Reason.NON_FINITE,
        }
        assert len(found) == 8
        assert np.isfinite(found.vectors).all()
    assert embed(folder, Encoder().backbone(), cache=tmp_path / "cache").n_cached == 8


def test_too_little_memory_halves_the_batch_and_changes_no_bit(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "photos", 40)

    def small(batch: Tensor) -> None:
        if len(batch) > 3:
            raise torch.OutOfMemoryError("no room")

    encoder = Encoder(small)
    found = embed(folder, encoder.backbone(), cache=False, batch_size=16)
    assert max(encoder.sizes) == 2
    np.testing.assert_array_equal(found.vectors, embed(folder, Encoder().backbone(), cache=False).vectors)

    def none(batch: Tensor) -> None:
        raise torch.OutOfMemoryError("no room")

    with pytest.raises(ModelError, match="one picture is too much"):
        embed(folder, Encoder(none).backbone(), cache=False)


def test_progress_reaches_the_total(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "photos", 12)
    (folder / "bad.png").write_bytes(b"")
    (folder / "link.png").symlink_to("0001.png")
    seen: list[tuple[int, int, int]] = []
    embed(folder, Encoder().backbone(), cache=tmp_path / "cache", progress=lambda *now: seen.append(now))
    assert seen[-1] == (14, 14, 0)
    assert [done for done, *_ in seen] == sorted(done for done, *_ in seen)
    embed(folder, Encoder().backbone(), cache=tmp_path / "cache", progress=lambda *now: seen.append(now))
    assert seen[-1] == (14, 14, 12)


def test_arrays_are_cached_by_their_pixels(tmp_path: Path) -> None:
    arrays = np.random.default_rng(0).integers(0, 256, (7, 20, 20, 3), np.uint8)
    first = embed(arrays, Encoder().backbone(), cache=tmp_path)
    second = embed(list(arrays), Encoder().backbone(), cache=tmp_path)
    assert (first.n_cached, second.n_cached) == (0, 7)
    np.testing.assert_array_equal(first.vectors, second.vectors)


def test_an_interrupt_keeps_what_was_computed_and_ends_every_thread(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "photos", 80)

    def slow(batch: Tensor) -> None:
        time.sleep(0.1)

    encoder = Encoder(slow)
    threading.Timer(0.8, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        embed(folder, encoder.backbone(), cache=tmp_path / "cache", batch_size=2)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("kindfold")]
    with Store(tmp_path / "cache") as store:
        assert 0 < len(store) == sum(encoder.sizes) < 80
    found = embed(folder, Encoder().backbone(), cache=tmp_path / "cache")
    np.testing.assert_array_equal(found.vectors, embed(folder, Encoder().backbone(), cache=False).vectors)


def test_a_failing_encoder_keeps_what_was_computed(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "photos", 40)
    count = iter(range(40))

    def tire(batch: Tensor) -> None:
        if next(count) >= 5:
            raise RuntimeError("tired")

    with pytest.raises(RuntimeError, match="tired"):
        embed(folder, Encoder(tire).backbone(), cache=tmp_path / "cache", batch_size=4)
    assert embed(folder, Encoder().backbone(), cache=tmp_path / "cache").n_cached == 20


def test_a_cache_that_was_asked_for_must_work_and_the_users_own_may_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_pictures(tmp_path / "photos", 5)
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CacheError, match="file"):
        embed(folder, Encoder().backbone(), cache=tmp_path / "file")
    monkeypatch.delenv("KINDFOLD_CACHE", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "file"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.warns(CacheWarning, match="going on without"):
        assert len(embed(folder, Encoder().backbone())) == 5


def test_the_cache_lies_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_pictures(tmp_path / "photos", 2)
    monkeypatch.setenv("KINDFOLD_CACHE", str(tmp_path / "here"))
    embed(folder, Encoder().backbone())
    assert (tmp_path / "here" / FILE).exists()


def test_a_disk_too_small_is_noticed_before_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_pictures(tmp_path / "photos", 5)
    free = type("Usage", (), {"free": 1000})
    monkeypatch.setattr("shutil.disk_usage", lambda path: free)
    encoder = Encoder()
    with pytest.raises(CacheError, match="needs about"):
        embed(folder, encoder.backbone(), cache=tmp_path / "cache")
    assert encoder.sizes == []


@contextmanager
def largest_file(n_bytes: int) -> Iterator[None]:
    """The system refuses to let any file grow further, as it does on a full disk."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_that_fills_up_stops_the_run_and_costs_no_row(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "photos", 80)
    with largest_file(120_000), pytest.raises(CacheError, match=str(tmp_path)):
        embed(folder, Encoder().backbone(), cache=tmp_path / "cache", batch_size=4)
    with Store(tmp_path / "cache") as store:
        assert store.check() == []
    found = embed(folder, Encoder().backbone(), cache=tmp_path / "cache")
    assert 0 < found.n_cached < 80
    np.testing.assert_array_equal(found.vectors, embed(folder, Encoder().backbone(), cache=False).vectors)


def test_a_full_disk_under_the_users_own_cache_is_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_pictures(tmp_path / "photos", 80)
    monkeypatch.delenv("KINDFOLD_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.setattr("sys.platform", "linux")
    with largest_file(120_000), pytest.warns(CacheWarning, match="going on without"):
        found = embed(folder, Encoder().backbone(), batch_size=4)
    np.testing.assert_array_equal(found.vectors, embed(folder, Encoder().backbone(), cache=False).vectors)


def test_files_that_change_during_the_run_are_what_their_hash_says(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "photos", 60)
    contents = [write_pictures(tmp_path / f"other{k}", 60, seed=k) for k in (1, 2)]
    stop = threading.Event()

    def meddle() -> None:
        rng = np.random.default_rng(0)
        while not stop.is_set():
            name = f"{rng.integers(60):04d}.png"
            if rng.random() < 0.2:
                (folder / name).unlink(missing_ok=True)
            else:
                (folder / name).write_bytes((contents[rng.integers(2)] / name).read_bytes())

    thread = threading.Thread(target=meddle)
    thread.start()
    try:
        slow = Encoder(lambda batch: time.sleep(0.01))
        found = embed(folder, slow.backbone(), cache=tmp_path / "cache", batch_size=2)
    finally:
        stop.set()
        thread.join()
    truth = {}
    for pictures in (*contents, write_pictures(tmp_path / "first", 60)):
        known = embed(pictures, Encoder().backbone(), cache=False)
        truth |= dict(zip(known.hashes, known.vectors, strict=True))
    for content, vector in zip(found.hashes, found.vectors, strict=True):
        np.testing.assert_array_equal(vector, truth[content])
    again = embed(folder, Encoder().backbone(), cache=tmp_path / "cache")
    for content, vector in zip(again.hashes, again.vectors, strict=True):
        np.testing.assert_array_equal(vector, truth[content])


def test_few_open_files_suffice_for_many_bad_ones(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "photos", 3)
    for i in range(400):
        (folder / f"bad{i}.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes([i % 256]) * 30)
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    found = embed(folder, Encoder().backbone(), cache=tmp_path / "cache")
    assert (len(found), len(found.skipped)) == (3, 400)
    if before:
        assert len(os.listdir("/proc/self/fd")) <= before


def test_words_are_embedded_once_and_in_order(tmp_path: Path) -> None:
    encoder = Encoder()
    words = ["cat", "horse", "cat", "e\u0301le\u0300ve", "x" * 40]
    rows = embed_words(words, encoder.backbone(), cache=tmp_path)
    assert encoder.words_seen == ["cat", "horse", "e\u0301le\u0300ve", "x" * 40]
    np.testing.assert_array_equal(rows, encoder.words(words).numpy())
    silent = Encoder()
    np.testing.assert_array_equal(embed_words(words[::-1], silent.backbone(), cache=tmp_path), rows[::-1])
    assert silent.words_seen == []
    with pytest.raises(ModelError, match="pictures only"):
        embed_words(words, replace(encoder.backbone(), words=None), cache=tmp_path)


@pytest.fixture(scope="module")
def builtin() -> Backbone:
    return load_backbone("builtin", device="cpu")


def test_the_builtin_encoder_gives_the_same_bits_however_it_is_asked(
    pictures: Path, tmp_path: Path, builtin: Backbone
) -> None:
    whole = embed(pictures, builtin, cache=False)
    np.testing.assert_array_equal(embed(pictures, builtin, cache=False, batch_size=5, threads=1).vectors, whole.vectors)
    some = embed(sorted(pictures.rglob("*.jpg"))[::3], builtin, cache=tmp_path, batch_size=4)
    resumed = embed(pictures, builtin, cache=tmp_path)
    assert resumed.n_cached == len(some)
    np.testing.assert_array_equal(resumed.vectors, whole.vectors)


def test_vectors_too_large_for_memory_lie_in_a_file_that_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow, "LARGE", 100)
    rows = flow.room((10, 5), tmp_path)
    assert isinstance(rows, np.memmap)
    rows[:] = 1
    assert rows.sum() == 50
    assert not list(tmp_path.iterdir())
    assert not isinstance(flow.room((2, 5), tmp_path), np.memmap)
