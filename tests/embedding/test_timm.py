"""`timm:` encoders on a small random network saved to a folder."""

import json
from pathlib import Path

import pytest
import torch
from borrowed import import_or_skip
from safetensors.torch import save_file

from kindfold.embedding.backbone import load_backbone
from kindfold.errors import ModelError, UnsafeModel

timm = import_or_skip("timm")

CONFIG = {
    "architecture": "resnet10t",
    "pretrained_cfg": {
        "input_size": [3, 64, 64],
        "crop_pct": 0.95,
        "interpolation": "bilinear",
        "mean": [0.4, 0.5, 0.6],
        "std": [0.3, 0.2, 0.1],
    },
}


def save_network(folder: Path) -> torch.nn.Module:
    torch.manual_seed(0)
    network = timm.create_model("resnet10t", pretrained=False).eval()
    save_file(network.state_dict(), folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "config.json").write_text(json.dumps(CONFIG))
    return network


def test_vectors_are_the_pooled_features(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kindfold.embedding.timm.fast_dtype", lambda device: torch.float32)
    network = save_network(tmp_path)
    backbone = load_backbone(f"timm:{tmp_path}", device="cpu")
    assert (backbone.dim, backbone.side, backbone.preprocess.shape) == (512, 67, (64, 64))

    batch = torch.randint(0, 256, (3, 3, 64, 64), dtype=torch.uint8, generator=torch.Generator().manual_seed(1))
    mean, std = (torch.tensor(CONFIG["pretrained_cfg"][key])[:, None, None] for key in ("mean", "std"))
    with torch.no_grad():
        expected = network.forward_head(network.forward_features((batch / 255 - mean) / std), pre_logits=True)
    torch.testing.assert_close(backbone.image(batch), torch.nn.functional.normalize(expected), atol=1e-5, rtol=1e-4)


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    save_network(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps(CONFIG | {"architecture": "resnet18"}))
    with pytest.raises(ModelError, match=r"resnet|lack|size mismatch"):
        load_backbone(f"timm:{tmp_path}", device="cpu")


def test_a_config_with_code_is_refused(tmp_path: Path) -> None:
    save_network(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps(CONFIG | {"auto_map": {"AutoModel": "x.X"}}))
    with pytest.raises(UnsafeModel, match="auto_map"):
        load_backbone(f"timm:{tmp_path}", device="cpu")
