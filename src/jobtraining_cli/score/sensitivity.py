"""What would change a place: the smallest change of one reach or one strength that turns an order.

With ``D = sum_b(v_b * reach_b * (e_above,b - e_below,b))``, the order of two projects turns where D is 0. The
denominator of the fit score is the same for both, so it does not matter here. D is linear in each
reach and, where edges of one rating move together, in each strength, so the change is exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
_TINY = 1e-12


class Turn(NamedTuple):
    """An input (a barrier or a rating), its value now, and the value at which the order turns."""

    name: str
    now: float
    to: float


def turning_reach(
    barriers: tuple[str, ...],
    reach: Array,
    above: Array,
    below: Array,
    measured: NDArray[np.bool_],
    weights: Array | None = None,
) -> Turn | None:
    """The barrier whose reach has to change least until ``below`` is level with ``above``.

    ``reach`` (B,) in [0, 1]; ``above`` and ``below`` (B,) are rows of the coverage matrix; only ``measured``
    barriers can change, to inside (0, 1): at the ends there is no beyond. Returns ``None`` where no single one is enough.
    """
    weight = np.ones_like(reach) if weights is None else weights
    difference = weight * (above - below)
    gap = float((difference * reach).sum())
    best: Turn | None = None
    for place, slope in enumerate(difference):
        if not measured[place] or abs(slope) < _TINY:
            continue
        to = float(reach[place] - gap / slope)
        if _TINY < to < 1 - _TINY:
            best = _nearer(best, Turn(barriers[place], float(reach[place]), to))
    return best


def turning_strength(
    strengths: Mapping[str, float],
    reach: Array,
    above: Mapping[str, Array],
    below: Mapping[str, Array],
    weights: Array | None = None,
    bounds: Mapping[str, tuple[float, float]] | None = None,
) -> Turn | None:
    """The rating whose strength has to change least until ``below`` is level with ``above``.

    ``above`` and ``below`` map a rating to the fits (B,) of the project's edges with that rating, so that a
    strength moves every edge that rests on it, in both projects. Strengths stay inside ``bounds``, (0, 1) where none
    are given: at the ends there is no beyond.
    """
    weighted = reach if weights is None else reach * weights
    none = np.zeros_like(reach)
    slopes = {r: float((weighted * (above.get(r, none) - below.get(r, none))).sum()) for r in {*above, *below}}
    gap = sum(slope * strengths[rating] for rating, slope in slopes.items())
    best: Turn | None = None
    for rating in sorted(slopes):
        if abs(slopes[rating]) < _TINY:
            continue
        to = strengths[rating] - gap / slopes[rating]
        low, high = (bounds or {}).get(rating, (0.0, 1.0))
        if low + _TINY < to < high - _TINY:
            best = _nearer(best, Turn(rating, strengths[rating], to))
    return best


def _nearer(best: Turn | None, turn: Turn) -> Turn:
    """The smaller change; of equal ones the one that came first."""
    return turn if best is None or abs(turn.to - turn.now) < abs(best.to - best.now) - _TINY else best
