"""Laws of the store: what went in comes out, or is known to be missing; never anything else."""

import os
import random
import sqlite3
import stat
import threading
import warnings
from pathlib import Path

import numpy as np
import pytest

from kindfold.embedding.database import CacheWarning
from kindfold.embedding.store import FILE, FileState, Store
from kindfold.errors import CacheError

N, D = 60, 32


def make_vectors(n: int = N, seed: int = 0) -> dict[bytes, np.ndarray]:
    rng = np.random.default_rng(seed)
    rows = rng.standard_normal((n, D)).astype(np.float32)
    return {rng.bytes(20): row / np.linalg.norm(row) for row in rows}


def make_store(folder: Path) -> dict[bytes, np.ndarray]:
    vectors = make_vectors()
    with Store(folder) as store:
        store.add("encoder", vectors)
    return vectors


def assert_same(found: dict[bytes, np.ndarray], expected: dict[bytes, np.ndarray]) -> None:
    assert found.keys() == expected.keys()
    for content, vector in expected.items():
        np.testing.assert_array_equal(found[content], vector)


def test_rows_come_back_in_another_session(tmp_path: Path) -> None:
    vectors = make_store(tmp_path)
    with Store(tmp_path) as store:
        assert_same(store.vectors("encoder", [*vectors, b"unknown"]), vectors)
        assert store.vectors("another encoder", vectors) == {}
        assert len(store) == N


def test_a_file_is_known_only_while_it_looks_the_same(tmp_path: Path) -> None:
    state = FileState(b"/photos/\xff.jpg", 10, 20, 30, 40)
    with Store(tmp_path) as store:
        store.add("encoder", {}, {state: b"hash"})
        assert store.contents([state]) == {state: b"hash"}
        for field in ("size", "mtime_ns", "ctime_ns", "inode"):
            assert store.contents([state._replace(**{field: 7})]) == {}
        store.add("encoder", {}, {state._replace(size=11): b"other"})
        assert store.contents([state, state._replace(size=11)]) == {state._replace(size=11): b"other"}


def test_many_more_keys_than_one_statement_takes(tmp_path: Path) -> None:
    vectors = make_vectors(1203)
    states = {FileState(key, 1, 2, 3, 4): key for key in vectors}
    with Store(tmp_path) as store:
        store.add("encoder", vectors, states)
        assert_same(store.vectors("encoder", vectors), vectors)
        assert store.contents(list(states)) == states


@pytest.mark.skipif(os.name == "nt", reason="no modes")
def test_nobody_else_can_look_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        folder = tmp_path / "parent" / "cache"
        with Store(folder) as store:
            store.add("encoder", make_vectors())
            names = {path.name for path in folder.iterdir()}
            assert {FILE, FILE + "-wal", FILE + "-shm"} <= names
            assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
        assert stat.S_IMODE(folder.stat().st_mode) == stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
    finally:
        os.umask(before)


