"""Fuzz all loaders for FUZZ_SECONDS in all (600 unless told), as many at a time as there are processors.

Prints what was run and found; exit code 1 where an input makes a loader do what it must not. What was learned
stays in `build/fuzz`, and the next run starts from it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
WORK = HERE.parent / "build" / "fuzz"
NAMES = ("catalogue", "taxonomy", "policy", "sidecar", "table", "patterns", "weights", "settings")
FOUND = ("crash-*", "timeout-*", "oom-*")


@dataclass(frozen=True)
class Result:
    """What came of fuzzing one loader."""

    name: str
    code: int
    output: str
    found: tuple[Path, ...]

    def figure(self, pattern: str) -> str:
        """The last figure of its kind that libFuzzer printed."""
        return str((re.findall(pattern, self.output) or ["-"])[-1])


def fuzz(name: str, seconds: int) -> Result:
    """Fuzz one loader in a process of its own."""
    folder = WORK / name
    folder.mkdir(parents=True, exist_ok=True)
    for pattern in FOUND:
        for old in folder.glob(pattern):
            old.unlink()
    command = [sys.executable, str(HERE / "one.py"), name, str(seconds), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    output = done.stdout + done.stderr
    (folder / "log.txt").write_text(output, encoding="utf-8")
    found = tuple(sorted(path for pattern in FOUND for path in folder.glob(pattern)))
    return Result(name, done.returncode, output, found)


def main() -> int:
    """Fuzz, and say what came of it."""
    total, jobs = int(os.environ.get("FUZZ_SECONDS", "600")), min(os.cpu_count() or 1, len(NAMES))
    seconds = max(1, total * jobs // len(NAMES))
    print(f"Fuzzing {len(NAMES)} loaders for {seconds} s each, {jobs} at a time ...", flush=True)
    with ThreadPoolExecutor(jobs) as pool:
        results = list(pool.map(lambda name: fuzz(name, seconds), NAMES))
    print(f"{'loader':<10} {'inputs run':>10} {'edges':>6} {'kept':>5} {'slowest':>8}  found")
    for result in results:
        runs = result.figure(r"number_of_executed_units: +(\d+)")
        edges, kept = result.figure(r"cov: (\d+)"), result.figure(r"corp: (\d+)")
        slowest = result.figure(r"slowest_unit_time_sec: +(\d+)")
        said = ", ".join(path.name for path in result.found) or ("nothing" if result.code == 0 else "it did not run")
        print(f"{result.name:<10} {runs:>10} {edges:>6} {kept:>5} {slowest:>6} s  {said}")
    bad = [result for result in results if result.code or result.found]
    for result in bad:
        told = result.output[result.output.find("Uncaught Python exception") :]
        print(f"\n{result.name}:\n" + "\n".join(told.splitlines()[:30]))
        for path in result.found:
            print(f"Again: python fuzz/one.py {result.name} {path} {path.parent}")
    if not any("libFuzzer" in result.output or "libfuzzer" in result.output for result in results):
        print("atheris is not installed, so nothing guided this: mutated seeds only.")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
