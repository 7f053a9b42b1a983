"""`openclip:` encoders on a random network whose weights lie in a file."""

from pathlib import Path

import pytest
import torch
from borrowed import import_or_skip
from safetensors.torch import save_file

from kindfold.embedding.backbone import Backbone, load_backbone
from kindfold.errors import MissingWeights, UnknownName

open_clip = import_or_skip("open_clip")
ARCHITECTURE = "RN50"
TEXTS = ["a cat", "a photo of a red car"]


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    path = tmp_path_factory.mktemp("openclip") / "weights.safetensors"
    save_file(open_clip.create_model(ARCHITECTURE).state_dict(), path)
    return path


@pytest.fixture(scope="module")
def backbone(weights: Path) -> Backbone:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kindfold.embedding.openclip.fast_dtype", lambda device: torch.float32)
        return load_backbone(f"openclip:{ARCHITECTURE}/{weights}", device="cpu")


def test_vectors_are_those_of_open_clip(backbone: Backbone, weights: Path) -> None:
    model = open_clip.create_model(ARCHITECTURE, pretrained=str(weights)).eval()
    batch = torch.randint(0, 256, (2, 3, 224, 224), dtype=torch.uint8, generator=torch.Generator().manual_seed(1))
    mean, std = (torch.tensor(model.visual.preprocess_cfg[key])[:, None, None] for key in ("mean", "std"))
    with torch.no_grad():
        pictures = model.encode_image((batch / 255 - mean) / std, normalize=True)
        words = model.encode_text(open_clip.get_tokenizer(ARCHITECTURE)(TEXTS), normalize=True)
    torch.testing.assert_close(backbone.image(batch), pictures, atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(backbone.words(TEXTS), words, atol=1e-5, rtol=1e-4)


def test_text_tower_equals_words_and_passes_gradients(backbone: Backbone) -> None:
    embeddings, mask = backbone.text.tokens(TEXTS)
    embeddings = embeddings.clone().requires_grad_()
    features = backbone.text(embeddings, mask)
    torch.testing.assert_close(features.detach(), backbone.words(TEXTS), atol=1e-5, rtol=1e-4)
    (gradient,) = torch.autograd.grad(features[:, 0].sum(), embeddings)
    assert gradient.abs().sum() > 0


def test_names_that_nobody_bears_are_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="ViT-B-32"):
        load_backbone("openclip:ViT-B32/laion2b_s34b_b79k")
    with pytest.raises(UnknownName, match="laion2b_s34b_b79k"):
        load_backbone("openclip:ViT-B-32/laion2b_s34b_b79")
    with pytest.raises(MissingWeights, match="no file"):
        load_backbone("openclip:ViT-B-32//no/such.safetensors")
