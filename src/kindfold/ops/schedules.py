"""Learning-rate schedules: pure functions from the share of the training done, in [0, 1), to a factor of the rate."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi

Schedule = Callable[[float], float]


def constant(done: float) -> float:
    """Always the full rate."""
    return 1.0


def cosine(done: float) -> float:
    """Half a cosine from 1 to 0 (Loshchilov & Hutter, SGDR, ICLR 2017, Eq. (5), without restarts)."""
    return (1 + cos(pi * done)) / 2


def warmed_up(schedule: Schedule, share: float) -> Schedule:
    """The schedule after a linear rise from 0 to its first value over a share of the training."""
    return lambda done: done / share * schedule(0) if done < share else schedule((done - share) / (1 - share))


def restarted(schedule: Schedule, at: float) -> Schedule:
    """The schedule up to a share of the training, and once more from its start for the rest."""
    return lambda done: schedule(done / at) if done < at else schedule((done - at) / (1 - at))
