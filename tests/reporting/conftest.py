"""A small page whose every part can be replaced, and a browser to open it with."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from kindfold.data.images import Skip
from kindfold.errors import Reason
from kindfold.reporting import ClusterCard, Page, Picture, Truth

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


def thumbnail(i: int) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (16, 16), (40 * i % 256, 90, 160)).save(stream, "JPEG")
    return stream.getvalue()


def example(k: int = 3, *, text: Callable[[str], str] = str, thumbnails: bool = True, **changes: Any) -> Page:
    """A page of k kinds with six pictures each; every string from outside goes through `text`."""
    n = 6 * k
    ids = [text(f"album/{i:03d}.jpg") for i in range(n)]
    labels = np.repeat(np.arange(k), 6)
    pictures = [
        Picture(ids[i], int(labels[i]), 0.9 - 0.1 * (i % 6), i % 6 == 5, thumbnail(i) if thumbnails else None)
        for i in range(n)
    ]
    cards = [
        ClusterCard(
            number=c,
            name=text(f"kind {c}"),
            alternatives=[(text("thing"), 0.3), (text("object"), 0.2)],
            size=6,
            cohesion=0.8,
            central=pictures[6 * c : 6 * c + 3],
            borderline=pictures[6 * c + 4 : 6 * c + 6],
            histogram=[0, 0, 0, 0, 1, 1, 1, 1, 1, 1],
        )
        for c in range(k)
    ]
    curve = [
        {"space": text("reduced"), "scale": 0.5 * step, "n_clusters": 2 * step, "stability": 0.7 + 0.02 * step}
        | {"chosen": step == 3}
        for step in range(1, 9)
    ]
    fields: dict[str, Any] = {
        "title": text("holiday"),
        "summary": {
            "n_found": n + 2,
            "n_embedded": n,
            "n_skipped": 2,
            "n_clusters": k,
            "n_outliers": 1,
            "n_duplicates": 1,
            "n_duplicate_groups": 1,
            "plausible": (k, k + 2),
            "why": text("Three ways to count agree."),
            "trust": text("Halves agree."),
            "naming": text("nouns of a list"),
            "version": "0.1.0",
        },
        "clusters": cards,
        "curve": curve,
        "levels": [curve[2], curve[5]],
        "points": np.random.default_rng(0).random((n, 2)),
        "point_clusters": labels,
        "point_ids": ids,
        "outliers": pictures[5:6],
        "uncertain": pictures[5::6],
        "duplicates": [pictures[:2]],
        "errors": [
            Skip(text("broken.jpg"), Reason.TRUNCATED, text("ends early")),
            Skip(text("a/notes.png"), Reason.NOT_AN_IMAGE),
        ],
        "settings": {text("method"): text("dp-mixture"), "parameters": {text("family"): text("iso")}, "seed": 0},
        "truth": Truth(
            {"acc": 0.5, "nmi": 0.6}, [text("a"), text("b")], np.tile([4, 2], (k, 1)), [0, 1, *[None] * k][:k]
        ),
    }
    return Page(**(fields | changes))


@pytest.fixture
def page() -> Callable[..., Page]:
    return example


@pytest.fixture
def drive(browse: Callable[[str], str]) -> Callable[[str, str], Any]:
    """Act on a page by a script that its policy is made to admit, repeated until it gives a result."""

    def drive(html: str, script: str) -> Any:
        answer = f"const answer = (() => {{ {script} }})(); if (answer) document.body.id = JSON.stringify(answer);"
        act = f"addEventListener('load', () => setInterval(() => {{ if (!document.body.id) {{ {answer} }} }}, 50));"
        digest = base64.b64encode(hashlib.sha256(act.encode()).digest()).decode()
        admitted = html.replace("script-src ", f"script-src &#39;sha256-{digest}&#39; ")
        seen = browse(admitted.replace("</body>", f"<script>{act}</script></body>"))
        return json.loads(unescape(re.search(r'<body id="([^"]*)"', seen)[1]))

    return drive


@pytest.fixture
def browse(tmp_path: Path) -> Callable[[str], str]:
    """Open a document in headless Chromium and return what has become of it."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")

    def browse(html: str) -> str:
        path = tmp_path / "page.html"
        path.write_text(html, "utf-8")
        quiet = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
        quiet += " --disable-component-update --disable-sync --virtual-time-budget=3000 --dump-dom"
        command = [str(CHROMIUM), *quiet.split(), f"--user-data-dir={tmp_path / 'profile'}", path.as_uri()]
        done = subprocess.run(command, capture_output=True, timeout=120, check=True)
        return done.stdout.decode("utf-8")

    return browse
