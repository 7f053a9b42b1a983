"""A notebook shows a run, and what is corrected there is on the disk."""

import pytest
from doors import Door

from kindfold.data.run import Run
from kindfold.pipeline.editor import Editor
from kindfold.viewer.notebook import cards, correct, widget


def test_the_table_escapes_what_it_shows(door: Door) -> None:
    folder = door.session.editor.folder
    Editor(folder).rename(0, "<script>alert(1)</script>\x1b")
    text = Run.load(folder)._repr_html_()
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "\x1b" not in text
    assert text.count("<tr>") == 4


def test_cards_follow_corrections(door: Door) -> None:
    before = cards(door.session)
    assert len(before) == 3
    assert all(source.startswith("data:image/jpeg;base64,") for card in before for source in card["pictures"])
    assert correct(door.session, {"op": "merge", "clusters": [0, 1]}) == "Merged cat, dog"
    assert [card["size"] for card in cards(door.session)] == sorted((28, 14), reverse=True)
    assert correct(door.session, {"op": "undo"}) == "Undone: merge cat, dog"
    assert cards(door.session) == before
    assert correct(door.session, {"op": "rename", "cluster": 9, "name": "x"}) == "there is no cluster 9"
    for content in ("text", {}, {"op": "level", "index": 0}):
        assert correct(door.session, content) == "not understood"


def test_the_widget_takes_messages(door: Door) -> None:
    pytest.importorskip("anywidget")
    shown = widget(door.session.editor.folder, cache=False)
    shown.take({"op": "rename", "cluster": 0, "name": "tiger"})
    assert (shown.said, shown.clusters[0]["name"]) == ("Renamed cat to tiger", "tiger")
    assert Run.load(door.session.editor.folder).clustering.name_of(0) == "tiger"
