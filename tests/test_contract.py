"""The contract of every method: scikit-learn's checks, and the laws of our own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from sklearn.utils.estimator_checks import parametrize_with_checks

from kindfold.clustering import METHODS, load_method
from kindfold.clustering.base import Clusterer
from kindfold.clustering.kmeans import KMeans
from kindfold.errors import InputError, RunError, SettingError, UnknownName

CONVERGES = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
every_method = pytest.mark.parametrize("name", METHODS)
needs_k = pytest.mark.parametrize("name", [name for name in METHODS if load_method(name)().n_clusters != "auto"])

# what a method cannot do without where there are rows only, and small networks
SETTINGS: dict[str, dict[str, Any]] = {
    "lowrank-dp": {"jitter": 0.2, "hidden": (16,), "n_epochs": 30, "truncation": 12},
    "model-reuse": {"jitter": 0.2, "hidden": (16,), "n_epochs": 30},
    "semantic-centers": {"train": False},
    "scp": {"jitter": 0.2, "hidden": (32,), "n_epochs": 60, "learning_rate": 0.01},
    "tac": {"n_epochs": 60, "learning_rate": 0.01},
}


def blobs(n: int = 120, d: int = 6, k: int = 3) -> NDArray[np.float32]:
    """Three kinds of unequal size, well apart in direction and in distance."""
    random = np.random.RandomState(0)
    kinds = np.repeat(np.arange(k), [n // 2, n // 3, n - n // 2 - n // 3])
    return (10 * np.eye(k, d)[kinds] + random.randn(n, d)).astype(np.float32)


def fitted(name: str, X: Any = None, **settings: Any) -> Clusterer:
    cls = load_method(name)
    k = {} if cls().n_clusters == "auto" else {"n_clusters": 3}
    return fit(cls(**{**k, "random_state": 0, **SETTINGS.get(name, {}), **settings}), blobs() if X is None else X)


def fit(estimator: Clusterer, X: Any) -> Clusterer:
    """Fit on rows and, where it cannot do without them, on words that point to the three kinds."""
    return estimator.fit(X, **({"words": np.eye(3, X.shape[1])} if estimator.needs_words else {}))


def of_rows(cls: type[Clusterer]) -> type[Clusterer]:
    """A method that is content with rows: what it needs of words is made from them."""
    if not cls.needs_words:
        return cls

    class OfRows(cls):  # type: ignore[misc, valid-type]
        def fit(self, X: Any, y: object = None) -> Any:
            try:
                k = 3 if self.n_clusters == "auto" else self.n_clusters
                words = KMeans(min(k, len(X)), random_state=0).fit(X).cluster_centers_
            except (TypeError, ValueError):
                words = None  # the rows will be refused for what is wrong with them
            return super().fit(X, words=words)

    OfRows.__qualname__ = OfRows.__name__ = f"{cls.__name__}OfRows"
    globals()[OfRows.__name__] = OfRows  # where pickle looks for it
    return OfRows


@CONVERGES
@parametrize_with_checks([of_rows(load_method(name))(**SETTINGS.get(name, {})) for name in METHODS])
def test_scikit_learn_agrees(estimator: Any, check: Any) -> None:
    check(estimator)


@every_method
def test_settings_are_named_in_the_agreed_order(name: str) -> None:
    names = list(load_method(name).__init__.__annotations__)
    assert (names[0], names[-3:-1]) == ("n_clusters", ["device", "random_state"])


@every_method
def test_every_row_gets_a_cluster_a_confidence_and_a_mark(name: str) -> None:
    found = fitted(name)
    assert found.labels_.dtype == np.int64
    assert np.unique(found.labels_).tolist() == list(range(found.n_clusters_))
    assert (np.diff(np.bincount(found.labels_)) <= 0).all(), "largest first"
    assert found.confidence_.dtype == np.float32
    assert ((found.confidence_ >= 0) & (found.confidence_ <= 1)).all()
    assert found.outliers_.dtype == bool
    assert len(found.labels_) == len(found.confidence_) == len(found.outliers_) == 120


@every_method
def test_kinds_that_lie_apart_are_found(name: str) -> None:
    labels = fitted(name).labels_
    assert len(set(labels[:60])) == len(set(labels[60:100])) == len(set(labels[100:])) == 1
    assert len(set(labels)) == 3


@every_method
def test_rows_of_the_fit_are_placed_where_they_were(name: str) -> None:
    found = fitted(name)
    placed = found.place(blobs())
    np.testing.assert_array_equal(placed.labels, found.labels_)
    np.testing.assert_array_equal(placed.confidence, found.confidence_)
    np.testing.assert_array_equal(placed.outliers, found.outliers_)


@every_method
def test_probabilities_sum_to_one_and_agree_with_the_labels(name: str) -> None:
    found = fitted(name)
    proba = found.predict_proba(blobs())
    assert proba.shape == (120, found.n_clusters_)
    np.testing.assert_allclose(proba.sum(axis=1), 1, rtol=1e-5)
    np.testing.assert_array_equal(proba.argmax(axis=1), found.predict(blobs()))


@every_method
def test_a_row_unlike_all_others_is_an_outlier(name: str) -> None:
    assert fitted(name).place(np.full((1, 6), -30, dtype=np.float32)).outliers.all()


@every_method
def test_a_row_alone_is_placed_as_in_company(name: str) -> None:
    found, X = fitted(name), blobs() + np.random.RandomState(1).randn(120, 6).astype(np.float32)
    assert [found.predict(X[i : i + 1])[0] for i in range(40)] == found.predict(X)[:40].tolist()


@every_method
def test_the_same_seed_gives_the_same_bits_for_one_or_two_threads(name: str) -> None:
    before, found = torch.get_num_threads(), []
    try:
        for threads in (1, 2):
            torch.set_num_threads(threads)
            found.append(fitted(name))
    finally:
        torch.set_num_threads(before)
    np.testing.assert_array_equal(found[0].labels_, found[1].labels_)
    np.testing.assert_array_equal(found[0].confidence_, found[1].confidence_)
    for one, other in zip(found[0].model_, found[1].model_, strict=True):
        np.testing.assert_array_equal(one, other)


@every_method
@pytest.mark.parametrize("layout", ["read-only", "fortran", "float64", "big-endian", "strided", "memmap"])
def test_the_layout_of_the_input_does_not_matter_and_is_not_changed(name: str, layout: str, tmp_path: Path) -> None:
    X = blobs()
    if layout == "read-only":
        X.flags.writeable = False
    elif layout == "fortran":
        X = np.asfortranarray(X)
    elif layout == "float64":
        X = X.astype(np.float64)
    elif layout == "big-endian":
        X = X.astype(">f4")
    elif layout == "strided":
        X = np.repeat(X, 2, axis=0)[::2]
    else:
        np.save(tmp_path / "X.npy", X)
        X = np.load(tmp_path / "X.npy", mmap_mode="r")
    before = X.tobytes()
    np.testing.assert_array_equal(fitted(name, X).labels_, fitted(name).labels_)
    assert X.tobytes() == before


@every_method
def test_copies_share_a_label(name: str) -> None:
    labels = fitted(name, np.repeat(blobs(), 4, axis=0)).labels_.reshape(-1, 4)
    assert (labels == labels[:, :1]).all()


@CONVERGES
@every_method
@pytest.mark.parametrize("n_distinct", [1, 2])
def test_identical_rows_form_no_more_clusters_than_they_have_values(name: str, n_distinct: int) -> None:
    found = fitted(name, np.tile(blobs()[[0, -1][:n_distinct]], (30, 1)))
    assert found.n_clusters_ <= n_distinct
    assert np.isfinite(found.confidence_).all()


@needs_k
def test_missing_clusters_are_reported(name: str) -> None:
    with pytest.warns(UserWarning, match="3 clusters were asked for, but only 1 rows are distinct"):
        fitted(name, np.ones((10, 4), dtype=np.float32))


@every_method
@pytest.mark.parametrize("k", [0, -1, 121, 2.5, "many", True])
def test_an_impossible_number_of_clusters_is_a_setting_error(name: str, k: Any) -> None:
    with pytest.raises(SettingError, match="n_clusters"):
        fitted(name, n_clusters=k)


@every_method
@pytest.mark.parametrize(("value", "called"), [(np.nan, "NaN"), (np.inf, "infinity")])
def test_the_first_row_that_is_not_finite_is_named(name: str, value: float, called: str) -> None:
    X = blobs()
    X[[17, 40], 2] = value
    with pytest.raises(InputError, match=f"row 17 of X contains {called}"):
        fitted(name, X)
    with pytest.raises(InputError, match=f"row 17 of X contains {called}"):
        fitted(name).predict(X)


PREDICT = """
import json, sys, numpy as np
from kindfold.clustering import METHODS, load_method
X = np.load(sys.argv[1] + "/X.npy")
found = {name: load_method(name).load(sys.argv[1] + "/" + name) for name in METHODS}
print(json.dumps({name: [e.predict(X).tolist(), e.predict_proba(X).tobytes().hex()] for name, e in found.items()}))
"""


def test_a_saved_method_predicts_the_same_bits_in_a_new_process(tmp_path: Path) -> None:
    X = blobs() + np.random.RandomState(2).randn(120, 6).astype(np.float32)
    np.save(tmp_path / "X.npy", X)
    expected = {}
    for name in METHODS:
        found = fitted(name)
        found.save(tmp_path / name)
        expected[name] = [found.predict(X).tolist(), found.predict_proba(X).tobytes().hex()]
    done = subprocess.run([sys.executable, "-c", PREDICT, str(tmp_path)], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == expected


@every_method
def test_a_loaded_method_has_its_settings_and_can_be_fitted_again(name: str, tmp_path: Path) -> None:
    found = fitted(name)
    found.save(tmp_path)
    loaded = load_method(name).load(tmp_path)
    assert loaded.get_params() == found.get_params()
    np.testing.assert_array_equal(fit(loaded, blobs()).labels_, found.labels_)


CHANGES = ["format_version=99", 'class="Other"', 'parameters={"x": 1}']


def damage(folder: Path, how: str) -> None:
    head, tensors = folder / "model.json", folder / "model.safetensors"
    if how == "missing":
        tensors.unlink()
    elif how == "truncated":
        tensors.write_bytes(tensors.read_bytes()[:-3])
    elif how == "one bit":
        tensors.write_bytes(tensors.read_bytes()[:-1] + bytes([tensors.read_bytes()[-1] ^ 1]))
    elif how == "not json":
        head.write_text("{")
    elif how == "not a record":
        head.write_text("[]")
    else:
        key, value = how.split("=")
        head.write_text(json.dumps(json.loads(head.read_text()) | {key: json.loads(value)}))


@every_method
@pytest.mark.parametrize("how", ["missing", "truncated", "one bit", "not json", "not a record", *CHANGES])
def test_a_damaged_model_is_a_run_error(name: str, how: str, tmp_path: Path) -> None:
    fitted(name).save(tmp_path)
    damage(tmp_path, how)
    with pytest.raises(RunError):
        load_method(name).load(tmp_path)


def test_an_unknown_method_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="did you mean 'kmeans'"):
        load_method("k-means")


def test_asking_for_the_names_imports_no_method() -> None:
    code = (
        "import sys, kindfold.clustering as c; print(len(c.METHODS), {'torch', 'sklearn', 'numpy'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"{len(METHODS)} set()"
