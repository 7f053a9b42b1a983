"""Write the vocabularies that ship with kindfold from the noun files of WordNet 3.0.

    python scripts/make_vocabularies.py [WORDNET_FOLDER]

The folder holds `data.noun`, `index.noun` and `cntlist.rev` (on Debian: `apt install wordnet-base`).
The rule by which `everyday` is chosen is explained in docs/guide/names.md.
"""

from __future__ import annotations

import argparse
import lzma
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

OUTPUT = Path(__file__).parents[1] / "src" / "kindfold" / "naming" / "data"
LIST_SIZE = 12_000  # words of `everyday`
ALWAYS = Path(__file__).with_name("everyday.txt")  # chosen by hand
CLASSES = OUTPUT.parents[1] / "embedding" / "imagenet_names.txt"  # chosen by the makers of ImageNet

# Lexicographer files (lexnames(5WN)) of what a photograph can show, with a prior: how readily a noun of that file
# stands for the picture of a thing, in units of the score below.
TOPS, ANIMAL, ARTIFACT, BODY, FOOD, OBJECT, PERSON, PHENOMENON, PLANT, SUBSTANCE = 3, 5, 6, 8, 13, 17, 18, 19, 20, 27
PRIOR = {
    TOPS: 5.0,
    ANIMAL: 1.15,
    ARTIFACT: 1.1,
    BODY: -1.2,
    FOOD: 1.2,
    OBJECT: 0.8,
    PERSON: -1.0,
    PHENOMENON: 0.1,
    PLANT: 0.5,
    SUBSTANCE: -1.3,
}
BEGINNERS = {"animal", "plant", "person", "food"}  # the unique beginners that are names as well
HIDDEN = {"taxonomic group", "drug", "microorganism"}  # nothing below these can be told from a photograph
TOO_WIDE = 1_000  # an artifact, object or substance with more hyponyms than this says nothing ("device")
PLAIN = re.compile(r"[A-Za-z][a-z'.-]{2,}( [a-z][a-z'.-]*){0,2}|[a-z]{2}")


class Synset(NamedTuple):
    """One sense of some nouns; `words` holds (noun, number of its sense)."""

    file: int
    words: tuple[tuple[str, int], ...]
    parents: tuple[int, ...]
    instance: bool
    gloss: str


def main() -> None:
    """Read WordNet, write `wordnet.tsv.xz` and `everyday.tsv.xz`."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=Path("/usr/share/wordnet"))
    parser.add_argument("-o", "--output", type=Path, default=OUTPUT)
    arguments = parser.parse_args()

    synsets = read_synsets(arguments.folder)
    tags = read_tags(arguments.folder / "cntlist.rev")
    write(synsets, arguments.output / "wordnet.tsv.xz")
    write(everyday(synsets, tags), arguments.output / "everyday.tsv.xz")


def read_synsets(folder: Path) -> dict[int, Synset]:
    """The noun synsets by offset, in the order of the file; format of wndb(5WN)."""
    ranks = read_ranks(folder / "index.noun")
    synsets = {}
    for line in entries(folder / "data.noun"):
        facts, _, gloss = line.partition(" | ")
        field = facts.split()
        offset, n_words = int(field[0]), int(field[3], 16)
        nouns = [noun.replace("_", " ") for noun in field[4 : 4 + 2 * n_words : 2]]
        pointers = field[5 + 2 * n_words :]  # symbol, offset, part of speech, source/target
        links = [(pointers[i], int(pointers[i + 1])) for i in range(0, len(pointers) - 3, 4)]
        synsets[offset] = Synset(
            file=int(field[1]),
            words=tuple((noun, ranks[noun.lower(), offset]) for noun in nouns),
            parents=tuple(target for symbol, target in links if symbol in {"@", "@i"}),
            instance=any(symbol == "@i" for symbol, _ in links),
            gloss=gloss.strip(),
        )
    return synsets


def read_ranks(path: Path) -> dict[tuple[str, int], int]:
    """Number of the sense (1 is the most frequent) by noun and synset offset."""
    ranks = {}
    for line in entries(path):
        field = line.split()
        offsets = field[-int(field[2]) :]
        for rank, offset in enumerate(offsets, start=1):
            ranks[field[0].replace("_", " "), int(offset)] = rank
    return ranks


def read_tags(path: Path) -> Counter[str]:
    """How often each noun occurs in the texts tagged with senses."""
    tags: Counter[str] = Counter()
    for line in path.read_text("ascii").splitlines():
        key, _, count = line.split()
        noun, _, sense = key.partition("%")
        if sense.startswith("1:"):
            tags[noun.replace("_", " ")] += int(count)
    return tags


def entries(path: Path) -> Iterator[str]:
    """The lines below the licence header."""
    return (line for line in path.read_text("ascii").splitlines() if not line.startswith(" "))


def everyday(synsets: dict[int, Synset], tags: Counter[str]) -> dict[int, Synset]:
    """The nouns chosen by hand, the classes of ImageNet and the most familiar depictable nouns, with all above them."""
    senses = depictable(synsets)
    scores = familiarity(senses, synsets, tags)
    main_sense = {w.lower(): [o] for o, synset in synsets.items() for w, rank in synset.words if rank == 1}
    always = {noun for noun in chosen() if noun in main_sense or noun in senses}
    for noun in always - senses.keys():  # "sunset" is a time
        senses[noun] = main_sense[noun]
    words = sorted(senses, key=lambda noun: (noun not in always, -scores.get(noun, 0.0), noun))[:LIST_SIZE]
    kept = {(noun, offset) for noun in words for offset in senses[noun]}
    nodes = above({offset for _, offset in kept}, synsets)
    return {
        offset: synset._replace(words=tuple(word for word in synset.words if (word[0].lower(), offset) in kept))
        for offset, synset in synsets.items()
        if offset in nodes
    }


def chosen() -> set[str]:
    """Nouns that are part of `everyday` whatever their score: by hand, and the first lemma of each class."""
    by_hand = [noun for line in uncommented(ALWAYS) for noun in line.split(",")]
    classes = [line.split(",")[0] for line in uncommented(CLASSES)]
    return {noun.strip().lower() for noun in [*by_hand, *classes]} - {""}


def uncommented(path: Path) -> list[str]:
    """The lines of a text file that hold words."""
    return [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]


def depictable(synsets: dict[int, Synset]) -> dict[str, list[int]]:
    """The senses of every plain noun that a photograph can show."""
    hyponyms = count_hyponyms(synsets)
    hidden = {offset for offset, synset in synsets.items() if synset.words[0][0] in HIDDEN}
    senses: dict[str, list[int]] = {}
    for offset, synset in synsets.items():
        beginner = synset.file != TOPS or synset.words[0][0] in BEGINNERS
        wide = synset.file in {ARTIFACT, OBJECT, SUBSTANCE} and hyponyms[offset] > TOO_WIDE
        if synset.file in PRIOR and beginner and not (wide or synset.instance or hidden & above([offset], synsets)):
            for noun, _ in synset.words:
                if PLAIN.fullmatch(noun):
                    senses.setdefault(noun.lower(), []).append(offset)
    return senses


def familiarity(senses: dict[str, list[int]], synsets: dict[int, Synset], tags: Counter[str]) -> dict[str, float]:
    """How well known each noun is, as far as WordNet can tell."""
    mentions, shares = count_mentions(synsets), sense_shares(synsets)
    n_senses = Counter(noun.lower() for synset in synsets.values() for noun, _ in synset.words)
    places = {(noun.lower(), o): place for o, s in synsets.items() for place, (noun, _) in enumerate(s.words)}

    def score(noun: str, offsets: list[int]) -> float:
        parts = noun.split()
        return (
            max(PRIOR[synsets[offset].file] for offset in offsets)
            + 0.4 * math.log1p(mentions[noun])
            + 0.1 * sum(math.log1p(mentions[part]) for part in parts) / len(parts) * (len(parts) > 1)
            + 0.5 * math.log(sum(shares[noun, offset] for offset in offsets))
            + 0.5 * math.log(n_senses[noun])  # familiar words have many senses
            + 0.2 * math.log1p(tags[noun])
            - 0.6 * min(2, *(places[noun, offset] for offset in offsets))  # synonyms stand in order of use
            + 0.1 * min(10, max(len(above([offset], synsets)) for offset in offsets))  # deep is concrete
            - 0.04 * len(noun)
        )

    return {noun: score(noun, offsets) for noun, offsets in senses.items()}


def sense_shares(synsets: dict[int, Synset]) -> dict[tuple[str, int], float]:
    """What part of the uses of a noun means this synset, by Zipf's law over the numbers of its senses."""
    weights = {(noun.lower(), offset): 1 / rank for offset, synset in synsets.items() for noun, rank in synset.words}
    totals: Counter[str] = Counter()
    for (noun, _), weight in weights.items():
        totals[noun] += weight
    return {key: weight / totals[key[0]] for key, weight in weights.items()}


