"""Photograph the viewer of a run for the documents: the grid, the map and a phone, as three JPEG files.

    python scripts/picture_of_viewer.py caltech.kindfold docs/images

It corrects nothing. Needs node, chromium and `npm ci` in viewer/.
"""

from __future__ import annotations

import argparse
import io
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image

PLAY = Path(__file__).parents[1] / "viewer" / "play.mjs"
MOST = 300_000  # bytes of a picture
QUALITIES = (88, 82, 76, 70, 62)
READY = """
page.setDefaultTimeout(120_000);  // a machine may be busy with other things
await page.locator(".cell img").first().waitFor();
const settle = () => page.waitForFunction(() => [...document.images].every((image) => {
  const { left, right, top, bottom } = image.getBoundingClientRect();
  const seen = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
  return image.complete || !seen;  // what waits to be scrolled to is never fetched
}));
const map = async () => {
  await page.keyboard.press("p");
  await page.locator("#map").waitFor();
  await page.waitForTimeout(1500);
};
const shoot = async () => { await settle(); await page.waitForTimeout(700); await page.screenshot({ path: given }); };
"""
DESK: dict[str, Any] = {"width": 1280, "height": 800}
PHONE: dict[str, Any] = {"width": 390, "height": 760, "touch": True, "scale": 1.5}
OPEN = 'await page.locator(".card").nth(1).click(); await page.locator(".cell").nth(5).waitFor();'
TAKE = 'await page.locator(".cell").nth({}).{}(); await page.locator(".detail .tiles").first().waitFor();'
PICK = 'for (const i of [1, 3, 4]) await page.locator(".cell .tick").nth(i).tap(); await page.waitForTimeout(8000);'
CLOSER = """
await map();
await page.locator("#map").hover();
for (let i = 0; i < 3; i++) await page.mouse.wheel(0, -110);
await page.locator("h1").hover();
await page.waitForTimeout(4000);
"""
SCENES = {
    "viewer": [(DESK, OPEN + TAKE.format(5, "click"))],
    "viewer-map": [({**DESK, "scheme": "dark"}, CLOSER)],
    "viewer-phone": [
        (PHONE, OPEN + PICK),
        (PHONE, OPEN + TAKE.format(4, "tap")),
        ({**PHONE, "scheme": "dark"}, "await map();"),
    ],
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    for name, scenes in SCENES.items():
        with tempfile.TemporaryDirectory() as place:
            shots = [shoot(given.run, Path(place, f"{i}.png"), *scene) for i, scene in enumerate(scenes)]
            target = given.folder / f"{name}.jpg"
            target.write_bytes(small(beside(shots)))
            print(target)


def shoot(run: Path, target: Path, options: dict[str, Any], script: str) -> Image.Image:
    """What a scene leaves on the screen."""
    command = [sys.executable, "-m", "kindfold", "view", str(run), "--no-open", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as viewer:
        try:
            assert viewer.stdout is not None
            scene = {"url": viewer.stdout.readline().split()[-1], "script": f"{READY}{script} await shoot();"}
            line = json.dumps({**scene, **options, "given": str(target)}) + "\n"
            play = [str(shutil.which("node")), str(PLAY), str(shutil.which("chromium"))]
            done = subprocess.run(play, input=line, capture_output=True, text=True, check=True, timeout=600)
        finally:
            viewer.terminate()
    told = json.loads(done.stdout)
    assert "error" not in told, told["error"]
    return Image.open(target).convert("RGB")


def beside(shots: list[Image.Image], gap: int = 24) -> Image.Image:
    """Pictures in a row on white."""
    width = sum(shot.width for shot in shots) + gap * (len(shots) - 1)
    sheet = Image.new("RGB", (width, max(shot.height for shot in shots)), "white")
    left = 0
    for shot in shots:
        sheet.paste(shot, (left, 0))
        left += shot.width + gap
    return sheet


def small(picture: Image.Image) -> bytes:
    """The best JPEG that is small enough."""
    for quality in QUALITIES:
        stream = io.BytesIO()
        picture.save(stream, "JPEG", quality=quality, optimize=True, progressive=True)
        if stream.tell() <= MOST:
            break
    return stream.getvalue()


if __name__ == "__main__":
    main()
