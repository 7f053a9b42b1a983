"""What a number was measured on: processor, versions, commit, and the most memory a fit took."""

from __future__ import annotations

import contextlib
import os
import platform
import subprocess
from functools import cache
from pathlib import Path

import kindfold
from kindfold.pipeline.versions import versions

STATUS, RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


@cache
def hardware(device: str = "cpu") -> str:
    """Cores and processor, and the accelerator where one computes."""
    processor = f"{os.cpu_count()} x {_processor()}"
    if not device.startswith("cuda"):
        return processor
    import torch

    return f"{processor}, {torch.cuda.get_device_name(device)}"


@cache
def software() -> str:
    """Versions of Python and of the packages that decide on a result."""
    found = versions()
    names = ("python", "torch", "numpy", "scikit-learn")
    return " ".join(f"{name} {found[name]}" for name in names)


@cache
def commit() -> str:
    """Version of kindfold, and the commit where it runs from a checkout of its own."""
    package = Path(kindfold.__file__).parent
    if not _git(package, "ls-files", "--error-unmatch", "__init__.py"):
        return kindfold.__version__
    return f"{kindfold.__version__} {_git(package, 'describe', '--always', '--dirty')}"


def forget_peak() -> None:
    """Begin to watch the peak of memory anew, where the system can."""
    import torch

    if torch.cuda.is_available():
        torch.cuda.reset_peak_memory_stats()
    with contextlib.suppress(OSError):
        RESET.write_text("5")


def peak_megabytes() -> float | None:
    """The most memory this process held since `forget_peak`, on the accelerator too; None where nobody can say."""
    import torch

    on_device = torch.cuda.max_memory_allocated() if torch.cuda.is_available() else 0
    try:
        lines = STATUS.read_text().splitlines()
    except OSError:
        return None
    kilobytes = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    return round(kilobytes / 1024 + on_device / 2**20, 1)


def _git(folder: Path, *command: str) -> str:
    try:
        asked = subprocess.run(["git", *command], cwd=folder, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return asked.stdout.strip()


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())
