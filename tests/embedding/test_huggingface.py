"""`hf:` encoders on small random models: their vectors equal transformers' own."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import torch
from PIL import Image
from torch import Tensor
from transformers import AutoTokenizer

from kindfold.embedding.backbone import Backbone, load_backbone
from kindfold.errors import MissingWeights, ModelError
from kindfold.ops.prompts import Prompts
from tiny_models import MODELS, save_model

TEXTS = ["a cat", "a photo of a red car", "grand piano", "dog"]


@pytest.fixture(autouse=True)
def in_float32(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kindfold.embedding.huggingface.fast_dtype", lambda device: torch.float32)


@pytest.fixture
def pictures() -> list[Image.Image]:
    noise = torch.randint(0, 256, (3, 40, 56, 3), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    return [Image.fromarray(picture.numpy()) for picture in noise]


def vectors(backbone: Backbone, pictures: list[Image.Image]) -> Tensor:
    return backbone.image(torch.stack([backbone.preprocess(picture) for picture in pictures]))


@pytest.mark.parametrize("family", sorted(MODELS))
def test_every_family_gives_unit_rows_of_its_dimension(family: str, tmp_path: Path, pictures: list) -> None:
    save_model(family, tmp_path)
    backbone = load_backbone(f"hf:{tmp_path}", device="cpu")
    rows = vectors(backbone, pictures)
    assert rows.shape == (3, backbone.dim)
    torch.testing.assert_close(rows.norm(dim=1), torch.ones(3))
    assert (backbone.words is None) == (backbone.text is None) == (family not in {"clip", "siglip", "blip"})


def test_clip_features_are_those_of_transformers(tmp_path: Path, pictures: list) -> None:
    model = save_model("clip", tmp_path)
    backbone = load_backbone(f"hf:{tmp_path}", device="cpu")
    pixels = backbone.preprocess.normalise(torch.stack([backbone.preprocess(picture) for picture in pictures]))
    tokens = AutoTokenizer.from_pretrained(tmp_path)(TEXTS, padding=True, return_tensors="pt")
    with torch.no_grad():
        expected = model(pixel_values=pixels, input_ids=tokens["input_ids"], attention_mask=tokens["attention_mask"])
    torch.testing.assert_close(vectors(backbone, pictures), expected.image_embeds)
    torch.testing.assert_close(backbone.words(TEXTS), expected.text_embeds)


def test_siglip_words_are_padded_as_in_training(tmp_path: Path) -> None:
    model = save_model("siglip", tmp_path)
    backbone = load_backbone(f"hf:{tmp_path}", device="cpu")
    tokens = AutoTokenizer.from_pretrained(tmp_path)(TEXTS, padding="max_length", max_length=12, return_tensors="pt")
    with torch.no_grad():
        expected = model.get_text_features(input_ids=tokens["input_ids"]).pooler_output
    torch.testing.assert_close(backbone.words(TEXTS), torch.nn.functional.normalize(expected))


def test_blip_words_and_pictures_share_a_space(tmp_path: Path, pictures: list) -> None:
    model = save_model("blip", tmp_path)
    backbone = load_backbone(f"hf:{tmp_path}", device="cpu")
    pixels = backbone.preprocess.normalise(torch.stack([backbone.preprocess(picture) for picture in pictures]))
    tokens = AutoTokenizer.from_pretrained(tmp_path)(TEXTS[:1] * 3, padding=True, return_tensors="pt")
    with torch.no_grad():
        expected = model(
            pixel_values=pixels,
            input_ids=tokens["input_ids"],
            attention_mask=tokens["attention_mask"],
            use_itm_head=False,
        ).itm_score
    torch.testing.assert_close(vectors(backbone, pictures) @ backbone.words(TEXTS[:1] * 3).T, expected)


@pytest.mark.parametrize("family", ["clip", "siglip", "blip"])
def test_text_tower_equals_words_and_passes_gradients(family: str, tmp_path: Path) -> None:
    save_model(family, tmp_path)
    backbone = load_backbone(f"hf:{tmp_path}", device="cpu")
    embeddings, mask = backbone.text.tokens(TEXTS)
    embeddings = embeddings.clone().requires_grad_()
    features = backbone.text(embeddings, mask)
    torch.testing.assert_close(features.detach(), backbone.words(TEXTS))
    (gradient,) = torch.autograd.grad(features[:, 0].sum(), embeddings)
    assert gradient.isfinite().all() and (gradient[:, 0] != 0).any(dim=1).all()


@pytest.mark.parametrize("family", ["clip", "siglip", "blip"])
def test_prompts_with_the_vectors_of_a_word_are_the_text_with_this_word(family: str, tmp_path: Path) -> None:
    save_model(family, tmp_path)
    tower = load_backbone(f"hf:{tmp_path}", device="cpu").text
    prompts = Prompts(tower, 2, 2, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        prompts.vectors[1] = tower.tokens(["red car"])[0][0, 1:3]
        learnt = prompts(torch.tensor([1]))
    torch.testing.assert_close(learnt, tower.words(["a photo of a red car ."]), atol=1e-6, rtol=1e-5)


def test_prompts_through_clip_are_those_of_its_own_forward_pass(tmp_path: Path) -> None:
    model = save_model("clip", tmp_path)
    prompts = Prompts(load_backbone(f"hf:{tmp_path}", device="cpu").text, 3, 4, generator=torch.Generator())
    tokens = AutoTokenizer.from_pretrained(tmp_path)(["a photo of a dog dog dog dog ."] * 3, return_tensors="pt")
    table = model.text_model.get_input_embeddings()

    def exchange(_: object, ids: Tensor, own: Tensor) -> Tensor:
        return torch.cat([own[:, :5], prompts.vectors, own[:, 9:]], dim=1)

    with torch.no_grad(), table.register_forward_hook(exchange):
        expected = model.get_text_features(**tokens).pooler_output
    torch.testing.assert_close(prompts(torch.arange(3)).detach(), torch.nn.functional.normalize(expected))


@pytest.mark.parametrize("family", ["clip", "siglip", "blip"])
def test_weights_that_are_converted_once_give_the_bits_of_autocast(
    family: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_model(family, tmp_path)
    both = []
    for once in (True, False):
        monkeypatch.setattr("kindfold.embedding.huggingface.fast_dtype", lambda device: torch.bfloat16)
        tower = load_backbone(f"hf:{tmp_path}", device="cpu").text
        if not once:
            monkeypatch.setattr("kindfold.embedding.huggingface.in_autocast", lambda device, dtype: False)
        embeddings, mask = tower.tokens(TEXTS)
        embeddings = embeddings.clone().requires_grad_()
        with torch.autocast("cpu", torch.bfloat16):
            features = tower(embeddings, mask)
        both.append((features, *torch.autograd.grad(features.float()[:, 0].sum(), embeddings)))
    for converted, plain in zip(*both, strict=True):
        assert torch.equal(converted, plain)


@pytest.mark.parametrize("family", ["clip", "blip"])
def test_a_text_cut_at_its_end_has_the_features_of_the_padded_one(family: str, tmp_path: Path) -> None:
    save_model(family, tmp_path)
    tower = load_backbone(f"hf:{tmp_path}", device="cpu").text
    embeddings, mask = tower.tokens(["a photo of a red car"])
    noise = torch.randn(1, 12 - mask.shape[1], embeddings.shape[2], generator=torch.Generator().manual_seed(0))
    padded = torch.cat([embeddings, noise], dim=1), torch.cat([mask, torch.zeros(noise.shape[:2]).long()], dim=1)
    torch.testing.assert_close(tower(embeddings, mask), tower(*padded), atol=1e-4, rtol=0)


def test_text_tower_can_be_used_by_several_threads(tmp_path: Path) -> None:
    save_model("clip", tmp_path)
    tower = load_backbone(f"hf:{tmp_path}", device="cpu").text
    inputs = [tower.tokens([text]) for text in TEXTS]
    alone = [tower(*given) for given in inputs]
    with ThreadPoolExecutor(4) as pool:
        for _ in range(20):
            together = list(pool.map(lambda given: tower(*given), inputs))
            assert all(torch.equal(one, other) for one, other in zip(alone, together, strict=True))


@pytest.mark.parametrize("family", ["clip", "resnet"])
def test_vectors_do_not_depend_on_the_batch(family: str, tmp_path: Path, pictures: list) -> None:
    save_model(family, tmp_path)
    backbone = load_backbone(f"hf:{tmp_path}", device="cpu")
    alone = torch.cat([vectors(backbone, [picture]) for picture in pictures])
    assert torch.equal(vectors(backbone, pictures), alone)


@pytest.mark.parametrize("family", sorted(MODELS))
def test_low_precision_turns_vectors_by_little(
    family: str, tmp_path: Path, pictures: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_model(family, tmp_path)
    exact = load_backbone(f"hf:{tmp_path}", device="cpu")
    monkeypatch.setattr("kindfold.embedding.huggingface.fast_dtype", lambda device: torch.bfloat16)
    fast = load_backbone(f"hf:{tmp_path}", device="cpu")
    assert (vectors(exact, pictures) * vectors(fast, pictures)).sum(1).min() > 1 - 2e-3
    assert fast.fingerprint.partition("-")[0] == exact.fingerprint.partition("-")[0] != fast.fingerprint
    if exact.words and fast.words:
        assert (exact.words(TEXTS) * fast.words(TEXTS)).sum(1).min() > 1 - 2e-3


def test_fingerprint_follows_weights_and_preprocessing(tmp_path: Path) -> None:
    prints = set()
    for seed in (0, 1):
        save_model("vit", tmp_path, seed=seed)
        prints.add(load_backbone(f"hf:{tmp_path}", device="cpu").fingerprint)
    settings = json.loads((tmp_path / "preprocessor_config.json").read_text())
    (tmp_path / "preprocessor_config.json").write_text(json.dumps(settings | {"image_std": [0.3, 0.3, 0.3]}))
    prints.add(load_backbone(f"hf:{tmp_path}", device="cpu").fingerprint)
    assert len(prints) == 3


def test_weights_with_a_tensor_missing_are_refused(tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    save_model("vit", tmp_path)
    tensors = load_file(tmp_path / "model.safetensors")
    del tensors["layernorm.weight"]
    save_file(tensors, tmp_path / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ModelError, match=r"layernorm\.weight"):
        load_backbone(f"hf:{tmp_path}", device="cpu")


def test_a_text_model_without_tokenizer_says_so(tmp_path: Path) -> None:
    save_model("clip", tmp_path)
    for path in tmp_path.glob("*token*"):
        path.unlink()
    with pytest.raises(MissingWeights, match=r"tokenizer\.json"):
        load_backbone(f"hf:{tmp_path}", device="cpu")
