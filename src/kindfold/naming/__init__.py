"""The naming room."""
