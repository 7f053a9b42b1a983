"""What corrections make of a fit: a pure fold over the log, the same wherever it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kindfold.data.clustering import Clustering, Name
from kindfold.data.edits import Edit
from kindfold.errors import InputError

LONGEST_NAME = 200


class State(NamedTuple):
    """A corrected partition.

    Attributes
    ----------
    labels : (n,) the number of every picture's cluster; a number never changes its meaning
    names : number -> name, of the clusters that have one
    rejected : (n,) bool, shall not count as a member of its kind
    moved : (n,) bool, put where it is, or confirmed there, by hand
    free : the next number that no cluster has had
    level : which of the fit's levels the clusters come from, None for those of the fit itself
    """

    labels: NDArray[np.int64]
    names: Mapping[int, Name]
    rejected: NDArray[np.bool_]
    moved: NDArray[np.bool_]
    free: int
    level: int | None = None

    def name_of(self, cluster: int) -> str:
        return self.names[cluster].noun if cluster in self.names else f"cluster {cluster}"


class History(NamedTuple):
    """Where a log leads: the state, the corrections that stand, and those that were undone, latest last."""

    state: State
    done: tuple[Edit, ...]
    undone: tuple[Edit, ...]


def start(fit: Clustering) -> State:
    """The partition before any correction."""
    none = np.zeros(len(fit), bool)
    return State(fit.labels, dict(enumerate(fit.names or ())), none, none, len(fit.sizes))


def replay(fit: Clustering, edits: Sequence[Edit]) -> History:
    """Fold a log.

    Raises
    ------
    InputError : a correction does not fit what stands before it
    """
    done, undone = standing(edits)
    state = start(fit)
    for edit in done:
        state = apply(fit, state, edit)
    return History(state, done, undone)


def standing(edits: Sequence[Edit]) -> tuple[tuple[Edit, ...], tuple[Edit, ...]]:
    """The corrections of a log that stand, and those that were undone and can be done again."""
    done, undone = list[Edit](), list[Edit]()
    for edit in edits:
        if edit.op == "undo" and done:
            undone.append(done.pop())
        elif edit.op == "redo" and undone:
            done.append(undone.pop())
        elif edit.op in ("undo", "redo"):
            raise InputError(f"there is nothing to {edit.op}")
        else:
            done.append(edit)
            undone.clear()
    return tuple(done), tuple(undone)


def apply(fit: Clustering, state: State, edit: Edit) -> State:
    """One correction, of those in `OPS`.

    Raises
    ------
    InputError : it names no cluster or picture that there is
    """
    if edit.op not in OPS:
        raise InputError(f"there is no correction {edit.op!r}; there are {', '.join(OPS)}")
    try:
        return OPS[edit.op](fit, state, edit.fields)
    except (KeyError, TypeError, OverflowError, AttributeError) as error:
        raise InputError(f"the correction {edit.op!r} lacks something: {error!r}") from error


def _rename(fit: Clustering, state: State, of: Mapping[str, Any]) -> State:
    c = _cluster(state, of["cluster"])
    return state._replace(names={**state.names, c: _renamed(state, c, of["name"])})


def _merge(fit: Clustering, state: State, of: Mapping[str, Any]) -> State:
    """The largest of the clusters takes in the others."""
    merged = [_cluster(state, c) for c in of["clusters"]]
    into = largest(state, merged)
    if len(set(merged)) != len(merged) or len(merged) < 2:
        raise InputError("a merge takes two clusters or more, each once")
    names = {c: name for c, name in state.names.items() if c == into or c not in merged}
    if of.get("name") is not None:
        names[into] = _renamed(state, into, of["name"])
    return state._replace(labels=np.where(np.isin(state.labels, merged), into, state.labels), names=names)


def _split(fit: Clustering, state: State, of: Mapping[str, Any]) -> State:
    """Every part gets a new number; which picture goes to which part is in the log."""
    c = _cluster(state, of["cluster"])
    rows, parts = np.flatnonzero(state.labels == c), np.asarray(of["parts"])
    if parts.shape != rows.shape or parts.dtype.kind != "i" or len(rows) < 2:
        raise InputError(f"a split of {len(rows)} pictures needs as many whole numbers")
    if not np.array_equal(used := np.unique(parts), np.arange(len(used))) or len(used) < 2:
        raise InputError("the parts of a split are numbered from 0 and hold a picture each")
    labels = state.labels.copy()
    labels[rows] = state.free + parts
    names = {number: name for number, name in state.names.items() if number != c}
    names |= {state.free + part: _name(name) for part, name in enumerate(of.get("names") or ())}
    return state._replace(labels=labels, names=names, free=state.free + len(used))


def _move(fit: Clustering, state: State, of: Mapping[str, Any]) -> State:
    """Pictures into a cluster that there is, or into a new one; those that are there already are confirmed."""
    rows, new = _rows(state, of["rows"]), of["to"] == "new"
    to = state.free if new else _cluster(state, of["to"])
    labels, moved, rejected = state.labels.copy(), state.moved.copy(), state.rejected.copy()
    labels[rows], moved[rows], rejected[rows] = to, True, False
    names = dict(state.names)
    if of.get("name") is not None:
        names[to] = Name(checked_name(of["name"]))
    kept = set(np.unique(labels).tolist())
    names = {c: name for c, name in names.items() if c in kept}
    return state._replace(labels=labels, names=names, moved=moved, rejected=rejected, free=state.free + new)


def _reject(fit: Clustering, state: State, of: Mapping[str, Any]) -> State:
    return state._replace(rejected=_marked(state.rejected, _rows(state, of["rows"]), True))


def _restore(fit: Clustering, state: State, of: Mapping[str, Any]) -> State:
    return state._replace(rejected=_marked(state.rejected, _rows(state, of["rows"]), False))


def _level(fit: Clustering, state: State, of: Mapping[str, Any]) -> State:
    """Another granularity, with numbers of its own; corrections made so far stay behind, but what is rejected."""
    index = of["index"]
    if index is None:
        return start(fit)._replace(rejected=state.rejected, free=state.free)
    if not _is_whole(index) or not 0 <= index < len(fit.levels):
        raise InputError(f"there is no level {index!r}; there are {len(fit.levels)}")
    labels = np.asarray(fit.levels[index]["labels"], np.int64)
    names = {state.free + c: _name(name) for c, name in enumerate(of.get("names") or ())}
    return State(
        labels + state.free,
        names,
        state.rejected,
        np.zeros_like(state.moved),
        state.free + int(labels.max()) + 1,
        index,
    )


OPS = {
    "rename": _rename,
    "merge": _merge,
    "split": _split,
    "move": _move,
    "reject": _reject,
    "restore": _restore,
    "level": _level,
}


def largest(state: State, clusters: Sequence[int]) -> int:
    """The largest of some clusters, the one of the lowest number among equals."""
    return min(clusters, key=lambda c: (-int(np.count_nonzero(state.labels == c)), c))


def sentence(fit: Clustering, state: State, edit: Edit) -> tuple[str, str]:
    """What a correction does to a state, as a verb and the rest: ("merge", "cat, kitten")."""
    of = edit.fields
    if edit.op == "rename":
        return "rename", f"{state.name_of(of['cluster'])} to {checked_name(of['name'])}"
    if edit.op == "merge":
        return "merge", ", ".join(state.name_of(c) for c in of["clusters"])
    if edit.op == "split":
        return "split", f"{state.name_of(of['cluster'])} into {max(of['parts']) + 1}"
    if edit.op == "level":
        k = len(np.unique(fit.labels if of["index"] is None else fit.levels[of["index"]]["labels"]))
        return "take", f"{k} kinds"
    rows = f"{len(of['rows']):,} picture{'' if len(of['rows']) == 1 else 's'}"
    if edit.op != "move":
        return edit.op, rows
    if of["to"] == "new":
        return "move", f"{rows} to a new kind"
    there = (state.labels[list(of["rows"])] == of["to"]).all()
    name = state.name_of(of["to"])
    return ("confirm", f"{rows} in {name}") if there else ("move", f"{rows} to {name}")


def checked_name(name: object) -> str:
    """A name on one line without spaces around it.

    Raises
    ------
    InputError : it is empty, too long or no text
    """
    text = " ".join(name.split()) if isinstance(name, str) else ""
    if not 0 < len(text) <= LONGEST_NAME:
        raise InputError(f"a name has 1 to {LONGEST_NAME} characters")
    return text


def _renamed(state: State, cluster: int, name: object) -> Name:
    """A new noun before the other nouns that there were."""
    noun = checked_name(name)
    known = state.names.get(cluster, Name(""))
    return Name(noun, tuple(pair for pair in known.alternatives if pair[0] != noun))


def _name(written: Sequence[Any]) -> Name:
    noun, alternatives = written
    return Name(checked_name(noun), tuple((str(word), float(score)) for word, score in alternatives))


def _cluster(state: State, number: object) -> int:
    if not _is_whole(number) or not (state.labels == number).any():
        raise InputError(f"there is no cluster {number!r}")
    return int(number)  # type: ignore[call-overload,no-any-return]


def _rows(state: State, rows: Sequence[int]) -> NDArray[np.int64]:
    n = len(state.labels)
    if not isinstance(rows, list | tuple) or not rows:
        raise InputError("name the pictures by a list of row numbers")
    if any(not _is_whole(row) or not 0 <= row < n for row in rows):
        raise InputError(f"pictures are numbered from 0 to {n - 1}")
    return np.array(rows, np.int64)


def _marked(flags: NDArray[np.bool_], rows: NDArray[np.int64], value: bool) -> NDArray[np.bool_]:
    marked = flags.copy()
    marked[rows] = value
    return marked


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
