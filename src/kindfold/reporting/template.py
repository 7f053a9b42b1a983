"""The one way from values to HTML: all is made visible and escaped, and only our own style and script can act."""

from __future__ import annotations

import base64
import hashlib
import json
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from kindfold.data.display import display_name


def fill(name: str, **values: Any) -> str:
    """A template with its values, the style, the script, and the policy that admits these two alone."""
    style, script = _static("report.css"), _static("report.js")
    template = _environment().get_template(name)
    return template.render(style=style, script=script, policy=_policy(style, script), **values)


def _environment() -> Environment:
    """Templates in which every expression is made visible, then escaped, and a missing value is an error."""
    environment = Environment(
        loader=PackageLoader("kindfold.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "count": _count,
        "percent": _percent,
        "setting": _setting,
        "data_uri": _data_uri,
        "base_name": _base_name,
    }
    return environment


def _visible(value: Any) -> Any:
    return display_name(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _static(name: str) -> Markup:
    """A file of ours that goes into the page as it is."""
    return Markup(files("kindfold.reporting").joinpath("static", name).read_text("utf-8"))


def _policy(style: str, script: str) -> str:
    """Content-Security-Policy: one style and one script by their hashes, pictures from data, nothing else."""
    return (
        f"default-src 'none'; img-src data:; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _count(n: int) -> str:
    return f"{n:,}"


def _percent(share: float) -> str:
    """No share short of all is shown as all, none above nothing as nothing."""
    if 0 < share < 0.001:
        return "< 0.1\N{NO-BREAK SPACE}%"
    if 0.999 < share < 1:
        return "> 99.9\N{NO-BREAK SPACE}%"
    return f"{100 * share:.{0 if share in (0, 1) else 1}f}\N{NO-BREAK SPACE}%"


def _data_uri(jpeg: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode()


def _base_name(name: str) -> str:
    return name.rsplit("/", 1)[-1]


def _setting(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
