"""Other ways to score, as cross-checks (SCORING section 6): Hanlon, RICE, weighted sum, TOPSIS.

Pure functions on arrays; a higher result is better in all of them. Each raises ``ValueError``, which says
what is wrong, for NaN, infinity, mismatched shapes and a result too large for a float.
"""

from __future__ import annotations

from typing import overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jobtraining_cli.score.arguments import Array, finite, not_negative, weights_of


@overload
def hanlon(a: float, b: float, c: float) -> float: ...
@overload
def hanlon(a: ArrayLike, b: ArrayLike, c: ArrayLike) -> float | Array: ...
def hanlon(a: ArrayLike, b: ArrayLike, c: ArrayLike) -> float | Array:
    """Hanlon's rating ``(A + 2B) * C``, as the NACCHO Guide to Prioritization Techniques gives it.

    ``a`` is the size of the problem, ``b`` its seriousness, ``c`` the effectiveness of what can be done, each
    on a scale of 0 to 10, so that the result is in 0 to 300. Single numbers, or arrays (items,), mixed as need
    be. The PEARL questions screen before it and are not a factor here. Raises ``ValueError`` for negative ratings.
    """
    size, serious, effect = _together(a=not_negative("a", a), b=not_negative("b", b), c=not_negative("c", c))
    with np.errstate(over="ignore", invalid="ignore"):
        return _result((size + 2 * serious) * effect)


@overload
def hanlon_bpr(a: float, b: float, c: float) -> float: ...
@overload
def hanlon_bpr(a: ArrayLike, b: ArrayLike, c: ArrayLike) -> float | Array: ...
def hanlon_bpr(a: ArrayLike, b: ArrayLike, c: ArrayLike) -> float | Array:
    """The Basic Priority Rating ``(A + B) * C / 3`` (Hanlon & Pickett, Public Health).

    As ``hanlon``, but seriousness ``b`` is on a scale of 0 to 20, so that the result is in 0 to 100: the same
    ratings must not go into both. Raises ``ValueError`` for negative ratings.
    """
    size, serious, effect = _together(a=not_negative("a", a), b=not_negative("b", b), c=not_negative("c", c))
    with np.errstate(over="ignore", invalid="ignore"):
        return _result((size + serious) * effect / 3)


@overload
def rice(reach: float, impact: float, confidence: float, effort: float) -> float: ...
@overload
def rice(reach: ArrayLike, impact: ArrayLike, confidence: ArrayLike, effort: ArrayLike) -> float | Array: ...
def rice(reach: ArrayLike, impact: ArrayLike, confidence: ArrayLike, effort: ArrayLike) -> float | Array:
    """RICE, ``reach * impact * confidence / effort`` (McBride 2016, Intercom).

    ``reach`` in people a period, ``impact`` a multiple for each of them, ``confidence`` a share in [0, 1] (not a
    percentage), ``effort`` in person-months, above 0. Single numbers, or arrays (items,), mixed as need be. The
    unit is impact per person-month: 2000 * 2 * 0.8 / 4 = 800. Raises ``ValueError`` outside these ranges.
    """
    share, work = not_negative("confidence", confidence), finite("effort", effort)
    if (share > 1).any():
        raise ValueError("confidence must be a share in 0 to 1")
    if (work <= 0).any():
        raise ValueError("effort must be above 0")
    people, multiple, share, work = _together(
        reach=not_negative("reach", reach), impact=not_negative("impact", impact), confidence=share, effort=work
    )
    with np.errstate(over="ignore", invalid="ignore"):
        return _result(people * multiple * share / work)


def weighted_sum(matrix: ArrayLike, weights: ArrayLike) -> Array:
    """``sum_c(weight_c * value_pc)``, the simple additive method (Fishburn 1967).

    ``matrix`` (items, criteria) of values with more being better, on scales that the caller made comparable:
    nothing is normalised, neither values nor weights, so that an item's score does not depend on the others.
    ``weights`` (criteria,). Returns (items,). Raises ``ValueError`` for weights that are negative or all zero.
    """
    values = finite("matrix", matrix, 2)
    with np.errstate(over="ignore", invalid="ignore"):
        total = (values * weights_of(weights, values.shape[1])).sum(axis=1)
    return _in_range(total)


