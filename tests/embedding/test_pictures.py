"""Pictures of a training: decided by the chance, the row and the view alone."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from kindfold.data.images import images
from kindfold.embedding.pictures import TrainingPictures
from kindfold.embedding.preprocess import Preprocess
from kindfold.embedding.reader import read_rgb
from kindfold.errors import InputError, UnknownName

PREPROCESS = Preprocess(resize=32, crop=(32, 32))


def seen(folder: Path, **settings: object) -> TrainingPictures:
    return TrainingPictures(images(folder), PREPROCESS, **settings)  # type: ignore[arg-type]


def test_unchanged_pictures_are_those_of_an_encoder(pictures: Path) -> None:
    found = images(pictures)
    rows = torch.tensor([5, 0])
    expected = [PREPROCESS(read_rgb(found.source.read(i), side=PREPROCESS.side)) for i in rows.tolist()]
    torch.testing.assert_close(seen(pictures).whole(rows), torch.stack(expected))
    assert len(seen(pictures)) == len(found)


def test_view_depends_on_the_chance_the_row_and_which_it_is_alone(pictures: Path) -> None:
    one, other = seen(pictures, threads=1), seen(pictures, threads=3)
    rows = torch.tensor([3, 1, 2])
    views = one.changed(rows, 0, 7)
    assert views.shape == (3, 3, 32, 32)
    assert views.dtype == torch.uint8
    torch.testing.assert_close(other.changed(rows.flip(0), 0, 7).flip(0), views, rtol=0, atol=0)
    assert not torch.equal(one.changed(rows, 1, 7), views)
    assert not torch.equal(one.changed(rows, 0, 8), views)


def test_picture_that_is_gone_is_named(pictures: Path, tmp_path: Path) -> None:
    file = tmp_path / "a" / "gone.jpg"
    file.parent.mkdir()
    file.write_bytes(next(pictures.rglob("*.jpg")).read_bytes())
    training = seen(file.parent)
    file.unlink()
    with pytest.raises(InputError, match=r"gone\.jpg.*checkpoint"):
        training.whole(torch.tensor([0]))


def test_unknown_family_is_named(pictures: Path) -> None:
    with pytest.raises(UnknownName, match="crop-blur"):
        seen(pictures, families=("crop-blurr", "weak"))
