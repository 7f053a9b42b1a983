"""Every error a person can meet, drawn as one tree.

KindfoldError
├── InputError (ValueError)          what was handed in cannot be sorted
│   └── NoImages                     nothing readable was found where pictures were expected
├── SettingError (ValueError)        a setting has no such value
│   └── UnknownName                  no method, model, vocabulary ... of that name; the nearest one is suggested
├── Unreadable                       one picture cannot be used; carries a `Reason` from a closed set
├── ModelError                       an encoder cannot be loaded
│   ├── MissingExtra (ImportError)   an optional package is not installed
│   ├── MissingWeights (OSError)     the weights are neither here nor reachable
│   └── UnsafeModel                  the model asks for code or pickles to be run
├── CacheError (OSError)             the embedding cache cannot be used
├── EngineError (RuntimeError)       the machines that were asked to do the work cannot be used
├── StaleEdit                        somebody else corrected the run meanwhile; carries the present revision
├── RunError                         a folder is not a run, or would be overwritten, or was damaged
├── OutputError (OSError)            the result cannot be written (read-only, disk full)
└── FitError (RuntimeError)          a fit did not reach a usable result
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from enum import StrEnum

FEW = 6  # names, which an error lists beside the nearest


class KindfoldError(Exception):
    """Root of the tree: whatever kindfold raises on purpose is one of these."""


class InputError(KindfoldError, ValueError):
    """What was handed in cannot be sorted."""


class NoImages(InputError):
    """Nothing readable was found where pictures were expected."""


class SettingError(KindfoldError, ValueError):
    """A setting has no such value."""


class UnknownName(SettingError):
    """A name that nobody bears; suggests the nearest one that somebody does, and tells all where they are few."""

    def __init__(self, what: str, given: str, known: Iterable[str]) -> None:
        names = sorted(known)
        told = [f"did you mean {name!r}?" for name in difflib.get_close_matches(given, names, n=1, cutoff=0.5)]
        if not told or len(names) <= FEW:
            told.append("known: " + ", ".join(names))
        super().__init__(f"unknown {what} {given!r}; {' '.join(told)}")


class Reason(StrEnum):
    """Why one picture was left out: the closed set of codes in `errors.csv`."""

    EMPTY = "empty"  # zero bytes
    NOT_AN_IMAGE = "not_an_image"  # content is none of the allowed formats
    TRUNCATED = "truncated"  # the data end before the picture does
    CORRUPT = "corrupt"  # the decoder gave up
    TOO_LARGE = "too_large"  # bytes, pixels or side ratio over the limit
    NOT_REGULAR = "not_regular"  # a pipe, socket or device
    LINK = "link"  # a symbolic link that is not followed
    OUTSIDE = "outside"  # a link or archive name that leaves the folder
    DENIED = "denied"  # no permission to read
    VANISHED = "vanished"  # was listed, is gone or changed
    ENCRYPTED = "encrypted"  # an archive member behind a password
    SAME_NAME = "same_name"  # an archive member that a later one of the same name replaces
    NEEDS_EXTRA = "needs_extra"  # HEIC without the `heif` extra, AVIF without support in Pillow
    NON_FINITE = "non_finite"  # the encoder returned NaN, infinity or a zero vector
    READ_ERROR = "read_error"  # any other failure of the operating system


class Unreadable(KindfoldError):
    """One picture cannot be used: `reason` is a code, `detail` a sentence."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason.value}: {detail}" if detail else reason.value)
        self.reason = reason
        self.detail = detail


class ModelError(KindfoldError):
    """An encoder cannot be loaded."""


class MissingExtra(ModelError, ImportError):
    """An optional package is not installed."""

    def __init__(self, package: str, extra: str, *, what: str) -> None:
        super().__init__(f"{what} needs the package {package!r}; install it with: pip install 'kindfold[{extra}]'")


class MissingWeights(ModelError, OSError):
    """The weights are neither on this machine nor reachable."""


class UnsafeModel(ModelError):
    """The model asks for code or pickles to be run, which is refused."""


class CacheError(KindfoldError, OSError):
    """The embedding cache cannot be used."""


class EngineError(KindfoldError, RuntimeError):
    """The machines that were asked to do the work cannot be used."""


class StaleEdit(KindfoldError):
    """Somebody else corrected the run meanwhile: `rev` is the revision it has now."""

    def __init__(self, rev: int) -> None:
        super().__init__(f"the run was corrected elsewhere meanwhile and is at revision {rev} now; look at it again")
        self.rev = rev


class RunError(KindfoldError):
    """A folder is not a run, would be overwritten, or was damaged."""


class OutputError(KindfoldError, OSError):
    """The result cannot be written."""


class FitError(KindfoldError, RuntimeError):
    """A fit did not reach a usable result."""
