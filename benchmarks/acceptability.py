"""Rank acceptability of 10,000 draws x 40 projects x 12 barriers, beside bare numpy and beside other packages.

    make bench

``rank``: from given scores to rank acceptability. ``score``: from barrier weights (draws, barriers) and a coverage
matrix (projects, barriers), by the weighted sum. Every result is compared with that of `jt` before it is timed. All
run in turn, so that a slow moment of the machine falls on each alike; printed are medians and their ratios,
never times that are asserted. Each peer lives in an environment of its own, made on first use; where it cannot
be installed it is left out, with a note.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import reference

from jobtraining_cli.score.acceptability import rank_acceptability

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / "benchmarks" / "peers"
VENVS = ROOT / ".venv-bench-peers"
DRAWS, ROUNDS, PEER_ROUNDS = 10_000, 50, 5
AIM = 1.5
TASKS = ("rank", "score")
# How each ranks ties; `jt` says 1, 2, 2, 4.
TIES = {
    "pymcdm": "1, 2.5, 2.5, 4, taken as the better rank",
    "pysensmcda": "1, 2, 2, 4",
    "scikit-criteria": "1, 2, 2, 3",
}

Array = reference.Array


class Problem(NamedTuple):
    """Coverage ``matrix`` (projects, barriers), barrier ``weights`` (draws, barriers), each draw summing to one."""

    matrix: Array
    weights: Array


def problem(*, ties: bool, draws: int = DRAWS) -> Problem:
    """An invented one; with ``ties``, two pairs of projects act alike and tie in every draw."""
    rng = np.random.default_rng(2)
    matrix = rng.choice([0.0, 0.5, 1.0], size=(40, 12)) * rng.integers(1, 6, size=(40, 12)) / 6
    if ties:
        matrix[[7, 30]] = matrix[[3, 11]]
    return Problem(matrix, rng.dirichlet(np.ones(12), size=draws))


def weighted_sums(given: Problem) -> Array:
    """Scores (draws, projects), rounded as `jt` rounds its own, so that equal projects tie."""
    scores: Array = np.round(100 * (given.weights @ given.matrix.T), 9)
    return scores


def seconds(call: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def against_reference(name: str, scores: Array) -> None:
    """Print both medians and their ratio; stop where the results are not identical."""
    if not np.array_equal(rank_acceptability(scores), reference.rank_acceptability(scores)):
        raise SystemExit(f"{name}: jt and the reference differ")
    calls = (lambda: rank_acceptability(scores), lambda: reference.rank_acceptability(scores))
    rounds = [[seconds(call) for call in calls] for _ in range(ROUNDS)]
    ours, theirs = (statistics.median(column) for column in zip(*rounds, strict=True))
    print(f"{name:<24}{ours * 1000:>9.2f}{theirs * 1000:>14.2f}  {ours / theirs:.2f} (aim: at most {AIM})")


def environment(peer: str) -> Path | None:
    """The Python of the peer's environment, made on first use; ``None`` where that does not work."""
    folder = VENVS / peer
    python, ready, wanted = folder / "bin" / "python", folder / "ready", PEERS / f"{peer}.txt"
    if ready.exists() and ready.read_text(encoding="utf-8") == wanted.read_text(encoding="utf-8"):
        return python
    print(f"Setting up {folder} (once) ...", file=sys.stderr)
    # Nothing in there is ours: linters and version control pass over it.
    VENVS.mkdir(exist_ok=True)
    (VENVS / ".gitignore").write_text("*\n", encoding="utf-8")
    commands = (
        [sys.executable, "-m", "venv", "--clear", str(folder)],
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(wanted)],
    )
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            reason = (done.stderr or done.stdout).strip().splitlines() or ["no reason given"]
            print(f"{peer} is left out, it could not be installed: {reason[-1]}")
            return None
    ready.write_text(wanted.read_text(encoding="utf-8"), encoding="utf-8")
    return python


