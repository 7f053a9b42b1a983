"""A small encoder that some pictures bring down or hold up, and the runs in which workers, machines and drivers die.

Run as a program of its own, since a session of Ray belongs to a process: `python -c "import faulty; faulty.NAME(...)"`.
"""

import json
import os
import secrets
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from kindfold.embedding.backbone import Backbone
from kindfold.engines.embed import Outcome, embed_shards
from kindfold.engines.session import ALONE, QUIET

POISON, HANGING = (255, 0, 255), (0, 255, 255)  # a picture of this colour kills its process, or holds it up
PAUSE = 0.03  # seconds for a picture, so that there is time to kill
SIDE, DIM = 8, 16


def pictures(folder: Path, n: int, *, seed: int = 0) -> Path:
    """n pictures of noise, a copy, a text that claims to be one."""
    rng = np.random.default_rng(seed)
    folder.mkdir()
    for i in range(n):
        Image.fromarray(rng.integers(0, 255, (12, 12, 3), dtype=np.uint8)).save(folder / f"{i:03d}.png")
    (folder / "copy.png").write_bytes((folder / "003.png").read_bytes())
    (folder / "004b.jpg").write_text("no picture")
    return folder


def tiny(model: str, *, device: str = "auto") -> Backbone:
    """The encoder; `model` is "tiny:FILE", which gets a byte for every picture that is decoded."""
    file = model.partition(":")[2]
    weights = torch.randn(3 * SIDE * SIDE, DIM, generator=torch.Generator().manual_seed(0))

    def preprocess(image: Image.Image) -> torch.Tensor:
        if (colour := image.getpixel((0, 0))) == POISON:
            os.kill(os.getpid(), signal.SIGSEGV)
            time.sleep(60)
        if colour == HANGING:
            time.sleep(1e6)
        time.sleep(PAUSE)
        with open(file, "ab") as log:
            log.write(b".")
        return torch.from_numpy(np.array(image.resize((SIDE, SIDE)))).permute(2, 0, 1)

    def encode(batch: torch.Tensor) -> torch.Tensor:
        rows = torch.stack([picture.float().reshape(-1) @ weights for picture in batch])
        return rows / rows.norm(dim=1, keepdim=True)

    return Backbone("tiny", DIM, SIDE, preprocess, encode, "0123")


def run(source: str, out: str, *, engine: str = "ray", **settings: Any) -> Outcome:
    """One run with the tiny encoder."""
    log = f"{out}.log"
    Path(log).touch()
    return embed_shards(source, f"tiny:{log}", out=out, engine=engine, load=tiny, **settings)


def alone(source: str, out: str, workers: int) -> None:
    """In a session of its own; says what came of it."""
    done = run(source, out, shard_rows=4, n_workers=workers)
    print(json.dumps({**done._asdict(), "folder": str(done.folder)}))


def on_two_machines(source: str, hostile: str, folder: str) -> None:
    """Undisturbed, with workers and a machine killed, after shards rotted, and with pictures that kill."""
    os.environ.update({**QUIET, **ALONE, "RAY_AUTH_TOKEN": secrets.token_hex(32)})
    import ray
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False})
    nodes = [cluster.add_node(num_cpus=1) for _ in range(2)]
    ray.init(cluster.address, logging_level="ERROR", log_to_driver=False)
    told: dict[str, Any] = {}
    try:
        told["plain"] = run(source, f"{folder}/plain", shard_rows=4)._asdict()

        killed = Path(f"{folder}/killed")
        killer = Killer(killed / "shards", lambda: cluster.remove_node(nodes[0], allow_graceful=False))
        told["killed"] = run(source, str(killed), shard_rows=4)._asdict()
        told["kills"] = killer.stop()
        cluster.add_node(num_cpus=1)

        shards = sorted(Path(f"{folder}/plain/shards").glob("*.parquet"))
        rotten = bytearray(shards[1].read_bytes())
        rotten[len(rotten) // 2] ^= 1
        shards[1].write_bytes(rotten)
        shards[2].write_bytes(shards[2].read_bytes()[:100])
        shards[3].unlink()
        told["rotten"] = run(source, f"{folder}/plain")._asdict()

        told["hostile"] = run(hostile, f"{folder}/hostile", shard_rows=2, timeout=3.0)._asdict()
    finally:
        ray.shutdown()
        cluster.shutdown()
    print(json.dumps(told, default=str))


class Killer:
    """A thread that kills a worker whenever another shard was committed, and once a whole machine."""

    def __init__(self, shards: Path, kill_machine: Any, *, n_workers: int = 2) -> None:
        self.shards, self.kill_machine, self.n_workers = shards, kill_machine, n_workers
        self.kills: list[str] = []
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._work, daemon=True)
        self.thread.start()

    def _work(self) -> None:
        seen = 0
        while not self.over.is_set():
            time.sleep(0.02)
            n = len(list(self.shards.glob("*.json")))
            if n <= seen:
                continue
            seen = n
            if len(self.kills) < self.n_workers:
                if self._kill_worker():
                    self.kills.append("worker")
            elif len(self.kills) == self.n_workers:
                self.kills.append("machine")
                self.kill_machine()

    @staticmethod
    def _kill_worker() -> bool:
        import psutil

        for process in psutil.Process().children(recursive=True):
            try:
                if process.cmdline()[:1] == ["ray::partial_rows"]:
                    process.kill()
                    return True
            except psutil.Error:
                continue
        return False

    def stop(self) -> list[str]:
        self.over.set()
        self.thread.join()
        return self.kills


if __name__ == "__main__":
    sys.exit("run it as the tests do")
