"""How long `jt` takes to start and to rank, beside what its imports alone take.

    make bench

The built wheel, installed from the lock file into an environment of its own, is measured. All commands run in
turn, so that a slow moment of the machine falls on each alike; printed are medians and their ratios, never
times that are asserted.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv-bench"
ROUNDS = 25
FLOOR = """
import typer, rich.table, yaml, numpy
from pydantic import BaseModel
class Floor(BaseModel):
    number: int
Floor(number=1)
"""


def set_up() -> Path:
    """Install the wheel of this checkout into a fresh environment; returns its Python."""
    subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
    python = VENV / "bin" / "python"
    pip: list[str | Path] = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", ROOT / "requirements.lock"], check=True)
    dist = VENV / "dist"
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", dist, ROOT],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    subprocess.run([*pip, "--no-deps", *dist.glob("*.whl")], check=True)
    return python


def run(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Seconds and peak memory (MB) of one run."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=VENV, env=os.environ | environment)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status:
        raise SystemExit(f"{command} failed")
    return seconds, usage.ru_maxrss / 1024


def main() -> None:
    """Measure and print."""
    python = set_up()
    jt = str(VENV / "bin" / "jt")
    county = ["--county", "35013"]
    commands = {
        "import typer": [str(python), "-c", "import typer"],
        "import floor": [str(python), "-c", FLOOR],
        "jt --version": [jt, "--version"],
        "jt --help": [jt, "--help"],
        "jt rank --json": [jt, "rank", *county, "--json"],
        "jt rank": [jt, "rank", *county],
        "jt rank, no draws": [jt, "rank", *county, "--uncertainty", "none"],
        "jt rank, 2,000 draws": [jt, "rank", *county, "--draws", "2000", "--uncertainty", "both"],
        "jt barriers": [jt, "barriers", *county],
        "jt methods": [jt, "methods", *county],
        "jt explain": [jt, "explain", "9.1", *county],
        "jt validate": [jt, "validate"],
        "jt brief": [jt, "brief", *county],
        "jt projects list": [jt, "projects", "list"],
        "jt counties": [jt, "counties"],
        "jt rank --help": [jt, "rank", "--help"],
        "tab, bash": [jt],
        "tab, zsh": [jt],
    }
    environments = {
        "tab, bash": {"COMP_WORDS": "jt rank --county do", "COMP_CWORD": "3", "_JT_COMPLETE": "complete_bash"},
        "tab, zsh": {"_TYPER_COMPLETE_ARGS": "jt rank --county do", "_JT_COMPLETE": "complete_zsh"},
    }
    samples: dict[str, list[float]] = {name: [] for name in commands}
    memory: dict[str, float] = {}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            seconds, peak = run(command, environments.get(name, {}))
            samples[name].append(seconds)
            memory[name] = max(memory.get(name, 0.0), peak)
    median = {name: statistics.median(values) for name, values in samples.items()}
    limits = {"jt --version": ("import typer", 1.5), "jt --help": ("import typer", 1.5), "jt rank --json": ("import floor", 1.4), "jt rank": ("import floor", 1.6), "jt rank, 2,000 draws": ("jt rank, no draws", 1.2), "jt brief": ("jt rank", 1.3), "tab, bash": ("jt rank --help", 1.2), "tab, zsh": ("jt rank --help", 1.2)}  # fmt: skip
    print(f"{'command':<22}{'median ms':>10}{'peak MB':>9}  ratio")
    for name, seconds in median.items():
        floor, limit = limits.get(name, ("import floor", None))
        ratio = f"{seconds / median[floor]:.2f} x {floor}" if name not in ("import typer", "import floor") else ""
        print(
            f"{name:<22}{seconds * 1000:>10.0f}{memory[name]:>9.0f}  {ratio}{f' (aim: at most {limit})' if limit else ''}"
        )
    print(f"{ROUNDS} rounds in turn, Python {sys.version.split()[0]}, {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