def topsis(matrix: ArrayLike, weights: ArrayLike, maximise: ArrayLike, *, normalise: bool = True) -> Array:
    """TOPSIS closeness to the ideal, in [0, 1] (Hwang & Yoon 1981; Tzeng & Huang 2011).

    ``matrix`` (items, criteria), negative values allowed; ``weights`` (criteria,), whose sum does not matter;
    ``maximise`` (criteria,) of booleans, true where more is better. Each column is divided by its Euclidean
    norm (not with ``normalise=False``) and multiplied by its weight. The ideal takes the best of each column,
    the anti-ideal the worst; the result (items,) is ``d- / (d+ + d-)`` of the Euclidean distances to them.

    A column of zeros stays zero, and a constant column does not count. Where no column counts, as with one
    item or equal ones, 0 / 0 is taken as 1/2: no item is nearer to either end. Raises ``ValueError`` for
    weights that are negative or all zero, or a ``maximise`` that is not one boolean a criterion.
    """
    values = finite("matrix", matrix, 2)
    weight = weights_of(weights, values.shape[1])
    # By the largest first: squares of large numbers overflow, those of small ones vanish, and the closeness
    # is the same.
    weight = weight / weight.max()
    if normalise:
        values = _by_largest(values)
        norm = np.sqrt((values**2).sum(axis=0))
        values = np.divide(values, norm, out=np.zeros_like(values), where=norm > 0)
    values = values * weight
    ideal, anti_ideal = ideals(values, maximise)
    if not len(values):
        return np.zeros(0)
    with np.errstate(over="ignore"):
        unit = float(_in_range(np.abs(ideal - anti_ideal)).max())
    if not unit:
        return np.full(len(values), 0.5)
    to_ideal = np.sqrt((((values - ideal) / unit) ** 2).sum(axis=1))
    to_anti_ideal = np.sqrt((((values - anti_ideal) / unit) ** 2).sum(axis=1))
    closeness: Array = to_anti_ideal / (to_ideal + to_anti_ideal)
    return closeness


def ideals(matrix: ArrayLike, maximise: ArrayLike) -> tuple[Array, Array]:
    """The best and the worst of each column, both (criteria,): TOPSIS's ideal and anti-ideal.

    ``matrix`` (items, criteria), ``maximise`` (criteria,) of booleans. Both are zero where there are no items.
    Raises ``ValueError`` for a ``maximise`` that is not one boolean a criterion.
    """
    values = finite("matrix", matrix, 2)
    up: NDArray[np.bool_] = np.asarray(maximise)
    # Other packages write 1 and -1 here, and -1 is true.
    if up.dtype != np.bool_:
        raise ValueError("maximise must be booleans: true where more is better")
    if up.shape != values.shape[1:]:
        raise ValueError(f"maximise must have one value per criterion: {values.shape[1]}, in one dimension")
    if not len(values):
        return np.zeros(len(up)), np.zeros(len(up))
    high, low = values.max(axis=0), values.min(axis=0)
    return np.where(up, high, low), np.where(up, low, high)


def _by_largest(values: Array) -> Array:
    """Each column over its largest absolute value; a column of zeros stays."""
    peak = np.abs(values).max(axis=0, initial=0.0)
    scaled: Array = np.divide(values, peak, out=np.zeros_like(values), where=peak > 0)
    return scaled


def _together(**arrays: Array) -> tuple[Array, ...]:
    """The arrays, when all that are not single numbers have one shape."""
    shapes = {name: array.shape for name, array in arrays.items() if array.ndim}
    if len(set(shapes.values())) > 1:
        raise ValueError("shapes differ: " + ", ".join(f"{name} {shape}" for name, shape in shapes.items()))
    return tuple(arrays.values())


def _in_range(result: Array) -> Array:
    if not np.isfinite(result).all():
        raise ValueError("the result is too large: the values must be smaller")
    return result


def _result(result: Array | np.float64) -> float | Array:
    array = _in_range(np.asarray(result))
    return array if array.ndim else float(array)
