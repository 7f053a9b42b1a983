"""Augmented views: a backbone that sees every picture several times, each time changed by chance."""

from __future__ import annotations

import math
from dataclasses import replace
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from kindfold.embedding.augment import FAMILIES, VERSION, Subject
from kindfold.embedding.backbone import Backbone
from kindfold.embedding.batches import stacked
from kindfold.errors import SettingError, UnknownName

MOST = 64  # views of a picture


class Views(NamedTuple):
    """What "crop-blur:8" asks for: eight views by the family crop-blur."""

    family: str
    number: int

    @classmethod
    def of(cls, text: str) -> Views:
        """Read "family:count".

        Raises
        ------
        UnknownName : there is no such family; the nearest is suggested. SettingError : the count is missing or not
        within 1..64.
        """
        family, _, count = text.partition(":")
        if family not in FAMILIES:
            raise UnknownName("family of views", family, FAMILIES)
        if not (count.isascii() and count.isdigit() and 1 <= int(count) <= MOST):
            raise SettingError(f"views are asked for as {family}:8, with a number from 1 to {MOST}, not as {text!r}")
        return cls(family, int(count))


def augmented(backbone: Backbone, views: str | Views, *, seed: int = 0) -> Backbone:
    """The same encoder, whose row of a picture holds the unit rows of its v views side by side, over sqrt(v).

    A view is a picture like any other: the encoder prepares it in its own way. Its pixels are decided by the seed, the
    picture and the running number of the view alone, so they are the same in any batch, thread and order, and the
    first views of a larger number are those of a smaller one.

    Parameters
    ----------
    views : "family:count", e.g. "crop-blur:8"; the families are in `kindfold.embedding.augment`

    Returns
    -------
    A backbone of dimension v * d, without words. Its fingerprint is its own, so the cache keeps views apart from plain
    pictures; `parted` gives the rows of each view.

    Raises
    ------
    UnknownName, SettingError : as `Views.of`
    """
    name, count = Views.of(views) if isinstance(views, str) else views
    family = FAMILIES[name]

    def preprocess(picture: Image.Image) -> Tensor:
        pixels = blake2b(picture.tobytes(), digest_size=16).digest()
        subject = Subject(picture, backbone.side)
        seen = (family.change(subject, generator(seed, name, pixels, view)) for view in range(count))
        return stacked([backbone.preprocess(view) for view in seen])  # (v, 3, h, w)

    def image(batch: Tensor) -> Tensor:
        rows = backbone.image(batch.flatten(0, 1))  # (b, v, 3, h, w) -> (b * v, d)
        return rows.reshape(len(batch), count * backbone.dim) / math.sqrt(count)

    return replace(
        backbone,
        name=f"{backbone.name} {name}:{count}",
        dim=count * backbone.dim,
        side=math.ceil(backbone.side / math.sqrt(family.least)),  # so that the smallest crop is not blown up
        preprocess=preprocess,
        image=image,
        fingerprint=f"{backbone.fingerprint}/{name}{VERSION}:{count}/seed{seed}",
        words=None,
        text=None,
    )


def parted(vectors: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    """Rows (n, v * d) of an augmented backbone as unit rows (v, n, d); the memory is shared, and scaled in place."""
    vectors *= np.float32(math.sqrt(count))
    return vectors.reshape(len(vectors), count, vectors.shape[1] // count).transpose(1, 0, 2)


def generator(seed: int, family: str, pixels: bytes, view: int) -> np.random.Generator:
    """The chance that belongs to one view of one picture."""
    key = blake2b(f"{seed} {family} {view} ".encode() + pixels, digest_size=16).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(key, "little")))
