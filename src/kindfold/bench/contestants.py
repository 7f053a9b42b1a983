"""Who takes part in a bench: methods, peers, forms of these with other settings, and clusterers of other packages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import import_module
from inspect import signature
from typing import Any, NamedTuple

from kindfold.bench.peers import PEERS
from kindfold.clustering import METHODS, load_method
from kindfold.errors import SettingError, UnknownName

# forms that papers report in rows of their own: name -> (method, settings)
FORMS: dict[str, tuple[str, dict[str, Any]]] = {
    "tac-untrained": ("tac", {"train": False}),
    "semantic-centers-untrained": ("semantic-centers", {"train": False}),
}
# what a method that learns from views needs where there are vectors only: the size of Gaussian views
WITHOUT_VIEWS: dict[str, dict[str, Any]] = {
    "lowrank-dp": {"jitter": 1.0},
    "model-reuse": {"jitter": 1.0},
    "scp": {"jitter": 2.5},
    "semantic-centers": {"jitter": 1.0},
}
SCIKIT_LEARN = re.compile(r"sklearn\.cluster\.(\w+)")
GIVEN = re.compile(r"([\w.]+):(\w+)")


class Contestant(NamedTuple):
    """A row of a table: its name, the class that is fitted, and settings beside its defaults."""

    name: str
    source: str  # a method, a peer, "sklearn.cluster.Birch", or "module:Class"
    settings: Mapping[str, Any] = {}

    def estimator(self, **settings: Any) -> Any:
        """An unfitted estimator; of `settings`, those that its class has."""
        cls = load_class(self.source)
        known = parameters(cls)
        for name in self.settings:
            if name not in known:
                raise UnknownName(f"setting of {self.source}", name, known)
        return cls(**{**{name: value for name, value in settings.items() if name in known}, **self.settings})

    def asks_for(self, data: str) -> bool:
        """Whether its `fit` takes data of that name: "views" or "words"."""
        return data in signature(load_class(self.source).fit).parameters

    @property
    def draws(self) -> bool:
        """Whether another seed may give another result."""
        return self.source not in FIXED

    @property
    def told(self) -> str:
        """What it is told of the classes: their number, "K", their "names", or nothing."""
        cls = load_class(self.source)
        if getattr(cls, "needs_words", "") == "classes":
            return "names"
        if "n_clusters" in self.settings:
            return "" if self.settings["n_clusters"] == "auto" else "K"
        return "" if self.source in COUNTING or "n_clusters" not in parameters(cls) else "K"


FIXED = ("agglomerative", "hdbscan", "zero-shot")  # nothing in them is drawn: one fit says all
COUNTING = ("dp-mixture", "lowrank-dp", "hdbscan")  # whose papers leave the number to the method


def contestant(name: str) -> Contestant:
    """By name: a method, a form of one, a peer, "sklearn.cluster.NAME", or "module:Class" of an installed package.

    Raises
    ------
    UnknownName : there is nobody of that name. SettingError : a dotted name that leads elsewhere
    """
    if name in FORMS:
        return Contestant(name, *FORMS[name])
    found = Contestant(name, name)
    load_class(name)
    return found


def load_class(source: str) -> type[Any]:
    """The class behind a name; nothing is imported but scikit-learn's clusterers and what is given as module:Class."""
    if source in METHODS:
        return load_method(source)
    if source in PEERS or (path := GIVEN.fullmatch(source)):
        module, _, cls = PEERS.get(source, source).partition(":")
        return _class(module, cls, source)
    if path := SCIKIT_LEARN.fullmatch(source):
        return _class("sklearn.cluster", path.group(1), source)
    if "." in source:
        raise SettingError(
            f"{source!r} names no contestant: give sklearn.cluster.NAME, or a class of another package as module:Class"
        )
    raise UnknownName("method", source, [*METHODS, *FORMS, *PEERS])


def parameters(cls: type[Any]) -> dict[str, Any]:
    """Settings of a class and their defaults."""
    return {name: p.default for name, p in signature(cls).parameters.items() if p.kind is not p.VAR_KEYWORD}


def _class(module: str, name: str, source: str) -> type[Any]:
    try:
        found = getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise SettingError(f"there is no clusterer {source!r}: {error}") from error
    if not (isinstance(found, type) and callable(getattr(found, "fit", None))):
        raise SettingError(f"{source!r} is no clusterer: it has no method `fit`")
    return found
