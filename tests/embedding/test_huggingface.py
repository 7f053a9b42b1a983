"""`hf:` encoders on small random models: their vectors equal transformers' own."""

import json
from pathlib import Path

import pytest
import torch
from PIL import Image
from tiny_models import MODELS, save_model
from torch import Tensor
from transformers import AutoTokenizer

from kindfold.embedding.backbone import Backbone, load_backbone
from kindfold.errors import MissingWeights, ModelError

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
