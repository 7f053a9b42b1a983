"""Small random transformers models saved to a folder, with a tokenizer of a few words."""

import json
from pathlib import Path
from typing import Any

import torch
import transformers
from tokenizers import Tokenizer, models, pre_tokenizers, processors

WORDS = ["[PAD]", "[CLS]", "[UNK]", "a", "photo", "of", "cat", "dog", "red", "car", "grand", "piano", "[SEP]"]
SMALL = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
VISION = {**SMALL, "image_size": 32, "patch_size": 8}
TEXT = {
    **SMALL,
    "vocab_size": 16,
    "max_position_embeddings": 12,
    "bos_token_id": 1,
    "eos_token_id": len(WORDS) - 1,
    "pad_token_id": 0,
}

MODELS: dict[str, Any] = {
    "clip": lambda: transformers.CLIPModel(
        transformers.CLIPConfig(text_config=TEXT, vision_config=VISION, projection_dim=8)
    ),
    "siglip": lambda: transformers.SiglipModel(
        transformers.SiglipConfig(text_config=TEXT | {"projection_size": 16}, vision_config=VISION)
    ),
    "blip": lambda: transformers.BlipForImageTextRetrieval(
        transformers.BlipConfig(
            text_config=TEXT | {"encoder_hidden_size": 16},
            vision_config=VISION,
            projection_dim=8,
            image_text_hidden_size=8,
        )
    ),
    "dinov2": lambda: transformers.Dinov2Model(transformers.Dinov2Config(**VISION)),
    "dinov3": lambda: transformers.DINOv3ViTModel(transformers.DINOv3ViTConfig(**VISION)),
    "vit": lambda: transformers.ViTModel(transformers.ViTConfig(**VISION)),
    "resnet": lambda: transformers.ResNetModel(
        transformers.ResNetConfig(embedding_size=8, hidden_sizes=[8, 16], depths=[1, 1])
    ),
}
PROCESSORS = {
    "clip": {"image_processor_type": "CLIPImageProcessor", "size": {"shortest_edge": 32}, "crop_size": 32},
    "siglip": {"image_processor_type": "SiglipImageProcessor", "size": {"height": 32, "width": 32}},
    "blip": {"image_processor_type": "BlipImageProcessor", "size": {"height": 32, "width": 32}},
    "dinov2": {"image_processor_type": "BitImageProcessor", "size": {"shortest_edge": 36}, "crop_size": 32},
    "dinov3": {"image_processor_type": "DINOv3ViTImageProcessorFast", "size": {"height": 32, "width": 32}},
    "vit": {"image_processor_type": "ViTImageProcessor", "size": {"height": 32, "width": 32}},
    "resnet": {"image_processor_type": "ConvNextImageProcessor", "size": {"shortest_edge": 32}},
}


def save_model(family: str, folder: Path, *, seed: int = 0) -> Any:
    """Write a random model of a family with all files that it needs; returns the model."""
    torch.manual_seed(seed)
    model = MODELS[family]().eval()
    model.save_pretrained(folder)
    (folder / "preprocessor_config.json").write_text(json.dumps(PROCESSORS[family]))
    save_tokenizer(folder)
    return model


def save_tokenizer(folder: Path) -> None:
    """Whole words, [CLS] before and [SEP] after."""
    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", len(WORDS) - 1)]
    )
    fast = transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]", unk_token="[UNK]"
    )
    fast.save_pretrained(folder)
