"""A viewer of drawings."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from doors import Door, folder_of


@pytest.fixture
def door(pictures: Path, tmp_path: Path) -> Iterator[Door]:
    """Open on a fresh run."""
    door = Door(folder_of(pictures, tmp_path / "drawings.kindfold"))
    yield door
    door.close()
