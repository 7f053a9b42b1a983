"""The report page of a run of very many pictures stays one that a browser can open."""

from pathlib import Path

import pytest

from kindfold.data.images import Images
from kindfold.data.sources import Arrays
from kindfold.pipeline import page
from runs import a_run


def test_the_map_draws_some_pictures_of_very_many_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "ON_MAP", 20)
    run = a_run(48)
    page.write_page(run, Images((), Arrays(())), tmp_path / "p.html", tell=lambda *_: None)
    text = (tmp_path / "p.html").read_text()
    assert "It shows 20 of the 48 pictures, drawn by chance." in text
    assert page.on_map(48, 0).tolist() == sorted(set(page.on_map(48, 0).tolist()))
    monkeypatch.setattr(page, "ON_MAP", 48)
    page.write_page(run, Images((), Arrays(())), tmp_path / "all.html", tell=lambda *_: None)
    assert "drawn by chance" not in (tmp_path / "all.html").read_text()
