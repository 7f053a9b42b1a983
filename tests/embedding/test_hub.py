"""Finding a model: the cache first, no network when told so, no code, no pickles."""

import json
import socket
from pathlib import Path

import pytest

from kindfold.embedding.backbone import load_backbone
from kindfold.embedding.hub import find_model
from kindfold.errors import MissingWeights, UnsafeModel
from tiny_models import save_model

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture
def hub_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "hub"


def put_into_cache(hub: Path, repo: str) -> Path:
    folder = hub / f"models--{repo.replace('/', '--')}"
    snapshot = folder / "snapshots" / COMMIT
    snapshot.mkdir(parents=True)
    (folder / "refs").mkdir()
    (folder / "refs" / "main").write_text(COMMIT)
    return snapshot


@pytest.mark.usefixtures("no_network")
def test_a_cached_model_needs_no_network(hub_cache: Path) -> None:
    save_model("vit", put_into_cache(hub_cache, "someone/tiny-vit"))
    assert load_backbone("hf:someone/tiny-vit", device="cpu").revision == COMMIT


@pytest.mark.usefixtures("no_network", "hub_cache")
def test_offline_an_absent_model_names_the_files_and_their_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(MissingWeights, match=r"model\.safetensors.*hf:/path/to/that/folder"):
        find_model("someone/absent")


@pytest.mark.usefixtures("no_network", "hub_cache")
def test_an_unreachable_hub_is_one_sentence() -> None:
    with pytest.raises(MissingWeights, match="cannot be fetched"):
        find_model("someone/absent")


@pytest.mark.parametrize("name", ["config.json", "preprocessor_config.json", "model.safetensors"])
def test_a_missing_file_is_named(name: str, tmp_path: Path) -> None:
    save_model("vit", tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(MissingWeights, match=name):
        find_model(str(tmp_path))


def test_a_folder_that_is_not_there_is_named() -> None:
    with pytest.raises(MissingWeights, match="/no/such/folder"):
        find_model("/no/such/folder")


@pytest.mark.parametrize("nest", [[], ["vision_config"], ["text_config", "inner"]])
@pytest.mark.parametrize("file", ["config.json", "preprocessor_config.json", "tokenizer_config.json"])
@pytest.mark.parametrize("key", ["auto_map", "trust_remote_code", "custom_code"])
def test_models_with_their_own_code_are_refused_unread(key: str, file: str, nest: list[str], tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    save_model("vit", tmp_path)
    (tmp_path / "modeling_x.py").write_text(f"open({str(canary)!r}, 'w')")
    config = inner = json.loads((tmp_path / file).read_text())
    for name in nest:
        inner = inner.setdefault(name, {})
    inner[key] = {"AutoModel": "modeling_x.X", "AutoConfig": "modeling_x.X"}
    (tmp_path / file).write_text(json.dumps(config))
    with pytest.raises(UnsafeModel, match=key):
        load_backbone(f"hf:{tmp_path}", device="cpu")
    assert not canary.exists()


def test_foreign_kernels_are_refused(tmp_path: Path) -> None:
    save_model("vit", tmp_path)
    config = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps(config | {"_attn_implementation": "someone/kernel"}))
    with pytest.raises(UnsafeModel, match="kernel"):
        find_model(str(tmp_path))


def test_pickled_weights_are_refused(tmp_path: Path) -> None:
    save_model("vit", tmp_path)
    (tmp_path / "model.safetensors").rename(tmp_path / "pytorch_model.bin")
    with pytest.raises(UnsafeModel, match="pickle"):
        find_model(str(tmp_path))


def test_shards_outside_the_folder_are_refused(tmp_path: Path) -> None:
    save_model("vit", tmp_path)
    index = {"weight_map": {"layernorm.weight": "../elsewhere.safetensors"}}
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps(index))
    with pytest.raises(UnsafeModel, match="outside"):
        find_model(str(tmp_path))


@pytest.mark.parametrize("name", ["./encoder", "../encoder", "~/no-such-encoder", "run/encodr"])
def test_mistyped_folder_is_not_looked_for_on_the_hub(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "run").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(MissingWeights, match="there is no folder") as error:
        find_model(name)
    assert "Hugging Face" not in str(error.value)
