"""Quantiles of the beta, t and normal distributions, in numpy alone.

Every function takes numbers or arrays that broadcast, and gives a float64 array of their common shape, or a numpy
float for numbers. A probability outside [0, 1], a parameter that is not above 0 or above 1e200, and a NaN raise
`ValueError`.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jobtraining_cli.estimate.incomplete_beta import Point, log_constant, log_density, log_lower_tail

Array = NDArray[np.float64]
# Newton's step is squared by the next one: from here on, the next is below rounding.
_SETTLED = 1e-8
_MOST_STEPS = 100
# Log odds at which a share is below any float by far, and a slope that no division overflows on.
_FARTHEST, _LEAST_SLOPE = 2000.0, 1e-300
# Beyond these the first terms of an expansion are exact to a float.
_HUGE_BETA, _HUGE_DF = 1e12, 1e9
_LEAST, _MOST = 1e-100, 1e200
# A smaller normal tail has lost its digits.
_LEAST_TAIL = 1e-307
_erf, _erfc = np.vectorize(math.erf, otypes=[np.float64]), np.vectorize(math.erfc, otypes=[np.float64])


def beta_cdf(x: ArrayLike, a: ArrayLike, b: ArrayLike) -> Array:
    """The share of a Beta(a, b) distribution at or below x: the regularised incomplete beta function.

    To 1e-9 of itself for parameters from 1e-3 to 1e9. Above 1e12 the rounding of x alone moves the result.
    ``x`` in [0, 1], ``a`` and ``b`` above 0. Raises `ValueError` otherwise.
    """
    places, a_, b_ = np.broadcast_arrays(_probability("x", x), _positive("a", a), _positive("b", b))
    shape = places.shape
    flat, a_, b_ = (np.ascontiguousarray(array).ravel() for array in (places, a_, b_))
    result = (flat == 1).astype(np.float64)
    inside = (flat > 0) & (flat < 1)
    if inside.any():
        x_, a_, b_ = flat[inside], a_[inside], b_[inside]
        at = Point(x_, 1 - x_, np.log(x_), np.log1p(-x_))
        result[inside] = np.minimum(np.exp(log_lower_tail(at, a_, b_, log_constant(a_, b_))[0]), 1.0)
    return _as_given(result, shape)


def beta_quantile(q: ArrayLike, a: ArrayLike, b: ArrayLike) -> Array:
    """The x in [0, 1] with a share q of a Beta(a, b) distribution below it; 0 where x is below any float.

    ``q`` in [0, 1], ``a`` and ``b`` above 0. Raises `ValueError` otherwise.
    """
    q_, a_, b_ = np.broadcast_arrays(_probability("q", q), _positive("a", a), _positive("b", b))
    shape = q_.shape
    q_, a_, b_ = (np.ascontiguousarray(array).ravel() for array in (q_, a_, b_))
    return _as_given(_beta_point(q_, 1 - q_, a_, b_).x, shape)


def t_quantile(q: ArrayLike, df: ArrayLike) -> Array:
    """The quantile of Student's t distribution with ``df`` degrees of freedom, which may be infinite.

    If T has this distribution, ``df / (df + T^2)`` is Beta(df / 2, 1 / 2) (Abramowitz & Stegun 1964, 26.7.1).
    ``q`` in [0, 1], ``df`` above 0. Raises `ValueError` otherwise.
    """
    q_, df_ = np.broadcast_arrays(_probability("q", q), _positive("df", df, finite=False))
    shape = q_.shape
    q_, df_ = (np.ascontiguousarray(array).ravel() for array in (q_, df_))
    result = np.empty_like(q_)
    huge = df_ > _HUGE_DF
    if huge.any():
        z = normal_quantile(q_[huge])
        ends = np.isinf(z)
        z[ends] = 0.0
        # The first term of the Cornish-Fisher expansion; the second is of order 1 / df^2.
        expanded = z + (z**3 + z) / (4 * df_[huge])
        expanded[ends] = np.where(q_[huge][ends] > 0.5, np.inf, -np.inf)
        result[huge] = expanded
    if not huge.all():
        q_, df_ = q_[~huge], df_[~huge]
        both_tails = 2 * np.minimum(q_, 1 - q_)
        at = _beta_point(both_tails, np.abs(2 * q_ - 1), df_ / 2, np.full_like(df_, 0.5))
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
            size = np.sqrt(df_) * np.exp((at.log_y - at.log_x) / 2)
        result[~huge] = np.where(q_ < 0.5, -size, size)
    return _as_given(result, shape)


def normal_quantile(q: ArrayLike) -> Array:
    """The quantile of the standard normal distribution.

    ``q`` in [0, 1]. Raises `ValueError` otherwise.
    """
    q_ = _probability("q", q)
    shape = q_.shape
    q_ = q_.ravel()
    tail = np.minimum(q_, 1 - q_)
    size = np.full_like(tail, np.inf)
    outer, inner = (tail > 0) & (tail < 0.25), tail >= 0.25
    size[outer] = _normal_outer(tail[outer])
    size[inner] = _normal_inner(np.abs(2 * q_[inner] - 1))
    return _as_given(np.where(q_ < 0.5, -size, size), shape)


def _beta_point(below: Array, above: Array, a: Array, b: Array) -> Point:
    """The places with a share ``below`` of Beta(a, b) under them and ``above`` over them; arrays of shape (N,).

    Newton's method on the logarithm of the smaller tail, which is concave in the log odds: a step never passes the
    solution from the left, so that any start converges.
    """
    u = np.where(below > above, np.inf, -np.inf)
    huge = np.minimum(a, b) > _HUGE_BETA
    inside = (below > 0) & (above > 0)
    for chosen, solve in ((inside & huge, _expanded), (inside & ~huge, _by_newton)):
        if chosen.any():
            mirrored = below[chosen] > above[chosen]
            left, right = np.where(mirrored, b[chosen], a[chosen]), np.where(mirrored, a[chosen], b[chosen])
            u[chosen] = np.where(mirrored, -1, 1) * solve(np.minimum(below[chosen], above[chosen]), left, right)
    return Point.from_log_odds(u)


def _by_newton(tail: Array, a: Array, b: Array) -> Array:
    """The log odds that leave a share ``tail`` of at most 1/2 below."""
    constant, target = log_constant(a, b), np.log(tail)
    deviation = np.sqrt(1 / a + 1 / b)
    # Near the left end the tail is x^a / (a B(a, b)); elsewhere the log odds are roughly normal.
    start = np.clip(np.log(a) - np.log(b) + normal_quantile(tail) * deviation, -_FARTHEST, _FARTHEST)
    floor = Point.from_log_odds(start)
    lead = (target - log_density(floor, a, b, constant) + np.log(a)) / a
    u = np.clip(np.where(a < 1, np.minimum(start + lead, start), start), -_FARTHEST, _FARTHEST)
    left = np.arange(u.size)
    for _ in range(_MOST_STEPS):
        log_tail, slope = log_lower_tail(Point.from_log_odds(u[left]), a[left], b[left], constant[left])
        moved = np.clip(u[left] + (target[left] - log_tail) / np.maximum(slope, _LEAST_SLOPE), -_FARTHEST, _FARTHEST)
        unsettled = np.abs(moved - u[left]) * np.maximum(slope, 1.0) > _SETTLED
        u[left] = moved
        left = left[unsettled]
        if not left.size:
            break
    return u


def _expanded(tail: Array, a: Array, b: Array) -> Array:
    """The log odds by the Cornish-Fisher expansion with skewness, for a and b so large that nothing else is left."""
    z = normal_quantile(tail)
    mean = np.log(a) - np.log(b) + (1 / b - 1 / a) / 2
    expanded: Array = mean + z * np.sqrt(1 / a + 1 / b) + (1 / b - 1 / a) * (z * z - 1) / 6
    return expanded


def _normal_outer(tail: Array) -> Array:
    """How far out a normal tail below 1/4 begins: Newton on its logarithm, from beyond."""
    tail = np.maximum(tail, _LEAST_TAIL)
    z: Array = np.sqrt(-2 * np.log(tail))
    for _ in range(_MOST_STEPS):
        now = _erfc(z / math.sqrt(2)) / 2
        step = np.log(now / tail) * now / np.exp(-z * z / 2) * math.sqrt(2 * math.pi)
        z = z + step
        if (np.abs(step) * z <= _SETTLED).all():
            break
    return z


def _normal_inner(middle: Array) -> Array:
    """Half the width of the middle share, at most 1/2, of a normal distribution: Newton from inside."""
    z: Array = middle * math.sqrt(math.pi / 2)
    for _ in range(_MOST_STEPS):
        step = (middle - _erf(z / math.sqrt(2))) * np.exp(z * z / 2) * math.sqrt(math.pi / 2)
        z = z + step
        if (np.abs(step) <= _SETTLED * z).all():
            break
    return z


def _probability(name: str, value: ArrayLike) -> Array:
    array = np.asarray(value, dtype=np.float64)
    if not ((array >= 0) & (array <= 1)).all():
        raise ValueError(f"{name} must lie in [0, 1]")
    return array


def _positive(name: str, value: ArrayLike, *, finite: bool = True) -> Array:
    array = np.asarray(value, dtype=np.float64)
    if not (array > 0).all() or (finite and (array > _MOST).any()):
        raise ValueError(f"{name} must be above 0{f' and at most {_MOST:g}' if finite else ''}")
    # A smaller parameter puts all but 1e-98 on the ends, and would overflow as a divisor.
    return np.maximum(array, _LEAST)


def _as_given(flat: Array, shape: tuple[int, ...]) -> Array:
    """The result in the shape of the arguments; a numpy float where they were numbers."""
    result: Array = flat.reshape(shape)[()]
    return result
