"""`kindfold models`: which encoders there are."""

from __future__ import annotations

from kindfold.cli.console import Json, console, emit


def models(as_json: Json = False) -> None:
    """List the encoders and what each one needs."""
    from kindfold.embedding.catalogue import models as known

    rows = known()
    if as_json:
        emit({"models": [row._asdict() for row in rows]})
        return
    from rich.table import Table

    table = Table("id", "words", "here", "what it is", box=None, pad_edge=False)
    for row in rows:
        table.add_row(row.id, "yes" if row.words else "no", "yes" if row.here else "no", row.note)
    console().print(table)