def test_a_commit_waits_for_the_disk(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        assert store._db.run(lambda db: db.execute("PRAGMA synchronous").fetchone()) == (2,)
        assert store._db.run(lambda db: db.execute("PRAGMA journal_mode").fetchone()) == (b"wal",)


def test_a_rotten_row_is_listed_and_not_returned(tmp_path: Path) -> None:
    vectors = make_store(tmp_path)
    victim, *others = vectors
    db = sqlite3.connect(tmp_path / FILE)
    rotten = bytearray(vectors[victim].tobytes())
    rotten[5] ^= 1
    db.execute("UPDATE vectors SET vector = ? WHERE content = ?", (bytes(rotten), victim))
    db.commit()
    db.close()
    with Store(tmp_path) as store:
        assert store.check() == [("encoder", victim.hex())]
        with pytest.warns(CacheWarning, match="1 damaged row"):
            assert store.vectors("encoder", vectors).keys() == set(others)
        store.add("encoder", {victim: vectors[victim]})
        assert store.check() == []
        assert_same(store.vectors("encoder", vectors), vectors)


def test_swapped_rows_are_not_returned(tmp_path: Path) -> None:
    vectors = make_store(tmp_path)
    one, two, *others = vectors
    db = sqlite3.connect(tmp_path / FILE)
    rows = db.execute("SELECT content, vector, checksum FROM vectors WHERE content IN (?, ?)", (one, two)).fetchall()
    for (content, *_), (_, *values) in zip(rows, reversed(rows), strict=True):
        db.execute("UPDATE vectors SET vector = ?, checksum = ? WHERE content = ?", (*values, content))
    db.commit()
    db.close()
    with Store(tmp_path) as store, pytest.warns(CacheWarning, match="2 damaged rows"):
        assert store.vectors("encoder", vectors).keys() == set(others)


def flip(data: bytearray, rng: random.Random) -> None:
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def truncate(data: bytearray, rng: random.Random) -> None:
    del data[rng.randrange(len(data)) :]


def blank(data: bytearray, rng: random.Random) -> None:
    start = 4096 * rng.randrange(len(data) // 4096)
    data[start : start + 4096] = bytes(4096)


@pytest.mark.parametrize(("harm", "n"), [(flip, 150), (truncate, 20), (blank, 20)])
def test_harm_never_gives_a_wrong_vector(tmp_path: Path, harm, n: int) -> None:
    vectors = make_store(tmp_path / "good")
    good = (tmp_path / "good" / FILE).read_bytes()
    n_whole = 0
    for seed in range(n):
        folder = tmp_path / str(seed)
        folder.mkdir()
        data = bytearray(good)
        harm(data, random.Random(seed))
        (folder / FILE).write_bytes(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", CacheWarning)
            with Store(folder) as store:
                found = store.vectors("encoder", vectors)
                n_whole += len(found) == N
                assert_same(found, {content: vectors[content] for content in found})
                assert len(store.check()) <= 1
                found = store.vectors("encoder", vectors)
                assert_same(found, {content: vectors[content] for content in found})
                store.add("encoder", {content: vectors[content] for content in vectors if content not in found})
                assert_same(store.vectors("encoder", vectors), vectors)
    assert n_whole < n


@pytest.mark.parametrize("lost", [truncate, blank])
def test_a_power_cut_leaves_whole_commits_and_all_before_the_lost_one(tmp_path: Path, lost) -> None:
    """Of the log SQLite has not synced, any part may be missing or blank: what is left is a prefix of the commits."""
    commits = [make_vectors(4, seed) for seed in range(12)]
    with Store(tmp_path / "alive") as store:
        for vectors in commits:
            store.add("encoder", vectors)
        database, log = ((tmp_path / "alive" / (FILE + suffix)).read_bytes() for suffix in ("", "-wal"))
    for seed in range(25):
        folder = tmp_path / str(seed)
        folder.mkdir()
        damaged = bytearray(log)
        lost(damaged, random.Random(seed))
        (folder / FILE).write_bytes(database)
        (folder / (FILE + "-wal")).write_bytes(damaged)
        with Store(folder) as store:
            assert store.check() == []
            n_whole = len(store) // 4
            assert len(store) == 4 * n_whole
            for vectors in commits[:n_whole]:
                assert_same(store.vectors("encoder", vectors), vectors)


def test_a_corrupt_file_is_set_aside_and_its_good_rows_are_kept(tmp_path: Path) -> None:
    vectors = make_store(tmp_path)
    data = bytearray((tmp_path / FILE).read_bytes())
    data[4096 * 6 : 4096 * 7] = os.urandom(4096)
    (tmp_path / FILE).write_bytes(data)
    with pytest.warns(CacheWarning, match="set aside as embeddings-1-damaged-1.sqlite3"), Store(tmp_path) as store:
        store.vectors("encoder", vectors)
        found = store.vectors("encoder", vectors)
    assert_same(found, {content: vectors[content] for content in found})
    assert N // 2 < len(found) < N
    assert (tmp_path / "embeddings-1-damaged-1.sqlite3").read_bytes() == bytes(data)


def test_what_is_no_database_is_set_aside(tmp_path: Path) -> None:
    for k in (1, 2):
        (tmp_path / FILE).write_bytes(b"nothing that SQLite knows" * 100)
        with pytest.warns(CacheWarning, match=f"damaged-{k}"), Store(tmp_path) as store:
            assert len(store) == 0
            store.add("encoder", make_vectors())
            assert len(store) == N


def test_corruption_that_two_sessions_meet_costs_one_file(tmp_path: Path) -> None:
    vectors = make_store(tmp_path)
    first, second = Store(tmp_path), Store(tmp_path)
    with (tmp_path / FILE).open("r+b") as file:
        file.write(os.urandom(16384))
    with pytest.warns(CacheWarning):
        first.add("encoder", vectors)
        assert_same(first.vectors("encoder", vectors), vectors)
        second.add("other", vectors)
        second.vectors("encoder", vectors)
    assert_same(second.vectors("other", vectors), vectors)
    assert_same(second.vectors("encoder", vectors), vectors)
    first.close()
    second.close()
    assert len(list(tmp_path.glob("*damaged*.sqlite3"))) == 1


def test_a_database_of_others_is_left_alone(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / FILE)
    db.execute("CREATE TABLE bookmarks (url TEXT)")
    db.commit()
    db.close()
    before = (tmp_path / FILE).read_bytes()
    with pytest.raises(CacheError, match="another program"):
        Store(tmp_path)
    assert (tmp_path / FILE).read_bytes() == before


def test_a_file_in_place_of_the_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"precious")
    with pytest.raises(CacheError, match=r"photo\.jpg"):
        Store(tmp_path / "photo.jpg")
    assert (tmp_path / "photo.jpg").read_bytes() == b"precious"


def test_a_full_disk_is_a_sentence_and_costs_no_row(tmp_path: Path) -> None:
    vectors = make_store(tmp_path)
    with Store(tmp_path) as store:
        store._db.run(lambda db: db.execute("PRAGMA max_page_count = 1").fetchone())  # SQLite's own "disk is full"
        with pytest.raises(CacheError, match=r"full \(1,280,000 bytes"):
            store.add("encoder", make_vectors(10_000, seed=1))
        assert_same(store.vectors("encoder", vectors), vectors)
    with Store(tmp_path) as store:
        assert_same(store.vectors("encoder", vectors), vectors)


def test_an_interrupted_write_leaves_nothing(tmp_path: Path) -> None:
    class Interrupted(dict):
        def items(self):
            yield from super().items()
            raise KeyboardInterrupt

    with Store(tmp_path) as store:
        with pytest.raises(KeyboardInterrupt):
            store.add("encoder", Interrupted(make_vectors()))
        assert len(store) == 0
        store.add("encoder", make_vectors())
        assert len(store) == N


def test_threads_and_sessions_share_a_folder(tmp_path: Path) -> None:
    shared = Store(tmp_path)
    parts = [make_vectors(25, seed) for seed in range(6)]

    def work(part: dict[bytes, np.ndarray], store: Store) -> None:
        for content, vector in part.items():
            store.add("encoder", {content: vector})
            assert content in store.vectors("encoder", [content])

    others = [Store(tmp_path) for _ in range(3)]
    threads = [threading.Thread(target=work, args=(p, s)) for p, s in zip(parts, [shared] * 3 + others, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    everything = {content: vector for part in parts for content, vector in part.items()}
    assert_same(shared.vectors("encoder", everything), everything)
    for store in (shared, *others):
        store.close()
