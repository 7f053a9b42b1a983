from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from kindfold.errors import InputError, UnknownName
from kindfold.naming.vocabulary import Vocabulary, from_words, load_vocabulary

SHIPPED = ["everyday", "wordnet"]


def kinds_above(vocabulary: Vocabulary, word: str) -> set[str]:
    row = vocabulary.membership()[[vocabulary.words.index(word)]]
    return {vocabulary.words[lead] for lead in vocabulary.leads[row.indices] if lead >= 0}


@pytest.mark.parametrize("name", SHIPPED)
def test_words_are_distinct_and_sorted_with_spaces(name: str) -> None:
    words = load_vocabulary(name).words
    assert list(words) == sorted(words)
    assert len({word.lower() for word in words}) == len(words)
    assert not any("_" in word for word in words)


def test_everyday_is_a_part_of_wordnet() -> None:
    everyday, wordnet = (load_vocabulary(name).words for name in SHIPPED)
    assert len(everyday) == 12_000
    assert len(wordnet) == 117_798
    assert {word.lower() for word in everyday} <= {word.lower() for word in wordnet}


def test_everyday_holds_common_things_and_no_proper_names() -> None:
    words = set(load_vocabulary("everyday").words)
    common = (
        "animal plant vehicle furniture fruit dog melon watermelon tram saxophone accordion waterfall sunset mosque"
    )
    assert set(common.split()) | {"musical instrument", "golden retriever", "Persian cat"} <= words
    assert not {"Paris", "Einstein", "Canis", "genus Canis", "aspirin", "truth"} & words


@pytest.mark.parametrize("name", SHIPPED)
def test_every_sense_lies_under_the_one_root(name: str) -> None:
    vocabulary = load_vocabulary(name)
    above = set(vocabulary.parents[:, 1].tolist()) - set(vocabulary.parents[:, 0].tolist())
    membership = vocabulary.membership()
    assert len(above) == 1
    np.testing.assert_allclose(membership[:, list(above)].toarray(), 1.0, rtol=1e-6)
    assert membership.data.min() > 0


def test_kinds_above_a_word_do_not_stray_into_the_other_senses_of_their_names() -> None:
    above = kinds_above(load_vocabulary("everyday"), "terrier")
    assert {"terrier", "dog", "carnivore", "mammal", "animal"} <= above
    assert not above & {"sausage", "food", "vehicle", "person"}


def test_a_kind_is_called_by_its_first_word() -> None:
    vocabulary = load_vocabulary("everyday")
    assert "car" in kinds_above(vocabulary, "minivan")
    assert "motorcar" not in kinds_above(vocabulary, "minivan")


def test_a_file_of_words_is_read_without_comments_and_repetitions(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_text("\ufeff# fruit\nKaiser pear\nquince  # rare\n\nquince\ngalia_melon\n", encoding="utf-8")
    vocabulary = load_vocabulary(path)
    assert vocabulary.words == ("Kaiser pear", "galia melon", "quince")
    assert vocabulary.n_kinds == 3
    np.testing.assert_array_equal(vocabulary.membership().toarray(), np.eye(3))


@pytest.mark.parametrize(
    ("content", "sentence"), [(b"", "no words"), (b"# only this\n", "no words"), (b"caf\xe9\n", "UTF-8")]
)
def test_a_file_without_words_is_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "words.txt"
    path.write_bytes(content)
    with pytest.raises(InputError, match=sentence):
        load_vocabulary(path)


def test_an_unknown_vocabulary_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match="did you mean 'everyday'"):
        load_vocabulary("evryday")


def test_fingerprints_tell_words_and_links_apart() -> None:
    words = from_words(["dog", "cat"])
    linked = Vocabulary("x", words.words, words.senses, np.array([[0, 1]], np.int32), words.leads)
    assert words.fingerprint == from_words(["cat", "dog", "dog"], name="other").fingerprint
    assert len({words.fingerprint, linked.fingerprint, from_words(["dog"]).fingerprint}) == 3


def test_the_licence_of_wordnet_is_shipped_with_the_lists() -> None:
    licence = (resources.files("kindfold.naming") / "data" / "WORDNET_LICENSE").read_text("utf-8")
    assert "WordNet 3.0 Copyright 2006 by Princeton University.  All rights reserved." in licence
    assert "THIS SOFTWARE AND DATABASE IS PROVIDED" in licence
