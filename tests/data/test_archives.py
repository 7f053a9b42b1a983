"""Laws of archives: the same pictures as from a folder, nothing written, hostile members itemised, bombs refused."""

import gzip
import io
import os
import struct
import tarfile
import threading
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

from corpus import encoded, picture
from kindfold.data import archives
from kindfold.data.images import images
from kindfold.errors import InputError, NoImages, Reason, Unreadable

DATA = encoded(picture(), "PNG")
RNG = np.random.default_rng(0)
MEMBERS = {f"photos/{kind}/{i}.png": DATA + RNG.bytes(int(RNG.integers(0, 9000))) for kind in "ab" for i in range(9)}


def tar(path: Path, members: Mapping[str, bytes], *, mode: str = "w", **options: int) -> Path:
    with tarfile.open(path, mode, **options) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            add(archive, name, data)
    return path


def add(archive: tarfile.TarFile, name: str, data: bytes = b"", **fields: object) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    for field, value in fields.items():
        setattr(info, field, value)
    archive.addfile(info, io.BytesIO(data))


def tar_gz(path: Path, members: Mapping[str, bytes]) -> Path:
    return tar(path, members, mode="w:gz")


def zipped(path: Path, members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def stored(path: Path, members: Mapping[str, bytes]) -> Path:
    return zipped(path, members, zipfile.ZIP_STORED)


MAKERS = [tar, tar_gz, zipped, stored]
each_maker = pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
Maker = Callable[[Path, Mapping[str, bytes]], Path]


@each_maker
def test_archive_gives_what_its_folder_gives(make: Maker, tmp_path: Path) -> None:
    for name, data in MEMBERS.items():
        (tmp_path / "folder" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "folder" / name).write_bytes(data)
    before = sorted(tmp_path.rglob("*"))
    folder, archive = images(tmp_path / "folder"), images(make(tmp_path / "archive.any", MEMBERS))
    assert (archive.ids, archive.labels) == (folder.ids, folder.labels)
    assert archive.labels == ("a",) * 9 + ("b",) * 9
    for i in [*range(len(archive)), 5, 3, 17, 0]:
        assert archive.source.read(i) == folder.source.read(i)
        assert archive.path(i) is None
    assert sorted(tmp_path.rglob("*")) == sorted([*before, tmp_path / "archive.any"])


@each_maker
def test_members_are_read_by_many_threads_at_once(make: Maker, tmp_path: Path) -> None:
    found = images(make(tmp_path / "archive", MEMBERS))
    wrong: list[str] = []

    def work(seed: int) -> None:
        for i in np.random.default_rng(seed).integers(0, len(found), 60):
            if found.source.read(i) != MEMBERS[found.ids[i]]:
                wrong.append(found.ids[i])

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@each_maker
def test_hostile_names_are_itemised_and_nothing_is_written(make: Maker, tmp_path: Path) -> None:
    names = ["../x.png", "/abs.png", "C:\\x.png", "a/../../x.png", "..\\x.png", "\\\\host\\x.png"]
    members = dict.fromkeys([*names, "ok.png", "./dot.png", "a//b.png", ".hidden/x.png", "__MACOSX/x.png"], DATA)
    found = images(make(tmp_path / "archive", members | {"README": b"words"}))
    assert found.ids == ("a/b.png", "dot.png", "ok.png")
    assert {skip.id: skip.reason for skip in found.skipped} == dict.fromkeys(names, Reason.OUTSIDE)
    assert found.n_ignored == 3
    assert os.listdir(tmp_path) == ["archive"]


@each_maker
def test_member_without_suffix_counts_by_its_content(make: Maker, tmp_path: Path) -> None:
    found = images(make(tmp_path / "archive", {"picture": DATA, "words": b"only words " * 9, "short": b"x"}))
    assert (found.ids, found.n_ignored) == (("picture",), 2)


@each_maker
def test_archive_without_pictures_says_so(make: Maker, tmp_path: Path) -> None:
    with pytest.raises(NoImages):
        images(make(tmp_path / "archive", {"a.txt": b"words"}))


@each_maker
def test_archive_that_changes_is_told(make: Maker, tmp_path: Path) -> None:
    path = make(tmp_path / "archive", MEMBERS)
    found = images(path)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(Unreadable) as caught:
        found.source.read(0)
    assert caught.value.reason is Reason.VANISHED


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("kind", ["tar", "zip"])
def test_last_of_one_name_counts(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "archive"
    with tarfile.open(path, "w") if kind == "tar" else zipfile.ZipFile(path, "w") as archive:
        for data in (b"old", DATA):
            if isinstance(archive, tarfile.TarFile):
                add(archive, "a.png", data)
            else:
                archive.writestr("a.png", data)
    found = images(path)
    assert found.source.read(0) == DATA
    assert [skip.reason for skip in found.skipped] == [Reason.SAME_NAME]


def test_links_devices_and_sparse_members_of_a_tar_are_itemised(tmp_path: Path) -> None:
    kinds = {"sym": tarfile.SYMTYPE, "hard": tarfile.LNKTYPE, "pipe": tarfile.FIFOTYPE, "device": tarfile.CHRTYPE}
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        for name, kind in kinds.items():
            add(archive, f"{name}.png", type=kind, linkname="/etc/hostname")
        add(archive, "folder.png", type=tarfile.DIRTYPE)
        add(archive, "folder.png/through.png", DATA)
        add(archive, "long" * 50 + ".png", DATA)
    found = images(tmp_path / "a.tar")
    assert found.ids == ("folder.png/through.png", "long" * 50 + ".png")
    link, other = Reason.LINK, Reason.NOT_REGULAR
    assert {skip.id: skip.reason for skip in found.skipped} == {
        "sym.png": link,
        "hard.png": link,
        "pipe.png": other,
        "device.png": other,
    }


def test_names_that_are_not_utf8_are_kept(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xff\xfe\x1b[2J.png")
    with tarfile.open(tmp_path / "a.tar", "w", format=tarfile.GNU_FORMAT, errors="surrogateescape") as archive:
        add(archive, name, DATA)
    assert images(tmp_path / "a.tar").ids == (name,)


def test_encrypted_linked_and_oddly_packed_members_of_a_zip_are_itemised(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        link = zipfile.ZipInfo("link.png")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/hostname")
        archive.writestr("odd.png", DATA, zipfile.ZIP_BZIP2)
        archive.writestr("ok.png", DATA)
        archive.writestr("secret.png", DATA)
    data = bytearray((tmp_path / "a.zip").read_bytes())
    for signature, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.rindex(signature) + flags] |= 1  # the last member is marked encrypted
    (tmp_path / "a.zip").write_bytes(data)
    found = images(tmp_path / "a.zip")
    assert found.ids == ("ok.png",)
    assert [skip.reason for skip in found.skipped] == [Reason.LINK, Reason.CORRUPT, Reason.ENCRYPTED]


@pytest.mark.parametrize("field", ["checksum", "size", "offset", "content"])
def test_zip_that_lies_costs_only_its_member(field: str, tmp_path: Path) -> None:
    data = bytearray(zipped(tmp_path / "a.zip", {"lie.png": DATA, "ok.png": DATA}).read_bytes())
    entry = data.index(b"PK\1\2")
    places = {"checksum": entry + 16, "size": entry + 24, "offset": entry + 42, "content": 30 + len("lie.png") + 60}
    data[places[field]] ^= 0x15
    (tmp_path / "a.zip").write_bytes(data)
    found = images(tmp_path / "a.zip")
    with pytest.raises(Unreadable) as caught:
        found.source.read(0)
    assert caught.value.reason in (Reason.CORRUPT, Reason.TRUNCATED)
    assert found.source.read(1) == DATA


def test_bombs_are_refused_by_member_by_total_and_by_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = images(zipped(tmp_path / "one.zip", {"bomb.png": bytes(50_000_000), "ok.png": DATA}))
    assert [(skip.id, skip.reason) for skip in found.skipped] == [("bomb.png", Reason.TOO_LARGE)]
    monkeypatch.setattr(archives, "FREE_TOTAL", 10_000_000)
    many = {f"{i}.png": bytes(1_000_000) for i in range(12)}
    for make in (zipped, tar_gz):
        with pytest.raises(InputError, match="unpacks to more than"):
            images(make(tmp_path / "many", many))
    monkeypatch.setattr(archives, "MAX_MEMBERS", 5)
    for make in MAKERS:
        with pytest.raises(InputError, match="more than 5 members"):
            images(make(tmp_path / "number", dict.fromkeys(many, DATA)))


def test_tar_header_that_wants_a_lot_of_memory_is_refused(tmp_path: Path) -> None:
    info = tarfile.TarInfo("././@PaxHeader")
    info.type, info.size = tarfile.XHDTYPE, 2**33
    header = info.tobuf()
    (tmp_path / "a.tar").write_bytes(header + bytes(2048))
    with pytest.raises(InputError, match="header"):
        images(tmp_path / "a.tar")


def test_tar_that_goes_back_ends(tmp_path: Path) -> None:
    header = bytearray(tarfile.TarInfo("a.png").tobuf())
    header[124:136] = b"\xff" * 8 + struct.pack(">i", -1024)  # a size below zero, in base 256
    header[148:156] = b"%06o\0 " % (256 + sum(header[:148]) + sum(header[156:]))
    (tmp_path / "a.tar").write_bytes(bytes(header) * 4 + bytes(1024))
    with pytest.raises(InputError):
        images(tmp_path / "a.tar")


@each_maker
def test_damaged_archive_is_one_clear_error(make: Maker, tmp_path: Path) -> None:
    whole = make(tmp_path / "whole", MEMBERS).read_bytes()
    rng = np.random.default_rng(1)
    for trial in range(60):
        data = bytearray(whole)
        if trial % 3 == 0:
            del data[int(rng.integers(600, len(data))) :]
        else:
            for at in rng.integers(0, len(data), 3 ** (trial % 3)):
                data[at] ^= 1 << int(rng.integers(0, 8))
        path = tmp_path / "damaged"
        path.write_bytes(data)
        try:
            found = images(path)
        except InputError as error:
            assert str(path.name) in str(error)
            continue
        for i in range(len(found)):
            try:
                found.source.read(i)
            except Unreadable as error:
                assert error.reason in (Reason.CORRUPT, Reason.TRUNCATED)


def test_gzip_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"words" * 1000))
    with pytest.raises(InputError, match="cannot be listed"):
        images(tmp_path / "a.gz")
