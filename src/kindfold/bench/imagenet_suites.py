"""ImageNet, its subsets and what was drawn to shift it."""

from __future__ import annotations

from dataclasses import replace

from kindfold.bench.suite import Hub, Suite

LIST = (
    "the paper does not print its classes: give a text file of WordNet ids, one to a line (SCAN's authors publish the "
    "lists for ImageNet-50, -100 and -200 with their code, github.com/wvangansbeke/Unsupervised-Classification)"
)

# WordNet ids and first names of ImageNet-10 and of ImageNet-Dogs (Chang et al., ICCV 2017)
IMAGENET_10 = (
    "n02056570 king penguin, n02085936 Maltese dog, n02128757 snow leopard, n02690373 airliner, n02692877 airship, "
    "n03095699 container ship, n04254680 soccer ball, n04285008 sports car, n04467665 trailer truck, n07747607 orange"
)
IMAGENET_DOGS = (
    "n02085936 Maltese dog, n02086646 Blenheim spaniel, n02088238 basset, n02091467 Norwegian elkhound, "
    "n02097130 giant schnauzer, n02099601 golden retriever, n02101388 Brittany spaniel, n02101556 clumber, "
    "n02102177 Welsh springer spaniel, n02105056 groenendael, n02105412 kelpie, n02105855 Shetland sheepdog, "
    "n02107142 Doberman, n02110958 pug, n02112137 chow"
)

IMAGENET_1K = Suite(
    name="imagenet-1k",
    title="ImageNet-1K",
    layout="imagenet",
    n_clusters=1000,
    parts={"train": ("train",), "test": ("val",)},
    sizes={"train": 1_281_167, "test": 50_000},
    folder="imagenet",
    source_url="https://www.image-net.org/challenges/LSVRC/2012/",
    fetch="ILSVRC2012_img_train.tar, ILSVRC2012_img_val.tar and ILSVRC2012_devkit_t12.tar.gz, or folders train/ and "
    "val/ with one folder per WordNet id",
    hub=Hub("ILSVRC/imagenet-1k", splits={"val": "validation"}),
)
IMAGENET_SUBSETS = [
    replace(
        IMAGENET_1K,
        name="imagenet-10",
        title="ImageNet-10",
        n_clusters=10,
        sizes={"train": 13_000, "test": 500},
        hub=None,
        options={"classes": IMAGENET_10},
    ),
    replace(
        IMAGENET_1K,
        name="imagenet-dogs",
        title="ImageNet-Dogs",
        n_clusters=15,
        sizes={"train": 19_500, "test": 750},
        hub=None,
        prompt="a photo of a {}, a type of dog.",
        options={"classes": IMAGENET_DOGS},
    ),
    *(
        replace(
            IMAGENET_1K,
            name=f"imagenet-{k}",
            title=f"ImageNet-{k}",
            n_clusters=k,
            parts={"all": ("train",)},
            sizes=sizes,
            hub=None,
            options={"classes": ""},
            note=f"{LIST}; the paper does not say whether it clusters the training or the validation pictures, "
            "the training pictures are taken",
        )
        for k, sizes in ((50, {"all": 64_274}), (100, {}), (200, {}))
    ),
]
SHIFTED = Suite(
    name="imagenet-sketch",
    title="ImageNet-Sketch",
    layout="wordnet-folders",
    n_clusters=1000,
    parts={"all": ("test",)},
    sizes={"all": 50_889},
    folder="imagenet-sketch",
    source_url="https://github.com/HaohanWang/ImageNet-Sketch",
    fetch="ImageNet-Sketch.zip",
    hub=Hub("songweig/imagenet_sketch", splits={"test": "train"}),
    prompt="a sketch of a {}.",
)
IMAGENET_SHIFTED = [
    SHIFTED,
    replace(
        SHIFTED,
        name="imagenet-c",
        title="ImageNet-C",
        sizes={"all": 50_000},
        folder="imagenet-c",
        source_url="https://zenodo.org/records/2235448",
        fetch="the pictures of one corruption and one severity, such as gaussian_noise/5/ out of noise.tar",
        hub=None,
        prompt="a photo of a {}.",
        note="which corruption and severity the paper means is not said in the text at hand",
    ),
    replace(
        SHIFTED,
        name="imagenet-v2",
        title="ImageNet-V2",
        layout="imagenet-v2",
        sizes={"all": 10_000},
        folder="imagenet-v2",
        source_url="https://github.com/modestyachts/ImageNetV2",
        fetch="imagenetv2-matched-frequency.tar.gz",
        hub=None,
        prompt="a photo of a {}.",
        note="the matched-frequency sample",
    ),
]
IMAGENET_SUITES = (*IMAGENET_SUBSETS, IMAGENET_1K, *IMAGENET_SHIFTED)
