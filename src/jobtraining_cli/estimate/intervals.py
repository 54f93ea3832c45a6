"""Two-sided, equal-tailed intervals for one proportion, and the sample size that a published error stands for.

Arguments are numbers or arrays that broadcast; results are float64 arrays of their common shape, numpy floats for
numbers. Proportions lie in [0, 1]: percentages are divided by 100 before. Bad arguments raise `ValueError`, which
names the argument. Intervals cover chance only.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jobtraining_cli.estimate.quantiles import beta_quantile, normal_quantile, t_quantile

Array = NDArray[np.float64]
Bounds = tuple[Array, Array]
# What the US Census Bureau divides its 90% margins by.
MOE90_FACTOR = 1.645
# From here on an interval is narrower than any float can say.
_ENDLESS = 1e100
_LEAST = 1e-100


def wilson(count: ArrayLike, n: ArrayLike, level: float = 0.95) -> Bounds:
    """The score interval, without continuity correction (Wilson 1927; method 3 of Newcombe 1998).

    ``count`` of ``n``, which may be fractional, with 0 <= count <= n and n > 0. Its coverage is near ``level`` on
    average, and may be below it for a given share.
    """
    count_, n_ = _counts(count, n)
    square = float(normal_quantile(_tail(level))) ** 2
    top = count_ + square / 2 + np.sqrt(square * (count_ * ((n_ - count_) / n_) + square / 4))
    # The lower end is (middle - spread) / (n + z^2), written so that nothing cancels at small counts.
    return _scalars(count_ * (count_ / n_) / top, np.where(count_ == n_, 1.0, np.minimum(top / (n_ + square), 1.0)))


def clopper_pearson(count: ArrayLike, n: ArrayLike, level: float = 0.95) -> Bounds:
    """The exact interval: never covers less than ``level`` for a simple count (Clopper & Pearson 1934).

    Quantiles of Beta(count, n - count + 1) and Beta(count + 1, n - count). ``count`` of ``n``, which may be fractional,
    with 0 <= count <= n and n > 0.
    """
    count_, n_ = _counts(count, n)
    return _exact(count_, n_ - count_, _tail(level))


def jeffreys(count: ArrayLike, n: ArrayLike, level: float = 0.95) -> Bounds:
    """The interval of Beta(count + 1/2, n - count + 1/2); 0 below for no one, 1 above for all (Brown, Cai & DasGupta 2001).

    ``count`` of ``n``, which may be fractional, with 0 <= count <= n and n > 0.
    """
    count_, n_ = _counts(count, n)
    low, high = _ends(_tail(level), np.stack([count_ + 0.5] * 2), np.stack([n_ - count_ + 0.5] * 2))
    return _scalars(np.where(count_ == 0, 0.0, low), np.where(count_ == n_, 1.0, high))


def korn_graubard(
    p: ArrayLike, n_eff: ArrayLike, n: ArrayLike | None = None, df: ArrayLike | None = None, level: float = 0.95
) -> Bounds:
    """Clopper-Pearson with the effective size, for weighted and clustered samples (Korn & Graubard 1998).

    ``n* = n_eff (t_{n-1} / t_df)^2``, with both quantiles at ``(1 + level) / 2``, and never above ``n`` (Parker et al.
    2017, NCHS Series 2 no. 175); then `clopper_pearson` of ``p n*`` in ``n*``.

    ``p`` in [0, 1]; ``n_eff`` above 0, infinite where a figure has no error; ``n`` people asked and ``df`` degrees of
    freedom, each None or NaN where unknown: the quotient is 1 unless both are known, and without ``n`` there is no cap.
    """
    p_, n_eff_ = _proportion(p), _above_zero("n_eff", n_eff, endless=True)
    n_ = _above_zero("n", np.nan if n is None else n, missing=True, endless=True)
    df_ = _above_zero("df", np.nan if df is None else df, missing=True, endless=True)
    p_, n_eff_, n_, df_ = _together(p=p_, n_eff=n_eff_, n=n_, df=df_)
    tail = _tail(level)
    size = _korn_graubard_size(n_eff_, n_, df_, tail)
    sure = size > _ENDLESS
    size[sure] = 1.0
    low, high = _exact(p_ * size, (1 - p_) * size, tail)
    return _scalars(np.where(sure, p_, low), np.where(sure, p_, high))


def korn_graubard_size(n_eff: float, n: float | None, df: float | None, level: float = 0.95) -> float:
    """The size n* that `korn_graubard` counts with: ``n_eff (t_{n-1} / t_df)^2``, at most ``n``. Numbers only."""
    n_eff_, n_, df_ = (np.array([np.nan if value is None else value], dtype=np.float64) for value in (n_eff, n, df))
    return float(_korn_graubard_size(n_eff_, n_, df_, _tail(level))[0])


def _korn_graubard_size(n_eff_: Array, n_: Array, df_: Array, tail: float) -> Array:
    size, both = n_eff_.copy(), ~(np.isnan(n_) | np.isnan(df_))
    if (n_[both] <= 1).any():
        raise ValueError("n must be above 1 where df is given")
    if both.any():
        of_n, of_df = np.maximum(t_quantile(tail, np.stack([n_[both] - 1, df_[both]])), -_ENDLESS)
        quotient = of_n / of_df
        size[both] *= np.maximum(np.minimum(quotient**2, _ENDLESS), _LEAST)
    return np.asarray(np.maximum(np.fmin(size, n_), _LEAST))


def size_from_se(p: ArrayLike, se: ArrayLike) -> Array:
    """The size of a simple random sample with standard error ``se``: ``n* = p (1 - p) / se^2``.

    ``p`` and ``se`` as proportions. At p = 0 or 1, where that is undefined, ``se`` is read as a 90% margin divided by
    1.645, as in `size_from_margin`. An error of 0 gives infinity: published without error.
    """
    p_, se_ = _together(p=_proportion(p), se=_error("se", se))
    return _size(p_, se_, se_ * MOE90_FACTOR)


def size_from_margin(p: ArrayLike, moe90: ArrayLike) -> Array:
    """The size of a simple random sample with the 90% margin of error ``moe90``.

    ``p`` and ``moe90`` as proportions. ``n* = p (1 - p) / se^2`` with ``se = moe90 / 1.645``, as the US Census Bureau
    defines its margins. At p = 0 or 1 ``n* = ln(.05) / ln(1 - moe90)``: the size at which no one of n* is seen with
    probability .05 if the share is ``moe90``; a margin of 1 or more is read as just below 1, and gives 0.08. A margin
    of 0 gives infinity: published without error.
    """
    p_, margin = _together(p=_proportion(p), moe90=_error("moe90", moe90))
    return _size(p_, margin / MOE90_FACTOR, margin)


def _size(p: Array, se: Array, margin: Array) -> Array:
    at_end = (p == 0) | (p == 1)
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        inner = p * (1 - p) / se / se
        outer = math.log(0.05) / np.log1p(-np.minimum(margin, np.nextafter(1.0, 0.0)))
    result: Array = np.where(se == 0, np.inf, np.maximum(np.where(at_end, outer, inner), _LEAST))[()]
    return result


def _exact(count: Array, rest: Array, tail: float) -> Bounds:
    """Clopper-Pearson bounds for ``count`` with and ``rest`` without, which may be fractional."""
    named, unnamed = count > 0, rest > 0
    a = np.stack([np.where(named, count, 1.0), count + 1])
    b = np.stack([rest + 1, np.where(unnamed, rest, 1.0)])
    low, high = _ends(tail, a, b)
    return _scalars(np.where(named, low, 0.0), np.where(unnamed, high, 1.0))


def _ends(tail: float, a: Array, b: Array) -> Array:
    """The lower and the upper quantile of Beta(a, b), in one call, of parameters (2, ...): lower first."""
    q = np.reshape([tail, 1 - tail], (2,) + (1,) * (a.ndim - 1))
    return beta_quantile(q, a, b)


def _tail(level: float) -> float:
    """The share in each tail."""
    tail = (1 - level) / 2
    if not 0 < tail < 0.5:
        raise ValueError("level must lie between 0 and 1")
    return tail


def _counts(count: ArrayLike, n: ArrayLike) -> Bounds:
    count_ = np.asarray(count, dtype=np.float64)
    if not (count_ >= 0).all():
        raise ValueError("count must be 0 or above")
    count_, n_ = _together(count=count_, n=_above_zero("n", n))
    if not (count_ <= n_).all():
        raise ValueError("count must not be above n")
    return count_, n_


def _proportion(p: ArrayLike) -> Array:
    array = np.asarray(p, dtype=np.float64)
    if not ((array >= 0) & (array <= 1)).all():
        raise ValueError("p must lie in [0, 1]")
    return array


def _error(name: str, value: ArrayLike) -> Array:
    array = np.asarray(value, dtype=np.float64)
    if not ((array >= 0) & np.isfinite(array)).all():
        raise ValueError(f"{name} must be 0 or above")
    return array


def _above_zero(name: str, value: ArrayLike, *, missing: bool = False, endless: bool = False) -> Array:
    array = np.asarray(value, dtype=np.float64)
    good = (array > 0) & ((array <= _ENDLESS) | endless)
    if not (good | (np.isnan(array) & missing)).all():
        raise ValueError(f"{name} must be above 0")
    return array


def _together(**arrays: Array) -> tuple[Array, ...]:
    """The arrays broadcast to one shape."""
    try:
        return tuple(np.broadcast_arrays(*arrays.values()))
    except ValueError:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise ValueError(f"shapes do not go together: {shapes}") from None


def _scalars(low: Array, high: Array) -> Bounds:
    return low[()], high[()]
