"""kindfold sorts a folder of unlabelled pictures into kinds."""

__version__ = "0.1.0"
