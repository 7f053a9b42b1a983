"""The public names are those that are documented, and importing them costs nothing until they are used."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import kindfold

ROOT = Path(kindfold.__file__).parent


@pytest.mark.parametrize("name", kindfold.__all__)
def test_every_public_name_resolves(name: str) -> None:
    assert getattr(kindfold, name) is not None


def test_type_checkers_see_the_same_names() -> None:
    tree = ast.parse((ROOT / "__init__.py").read_text())
    block = next(node for node in tree.body if isinstance(node, ast.If))
    seen = {
        (alias.asname, node.module) for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert seen == {(name, f"kindfold.{home}") for name, home in kindfold._HOME.items()}


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'clutser'"):
        kindfold.clutser  # noqa: B018


@pytest.mark.parametrize("module", ["kindfold", "kindfold.cli.app"])
def test_import_brings_in_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(*sorted({{m.split('.')[0] for m in sys.modules}}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"torch", "sklearn", "transformers", "numpy", "PIL", "scipy"} & set(loaded)


def test_no_pickle_is_loaded_anywhere() -> None:
    for path in ROOT.rglob("*.py"):
        text = path.read_text()
        for forbidden in (
            "import pickle",
            "allow_pickle=True",
            "weights_only=False",
            "trust_remote_code=True",
            "joblib",
        ):
            assert forbidden not in text, f"{path}: {forbidden}"
