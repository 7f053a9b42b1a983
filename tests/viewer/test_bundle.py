"""The page that is in the package is what its sources give."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VIEWER = ROOT / "viewer"
STATIC = ROOT / "src" / "kindfold" / "viewer" / "static"
SOURCES = sorted((VIEWER / "src").rglob("*.*"))


@pytest.fixture
def node() -> str:
    found = shutil.which("node")
    if found is None:
        pytest.skip("node is not installed")
    if not (VIEWER / "node_modules" / "esbuild").is_dir():
        pytest.skip("esbuild is missing: run `npm ci` in viewer/")
    return found


def test_the_bundle_is_fresh(node: str, tmp_path: Path) -> None:
    subprocess.run([node, "build.js", str(tmp_path)], cwd=VIEWER, check=True, timeout=60)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    kept = {path.name: path.read_bytes() for path in STATIC.iterdir()}
    assert made.keys() == kept.keys()
    stale = [name for name in made if made[name] != kept[name]]
    assert not stale, f"{stale}: run `npm run build` in viewer/"


def test_the_arithmetic_of_the_page(node: str) -> None:
    done = subprocess.run([node, "--test"], cwd=VIEWER, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout


def test_the_bundle_needs_no_eval_and_names_no_host() -> None:
    script = (STATIC / "app.js").read_text()
    code = script[script.index("*/") + 2 :]
    assert not re.search(
        r"\beval\(|new Function|Function\(\"|importScripts|\.innerHTML\b.{0,3}=\s*[^=]{0,2}[\"'`]<", code
    )
    assert set(re.findall(r"https?://[\w.]+", code)) <= {"http://www.w3.org"}  # names of XML vocabularies


def test_licences_of_bundled_libraries_are_kept() -> None:
    head = (STATIC / "app.js").read_text().split("*/")[0]
    for library in ("preact", "@preact/signals", "@preact/signals-core", "htm", "kdbush"):
        assert re.search(rf"^{library} \d", head, re.MULTILINE)
    assert head.count("Permission") >= 4


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(VIEWER)))
def test_no_source_writes_markup_from_text(path: Path) -> None:
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b", path.read_text())
