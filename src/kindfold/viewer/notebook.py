"""A run in a notebook: its kinds with pictures, to be renamed and merged there."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from kindfold.data.run import Run
from kindfold.embedding.cache import Location
from kindfold.errors import KindfoldError, MissingExtra, Unreadable
from kindfold.viewer.session import Session

SIDE = 96  # pixels of a thumbnail
MOST = 60  # kinds that are shown
SCRIPT = Path(__file__).with_name("notebook.js")


def widget(run: str | Path | Run, *, cache: Location = None) -> Any:
    """A widget for Jupyter, VS Code, Colab or marimo; corrections go to the run folder as they are made.

    Raises
    ------
    MissingExtra : the package anywidget is not installed
    """
    try:
        import anywidget
        import traitlets
    except ImportError as error:
        raise MissingExtra("anywidget", "notebook", what="the widget of a run") from error

    class Kinds(anywidget.AnyWidget):
        _esm = SCRIPT.read_text(encoding="utf-8")
        clusters: Any = traitlets.List([]).tag(sync=True)
        said: Any = traitlets.Unicode("").tag(sync=True)

        def __init__(self, session: Session) -> None:
            super().__init__(clusters=cards(session))
            self.session = session
            self.on_msg(lambda widget, content, buffers: self.take(content))

        def take(self, content: Any) -> None:
            """One message of the page."""
            self.said = correct(self.session, content)
            self.clusters = cards(self.session)

    folder = run.folder if isinstance(run, Run) and run.folder else run
    return Kinds(Session(folder, cache=cache))  # type: ignore[arg-type]


def cards(session: Session) -> list[dict[str, Any]]:
    """What the widget shows of each kind, largest first."""
    return [
        {
            "id": cluster["id"],
            "name": cluster["name"],
            "size": cluster["size"],
            "pictures": [source for row in cluster["central"] if (source := _source(session, row))],
        }
        for cluster in session.clusters()[:MOST]
    ]


def correct(session: Session, content: Any) -> str:
    """Make one correction; what was done, or why not."""
    if not isinstance(content, dict) or content.get("op") not in ("rename", "merge", "undo", "redo"):
        return "not understood"
    fields = {key: value for key, value in content.items() if key != "op"}
    rev = session.editor.rev
    try:
        if content["op"] in ("undo", "redo"):
            return str(session.turn(content["op"], rev)["said"])
        return str(session.edit(content["op"], fields, rev)["said"])
    except KindfoldError as error:
        return str(error)


def _source(session: Session, row: int) -> str:
    try:
        return "data:image/jpeg;base64," + base64.b64encode(session.pictures.jpeg(row, SIDE)).decode()
    except Unreadable:
        return ""
