"""How often a cluster gets the right name, and what each step of naming adds to that.

    python benchmarks/naming.py caltech25=FOLDER cifar10=FOLDER fruit14=FOLDER [--per-class 200] [--photo] [--wordnet]
                                [--cache FOLDER] [--out CSV]

Each FOLDER has one sub-folder of pictures per class. Clusters are the classes themselves ("classes") or those of
k-means given the true number ("k-means", five seeds; a cluster's class is that of most of its members). A name is
compared with the noun of the class in WordNet:

same        a synonym (any sense of both)
below       or a hyponym: "airliner" for airplane
near        or a hypernym at most three links up: "big cat" for leopard
above       or any hypernym

for the first name and for the best of name and first four alternatives. Labels judge only.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from provenance import provenance, write_rows
from sklearn.cluster import KMeans

from kindfold.data.images import images
from kindfold.embedding.backbone import load_backbone
from kindfold.embedding.embed import embed, embed_words
from kindfold.naming.describe import assign, background, coverage, describe, noun_scores, unit, voters
from kindfold.naming.vocabulary import Vocabulary, from_words, load_vocabulary

SEEDS = range(5)
LEVELS = ("same", "below", "near", "above")
NOUNS = {  # folders that are not called by a noun of WordNet, or by one with another main sense
    "Faces": "face",
    "Leopards": "leopard",
    "Motorbikes": "motorcycle",
    "airplanes": "airplane",
    "car_side": "car",
    "grand_piano": "grand piano",
    "hawksbill": "hawksbill turtle",
    "automobile": "car",
    "Anjou": "pear",
    "Conference": "pear",
    "Kaiser": "pear",
    "Golden-Delicious": "apple",
    "Granny-Smith": "apple",
    "Pink-Lady": "apple",
    "Red-Delicious": "apple",
    "Royal-Gala": "apple",
    "Cantaloupe": "melon",
    "Galia-Melon": "melon",
    "Honeydew-Melon": "melon",
    "Watermelon": "watermelon",
    "Orange": "orange",
    "Satsumas": "satsuma",
}
Floats = NDArray[np.float32]
Ranked = list[list[str]]  # per cluster: the name, then its alternatives


def main() -> None:
    """Print and write one row per data set, kind of clusters, vocabulary and way of naming."""
    arguments = parse()
    judge = Judge(load_vocabulary("wordnet"))
    backbone = load_backbone("builtin")
    rows = []
    for name, folder in (pair.split("=", 1) for pair in arguments.folders):
        X, classes, truth = load(Path(folder), backbone, arguments)
        everyday = load_vocabulary()
        print(f"{name}: {len(X)} pictures; not in {everyday.name}: {absent(classes, everyday)}")
        for clusters, vocabulary, way, namer, seeds in runs(classes, arguments):
            text = "a photo of a {}".format if way == PHOTO else str
            W = embed_words([text(word) for word in vocabulary.words], backbone, cache=arguments.cache)
            results = []
            for seed in seeds:
                labels = truth if clusters == "classes" else kmeans(X, len(classes), seed)
                wanted = [classes[np.bincount(truth[labels == c]).argmax()] for c in range(labels.max() + 1)]
                results.append(judge.rates(namer(X, labels, W, vocabulary), wanted))
            what = {
                "data": name,
                "pictures": len(X),
                "clusters": clusters,
                "vocabulary": vocabulary.name,
                "naming": way,
            }
            rows.append(what | table_cells(np.array(results)) | {"seeds": len(seeds)} | provenance("transformers"))
            print(*[*rows[-1].values()][:-4], sep=" | ", flush=True)
    if arguments.out:
        write_rows(arguments.out, rows)


def runs(
    classes: list[str], arguments: argparse.Namespace
) -> Iterator[tuple[str, Vocabulary, str, Namer, Sequence[int]]]:
    """What is compared: clusters, vocabulary, way of naming, its function, seeds."""
    everyday = load_vocabulary()
    for way, namer in WAYS.items():
        yield "classes", everyday, way, namer, [0]
    if arguments.photo:
        yield "classes", everyday, PHOTO, kindfold, [0]
    own = from_words(sorted(set(classes)), name="the true names")
    yield "classes", own, "kindfold", kindfold, [0]
    for clusters, seeds in (("classes", [0]), ("k-means", SEEDS)):
        if clusters == "k-means":
            yield clusters, everyday, "nearest", nearest, seeds
            yield clusters, everyday, "kindfold", kindfold, seeds
        if clusters == "k-means" and arguments.photo:
            yield clusters, everyday, PHOTO, kindfold, seeds
        if arguments.wordnet:
            yield clusters, load_vocabulary("wordnet"), "nearest", nearest, seeds
            yield clusters, load_vocabulary("wordnet"), "kindfold", kindfold, seeds


def nearest(X: Floats, y: NDArray[np.int64], W: Floats, vocabulary: Vocabulary) -> Ranked:
    """The words nearest to the mean of the cluster."""
    means = np.stack([X[y == c].mean(0) for c in range(y.max() + 1)])
    return top(unit(means) @ W.T, vocabulary)


def contrast(X: Floats, y: NDArray[np.int64], W: Floats, vocabulary: Vocabulary) -> Ranked:
    """The words nearest to the mean of the cluster less that of all clusters."""
    means = np.stack([X[y == c].mean(0) for c in range(y.max() + 1)])
    return top(unit(means - means.mean(0)) @ W.T, vocabulary)


def flat(X: Floats, y: NDArray[np.int64], W: Floats, vocabulary: Vocabulary) -> Ranked:
    """The whole of `describe`, on a plain list of words."""
    return kindfold(X, y, W, from_words(vocabulary.words))


def scored(
    X: Floats, y: NDArray[np.int64], W: Floats, vocabulary: Vocabulary, *, repeated: bool = False, others: bool = True
) -> Ranked:
    """`describe` with kinds that repeat one below them, or without the other clusters in the background."""
    membership = vocabulary.membership()
    covered, prior = coverage(voters(X, y, int(y.max()) + 1), W, membership), membership.mean(axis=0)
    expected = background(covered, prior) if others else np.broadcast_to(prior, covered.shape)
    judged = replace(vocabulary, parents=vocabulary.parents[:0]) if repeated else vocabulary
    return top(np.stack([noun_scores(p, b, judged) for p, b in zip(covered, expected, strict=True)]), vocabulary)


def kindfold(X: Floats, y: NDArray[np.int64], W: Floats, vocabulary: Vocabulary) -> Ranked:
    """What kindfold does."""
    names = describe(X, y, W, vocabulary)
    return [[name.noun, *(noun for noun, _ in name.alternatives)] for name in names]


def top(scores: Floats, vocabulary: Vocabulary) -> Ranked:
    """Distinct first words by assignment, followed by the best others."""
    order = np.argsort(-scores, axis=1, kind="stable")[:, :32]
    first = assign(scores, order)
    ranked = zip(first.tolist(), order.tolist(), strict=True)
    return [[vocabulary.words[j] for j in [i, *(j for j in row if j != i)]] for i, row in ranked]


Namer = Callable[[Floats, NDArray[np.int64], Floats, Vocabulary], Ranked]
WAYS: dict[str, Namer] = {
    "nearest": nearest,
    "contrast": contrast,
    "kindfold without hierarchy": flat,
    "kindfold with kinds that repeat": lambda *data: scored(*data, repeated=True),
    "kindfold without other clusters": lambda *data: scored(*data, others=False),
    "kindfold": kindfold,
}
PHOTO = "kindfold, prompt 'a photo of a'"


class Judge:
    """Relations between nouns in WordNet."""

    def __init__(self, wordnet: Vocabulary) -> None:
        self._kinds: dict[str, set[int]] = {}
        for word, kind in wordnet.senses.tolist():
            self._kinds.setdefault(wordnet.words[word].lower(), set()).add(kind)
        self._parents: dict[int, set[int]] = {}
        for kind, parent in wordnet.parents.tolist():
            self._parents.setdefault(kind, set()).add(parent)

    def rates(self, names: Ranked, wanted: list[str]) -> list[float]:
        """Share of clusters whose first, and whose first five, names reach each level."""
        ranks = [[self.rank(name, noun) for name in row[:5]] for row, noun in zip(names, wanted, strict=True)]
        first, five = [row[0] for row in ranks], [min(row) for row in ranks]
        return [float(np.mean([rank <= level for rank in some])) for some in (first, five) for level in range(4)]

    def rank(self, name: str, noun: str) -> int:
        """Index in `LEVELS`; 4 for unrelated words."""
        given, true = self._kinds.get(name.lower(), set()), self._kinds[noun]
        if given & true:
            return 0
        if self._above(given) & true:
            return 1
        if given & self._above(true, links=3):
            return 2
        return 3 if given & self._above(true) else 4

    def _above(self, kinds: set[int], links: int = 99) -> set[int]:
        found, frontier = set(kinds), set(kinds)
        while frontier and links:
            frontier = {parent for kind in frontier for parent in self._parents.get(kind, ())} - found
            found, links = found | frontier, links - 1
        return found


def table_cells(results: NDArray[np.float64]) -> dict[str, str]:
    """Mean, and spread where there are several seeds, by column."""
    columns = [f"{some} {level}" for some in ("first", "five") for level in LEVELS]
    spread = [f" ± {std:.2f}" if len(results) > 1 else "" for std in results.std(0)]
    return {c: f"{mean:.2f}{std}" for c, mean, std in zip(columns, results.mean(0), spread, strict=True)}


def load(folder: Path, backbone: object, arguments: argparse.Namespace) -> tuple[Floats, list[str], NDArray[np.int64]]:
    """Vectors, nouns of the classes, class of every picture; at most `per_class` of each, in order of their names."""
    found = images(folder)
    ids = [i for i, _ in first_of_each(found.labels or (), arguments.per_class)]
    embeddings = embed(found[ids], backbone, cache=arguments.cache)  # type: ignore[arg-type]
    folders = [id.split("/")[0] for id in embeddings.ids]
    kinds = sorted(set(folders))
    return embeddings.vectors, [NOUNS.get(kind, kind) for kind in kinds], np.searchsorted(kinds, folders)


def first_of_each(labels: Sequence[str], n: int) -> Iterator[tuple[int, str]]:
    """Positions of the first n of each label."""
    seen: dict[str, int] = {}
    for i, label in enumerate(labels):
        seen[label] = seen.get(label, 0) + 1
        if seen[label] <= n:
            yield i, label


def kmeans(X: Floats, k: int, seed: int) -> NDArray[np.int64]:
    """Labels of scikit-learn's k-means."""
    return KMeans(k, n_init=5, random_state=seed).fit_predict(X).astype(np.int64)


def absent(classes: list[str], vocabulary: Vocabulary) -> list[str]:
    """Classes that the vocabulary has no word for."""
    known = {word.lower() for word in vocabulary.words}
    return sorted({noun for noun in classes if noun.lower() not in known})


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", metavar="NAME=FOLDER")
    parser.add_argument("--per-class", type=int, default=200)
    parser.add_argument("--wordnet", action="store_true", help="also with all nouns of WordNet (slow)")
    parser.add_argument("--photo", action="store_true", help="also with the prompt 'a photo of a ...' (slow)")
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--out", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
