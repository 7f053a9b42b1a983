"""An optional package that is absent is answered with the command that installs it."""

import sys
from pathlib import Path

import pytest

from kindfold.embedding.backbone import load_backbone
from kindfold.errors import MissingExtra


@pytest.mark.parametrize(
    "package, extra, name",
    [
        ("onnxruntime", "onnx", "onnx:{folder}/model.onnx"),
        ("timm", "timm", "timm:{folder}"),
        ("open_clip", "openclip", "openclip:ViT-B-32/laion2b_s34b_b79k"),
    ],
)
def test_the_missing_extra_is_named(
    package: str, extra: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)  # its import fails
    (tmp_path / "model.onnx").touch()
    (tmp_path / "model.json").write_text("{}")
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "model.safetensors").touch()
    with pytest.raises(MissingExtra, match=rf"pip install 'kindfold\[{extra}\]'"):
        load_backbone(name.format(folder=tmp_path), device="cpu")
