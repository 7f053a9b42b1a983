"""Seconds of an epoch of SemanticCenters through a text tower of CLIP's size, beside prompts that fill all 77 tokens.

    python benchmarks/prompt_length.py --kinds 10 50 --out benchmarks/results/prompt_length.csv

The tower has the layers and widths of CLIP ViT-B/32's and random weights, and is saved to and read from a folder, as
downloaded weights are. Uncut, a prompt is followed by padding up to 77 tokens, as CLIP's own preparation leaves it; its
features are the same, which is checked. Both run in turn in one process.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
import transformers
from provenance import provenance, write_rows
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from torch import Tensor
from torch.nn.functional import pad

import kindfold as kf
from kindfold.ops.prompts import Prompts, TextTower

TEXT = {"hidden_size": 512, "intermediate_size": 2048, "num_hidden_layers": 12, "num_attention_heads": 8}
IMAGE = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "patch_size": 32}
WORDS = ["a", "photo", "of", "."]
START, END, LENGTH, DIMS = 49_406, 49_407, 77, 512
STEPS, BATCH, EPOCHS = 4, 256, 3  # the first epoch warms up


class Uncut:
    """The same tower, with every prompt padded to the full length."""

    def __init__(self, tower: TextTower) -> None:
        self._tower = tower

    def tokens(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        return self._tower.tokens(texts)

    def __call__(self, embeddings: Tensor, mask: Tensor) -> Tensor:
        missing = LENGTH - mask.shape[1]
        return self._tower(pad(embeddings, (0, 0, 0, missing)), pad(mask, (0, missing)))


def main() -> None:
    options = arguments()
    with tempfile.TemporaryDirectory() as folder:
        tower = random_tower(Path(folder))
    towers: dict[str, TextTower] = {"cut after the full stop": tower, f"all {LENGTH} tokens": Uncut(tower)}
    apart = (features(towers[f"all {LENGTH} tokens"]) - features(tower)).abs().max()
    rows = []
    for k in options.kinds:
        seconds: dict[str, list[float]] = {name: [] for name in towers}
        for _ in range(options.repeats):
            for name, held in towers.items():
                seconds[name] += epochs(held, k)
        middle = {name: statistics.median(times) for name, times in seconds.items()}
        for name, value in middle.items():
            row = {"prompts": k, "variant": name, "rows": STEPS * BATCH, "seconds": round(value, 2)}
            row |= {"times": round(value / min(middle.values()), 1), "apart": f"{float(apart):.1e}"}
            rows.append({**row, "threads": torch.get_num_threads(), **provenance("transformers")})
            print({key: rows[-1][key] for key in row}, flush=True)
        write_rows(options.out, rows)


def features(tower: TextTower) -> Tensor:
    with torch.no_grad():
        return Prompts(tower, 3, 4, generator=torch.Generator().manual_seed(0))(torch.arange(3))


def epochs(tower: TextTower, k: int) -> list[float]:
    """Seconds of every epoch but the first."""
    random = np.random.default_rng(0)
    corners = random.normal(size=(k, DIMS))
    X = (corners[np.arange(STEPS * BATCH) % k] + random.normal(size=(STEPS * BATCH, DIMS))).astype(np.float32)
    ends: list[float] = []
    estimator = kf.SemanticCenters(k, n_epochs=EPOCHS, batch_size=BATCH, jitter=0.1, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a random tower leaves clusters empty
        estimator.fit(X, words=corners, text=tower, progress=lambda done, total: ends.append(time.perf_counter()))
    return np.diff(ends).tolist()


def random_tower(folder: Path) -> TextTower:
    torch.manual_seed(0)
    config = transformers.CLIPConfig(text_config=TEXT, vision_config=IMAGE, projection_dim=DIMS)
    transformers.CLIPModel(config).save_pretrained(folder)
    words = {**{word: i for i, word in enumerate(WORDS)}, "<|startoftext|>": START, "<|endoftext|>": END}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="<|endoftext|>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    frame = [("<|startoftext|>", START), ("<|endoftext|>", END)]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<|startoftext|> $A <|endoftext|>", special_tokens=frame
    )
    fast = transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="<|endoftext|>")
    fast.save_pretrained(folder)
    picture = {"image_processor_type": "CLIPImageProcessor", "size": {"shortest_edge": 224}, "crop_size": 224}
    (folder / "preprocessor_config.json").write_text(json.dumps(picture))
    tower = kf.load_backbone(f"hf:{folder}", device="cpu").text
    assert tower is not None
    return tower


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kinds", nargs="*", type=int, default=[10, 50])
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/prompt_length.csv"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
