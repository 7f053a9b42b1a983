"""Networks that learn: what is saved is an encoder that gives the same features."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from PIL import Image
from torch.nn.functional import normalize

from kindfold.embedding.backbone import load_backbone
from kindfold.embedding.networks import load_network
from kindfold.errors import UnknownName
from tiny_models import save_model


@pytest.mark.parametrize("family", ["resnet", "vit", "clip"])
def test_saved_network_is_an_encoder_with_its_features(family: str, tmp_path: Path) -> None:
    save_model(family, tmp_path / "given")
    network = load_network(f"hf:{tmp_path / 'given'}")
    with torch.no_grad():
        for parameter in network.module.parameters():
            if parameter.requires_grad:
                parameter.mul_(1.1)
    network.save(tmp_path / "learnt")
    for file in (tmp_path / "given").glob("*token*"):
        (tmp_path / "learnt" / file.name).write_bytes(file.read_bytes())
    encoder = load_backbone(f"hf:{tmp_path / 'learnt'}", device="cpu")
    picture = Image.effect_mandelbrot((48, 48), (-2, -1.5, 1, 1.5), 30).convert("RGB")
    pixels = network.preprocess(picture)[None]
    with torch.no_grad():
        features = normalize(network.module.eval()(pixels.float() / 255))
    torch.testing.assert_close(encoder.image(pixels), features, atol=0.02, rtol=0)  # it runs in bfloat16 where it can


def test_new_network_is_drawn_by_its_seed_and_no_other_chance() -> None:
    torch.manual_seed(1)
    state = torch.get_rng_state()
    one, same, other = (load_network("resnet-18", seed=seed).module.state_dict() for seed in (0, 0, 1))
    assert torch.equal(torch.get_rng_state(), state)
    assert all(torch.equal(a, b) for a, b in zip(one.values(), same.values(), strict=True))
    assert not all(torch.equal(a, b) for a, b in zip(one.values(), other.values(), strict=True))


def test_published_network_is_a_resnet_50() -> None:
    network = load_network("resnet-50")
    n = sum(parameter.numel() for parameter in network.module.parameters())
    assert n == 23_508_032  # He et al. (2016), without the classifier
    assert network.preprocess.shape == (224, 224)


def test_unknown_network_is_named() -> None:
    with pytest.raises(UnknownName, match="resnet-50"):
        load_network("resnet-5")
