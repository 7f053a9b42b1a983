"""`Embeddings` keep rows, views and what is known of them together: in memory, through slices and through files."""

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from kindfold.data.embeddings import Embeddings, write_embeddings
from kindfold.errors import InputError, RunError

N, D, V = 5, 4, 3


@pytest.fixture
def embeddings() -> Embeddings:
    rng = np.random.default_rng(0)
    return Embeddings(
        vectors=rng.normal(size=(N, D)).astype(np.float32),
        ids=tuple(f"{i}.jpg" for i in range(N)),
        encoder="tiny@print",
        views=rng.normal(size=(N, V, D)).astype(np.float32).transpose(1, 0, 2),
        hashes=tuple(f"{i:02x}" for i in range(N)),
        augmentation="weak:3 seed 0",
    )


@pytest.mark.parametrize("rows", [slice(1, 4), [3, 0], np.array([True, False, True, False, False]), []])
def test_rows_take_their_views_along(embeddings: Embeddings, rows: slice | list[int]) -> None:
    some = embeddings[rows]
    picked = np.arange(N)[rows]
    assert embeddings.views is not None and some.views is not None
    assert some.views.shape == (V, len(picked), D)
    for new, old in enumerate(picked):
        assert (some.ids[new], some.hashes[new]) == (embeddings.ids[old], embeddings.hashes[old])
        np.testing.assert_array_equal(some.vectors[new], embeddings.vectors[old])
        np.testing.assert_array_equal(some.views[:, new], embeddings.views[:, old])
    assert some.augmentation == embeddings.augmentation


def test_a_file_gives_back_what_was_saved(embeddings: Embeddings, tmp_path: Path) -> None:
    embeddings.save(tmp_path / "v.safetensors")
    again = Embeddings.load(tmp_path / "v.safetensors")
    assert embeddings.views is not None and again.views is not None
    np.testing.assert_array_equal(again.views, embeddings.views)
    np.testing.assert_array_equal(again.vectors, embeddings.vectors)
    assert (again.ids, again.hashes, again.encoder) == (embeddings.ids, embeddings.hashes, embeddings.encoder)
    assert again.augmentation == "weak:3 seed 0"


def test_without_views_a_file_says_nothing_of_them(embeddings: Embeddings, tmp_path: Path) -> None:
    plain = Embeddings(embeddings.vectors, embeddings.ids)
    plain.save(tmp_path / "v.safetensors")
    again = Embeddings.load(tmp_path / "v.safetensors")
    assert (again.views, again.augmentation) == (None, "")
    assert b"augmentation" not in (tmp_path / "v.safetensors").read_bytes()


@pytest.mark.parametrize("shape", [(V, N - 1, D), (V, N, D + 1), (N, D)])
def test_views_of_another_shape_are_refused(embeddings: Embeddings, shape: tuple[int, ...]) -> None:
    with pytest.raises(InputError, match="do not fit"):
        Embeddings(embeddings.vectors, embeddings.ids, views=np.zeros(shape, np.float32))


def test_vectors_are_mapped_from_their_file_and_cannot_be_written(embeddings: Embeddings, tmp_path: Path) -> None:
    embeddings.save(tmp_path / "v.safetensors")
    again = Embeddings.load(tmp_path / "v.safetensors")
    assert isinstance(again.vectors, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        again.vectors[0] = 0


def test_blocks_of_rows_make_the_file_of_all_rows(embeddings: Embeddings, tmp_path: Path) -> None:
    whole, parts = tmp_path / "whole.safetensors", tmp_path / "parts.safetensors"
    plain = Embeddings(embeddings.vectors, ("a", "b\udcff", "", "d", "ü"), "tiny@print", hashes=embeddings.hashes)
    plain.save(whole)
    blocks = (embeddings.vectors[i : i + 2] for i in range(0, N, 2))
    write_embeddings(parts, blocks, D, ids=plain.ids, hashes=plain.hashes, encoder=plain.encoder)
    assert parts.read_bytes() == whole.read_bytes()
    assert Embeddings.load(parts).ids == plain.ids


def test_files_of_the_first_format_are_read(embeddings: Embeddings, tmp_path: Path) -> None:
    head = {"format_version": 1, "encoder": "tiny@print", "ids": embeddings.ids, "hashes": embeddings.hashes}
    save_file({"vectors": embeddings.vectors}, tmp_path / "old.safetensors", {"kindfold": json.dumps(head)})
    again = Embeddings.load(tmp_path / "old.safetensors")
    np.testing.assert_array_equal(again.vectors, embeddings.vectors)
    assert (again.ids, again.hashes, again.encoder) == (embeddings.ids, embeddings.hashes, "tiny@print")


def test_a_shortened_file_is_told(embeddings: Embeddings, tmp_path: Path) -> None:
    path = tmp_path / "v.safetensors"
    embeddings.save(path)
    whole = path.read_bytes()
    for length in (0, 5, 100, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(RunError, match="holds no embeddings"):
            Embeddings.load(path)
