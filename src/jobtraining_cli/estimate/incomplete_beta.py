"""The regularised incomplete beta function, with both of its tails accurate.

Start-up forbids SciPy on the way to a ranking, and a few beta quantiles are all that is needed of it. Everything here
works on arrays of one shape and on the log odds ``u = log(x / (1 - x))``, in which the beta density
``x^a (1-x)^b / B(a, b)`` is log-concave for every a and b, so that its lower tail is too.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
_EPSILON = 1e-15
_ALMOST_ALL = np.nextafter(1.0, 0.0)
# Both parameters at least this: the integrand is smooth enough for one Gauss-Legendre rule (checked to 1e-13).
_SMOOTH = 5.0
_NODES = 32
# The tail is cut where its integrand is below exp(-40) of where it starts.
_DEPTH = 40.0
_MOST_TERMS = 20_000


class Point(NamedTuple):
    """A place in (0, 1) with its complement, ``y = 1 - x``, and the logarithms of both, none of them by subtraction."""

    x: Array
    y: Array
    log_x: Array
    log_y: Array

    @classmethod
    def from_log_odds(cls, u: Array) -> Point:
        """The place whose log odds are ``u``."""
        log_x, log_y = -np.logaddexp(0.0, -u), -np.logaddexp(0.0, u)
        return cls(np.exp(log_x), np.exp(log_y), log_x, log_y)

    def where_mirrored(self, mirrored: NDArray[np.bool_]) -> Point:
        """The place seen from the other end, where asked."""
        pairs = ((self.x, self.y), (self.y, self.x), (self.log_x, self.log_y), (self.log_y, self.log_x))
        return Point(*(np.where(mirrored, other, own) for own, other in pairs))


def log_constant(a: Array, b: Array) -> Array:
    """The part of ``log(x^a (1-x)^b / B(a, b))`` without x: its value at the mode ``a / (a + b)``.

    Stirling's formula with its correction, so that no two large log-gammas are subtracted (Loader 2000).
    """
    whole = _stirling_correction(a + b) - _stirling_correction(a) - _stirling_correction(b)
    constant: Array = 0.5 * (np.log(a) - np.log1p(a / b) - np.log(2 * np.pi)) + whole
    return constant


def log_density(at: Point, a: Array, b: Array, constant: Array) -> Array:
    """The logarithm of ``x^a y^b / B(a, b)``, the beta density in the log odds; ``constant`` from `log_constant`."""
    lean = a * at.y - b * at.x
    left = _log_ratio_less_change(-lean / a, at.log_x + np.log1p(b / a))
    right = _log_ratio_less_change(lean / b, at.log_y + np.log1p(a / b))
    density: Array = constant + a * left + b * right
    return density


def log_lower_tail(at: Point, a: Array, b: Array, constant: Array) -> tuple[Array, Array]:
    """``log I_x(a, b)`` and its derivative in the log odds; all arrays of one shape, a and b finite and above 0.

    The smaller tail is computed, so the larger one loses nothing by being its complement. The complement loses
    digits where b is tiny: about as many as b has leading zeros.
    """
    density = log_density(at, a, b, constant)
    # Near the mean, on the side where the continued fraction has positive terms and settles soon.
    far = a * at.y - b * at.x < (at.x - at.y) / 2
    ratio = _tail_ratio(at.where_mirrored(far), np.where(far, b, a), np.where(far, a, b))
    tail = np.exp(density) * ratio
    log_tail = np.where(far, np.log1p(-np.minimum(tail, _ALMOST_ALL)), density + np.log(ratio))
    return log_tail, np.exp(density - log_tail)


def _tail_ratio(at: Point, a: Array, b: Array) -> Array:
    """The lower tail divided by ``x^a y^b / B(a, b)``, for x below the mean or little above."""
    smooth = np.minimum(a, b) >= _SMOOTH
    ratio = np.empty_like(a)
    for chosen, rule in ((smooth, _by_quadrature), (~smooth, _by_fraction)):
        if chosen.any():
            ratio[chosen] = rule(at.x[chosen], at.y[chosen], a[chosen], b[chosen])
    return ratio


def _by_quadrature(x: Array, y: Array, a: Array, b: Array) -> Array:
    """Integrate the density to the left of the point, relative to its value there, over the log odds."""
    slope, bend = np.maximum(a * y - b * x, 0.0), (a + b) * x * y
    # Where a parabola of this slope and bend would have fallen by the depth; the true curve may bend less.
    reach = 2 * _DEPTH / (slope + np.hypot(slope, np.sqrt(2 * _DEPTH * bend)))
    fallen = -_log_fall(reach[:, None], x, y, a, b)[:, 0]
    reach *= np.maximum(1.0, _DEPTH / np.maximum(fallen, 1.0))
    nodes, weights = _gauss_legendre()
    values = np.exp(_log_fall(reach[:, None] * nodes, x, y, a, b))
    # A sum and not a matrix product, whose rounding depends on how many points there are.
    area: Array = reach * (values * weights).sum(axis=1)
    return area


def _log_fall(steps: Array, x: Array, y: Array, a: Array, b: Array) -> Array:
    """The log density at ``steps`` (N, M) to the left in log odds of N points, relative to the points themselves."""
    x, y, a, b = x[:, None], y[:, None], a[:, None], b[:, None]
    low = x <= 0.5
    # The end with the smaller share carries the smaller terms, and so the smaller rounding error.
    share, end, sign = np.where(low, x, y), np.where(low, a, b), np.where(low, -1.0, 1.0)
    fall: Array = sign * end * steps - (a + b) * np.log1p(share * np.expm1(sign * steps))
    return fall


@cache
def _gauss_legendre() -> tuple[Array, Array]:
    """Nodes and weights on (0, 1), as eigenvalues of the Jacobi matrix (Golub & Welsch 1969)."""
    order = np.arange(1, _NODES)
    beside = order / np.sqrt(4.0 * order**2 - 1)
    nodes, vectors = np.linalg.eigh(np.diag(beside, 1) + np.diag(beside, -1))
    return (nodes + 1) / 2, vectors[0] ** 2


def _by_fraction(x: Array, y: Array, a: Array, b: Array) -> Array:
    """The continued fraction of DiDonato & Morris (1992, BFRAC), by Lentz's method; terms grow as the root of a and b."""
    lean = a * y - b * x
    value = a / (a + 1) * (lean + 1)
    result, left = np.empty_like(value), np.arange(value.size)
    above, below, unsettled = value.copy(), np.zeros_like(value), np.ones(value.shape, dtype=np.bool_)
    for m in range(1, _MOST_TERMS):
        step = m * (b - m) * x / (a + 2 * m - 1)
        over = (a + (m - 1)) / (a + 2 * m - 1) * ((a + b + (m - 1)) * x) * step
        under = m + step + (a + m) / (a + 2 * m + 1) * (lean + 1 + m * (2 - x))
        below = 1 / (under + over * below)
        above = under + over / above
        change = above * below
        # A value is done when it settles, so that it does not depend on what is computed beside it.
        np.multiply(value, change, out=value, where=unsettled)
        unsettled &= np.abs(change - 1) > _EPSILON
        if not unsettled.any():
            break
        if m % 8 == 0 and not unsettled.all():
            result[left[~unsettled]] = value[~unsettled]
            left, value, above, below = left[unsettled], value[unsettled], above[unsettled], below[unsettled]
            lean, a, b, x = lean[unsettled], a[unsettled], b[unsettled], x[unsettled]
            unsettled = unsettled[unsettled]
    result[left] = value
    return 1 / result


def _log_ratio_less_change(change: Array, log_ratio: Array) -> Array:
    """``log(1 + change) - change``, where ``log_ratio`` is the logarithm as known from elsewhere.

    Near 0 by a series in ``r = change / (2 + change)``, because there the two terms cancel.
    """
    small = np.abs(change) < 0.2
    r = np.where(small, change, 0.0) / (2 + np.where(small, change, 0.0))
    square = r * r
    series = np.zeros_like(r)
    for odd in range(19, 1, -2):
        series = square * (series + 1 / odd)
    return np.where(small, 2 * r * series - r * change, log_ratio - change)


def _stirling_correction(z: Array) -> Array:
    """``log gamma(z) - ((z - 1/2) log z - z + log(2 pi) / 2)``: an asymptotic series, reached by recurrence from below."""
    z = z.copy()
    added = np.zeros_like(z)
    while (low := z < 16).any():
        added[low] += (z[low] + 0.5) * np.log1p(1 / z[low]) - 1
        z[low] += 1
    inverse = 1 / z
    square = inverse * inverse
    series = np.zeros_like(z)
    for term in (-691 / 360360, 1 / 1188, -1 / 1680, 1 / 1260, -1 / 360, 1 / 12):
        series = series * square + term
    return added + series * inverse
