"""Any relief and all relief: what a project does for people who name several barriers (SCORING section 5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jobtraining_cli.models.patterns import ProtectedPatterns
from jobtraining_cli.score.coverage import DECIMALS

Array = NDArray[np.float64]


class JointRelief(NamedTuple):
    """Indices of each project, shape (P,), from 0 to 100: means over those who name at least one barrier.

    ``any_*``: relief of at least one barrier of a person, ``all_*``: of all of them; ``*_independent``: strengths
    act independently of each other, ``*_dependent``: they stand and fall together. Like the relief index they
    grade evidence, and count no people. ``known_share`` in [0, 1] is the share of those who name a barrier whose
    pattern is known; for the rest the indices suppose that people name each barrier independently.
    """

    any_independent: Array
    any_dependent: Array
    all_independent: Array
    all_dependent: Array
    known_share: float


def joint_relief(patterns: ProtectedPatterns, coverage: ArrayLike, barriers: Sequence[str]) -> JointRelief | None:
    """The indices of each project; ``None`` where nobody names a barrier, as the patterns show them.

    ``coverage`` is ``e_pb`` in [0, 1] of shape (P, B), its columns ``barriers``; those that the patterns do not
    know are passed over. For a person i who names the barriers B_i:

        any relief   1 - prod_{b in B_i} (1 - e_pb)   or   max_{b in B_i} e_pb
        all relief       prod_{b in B_i} e_pb         or   min_{b in B_i} e_pb

    The means over kept patterns are exact, weighted by people and their weights. In the pool a person names b
    with probability ``rho_b``, its weighted share there, independently of the other barriers. Then, with the sums
    over people who name nothing taken out,

        E any, independent   1 - prod_b (1 - rho_b e_pb)
        E all, independent   prod_b (1 - rho_b + rho_b e_pb) - prod_b (1 - rho_b)
        E any, dependent     sum_j e_p(j) rho_(j) prod_{i < j} (1 - rho_(i)), from the largest e_pb to the smallest
        E all, dependent     the same from the smallest to the largest

    because the largest (smallest) strength of a person is that of the first barrier named in this order. The
    share of the pool that names a barrier is ``1 - prod_b (1 - rho_b)``.

    Raises ``ValueError`` for a coverage of another shape or outside [0, 1], for a barrier that stands twice, and
    for one of the patterns that has no column.
    """
    matrix = _check(patterns, coverage, barriers)
    column = {barrier: place for place, barrier in enumerate(patterns.barriers)}
    sums, weight = np.zeros((4, len(matrix))), 0.0
    for pattern in patterns.kept:
        if pattern.barriers:
            strengths = matrix[:, sorted(column[barrier] for barrier in pattern.barriers)]
            here = pattern.people * pattern.weight
            sums += here * _of_pattern(strengths)
            weight += here
    rho = np.array(patterns.pool_shares, dtype=np.float64)
    pooled = patterns.pool_people * patterns.pool_weight
    named = pooled * _at_least_one(rho)
    if named > 0:
        sums += pooled * _expected(matrix, rho)
    if weight + named <= 0:
        return None
    means = np.round(100 * np.clip(sums / (weight + named), 0, 1), DECIMALS)
    return JointRelief(means[0], means[1], means[2], means[3], weight / (weight + named))


def _check(patterns: ProtectedPatterns, coverage: ArrayLike, barriers: Sequence[str]) -> Array:
    """The columns of the coverage that the patterns know, in their order."""
    matrix = np.asarray(coverage, dtype=np.float64)
    if matrix.ndim != 2 or matrix.shape[1] != len(barriers):
        raise ValueError(f"coverage must be of shape (projects, {len(barriers)}), not {matrix.shape}")
    if not ((matrix >= 0) & (matrix <= 1)).all():
        raise ValueError("coverage must lie in [0, 1]")
    column = {barrier: place for place, barrier in enumerate(barriers)}
    if len(column) < len(barriers):
        raise ValueError("a barrier stands twice")
    missing = [barrier for barrier in patterns.barriers if barrier not in column]
    if missing:
        raise ValueError(f"coverage has no column for {', '.join(missing)}")
    chosen: Array = matrix[:, [column[barrier] for barrier in patterns.barriers]]
    return chosen


def _of_pattern(strengths: Array) -> Array:
    """The four values for people who name exactly these barriers: strengths (P, k), k at least 1, to (4, P)."""
    return np.stack(
        [1 - (1 - strengths).prod(axis=1), strengths.max(axis=1), strengths.prod(axis=1), strengths.min(axis=1)]
    )


def _at_least_one(rho: Array) -> float:
    return float(1 - (1 - rho).prod())


def _expected(matrix: Array, rho: Array) -> Array:
    """The four expectations per person of the pool, those who name nothing counting 0: (P, B) and (B,) to (4, P)."""
    none = (1 - rho).prod()
    return np.stack(
        [
            1 - (1 - rho * matrix).prod(axis=1),
            _first_named(matrix, rho, np.argsort(-matrix, axis=1, kind="stable")),
            (1 - rho + rho * matrix).prod(axis=1) - none,
            _first_named(matrix, rho, np.argsort(matrix, axis=1, kind="stable")),
        ]
    )


def _first_named(matrix: Array, rho: Array, order: NDArray[np.intp]) -> Array:
    """The expected strength of the first barrier that is named, with barriers in ``order`` (P, B): (P,)."""
    chances = rho[order]
    before = np.cumprod(1 - chances, axis=1)
    unnamed = np.hstack([np.ones((len(matrix), 1)), before[:, :-1]])
    expected: Array = (np.take_along_axis(matrix, order, axis=1) * chances * unnamed).sum(axis=1)
    return expected
