"""A county's rank acceptability in bare numpy: what `jt` is measured against.

Frozen: this file does not change with `jt`, so that its times can be compared over the years. It imports
nothing of `jobtraining_cli`. It is written as somebody who knows numpy would write it, and gives the same numbers,
ties included.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Whole = NDArray[np.int64]


def rank_acceptability(scores: Array) -> Array:
    """Share of draws in which each item has each rank, (draws, items) -> (items, items).

    The highest score first; ties share the better rank.
    """
    draws, items = scores.shape
    order = np.argsort(scores, axis=1)[:, ::-1]
    ordered = np.take_along_axis(scores, order, axis=1)
    place = np.arange(items)
    falls = ordered[:, 1:] < ordered[:, :-1]
    if falls.all():
        cells = order * items + place
    else:
        start = np.zeros((draws, items), dtype=np.int64)
        start[:, 1:] = np.where(falls, place[1:], 0)
        cells = order * items + np.maximum.accumulate(start, axis=1)
    counts = np.bincount(cells.ravel(), minlength=items * items)
    shares: Array = counts.reshape(items, items) / draws
    return shares


def county_scores(
    counts: Whole, sizes: Whole, full: Array, partial: Array, *, draws: int = 10_000, seed: int = 0
) -> Array:
    """Scores (draws, projects) of one county, data and judgement drawn.

    ``counts`` and ``sizes`` (barriers,): who named a barrier, of how many. ``full`` and ``partial`` (levels,
    projects, barriers): 1 where a project acts on a barrier with that fit and a rating of that level, best level
    first, else 0.
    """
    rng = np.random.default_rng(seed)
    reach = rng.beta(counts + 0.5, sizes - counts + 0.5, size=(draws, len(counts)))
    strength = np.sort(rng.random((draws, len(full))), axis=1)[:, ::-1]
    partial_fit = rng.random((draws, 1))
    total = np.zeros((draws, full.shape[1]))
    for level in range(len(full)):
        acted_on = reach @ full[level].T + partial_fit * (reach @ partial[level].T)
        total += strength[:, level, None] * acted_on
    scores: Array = np.round(100 * total / reach.sum(axis=1, keepdims=True), 9)
    return scores


def county(counts: Whole, sizes: Whole, full: Array, partial: Array, *, draws: int = 10_000, seed: int = 0) -> Array:
    """Rank acceptability (projects, projects) of one county; arguments as for ``county_scores``."""
    return rank_acceptability(county_scores(counts, sizes, full, partial, draws=draws, seed=seed))


def example(
    projects: int = 40, barriers: int = 12, levels: int = 5, seed: int = 1
) -> tuple[Whole, Whole, Array, Array]:
    """An invented county: arguments for ``county``. The last two projects act alike, so that they tie in every draw."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(30, 300, size=barriers)
    counts = np.minimum(sizes, rng.integers(0, 120, size=barriers))
    level = rng.integers(0, levels, size=(projects, barriers))
    fit = rng.choice(3, size=(projects, barriers), p=(0.6, 0.2, 0.2))
    fit[-1], level[-1] = fit[-2], level[-2]
    at_level = np.arange(levels)[:, None, None] == level
    return counts, sizes, (at_level & (fit == 2)).astype(np.float64), (at_level & (fit == 1)).astype(np.float64)
