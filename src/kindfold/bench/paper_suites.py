"""The data sets of the papers but ImageNet's, with their official sizes and the prompts that CLIP's users give them."""

from __future__ import annotations

from dataclasses import replace

from kindfold.bench.suite import Hub, Suite

TRAIN_TEST = {"train": ("train",), "test": ("test",)}
LEARNT_TEST = {"train": ("train", "val"), "test": ("test",)}
CIFAR_10 = Suite(
    name="cifar-10",
    title="CIFAR-10",
    layout="cifar",
    n_clusters=10,
    parts=TRAIN_TEST,
    sizes={"train": 50_000, "test": 10_000},
    folder="cifar-10",
    source_url="https://www.cs.toronto.edu/~kriz/cifar.html",
    fetch="cifar-10-binary.tar.gz (the binary version, not the Python one)",
    hub=Hub("uoft-cs/cifar10", image="img"),
)
CIFAR_100 = replace(
    CIFAR_10,
    name="cifar-100",
    title="CIFAR-100",
    n_clusters=100,
    folder="cifar-100",
    fetch="cifar-100-binary.tar.gz (the binary version, not the Python one)",
    hub=Hub("uoft-cs/cifar100", image="img", label="fine_label"),
    options={"labels": "fine"},
)
CIFAR_20 = replace(
    CIFAR_100,
    name="cifar-20",
    title="CIFAR-20",
    n_clusters=20,
    hub=Hub("uoft-cs/cifar100", image="img", label="coarse_label"),
    options={"labels": "coarse"},
    note="the 20 superclasses of CIFAR-100",
)
STL_10 = Suite(
    name="stl-10",
    title="STL-10",
    layout="stl",
    n_clusters=10,
    parts=TRAIN_TEST,
    sizes={"train": 5_000, "test": 8_000},
    folder="stl-10",
    source_url="https://cs.stanford.edu/~acoates/stl10/",
    fetch="stl10_binary.tar.gz",
    hub=Hub("tanganke/stl10"),
    note="the labelled pictures; the 100,000 unlabelled ones are left out",
)
DTD = Suite(
    name="dtd",
    title="DTD",
    layout="dtd",
    n_clusters=47,
    parts=LEARNT_TEST,
    sizes={"train": 3_760, "test": 1_880},
    folder="dtd",
    source_url="https://www.robots.ox.ac.uk/~vgg/data/dtd/",
    fetch="dtd-r1.0.1.tar.gz",
    prompt="a photo of a {} texture.",
    note="the first of ten official splits, training and validation pictures together",
)
UCF_101 = Suite(
    name="ucf-101",
    title="UCF-101",
    layout="ucf",
    n_clusters=101,
    parts=TRAIN_TEST,
    sizes={"train": 9_537, "test": 3_783},
    folder="ucf-101",
    source_url="https://www.crcv.ucf.edu/data/UCF101.php",
    fetch="UCF101TrainTestSplits-RecognitionTask.zip, and the middle frame of every video as a JPEG of its name "
    "(CoOp's authors offer them as UCF-101-midframes.zip, github.com/KaiyangZhou/CoOp, DATASETS.md)",
    prompt="a photo of a person doing {}.",
    note="middle frames, first official split",
)
FLOWERS_102 = Suite(
    name="flowers-102",
    title="Flowers-102",
    layout="flowers",
    n_clusters=102,
    parts=LEARNT_TEST,
    sizes={"train": 2_040, "test": 6_149},
    folder="flowers-102",
    source_url="https://www.robots.ox.ac.uk/~vgg/data/flowers/102/",
    fetch="102flowers.tgz, imagelabels.mat and setid.mat",
    prompt="a photo of a {}, a type of flower.",
    note="which split the paper trains on is not said: training and validation pictures together",
)
CUB_200 = Suite(
    name="cub-200",
    title="CUB-200-2011",
    layout="cub",
    n_clusters=200,
    parts={"all": ("train", "test")},
    sizes={"all": 11_788},
    folder="cub-200",
    source_url="https://www.vision.caltech.edu/datasets/cub_200_2011/",
    fetch="CUB_200_2011.tgz",
    hub=Hub("bentrevett/caltech-ucsd-birds-200-2011"),
    prompt="a photo of a {}, a type of bird.",
)
STANFORD_DOGS = Suite(
    name="stanford-dogs",
    title="Stanford Dogs",
    layout="dogs",
    n_clusters=120,
    parts={"all": ("train", "test")},
    sizes={"all": 20_580},
    folder="stanford-dogs",
    source_url="http://vision.stanford.edu/aditya86/ImageNetDogs/",
    fetch="images.tar and lists.tar",
    prompt="a photo of a {}, a type of dog.",
    note="pictures of ImageNet: an encoder trained on it has seen them",
)
OXFORD_PETS = Suite(
    name="oxford-pets",
    title="Oxford-IIIT Pet",
    layout="pets",
    n_clusters=37,
    parts={"train": ("trainval",), "test": ("test",)},
    sizes={"train": 3_680, "test": 3_669},
    folder="oxford-pets",
    source_url="https://www.robots.ox.ac.uk/~vgg/data/pets/",
    fetch="images.tar.gz and annotations.tar.gz",
    hub=Hub("timm/oxford-iiit-pet", splits={"trainval": "train"}),
    prompt="a photo of a {}, a type of pet.",
)
FOOD_101 = Suite(
    name="food-101",
    title="Food-101",
    layout="food",
    n_clusters=101,
    parts=TRAIN_TEST,
    sizes={"train": 75_750, "test": 25_250},
    folder="food-101",
    source_url="https://data.vision.ee.ethz.ch/cvl/datasets_extra/food-101/",
    fetch="food-101.tar.gz",
    hub=Hub("ethz/food101", splits={"test": "validation"}),
    prompt="a photo of {}, a type of food.",
)
AIRCRAFT = Suite(
    name="fgvc-aircraft",
    title="FGVC-Aircraft",
    layout="aircraft",
    n_clusters=100,
    parts={"train": ("trainval",), "test": ("test",)},
    sizes={"train": 6_667, "test": 3_333},
    folder="fgvc-aircraft",
    source_url="https://www.robots.ox.ac.uk/~vgg/data/fgvc-aircraft/",
    fetch="fgvc-aircraft-2013b.tar.gz",
    prompt="a photo of a {}, a type of aircraft.",
    note="classes are the 100 variants",
)
CARS = Suite(
    name="stanford-cars",
    title="Stanford Cars",
    layout="cars",
    n_clusters=196,
    parts=TRAIN_TEST,
    sizes={"train": 8_144, "test": 8_041},
    folder="stanford-cars",
    source_url="https://ai.stanford.edu/~jkrause/cars/car_dataset.html",
    fetch="cars_train.tgz, cars_test.tgz, car_devkit.tgz and cars_test_annos_withlabels.mat",
    hub=Hub("tanganke/stanford_cars"),
)
PAPER_SUITES = (
    *(CIFAR_10, CIFAR_20, CIFAR_100, STL_10, DTD, UCF_101, FLOWERS_102),
    replace(
        FLOWERS_102,
        name="flowers-102-whole",
        title="Oxford Flower",
        parts={"all": ("train", "val", "test")},
        sizes={"all": 8_189},
        note="",
    ),
    *(CUB_200, STANFORD_DOGS, OXFORD_PETS),
    replace(
        OXFORD_PETS,
        name="oxford-pets-whole",
        title="Oxford-IIIT Pet (whole)",
        parts={"all": ("trainval", "test")},
        sizes={"all": 7_349},
    ),
    *(FOOD_101, AIRCRAFT, CARS),
)
