import numpy as np
import pytest
from numpy.typing import NDArray

from kindfold.data.clustering import Clustering, Name
from kindfold.data.embeddings import Embeddings
from kindfold.errors import InputError
from kindfold.naming.describe import describe, name, noun_scores, repeats
from kindfold.naming.vocabulary import Vocabulary, from_words

TREE = {  # kind: the kind above it
    "thing": "",
    "animal": "thing",
    "bird": "animal",
    "gull": "bird",
    "owl": "bird",
    "dog": "animal",
    "poodle": "dog",
    "terrier": "dog",
    "vehicle": "thing",
    "boat": "vehicle",
    "canoe": "boat",
    "yacht": "boat",
    "car": "vehicle",
    "jeep": "car",
    "van": "car",
}
WORDS = sorted(TREE)
SPECIES = [word for word in WORDS if word not in TREE.values()]


def zoo() -> Vocabulary:
    plain = from_words(WORDS)
    links = [(WORDS.index(kind), WORDS.index(above)) for kind, above in TREE.items() if above]
    return Vocabulary("zoo", plain.words, plain.senses, np.array(links, np.int32), plain.leads)


def direction(word: str) -> NDArray[np.float64]:
    """A species has its own axis, and a share of the axes of all above it; a kind above is the mean of its species."""
    below = [child for child, above in TREE.items() if above == word]
    if below:
        return np.mean([direction(child) for child in below], axis=0)
    vector = np.zeros(len(WORDS))
    share = 1.0
    while word:
        vector[WORDS.index(word)] = share
        word, share = TREE[word], share * 0.5
    return vector


def unit(rows: NDArray[np.float64]) -> NDArray[np.float32]:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


WORD_VECTORS = unit(np.stack([direction(word) for word in WORDS]))


def pictures(*clusters: str, n: int = 20, seed: int = 0) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """n pictures of each cluster, which is a species or several, as in "gull owl"."""
    rng = np.random.default_rng(seed)
    kinds = [cluster.split()[i % len(cluster.split())] for cluster in clusters for i in range(n)]
    X = np.stack([direction(kind) for kind in kinds]) + 0.05 * rng.standard_normal((len(kinds), len(WORDS)))
    return unit(X), np.repeat(np.arange(len(clusters)), n)


def nouns(X: NDArray[np.float32], y: NDArray[np.int64], vocabulary: Vocabulary | None = None) -> list[str]:
    return [found.noun for found in describe(X, y, WORD_VECTORS, vocabulary or zoo())]


def test_a_cluster_of_one_species_bears_its_name() -> None:
    assert nouns(*pictures(*SPECIES)) == SPECIES


@pytest.mark.parametrize(
    ("mixed", "noun"), [("gull owl", "bird"), ("poodle terrier", "dog"), ("canoe yacht", "boat"), ("jeep van", "car")]
)
def test_a_mixed_cluster_is_called_by_the_most_specific_noun_that_covers_it(mixed: str, noun: str) -> None:
    others = [species for species in SPECIES if species not in mixed.split()]
    assert nouns(*pictures(mixed, *others)) == [noun, *others]


def test_what_covers_every_cluster_names_none() -> None:
    assert nouns(*pictures("gull owl poodle terrier", "canoe yacht jeep van")) == ["animal", "vehicle"]


def test_a_tilt_that_all_pictures_share_changes_no_name() -> None:
    X, y = pictures(*SPECIES)
    assert nouns(X + 0.5 * WORD_VECTORS[WORDS.index("gull")], y) == SPECIES


def test_no_noun_is_given_twice() -> None:
    found = nouns(*pictures("gull", "gull", "gull", "canoe", "canoe"))
    assert len(set(found)) == 5
    assert {"gull", "canoe"} <= set(found)


def test_runners_up_stand_in_order_and_leave_out_the_name() -> None:
    X, y = pictures(*SPECIES)
    for found in describe(X, y, WORD_VECTORS, zoo(), n_alternatives=3):
        scores = [score for _, score in found.alternatives]
        assert scores == sorted(scores, reverse=True)
        assert found.noun not in dict(found.alternatives)
        assert len(scores) <= 3
        assert all(score > 0 for score in scores)


def test_names_follow_their_clusters() -> None:
    X, y = pictures(*SPECIES)
    k = len(SPECIES)
    renamed = np.random.default_rng(1).permutation(k)
    found = describe(X, renamed[y], WORD_VECTORS, zoo())
    assert [found[renamed[c]].noun for c in range(k)] == nouns(X, y)


