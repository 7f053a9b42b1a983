"""What is known of a data set before a file of it is opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

VECTORS = ("vectors", "digits", "synthetic")  # layouts without pictures


@dataclass(frozen=True)
class Hub:
    """A copy on the Hugging Face hub, read from a local folder that holds its parquet files.

    Attributes
    ----------
    id : "owner/name"
    image, label : columns
    splits : official split -> its name there, where they differ
    """

    id: str
    image: str = "image"
    label: str = "label"
    splits: Mapping[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Its page."""
        return f"https://huggingface.co/datasets/{self.id}"


@dataclass(frozen=True)
class Suite:
    """One data set, as one way of measuring uses it.

    Attributes
    ----------
    name : "cifar-10"
    title : how tables write it
    layout : which reader knows its files: a key of `kindfold.bench.layouts.LAYOUTS`
    n_clusters : classes
    parts : what is fitted and what is scored: {"train": splits, "test": splits}, or {"all": splits} when the whole set
        is both; the splits are the official ones
    sizes : pictures per part in the official set
    folder : where its files lie in a data directory; "" for a set that needs none
    source_url : where it is published
    fetch : the files to get from there
    hub : a copy on the Hugging Face hub
    prompt : the sentence in which its class names are shown to an encoder
    options : for its layout alone
    note : what a reader of its numbers should know
    """

    name: str
    title: str
    layout: str
    n_clusters: int
    parts: Mapping[str, tuple[str, ...]]
    sizes: Mapping[str, int]
    folder: str = ""
    source_url: str = ""
    fetch: str = ""
    hub: Hub | None = None
    prompt: str = "a photo of a {}."
    options: Mapping[str, str] = field(default_factory=dict)
    note: str = ""

    @property
    def protocol(self) -> str:
        """ "whole" when the pictures fitted are those scored, else "split"."""
        return "whole" if set(self.parts) == {"all"} else "split"

    @property
    def has_pictures(self) -> bool:
        """Whether it needs an encoder; the others are vectors already."""
        return self.layout not in VECTORS
