"""Families of views: what they do to a picture, and how often."""

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from kindfold.embedding import augment
from kindfold.embedding.augment import FAMILIES, Subject, blur, crop_blur, part, shift_colors, turn_hue

DRAWS = 2000
BOUND = 4 * (DRAWS / 4) ** 0.5  # four standard deviations of a count with probability 1/2: missed once in 16,000


def noise(width: int, height: int) -> Image.Image:
    return Image.fromarray(np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8))


def test_crop_and_blur_happen_half_of_the_time_and_independently(monkeypatch: pytest.MonkeyPatch) -> None:
    subject, rng = Subject(noise(40, 30), 32), np.random.default_rng(0)
    did: dict[str, list[bool]] = {"crop": [], "blur": []}
    spy(monkeypatch, did)
    for _ in range(DRAWS):
        for seen in did.values():
            seen.append(False)
        crop_blur(subject, rng)
    cropped, blurred = np.array(did["crop"]), np.array(did["blur"])
    assert abs(cropped.sum() - DRAWS / 2) < BOUND
    assert abs(blurred.sum() - DRAWS / 2) < BOUND
    assert abs((cropped == blurred).sum() - DRAWS / 2) < BOUND


def spy(monkeypatch: pytest.MonkeyPatch, did: dict[str, list[bool]]) -> None:
    """Note when a crop or a blur is asked for, and do it."""

    def noting(name: str, act: Callable[..., Image.Image]) -> Callable[..., Image.Image]:
        def noted(*arguments: object) -> Image.Image:
            did[name][-1] = True
            return act(*arguments)

        return noted

    monkeypatch.setattr(Subject, "crop", noting("crop", Subject.crop))
    monkeypatch.setattr(augment, "blur", noting("blur", blur))


@pytest.mark.parametrize("size", [(40, 30), (31, 80), (1, 1), (3, 200), (640, 480)])
@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_takes_pictures_of_any_shape(family: str, size: tuple[int, int]) -> None:
    rng, picture = np.random.default_rng(0), noise(*size)
    before = picture.tobytes()
    for _ in range(20):
        view = FAMILIES[family].change(Subject(picture, 32), rng)
        assert view.mode == "RGB"
        assert min(view.size) <= 32
    assert picture.tobytes() == before


def test_the_same_chance_makes_the_same_view_and_another_family_another() -> None:
    subject = Subject(noise(60, 50), 32)
    views = {name: family.change(subject, np.random.default_rng(5)).tobytes() for name, family in FAMILIES.items()}
    assert len(set(views.values())) == len(views)
    for name, family in FAMILIES.items():
        assert family.change(subject, np.random.default_rng(5)).tobytes() == views[name]


@pytest.mark.parametrize("least", [0.2, 0.5])
def test_parts_have_the_area_and_shape_that_are_asked_for(least: float) -> None:
    rng = np.random.default_rng(0)
    boxes = np.array([part(300, 300, least, rng) for _ in range(DRAWS)])
    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    assert boxes.min() == 0 and boxes.max() == 300
    shares, shapes = width * height / 300**2, width / height
    assert least * 0.98 < shares[(width < 300) & (height < 300)].min() < least * 1.05
    assert 0.74 < shapes.min() < 0.77 and 1.3 < shapes.max() < 1.35
    assert abs(np.mean(boxes[:, 0] + boxes[:, 2]) - 300) < 10  # anywhere, on average in the middle


def test_a_long_picture_keeps_the_shape_of_its_parts() -> None:
    rng = np.random.default_rng(0)
    boxes = np.array([part(1000, 10, 0.5, rng) for _ in range(200)])
    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    assert (height == 10).all() or (height >= 9).all()
    assert width.max() <= 14
    assert boxes[:, 2].max() <= 1000


def test_blur_is_as_strong_on_any_scale() -> None:
    """The contrast that is left of a pattern depends on the pattern's size relative to the picture's alone."""
    left = []
    for side in (112, 224, 448):
        stripes = np.zeros((side, side, 3), np.uint8)
        stripes[:, np.arange(side) // (side // 28) % 2 == 0] = 255
        view = blur(Image.fromarray(stripes), Fixed(2.0))  # type: ignore[arg-type]
        left.append(np.asarray(view).std())
    assert max(left) / min(left) < 1.1
    assert 20 < left[0] < 127


class Fixed:
    """A source of chance that always gives one value."""

    def __init__(self, value: float) -> None:
        self.value = value

    def uniform(self, low: float, high: float) -> float:
        assert low <= self.value <= high
        return self.value


def test_hues_turn_and_nothing_else_does() -> None:
    red = Image.new("RGB", (4, 4), (200, 40, 40))
    r, g, b = turn_hue(red, 1 / 3).getpixel((0, 0))  # type: ignore[misc]
    assert g == 200 and max(r, b) < 45
    grey = noise(8, 8).convert("L").convert("RGB")
    assert turn_hue(grey, 0.1).tobytes() == grey.tobytes()


def test_colours_shift_within_bounds_and_keep_the_size() -> None:
    rng, flat = np.random.default_rng(0), Image.new("RGB", (4, 4), (100, 100, 100))
    levels = [shift_colors(flat, rng).getpixel((0, 0))[0] for _ in range(300)]  # type: ignore[index]
    assert 60 <= min(levels) < 68 and 132 < max(levels) <= 140  # contrast and saturation leave a flat grey alone


def test_the_whole_is_made_once_and_only_smaller() -> None:
    subject = Subject(noise(80, 60), 32)
    assert subject.whole is subject.whole
    assert subject.whole.size == (42, 32)
    small = noise(20, 10)
    assert Subject(small, 32).whole is small
