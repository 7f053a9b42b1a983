import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

DATA = """  licence
00000001 03 n 01 entity 0 001 ~ 00000002 n 0000 | what is
00000002 05 n 02 dog 0 domestic_dog 0 002 @ 00000001 n 0000 ~ 00000003 n 0000 | a tame animal; "the dogs barked"
00000003 18 n 01 Lassie 0 001 @i 00000002 n 0000 | a famous dog
00000004 07 n 01 bark 0 001 @ 00000001 n 0000 | a sound of dogs
00000005 20 n 01 bark 1 001 @ 00000001 n 0000 | the skin of a tree
"""
INDEX = """  licence
bark n 2 1 @ 2 0 00000004 00000005
dog n 1 2 @ ~ 1 1 00000002
domestic_dog n 1 2 @ ~ 1 0 00000002
entity n 1 1 ~ 1 0 00000001
lassie n 1 1 @i 1 0 00000003
"""


@pytest.fixture
def script() -> ModuleType:
    path = Path(__file__).parents[2] / "scripts" / "make_vocabularies.py"
    spec = importlib.util.spec_from_file_location("make_vocabularies", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def wordnet(tmp_path: Path) -> Path:
    (tmp_path / "data.noun").write_text(DATA)
    (tmp_path / "index.noun").write_text(INDEX)
    (tmp_path / "cntlist.rev").write_text("dog%1:05:00:: 1 42\ndog%2:38:00:: 1 2\n")
    return tmp_path


def test_synsets_keep_words_ranks_and_links(script: ModuleType, wordnet: Path) -> None:
    synsets = script.read_synsets(wordnet)
    assert synsets[2].words == (("dog", 1), ("domestic dog", 1))
    assert synsets[2].parents == (1,)
    assert synsets[3].instance
    assert synsets[5].words == (("bark", 2),)


def test_only_noun_senses_are_counted(script: ModuleType, wordnet: Path) -> None:
    assert script.read_tags(wordnet / "cntlist.rev") == {"dog": 42}


def test_everyday_keeps_depictable_senses_and_all_above_them(script: ModuleType, wordnet: Path) -> None:
    chosen = script.everyday(script.read_synsets(wordnet), script.read_tags(wordnet / "cntlist.rev"))
    assert {offset: [word for word, _ in synset.words] for offset, synset in chosen.items()} == {
        1: [],  # above the others, and no name for a picture
        2: ["dog", "domestic dog"],
        5: ["bark"],
    }


def test_mentions_count_plurals_once_per_definition(script: ModuleType, wordnet: Path) -> None:
    assert script.count_mentions(script.read_synsets(wordnet))["dog"] == 3


def test_the_same_synsets_give_the_same_bytes(script: ModuleType, wordnet: Path) -> None:
    for path in (wordnet / "one", wordnet / "two"):
        script.write(script.read_synsets(wordnet), path)
    assert (wordnet / "one").read_bytes() == (wordnet / "two").read_bytes()
