"""Laws of pixels: every depth, transparency and profile ends as the sRGB that a person would see."""

import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from corpus import in_mode, picture
from kindfold.embedding import pixels
from kindfold.embedding.pixels import from_array, to_srgb


def same(a: Image.Image, b: Image.Image) -> bool:
    return a.mode == b.mode == "RGB" and np.array_equal(np.asarray(a), np.asarray(b))


def test_deep_grey_is_scaled_not_clipped() -> None:
    deep = np.linspace(5000, 50000, 64 * 48).reshape(48, 64)
    for mode, dtype in (("I;16", "<u2"), ("I;16B", ">u2")):
        image = Image.frombytes(mode, (64, 48), deep.astype(dtype).tobytes())
        grey = np.asarray(to_srgb(image))[..., 0]
        np.testing.assert_array_equal(grey, np.rint(deep.astype("u2") / 257).astype(np.uint8))


@pytest.mark.parametrize("mode", ["I", "F"])
def test_wide_numbers_are_stretched_and_usual_ones_kept(mode: str) -> None:
    wide = Image.fromarray(np.array([[-1000, 0, 3000]], dtype={"I": np.int32, "F": np.float32}[mode]))
    assert np.asarray(to_srgb(wide))[0, :, 0].tolist() == [0, 64, 255]
    usual = in_mode(mode)
    assert np.abs(np.asarray(to_srgb(usual))[..., 0] - np.asarray(usual)).max() <= 0.5


def test_transparent_pixels_lie_on_white() -> None:
    assert to_srgb(Image.new("RGBA", (8, 8), (200, 0, 0, 0))).getpixel((3, 3)) == (255, 255, 255)
    assert to_srgb(Image.new("RGBA", (8, 8), (0, 0, 0, 128))).getpixel((3, 3)) == (127, 127, 127)
    assert to_srgb(Image.new("LA", (8, 8), (9, 0))).getpixel((3, 3)) == (255, 255, 255)
    keyed = picture()
    keyed.info["transparency"] = (230, 40, 40)
    assert to_srgb(keyed).getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "I;16", "I", "F"])
@pytest.mark.parametrize("factor", [1, 3])
def test_work_in_strips_changes_nothing(mode: str, factor: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = to_srgb(in_mode(mode), factor=factor)
    monkeypatch.setattr(pixels, "STRIP", 500)
    assert same(to_srgb(in_mode(mode), factor=factor), whole)
    assert whole.size == (-(-64 // factor), 48 // factor)


@pytest.mark.parametrize("dtype", ["u1", "<u2", ">u2", "f4", "f8", ">i8"])
def test_arrays_of_any_numbers_show_the_same_picture(dtype: str) -> None:
    scale = {"u2": 257, "f4": 1 / 255, "f8": 1 / 255}.get(dtype[-2:], 1)
    assert same(from_array((np.asarray(picture()) * np.float64(scale)).astype(dtype)), picture())


@pytest.mark.parametrize("shape", [(6, 5), (6, 5, 1), (6, 5, 3), (6, 5, 4)])
def test_arrays_of_every_shape_are_read(shape: tuple[int, ...]) -> None:
    assert to_srgb(from_array(np.full(shape, 255, np.uint8))).size == (5, 6)
    assert from_array(np.ones(shape[:2], bool)).getpixel((0, 0)) == 255


def test_numbers_that_are_none_become_black() -> None:
    holes = np.asarray(in_mode("F"), np.float32) / 255
    holes[0, :2] = np.nan, -np.inf
    for image in (from_array(holes), to_srgb(Image.fromarray(holes))):
        assert np.asarray(image.convert("L"))[0, :2].tolist() == [0, 0]
    assert np.asarray(to_srgb(Image.fromarray(np.full((2, 2), np.nan, np.float32)))).max() == 0
    assert np.asarray(from_array(np.full((2, 2), np.nan))).max() == 0


@pytest.mark.parametrize("value", [-3, 0, 300, 1e30])
def test_picture_of_one_wide_value_is_one_colour(value: float) -> None:
    assert len(set(from_array(np.full((4, 4), value)).tobytes())) == 1


def test_colour_profile_changes_colours_as_it_says() -> None:
    red = Image.new("RGB", (8, 8), (255, 0, 0))
    assert to_srgb(red).getpixel((0, 0)) == (255, 0, 0)
    red.info["icc_profile"] = _swapped_profile()
    r, g, b = to_srgb(red).getpixel((0, 0))  # type: ignore[misc]
    assert g > 200
    assert max(r, b) < 60


@pytest.mark.parametrize("profile", [b"", bytes(500), b"\xff" * 500, "text", None])
def test_damaged_profile_changes_nothing(profile: object) -> None:
    image = picture()
    image.info["icc_profile"] = profile
    assert same(to_srgb(image), picture())


def test_profile_that_does_not_fit_changes_nothing() -> None:
    image = picture()
    image.info["icc_profile"] = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    assert same(to_srgb(image), picture())


def _swapped_profile() -> bytes:
    """An sRGB profile whose red and green are exchanged, under another name."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"tmp0").replace(b"gXYZ", b"rXYZ").replace(b"tmp0", b"gXYZ")
    ImageCms.ImageCmsProfile(io.BytesIO(swapped))
    return swapped.replace(b"s\0R\0G\0B", b"t\0e\0s\0t").replace(b"sRGB", b"test")
