"""Which versions made a run, so that it can be repeated."""

from __future__ import annotations

import platform
from importlib import metadata

PACKAGES = ("kindfold", "torch", "numpy", "scipy", "scikit-learn", "Pillow", "transformers", "safetensors")


def versions() -> dict[str, str]:
    """Package -> version, with Python and the kind of machine."""
    found = {"python": platform.python_version(), "machine": f"{platform.system()} {platform.machine()}"}
    for package in PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            found[package] = "not installed"
    return found
