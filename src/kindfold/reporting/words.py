"""What codes and scores mean, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

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
}


class Score(NamedTuple):
    """A score's short name, its value as text, and what it says."""

    label: str
    value: str
    meaning: str


SCORES: Mapping[str, tuple[str, str]] = {
    "acc": ("Accuracy", "of the pictures lie in the kind matched to their folder, at most one kind per folder"),
    "purity": ("Purity", "of the pictures belong to the commonest folder of their kind"),
    "recall_mean": ("Recall", "of a folder's pictures lie in its kind, mean over folders"),
    "recall_tail": ("Recall, small folders", "the same for the smallest third of the folders"),
    "nmi": ("NMI", "shared information of kinds and folders, 1 when they coincide"),
    "ami": ("AMI", "shared information corrected for chance, 0 for random kinds"),
    "ari": ("ARI", "agreement on pairs of pictures corrected for chance, 0 for random kinds"),
}
SHARES = frozenset({"acc", "purity", "recall_mean", "recall_tail"})
MAPS: Mapping[str, str] = {"pca": "PCA", "tsne": "t-SNE"}


def scores(values: Mapping[str, float]) -> list[Score]:
    """Those scores that have words, in the order of `SCORES`; counts and the like are left to run.json."""
    return [
        Score(label, f"{100 * values[name]:.1f} %" if name in SHARES else f"{values[name]:.3f}", meaning)
        for name, (label, meaning) in SCORES.items()
        if name in values
    ]
