"""One peer, in an environment of its own: does a task whenever a line asks for it, and says how long it took.

    python worker.py PEER FOLDER

FOLDER holds ``problem.npz`` with ``matrix`` (projects, barriers), ``weights`` (draws, barriers) and ``scores`` (draws,
projects). Each line of stdin is a task; its result goes to ``FOLDER/PEER-TASK.npy``, its seconds to stdout. The tasks
use the peer's own functions as its documentation does, and a bincount a project where it has nothing to
count ranks with.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

Problem = dict[str, Any]
Task = Callable[[], Any]


def counted(ranks: Any) -> Any:
    """Acceptability (items, items) of ranks (draws, items); a rank between two counts as the better one."""
    table = np.asarray(ranks, dtype=np.int64)
    items = table.shape[1]
    return np.stack([np.bincount(column - 1, minlength=items) for column in table.T]) / len(table)


def as_it_is(column: Any, cost: bool = False) -> Any:
    """No normalisation, in the form in which pymcdm takes one."""
    return -column if cost else column


def pymcdm(problem: Problem) -> dict[str, Task]:
    """Its ranking helper and its weighted sum, a draw at a time."""
    rank = import_module("pymcdm.helpers").rrankdata
    matrix, weights, scores = problem["matrix"], problem["weights"], problem["scores"]
    types = np.ones(matrix.shape[1])
    method = import_module("pymcdm.methods").WSM(normalization_function=as_it_is)
    return {
        "rank": lambda: counted([rank(row) for row in scores]),
        "score": lambda: counted([method.rank(method(matrix, row, types, validation=False)) for row in weights]),
    }


def scikit_criteria(problem: Problem) -> dict[str, Task]:
    """Its bare functions, a draw at a time: what is under its objects."""
    rank = import_module("skcriteria.utils.rank").rank_values
    weighted_sum = import_module("skcriteria.agg.simple").wsm
    matrix, weights, scores = problem["matrix"], problem["weights"], problem["scores"]
    return {
        "rank": lambda: counted([rank(row, reverse=True) for row in scores]),
        "score": lambda: counted([weighted_sum(matrix, row)[0] for row in weights]),
    }


def pysensmcda(problem: Problem) -> dict[str, Task]:
    """Its ranking of all draws at once, and its SMAA simulation with the weighted sum of pymcdm."""
    rank = import_module("pysensmcda.methods").rank_preferences
    simulate = import_module("pysensmcda.smaa").simulate
    matrix, weights, scores = problem["matrix"], problem["weights"], problem["scores"]
    types = np.ones(matrix.shape[1], dtype=int)
    method = import_module("pymcdm.methods").WSM(normalization_function=as_it_is)
    return {
        "rank": lambda: counted(rank(scores)),
        "score": lambda: simulate(method, matrix, types, weights, store="accumulate").rank_acceptability(),
    }


PEERS: dict[str, Callable[[Problem], dict[str, Task]]] = {
    "pymcdm": pymcdm,
    "scikit-criteria": scikit_criteria,
    "pysensmcda": pysensmcda,
}


def main() -> None:
    """Read tasks until stdin ends."""
    peer, folder = sys.argv[1], Path(sys.argv[2])
    with np.load(folder / "problem.npz") as file:
        tasks = PEERS[peer]({name: file[name] for name in file.files})
    print(f"{peer} {version(peer)}, numpy {np.__version__}", flush=True)
    for line in sys.stdin:
        task = tasks[line.strip()]
        start = time.perf_counter()
        result = task()
        seconds = time.perf_counter() - start
        np.save(folder / f"{peer}-{line.strip()}.npy", result)
        print(seconds, flush=True)


if __name__ == "__main__":
    main()
