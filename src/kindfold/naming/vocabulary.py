"""The record `Vocabulary`: nouns that a cluster may be called, with the kinds above each of them."""

from __future__ import annotations

import hashlib
import lzma
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from kindfold.errors import InputError, UnknownName

SHIPPED = ("everyday", "wordnet")
DEFAULT = "everyday"


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """m nouns and the kinds (WordNet synsets) they stand for.

    Attributes
    ----------
    name : "everyday", "wordnet" or the path of the user's file
    words : m distinct nouns, sorted, with spaces
    senses : (e, 2) int32, rows (word, kind); a word has a row for each of its senses
    parents : (p, 2) int32, rows (kind, the kind above it)
    n_kinds : s; without a hierarchy every word is a kind of its own
    """

    name: str
    words: tuple[str, ...]
    senses: NDArray[np.int32]
    parents: NDArray[np.int32]
    n_kinds: int

    def __len__(self) -> int:
        return len(self.words)

    @property
    def fingerprint(self) -> str:
        """Hash of the words, the key under which their vectors are cached."""
        return hashlib.sha256("\n".join(self.words).encode()).hexdigest()[:16]

    @property
    def has_hierarchy(self) -> bool:
        """Whether any kind is known to lie under another."""
        return len(self.parents) > 0

    def ancestry(self) -> Any:
        """Sparse (m, s) bool: which kinds a word lies under in any of its senses, its own kinds included."""
        reached = incidence(self.senses, (len(self), self.n_kinds))
        up = incidence(self.parents, (self.n_kinds, self.n_kinds))
        frontier = reached
        while frontier.nnz:
            above = frontier @ up
            frontier = above > above.multiply(reached)  # kinds not reached before
            reached = reached + frontier
        return reached


def load_vocabulary(source: str | Path = DEFAULT) -> Vocabulary:
    """The vocabulary of that name, or the one in that text file.

    A file holds one noun per line in UTF-8; what follows a "#" is a comment; empty lines and repetitions are dropped.

    Raises
    ------
    UnknownName : neither a shipped vocabulary nor a file
    InputError : the file is not UTF-8 text or holds no word
    """
    if source in SHIPPED:
        return shipped(str(source))
    path = Path(source)
    if not path.is_file():
        raise UnknownName("vocabulary (or file of words)", str(source), SHIPPED)
    return from_words(read_words(path), name=str(source))


def prompt(word: str) -> str:
    """The text whose vector stands for a noun."""
    return word


def from_words(words: Iterable[str], *, name: str = "words") -> Vocabulary:
    """A vocabulary without hierarchy; an empty one is an `InputError`."""
    distinct = {" ".join(word.replace("_", " ").split()) for word in words} - {""}
    if not distinct:
        raise InputError(f"{name} holds no words; expected one noun per line")
    identity = np.repeat(np.arange(len(distinct), dtype=np.int32), 2).reshape(-1, 2)
    return Vocabulary(name, tuple(sorted(distinct)), identity, np.empty((0, 2), np.int32), len(distinct))


def read_words(path: Path) -> list[str]:
    """The lines of a text file without comments."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path} is not a text file in UTF-8 (byte {error.start}); expected one noun per line"
        ) from error
    return [line.partition("#")[0] for line in text.splitlines()]


def incidence(pairs: NDArray[np.int32], shape: tuple[int, int]) -> Any:
    """Sparse boolean matrix of that shape with a one at each pair (row, column)."""
    return sparse.csr_array((np.ones(len(pairs), np.bool_), (pairs[:, 0], pairs[:, 1])), shape=shape)


@cache
def shipped(name: str) -> Vocabulary:
    """A vocabulary of the package; each line of its file is a kind: lines of its parents, tab, word:sense|..."""
    file = resources.files("kindfold.naming") / "data" / f"{name}.tsv.xz"
    lines = lzma.decompress(file.read_bytes()).decode().splitlines()
    spelling: dict[str, str] = {}
    meant: list[tuple[str, int]] = []
    parents: list[tuple[int, int]] = []
    for kind, line in enumerate(lines):
        above, _, nouns = line.partition("\t")
        parents += [(kind, int(parent)) for parent in above.split()]
        for entry in filter(None, nouns.split("|")):
            noun = entry.rpartition(":")[0]
            key = noun.lower()
            meant.append((key, kind))
            spelling[key] = max(spelling.get(key, noun), noun)  # "turkey" rather than "Turkey"
    index = {key: i for i, key in enumerate(sorted(spelling))}
    return Vocabulary(
        name=name,
        words=tuple(spelling[key] for key in index),
        senses=np.array(sorted((index[key], kind) for key, kind in meant), np.int32),
        parents=np.array(parents, np.int32),
        n_kinds=len(lines),
    )
