"""How often each item takes each place, over draws of the scores (SCORING section 4).

Pure functions on arrays. The shares describe the draws; they are not confidence.
"""

from __future__ import annotations

from typing import NamedTuple, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jobtraining_cli.score.arguments import Array, finite, not_negative

Ranks = NDArray[np.int64]

# Up to so many items comparing every pair is faster than sorting; they must be countable in a byte.
_PAIRS = 64
# Scores compared at a time: a quarter of a megabyte.
_CELLS = 32_768
# Sums of shares are off by some 1e-16; a share of up to 10 million draws that is below 5% is so by 5e-9 or more.
_ROUNDING = 1e-10
# Shares may come from a file that rounds them.
_SUM = 1e-6


class Smaa2(NamedTuple):
    """What SMAA-2 says of each item.

    ``acceptability`` (items, items) is ``rank_acceptability``; ``central_weights`` (items, criteria) and
    ``confidence`` (items,) are NaN for an item that is never first.
    """

    acceptability: Array
    central_weights: Array
    confidence: Array


def ranks(scores: ArrayLike) -> Ranks:
    """The rank of each item in each draw, the highest score first; ties share the better rank (1, 2, 2, 4).

    ``scores`` (draws, items), returns integers (draws, items). Ties are scores that are exactly equal, as 0.0
    and -0.0 are: round first where sums differ only by the order of adding. Raises ``ValueError`` for NaN,
    infinity, no draws, or another shape.
    """
    return (1 + _ahead(_scores(scores)).astype(np.int64)).T


def rank_acceptability(scores: ArrayLike) -> Array:
    """``b[i, r]``: the share of draws in which item i has rank r + 1 (Lahdelma & Salminen 2001).

    ``scores`` (draws, items) as for ``ranks``, returns (items, items). Each row sums to one; each column does
    where no draw has ties, which share the better rank. Raises ``ValueError`` as ``ranks`` does.
    """
    return _shares(_ahead(_scores(scores)))


def acceptability_of_ranks(ranks: ArrayLike) -> Array:
    """The same from integer ``ranks`` (draws, items), each in 1..items: returns (items, items).

    Raises ``ValueError`` for other ranks, no draws, or another shape.
    """
    return _shares(_ranks(ranks).T - 1)


def pairwise_wins(scores: ArrayLike) -> Array:
    """``w[i, j]``: the share of draws in which item i scores strictly above item j; 0 on the diagonal.

    ``scores`` (draws, items), returns (items, items). ``w[i, j] + w[j, i]`` falls short of one by the share of
    ties (the pairwise winning index of Leskinen et al. 2006). Raises ``ValueError`` as ``ranks`` does.
    """
    table = np.ascontiguousarray(_scores(scores).T)
    items, draws = table.shape
    wins = np.zeros((items, items))
    for i in range(items):
        for j in range(i):
            wins[i, j] = np.count_nonzero(table[i] > table[j])
            wins[j, i] = np.count_nonzero(table[i] < table[j])
    shares: Array = wins / draws
    return shares


@overload
def standard_error(share: float, draws: int) -> float: ...
@overload
def standard_error(share: Array, draws: int) -> Array: ...
def standard_error(share: float | Array, draws: int) -> float | Array:
    """The Monte Carlo standard error ``sqrt(p * (1 - p) / draws)`` of each share, in the shape of ``share``.

    It is 0 for a share of 0 or 1: no draw was otherwise, which does not rule out that up to some 3 in ``draws``
    would be. Raises ``ValueError`` for a share outside [0, 1] or fewer than one draw.
    """
    p = _in_unit("share", share)
    if not draws >= 1:
        raise ValueError("draws must be 1 or more")
    error: Array = np.sqrt(p * (1 - p) / draws)
    return error if error.ndim else float(error)


def expected_ranks(ranks: ArrayLike) -> tuple[Array, Array]:
    """The mean rank of each item and its Monte Carlo standard error, both (items,).

    ``ranks`` (draws, items). The error is the standard deviation over the draws, by n - 1, over the root of
    their number; NaN with a single draw. Raises ``ValueError`` as ``acceptability_of_ranks`` does.
    """
    table = _ranks(ranks)
    draws, items = table.shape
    mean: Array = table.mean(axis=0)
    if draws == 1:
        return mean, np.full(items, np.nan)
    error: Array = table.std(axis=0, ddof=1) / np.sqrt(draws)
    return mean, error


def rank_interval(acceptability: ArrayLike, level: float = 0.90) -> tuple[Ranks, Ranks]:
    """The ranks between which each item lies in ``level`` of the draws: (low, high), both (items,).

    ``low`` is the smallest rank whose cumulated share is at least ``(1 - level) / 2``, ``high`` the smallest
    whose cumulated share is at least ``(1 + level) / 2``: the 5th and 95th percentile at 0.90.
    ``acceptability`` (items, items). Raises ``ValueError`` for shares outside [0, 1], rows that do not sum
    to one, a shape that is not square, or a level outside (0, 1).
    """
    shares = _in_unit("acceptability", acceptability)
    if shares.ndim != 2 or shares.shape[0] != shares.shape[1]:
        raise ValueError(f"acceptability must have the shape (items, items), not {shares.shape}")
    if not 0 < level < 1:
        raise ValueError("level must be between 0 and 1")
    if shares.size and np.abs(shares.sum(axis=1) - 1).max() > _SUM:
        raise ValueError("each row of acceptability must sum to one")
    # The last rank is reached whatever the rounding of the sum.
    cumulated = shares.cumsum(axis=1)[:, :-1]
    low, high = (1 + (cumulated < tail - _ROUNDING).sum(axis=1) for tail in ((1 - level) / 2, (1 + level) / 2))
    return low, high


