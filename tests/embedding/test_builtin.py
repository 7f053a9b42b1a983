"""The builtin encoder: laws of its vectors."""

import pytest
import torch
from PIL import Image
from torch import Tensor

from kindfold.embedding.backbone import Backbone, load_backbone


@pytest.fixture(scope="module")
def builtin() -> Backbone:
    return load_backbone("builtin", device="cpu")


@pytest.fixture(scope="module")
def batch() -> Tensor:
    return torch.randint(0, 256, (9, 3, 260, 260), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))


def test_pictures_leave_as_unit_rows(builtin: Backbone, batch: Tensor) -> None:
    vectors = builtin.image(batch)
    assert vectors.shape == (9, builtin.dim) and vectors.dtype == torch.float32
    torch.testing.assert_close(vectors.norm(dim=1), torch.ones(9))


def test_vectors_do_not_depend_on_the_batch(builtin: Backbone, batch: Tensor) -> None:
    whole = builtin.image(batch)
    for size in (1, 2, 5):
        assert torch.equal(torch.cat([builtin.image(part) for part in batch.split(size)]), whole)


def test_preprocess_crops_to_the_network_input(builtin: Backbone) -> None:
    assert builtin.preprocess(Image.new("RGB", (400, 300))).shape == (3, 260, 260)
