"""`a+b`: cosines are averaged, words stay where they are known."""

import hashlib
from collections.abc import Callable, Sequence

import torch
from PIL import Image
from torch import Tensor

from kindfold.embedding.backbone import Backbone
from kindfold.embedding.composite import join, parts
from kindfold.embedding.preprocess import Preprocess, unit


def encoder(name: str, size: int, dim: int, *, speaks: bool) -> Backbone:
    generator = torch.Generator().manual_seed(dim)
    weight = torch.randn(3 * size * size, dim, generator=generator)
    preprocess = Preprocess(resize=size, crop=(size, size))

    def words(texts: Sequence[str]) -> Tensor:
        hashes = [list(hashlib.sha256(text.encode()).digest()[:dim]) for text in texts]
        return unit(torch.tensor(hashes).float())

    image: Callable[[Tensor], Tensor] = lambda batch: unit(batch.float().flatten(1) @ weight)  # noqa: E731
    return Backbone(name, dim, size, preprocess, image, f"print of {name}", words=words if speaks else None)


A, B = encoder("a", 6, 5, speaks=True), encoder("b", 10, 7, speaks=False)


def pictures() -> list[Image.Image]:
    noise = torch.randint(0, 256, (4, 20, 30, 3), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    return [Image.fromarray(picture.numpy()) for picture in noise]


def vectors(backbone: Backbone) -> Tensor:
    return backbone.image(torch.stack([backbone.preprocess(picture) for picture in pictures()]))


def test_a_cosine_is_the_mean_of_the_parts_cosines() -> None:
    both = join("a+b", [A, B])
    rows, of_a, of_b = vectors(both), vectors(A), vectors(B)
    assert rows.shape == (4, both.dim)
    torch.testing.assert_close(rows @ rows.T, (of_a @ of_a.T + of_b @ of_b.T) / 2)


def test_words_ask_only_the_parts_that_know_words() -> None:
    both, texts = join("a+b", [A, B]), ["cat", "dog"]
    words = both.words(texts)
    torch.testing.assert_close(words.norm(dim=1), torch.ones(2))
    torch.testing.assert_close(vectors(both) @ words.T, vectors(A) @ A.words(texts).T / 2**0.5)
    assert join("b+b", [B, B]).words is None


def test_order_and_parts_show_in_the_fingerprint() -> None:
    prints = {join(n, e).fingerprint for n, e in [("a+b", [A, B]), ("b+a", [B, A]), ("a+a", [A, A])]}
    assert len(prints) == 3


def test_a_plus_sign_in_a_path_does_not_part_a_name() -> None:
    assert parts("builtin") == ["builtin"]
    assert parts("builtin+hf:owner/name") == ["builtin", "hf:owner/name"]
    assert parts("hf:/models/c++/clip+builtin") == ["hf:/models/c++/clip", "builtin"]
    assert parts("onnx:a+b.onnx") == ["onnx:a+b.onnx"]
