"""`kindfold methods`: which clustering methods there are."""

from __future__ import annotations

from kindfold.cli.console import Json, console, emit


def methods(as_json: Json = False) -> None:
    """List the methods and where the number of kinds comes from; with --json their settings too."""
    from kindfold.clustering import METHODS, load_method

    rows = []
    for name in METHODS:
        cls = load_method(name)
        parameters = cls().get_params(deep=False)
        rows.append(
            {
                "method": name,
                "class": cls.__name__,
                "number": cls.number,
                "what": (cls.__doc__ or "").strip().splitlines()[0],
                "settings": parameters,
            }
        )
    if as_json:
        emit({"methods": rows})
        return
    from rich.table import Table

    table = Table("method", "number of kinds", "what it is", box=None, pad_edge=False)
    for row in rows:
        table.add_row(str(row["method"]), str(row["number"]), str(row["what"]))
    console().print(table)
