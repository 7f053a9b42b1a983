"""Engines run work on several processes or machines: they hand out what one machine does, and change no bit of it."""
