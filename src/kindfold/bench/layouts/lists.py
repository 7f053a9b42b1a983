"""The small files beside the pictures: which there must be, and what they say."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from kindfold.bench.layouts.parts import Wanted
from kindfold.errors import InputError

HEADER, COMPRESSED = 128, 15  # bytes before the first variable of a MATLAB file, and the kind of one that is packed
PACK_ANEW = """
import io, sys
from scipy.io import loadmat, savemat
found, packed = loadmat(io.BytesIO(sys.stdin.buffer.read())), io.BytesIO()
savemat(packed, {k: v for k, v in found.items() if not k.startswith("__")}, do_compression=True)
sys.stdout.buffer.write(packed.getvalue())
"""


def required(wanted: Wanted, tail: str) -> str:
    """The file whose name ends so. Raises `InputError` that says what to fetch."""
    name = wanted.tree.find(tail)
    if name is None:
        raise InputError(f"{wanted.suite.title}: there is no {tail} in {wanted.tree.root}; {wanted.advice}")
    return name


def base_of(wanted: Wanted, tail: str) -> str:
    """What stands before a picture's name. Raises `InputError` if the picture is nowhere."""
    name = required(wanted, tail)
    return name[: len(name) - len(tail)]


def lines(wanted: Wanted, tail: str) -> list[str]:
    """Lines of a text file, without those that are empty."""
    name = required(wanted, tail)
    try:
        text = wanted.tree.read(name).decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{name} of {wanted.tree.root} is not text ({error}); {wanted.advice}") from error
    found = [line.strip() for line in text.splitlines() if line.strip()]
    if not found:
        raise InputError(f"{name} of {wanted.tree.root} is empty; {wanted.advice}")
    return found


def rows(wanted: Wanted, tail: str, n_fields: int) -> list[list[str]]:
    """Lines of a text file as fields apart by blanks, of which the last keeps its own. Raises `InputError`."""
    found = [line.split(maxsplit=n_fields - 1) for line in lines(wanted, tail)]
    for number, fields in enumerate(found, start=1):
        if len(fields) != n_fields:
            raise InputError(f"line {number} of {tail} has {len(fields)} fields; {n_fields} were expected")
    return found


def matlab(wanted: Wanted, tail: str, variable: str) -> NDArray[Any]:
    """A variable of a MATLAB file, without the dimensions of size one."""
    from scipy.io import loadmat

    name = required(wanted, tail)
    data = wanted.tree.read(name)
    if not is_compressed(data):
        data = packed_anew(data)
    if not data:
        raise InputError(f"{name} of {wanted.tree.root} is a damaged MATLAB file; {wanted.advice}")
    try:
        found = loadmat(io.BytesIO(data), squeeze_me=True, variable_names=[variable])  # type: ignore[arg-type]
    except Exception as error:  # SciPy raises whatever the broken bytes lead to
        raise InputError(f"{name} of {wanted.tree.root} is no MATLAB file ({error}); {wanted.advice}") from error
    if variable not in found or np.size(found[variable]) == 0:
        raise InputError(f"{name} of {wanted.tree.root} has no variable {variable!r}, or an empty one; {wanted.advice}")
    return np.atleast_1d(found[variable])


def is_compressed(data: bytes) -> bool:
    """Whether every variable of a MATLAB file is packed, with a checksum that tells of a damage."""
    order: Literal["big", "little"] = "big" if data[126:128] == b"MI" else "little"
    at = HEADER
    while at + 8 <= len(data):
        kind, size = (int.from_bytes(data[at + i : at + i + 4], order) for i in (0, 4))
        if kind != COMPRESSED:
            return False
        at += 8 + size
    return True


def packed_anew(data: bytes) -> bytes:
    """A MATLAB file as SciPy reads it, with every variable packed; empty where it cannot be read.

    A process of its own reads it: on a wrong byte in what is not compressed SciPy may crash, and it may as well not.
    """
    done = subprocess.run([sys.executable, "-c", PACK_ANEW], input=data, capture_output=True, check=False)
    return done.stdout if done.returncode == 0 else b""


def table(wanted: Wanted, tail: str, variable: str, *fields: str) -> NDArray[Any]:
    """A struct array of a MATLAB file. Raises `InputError` if it lacks one of the fields."""
    found = matlab(wanted, tail, variable)
    if not set(fields) <= set(found.dtype.names or ()):
        raise InputError(f"{variable} in {tail} of {wanted.tree.root} lacks {' or '.join(fields)}; {wanted.advice}")
    return found


def whole(value: object, told_by: str) -> int:
    """A whole number. Raises `InputError` if it is none."""
    try:
        number = float(str(value))
    except ValueError:
        number = float("nan")
    if not number.is_integer():
        raise InputError(f"{told_by} has {str(value)[:40]!r} where a whole number was expected")
    return int(number)


def picked(classes: Sequence[str], number: int, told_by: str, *, first: int = 1) -> str:
    """The class of that number, counted from `first`. Raises `InputError` if there is none."""
    if not first <= number < first + len(classes):
        raise InputError(
            f"{told_by} has the class {number}; numbers from {first} to {first + len(classes) - 1} were expected"
        )
    return classes[number - first]


def spoken(name: str) -> str:
    """A class name in words."""
    return " ".join(name.replace("_", " ").split())
