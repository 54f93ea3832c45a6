"""Which ranks the barriers of a county may truly have: simultaneous confidence sets (SCORING section 4, barriers)."""

from __future__ import annotations

from collections.abc import Sequence
from math import isinf, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jobtraining_cli.estimate.figures import Figure
from jobtraining_cli.estimate.intervals import clopper_pearson, korn_graubard
from jobtraining_cli.estimate.precision import LARGE
from jobtraining_cli.estimate.quantiles import normal_quantile
from jobtraining_cli.estimate.rank_sets import from_intervals, from_marginals, from_margins, joint_level

Ranks = NDArray[np.int64]
_HUGE = 1e9


class RankSets(NamedTuple):
    """Best and worst rank of each figure by both methods, and the words for how each was made."""

    intervals: tuple[Ranks, Ranks]
    differences: tuple[Ranks, Ranks]
    intervals_method: str
    differences_method: str


def rank_sets(figures: Sequence[Figure], level: float) -> RankSets:
    """Confidence sets for the ranks of figures of one county, all at once.

    People who answer a select-all question are in every share, and published indicators come from one sample, so nothing
    is taken for independent. A hidden figure takes part with the bounds that everybody knows.
    """
    single = joint_level(level, len(figures))
    ends = [_joint_interval(figure, single) for figure in figures]
    by_intervals = from_intervals(np.array([low for low, _ in ends]), np.array([high for _, high in ends]))
    told = f"joint intervals, {100 * single:.2f}% each (Bonferroni)"
    if any(figure.margin for figure in figures):
        shares = np.array([figure.share for figure in figures])
        errors = np.array([_error(figure) for figure in figures])
        return RankSets(by_intervals, from_margins(shares, errors, level), told,
                        "differences of all pairs (Bonferroni), or joint intervals where these say more, whatever the margins have in common")  # fmt: skip
    low, high = (np.array([getattr(figure, end) for figure in figures]) for end in ("low", "high"))
    sizes = np.array([min(figure.size, _HUGE) for figure in figures])
    return RankSets(by_intervals, from_marginals(low, high, sizes, level), told,
                    "sign tests of all pairs (Bonferroni in steps, Holm), with the least overlap that the shares allow")  # fmt: skip


def _joint_interval(figure: Figure, level: float) -> tuple[float, float]:
    """Clopper-Pearson, or Korn-Graubard where answers are weighted; the normal curve only for margins with a large n*."""
    size = figure.size
    if isinf(size):
        return figure.low, figure.high
    if figure.margin and min(figure.share, 1 - figure.share) * size >= LARGE:
        reach = float(normal_quantile((1 + level) / 2)) * _error(figure)
        return max(0.0, figure.share - reach), min(1.0, figure.share + reach)

    def ends(share: float) -> tuple[float, float]:
        share = min(1.0, share)
        if figure.plain or figure.margin or figure.hidden:
            low, high = clopper_pearson(share * size, size, level)
        else:
            low, high = korn_graubard(
                share, figure.worth or size, figure.nominal, figure.df if (figure.nominal or 2) > 1 else None, level
            )
        return float(low), float(high)

    return ends(figure.low)[0], ends(figure.high)[1]


def _error(figure: Figure) -> float:
    """The standard error of a share; at 0 and 1 that of half a person, since nobody is no proof of none."""
    if isinf(figure.size):
        return 0.0
    share = figure.share
    if figure.error is not None and 0 < share < 1:
        return figure.error
    if not 0 < share < 1:
        share = (share * figure.size + 0.5) / (figure.size + 1)
    return sqrt(share * (1 - share) / figure.size)
