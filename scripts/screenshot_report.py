"""Render a report in headless Chromium, at desktop, tablet and phone widths, light and dark, to look at it.

python scripts/screenshot_report.py report.html pictures/
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from html import escape
from pathlib import Path

QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--virtual-time-budget=4000",  # milliseconds for pictures to decode
]
WIDTHS = {"desktop": 1280, "tablet": 768, "phone": 390}
NARROWEST = 500  # of a headless window; a narrower page is shown in a frame
SCHEMES = {"light": "1", "dark": "0"}  # numbers of blink::mojom::PreferredColorScheme
FRAME = """<!DOCTYPE html><style>body {{ margin: 0 }} iframe {{ display: block; border: 0 }}</style>
<iframe src="{}" width="{}" height="{}"></iframe>"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("report", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--height", type=int, default=2400, help="pixels of the page that are shown")
    parser.add_argument("--chromium", default="chromium")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for device, width in WIDTHS.items():
        for scheme in SCHEMES:
            target = arguments.folder / f"{arguments.report.stem}-{device}-{scheme}.png"
            shoot(arguments.report, target, width, arguments.height, scheme, chromium=arguments.chromium)
            print(target)


def shoot(report: Path, target: Path, width: int, height: int, scheme: str, *, chromium: str) -> None:
    with tempfile.TemporaryDirectory() as profile:
        frame = Path(profile, "frame.html")
        frame.write_text(FRAME.format(escape(report.absolute().as_uri()), width, height), "utf-8")
        command = [chromium, *QUIET, f"--user-data-dir={profile}", f"--window-size={max(width, NARROWEST)},{height}"]
        command += [f"--blink-settings=preferredColorScheme={SCHEMES[scheme]}", f"--screenshot={target.absolute()}"]
        subprocess.run([*command, frame.as_uri()], check=True, capture_output=True, timeout=120)


if __name__ == "__main__":
    main()
