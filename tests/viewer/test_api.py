"""Each route gives what the page needs, and what it writes is on the disk."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from doors import JSON, SAME, Door
from PIL import Image

from kindfold.data.run import Run
from kindfold.viewer.layout import Layout


def columns(door: Door) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    body, n = door.get("/api/labels").body, len(door.session.run)
    assert len(body) == 13 * n
    return (
        np.frombuffer(body, "<i4", n),
        np.frombuffer(body, "<f4", n, 4 * n),
        np.frombuffer(body, "<i4", n, 8 * n),
        np.frombuffer(body, "u1", n, 12 * n),
    )


def test_the_run_in_figures(door: Door) -> None:
    head = door.get("/api/run").json
    assert (head["n"], head["rev"], head["n_fit_clusters"], head["readonly"]) == (42, 0, 3, False)
    assert (head["undo"], head["redo"], head["can_undo"], head["can_redo"]) == (None, None, False, False)
    assert [level["n_clusters"] for level in head["levels"]] == [2, 3]


def test_clusters_labels_and_tables_agree_after_every_correction(door: Door) -> None:
    folder = door.session.editor.folder
    steps = [
        ("rename", {"cluster": 0, "name": "<b>x</b>"}),
        ("split", {"cluster": 1, "into": 2}),
        ("merge", {"clusters": [0, 2]}),
        ("move", {"rows": [3, 4], "to": "new", "name": "two"}),
        ("reject", {"rows": [5]}),
        ("restore", {"rows": [5]}),
        ("level", {"index": 0}),
        ("level", {"index": None}),
    ]
    for i, (op, fields) in enumerate(steps, start=1):
        answer = door.edit(op, **fields)
        assert (answer.status, answer.json.get("rev")) == (200, i), answer.body
        labels, confidence, duplicate_of, flags = columns(door)
        run = Run.load(folder)
        np.testing.assert_array_equal(labels, run.clustering.labels)
        np.testing.assert_array_equal(confidence, run.clustering.confidence)
        np.testing.assert_array_equal(duplicate_of, run.duplicate_of)
        np.testing.assert_array_equal(flags & 2 > 0, run.rejected)
        clusters = door.get("/api/clusters").json
        assert {c["id"]: c["size"] for c in clusters} == dict(zip(*np.unique(labels, return_counts=True), strict=True))
        assert [c["size"] for c in clusters] == sorted((c["size"] for c in clusters), reverse=True)
        assert len({c["colour"] for c in clusters}) == len(clusters)
        for c in clusters:
            assert (labels[c["central"] + c["borderline"]] == c["id"]).all()
        door.session.editor.flush()
        with (folder / "labels.csv").open(newline="") as file:
            assert [int(row["cluster"]) for row in csv.DictReader(file)] == labels.tolist()


def test_a_move_changes_its_neighbours_neither_in_the_list_nor_in_their_details(door: Door) -> None:
    def told() -> list[object]:
        _, confidence, *_ = columns(door)
        return [(round(float(confidence[row]), 4), door.get(f"/api/picture/{row}").json["top"]) for row in range(42)]

    before = told()
    door.edit("move", rows=[3, 4, 5], to=1)
    after = told()
    assert [after[row] for row in range(42) if row not in (3, 4, 5)] == [
        before[row] for row in range(42) if row not in (3, 4, 5)
    ]
    assert all(after[row] == (1.0, [{"cluster": 1, "p": 1.0}]) for row in (3, 4, 5))


def test_corrections_that_another_level_would_leave_behind_are_counted(door: Door) -> None:
    def left_behind() -> int:
        return int(door.get("/api/run").json["n_since_level"])

    assert left_behind() == 0
    door.edit("rename", cluster=0, name="tiger")
    door.edit("reject", rows=[5])
    assert left_behind() == 1
    door.edit("level", index=0)
    assert left_behind() == 0
    door.post("/api/undo", {"rev": 3})
    assert left_behind() == 1


def test_only_the_rows_that_were_chosen_are_exported(door: Door) -> None:
    said = door.post("/api/export", {"to": "csv", "rows": [4, 2]}).json
    with Path(said["folder"]).open(newline="") as file:
        assert [row["path"] for row in csv.DictReader(file)] == [door.session.run.ids[row] for row in (2, 4)]
    assert "2 pictures" in said["said"]
    for rows in ([], [42], [True], ["1"], "1"):
        assert door.post("/api/export", {"to": "csv", "rows": rows}).status == 400


def test_undo_and_redo_say_what_they_do(door: Door) -> None:
    door.edit("merge", clusters=[0, 1])
    head = door.get("/api/run").json
    assert (head["undo"], head["redo"]) == ("Merge cat, dog", None)
    assert door.post("/api/undo", {"rev": 1}).json == {"said": "Undone: merge cat, dog", "rev": 2}
    assert door.get("/api/run").json["redo"] == "Merge cat, dog"
    assert door.post("/api/redo", {"rev": 2}).json == {"said": "Done again: merge cat, dog", "rev": 3}
    assert door.post("/api/redo", {"rev": 3}).status == 400


def test_colours_stay_with_their_clusters(door: Door) -> None:
    before = {c["id"]: c["colour"] for c in door.get("/api/clusters").json}
    door.edit("split", cluster=0, into=2)
    after = {c["id"]: c["colour"] for c in door.get("/api/clusters").json}
    assert {c: after[c] for c in (1, 2)} == {c: before[c] for c in (1, 2)}


def test_a_stale_revision_changes_nothing(door: Door) -> None:
    door.edit("rename", cluster=0, name="tiger")
    answer = door.post("/api/edit", {"rev": 0, "op": "rename", "cluster": 0, "name": "lion"})
    assert (answer.status, answer.json["rev"]) == (409, 1)
    assert door.session.run.clustering.name_of(0) == "tiger"


def test_corrections_made_elsewhere_are_seen(door: Door) -> None:
    from kindfold.pipeline.editor import Editor

    Editor(door.session.editor.folder).rename(0, "tiger")
    assert door.post("/api/edit", {"rev": 0, "op": "rename", "cluster": 0, "name": "lion"}).status == 409
    assert door.get("/api/run").json["rev"] == 1


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"rev": 0},
        {"rev": True, "op": "rename"},
        {"rev": 0, "op": "undo"},
        {"rev": 0, "op": ["rename"]},
        {"rev": 0, "op": "rename", "cluster": "0", "name": "a"},
        {"rev": 0, "op": "rename", "cluster": 0, "name": None},
        {"rev": 0, "op": "split", "cluster": 0, "into": 1},
        {"rev": 0, "op": "split", "cluster": 0, "into": 2.5},
        {"rev": 0, "op": "split", "cluster": 0, "parts": [0] * 14},
        {"rev": 0, "op": "split", "cluster": {}, "into": 2},
        {"rev": 0, "op": "move", "rows": [0], "to": None},
        {"rev": 0, "op": "reject", "rows": list(range(99))},
        {"rev": 0, "op": "level", "index": 7},
        [0],
        "text",
    ],
    ids=str,
)
def test_a_correction_that_does_not_fit_is_a_sentence(door: Door, fields: object) -> None:
    answer = door.post("/api/edit", fields)
    assert (answer.status, list(answer.json)) == (400, ["error"])
    assert not (door.session.editor.folder / "edits.jsonl").exists()


def test_pictures_are_encoded_anew(door: Door, pictures: Path) -> None:
    for target, most in (("/thumb/7", 224), ("/large/7", 1200)):
        answer = door.get(target)
        assert (answer.status, answer.headers["content-type"]) == (200, "image/jpeg")
        assert answer.body != (pictures / door.session.run.ids[7]).read_bytes()
        picture = Image.open(io.BytesIO(answer.body))
        assert max(picture.size) <= most
        assert not picture.getexif()
    key = door.get("/api/run").json["key"]
    assert "immutable" in door.get(f"/thumb/7?v={key}").headers["cache-control"]
    assert door.get("/thumb/7?v=other").headers["cache-control"] == "no-store"
    assert door.get("/thumb/42").status == door.get("/thumb/-1").status == door.get(f"/thumb/{10**30}").status == 404


def test_what_is_known_of_a_picture(door: Door) -> None:
    picture = door.get("/api/picture/1").json
    assert (picture["width"], picture["height"], picture["duplicates"]) == (96, 96, [4])
    assert picture["neighbours"][0]["row"] == 4, "the copy is nearest"
    assert len(picture["neighbours"]) == 12
    assert picture["top"][0]["cluster"] == picture["cluster"]
    assert picture["name"] == door.get("/api/ids?from=1&to=2").json["ids"][0]
    door.edit("move", rows=[1], to=2)
    assert door.get("/api/picture/1").json["top"] == [{"cluster": 2, "p": 1.0}]


def test_probabilities_follow_corrections(door: Door) -> None:
    before = {t["cluster"]: t["p"] for t in door.get("/api/picture/8").json["top"]}
    door.edit("merge", clusters=[0, 1, 2])
    assert door.get("/api/picture/8").json["top"] == [
        {"cluster": 0, "p": pytest.approx(sum(before.values()), abs=2e-3)}
    ]


def test_ids_are_shown_and_limited(door: Door) -> None:
    assert len(door.get("/api/ids?from=0&to=42").json["ids"]) == 42
    for query in ("", "?from=0", "?from=0&to=1001", "?from=3&to=2", "?from=-1&to=2", "?from=a&to=2", "?from=0&to=٣"):
        assert door.get(f"/api/ids{query}").status == 400


def test_the_map_comes_when_it_is_ready(door: Door) -> None:
    assert door.get("/api/map").status in (200, 202)
    door.session.layout.compute()
    points = np.frombuffer(door.get("/api/map").body, "<f4").reshape(-1, 2)
    assert points.shape == (42, 2)
    assert np.abs(points).max() <= 1
    np.testing.assert_array_equal(Layout(door.session.run).points, points)  # it was kept


def test_a_picture_that_is_gone_is_no_error_of_the_server(door: Door, tmp_path: Path) -> None:
    run = door.session.run
    gone = door.session.editor.folder.parent / "moved"
    moved = replace(run, source=str(gone))
    door.session.pictures._run = moved
    assert door.get("/thumb/3").status == 404
    assert "error" in door.get("/thumb/3").json
    assert door.get("/api/picture/3").json["width"] is None


def test_exports_lie_beside_the_run_and_replace_nothing(door: Door) -> None:
    place = door.session.editor.folder.parent
    for name in ("drawings-csv.csv", "drawings-csv-1.csv"):
        assert door.post("/api/export", {"to": "csv"}).status == 200
        assert (place / name).exists()
    assert door.post("/api/export", {"to": "folders", "mode": "symlink"}).status == 200
    assert sum(path.is_symlink() for path in (place / "drawings-folders").rglob("*")) == 42
    assert door.post("/api/export", {"to": "../up"}).status == 400
    assert door.post("/api/export", {"to": "folders", "mode": "move"}).status == 400


def test_search_needs_an_encoder_and_says_so(door: Door) -> None:
    answer = door.post("/api/search", {"words": "red car"})
    assert answer.status == 400
    assert "error" in answer.json
    for words in ("", 3, None, "a" * 501):
        assert door.post("/api/search", {"words": words}).status == 400
    octets = ("content-type", "application/octet-stream")
    assert door.ask("POST", "/api/search", [octets, SAME], b"no picture").status == 400
    assert door.ask("POST", "/api/edit", [octets, SAME], b"{}").status == 415
    assert door.ask("POST", "/api/edit", [JSON, SAME], b"[" * 100_000).status == 400


def test_unknown_routes_and_methods_are_json(door: Door) -> None:
    assert (door.get("/nothing").status, door.get("/nothing").json) == (404, {"error": "Not Found"})
    assert door.get("/api/edit").status == 405
    assert door.post("/api/run", {}).status == 405
