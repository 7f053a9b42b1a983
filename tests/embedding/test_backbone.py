"""Ids of encoders: what is known, and what is said about the rest."""

from pathlib import Path

import pytest
import torch

from kindfold.embedding.backbone import load_backbone, located, models, pick_device
from kindfold.errors import UnknownName
from kindfold.ops.device import fast_dtype


@pytest.mark.parametrize(
    "given, nearest",
    [
        ("builtn", "builtin"),
        ("builtin:large", "builtin"),
        ("openai/clip-vit-base-patch32", "hf:openai/clip-vit-base-patch32"),
        ("hf", "did you mean 'hf:'"),
        ("", "builtin"),
    ],
)
def test_an_unknown_id_is_answered_with_the_nearest(given: str, nearest: str) -> None:
    with pytest.raises(UnknownName, match=nearest):
        load_backbone(given)


def test_the_catalogue_knows_what_is_here() -> None:
    here = {model.id: model.here for model in models()}
    assert here["builtin"] and not here["hf:openai/clip-vit-large-patch14"]


def test_a_named_device_is_kept_and_odd_ones_stay_exact() -> None:
    assert pick_device("cpu") == "cpu"
    assert fast_dtype("mps") == torch.float32


def test_local_paths_are_told_in_full_and_other_ids_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a+b").mkdir()
    monkeypatch.chdir(tmp_path)
    assert located("hf:a+b") == f"hf:{tmp_path}/a+b"
    assert located("hf:owner/name") == "hf:owner/name"
    assert located("builtin") == "builtin"
    assert located("builtin+hf:a+b") == f"builtin+hf:{tmp_path}/a+b"
