"""Laws of views: the seed, the picture and the number of the view decide every bit, and nothing else does."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor

from kindfold.embedding import Backbone, Store, embed, load_backbone
from kindfold.embedding.augment import FAMILIES
from kindfold.embedding.batches import stacked
from kindfold.embedding.composite import join
from kindfold.embedding.preprocess import Preprocess, unit
from kindfold.embedding.views import Views, augmented, generator
from kindfold.errors import Reason, SettingError, UnknownName

D, SIDE = 6, 16
WEIGHT = torch.randn(3 * SIDE * SIDE, D, dtype=torch.float64, generator=torch.Generator().manual_seed(0))


class Network:
    """A linear map that counts what it sees; each row is computed by itself, so that batches change no bit."""

    def __init__(self, fault: Callable[[Tensor], None] = lambda batch: None) -> None:
        self.fault = fault
        self.n_seen = 0

    def image(self, batch: Tensor) -> Tensor:
        self.fault(batch)
        self.n_seen += len(batch)
        return unit(torch.stack([(row.flatten().double() - 128) @ WEIGHT for row in batch]).float())

    def backbone(self, print: str = "print") -> Backbone:
        return Backbone("tiny", D, SIDE, Preprocess(resize=SIDE, crop=(SIDE, SIDE)), self.image, print)


def picture(seed: int, width: int = 40, height: int = 30) -> Image.Image:
    small = np.random.default_rng(seed).integers(0, 256, (6, 8, 3), np.uint8)
    return Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC)


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("photos")
    for i in range(23):
        picture(i).save(folder / f"{i:02d}.png")
    return folder


@pytest.mark.parametrize("family", FAMILIES)
def test_the_first_views_of_many_are_those_of_few(family: str) -> None:
    few, many = (augmented(Network().backbone(), f"{family}:{v}", seed=3) for v in (4, 8))
    pixels = many.preprocess(picture(0))
    assert pixels.shape == (8, 3, SIDE, SIDE) and pixels.dtype == torch.uint8
    assert torch.equal(few.preprocess(picture(0)), pixels[:4])
    assert len({view.numpy().tobytes() for view in pixels}) > 4


@pytest.mark.parametrize("family", FAMILIES)
def test_seed_and_picture_decide_what_a_view_shows(family: str) -> None:
    one, same, other = (augmented(Network().backbone(), f"{family}:6", seed=seed) for seed in (0, 0, 1))
    assert torch.equal(one.preprocess(picture(0)), same.preprocess(picture(0)))
    assert not torch.equal(one.preprocess(picture(0)), other.preprocess(picture(0)))
    same.preprocess(picture(1))
    assert torch.equal(same.preprocess(picture(0)), one.preprocess(picture(0)))


def test_chances_differ_between_views_pictures_and_seeds() -> None:
    draws = [
        generator(seed, family, pixels, view).random()
        for seed in (0, 1)
        for family in FAMILIES
        for pixels in (b"a", b"b")
        for view in range(20)
    ]
    assert len(set(draws)) == len(draws)
    assert abs(np.mean(draws) - 0.5) < 4 / (12 * len(draws)) ** 0.5


def test_a_row_holds_the_unit_rows_of_its_views(photos: Path) -> None:
    network = Network()
    found = embed(photos, network.backbone(), views="weak:3", cache=False)
    assert found.views is not None
    assert found.views.shape == (3, 23, D) and found.views.dtype == np.float32
    encoder = augmented(network.backbone(), "weak:3")
    for row, path in enumerate(sorted(photos.iterdir())):
        seen = encoder.preprocess(Image.open(path).convert("RGB"))
        np.testing.assert_allclose(found.views[:, row], network.image(seen).numpy(), atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(found.views, axis=2), 1, atol=1e-6)
    assert found.augmentation == "weak:3 seed 0"


def test_the_plain_vectors_are_those_of_a_run_without_views(photos: Path, tmp_path: Path) -> None:
    plain = embed(photos, Network().backbone(), cache=tmp_path)
    network = Network()
    both = embed(photos, network.backbone(), views="crop-blur:2", cache=tmp_path)
    np.testing.assert_array_equal(both.vectors, plain.vectors)
    assert (both.ids, both.hashes, both.encoder) == (plain.ids, plain.hashes, plain.encoder)
    assert network.n_seen == 2 * 23
    assert both.n_cached == 0  # the views were new


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("batch_size", [1, 4, 7, 64])
def test_views_do_not_depend_on_how_the_work_is_cut(photos: Path, batch_size: int, threads: int) -> None:
    whole = embed(photos, Network().backbone(), views="jitter-color:3", cache=False)
    cut = embed(
        photos, Network().backbone(), views="jitter-color:3", cache=False, batch_size=batch_size, threads=threads
    )
    np.testing.assert_array_equal(cut.views, whole.views)


def test_views_do_not_depend_on_the_company_or_the_order(photos: Path, tmp_path: Path) -> None:
    whole = embed(photos, Network().backbone(), views="strong:2", cache=False)
    some = embed(sorted(photos.iterdir())[::-5], Network().backbone(), views="strong:2", cache=False)
    rows = [whole.ids.index(Path(id).name) for id in some.ids]
    np.testing.assert_array_equal(some.views, whole[rows].views)


def test_views_of_a_second_run_come_from_the_cache(photos: Path, tmp_path: Path) -> None:
    first = embed(photos, Network().backbone(), views="crop-blur:4", cache=tmp_path, seed=7)
    network = Network()
    second = embed(photos, network.backbone(), views="crop-blur:4", cache=tmp_path, seed=7)
    assert (first.n_cached, second.n_cached, network.n_seen) == (0, 23, 0)
    np.testing.assert_array_equal(second.views, first.views)
    for views, seed in [("crop-blur:4", 8), ("crop-blur:3", 7), ("weak:4", 7)]:
        again = embed(photos, network.backbone(), views=views, cache=tmp_path, seed=seed)
        assert again.n_cached == 0


def test_less_memory_changes_no_bit(photos: Path) -> None:
    def small(batch: Tensor) -> None:
        if len(batch) > 4:
            raise torch.OutOfMemoryError("no room")

    found = embed(photos, Network(small).backbone(), views="weak:4", cache=False, batch_size=16)
    np.testing.assert_array_equal(found.views, embed(photos, Network().backbone(), views="weak:4", cache=False).views)


def test_a_picture_that_fails_in_either_form_is_one_skip_and_rows_stay_aligned(photos: Path, tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    for path in photos.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "03a.png").write_bytes(b"")
    (folder / "link.png").symlink_to("03.png")
    (folder / "twin.png").write_bytes((folder / "09.png").read_bytes())
    encoder = augmented(Network().backbone(), "weak:2")
    dark = encoder.preprocess(Image.open(folder / "09.png"))[1]

    def image(batch: Tensor) -> Tensor:
        rows = Network().image(batch)
        rows[(batch == dark).all((1, 2, 3))] = 0
        return rows

    seen: list[tuple[int, int, int]] = []
    backbone = replace(Network().backbone(), image=image)
    found = embed(folder, backbone, views="weak:2", cache=tmp_path / "c", progress=lambda *now: seen.append(now))
    assert [(skip.id, skip.reason) for skip in found.skipped] == [
        ("link.png", Reason.LINK),
        ("03a.png", Reason.EMPTY),
        ("09.png", Reason.NON_FINITE),
        ("twin.png", Reason.NON_FINITE),
    ]
    assert len(found) == 22 and "09.png" not in found.ids
    clean = embed(photos, Network().backbone(), views="weak:2", cache=False)
    rows = [clean.ids.index(id) for id in found.ids]
    np.testing.assert_array_equal(found.views, clean[rows].views)
    assert seen[-1] == (3 * 26, 3 * 26, 0)
    assert [done for done, *_ in seen] == sorted(done for done, *_ in seen)


def test_a_picture_that_changes_between_the_two_forms_is_left_out(photos: Path, tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    for i in range(3):
        Image.new("RGB", (40, 30), (i, 90, 200)).save(folder / f"{i}.bmp")
    stamp = (folder / "1.bmp").stat()

    def meddle(batch: Tensor) -> None:
        Image.new("RGB", (40, 30), (77, 90, 200)).save(folder / "1.bmp")
        os.utime(folder / "1.bmp", ns=(stamp.st_atime_ns, stamp.st_mtime_ns))

    found = embed(folder, Network(meddle).backbone(), views="weak:2", cache=False)
    assert found.ids == ("0.bmp", "2.bmp")
    assert [(skip.id, skip.reason) for skip in found.skipped] == [("1.bmp", Reason.VANISHED)]
    assert found.views is not None and found.views.shape[1] == 2


def test_no_picture_at_all_is_no_view(tmp_path: Path) -> None:
    (tmp_path / "bad.png").write_bytes(b"\x89PNG")
    found = embed(tmp_path, Network().backbone(), views="weak:2", cache=False)
    assert found.views is not None
    assert (found.vectors.shape, found.views.shape, len(found.skipped)) == ((0, D), (2, 0, D), 1)


def test_an_interrupted_run_goes_on_and_ends_with_the_same_bits(photos: Path, tmp_path: Path) -> None:
    def slow(batch: Tensor) -> None:
        time.sleep(0.05)

    threading.Timer(0.6, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        embed(photos, Network(slow).backbone(), views="weak:2", cache=tmp_path, batch_size=2)
    with Store(tmp_path) as store:
        n_kept = len(store)
    assert 0 < n_kept < 2 * 23
    network = Network()
    found = embed(photos, network.backbone(), views="weak:2", cache=tmp_path)
    assert network.n_seen < 3 * 23
    np.testing.assert_array_equal(found.views, embed(photos, Network().backbone(), views="weak:2", cache=False).views)


KILLED = """
import sys, time
sys.path.insert(0, sys.argv[1])
from test_views import Network, embed
embed(sys.argv[2], Network(lambda batch: time.sleep(0.03)).backbone(), views="weak:2", cache=sys.argv[3], batch_size=2)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_killed_run_goes_on_and_ends_with_the_same_bits(photos: Path, tmp_path: Path) -> None:
    arguments = [sys.executable, "-c", KILLED, str(Path(__file__).parent), str(photos), str(tmp_path / "cache")]
    kept = 0
    for more in (1, 15):  # in the first form, then among the views
        process = subprocess.Popen(arguments, stderr=subprocess.DEVNULL)
        wanted = 23 * (more > 1) + more
        while process.poll() is None and rows(tmp_path / "cache") < wanted:
            time.sleep(0.01)
        process.kill()
        process.wait()
        assert kept < (kept := rows(tmp_path / "cache")) < 2 * 23
    network = Network()
    found = embed(photos, network.backbone(), views="weak:2", cache=tmp_path / "cache")
    assert network.n_seen == 2 * (2 * 23 - kept)
    np.testing.assert_array_equal(found.views, embed(photos, Network().backbone(), views="weak:2", cache=False).views)


