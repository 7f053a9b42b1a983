"""Resize, crop and the affine map of pixels."""

import numpy as np
import pytest
import torch
from PIL import Image

from kindfold.embedding.preprocess import Preprocess, centre_crop, pixels_of, resized, target_size, unit


@pytest.mark.parametrize(
    "size, resize, expected",
    [
        ((300, 200), 100, (150, 100)),
        ((200, 301), 100, (100, 150)),
        ((50, 50), 100, (100, 100)),
        ((30, 40), (7, 9), (7, 9)),
        ((30, 40), None, (30, 40)),
    ],
)
def test_the_shortest_edge_or_the_exact_size_is_met(size: tuple, resize: object, expected: tuple) -> None:
    assert target_size(*size, resize) == expected


def test_a_crop_keeps_the_middle_and_pads_with_black() -> None:
    grown = centre_crop(torch.full((4, 4, 3), 255, dtype=torch.uint8), 8, 2)
    assert grown.shape == (8, 2, 3)
    assert (grown[2:6] == 255).all() and (grown[:2] == 0).all() and (grown[6:] == 0).all()


@pytest.mark.parametrize("size", [(40, 30), (97, 31), (150, 200), (1, 1)])
def test_the_fast_way_of_resizing_is_pillows_but_for_rounding(size: tuple[int, int]) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (120, 90, 3), np.uint8)
    picture = Image.fromarray(noise)
    theirs = np.asarray(picture.resize(size, Image.Resampling.BILINEAR)).astype(int)
    ours = resized(pixels_of(picture), *size[::-1]).numpy().astype(int)
    assert ours.shape == theirs.shape
    assert np.abs(ours - theirs).max() <= 1
    threads = torch.get_num_threads()
    torch.set_num_threads(1 if threads > 1 else 2)
    again = resized(pixels_of(picture), *size[::-1]).numpy()
    torch.set_num_threads(threads)
    np.testing.assert_array_equal(again, ours)


def test_the_fast_way_is_taken_only_where_it_is_bilinear() -> None:
    picture = Image.fromarray(np.random.default_rng(0).integers(0, 256, (90, 120, 3), np.uint8))
    slow, fast = (
        Preprocess(resize=40, crop=(40, 40), resample=Image.Resampling.BICUBIC, fast=f) for f in (False, True)
    )
    assert torch.equal(slow(picture), fast(picture))


def test_only_the_fast_way_is_named_in_the_settings() -> None:
    assert Preprocess(fast=True).settings() == {**Preprocess().settings(), "fast": True}


def test_pixels_leave_as_bytes_of_one_shape() -> None:
    preprocess = Preprocess(resize=40, crop=(32, 24))
    for size in ((100, 41), (41, 100), (5, 5)):
        pixels = preprocess(Image.new("RGB", size, (10, 20, 30)))
        assert pixels.dtype == torch.uint8 and pixels.shape == (3, *preprocess.shape)
        assert pixels.amax((1, 2)).tolist() == [10, 20, 30]


def test_normalising_scales_then_shifts_each_channel() -> None:
    preprocess = Preprocess(scale=0.5, mean=(1.0, 2.0, 3.0), std=(1.0, 2.0, 4.0))
    batch = torch.full((1, 3, 1, 1), 10, dtype=torch.uint8)
    assert preprocess.normalise(batch).flatten().tolist() == [4.0, 1.5, 0.5]
    alike = Preprocess(scale=0.5, mean=(1.0,) * 3, std=(2.0,) * 3)
    assert alike.normalise(batch).flatten().tolist() == [2.0, 2.0, 2.0]
    assert batch.unique().tolist() == [10]  # the input is left as it was


def test_a_zero_row_stays_zero() -> None:
    assert unit(torch.tensor([[3.0, 4.0], [0.0, 0.0]])).tolist() == [[pytest.approx(0.6), pytest.approx(0.8)], [0, 0]]
