"""Where a transformers model lies on this machine, fetched when it may be, and refused when it wants to run code."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from kindfold.errors import MissingWeights, ModelError, UnsafeModel

RUNS_CODE = {"auto_map", "trust_remote_code", "custom_code", "custom_pipelines", "custom_generate"}
SMALL_FILES = ["*.json", "*.txt", "*.model"]
WEIGHTS = ["model.safetensors", "model-*.safetensors", "model.safetensors.index.json"]


class Snapshot(NamedTuple):
    """The files of one model.

    Attributes
    ----------
    folder : where they lie
    config : config.json
    processor : settings of the image processor
    weights : the safetensors files
    revision : commit on the hub, "" for a local folder
    """

    folder: Path
    config: dict[str, Any]
    processor: dict[str, Any]
    weights: list[Path]
    revision: str


def find_model(source: str, *, processor: bool = True) -> Snapshot:
    """Files of a local folder, or of a hub id "owner/name" or "owner/name@revision"; the cache is asked first.

    A model that keeps its preprocessing in config.json has no `processor`.

    Raises
    ------
    MissingWeights : a file is neither here nor reachable; says which, and where it belongs
    UnsafeModel : the model asks for its own code, or has its weights only as a pickle
    """
    local = Path(source).expanduser()
    if local.is_dir():
        return snapshot(local, origin=str(local), processor=processor)
    if not re.fullmatch(r"\w[\w.-]*(/\w[\w.-]*)?(@[\w./-]+)?", source):
        raise MissingWeights(f"there is no folder {source!r}")
    if "/" in source and "@" not in source and local.parent.is_dir():
        raise MissingWeights(
            f"there is no folder {local.name!r} in {str(local.parent)!r}; if a model of the hub is meant, "
            f"say {source + '@main'!r}"
        )

    repo, _, revision = source.partition("@")
    wanted = [*SMALL_FILES, *WEIGHTS]
    try:
        return snapshot(_fetched(repo, revision, wanted, cached=True), origin=repo, processor=processor, on_hub=True)
    except MissingWeights:
        refuse_code(_fetched(repo, revision, SMALL_FILES))  # before the weights are paid for
        return snapshot(_fetched(repo, revision, wanted), origin=repo, processor=processor, on_hub=True)


def find_file(repo: str, name: str) -> Path:
    """One file of a hub repository; the cache is asked first."""
    try:
        return _present(_fetched(repo, "", [name], cached=True), name, repo)
    except MissingWeights:
        return _present(_fetched(repo, "", [name]), name, repo)


def snapshot(folder: Path, *, origin: str, processor: bool = True, on_hub: bool = False) -> Snapshot:
    """Check that a folder holds a whole and harmless model; nothing of it is loaded."""
    refuse_code(folder)
    config = _json(_present(folder, "config.json", origin))
    return Snapshot(
        folder=folder,
        config=config,
        processor=_processor(folder, origin) if processor else {},
        weights=_weights(folder, origin),
        revision=folder.name if on_hub else "",
    )


def refuse_code(folder: Path) -> None:
    """Raise UnsafeModel when any JSON file, at any depth, names code to be run."""
    for path in sorted(folder.glob("*.json")):
        if path.name in {"tokenizer.json", "vocab.json"}:  # tables of words: data, and large
            continue
        for key, value in _entries(_json(path)):
            if key in RUNS_CODE and value:
                raise UnsafeModel(f"{path.name} of this model has the key {key!r}: its own code would run; refused")
            if key.endswith("attn_implementation") and isinstance(value, str) and re.search(r"[/:]", value):
                raise UnsafeModel(f"{path.name} of this model asks for the foreign kernel {value!r}; refused")


def _entries(value: Any) -> Iterator[tuple[str, Any]]:
    """Every key of nested JSON with its value."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key, inner
            yield from _entries(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _entries(inner)


def _processor(folder: Path, origin: str) -> dict[str, Any]:
    whole = folder / "processor_config.json"
    if not (folder / "preprocessor_config.json").exists() and whole.exists():
        inner = _json(whole).get("image_processor")
        if isinstance(inner, dict):
            return inner
    return _json(_present(folder, "preprocessor_config.json", origin))


def _weights(folder: Path, origin: str) -> list[Path]:
    index = folder / "model.safetensors.index.json"
    if index.exists():
        names = sorted(set(_json(index).get("weight_map", {}).values()))
        if any(Path(name).name != name for name in names):
            raise UnsafeModel(f"{index.name} of this model points outside its folder; refused")
        return [_present(folder, name, origin) for name in names]
    if not (folder / "model.safetensors").exists() and any(folder.glob("*.bin")):
        raise UnsafeModel(f"{origin} has its weights only as a pickle (.bin); kindfold reads model.safetensors")
    return [_present(folder, "model.safetensors", origin)]


def _present(folder: Path, name: str, origin: str) -> Path:
    if (folder / name).exists():
        return folder / name
    raise MissingWeights(f"the model {origin} lacks {name}; put it into the folder {folder}")


def _json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ModelError(f"{path} is not valid JSON: {error}") from error
    if not isinstance(value, dict):
        return {"": value}
    return value


def _fetched(repo: str, revision: str, patterns: list[str], *, cached: bool = False) -> Path:
    """Folder of the cached or downloaded files; `cached` promises not to touch the network."""
    from huggingface_hub import snapshot_download

    try:
        found = snapshot_download(repo, revision=revision or None, allow_patterns=patterns, local_files_only=cached)
    except Exception as error:  # whatever goes wrong between here and the hub: offline, unknown, gated, refused
        raise MissingWeights(
            f"there is no folder {repo!r} and no such model in the Hugging Face cache, and it cannot be fetched "
            f"({_first_line(error)}); on a machine with a network put config.json, preprocessor_config.json, "
            f"model.safetensors and the tokenizer files of https://huggingface.co/{repo} into one folder and name that "
            "folder: hf:/path/to/that/folder"
        ) from error
    return Path(found)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


@contextmanager
def quiet_transformers() -> Iterator[None]:
    """No progress bars and no load reports while a model is read."""
    from transformers.utils import logging

    level, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        logging.set_verbosity(level)
        if bars:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]
