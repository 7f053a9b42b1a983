"""Cut the values that `tests/clustering/test_tac.py` compares with out of a larger file of them.

    python scripts/cut_reference_of_tac.py reference_tac.npz

The larger file holds inputs drawn at random and what the authors' code (github.com/XLearning-SCU/2024-ICML-TAC, commit
830e02c: loss_utils.py, filter_nouns.py, retrieve_text.py) computes of them in float32: numbers only. Kept are all
assignments and losses, and the counterparts of two pictures among the nouns that weigh anything in them.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

OUT = Path(__file__).parents[1] / "tests" / "clustering" / "reference_tac.npz"
LOSSES = ("D_P_QN", "D_Q_PN", "consistency_P_Q", "entropy_P", "entropy_Q", "total", "D_P_QN_temperature5")
N_PICTURES = 2
NEGLIGIBLE = 1e-9  # weight of a noun


def main(path: Path) -> None:
    """Write the small file."""
    whole = np.load(path)
    images, nouns = (unit(whole[name].astype(np.float64)) for name in ("images", "nouns"))
    nouns = nouns[whole["selected"]]
    logits = images[:N_PICTURES] @ nouns.T / whole["tau"]
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    heard = (weights > NEGLIGIBLE).any(axis=0)
    part = {name: whole[name] for name in ("P", "Q", "PN", "QN", "tau", *LOSSES)}
    part |= {"images": images[:N_PICTURES].astype(np.float32), "nouns": nouns[heard].astype(np.float32)}
    np.savez_compressed(OUT, **part, counterparts=whole["counterparts"][:N_PICTURES])
    print(f"{OUT.name}: {OUT.stat().st_size:,} bytes, {heard.sum()} nouns")


def unit(rows: np.ndarray) -> np.ndarray:
    """Rows of length one."""
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
