"""`kindfold bench` from outside: run, go on, list, and make tables."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kindfold.cli.app import OK, USAGE

Kindfold = Callable[..., tuple[int, str, str]]


def test_one_command_measures_and_another_makes_the_tables(kindfold: Kindfold, tmp_path: Path) -> None:
    asked = ("bench", "run", "--suite", "digits", "--methods", "kmeans,sklearn.cluster.Birch", "--seeds", 2)
    code, out, err = kindfold(*asked)
    assert (code, "4 measured now, 0 before" in out) == (OK, True)
    assert err.count("NMI") == 4
    code, out, _ = kindfold(*asked, "--json")
    assert json.loads(out) == {"n_measured": 0, "n_kept": 4, "left": [], "results": "bench-results/results.csv"}
    code, out, _ = kindfold("bench", "tables", "bench-results", "-o", "pages", "--no-plots")
    assert code == OK
    assert "| kmeans " in (tmp_path / "pages" / "features.md").read_text()


def test_what_cannot_be_had_is_said_and_the_rest_is_measured(kindfold: Kindfold) -> None:
    code, out, _ = kindfold("bench", "run", "--suite", "stl-10,digits", "--methods", "kmeans", "--seeds", 1, "-q")
    assert (code, "1 measured now" in out) == (OK, True)
    assert "left out" in out
    assert "stl10_binary.tar.gz" in out


def test_a_grid_takes_the_place_of_methods(kindfold: Kindfold, tmp_path: Path) -> None:
    code, out, _ = kindfold(
        *("bench", "run", "--suite", "digits", "--grid", "scp/ablation", "--seeds", 1, "--shard", "8/8", "--json")
    )
    assert (code, json.loads(out)["n_measured"]) == (OK, 1)
    [path] = (tmp_path / "bench-results" / "cells").rglob("*.json")
    assert json.loads(path.read_text())["variant"] == "all, no hidden layer"


def test_help_gives_the_command_for_clip(kindfold: Kindfold) -> None:
    code, out, _ = kindfold("bench", "--help")
    assert (code, "kindfold bench run --encoders hf:openai/clip-vit-base-patch32" in " ".join(out.split())) == (
        OK,
        True,
    )


def test_everything_that_has_a_name_is_listed(kindfold: Kindfold) -> None:
    code, out, _ = kindfold("bench", "list")
    assert code == OK
    for name in ("offline", "cub-200", "lowrank-dp/ablation", "turtle", "zero-shot"):
        assert name in out
    assert "digits" in json.loads(kindfold("bench", "list", "--json")[1])["sets"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--suite", "cifar-11"), "cifar-1"),
        (("--methods", "os.system"), "module:Class"),
        (("--grid", "scp/ablations"), "scp/ablation"),
        (("--shard", "3/2"), "i/n"),
    ],
)
def test_a_mistake_is_named_before_anything_is_measured(
    arguments: tuple[str, ...], said: str, kindfold: Kindfold, tmp_path: Path
) -> None:
    code, _, err = kindfold("bench", "run", "--suite", "digits", *arguments)
    assert (code, said in err) == (USAGE, True)
    assert not (tmp_path / "bench-results").exists()
