"""RandAugment: fourteen operations, each at its magnitude."""

import numpy as np
import pytest
from PIL import Image

from kindfold.embedding import randaugment
from kindfold.embedding.randaugment import OPERATIONS, Operation, identity, rand_augment

ROWS, COLUMNS = np.indices((24, 40))
STEPS = Image.fromarray(np.stack([20 + COLUMNS // 8 * 40, 200 - ROWS // 6 * 40, 40 + 3 * COLUMNS], 2).astype(np.uint8))
WITHOUT_AMOUNT = {"auto_contrast", "equalize"}

operations = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.__name__)


def test_there_are_the_fourteen_of_the_paper() -> None:
    assert len({operation.__name__ for operation in OPERATIONS}) == len(OPERATIONS) == 14


@operations
@pytest.mark.parametrize("amount", [-0.3, 0.3, 1.0])
def test_size_and_mode_are_kept_and_the_picture_is_not_touched(operation: Operation, amount: float) -> None:
    before = STEPS.tobytes()
    changed = operation(STEPS, amount)
    assert (changed.size, changed.mode) == (STEPS.size, "RGB")
    assert STEPS.tobytes() == before


@operations
def test_more_changes_more_and_nothing_changes_nothing(operation: Operation) -> None:
    if operation.__name__ in WITHOUT_AMOUNT:
        assert change(operation, 0.1) == change(operation, 1.0) > 0
    else:
        assert change(operation, 0.0) == 0
        assert change(operation, 0.3) <= change(operation, 1.0)
        assert change(operation, 1.0) > 0 or operation is identity


def change(operation: Operation, amount: float) -> float:
    return float(np.abs(np.asarray(operation(STEPS, amount)).astype(int) - np.asarray(STEPS)).mean())


@pytest.mark.parametrize("name", ["rotate", "shear_x", "shear_y", "translate_x", "translate_y"])
def test_moves_go_either_way_and_uncover_grey(name: str) -> None:
    white = Image.new("RGB", (40, 40), "white")
    there, back = (np.asarray(getattr(randaugment, name)(white, amount))[..., 0] for amount in (0.9, -0.9))
    assert not np.array_equal(there, back)
    np.testing.assert_array_equal(there, back[:, ::-1] if name != "translate_y" else back[::-1])
    assert 128 in there and 0 not in there


def test_operations_are_drawn_evenly_and_take_both_directions(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[tuple[int, float]] = []

    def noting(index: int) -> Operation:
        return lambda picture, amount: (drawn.append((index, amount)), picture)[1]

    monkeypatch.setattr(randaugment, "OPERATIONS", tuple(noting(i) for i in range(14)))
    rng = np.random.default_rng(0)
    for _ in range(1400):
        rand_augment(STEPS, 2, 9, rng)
    counts = np.bincount([index for index, _ in drawn], minlength=14)
    assert counts.sum() == 2800
    assert np.abs(counts - 200).max() < 4 * 200**0.5
    assert {amount for _, amount in drawn} == {0.3, -0.3}
