"""The record `Vocabulary`: nouns that a cluster may be called, and the kinds above each of them."""

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
    """m nouns for s kinds (WordNet synsets).

    Attributes
    ----------
    name : "everyday", "wordnet" or the path of the user's file
    words : m distinct nouns, sorted, with spaces
    senses : (e, 2) int32, rows (word, kind); a word has a row for each of its senses
    parents : (p, 2) int32, rows (kind, the kind above it); none in a plain list of words
    leads : (s,) int32, the word that a kind is called by, -1 where the vocabulary has none
    """

    name: str
    words: tuple[str, ...]
    senses: NDArray[np.int32]
    parents: NDArray[np.int32]
    leads: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.words)

    @property
    def n_kinds(self) -> int:
        return len(self.leads)

    @property
    def fingerprint(self) -> str:
        """Hash of words and links: equal for equal vocabularies on every machine."""
        digest = hashlib.sha256("\n".join(self.words).encode())
        for links in (self.senses, self.parents, self.leads):
            digest.update(links.astype("<i4").tobytes())
        return digest.hexdigest()[:16]

    def membership(self) -> Any:
        """Sparse (m, s) float32: what share of a word's senses is, or lies under, each kind."""
        kinds_of = links(self.senses, (len(self), self.n_kinds))
        share = sparse.diags_array(1 / np.bincount(self.senses[:, 0], minlength=len(self)).astype(np.float32))
        return (share @ kinds_of @ self._closure()).tocsr()

    def _closure(self) -> Any:
        """Sparse (s, s) of ones: which kinds are a kind's own or above it, however often the paths meet."""
        up = links(self.parents, (self.n_kinds, self.n_kinds))
        closure = reached = sparse.eye_array(self.n_kinds, dtype=np.float32, format="csr")
        while reached.nnz:
            reached = reached @ up
            closure = closure + reached
        closure.data[:] = 1
        return closure


def load_vocabulary(source: str | Path = DEFAULT) -> Vocabulary:
    """The shipped vocabulary of that name, or the one in that text file.

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
        raise UnknownName("vocabulary or file of words", str(source), SHIPPED)
    return from_words(read_words(path), name=str(source))


def from_words(words: Iterable[str], *, name: str = "words") -> Vocabulary:
    """A vocabulary of plain words, each a kind of its own; `InputError` when there are none."""
    distinct = sorted({" ".join(word.replace("_", " ").split()) for word in words} - {""})
    if not distinct:
        raise InputError(f"{name} holds no words; expected one noun per line")
    every = np.arange(len(distinct), dtype=np.int32)
    return Vocabulary(name, tuple(distinct), np.stack([every, every], axis=1), np.empty((0, 2), np.int32), every)


@cache
def shipped(name: str) -> Vocabulary:
    """A vocabulary of the package; each line of its file is a kind: lines of its parents, tab, word:sense|..."""
    file = resources.files("kindfold.naming") / "data" / f"{name}.tsv.xz"
    lines = [line.split("\t") for line in lzma.decompress(file.read_bytes()).decode().splitlines()]
    nouns = [[entry.rpartition(":")[0] for entry in entries.split("|")] if entries else [] for _, entries in lines]
    spelling: dict[str, str] = {}
    for noun in (noun for kind in nouns for noun in kind):
        spelling[noun.lower()] = max(spelling.get(noun.lower(), noun), noun)  # "turkey" rather than "Turkey"
    index = {key: i for i, key in enumerate(sorted(spelling, key=spelling.__getitem__))}
    return Vocabulary(
        name=name,
        words=tuple(spelling[key] for key in index),
        senses=np.array(sorted({(index[w.lower()], kind) for kind, ws in enumerate(nouns) for w in ws}), np.int32),
        parents=np.array([(kind, int(p)) for kind, (above, _) in enumerate(lines) for p in above.split()], np.int32),
        leads=np.array([index[words[0].lower()] if words else -1 for words in nouns], np.int32),
    )


def read_words(path: Path) -> list[str]:
    """The lines of a text file without comments."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is no text in UTF-8 (byte {error.start}); expected one noun per line") from error
    return [line.partition("#")[0] for line in text.splitlines()]


def links(pairs: NDArray[np.int32], shape: tuple[int, int]) -> Any:
    """Sparse matrix of that shape with a one at each pair (row, column)."""
    ones = np.ones(len(pairs), np.float32)
    return sparse.csr_array((ones, (pairs[:, 0], pairs[:, 1])), shape=shape)
