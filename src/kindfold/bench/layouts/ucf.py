"""UCF-101 as middle frames: pictures that bear the names of the videos, and the official lists of videos."""

from __future__ import annotations

import re

from kindfold.bench.layouts.lists import lines, rows
from kindfold.bench.layouts.parts import Contents, Wanted, members
from kindfold.data.signatures import looks_like_picture


def ucf(wanted: Wanted) -> Contents:
    """The first of the three official splits; ids are the videos, frames may lie in folders of any name."""
    classes = [name for _, name in rows(wanted, "classInd.txt", 2)]
    frames = {_stem(name).rpartition("/")[2]: name for name in wanted.tree if looks_like_picture(name)}
    splits = {}
    for split in ("train", "test"):
        videos = [_stem(line.split()[0]) for line in lines(wanted, f"{split}list01.txt")]
        listed = [(video, video.partition("/")[0]) for video in videos]
        places = {video: frames.get(video.rpartition("/")[2], video) for video in videos}
        splits[split] = members(wanted.tree, "", listed, f"{split}list01.txt", places=places)
    return Contents(splits, tuple(classes), tuple(map(_words, classes)))


def _stem(name: str) -> str:
    return name.rpartition(".")[0]


def _words(name: str) -> str:
    """ "ApplyEyeMakeup" as "Apply Eye Makeup"."""
    return " ".join(re.findall(r"[A-Z][^A-Z]*", name)) or name
