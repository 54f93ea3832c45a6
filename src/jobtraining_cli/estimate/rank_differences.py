"""Simultaneous confidence sets for ranks from all pairwise differences, in one direction at a time.

An item's best rank is 1 plus the number of items significantly above it, its worst rank K less the number significantly
below it (Mogstad, Romano, Shaikh & Wilhelm 2024). Every ordered pair (a, b) has its own hypothesis, that a is not above
b. Where no true one is rejected, which has probability ``level`` at least, all sets hold at once. Of two items that are
truly equal neither may be called above the other, so a set holds every rank that a way to break ties can give.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jobtraining_cli.estimate.quantiles import beta_cdf, normal_quantile

Array = NDArray[np.float64]
Ranks = NDArray[np.int64]
# Draws times pairs that are held in memory at once.
_BLOCK = 2_000_000
# A variance of a difference this small beside the two variances is rounding.
_ROUNDING = 1e-12
# Counts are kept between these: no float tells more apart, and rounding may leave a count at 0.
_MOST, _LEAST = 1e12, 1e-12


def from_differences(
    estimate: ArrayLike,
    cov: ArrayLike,
    level: float = 0.95,
    draws: int = 10_000,
    seed: int = 0,
    stepdown: bool = True,
) -> tuple[Ranks, Ranks]:
    """Best and worst ranks (K,) of estimates with a known joint covariance; the largest has rank 1.

    Mogstad, Romano, Shaikh & Wilhelm (2024): the critical value is a quantile of the largest studentised difference in
    ``draws`` normal draws; with ``stepdown``, pairs that are already apart no longer count towards it (Romano & Wolf
    2005), until no more pair comes apart. Valid for large samples.

    Of two items whose difference has no variance the larger is above the other for sure, and neither where they are
    equal: a covariance that is 0 only because nobody, or everybody, was counted must be adjusted before. With fewer
    draws than ``1 / (1 - level) - 1`` no pair can come apart. The same seed gives the same sets.

    ``estimate`` (K,), ``cov`` (K, K). Raises `ValueError` for NaN, infinity or other shapes, and for a covariance that
    is not symmetric or not positive semidefinite.
    """
    values = vector("estimate", estimate)
    matrix = _covariance(cov, values.size)
    check_level(level)
    if draws < 1:
        raise ValueError("draws must be 1 or more")
    variance = np.diag(matrix)
    total = variance[:, None] + variance
    squared = total - 2 * matrix
    unsure = squared > _ROUNDING * total
    gap = values[:, None] - values
    above = ~unsure & (gap > 0)
    noise = _normal_draws(matrix, draws, seed)
    scale = np.sqrt(np.where(unsure, squared, 1.0))
    left = unsure.copy()
    while left.any():
        found = left & (gap / scale > _critical(noise, scale, left, level))
        above |= found
        left &= ~found
        if not stepdown or not found.any():
            break
    return _ranks(above)


def from_marginals(
    low: ArrayLike, high: ArrayLike, n_eff: ArrayLike, level: float = 0.95, stepdown: bool = True
) -> tuple[Ranks, Ranks]:
    """Best and worst ranks (K,) of the answers to one select-all question, from their shares alone.

    Only people who name exactly one of two answers tell which is more common, and if both are equally common, each of
    them is as likely to name the one as the other: a sign test (McNemar 1947). How many there are is not published. The
    p-value grows with their number, so the most that the shares allow are taken: everybody who names either, where
    ``p_ab = max(0, p_a + p_b - 1)``. There ``Var(p_a - p_b) = [p_a + p_b - 2 p_ab - (p_a - p_b)^2] / n`` is largest too,
    but a normal test with it errs several times as often as it says at small counts, with or without half a person
    added to each count; the sign test never errs more often, and needs nothing added to counts of nobody.

    Bonferroni over the K (K - 1) ordered pairs needs no joint covariance; with ``stepdown``, over those that are left
    once others came apart (Holm 1979). For simple counts the level is guaranteed, whatever the dependence of answers.

    ``low`` and ``high`` (K,) are shares in [0, 1], equal where the share is known, and bounds where it is hidden: an
    item is above another only if even its ``low`` is above the other's ``high``. ``n_eff`` (K,) or one number: the
    people asked, or the effective size; of two sizes the smaller one counts. Raises `ValueError` otherwise.
    """
    least, most = vector("low", low), vector("high", high)
    sizes = vector("n_eff", np.atleast_1d(np.asarray(n_eff, dtype=np.float64)), endless=True)
    if sizes.shape != least.shape and np.ndim(n_eff):
        raise ValueError(f"n_eff must be a number or have the shape of low, {least.shape}")
    sizes = np.broadcast_to(sizes, least.shape)
    if most.shape != least.shape:
        raise ValueError(f"high must have the shape of low, {least.shape}")
    if not ((least >= 0) & (least <= most) & (most <= 1)).all():
        raise ValueError("low and high must lie in [0, 1], low at or below high")
    if not (sizes > 0).all():
        raise ValueError("n_eff must be above 0")
    check_level(level)
    above = np.zeros((least.size, least.size), dtype=np.bool_)
    upper, under = np.nonzero(least[:, None] > most)
    if upper.size:
        n = np.minimum(sizes[upper], sizes[under])
        exact, n = np.isinf(n), np.minimum(n, _MOST)
        more, fewer = least[upper] * n, most[under] * n
        # Where both shares add to more than 1, those who name exactly one are at most those who leave the other out.
        crowded = more + fewer > n
        more, fewer = np.where(crowded, n - fewer, more), np.where(crowded, n - more, fewer)
        p_value = beta_cdf(0.5, np.maximum(more, _LEAST), np.maximum(fewer, 0.0) + 1)
        p_value = np.where(exact, 0.0, p_value)
        above[upper, under] = _significant(p_value, level, least.size * (least.size - 1), stepdown)
    return _ranks(above)


def from_margins(estimate: ArrayLike, se: ArrayLike, level: float = 0.95) -> tuple[Ranks, Ranks]:
    """Best and worst ranks (K,) of published estimates with standard errors, whatever their dependence.

    The standard error of a difference is at most the sum of both. The critical value is the smaller of two that are
    both valid: Bonferroni over the K (K - 1) ordered pairs, and, from 4 items on the smaller, over the K two-sided
    intervals, all of which hold at once and bound every difference.

    ``estimate`` and ``se`` (K,); of items without error the larger is above. Raises `ValueError` for NaN, infinity, other
    shapes or a negative ``se``.
    """
    values, errors = vector("estimate", estimate), standard_errors(se, estimate)
    check_level(level)
    tail = (1 - level) / max(min(values.size * (values.size - 1), 2 * values.size), 2)
    reach = -float(normal_quantile(tail))
    return _ranks(values[:, None] - values > reach * (errors[:, None] + errors))


def _significant(p_value: Array, level: float, tests: int, stepdown: bool) -> NDArray[np.bool_]:
    """Which of the p-values (N,) of ``tests`` hypotheses are significant together; those left out are not."""
    if not stepdown:
        return p_value <= (1 - level) / tests
    order = np.argsort(p_value, kind="stable")
    passed = p_value[order] <= (1 - level) / (tests - np.arange(order.size))
    significant = np.zeros(order.size, dtype=np.bool_)
    significant[order] = np.logical_and.accumulate(passed)
    return significant


def vector(name: str, value: ArrayLike, *, endless: bool = False) -> Array:
    """The value as a float64 array (K,), or `ValueError`."""
    array = np.asarray(value, dtype=np.float64)
    if array.ndim != 1:
        raise ValueError(f"{name} must be one-dimensional")
    if np.isnan(array).any() or (np.isinf(array).any() and not endless):
        raise ValueError(f"{name} must not hold NaN{'' if endless else ' or infinity'}")
    return array


def standard_errors(se: ArrayLike, estimate: ArrayLike) -> Array:
    """Standard errors (K,) of estimates (K,), or `ValueError`."""
    errors = vector("se", se)
    if errors.shape != np.shape(estimate):
        raise ValueError(f"se must have the shape of estimate, {np.shape(estimate)}")
    if (errors < 0).any():
        raise ValueError("se must not be negative")
    return errors


def check_level(level: float) -> None:
    """Raise `ValueError` for a level that is no probability strictly between 0 and 1."""
    if not 0 < level < 1:
        raise ValueError("level must lie between 0 and 1")


def _covariance(cov: ArrayLike, items: int) -> Array:
    matrix = np.asarray(cov, dtype=np.float64)
    if matrix.shape != (items, items):
        raise ValueError(f"cov must have shape {(items, items)}, not {matrix.shape}")
    if not np.isfinite(matrix).all():
        raise ValueError("cov must not hold NaN or infinity")
    size = np.abs(matrix).max(initial=0.0)
    if (np.abs(matrix - matrix.T) > 1e-9 * size).any():
        raise ValueError("cov must be symmetric")
    if items and np.linalg.eigvalsh(matrix)[0] < -1e-9 * size:
        raise ValueError("cov must be positive semidefinite")
    symmetric: Array = (matrix + matrix.T) / 2
    return symmetric


def _normal_draws(cov: Array, draws: int, seed: int) -> Array:
    """Normal draws (draws, K) with mean 0; the covariance may be singular."""
    values, vectors = np.linalg.eigh(cov)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    drawn: Array = np.random.default_rng(seed).standard_normal((draws, cov.shape[0])) @ root.T
    return drawn


def _critical(noise: Array, scale: Array, left: NDArray[np.bool_], level: float) -> float:
    """The value that the largest studentised difference over the pairs ``left`` exceeds in 1 - level of draws.

    The order statistic that keeps the level with any number of draws (Davison & Hinkley 1997, section 4.2).
    """
    draws = noise.shape[0]
    place = max(1, math.ceil((draws + 1) * level - 1e-9))
    if place > draws:
        return math.inf
    upper, under = np.nonzero(left)
    inverse = 1 / scale[upper, under]
    largest = np.empty(draws)
    step = max(1, _BLOCK // upper.size)
    for start in range(0, draws, step):
        block = noise[start : start + step]
        largest[start : start + step] = ((block[:, upper] - block[:, under]) * inverse).max(axis=1)
    return float(np.partition(largest, place - 1)[place - 1])


def _ranks(above: NDArray[np.bool_]) -> tuple[Ranks, Ranks]:
    """Best and worst ranks (K,) where ``above[a, b]`` says that a is significantly above b."""
    best = 1 + above.sum(axis=0, dtype=np.int64)
    worst = above.shape[0] - above.sum(axis=1, dtype=np.int64)
    return best, worst
