"""A cell is kept wholly or not at all, and is never taken for another."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kindfold.bench.cells import COLUMNS, Cell, Record, as_csv, checked, collect, is_kept, keep, read_csv
from kindfold.errors import InputError

CELL = Cell("digits", "features", "scp", "scp", {"jitter": 2.5}, 0)


def record(**changes: Any) -> Record:
    usual: dict[str, Any] = {
        **dict.fromkeys(COLUMNS, ""),
        "suite": "digits",
        "encoder": "features",
        "method": "scp",
        "settings": "{}",
        "seed": 0,
        "true_k": 10,
        "n_fit": 5,
        "n": 5,
        "k": 9,
        "seconds": 0.25,
        "cpu_seconds": 0.5,
        "peak_mb": None,
        **dict.fromkeys(("acc", "nmi", "ari", "ami", "purity"), 0.5),
    }
    return Record(**(usual | changes))


shares = st.none() | st.floats(0, 1)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=20)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(texts, st.integers(0, 99), shares, st.none() | st.integers(1, 9)), min_size=1, max_size=5))
def test_what_is_written_as_csv_is_read_back(tmp_path_factory: pytest.TempPathFactory, rows: list[Any]) -> None:
    records = [record(note=note, seed=seed, acc=acc, k=k) for note, seed, acc, k in rows]
    path = tmp_path_factory.mktemp("csv") / "results.csv"
    path.write_text(as_csv(records), encoding="utf-8", newline="")
    assert read_csv(path) == records


def test_a_table_of_another_kind_is_no_result(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("data,encoder\nfruit14,builtin\n")
    assert read_csv(path) == []


@pytest.mark.parametrize(
    "change",
    [
        {"settings": {"jitter": 2.0}},
        {"seed": 1},
        {"encoder": "builtin"},
        {"views": "weak:2"},
        {"vocabulary": "wordnet"},
        {"source": "tac"},
        {"grid": "scp/jitter", "variant": "jitter 2.5"},
    ],
)
def test_a_cell_with_another_setting_is_another_cell(change: dict[str, Any], tmp_path: Path) -> None:
    keep(tmp_path, CELL, record())
    assert is_kept(tmp_path, CELL)
    assert not is_kept(tmp_path, CELL._replace(**change))


def test_the_order_of_settings_does_not_matter() -> None:
    assert CELL._replace(settings={"a": 1, "b": 2}).path == CELL._replace(settings={"b": 2, "a": 1}).path


@given(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30))
def test_no_name_leaves_the_folder(suite: str, method: str) -> None:
    path = CELL._replace(suite=suite, method=method).path
    assert not path.is_absolute()
    assert len(path.parts) == 6
    assert ".." not in path.parts


def test_shards_merge_by_copying(tmp_path: Path) -> None:
    for seed in (3, 1, 2):
        keep(tmp_path / f"machine-{seed}", CELL._replace(seed=seed), record(seed=seed))
        for path in (tmp_path / f"machine-{seed}").rglob("*.json"):
            target = tmp_path / "all" / path.relative_to(tmp_path / f"machine-{seed}")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    assert [found.seed for found in collect(tmp_path / "all")] == [1, 2, 3]


def test_what_a_killed_writer_leaves_is_no_cell(tmp_path: Path) -> None:
    keep(tmp_path, CELL, record())
    half = (tmp_path / CELL.path).with_name(".staging-1-seed-1.json")
    half.write_text('{"suite": "dig')
    assert len(collect(tmp_path)) == 1


def test_a_damaged_cell_is_named(tmp_path: Path) -> None:
    keep(tmp_path, CELL, record())
    (tmp_path / CELL.path).write_text("{}")
    with pytest.raises(InputError, match=r"seed-0\..*\.json is not a cell"):
        collect(tmp_path)


def test_results_on_different_data_are_not_mixed() -> None:
    with pytest.raises(InputError, match="other data"):
        checked([record(seed=0, data="a"), record(seed=1, data="b")])


def test_a_label_stands_for_one_encoder() -> None:
    with pytest.raises(InputError, match="other weights"):
        checked([record(suite="digits", weights="a"), record(suite="stl-10", weights="b")])


def test_one_fit_does_not_count_twice() -> None:
    with pytest.raises(InputError, match="measured twice"):
        checked([record(settings="{}"), record(settings='{"jitter": 1}')])


def test_every_column_of_a_record_is_a_field_in_order() -> None:
    assert tuple(field.name for field in dataclasses.fields(Record)) == COLUMNS
