"""The static page is the live one, as files."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from doors import Door, folder_of

from kindfold.errors import OutputError, RunError
from kindfold.viewer.exported import export_site


def test_files_say_what_the_routes_say(door: Door, tmp_path: Path) -> None:
    door.edit("rename", cluster=0, name="tiger")
    door.edit("reject", rows=[5])
    site = tmp_path / "site"
    assert export_site(door.session.editor.folder, site, cache=False) == (42, 0)
    data = site / "data"
    head = json.loads((data / "run.json").read_text())
    assert (head["readonly"], head["n"], head["can_undo"]) == (True, 42, False)
    assert json.loads((data / "clusters.json").read_text()) == door.get("/api/clusters").json
    assert (data / "labels.bin").read_bytes() == door.get("/api/labels").body
    assert np.fromfile(data / "map.bin", "<f4").shape == (84,)
    pictures = json.loads((data / "pictures" / "0.json").read_text())
    assert [picture["row"] for picture in pictures] == list(range(42))
    assert pictures[5]["rejected"]
    assert (data / "thumbs" / "41.jpg").read_bytes() == door.get("/thumb/41").body
    page = (site / "index.html").read_text()
    assert 'content="static"' in page
    assert "script-src 'self'" in page
    assert not [path for path in site.rglob("*") if path.name.startswith(".")]
    with pytest.raises(OutputError, match="exists"):
        export_site(door.session.editor.folder, site, cache=False)


def test_pictures_that_are_gone_are_counted_and_without_any_nothing_is_written(tmp_path: Path, pictures: Path) -> None:
    place = tmp_path / "drawings"
    shutil.copytree(pictures, place)
    folder = folder_of(place, tmp_path / "run")
    for path in sorted(place.rglob("*.jpg"))[:2]:
        path.unlink()
    assert export_site(folder, tmp_path / "site", cache=False) == (42, 2)
    shutil.rmtree(place)
    with pytest.raises(RunError, match="no longer in"):
        export_site(folder, tmp_path / "other", cache=False)
    assert not (tmp_path / "other").exists()
