"""Who and what can be named: sets and groups, methods and peers, grids."""

from __future__ import annotations

from kindfold.bench.contestants import FORMS, contestant
from kindfold.bench.grids import GRIDS
from kindfold.bench.peers import PEERS
from kindfold.bench.suites import GROUPS, SUITES, named
from kindfold.clustering import METHODS


def suites_named(text: str) -> list[str]:
    """Names of sets, from names of sets and groups separated by commas; raises UnknownName."""
    found: list[str] = []
    for name in (part.strip() for part in text.split(",")):
        found += GROUPS[name] if name in GROUPS else [named(name).name]
    return list(dict.fromkeys(found))


def methods_named(text: str) -> list[str]:
    """Names of contestants separated by commas; "all" for every method, form and peer. Raises as `contestant`."""
    names = [name for part in text.split(",") for name in (everybody() if part.strip() == "all" else [part.strip()])]
    return [contestant(name).name for name in dict.fromkeys(names)]


def everybody() -> list[str]:
    """Methods, their forms, and peers."""
    return [*METHODS, *FORMS, *PEERS]


def roster() -> dict[str, dict[str, str]]:
    """Everything that has a name, and what it is."""
    groups_of = {name: [group for group, sets in GROUPS.items() if name in sets] for name in SUITES}
    return {
        "groups": {name: ", ".join(sets) for name, sets in GROUPS.items()},
        "sets": {
            name: f"K {suite.n_clusters}; {suite.fetch or 'comes with the package'}"
            + (f" ({', '.join(groups_of[name])})" if groups_of[name] else "")
            for name, suite in SUITES.items()
        },
        "methods": {name: where.partition(":")[2] for name, where in METHODS.items()},
        "forms": {name: f"{method} with {settings}" for name, (method, settings) in FORMS.items()},
        "peers": {name: where.partition(":")[2] for name, where in PEERS.items()},
        "grids": {name: f"{grid.title} ({len(grid.variants)} variants)" for name, grid in GRIDS.items()},
    }
