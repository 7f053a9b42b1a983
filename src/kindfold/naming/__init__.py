"""The naming room: which noun tells a cluster apart."""

from kindfold.naming.describe import describe, name
from kindfold.naming.vocabulary import Vocabulary, from_words, load_vocabulary

__all__ = ["Vocabulary", "describe", "from_words", "load_vocabulary", "name"]
