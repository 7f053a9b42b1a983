"""Preprocessing equals transformers' Pillow image processors, pixel for pixel."""

from typing import Any

import numpy as np
import pytest
import torch
import transformers
from PIL import Image

from kindfold.embedding.processors import DEFAULTS, read_processor
from kindfold.errors import ModelError

OTHER_MEAN = [0.485, 0.456, 0.406]
CASES: list[tuple[str, dict[str, Any]]] = [
    ("CLIP", {}),
    ("CLIP", {"size": 64, "crop_size": 48, "resample": 2, "image_mean": OTHER_MEAN}),
    ("CLIP", {"size": {"shortest_edge": 40}, "crop_size": {"height": 48, "width": 44}}),
    ("Bit", {"size": {"shortest_edge": 256}, "crop_size": {"height": 224, "width": 224}, "image_mean": OTHER_MEAN}),
    ("Siglip", {"size": {"height": 96, "width": 64}}),
    ("Blip", {}),
    ("ViT", {}),
    ("ViT", {"size": 64, "do_normalize": False}),
    ("ViT", {"size": {"height": 64, "width": 64}, "do_rescale": False}),
    ("DeiT", {"size": {"height": 80, "width": 80}, "crop_size": {"height": 64, "width": 64}}),
    ("ConvNext", {"size": {"shortest_edge": 224}}),
    ("ConvNext", {"size": {"shortest_edge": 64}, "crop_pct": 0.95}),
    ("ConvNext", {}),
]


@pytest.mark.parametrize("kind, settings", CASES, ids=[f"{kind}-{i}" for i, (kind, _) in enumerate(CASES)])
@pytest.mark.parametrize("size", [(50, 77), (301, 200), (224, 224)])
def test_pixels_equal_those_of_transformers(kind: str, settings: dict[str, Any], size: tuple[int, int]) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (*size, 3), dtype=np.uint8)
    picture = Image.fromarray(noise)
    theirs = getattr(transformers, f"{kind}ImageProcessorPil")(**settings)(picture, return_tensors="pt")

    preprocess = read_processor({**settings, "image_processor_type": f"{kind}ImageProcessor"})
    pixels = preprocess(picture)
    assert pixels.dtype == torch.uint8 and pixels.shape[1:] == preprocess.shape
    torch.testing.assert_close(preprocess.normalise(pixels[None]), theirs["pixel_values"].float(), atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("kind", sorted(DEFAULTS))
def test_every_name_of_a_processor_is_understood(kind: str) -> None:
    names = [f"{kind}{suffix}" for suffix in ("ImageProcessor", "ImageProcessorFast", "FeatureExtractor")]
    assert len({read_processor({"image_processor_type": name}) for name in names}) == 1


def test_the_settings_file_of_2021_is_understood() -> None:
    old = {"feature_extractor_type": "CLIPFeatureExtractor", "size": 224, "crop_size": 224, "resample": 3}
    assert read_processor(old) == read_processor({"image_processor_type": "CLIPImageProcessor"})


@pytest.mark.parametrize(
    "settings, sentence",
    [
        ({"image_processor_type": "FancyImageProcessor"}, "FancyImageProcessor"),
        ({}, "nameless"),
        ({"image_processor_type": "CLIPImageProcessor", "do_center_crop": False}, "different sizes"),
        ({"image_processor_type": "CLIPImageProcessor", "size": {"longest_edge": 9}}, "not understood"),
    ],
)
def test_settings_that_cannot_be_followed_are_refused(settings: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ModelError, match=sentence):
        read_processor(settings)