def rows(cache: Path) -> int:
    if not cache.exists():
        return 0
    with Store(cache) as store:
        return len(store)


def test_two_encoders_side_by_side_see_the_same_views() -> None:
    a, b = Network().backbone("a"), Network().backbone("b")
    both = augmented(join("a+b", [a, b]), "jitter-color:4")
    alone = augmented(a, "jitter-color:4")
    pixels = stacked([both.preprocess(picture(0)), both.preprocess(picture(1))])
    assert pixels.shape == (2, 4, 3, SIDE, 2 * SIDE)
    assert torch.equal(pixels[0, ..., :SIDE], alone.preprocess(picture(0)))
    assert torch.equal(pixels[0, ..., SIDE:], alone.preprocess(picture(0)))
    vectors = both.image(pixels)
    assert vectors.shape == (2, 4 * 2 * D)
    torch.testing.assert_close(vectors.norm(dim=1), torch.ones(2))


def test_views_know_no_words_and_have_a_name_of_their_own() -> None:
    backbone = replace(load_words(), fingerprint="print")
    seen = augmented(backbone, "weak:2", seed=5)
    assert seen.words is None and seen.text is None
    prints = {
        augmented(backbone, views, seed=s).fingerprint for views in ("weak:2", "weak:3", "strong:2") for s in (0, 1)
    }
    assert len(prints | {backbone.fingerprint}) == 7


