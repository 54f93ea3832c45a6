"""Scores in every draw at once.

``R[m, p] = 100 * sum_b(v[m, b] * reach[m, b] * fit[m, e] * strength[m, e])`` over the edges e of project p. Edges of
several projects that share barrier, rating and fit share a value in every draw, so each value is made once, and a
matrix of zeros and ones adds it to the projects that have it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from jobtraining_cli.models.catalog import Fit, Project
from jobtraining_cli.score.coverage import DECIMALS, Array
from jobtraining_cli.score.judgement import Judgement


class Terms(NamedTuple):
    """The different edges: column of the barrier (E,), rating, whether the fit is partial (E,), and who has it (E, P)."""

    barrier: tuple[int, ...]
    rating: tuple[str, ...]
    partial: tuple[bool, ...]
    has: Array


def edge_terms(projects: Iterable[Project], barriers: tuple[str, ...]) -> Terms:
    """The different edges of ``projects`` to ``barriers``, sorted, so that sums do not depend on the order of the files."""
    projects, column = tuple(projects), {barrier: place for place, barrier in enumerate(barriers)}
    found: dict[tuple[int, str, bool], list[int]] = {}
    for row, project in enumerate(projects):
        for edge in project.addresses:
            if edge.barrier in column and edge.fit is not Fit.none:
                key = (column[edge.barrier], edge.evidence.rating, edge.fit is Fit.partial)
                found.setdefault(key, []).append(row)
    keys = sorted(found)
    has = np.zeros((len(keys), len(projects)))
    for place, key in enumerate(keys):
        has[place, found[key]] = 1.0
    return Terms(tuple(k[0] for k in keys), tuple(k[1] for k in keys), tuple(k[2] for k in keys), has)


def score_draws(terms: Terms, reach: Array, judgement: Judgement, draws: int, weights: Array | None = None) -> Array:
    """The relief index of each project in each draw, shape (draws, P), rounded to 1e-9 so that equal sums are ties.

    ``reach`` and ``weights`` are (B,) or (draws, B), and the values of ``judgement`` numbers or (draws,): what is not
    drawn stays the same in all draws. Within a draw the index orders projects as the fit score does.
    """
    weighted = reach if weights is None else reach * weights
    values = np.empty((draws, len(terms.barrier)))
    for place, (column, rating, partial) in enumerate(zip(terms.barrier, terms.rating, terms.partial, strict=True)):
        value = weighted[..., column] * judgement.strengths[rating]
        values[:, place] = value * judgement.partial if partial else value
    scores: Array = np.round(100.0 * (values @ terms.has), DECIMALS)
    return scores