class Peer:
    """A package that runs in a process of its own."""

    def __init__(self, name: str, python: Path, folder: Path) -> None:
        """Start it; ``folder`` holds the problem."""
        self.name, self.folder = name, folder
        self.process = subprocess.Popen(
            [python, PEERS / "worker.py", name, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.version = self._line()

    def _line(self) -> str:
        if self.process.stdout is None or not (line := self.process.stdout.readline().strip()):
            raise SystemExit(f"{self.name} stopped")
        return line

    def run(self, task: str) -> float:
        """Do the task; returns its seconds, measured there."""
        if self.process.stdin is None:
            raise SystemExit(f"{self.name} stopped")
        self.process.stdin.write(f"{task}\n")
        self.process.stdin.flush()
        return float(self._line())

    def result(self, task: str) -> Array:
        """What it found the last time."""
        found: Array = np.load(self.folder / f"{self.name}-{task}.npy")
        return found

    def stop(self) -> None:
        """End it, and wait until it has."""
        self.process.communicate()


def difference(ours: Array, theirs: Array) -> str:
    """In how many cells a peer's result differs, in words."""
    cells = int((np.abs(ours - theirs) > 1e-12).sum())
    return (
        "the same"
        if not cells
        else f"differs in {cells} of {ours.size} cells, by up to {np.abs(ours - theirs).max():.3f}"
    )


def start(pythons: dict[str, Path], folder: Path, given: Problem) -> list[Peer]:
    """Every peer that could be installed, with the problem."""
    folder.mkdir()
    np.savez(folder / "problem.npz", matrix=given.matrix, weights=given.weights, scores=weighted_sums(given))
    return [Peer(name, python, folder) for name, python in pythons.items()]


def ours(task: str, given: Problem, scores: Array) -> Array:
    """What `jt` does for a task."""
    return rank_acceptability(scores if task == "rank" else weighted_sums(given))


def agreement(peer: Peer, given: Problem, with_ties: str) -> None:
    """Print whether the peer finds what `jt` finds."""
    for task in TASKS:
        peer.run(task)
        print(
            f"{peer.version}, {task}, {with_ties}: {difference(ours(task, given, weighted_sums(given)), peer.result(task))}"
        )


def against_peers(folder: Path) -> None:
    """Print where each peer agrees, then medians and ratios."""
    found = {path.stem: environment(path.stem) for path in sorted(PEERS.glob("*.txt"))}
    pythons = {name: python for name, python in found.items() if python}
    tied = problem(ties=True, draws=500)
    for peer in start(pythons, folder / "tied", tied):
        agreement(peer, tied, f"with ties ({TIES.get(peer.name, 'rule unknown')})")
        peer.stop()
    plain = problem(ties=False)
    scores, peers = weighted_sums(plain), start(pythons, folder / "plain", plain)
    for peer in peers:
        agreement(peer, plain, "without ties")
    print(f"\n{'':<24}{'jt ms':>9}{'peer ms':>14}  jt / peer")
    for task in TASKS:
        call = partial(ours, task, plain, scores)
        rounds = [[seconds(call), *(peer.run(task) for peer in peers)] for _ in range(PEER_ROUNDS)]
        mine, *others = (statistics.median(column) for column in zip(*rounds, strict=True))
        for peer, theirs in zip(peers, others, strict=True):
            print(f"{f'{task}, {peer.name}':<24}{mine * 1000:>9.2f}{theirs * 1000:>14.2f}  1 / {theirs / mine:.0f}")
    for peer in peers:
        peer.stop()


def main() -> None:
    """Measure and print."""
    print(f"{'':<24}{'jt ms':>9}{'reference ms':>14}  ratio")
    against_reference("10,000 draws", weighted_sums(problem(ties=False)))
    against_reference("10,000 draws, ties", weighted_sums(problem(ties=True)))
    against_reference("2,000 draws", weighted_sums(problem(ties=False, draws=2000)))
    against_reference("a whole county's scores", reference.county_scores(*reference.example(), draws=DRAWS))
    print()
    with tempfile.TemporaryDirectory() as folder:
        against_peers(Path(folder))
    print(
        f"{ROUNDS} and {PEER_ROUNDS} rounds in turn, Python {sys.version.split()[0]}, numpy {np.__version__}, {os.cpu_count()} cores"
    )


if __name__ == "__main__":
    main()
