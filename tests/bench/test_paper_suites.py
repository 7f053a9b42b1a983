"""Sets of the papers, in the form in which they are published, go through the bench from end to end."""

from __future__ import annotations

import json
from pathlib import Path

import official
import pytest
from small import FEW_STEPS, clip

from kindfold.bench.cells import collect
from kindfold.bench.grid import plan, run
from kindfold.bench.pages import build, write_results
from kindfold.bench.roster import everybody
from kindfold.bench.stage import Encoder

FEW_SEEDS = range(1)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CIFAR-100 of a few pictures, and a CUB."""
    folder = tmp_path_factory.mktemp("data")
    official.write(folder / "cifar-100", official.cifar_100(n_train=150, n_test=120))
    official.write(folder / "cub-200", official.cub())
    return folder


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    return Encoder("CLIP", clip(tmp_path_factory.mktemp("clip")))


def test_every_method_is_measured_on_archives_as_they_are_published(
    data: Path, encoder: Encoder, nouns: Path, cache: Path, tmp_path: Path
) -> None:
    suites = ["cifar-100", "cub-200"]
    cells = plan(suites, [encoder], everybody(), seeds=FEW_SEEDS, views="weak:2", vocabulary=str(nouns))
    quick = [cell._replace(settings={**cell.settings, **FEW_STEPS.get(cell.source, {})}) for cell in cells]
    done = run(quick, tmp_path, encoders=[encoder], data=data, cache=cache)
    assert done.n_measured == len(suites) * len(everybody())
    found = collect(tmp_path)
    assert {record.suite: {other.n for other in found if other.suite == record.suite} for record in found} == {
        "cifar-100": {120},
        "cub-200": {len(list((data / "cub-200").rglob("*.jpg")))},
    }
    assert {record.protocol for record in found if record.suite == "cub-200"} == {"whole"}
    assert {record.protocol for record in found if record.suite == "cifar-100"} == {"inductive", "transductive"}
    assert all(record.remarks for record in found), "they are not the official ones, and this is said"

    assert {record.method: record.note for record in found if record.acc is None} == {}

    write_results(tmp_path)
    build(tmp_path, tmp_path / "pages", plots=False)
    page = (tmp_path / "pages" / "paper-lowrank-dp.md").read_text(encoding="utf-8")
    assert "published" in page
    assert "here, CLIP" in page
    assert json.loads(next((tmp_path / "cells").rglob("*.json")).read_text())["suite"] in suites
