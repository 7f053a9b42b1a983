"""Read thousands of damaged pictures: each must give pixels or a reason, none may crash, hang or grow."""

from __future__ import annotations

import argparse
import random
import select
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

START = 10  # times the patience, for the interpreter to start


def main() -> int:
    """Hand ranges of cases to a child process, which is replaced when it dies or falls silent."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--patience", type=float, default=10.0, help="seconds for one picture before it is a hang")
    parser.add_argument("--child", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child is not None:
        return read_from(options.child, options.n, options.seed)
    began, results, slowest = time.monotonic(), Counter[str](), 0.0
    at = 0
    while at < options.n:
        at, longest = watch(at, options.n, options.seed, results, patience=options.patience)
        slowest = max(slowest, longest)
    print(f"{options.n:,} files in {time.monotonic() - began:.0f} s, slowest {slowest:.2f} s, seed {options.seed}")
    print(", ".join(f"{count:,} {reason}" for reason, count in results.most_common()))
    print(f"{results['crash']} crashes, {results['hang']} hangs, {results['unaccounted']} unaccounted")
    return int(bool(results["crash"] or results["hang"] or results["unaccounted"]))


def watch(start: int, stop: int, seed: int, results: Counter[str], *, patience: float) -> tuple[int, float]:
    """Follow one child; returns the first case that it did not reach, and its longest time."""
    command = [sys.executable, __file__, "--child", str(start), "--n", str(stop), "--seed", str(seed)]
    at, longest = start, 0.0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, bufsize=1) as child:
        assert child.stdout is not None
        while True:
            since = time.monotonic()
            waiting, _, _ = select.select([child.stdout], [], [], patience * (START if at == start else 1))
            line = child.stdout.readline() if waiting else ""
            if not line:
                break
            if not line.startswith("ready"):
                results[line.strip()] += 1
                longest = max(longest, time.monotonic() - since)
                at += 1
        child.kill()
        if at < stop:
            results["hang" if not waiting else "crash"] += 1
            print(f"case {at} of seed {seed}: {'hang' if not waiting else 'crash'}")
            at += 1
    return at, longest


def read_from(start: int, stop: int, seed: int) -> int:
    """Read cases and print what came of each."""
    from corpus import cases
    from kindfold.embedding.reader import read_rgb
    from kindfold.errors import Unreadable

    files = [case.data for case in cases() if len(case.data) < 2**16]
    print("ready", flush=True)
    for number in range(start, stop):
        data = mutated(files, random.Random(f"{seed}/{number}"))
        try:
            read_rgb(data, side=224)
            print("read", flush=True)
        except Unreadable as error:
            print(error.reason.value, flush=True)
        except Exception as error:
            print(f"case {number}: {error!r}", file=sys.stderr)
            print("unaccounted", flush=True)
    return 0


def mutated(files: list[bytes], rng: random.Random) -> bytes:
    """A file with some of its bits flipped, bytes replaced, pieces cut out, doubled or taken from another file."""
    data = bytearray(rng.choice(files))
    for _ in range(rng.choice((1, 1, 1, 2, 4, 16))):
        if not data:
            break
        change, at = rng.randrange(6), rng.randrange(len(data))
        length = rng.choice((1, 2, 4, 16, 256))
        if change == 0:
            data[at] ^= 1 << rng.randrange(8)
        elif change == 1:
            data[at : at + 4] = rng.choice((b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", rng.randbytes(4)))
        elif change == 2:
            del data[at:]
        elif change == 3:
            del data[at : at + length]
        elif change == 4:
            data[at:at] = data[at : at + length] * rng.choice((1, 2, 50))
        else:
            other = rng.choice(files)
            data[at:] = other[min(at, len(other)) :]
    return bytes(data)


if __name__ == "__main__":
    sys.exit(main())
