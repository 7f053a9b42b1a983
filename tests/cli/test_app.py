"""The command line: every verb on real files, exit codes, and one clear sentence for every mistake."""

import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kindfold.cli.app import FAILED, OK, USAGE, with_default_verb
from kindfold.cli.cluster import default_out, n_clusters, settings
from kindfold.cli.console import going_on
from kindfold.errors import SettingError

Kindfold = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def run(pictures: Path, cache: Path, nouns: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run over the drawings, made once by the command itself."""
    folder = tmp_path_factory.mktemp("runs")
    command = [sys.executable, "-m", "kindfold", pictures, "--cache", cache, "--names", nouns, "-q"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder / "drawings.kindfold"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_a_run_holds_all_it_promises(run: Path, pictures: Path) -> None:
    held = {path.name for path in run.iterdir()}
    assert held == {
        "run.json",
        "log.json",
        "labels.csv",
        "clusters.csv",
        "errors.csv",
        "levels.json",
        "embeddings.safetensors",
        "model",
        "report.html",
    }
    labels = rows(run / "labels.csv")
    assert [row["path"] for row in labels] == sorted(str(p.relative_to(pictures)) for p in pictures.rglob("*.jpg"))
    assert list(labels[0]) == ["path", "cluster", "name", "confidence", "outlier", "duplicate_of", "rejected"]
    counts = json.loads((run / "run.json").read_text())["counts"]
    assert counts == {"found": len(labels), "embedded": len(labels), "skipped": 0}


def test_the_same_command_gives_the_same_bytes(
    kindfold: Kindfold, run: Path, pictures: Path, cache: Path, nouns: Path
) -> None:
    code, out, _ = kindfold(pictures, "--cache", cache, "--names", nouns, "-o", "again")
    assert code == OK
    assert "42 cached, 0 new" in out
    for path in run.rglob("*"):
        if path.is_file() and path.name != "log.json":  # seconds differ
            assert path.read_bytes() == Path("again", path.relative_to(run)).read_bytes(), path.name


def test_three_kinds_are_found_in_three_kinds_of_drawings(run: Path) -> None:
    scores = json.loads((run / "run.json").read_text())["scores"]
    assert scores["acc"] == 1.0


def test_predict_places_a_known_picture_where_it_was(
    kindfold: Kindfold, run: Path, pictures: Path, cache: Path
) -> None:
    code, _, _ = kindfold("predict", run, pictures / "disc", "-o", "new.csv", "--cache", cache)
    assert code == OK
    before = {Path(row["path"]).name: row["cluster"] for row in rows(run / "labels.csv") if "disc" in row["path"]}
    assert {row["path"]: row["cluster"] for row in rows(Path("new.csv"))} == before


def test_predict_prints_csv_without_out(kindfold: Kindfold, run: Path, pictures: Path, cache: Path) -> None:
    code, out, _ = kindfold("predict", run, pictures / "disc" / "00.jpg", "--cache", cache)
    assert code == OK
    assert [row["path"] for row in csv.DictReader(out.splitlines())] == ["00.jpg"]


def test_predict_tells_what_is_there_already(kindfold: Kindfold, run: Path, pictures: Path, cache: Path) -> None:
    from PIL import Image

    Path("new").mkdir()
    content = (pictures / "disc" / "03.jpg").read_bytes()
    Path("new/a.jpg").write_bytes(content)
    Path("new/broken.png").write_text("no picture")
    for name in ("fresh.png", "fresh_again.png"):
        Image.linear_gradient("L").save(Path("new", name))
    code, out, _ = kindfold("predict", run, "new", "--cache", cache, "--json")
    assert code == OK
    answer = json.loads(out)
    repeats = {row["path"]: (row["duplicate_of"], row["duplicate_in"]) for row in answer["pictures"]}
    assert repeats == {
        "a.jpg": ("disc/03.jpg", "run"),
        "fresh.png": ("", ""),
        "fresh_again.png": ("fresh.png", "new"),
    }
    assert [(skip["path"], skip["reason"]) for skip in answer["skipped"]] == [("broken.png", "not_an_image")]


def test_search_by_picture_finds_the_picture_itself(kindfold: Kindfold, run: Path, pictures: Path, cache: Path) -> None:
    code, out, _ = kindfold("search", run, pictures / "checks" / "03.jpg", "--cache", cache, "--json")
    assert code == OK
    best = json.loads(out)["hits"][0]
    assert best["id"] == "checks/03.jpg"
    assert best["score"] == pytest.approx(1, abs=1e-3)


def test_search_by_words_ranks_by_score(kindfold: Kindfold, run: Path, cache: Path) -> None:
    code, out, _ = kindfold("search", run, "chessboard", "--top", 5, "--cache", cache, "--json")
    assert code == OK
    scores = [hit["score"] for hit in json.loads(out)["hits"]]
    assert len(scores) == 5
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("mode", ["symlink", "hardlink", "copy"])
def test_export_folders_leaves_the_pictures_alone(kindfold: Kindfold, run: Path, pictures: Path, mode: str) -> None:
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in pictures.rglob("*.jpg")}
    code, _, _ = kindfold("export", run, "sorted", "--mode", mode)
    assert code == OK
    exported = sorted(path.read_bytes() for path in Path("sorted").rglob("*.jpg"))
    assert exported == sorted(content for _, content in before.values())
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in pictures.rglob("*.jpg")} == before


def test_a_dry_run_writes_nothing(kindfold: Kindfold, run: Path) -> None:
    code, out, _ = kindfold("export", run, "sorted", "--dry-run")
    assert code == OK
    assert "42 pictures by symlink" in out
    assert not Path("sorted").exists()


def test_export_writes_files_for_other_tools(kindfold: Kindfold, run: Path) -> None:
    assert kindfold("export", run, "out.csv", "--to", "csv")[0] == OK
    assert Path("out.csv").read_bytes() == (run / "labels.csv").read_bytes()
    assert kindfold("export", run, "out.json", "--to", "coco")[0] == OK
    coco = json.loads(Path("out.json").read_text())
    assert {(p["width"], p["height"]) for p in coco["images"]} == {(96, 96)}
    assert len(coco["annotations"]) == 42
    pq = pytest.importorskip("pyarrow.parquet", reason="the parquet extra is not installed")
    assert kindfold("export", run, "out.parquet", "--to", "parquet")[0] == OK
    assert pq.read_table("out.parquet").num_rows == 42


def test_export_never_overwrites(kindfold: Kindfold, run: Path) -> None:
    Path("mine.csv").write_text("mine")
    code, _, err = kindfold("export", run, "mine.csv", "--to", "csv")
    assert (code, Path("mine.csv").read_text()) == (FAILED, "mine")
    assert "mine.csv exists" in err


def test_evaluate_by_folders_and_by_table(kindfold: Kindfold, run: Path) -> None:
    code, out, _ = kindfold("evaluate", run, "--json")
    assert code == OK
    by_folder = json.loads(out)
    table = [f"{row['path']},{row['path'].split('/')[0]}" for row in rows(run / "labels.csv")][:40]
    Path("truth.csv").write_text("file,label\n" + "\n".join(table) + "\n")
    code, out, _ = kindfold("evaluate", run, "--labels", "truth.csv", "--json")
    assert code == OK
    assert json.loads(out)["n_labelled"] == 40
    assert by_folder["n_labelled"] == 42
    assert set(by_folder["matching"].values()) == {"disc", "stripes", "checks"}


def test_report_renders_again_to_the_same_bytes(kindfold: Kindfold, run: Path) -> None:
    assert kindfold("report", run, "-o", "page.html")[0] == OK
    assert Path("page.html").read_bytes() == (run / "report.html").read_bytes()


def test_embed_keeps_vectors(kindfold: Kindfold, pictures: Path, cache: Path) -> None:
    from kindfold.data.embeddings import Embeddings

    code, out, _ = kindfold("embed", pictures, "--cache", cache, "-o", "v.safetensors", "--json")
    assert code == OK
    facts = json.loads(out)
    assert facts["n_cached"] + facts["n_new"] == facts["n_embedded"] == len(Embeddings.load("v.safetensors")) == 42


def test_no_command_overwrites_a_file_of_somebody(kindfold: Kindfold, run: Path, pictures: Path, cache: Path) -> None:
    Path("mine.txt").write_text("mine")
    commands: list[list[object]] = [
        ["report", run, "-o", "mine.txt"],
        ["embed", pictures, "--cache", cache, "-o", "mine.txt"],
        ["predict", run, pictures / "disc", "--cache", cache, "-o", "mine.txt"],
        ["predict", run, pictures / "disc", "--cache", cache, "-o", run / "labels.csv"],
    ]
    labels = (run / "labels.csv").read_bytes()
    for command in commands:
        code, _, err = kindfold(*command)
        assert (code, "exists; nothing was changed" in err) == (FAILED, True), command
    assert (Path("mine.txt").read_text(), (run / "labels.csv").read_bytes()) == ("mine", labels)


def test_names_and_places_of_files_change_no_kind(kindfold: Kindfold, run: Path, pictures: Path, cache: Path) -> None:
    Path("renamed").mkdir()
    original = {row["path"]: row["cluster"] for row in rows(run / "labels.csv")}
    places = {}
    for i, id in enumerate(sorted(original, key=lambda id: id[::-1])):
        places[f"{i:03d}.jpg"] = id
        Path(f"renamed/{i:03d}.jpg").write_bytes((pictures / id).read_bytes())
    assert kindfold("renamed", "--cache", cache, "--names", "none")[0] == OK
    renamed = {places[row["path"]]: row["cluster"] for row in rows(Path("renamed.kindfold/labels.csv"))}
    assert renamed == original


def test_a_run_works_from_any_folder_and_misses_its_pictures(
    kindfold: Kindfold, pictures: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("here").mkdir()
    for i, picture in enumerate(sorted(pictures.rglob("*.jpg"))[:6]):
        Path(f"here/{i}.jpg").write_bytes(picture.read_bytes())
    settings = ["--cache", cache, "--names", "none", "--method", "kmeans", "-k", 2]
    assert kindfold("here", *settings)[0] == OK
    Path("elsewhere").mkdir()
    monkeypatch.chdir("elsewhere")
    assert kindfold("export", "../here.kindfold", "sorted", "--mode", "copy")[0] == OK
    page = Path("../here.kindfold/report.html").read_bytes()
    assert kindfold("report", "../here.kindfold")[0] == OK
    assert Path("../here.kindfold/report.html").read_bytes() == page
    Path("../here/3.jpg").unlink()
    code, _, err = kindfold("export", "../here.kindfold", "again", "--mode", "copy")
    assert (code, "1 pictures of this run are gone" in err, Path("again").exists()) == (FAILED, True, False)
    for path in Path("../here").iterdir():
        path.unlink()
    code, _, err = kindfold("report", "../here.kindfold")
    assert (code, "no longer in" in err) == (FAILED, True)
    assert Path("../here.kindfold/report.html").read_bytes() == page


def test_predict_on_broken_pictures_only_places_none(kindfold: Kindfold, run: Path, cache: Path) -> None:
    Path("broken").mkdir()
    Path("broken/a.jpg").write_text("no picture")
    code, out, _ = kindfold("predict", run, "broken", "--cache", cache, "--json")
    assert code == OK
    assert [skip["reason"] for skip in json.loads(out)["skipped"]] == ["not_an_image"]


def test_labels_may_come_without_a_header(kindfold: Kindfold, run: Path) -> None:
    lines = [f"{row['path']},{row['path'].split('/')[0]}" for row in rows(run / "labels.csv")]
    Path("truth.csv").write_text("\n".join(lines) + "\n")
    code, out, _ = kindfold("evaluate", run, "--labels", "truth.csv", "--json")
    assert (code, json.loads(out)["n_labelled"]) == (OK, 42)


def test_compare_prints_a_row_per_method(kindfold: Kindfold, pictures: Path, cache: Path) -> None:
    code, out, _ = kindfold(
        "compare", pictures, "--methods", "dp-mixture,kmeans", "--seeds", 2, "--cache", cache, "--json"
    )
    assert code == OK
    table = {row["method"]: row for row in json.loads(out)["methods"]}
    assert set(table) == {"dp-mixture", "kmeans"}
    assert table["kmeans"]["note"] == "was given K = 3, the number of folders"


@pytest.mark.parametrize("verb", ["models", "methods", "doctor"])
def test_listings_are_json_too(kindfold: Kindfold, verb: str) -> None:
    code, out, _ = kindfold(verb, "--json")
    assert code == OK
    assert json.loads(out)
    code, out, _ = kindfold(verb)
    assert code == OK
    assert out


MISTAKES = [
    (["missing/"], FAILED, "missing"),
    (["empty"], FAILED, "no pictures"),
    (["notes"], FAILED, "can be read"),
    (["PICTURES", "-k", "0"], USAGE, "at least 1"),
    (["PICTURES", "-k", "many"], USAGE, "whole number or auto"),
    (["PICTURES", "-k", "43", "--method", "kmeans"], USAGE, "43"),
    (["PICTURES", "--method", "dpmixture"], USAGE, "did you mean 'dp-mixture'"),
    (["PICTURES", "--model", "bultin"], USAGE, "did you mean 'builtin'"),
    (["PICTURES", "--model", "onnx:missing.onnx"], FAILED, "missing.onnx"),
    (["PICTURES", "--names", "everday"], USAGE, "did you mean 'everyday'"),
    (["PICTURES", "--set", "colour=red"], USAGE, "setting of dp-mixture"),
    (["PICTURES", "--set", "colour"], USAGE, "NAME=VALUE"),
    (["PICTURES", "--set", "n_clusters=3"], USAGE, "has an option of its own"),
    (["PICTURES", "--set", "random_state=3"], USAGE, "has an option of its own"),
    (["PICTURES", "--method", "agglomerative", "-k", "3", "--set", "linkage=wrad"], USAGE, "did you mean 'ward'"),
    (["PICTURES", "--method", "hdbscan", "--set", "min_cluster_size=1"], USAGE, "at least 2"),
    (["PICTURES", "--method", "hdbscan", "--set", "min_samples=0"], USAGE, "at least 1"),
    (["PICTURES", "--method", "spectral", "-k", "3", "--set", "n_neighbors=few"], USAGE, "at least 1"),
    (["PICTURES", "-o", "notes"], FAILED, "is not a run folder"),
    (["PICTURES", "-o", "notes/a.jpg"], FAILED, "is a file"),
    (["RUN"], FAILED, "is a run of kindfold"),
    (["predict", "empty", "PICTURES"], FAILED, "is not a run folder"),
    (["search", "RUN", " "], USAGE, "empty"),
    (["search", "RUN", "nosuch.jpg"], USAGE, "no picture nosuch.jpg"),
    (["PICTURES", "--method", "kmeans"], USAGE, "say how many with -k"),
    (["PICTURES", "--device", "banana"], USAGE, "cannot be used here"),
    (["export", "RUN", "x", "--to", "folder"], USAGE, "did you mean 'folders'"),
    (["export", "RUN", "x", "--mode", "link"], USAGE, "did you mean 'symlink'"),
    (["evaluate", "RUN", "--labels", "no.csv"], FAILED, "there is no file no.csv"),
    (["compare", "PICTURES", "--methods", "kmens"], USAGE, "did you mean 'kmeans'"),
    (["compare", "PICTURES", "-k", "43"], USAGE, "only 42 pictures"),
    (["compare", "PICTURES/disc/00.jpg"], FAILED, "one picture"),
    (["help"], USAGE, "did you mean '--help'"),
    (["browse", "RUN"], USAGE, "no command 'browse'"),
    (["clutser", "PICTURES"], USAGE, "did you mean 'cluster'"),
    (["PICTURES", "--wrong"], USAGE, "--wrong"),
]


@pytest.mark.parametrize(("arguments", "expected", "sentence"), MISTAKES, ids=lambda value: str(value)[:40])
def test_a_mistake_is_one_clear_sentence(
    kindfold: Kindfold, run: Path, pictures: Path, cache: Path, arguments: list[str], expected: int, sentence: str
) -> None:
    Path("empty").mkdir()
    Path("notes").mkdir()
    Path("notes/a.jpg").write_text("this is no picture")
    before = sorted(Path.cwd().rglob("*"))
    places = {"PICTURES": str(pictures), "RUN": str(run)}
    whole = [re.sub("^(PICTURES|RUN)", lambda place: places[place[0]], argument) for argument in arguments]
    code, _, err = kindfold(*whole)
    assert (code, sentence in err, "Traceback" in err) == (expected, True, False), err
    assert sorted(Path.cwd().rglob("*")) == before, "something was half-written"


def test_errors_are_json_when_asked(kindfold: Kindfold) -> None:
    code, out, _ = kindfold("missing/", "--json")
    assert code == FAILED
    assert json.loads(out)["error"]
    code, out, _ = kindfold("cluster", "missing/", "--wrong", "--json")
    assert code == USAGE
    assert "--wrong" in json.loads(out)["message"]


def test_a_broken_neighbour_costs_nobody(kindfold: Kindfold, pictures: Path, cache: Path, nouns: Path) -> None:
    import shutil

    shutil.copytree(pictures, "mixed")
    Path("mixed/disc/broken.jpg").write_bytes(b"\xff\xd8\xff" + bytes(100))
    Path("mixed/disc/empty.png").touch()
    code, out, _ = kindfold("mixed", "--cache", cache, "--names", nouns, "--json")
    assert code == OK
    facts = json.loads(out)
    assert (facts["n_found"], facts["n_embedded"], facts["n_skipped"]) == (44, 42, 2)
    assert {row["path"]: row["reason"] for row in rows(Path("mixed.kindfold/errors.csv"))}["disc/empty.png"] == "empty"
    code, _, err = kindfold("mixed", "--cache", cache, "--strict", "-o", "strict")
    assert code == FAILED
    assert "2 of 44 pictures cannot be used" in err


def test_a_vision_only_choice_numbers_the_clusters(kindfold: Kindfold, pictures: Path, cache: Path) -> None:
    code, out, _ = kindfold(pictures, "--cache", cache, "--names", "none", "-k", 3, "--method", "kmeans")
    assert code == OK
    assert "numbered because naming was switched off" in out
    assert {row["name"] for row in rows(Path("drawings.kindfold/clusters.csv"))} == {
        "cluster 0",
        "cluster 1",
        "cluster 2",
    }


def test_hostile_names_do_nothing_in_the_terminal(kindfold: Kindfold, pictures: Path, cache: Path) -> None:
    Path("hostile").mkdir()
    names = [
        b"\x1b]0;owned\x07.jpg",
        b"caf\xe9.jpg",
        "\u202egpj.exe.jpg".encode(),
        b"-rf.jpg",
        b"=1+1.jpg",
        b"a\nb.jpg",
    ]
    for name, picture in zip(names, sorted(pictures.rglob("*.jpg")), strict=False):
        Path(os.fsdecode(b"hostile/" + name)).write_bytes(picture.read_bytes())
    code, out, err = kindfold("hostile", "--cache", cache, "--names", "none", "-k", 2, "--method", "kmeans")
    assert code == OK, err
    assert "\x1b]" not in out + err
    assert len(rows(Path("hostile.kindfold/labels.csv"))) == len(names)
    code, out, _ = kindfold("search", "hostile.kindfold", "hostile/-rf.jpg", "--cache", cache)
    assert code == OK
    assert "\x1b]" not in out and "\u202e" not in out


def test_default_verb_and_options() -> None:
    assert with_default_verb(["photos/", "-k", "3"]) == ["cluster", "photos/", "-k", "3"]
    assert with_default_verb(["-k", "3", "photos/"]) == ["cluster", "-k", "3", "photos/"]
    assert with_default_verb(["predict", "r", "x"]) == ["predict", "r", "x"]
    assert with_default_verb(["--help"]) == ["--help"]
    assert with_default_verb(["-h"]) == ["-h"]
    assert default_out(["deep/photos/"]) == Path("photos.kindfold")
    assert default_out(["x.tar.gz"]) == Path("x.kindfold")
    assert default_out(["a/*.jpg"]) == Path("pictures.kindfold")
    assert settings(["a=1", "b=[1, 2]", "c=text"]) == {"a": 1, "b": [1, 2], "c": "text"}
    assert n_clusters("auto") == "auto"
    with pytest.raises(SettingError):
        n_clusters("-3")


def test_training_that_goes_on_says_so_once_and_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    told: list[tuple[str, int, int, int]] = []
    tell = going_on(lambda *now: told.append(now))
    for now in (("embed", 5, 9, 5), ("train", 3, 500, 3), ("train", 4, 500, 3)):
        tell(*now)
    assert capsys.readouterr().err == "note: going on from epoch 3 of 500\n"
    assert len(told) == 3
    going_on(None)("train", 1, 500, 0)
    assert capsys.readouterr().err == ""
