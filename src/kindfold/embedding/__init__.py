"""From Images to Embeddings: encoders, the safe reader, the cache."""

from kindfold.embedding.backbone import Backbone, load_backbone
from kindfold.embedding.database import CacheWarning
from kindfold.embedding.embed import embed, embed_words
from kindfold.embedding.store import Store

__all__ = ["Backbone", "CacheWarning", "Store", "embed", "embed_words", "load_backbone"]
