"""`onnx:` encoders: what the small JSON file says is what happens."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from kindfold.embedding.backbone import load_backbone
from kindfold.errors import MissingWeights, ModelError

onnx = pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

SIDECAR = {"size": 16, "resize": 18, "mean": [0.5, 0.4, 0.3], "std": [0.2, 0.3, 0.4], "resample": "bilinear"}


def write_model(folder: Path, sidecar: dict[str, Any] | None) -> Path:
    """Convolution (b, 4, 4, 4) named `inner`, its tokens (b, 16, 4) as output."""
    helper, path = onnx.helper, folder / "tiny.onnx"
    weight = np.random.default_rng(0).normal(size=(4, 3, 4, 4)).astype(np.float32)
    nodes = [
        helper.make_node("Conv", ["pixels", "weight"], ["inner"], strides=[4, 4]),
        helper.make_node("Reshape", ["inner", "shape"], ["flat"]),
        helper.make_node("Transpose", ["flat"], ["tokens"], perm=[0, 2, 1]),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("pixels", onnx.TensorProto.FLOAT, ["b", 3, 16, 16])],
        [helper.make_tensor_value_info("tokens", onnx.TensorProto.FLOAT, ["b", 16, 4])],
        [onnx.numpy_helper.from_array(weight, "weight"), onnx.numpy_helper.from_array(np.array([0, 4, 16]), "shape")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 9
    onnx.save(model, path)
    if sidecar is not None:
        path.with_suffix(".json").write_text(json.dumps(sidecar))
    return path


@pytest.fixture
def batch() -> torch.Tensor:
    return torch.randint(0, 256, (11, 3, 16, 16), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))


def expected(batch: torch.Tensor) -> torch.Tensor:
    """(b, 4, 4, 4) feature map of the tiny model."""
    weight = torch.from_numpy(np.random.default_rng(0).normal(size=(4, 3, 4, 4)).astype(np.float32))
    mean, std = torch.tensor(SIDECAR["mean"]), torch.tensor(SIDECAR["std"])
    pixels = (batch / 255 - mean[:, None, None]) / std[:, None, None]
    return torch.nn.functional.conv2d(pixels, weight, stride=4)


@pytest.mark.parametrize(
    "choice, pool",
    [
        ({}, lambda x: x[:, :, 0, 0]),
        ({"pooling": "mean"}, lambda x: x.mean((2, 3))),
        ({"output": "inner", "pooling": "mean"}, lambda x: x.mean((2, 3))),
    ],
    ids=["class token", "mean of tokens", "inner tensor"],
)
def test_vectors_follow_the_sidecar(choice: dict, pool: Any, tmp_path: Path, batch: torch.Tensor) -> None:
    backbone = load_backbone(f"onnx:{write_model(tmp_path, SIDECAR | choice)}")
    assert (backbone.dim, backbone.side) == (4, 18)
    rows = torch.nn.functional.normalize(pool(expected(batch)))
    torch.testing.assert_close(backbone.image(batch), rows, atol=1e-5, rtol=1e-4)


def test_vectors_do_not_depend_on_batch_or_threads(tmp_path: Path, batch: torch.Tensor) -> None:
    path = write_model(tmp_path, SIDECAR)
    whole = load_backbone(f"onnx:{path}").image(batch)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        backbone = load_backbone(f"onnx:{path}")
    finally:
        torch.set_num_threads(threads)
    assert torch.equal(torch.cat([backbone.image(row[None]) for row in batch]), whole)


def test_fingerprint_follows_the_sidecar(tmp_path: Path) -> None:
    plain = load_backbone(f"onnx:{write_model(tmp_path, SIDECAR)}").fingerprint
    assert load_backbone(f"onnx:{write_model(tmp_path, SIDECAR)}").fingerprint == plain
    assert load_backbone(f"onnx:{write_model(tmp_path, SIDECAR | {'pooling': 'mean'})}").fingerprint != plain


def test_without_a_sidecar_the_defaults_are_said_aloud(tmp_path: Path) -> None:
    path = write_model(tmp_path, None)
    with pytest.warns(UserWarning, match=r"tiny\.json is missing"):
        backbone = load_backbone(f"onnx:{path.with_suffix('')}")
    assert backbone.preprocess.shape == (16, 16)


@pytest.mark.parametrize(
    "sidecar, sentence",
    [
        ({"sise": 16}, "no other keys"),
        ({"pooling": "max"}, "pooling"),
        ({"pooling": "none"}, "does not fit"),
        ({"resample": "sharp"}, "resample"),
        ({"output": "nowhere"}, "no tensor named 'nowhere'"),
    ],
)
def test_a_sidecar_that_cannot_be_followed_is_refused(sidecar: dict, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=sentence):
        load_backbone(f"onnx:{write_model(tmp_path, sidecar)}")


def test_a_missing_or_broken_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(MissingWeights, match=r"absent\.onnx"):
        load_backbone(f"onnx:{tmp_path / 'absent'}")
    (tmp_path / "broken.onnx").write_bytes(b"not a graph")
    (tmp_path / "broken.json").write_text("{}")
    with pytest.raises(ModelError, match="cannot open"):
        load_backbone(f"onnx:{tmp_path / 'broken.onnx'}")