def smaa2(values: ArrayLike, weights: ArrayLike) -> Smaa2:
    """SMAA-2 for an additive value function (Lahdelma & Salminen 2001).

    ``values`` (draws, items, criteria), or (items, criteria) where they are certain; ``weights``
    (draws, criteria), scaled here to sum to one in each draw. An item's central weights are the mean of the
    weights of the draws in which it is first; its confidence is the share of draws in which it is first when
    its central weights are used with the drawn values. Every item tied for first is first, as ties share the
    better rank. Raises ``ValueError`` for NaN, infinity, no draws, mismatched shapes, weights that are
    negative, or a draw of weights that are all zero.
    """
    weight = not_negative("weights", weights, 2)
    table = finite("values", values)
    if table.ndim not in {2, 3}:
        raise ValueError(f"values must have 2 or 3 dimensions, not {table.ndim}")
    if table.shape[-1] != weight.shape[1]:
        raise ValueError(f"values have {table.shape[-1]} criteria and weights have {weight.shape[1]}")
    if table.ndim == 3 and len(table) != len(weight):
        raise ValueError(f"values have {len(table)} draws and weights have {len(weight)}")
    if not len(weight):
        raise ValueError("weights have no draws")
    if not (weight > 0).any(axis=1).all():
        raise ValueError("weights are all zero in a draw")
    # First by a power of two, which is exact: the sum cannot overflow, and weights that sum to one stay as they are.
    weight = np.ldexp(weight, -np.frexp(weight.max(axis=1, keepdims=True))[1])
    weight /= weight.sum(axis=1, keepdims=True)
    ahead = _ahead(_weighted(table, weight))
    central = np.full((table.shape[-2], weight.shape[1]), np.nan)
    confidence = np.full(len(central), np.nan)
    for item, first in enumerate(ahead == 0):
        if first.any():
            central[item] = weight[first].mean(axis=0)
            scores = _weighted(table, central[item : item + 1])
            confidence[item] = (scores[:, item] == scores.max(axis=1)).mean()
    return Smaa2(_shares(ahead), central, confidence)


def _weighted(values: Array, weights: Array) -> Array:
    """The weighted sums (draws, items), added in the same order for every item, so that equal items tie."""
    total = np.zeros(np.broadcast_shapes(values.shape[:-1], (len(weights), 1)))
    for criterion in range(values.shape[-1]):
        total += weights[:, criterion, None] * values[..., criterion]
    return total


def _ahead(scores: Array) -> NDArray[np.integer]:
    """How many items score strictly above each, (items, draws)."""
    draws, items = scores.shape
    if items > _PAIRS:
        return _ahead_by_sorting(scores)
    count, block = np.empty((items, draws), np.uint8), max(1, _CELLS // max(1, items))
    for start in range(0, draws, block):
        part = scores[start : start + block]
        count[:, start : start + block] = _ahead_in_block(part)
    return count


def _ahead_in_block(scores: Array) -> NDArray[np.integer]:
    """The same for draws that fit the processor's cache, by comparing every pair.

    With the rows of the items repeated, shifting by whole rows sets each item beside each other one in turn: one
    comparison of two unbroken stretches of memory a shift, which is faster than sorting for so few items.
    """
    draws, items = scores.shape
    size = items * draws
    twice = np.empty((2, items, draws))
    twice[:] = scores.T
    row, own = twice.ravel(), twice[0].ravel()
    above, count = np.empty(size, np.bool_), np.zeros(size, np.uint8)
    for shift in range(draws, size, draws):
        np.greater(row[shift : shift + size], own, out=above)
        np.add(count, above.view(np.uint8), out=count)
    return count.reshape(items, draws)


def _ahead_by_sorting(scores: Array) -> NDArray[np.integer]:
    """The same by one sort a draw, for many items."""
    order = np.argsort(scores, axis=1)[:, ::-1]
    descending = np.take_along_axis(scores, order, axis=1)
    # A group of ties starts where the score falls, and all of it has the place of its start.
    start = np.zeros(scores.shape, np.int64)
    start[:, 1:] = np.where(descending[:, 1:] < descending[:, :-1], np.arange(1, scores.shape[1]), 0)
    count = np.empty(scores.shape, np.int64)
    np.put_along_axis(count, order, np.maximum.accumulate(start, axis=1), axis=1)
    return count.T


def _shares(ahead: NDArray[np.integer]) -> Array:
    """Row by row, the share of each number of items ahead: (items, draws) -> (items, items)."""
    items, draws = ahead.shape
    shares = np.empty((items, items))
    for item in range(items):
        shares[item] = np.bincount(ahead[item], minlength=items)
    shares /= draws
    return shares


def _scores(scores: ArrayLike) -> Array:
    table = finite("scores", scores, 2)
    if not len(table):
        raise ValueError("scores have no draws")
    return table


def _ranks(ranks: ArrayLike) -> Ranks:
    table = np.asarray(ranks)
    if table.ndim != 2:
        raise ValueError(f"ranks must have 2 dimensions, not {table.ndim}")
    if not np.issubdtype(table.dtype, np.integer):
        raise ValueError("ranks must be integers")
    if not len(table):
        raise ValueError("ranks have no draws")
    if table.size and (table.min() < 1 or table.max() > table.shape[1]):
        raise ValueError(f"ranks must be in 1 to {table.shape[1]}, the number of items")
    return table.astype(np.int64, copy=False)


def _in_unit(name: str, value: ArrayLike) -> Array:
    share = finite(name, value)
    if share.size and (share.min() < -_ROUNDING or share.max() > 1 + _ROUNDING):
        raise ValueError(f"{name} must be in 0 to 1")
    return np.clip(share, 0.0, 1.0)
