"""The static page is the live one, as files."""

import json
from pathlib import Path

import numpy as np
import pytest
from doors import Door

from kindfold.errors import OutputError
from kindfold.viewer.exported import export_site


def test_files_say_what_the_routes_say(door: Door, tmp_path: Path) -> None:
    door.edit("rename", cluster=0, name="tiger")
    door.edit("reject", rows=[5])
    site = tmp_path / "site"
    assert export_site(door.session.editor.folder, site, cache=False) == 42
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
