"""The sentences in which nouns are shown to an encoder."""

from __future__ import annotations

from kindfold.errors import UnknownName

# CLIP's seven best on ImageNet (github.com/openai/CLIP, notebooks/Prompt_Engineering_for_ImageNet.ipynb), used by TAC
SEVEN = (
    "itap of a {}.",
    "a bad photo of the {}.",
    "a origami {}.",
    "a photo of the large {}.",
    "a {} in a video game.",
    "art of the {}.",
    "a photo of the small {}.",
)
PROMPTS = ("own", "seven")


def sentences(prompts: str, own: str) -> tuple[str, ...]:
    """The sentences of that name, each with a place for a noun: "own", the encoder's one, or "seven" of CLIP.

    Raises
    ------
    UnknownName : there are no such prompts
    """
    if prompts not in PROMPTS:
        raise UnknownName("prompts", prompts, PROMPTS)
    return SEVEN if prompts == "seven" else (own,)
