"""Tiny data sets in the layouts in which the real ones are published."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.io import savemat

Files = dict[str, bytes]  # name in the data set -> content


def jpeg(seed: int, side: int = 8) -> bytes:
    """A picture of one's own."""
    pixels = np.random.default_rng(seed).integers(0, 256, (side, side, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG")
    return buffer.getvalue()


def mat(**variables: object) -> bytes:
    """A MATLAB file, compressed as MATLAB does: without that, SciPy can crash on a single wrong byte."""
    buffer = io.BytesIO()
    savemat(buffer, variables, do_compression=True)
    return buffer.getvalue()


def text(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def cells(items: list[str]) -> np.ndarray:
    """A cell array of texts, (n, 1)."""
    found = np.empty((len(items), 1), dtype=object)
    found[:, 0] = items
    return found


def tar(files: Mapping[str, bytes], mode: str = "w:gz") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def write(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


CIFAR_10 = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]


def cifar_10(per_batch: int = 4, seed: int = 0) -> Files:
    rng = np.random.default_rng(seed)
    names = [*(f"data_batch_{i}.bin" for i in range(1, 6)), "test_batch.bin"]
    files = {"cifar-10-batches-bin/batches.meta.txt": text(*CIFAR_10, "")}
    for name in names:
        records = rng.integers(0, 256, (per_batch, 3073), dtype=np.uint8)
        records[:, 0] = rng.integers(0, 10, per_batch)
        files[f"cifar-10-batches-bin/{name}"] = records.tobytes()
    return files


def cifar_100(n_train: int = 40, n_test: int = 20, seed: int = 0) -> Files:
    rng = np.random.default_rng(seed)
    files = {
        "cifar-100-binary/fine_label_names.txt": text(*(f"fine_{i:02d}" for i in range(100))),
        "cifar-100-binary/coarse_label_names.txt": text(*(f"coarse_{i:02d}" for i in range(20))),
    }
    for name, n in (("train", n_train), ("test", n_test)):
        records = rng.integers(0, 256, (n, 3074), dtype=np.uint8)
        records[:, 1] = rng.integers(0, 100, n)
        records[:, 0] = records[:, 1] // 5
        files[f"cifar-100-binary/{name}.bin"] = records.tobytes()
    return files


def stl_10(n: int = 4, seed: int = 0) -> Files:
    rng = np.random.default_rng(seed)
    files = {"stl10_binary/class_names.txt": text(*CIFAR_10)}
    for split in ("train", "test"):
        files[f"stl10_binary/{split}_X.bin"] = rng.integers(0, 256, (n, 3, 96, 96), dtype=np.uint8).tobytes()
        files[f"stl10_binary/{split}_y.bin"] = rng.integers(1, 11, n, dtype=np.uint8).tobytes()
    return files


def dtd(seed: int = 0) -> Files:
    names = [f"{kind}/{kind}_{i:04d}.jpg" for kind in ("banded", "polka-dotted") for i in range(6)]
    files = {f"dtd/images/{name}": jpeg(seed + i) for i, name in enumerate(names)}
    for split, start in (("train", 0), ("val", 1), ("test", 2)):
        files[f"dtd/labels/{split}1.txt"] = text(*names[start::3])
        files[f"dtd/labels/{split}2.txt"] = text(*names[::-1][start::3])
    return files


def ucf(seed: int = 0) -> Files:
    videos = [f"{kind}/v_{kind}_g{i:02d}_c01" for kind in ("ApplyEyeMakeup", "YoYo") for i in range(1, 5)]
    files = {
        f"UCF-101-midframes/{video.partition('/')[0]}_/{video.partition('/')[2]}.jpg": jpeg(seed + i)
        for i, video in enumerate(videos)
    }
    lists = {
        "classInd.txt": text("1 ApplyEyeMakeup", "2 YoYo"),
        "trainlist01.txt": text(*(f"{video}.avi {1 + (i > 3)}" for i, video in enumerate(videos) if i % 2)),
        "testlist01.txt": text(*(f"{video}.avi" for video in videos[::2])),
    }
    return files | {f"ucfTrainTestlist/{name}": content for name, content in lists.items()}


def flowers(n: int = 12, seed: int = 0) -> Files:
    files = {f"jpg/image_{i:05d}.jpg": jpeg(seed + i) for i in range(1, n + 1)}
    ids = np.arange(1, n + 1)
    files["imagelabels.mat"] = mat(labels=(1 + ids % 102)[None])
    files["setid.mat"] = mat(trnid=ids[None, ::3], valid=ids[None, 1::3], tstid=ids[None, 2::3])
    return files


def cub(per_class: int = 4, seed: int = 0) -> Files:
    kinds = ["001.Black_footed_Albatross", "002.Laysan_Albatross", "003.Sooty_Albatross"]
    names = [f"{kind}/{kind[4:]}_{i:04d}.jpg" for kind in kinds for i in range(per_class)]
    files = {f"CUB_200_2011/images/{name}": jpeg(seed + i) for i, name in enumerate(names)}
    number = list(enumerate(names, start=1))
    tables = {
        "images.txt": text(*(f"{i} {name}" for i, name in number)),
        "classes.txt": text(*(f"{i} {kind}" for i, kind in enumerate(kinds, start=1))),
        "image_class_labels.txt": text(*(f"{i} {int(name[:3])}" for i, name in number)),
        "train_test_split.txt": text(*(f"{i} {i % 2}" for i, _ in number)),
    }
    return files | {f"CUB_200_2011/{name}": content for name, content in tables.items()}


def dogs(seed: int = 0) -> Files:
    kinds = ["n02085620-Chihuahua", "n02085782-Japanese_spaniel"]
    names = [f"{kind}/{kind[:9]}_{i}.jpg" for kind in kinds for i in range(4)]
    files = {f"Images/{name}": jpeg(seed + i) for i, name in enumerate(names)}
    for split, chosen in (("train", names[::2]), ("test", names[1::2])):
        labels = np.array([[1 + kinds.index(name.partition("/")[0])] for name in chosen])
        files[f"{split}_list.mat"] = mat(file_list=cells(chosen), labels=labels)
    return files


def pets(seed: int = 0) -> Files:
    names = [f"{kind}_{i}" for kind in ("Abyssinian", "american_bulldog") for i in range(1, 5)]
    rows = [f"{name} {1 + (i > 3)} {1 + (i > 3)} 1" for i, name in enumerate(names)]
    files = {f"images/{name}.jpg": jpeg(seed + i) for i, name in enumerate(names)}
    return files | {"annotations/trainval.txt": text(*rows[::2]), "annotations/test.txt": text(*rows[1::2])}


def food(seed: int = 0) -> Files:
    names = [f"{kind}/{i}" for kind in ("apple_pie", "waffles") for i in range(10, 14)]
    files = {f"food-101/images/{name}.jpg": jpeg(seed + i) for i, name in enumerate(names)}
    lists = {"classes": ["apple_pie", "waffles"], "train": names[::2], "test": names[1::2]}
    return files | {f"food-101/meta/{name}.txt": text(*found) for name, found in lists.items()}


def aircraft(seed: int = 0) -> Files:
    rows = [f"{1000000 + i} {kind}" for i, kind in enumerate(["707-320", "F-16A/B", "Spitfire", "MD-11"] * 2)]
    below = "fgvc-aircraft-2013b/data"
    files = {f"{below}/images/{row.split()[0]}.jpg": jpeg(seed + i) for i, row in enumerate(rows)}
    lists = {
        "variants": sorted({row.split()[1] for row in rows}),
        "images_variant_trainval": rows[:4],
        "images_variant_test": rows[4:],
    }
    return files | {f"{below}/{name}.txt": text(*found) for name, found in lists.items()}


def cars(n: int = 4, seed: int = 0) -> Files:
    kinds = ["AM General Hummer SUV 2000", "Acura RL Sedan 2012"]
    names = np.empty((1, len(kinds)), dtype=object)
    names[0] = kinds
    files = {"devkit/cars_meta.mat": mat(class_names=names)}
    for split, place in (("train", "devkit/cars_train_annos.mat"), ("test", "cars_test_annos_withlabels.mat")):
        table = np.zeros((1, n), dtype=[("bbox_x1", "O"), ("class", "O"), ("fname", "O")])
        for i in range(n):
            table[0, i] = (1, 1 + i % 2, f"{i + 1:05d}.jpg")
            files[f"cars_{split}/{i + 1:05d}.jpg"] = jpeg(seed + i + 100 * (split == "test"))
        files[place] = mat(annotations=table)
    return files


def imagenet(ids: list[str], n: int = 2, seed: int = 0) -> Files:
    return {
        f"{split}/{id}/{id if split == 'train' else 'val'}_{k}_{i}.JPEG": jpeg(seed + 10 * k + i)
        for split in ("train", "val")
        for k, id in enumerate(ids)
        for i in range(n)
    }


def ilsvrc(ids: list[str], n: int = 2, seed: int = 0) -> Files:
    """The archives of ILSVRC-2012: a tar of tars, a flat tar, and the development kit."""
    inner = {f"{id}.tar": tar({f"{id}_{i}.JPEG": jpeg(seed + i) for i in range(n)}, "w") for id in ids}
    flat = {f"ILSVRC2012_val_{i:08d}.JPEG": jpeg(seed + 100 + i) for i in range(1, len(ids) + 1)}
    synsets = np.zeros((len(ids), 1), dtype=[("ILSVRC2012_ID", "O"), ("WNID", "O"), ("words", "O")])
    for i, id in enumerate(ids):
        synsets[i, 0] = (i + 1, id, f"thing {i}, other word")
    kit = {
        "ILSVRC2012_devkit_t12/data/meta.mat": mat(synsets=synsets),
        "ILSVRC2012_devkit_t12/data/ILSVRC2012_validation_ground_truth.txt": text(
            *(str(i) for i in range(len(ids), 0, -1))
        ),
    }
    return {
        "ILSVRC2012_img_train.tar": tar(inner, "w"),
        "ILSVRC2012_img_val.tar": tar(flat, "w"),
        "ILSVRC2012_devkit_t12.tar.gz": tar(kit),
    }


def parquet(
    names: list[str], labels: list[int], *, image: str = "image", label: str = "label", group: int = 3
) -> bytes:
    """A shard as the Hugging Face hub writes it."""
    import pyarrow as pa
    from pyarrow import parquet as writer

    rows = [{"bytes": jpeg(i), "path": None} for i in range(len(labels))]
    features = {label: {"names": names, "_type": "ClassLabel"}, image: {"_type": "Image"}}
    table = pa.table({image: rows, label: pa.array(labels, pa.int64())})
    table = table.replace_schema_metadata({"huggingface": json.dumps({"info": {"features": features}})})
    buffer = io.BytesIO()
    writer.write_table(table, buffer, row_group_size=3)
    return buffer.getvalue()


# suite -> how its files are made, and the archives in which they are published: name -> which files
MADE: dict[str, tuple[Callable[[], Files], dict[str, Callable[[str], bool]]]] = {
    "cifar-10": (cifar_10, {"cifar-10-binary.tar.gz": lambda _: True}),
    "cifar-20": (cifar_100, {"cifar-100-binary.tar.gz": lambda _: True}),
    "cifar-100": (cifar_100, {"cifar-100-binary.tar.gz": lambda _: True}),
    "stl-10": (stl_10, {"stl10_binary.tar.gz": lambda _: True}),
    "dtd": (dtd, {"dtd-r1.0.1.tar.gz": lambda _: True}),
    "ucf-101": (
        ucf,
        {
            "UCF-101-midframes.zip": lambda name: name.startswith("UCF"),
            "UCF101TrainTestSplits-RecognitionTask.zip": lambda name: name.startswith("ucf"),
        },
    ),
    "flowers-102": (flowers, {"102flowers.tgz": lambda name: name.startswith("jpg")}),
    "flowers-102-whole": (flowers, {"102flowers.tgz": lambda name: name.startswith("jpg")}),
    "cub-200": (cub, {"CUB_200_2011.tgz": lambda _: True}),
    "stanford-dogs": (
        dogs,
        {"images.tar": lambda name: name.startswith("Images"), "lists.tar": lambda name: name.endswith(".mat")},
    ),
    "oxford-pets": (
        pets,
        {
            "images.tar.gz": lambda name: name.startswith("images"),
            "annotations.tar.gz": lambda name: name.startswith("annotations"),
        },
    ),
    "oxford-pets-whole": (
        pets,
        {
            "images.tar.gz": lambda name: name.startswith("images"),
            "annotations.tar.gz": lambda name: name.startswith("annotations"),
        },
    ),
    "food-101": (food, {"food-101.tar.gz": lambda _: True}),
    "fgvc-aircraft": (aircraft, {"fgvc-aircraft-2013b.tar.gz": lambda _: True}),
    "stanford-cars": (
        cars,
        {
            "cars_train.tgz": lambda name: name.startswith("cars_train"),
            "cars_test.tgz": lambda name: name.startswith("cars_test/"),
            "car_devkit.tgz": lambda name: name.startswith("devkit"),
        },
    ),
}


def packed(files: Files, archives: Mapping[str, Callable[[str], bool]]) -> Files:
    """The same files in the archives in which they are published; what is in none stays loose."""
    found: Files = {}
    left = dict(files)
    for name, holds in archives.items():
        inside = {key: left.pop(key) for key in list(left) if holds(key)}
        pack = zipped(inside) if name.endswith(".zip") else tar(inside, "w" if name.endswith(".tar") else "w:gz")
        found[name] = pack
    return found | left