def count_mentions(synsets: dict[int, Synset]) -> Counter[str]:
    """In how many definitions and examples each noun occurs, also as a regular plural."""
    nouns = {noun.lower() for synset in synsets.values() for noun, _ in synset.words}
    counts: Counter[str] = Counter()
    for synset in synsets.values():
        tokens = re.findall(r"[a-z][a-z'-]*", synset.gloss.lower())
        phrases = {" ".join(tokens[i : i + size]) for size in (1, 2, 3) for i in range(len(tokens) - size + 1)}
        counts.update({singular for phrase in phrases for singular in singulars(phrase) if singular in nouns})
    return counts


def singulars(phrase: str) -> Iterator[str]:
    """A phrase, and what it would be the regular plural of."""
    yield phrase
    if phrase.endswith("s"):
        yield phrase[:-1]
    if phrase.endswith("es"):
        yield phrase[:-2]
    if phrase.endswith("ies"):
        yield phrase[:-3] + "y"


def count_hyponyms(synsets: dict[int, Synset]) -> Counter[int]:
    """How many synsets lie below each."""
    counts: Counter[int] = Counter()
    for offset in synsets:
        counts.update(above([offset], synsets) - {offset})
    return counts


def above(offsets: Iterable[int], synsets: dict[int, Synset]) -> set[int]:
    """Some synsets and all their hypernyms."""
    found: set[int] = set()
    todo = list(offsets)
    while todo:
        offset = todo.pop()
        if offset not in found:
            found.add(offset)
            todo.extend(synsets[offset].parents)
    return found


def write(synsets: dict[int, Synset], path: Path) -> None:
    """One line a synset: the lines of its parents, its words as noun:sense; bytes depend on the content alone."""
    line_of = {offset: line for line, offset in enumerate(synsets)}
    lines = [
        " ".join(str(line_of[parent]) for parent in synset.parents)
        + "\t"
        + "|".join(f"{noun}:{rank}" for noun, rank in synset.words)
        for synset in synsets.values()
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(lzma.compress("\n".join([*lines, ""]).encode(), preset=9 | lzma.PRESET_EXTREME))
    n_words = len({noun.lower() for synset in synsets.values() for noun, _ in synset.words})
    print(f"{path.name}: {n_words} words, {len(synsets)} synsets, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
