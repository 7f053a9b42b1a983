"""ImageNet is read from folders and from its archives alike, and no list of classes is made up."""

from __future__ import annotations

from pathlib import Path

import official
import pytest

from kindfold.bench.layouts import Opened, open_suite
from kindfold.bench.suites import SUITES
from kindfold.embedding.builtin import imagenet_names
from kindfold.errors import InputError

TEN = SUITES["imagenet-10"].options["classes"]
IDS = [entry.split()[0] for entry in TEN.split(", ")]
OTHER = "n01440764"  # tench, in neither subset


def truth(opened: Opened, part: str) -> dict[str, str]:
    images = opened.parts[part].images
    assert images is not None
    return dict(zip(images.ids, opened.parts[part].labels, strict=True))


def test_a_subset_takes_its_classes_and_no_others(tmp_path: Path) -> None:
    official.write(tmp_path / "imagenet", official.imagenet([*IDS, OTHER]))
    opened = open_suite("imagenet-10", tmp_path)
    assert opened.classes == tuple(IDS)
    assert set(opened.parts["test"].labels) == set(opened.parts["train"].labels) == set(IDS)
    assert all(id.split("/")[1] == label for id, label in truth(opened, "train").items())


def test_a_subset_knows_its_names() -> None:
    """They are first words of ImageNet's names, in the order of the WordNet ids."""
    first = [name.partition(",")[0] for name in imagenet_names()]
    for suite in ("imagenet-10", "imagenet-dogs"):
        entries = [entry.split(maxsplit=1) for entry in SUITES[suite].options["classes"].split(", ")]
        assert len({id for id, _ in entries}) == SUITES[suite].n_clusters == len(entries)
        assert [id for id, _ in entries] == sorted(id for id, _ in entries)
        positions = [first.index(name) for _, name in entries]
        assert positions == sorted(positions)


def test_a_missing_class_is_named(tmp_path: Path) -> None:
    official.write(tmp_path / "imagenet", official.imagenet(IDS[1:]))
    with pytest.raises(InputError, match=f"no pictures of 1 of its classes \\({IDS[0]}\\)"):
        open_suite("imagenet-10", tmp_path)


def test_archives_of_ilsvrc_are_read_as_they_are(tmp_path: Path) -> None:
    official.write(tmp_path / "imagenet", official.ilsvrc(IDS))
    opened = open_suite("imagenet-1k", tmp_path)
    assert opened.classes == tuple(IDS) and opened.class_names[:2] == ("thing 0", "thing 1")
    assert all(id.split("/")[2].startswith(label) for id, label in truth(opened, "train").items())
    assert truth(opened, "test")[f"val/{IDS[-1]}/ILSVRC2012_val_00000001.JPEG"] == IDS[-1]  # the kit numbers them so
    images = opened.parts["train"].images
    assert images is not None and images.source.read(0) == official.jpeg(0)


def test_ids_do_not_tell_how_the_pictures_were_packed(tmp_path: Path) -> None:
    official.write(tmp_path / "packed" / "imagenet", official.ilsvrc(IDS))
    packed = open_suite("imagenet-10", tmp_path / "packed")
    for part, split in (("train", "train"), ("test", "val")):
        images = packed.parts[part].images
        assert images is not None
        loose = {id: images.source.read(i) for i, id in enumerate(images.ids)}
        assert all(id.startswith(f"{split}/") for id in loose)
        official.write(tmp_path / "loose" / "imagenet", {id: bytes(content) for id, content in loose.items()})
    unpacked = open_suite("imagenet-10", tmp_path / "loose")
    assert all(truth(packed, part) == truth(unpacked, part) for part in ("train", "test"))


def test_validation_pictures_without_a_class_are_refused(tmp_path: Path) -> None:
    files = official.ilsvrc(IDS)
    del files["ILSVRC2012_devkit_t12.tar.gz"]
    official.write(tmp_path / "imagenet", files)
    with pytest.raises(InputError, match=r"no ILSVRC2012_validation_ground_truth.txt .* fetch .*devkit_t12"):
        open_suite("imagenet-10", tmp_path)


