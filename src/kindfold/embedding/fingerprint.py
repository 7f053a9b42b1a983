"""The key under which an encoder's vectors are cached."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import torch


def fingerprint(files: Iterable[Path], settings: Mapping[str, object], dtype: torch.dtype) -> str:
    """What decides an encoder's vectors, then its dtype: "<32 hex digits>-bfloat16"."""
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode())
    for path in files:
        with path.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return f"{digest.hexdigest()[:32]}-{str(dtype).removeprefix('torch.')}"