def load_words() -> Backbone:
    return replace(Network().backbone(), words=lambda texts: torch.zeros(len(texts), D))


@pytest.mark.parametrize("given", ["weak", "weak:", "weak:0", "weak:65", "weak:-1", "weak:2.5", "weak:two", "weak:²"])
def test_a_number_of_views_that_cannot_be_is_refused(given: str) -> None:
    with pytest.raises(SettingError, match="from 1 to 64"):
        Views.of(given)


def test_an_unknown_family_is_told_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="did you mean 'crop-blur'"):
        embed(tmp_path / "nowhere", views="crop_blur:8")
    assert Views.of("weak:64") == ("weak", 64)


def test_the_builtin_encoder_gives_the_same_views_however_it_is_asked(pictures: Path, tmp_path: Path) -> None:
    backbone = load_backbone("builtin", device="cpu")
    files = sorted(pictures.rglob("*.jpg"))[::6]
    whole = embed(files, backbone, views="crop-blur:3", cache=False)
    embed(files[::3], backbone, views="crop-blur:3", cache=tmp_path, batch_size=5, threads=1)
    resumed = embed(files, backbone, views="crop-blur:3", cache=tmp_path, batch_size=2)
    assert resumed.n_cached == len(files[::3])
    np.testing.assert_array_equal(resumed.views, whole.views)
    assert whole.views is not None
    assert (np.einsum("vnd,nd->vn", whole.views, whole.vectors) > 0.5).all()
