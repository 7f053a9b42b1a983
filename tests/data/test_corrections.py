"""Corrections are a pure fold: every picture keeps one cluster, and what is undone never was."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kindfold.data.corrections import State, apply, replay, sentence, start
from kindfold.data.edits import Edit
from kindfold.errors import InputError
from runs import a_run

RUN = a_run(24, 3)
FIT = RUN.clustering


def random_edit(state: State, draw: Callable[..., int]) -> Edit:
    """Some correction that fits a state."""
    numbers = np.unique(state.labels).tolist()
    rows = sorted({draw(st.integers(0, len(FIT) - 1)) for _ in range(draw(st.integers(1, 5)))})
    c = numbers[draw(st.integers(0, len(numbers) - 1))]
    size = int((state.labels == c).sum())
    choices = [
        Edit("rename", {"cluster": c, "name": f"name {draw(st.integers(0, 9))}"}),
        Edit("move", {"rows": rows, "to": c}),
        Edit("move", {"rows": rows, "to": "new", "name": "fresh"}),
        Edit("reject", {"rows": rows}),
        Edit("restore", {"rows": rows}),
        Edit("level", {"index": [None, 0, 1][draw(st.integers(0, 2))]}),
    ]
    if len(numbers) > 1:
        choices.append(Edit("merge", {"clusters": numbers[:2]}))
    if size > 1:
        choices.append(Edit("split", {"cluster": c, "parts": [i % 2 for i in range(size)], "names": [["a", []]]}))
    return choices[draw(st.integers(0, len(choices) - 1))]


def same(one: State, two: State) -> bool:
    return all(np.array_equal(getattr(one, f), getattr(two, f)) for f in ("labels", "rejected", "moved")) and (
        one.names == two.names and one.free == two.free and one.level == two.level
    )


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_undoing_k_corrections_is_the_state_before_them(data: st.DataObject) -> None:
    states, edits = [start(FIT)], list[Edit]()
    for _ in range(data.draw(st.integers(1, 8))):
        edits.append(random_edit(states[-1], data.draw))
        states.append(apply(FIT, states[-1], edits[-1]))
    k = data.draw(st.integers(0, len(edits)))
    undone = replay(FIT, [*edits, *[Edit("undo")] * k])
    assert same(undone.state, states[len(edits) - k])
    assert (len(undone.done), len(undone.undone)) == (len(edits) - k, k)
    again = replay(FIT, [*edits, *[Edit("undo")] * k, *[Edit("redo")] * k])
    assert same(again.state, states[-1])


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_every_picture_keeps_one_cluster_and_no_number_means_two_things(data: st.DataObject) -> None:
    state, born = start(FIT), set(range(FIT.n_clusters))
    for _ in range(data.draw(st.integers(1, 8))):
        edit = random_edit(state, data.draw)
        before, state = state, apply(FIT, state, edit)
        assert state.labels.shape == FIT.labels.shape
        new = set(np.unique(state.labels).tolist()) - set(np.unique(before.labels).tolist())
        if edit.op in ("split", "move") or (edit.op == "level" and edit.fields["index"] is not None):
            assert not new & born, "numbers are used once"
        elif edit.op != "level":
            assert not new
        born |= new
        assert state.free > max(born)
        assert state.names.keys() <= set(np.unique(state.labels).tolist())
        assert all(sentence(FIT, before, edit))


def test_a_new_correction_ends_what_could_be_done_again() -> None:
    rename = Edit("rename", {"cluster": 0, "name": "a"})
    with pytest.raises(InputError, match="nothing to redo"):
        replay(FIT, [rename, Edit("undo"), rename, Edit("redo")])
    with pytest.raises(InputError, match="nothing to undo"):
        replay(FIT, [rename, Edit("undo"), Edit("undo")])


def test_a_merge_keeps_number_and_name_of_the_largest() -> None:
    state = apply(FIT, start(FIT), Edit("merge", {"clusters": [2, 0]}))
    assert set(np.unique(state.labels)) == {0, 1}
    assert state.name_of(0) == "cat"
    named = apply(FIT, start(FIT), Edit("merge", {"clusters": [2, 0], "name": " big\n cat "}))
    assert named.name_of(0) == "big cat"


@pytest.mark.parametrize(
    "edit",
    [
        Edit("fly"),
        Edit("rename", {"cluster": 9, "name": "a"}),
        Edit("rename", {"cluster": 0, "name": " "}),
        Edit("rename", {"cluster": 0, "name": "a" * 201}),
        Edit("rename", {"cluster": True, "name": "a"}),
        Edit("rename", {"cluster": [0], "name": "a"}),
        Edit("rename", {"cluster": 10**30, "name": "a"}),
        Edit("rename", {}),
        Edit("merge", {"clusters": [0]}),
        Edit("merge", {"clusters": [0, 0]}),
        Edit("merge", {"clusters": 3}),
        Edit("split", {"cluster": 0, "parts": [0, 1]}),
        Edit("split", {"cluster": 0, "parts": [0] * int(FIT.sizes[0])}),
        Edit("split", {"cluster": 0, "parts": ["a"] * int(FIT.sizes[0])}),
        Edit("move", {"rows": [], "to": 0}),
        Edit("move", {"rows": [24], "to": 0}),
        Edit("move", {"rows": [-1], "to": 0}),
        Edit("move", {"rows": [0.5], "to": 0}),
        Edit("move", {"rows": [0], "to": "old"}),
        Edit("reject", {"rows": "all"}),
        Edit("level", {"index": 2}),
        Edit("level", {"index": -1}),
        Edit("level", {"index": "a"}),
        Edit("level", {}),
    ],
    ids=lambda edit: f"{edit.op} {edit.fields}"[:60],
)
def test_what_does_not_fit_is_refused(edit: Edit) -> None:
    with pytest.raises(InputError):
        apply(FIT, start(FIT), edit)