def test_names_do_not_depend_on_the_order_of_pictures() -> None:
    X, y = pictures("gull owl", "poodle", "terrier", "jeep")
    order = np.random.default_rng(2).permutation(len(X))
    assert describe(X[order], y[order], WORD_VECTORS, zoo()) == describe(X, y, WORD_VECTORS, zoo())


def test_a_plain_list_of_words_serves_without_hierarchy() -> None:
    assert nouns(*pictures(*SPECIES), from_words(WORDS)) == SPECIES


def test_clusters_are_numbered_when_nouns_run_out() -> None:
    X, y = pictures("gull", "jeep", "yacht")
    W = WORD_VECTORS[[WORDS.index("gull"), WORDS.index("jeep")]]
    found = describe(X, y, W, from_words(["gull", "jeep"]))
    assert [one.noun for one in found] == ["gull", "jeep", "cluster 2"]


def test_a_single_cluster_is_named_without_contrast() -> None:
    assert nouns(*pictures("owl")) == ["owl"]


def test_a_cluster_of_one_picture_is_named() -> None:
    X, y = pictures("owl", "jeep", "yacht")
    keep = np.r_[0, np.flatnonzero(y > 0)]
    assert nouns(X[keep], y[keep]) == ["owl", "jeep", "yacht"]


def test_a_label_without_pictures_is_numbered() -> None:
    X, y = pictures("owl", "jeep", "yacht")
    assert nouns(X, np.where(y == 2, 3, y)) == ["owl", "jeep", "cluster 2", "yacht"]


def test_equal_pictures_are_named_without_warnings() -> None:
    X = np.repeat(WORD_VECTORS[:1], 4, axis=0)
    assert len(set(nouns(X, np.array([0, 0, 1, 1])))) == 2


def test_what_does_not_fit_is_refused() -> None:
    X, y = pictures("owl", "jeep")
    broken = X.copy()
    broken[0, 0] = np.nan
    for arguments, sentence in [
        ((X, y[1:], WORD_VECTORS), "one label each"),
        ((X[:0], y[:0], WORD_VECTORS), "one label each"),
        ((X, y, WORD_VECTORS[1:]), "word vectors"),
        ((X, y - 1, WORD_VECTORS), "labels"),
        ((broken, y, WORD_VECTORS), "finite"),
    ]:
        with pytest.raises(InputError, match=sentence):
            describe(*arguments, zoo())


def test_naming_returns_a_copy() -> None:
    X, y = pictures("owl", "jeep")
    sure = np.ones(len(X), np.float32)
    clustering = Clustering(labels=y, confidence=sure, outliers=sure < 0)
    embeddings = Embeddings(vectors=X, ids=tuple(map(str, range(len(X)))))
    named = name(clustering, embeddings, WORD_VECTORS, zoo())
    assert clustering.names is None
    assert named.name_of(1) == "jeep"
    assert isinstance(named.names[0], Name)


def votes(**shares: float) -> NDArray[np.float32]:
    """What each kind of the zoo has of a cluster's votes."""
    return np.array([shares.get(word, 0) for word in WORDS], np.float32)


def test_a_kind_repeats_one_below_it_when_that_has_nearly_all_of_its_votes() -> None:
    p = votes(gull=0.78, owl=0.02, bird=0.80, dog=0.2, poodle=0.1, terrier=0.1, animal=1.0, thing=1.0)
    assert [WORDS[i] for i in np.flatnonzero(repeats(p, zoo()))] == ["bird", "thing"]


def test_a_kind_repeats_what_lies_below_one_without_a_name() -> None:
    vocabulary = zoo()
    vocabulary.leads[WORDS.index("bird")] = -1
    one, several = votes(gull=0.8, bird=0.8, animal=0.8), votes(gull=0.4, owl=0.4, bird=0.8, animal=0.8)
    assert repeats(one, vocabulary)[WORDS.index("animal")]
    assert not repeats(several, vocabulary)[WORDS.index("animal")]


def test_a_kind_that_repeats_another_is_worth_less_than_it() -> None:
    p, b = votes(gull=0.78, owl=0.02, bird=0.80), votes(gull=0.1, owl=0.1, bird=0.1)
    scores = noun_scores(p, b, zoo())
    assert scores[WORDS.index("bird")] < 0.5 * scores[WORDS.index("gull")]