def test_kaggles_tables_are_read(tmp_path: Path) -> None:
    files = official.imagenet([OTHER, *IDS])
    flat = {f"val/ILSVRC2012_val_{i:08d}.JPEG": official.jpeg(i) for i in range(1, 3)}
    tables = {
        "LOC_val_solution.csv": official.text(
            "ImageId,PredictionString",
            f"ILSVRC2012_val_00000001,{IDS[0]} 1 2 3 4",
            f"ILSVRC2012_val_00000002,{OTHER} 1 2 3 4",
        ),
        "LOC_synset_mapping.txt": official.text(f"{OTHER} tench, Tinca tinca", *(f"{id} name of {id}" for id in IDS)),
    }
    trained = {name: content for name, content in files.items() if name.startswith("train")}
    official.write(tmp_path / "imagenet", trained | flat | tables)
    opened = open_suite("imagenet-1k", tmp_path)
    assert sorted(opened.parts["test"].labels) == [OTHER, IDS[0]]
    assert opened.class_names[0] == "tench"


def test_a_list_that_is_not_ours_to_state_is_asked_for(tmp_path: Path) -> None:
    official.write(tmp_path / "imagenet", official.imagenet(IDS))
    for k in (50, 100, 200):
        with pytest.raises(InputError, match="give a text file of WordNet ids"):
            open_suite(f"imagenet-{k}", tmp_path)


def test_a_list_of_the_user_is_followed(tmp_path: Path) -> None:
    ids = [f"n{i:08d}" for i in range(60)]
    official.write(tmp_path / "imagenet", official.imagenet(ids, n=1))
    listed = tmp_path / "fifty.txt"
    listed.write_text("".join(f"{id} thing of {id}, and more\n" for id in ids[5:55]), encoding="utf-8")
    opened = open_suite("imagenet-50", tmp_path, classes=listed)
    assert opened.classes == tuple(ids[5:55]) and opened.class_names[0] == f"thing of {ids[5]}"
    listed.write_text("\n".join(ids[:49]), encoding="utf-8")
    with pytest.raises(InputError, match=r"ImageNet-50 has 50 classes, .* names 49"):
        open_suite("imagenet-50", tmp_path, classes=listed)
    listed.write_text("king penguin", encoding="utf-8")
    with pytest.raises(InputError, match="names no WordNet ids"):
        open_suite("imagenet-50", tmp_path, classes=listed)


def test_one_corruption_is_measured_at_a_time(tmp_path: Path) -> None:
    pictures = {f"gaussian_noise/5/{id}/{id}.JPEG": official.jpeg(i) for i, id in enumerate(IDS)}
    official.write(tmp_path / "imagenet-c", pictures)
    assert len(open_suite("imagenet-c", tmp_path).parts["all"]) == len(IDS)
    official.write(tmp_path / "imagenet-c", {f"gaussian_noise/4/{IDS[0]}/a.JPEG": official.jpeg(0)})
    with pytest.raises(InputError, match=r"found 2 \(gaussian_noise/4/, gaussian_noise/5/\)"):
        open_suite("imagenet-c", tmp_path)


def test_the_second_imagenet_is_numbered_like_a_classifier(tmp_path: Path) -> None:
    inside = {f"imagenetv2-matched-frequency-format-val/{i}/a.jpeg": official.jpeg(i) for i in (0, 7, 999)}
    official.write(tmp_path / "imagenet-v2", {"imagenetv2-matched-frequency.tar.gz": official.tar(inside)})
    opened = open_suite("imagenet-v2", tmp_path)
    assert opened.classes == ("000", "007", "999") and opened.class_names[:2] == ("tench", "cock")


def test_a_sketch_for_each_class_names_them_all(tmp_path: Path) -> None:
    """With all 1,000 classes there, a name follows from the position."""
    inside = {f"sketch/n{i:08d}/sketch_0.JPEG": b"\xff\xd8\xff" for i in range(1000)}
    official.write(tmp_path / "imagenet-sketch", {"ImageNet-Sketch.zip": official.zipped(inside)})
    opened = open_suite("imagenet-sketch", tmp_path)
    assert len(opened.class_names) == len(opened.classes) == 1000 and opened.class_names[1] == "goldfish"
