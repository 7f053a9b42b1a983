"""The clustering room."""
