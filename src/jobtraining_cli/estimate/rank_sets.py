"""Simultaneous confidence sets for ranks: the largest value has rank 1.

All sets together hold all true ranks with probability ``level`` at least. Sets are pairs of integer arrays, the best
and the worst rank of each item. From joint intervals here (Klein, Wright & Wieczorek 2020); from differences in
`rank_differences`, which are mostly narrower. Where items are truly equal, a set holds every rank that a way to break
the ties can give: from 1 plus the number strictly above to K less the number strictly below.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jobtraining_cli.estimate.quantiles import normal_quantile
from jobtraining_cli.estimate.rank_differences import (
    check_level,
    from_differences,
    from_marginals,
    from_margins,
    standard_errors,
    vector,
)

__all__ = [
    "from_differences",
    "from_intervals",
    "from_marginals",
    "from_margins",
    "joint_level",
    "joint_normal",
    "top_set",
]

Array = NDArray[np.float64]
Ranks = NDArray[np.int64]


def from_intervals(lower: ArrayLike, upper: ArrayLike) -> tuple[Ranks, Ranks]:
    """Best and worst ranks (K,) from intervals that hold together.

    Klein, Wright & Wieczorek (2020): ``[1 + intervals entirely above, K - intervals entirely below]``. Intervals that
    touch are not above one another. The ranks have the confidence that all intervals hold at once: see `joint_level`.

    ``lower`` and ``upper`` (K,), which may be infinite. Raises `ValueError` for NaN, other shapes, or a ``lower`` above
    its ``upper``.
    """
    low, high = vector("lower", lower, endless=True), vector("upper", upper, endless=True)
    if low.shape != high.shape:
        raise ValueError(f"lower and upper must have one shape, not {low.shape} and {high.shape}")
    if (low > high).any():
        raise ValueError("lower must not be above upper")
    above = low.size - np.searchsorted(np.sort(low), high, side="right")
    below = np.searchsorted(np.sort(high), low, side="left")
    return (1 + above).astype(np.int64), (low.size - below).astype(np.int64)


def joint_level(level: float, items: int, independent: bool = False) -> float:
    """The level of each of ``items`` intervals at which all hold together with probability ``level`` at least.

    ``level^(1/K)`` for independent ones, else ``1 - (1 - level) / K``, whatever the dependence (Bonferroni). Raises
    `ValueError` for a level outside (0, 1) and for negative ``items``.
    """
    return 1 - _error_each(level, items, independent)


def joint_normal(
    estimate: ArrayLike, se: ArrayLike, level: float = 0.95, independent: bool = False
) -> tuple[Array, Array]:
    """Normal intervals (K,), which hold together with probability ``level``: estimate plus and minus z times se.

    For large samples: at small counts such intervals cover less than they say; use `clopper_pearson` at `joint_level`
    there. ``estimate`` and ``se`` (K,). Raises `ValueError` for NaN, infinity, other shapes or a negative ``se``.
    """
    values, errors = vector("estimate", estimate), standard_errors(se, estimate)
    reach = -float(normal_quantile(_error_each(level, values.size, independent) / 2)) * errors
    return values - reach, values + reach


def top_set(best: ArrayLike, tau: int) -> NDArray[np.int64]:
    """The indices, ascending, of the items that may be among the first ``tau``: those whose best rank is at most that.

    ``best`` (K,) from any of the methods. The truly first ``tau`` are all among them with the confidence of the sets
    (Mogstad, Romano, Shaikh & Wilhelm 2024). Raises `ValueError` for a ``tau`` below 1.
    """
    if not tau >= 1:
        raise ValueError("tau must be 1 or more")
    return np.flatnonzero(vector("best", best) <= tau).astype(np.int64)


def _error_each(level: float, items: int, independent: bool) -> float:
    """The probability with which each of the intervals may fail."""
    check_level(level)
    if items < 0:
        raise ValueError("items must not be negative")
    count = max(items, 1)
    # 1 - level^(1/K) without the rounding of a power near 1.
    return -math.expm1(math.log(level) / count) if independent else (1 - level) / count
