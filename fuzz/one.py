"""Fuzz one loader: `python fuzz/one.py TARGET SECONDS FOLDER`.

Guided by coverage where atheris is installed (Linux), else by mutation of the seeds alone. A file of bytes in
place of SECONDS is tried once: that is how a crash is looked at.
"""

from __future__ import annotations

import importlib
import importlib.util
import random
import sys
import time
from pathlib import Path
from typing import Any

from mutate import mutate

LONGEST_INPUT = 8_192
SECONDS_FOR_ONE_INPUT = 10


def with_coverage(name: str, seconds: int, folder: Path) -> None:
    """Fuzz with libFuzzer, which ends the process itself and prints its own figures."""
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["jobtraining_cli", "tomllib"]):
        # The first two are loaded only when there are settings to read, which is too late to be instrumented.
        for module in ("tomllib", "jobtraining_cli.models.settings", "targets"):
            targets: Any = importlib.import_module(module)
    target, seeds = targets.TARGETS[name], [seed.encode() for seed in targets.TARGETS[name].seeds()]
    corpus = folder / "corpus"
    corpus.mkdir(exist_ok=True)
    for number, seed in enumerate(seeds):
        (corpus / f"seed{number}").write_bytes(seed[:LONGEST_INPUT])

    def mutator(data: bytes, most: int, seed: int) -> bytes:
        dice = random.Random(seed)
        if dice.random() < 0.2:
            return bytes(atheris.Mutate(data, most))
        return mutate(data, most, dice, seeds)

    options = {
        "max_total_time": seconds,
        "max_len": LONGEST_INPUT,
        "timeout": SECONDS_FOR_ONE_INPUT,
        "rss_limit_mb": 2048,
        "print_final_stats": 1,
        "seed": 1,
        "artifact_prefix": f"{folder}/",
    }
    arguments = [sys.argv[0], *(f"-{key}={value}" for key, value in options.items()), str(corpus)]
    path = folder / target.file
    atheris.Setup(arguments, lambda data: targets.run(target, path, data), custom_mutator=mutator)
    atheris.Fuzz()


def without_coverage(name: str, seconds: int, folder: Path) -> None:
    """Mutate the seeds, and what came of them, until the time is over."""
    targets = importlib.import_module("targets")
    target, seeds = targets.TARGETS[name], [seed.encode() for seed in targets.TARGETS[name].seeds()]
    dice, pool, count, slowest = random.Random(1), list(seeds), 0, 0.0
    end = time.monotonic() + seconds
    while (start := time.monotonic()) < end:
        data = mutate(dice.choice(pool), LONGEST_INPUT, dice, seeds)
        try:
            targets.run(target, folder / target.file, data)
        except BaseException:
            (folder / "crash-without-coverage").write_bytes(data)
            raise
        slowest = max(slowest, time.monotonic() - start)
        assert slowest < SECONDS_FOR_ONE_INPUT, "too slow"
        count += 1
        pool = [*pool[-200:], data] if dice.random() < 0.05 else pool
    print(f"stat::number_of_executed_units: {count}")


def main() -> None:
    """Fuzz, or try one input again."""
    name, what, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    if not what.isdigit():
        targets = importlib.import_module("targets")
        targets.run(targets.TARGETS[name], folder / targets.TARGETS[name].file, Path(what).read_bytes())
    elif importlib.util.find_spec("atheris"):
        with_coverage(name, int(what), folder)
    else:
        without_coverage(name, int(what), folder)


if __name__ == "__main__":
    main()
