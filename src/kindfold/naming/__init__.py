"""The naming room: which noun tells a cluster apart."""

from kindfold.naming.describe import NO_WORDS, describe, name
from kindfold.naming.vocabulary import Vocabulary, from_words, load_vocabulary, prompt

__all__ = ["NO_WORDS", "Vocabulary", "describe", "from_words", "load_vocabulary", "name", "prompt"]
