"""What codes, scores and numbers mean, in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from kindfold.errors import Reason

REASONS: Mapping[Reason, str] = {
    Reason.EMPTY: "The file is empty.",
    Reason.NOT_AN_IMAGE: "The content is not a picture in a supported format, whatever the name says.",
    Reason.TRUNCATED: "The file ends before the picture does; the copy or download was probably cut off.",
    Reason.CORRUPT: "The file is damaged and cannot be decoded.",
    Reason.TOO_LARGE: "The picture is larger, or longer and thinner, than the safety limits allow.",
    Reason.NOT_REGULAR: "This is a pipe, socket or device, not a file.",
    Reason.LINK: "This is a symbolic link, and links are not followed.",
    Reason.OUTSIDE: "The name points outside the folder or archive.",
    Reason.DENIED: "You have no permission to read the file.",
    Reason.VANISHED: "The file was there at first and was gone or changed when it was read.",
    Reason.ENCRYPTED: "The archive member is protected by a password.",
    Reason.NEEDS_EXTRA: "The format needs an optional package (HEIC: install the heif extra).",
    Reason.SAME_NAME: "A later member of the archive has the same name and takes its place.",
    Reason.NON_FINITE: "The encoder gave no usable numbers for this picture.",
    Reason.READ_ERROR: "The operating system could not read the file.",
    Reason.TIMEOUT: "Reading or decoding the picture took longer than it may.",
    Reason.CRASHED_DECODER: "Reading the picture brought down the process that did it, three times.",
}


MIDDLE = 0.1  # of the middle count: nearer to it, weights have hardly moved the number


class Score(NamedTuple):
    """A score's short name, its value as text, and what it says."""

    label: str
    value: str
    meaning: str


SHARES: Mapping[str, tuple[str, str]] = {
    "acc": ("Accuracy", "of the pictures lie in the kind matched to their folder, at most one kind per folder"),
    "purity": ("Purity", "of the pictures belong to the commonest folder of their kind"),
    "recall_mean": ("Recall", "of a folder's pictures lie in its kind, mean over folders"),
    "recall_tail": ("Recall, small folders", "the same for the smallest third of the folders"),
}
INDICES: Mapping[str, tuple[str, str]] = {
    "nmi": ("NMI", "shared information of kinds and folders, 1 when they coincide"),
    "ami": ("AMI", "shared information corrected for chance, 0 for random kinds"),
    "ari": ("ARI", "agreement on pairs of pictures corrected for chance, 0 for random kinds"),
}


def shares(values: Mapping[str, float]) -> list[Score]:
    """The scores that are shares of the pictures, in the order of `SHARES`."""
    return [Score(label, f"{100 * values[x]:.1f} %", meaning) for x, (label, meaning) in SHARES.items() if x in values]


def indices(values: Mapping[str, float]) -> list[Score]:
    """The scores that papers compare methods by, in the order of `INDICES`."""
    return [Score(label, f"{values[x]:.3f}", meaning) for x, (label, meaning) in INDICES.items() if x in values]


def why(n_clusters: int, *, asked: int | str, method: str, history: Mapping[str, Any]) -> str:
    """One sentence on how the number of kinds came about; empty when the statement of trust says it."""
    if asked != "auto":
        return "" if "trust" in history else "The number was given."
    if "trust" not in history:
        return f"The number is what {method} found; this method does not say how far it can be trusted."
    counts = sorted(history.get("readings", {}).values())
    if len(counts) < 3:
        return ""
    return f"{_said(counts)}; {_taken(n_clusters, counts, history.get('notes', ()))}."


def _said(counts: Sequence[int]) -> str:
    if counts[0] == counts[-1]:
        return f"Three ways to count all gave {counts[0]:,}"
    return f"Three ways to count gave {counts[0]:,}, {counts[1]:,} and {counts[2]:,}"


def _taken(n_clusters: int, counts: Sequence[int], notes: Sequence[str]) -> str:
    if notes:
        return notes[0]
    if counts[0] == counts[-1] == n_clusters:
        return "so there was nothing to choose"
    if abs(n_clusters - counts[1]) <= MIDDLE * counts[1]:
        return "the middle of them was taken" if n_clusters == counts[1] else f"{n_clusters:,} is about their middle"
    return (
        f"{n_clusters:,} is where they balance when each weighs the more, the better random halves of the pictures "
        "agree on it"
    )
