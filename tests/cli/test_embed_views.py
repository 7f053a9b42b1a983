"""`kindfold embed --views`: views reach the cache and the file, and mistakes are one sentence."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kindfold.cli.app import app
from kindfold.data.embeddings import Embeddings
from kindfold.errors import SettingError


def test_the_file_holds_views_and_a_second_run_finds_them(pictures: Path, cache: Path, tmp_path: Path) -> None:
    out = tmp_path / "v.safetensors"
    command = ["embed", str(pictures / "disc"), "--views", "weak:2", "--seed", "3", "--cache", str(cache), "--json"]
    CliRunner().invoke(app, command, catch_exceptions=False)
    facts = json.loads(CliRunner().invoke(app, [*command, "-o", str(out)], catch_exceptions=False).stdout)
    assert (facts["n_embedded"], facts["n_cached"], facts["n_views"]) == (14, 14, 2)
    saved = Embeddings.load(out)
    assert saved.views is not None
    assert saved.views.shape == (2, 14, saved.vectors.shape[1])
    assert saved.augmentation == "weak:2 seed 3"


@pytest.mark.parametrize("views, sentence", [("crop:8", "did you mean 'crop-blur'"), ("weak:0", "from 1 to 64")])
def test_mistakes_are_told_before_any_work(pictures: Path, views: str, sentence: str) -> None:
    with pytest.raises(SettingError, match=sentence):
        CliRunner().invoke(app, ["embed", str(pictures), "--views", views], catch_exceptions=False)
