"""The command `kindfold`: verbs, the default verb, and what an error looks like from outside."""

from __future__ import annotations

import difflib
import signal
import sys
import warnings
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Annotated, NoReturn

import typer

from kindfold import __version__
from kindfold.cli.console import fail
from kindfold.data.display import display_name
from kindfold.errors import KindfoldError, SettingError

VERBS = (
    "cluster",
    "train",
    "embed",
    "predict",
    "evaluate",
    "search",
    "export",
    "report",
    "view",
    "refine",
    "compare",
    "bench",
    "models",
    "methods",
    "demo",
    "doctor",
)
OPTIONS = ("--help", "-h", "--version")
OK, FAILED, USAGE = 0, 1, 2  # 130 and 143: stopped by a signal

app = typer.Typer(
    name="kindfold",
    help="Sort a folder of unlabelled pictures into kinds: kindfold photos/",
    epilog="`kindfold PATH` is short for `kindfold cluster PATH`. Nothing of yours is ever moved, changed or deleted.",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"kindfold {__version__}")
        raise typer.Exit


@app.callback()
def kindfold(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Sort a folder of unlabelled pictures into kinds: kindfold photos/"""


for _verb in VERBS:
    _found = getattr(import_module(f"kindfold.cli.{_verb}"), _verb)
    if isinstance(_found, typer.Typer):
        app.add_typer(_found)
    else:
        app.command(name=_verb)(_found)


def main() -> NoReturn:
    """Entry point: run one verb and leave with its exit code."""
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    warnings.showwarning = _note  # type: ignore[assignment]
    arguments = with_default_verb(sys.argv[1:])
    as_json = "--json" in arguments
    try:
        code = app(arguments, standalone_mode=not as_json)
    except SettingError as error:
        fail(error, as_json=as_json)
        sys.exit(USAGE)
    except KindfoldError as error:
        fail(error, as_json=as_json)
        sys.exit(FAILED)
    except BrokenPipeError:  # the reader of our output went away: `kindfold ... | head`
        sys.stderr.close()
        sys.exit(FAILED)
    except Exception as error:
        if not hasattr(error, "format_message"):  # as what typer says of an option that it does not know has
            raise
        fail(SettingError(error.format_message()), as_json=as_json)
        sys.exit(USAGE)
    sys.exit(code or OK)


def with_default_verb(arguments: list[str]) -> list[str]:
    """`photos/ -k 12` -> `cluster photos/ -k 12`; a mistyped verb is told apart from a path."""
    if not arguments or arguments[0] in {*VERBS, *OPTIONS}:
        return arguments
    first = arguments[0]
    if first.isalpha() and not Path(first).exists():
        nearest = difflib.get_close_matches(first, [*VERBS, *OPTIONS], n=1, cutoff=0.75)
        hint = f"did you mean {nearest[0]!r}?" if nearest else "see kindfold --help"
        fail(SettingError(f"no command {first!r} and no such path; {hint}"), as_json="--json" in arguments)
        sys.exit(USAGE)
    return ["cluster", *arguments]


def _note(message: Warning | str, category: type[Warning], *where: object) -> None:
    """A warning as one line that a person reads; those meant for developers stay silent."""
    if issubclass(category, UserWarning):
        typer.echo(f"note: {display_name(' '.join(str(message).split()))}", err=True)


def _leave(signum: int, frame: FrameType | None) -> NoReturn:
    """Stop in an orderly way; a second signal stops at once."""
    signal.signal(signum, signal.SIG_DFL)
    typer.echo("\nstopping; what was embedded is kept, the same command goes on from there", err=True)
    sys.exit(128 + signum)
