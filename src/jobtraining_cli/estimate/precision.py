"""How sure each figure of a county is: its interval, and whether it may be printed by itself."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf, nan, sqrt

import numpy as np

from jobtraining_cli.estimate.figures import Figure
from jobtraining_cli.estimate.intervals import clopper_pearson, korn_graubard, wilson
from jobtraining_cli.estimate.quantiles import normal_quantile
from jobtraining_cli.estimate.reliability import reliability
from jobtraining_cli.models.ranking import BarrierReach

MIN_SIZE = 30
# With as many expected on either side, a margin of error and the normal curve go together.
LARGE = 10
_ENDLESS = 1e100

Interval = tuple[float, float, str]


def figure_interval(figure: Figure, level: float = 0.95) -> Interval | None:
    """Lower and upper end of a share, and the method; ``None`` where the figure is hidden.

    Wilson for simple counts, Korn-Graubard for weighted rows, the normal curve for published margins of error with a
    large n*, else Clopper-Pearson with n* (SCORING section 3, intervals).
    """
    if figure.hidden:
        return None
    share, size = figure.share, figure.size
    if size > _ENDLESS:
        return share, share, "published without error"
    if figure.plain:
        low, high = wilson(share * size, size, level)
        return float(low), float(high), "Wilson"
    if not figure.margin:
        df = figure.df if figure.nominal is None or figure.nominal > 1 else None
        low, high = korn_graubard(share, figure.worth or size, figure.nominal, df, level)
        return float(low), float(high), "Korn-Graubard"
    if min(share, 1 - share) * size >= LARGE:
        reach = float(normal_quantile((1 + level) / 2)) * sqrt(share * (1 - share) / size)
        return max(0.0, share - reach), min(1.0, share + reach), "normal, from the margin of error"
    low, high = clopper_pearson(share * size, size, level)
    return float(low), float(high), "Clopper-Pearson, from the margin of error"


def reach_interval(figure: Figure, base: Figure | None, level: float = 0.95) -> Interval | None:
    """The interval of a share times the share of those who needed the service, where there is one, as shares.

    Where the barrier was asked of exactly the people whom ``base`` counts, reach is itself a count out of those who
    needed the service. Elsewhere the distances of both intervals are added in squares, each times the other share
    (variance estimates recovered from limits, to first order: Zou & Donner 2008).
    """
    own = figure_interval(figure, level)
    if base is None or own is None:
        return own
    if figure.plain and base.plain and round(base.share * base.size, 6) == figure.size:
        low, high = wilson(figure.share * figure.size, base.size, level)
        return float(low), float(high), "Wilson"
    other = figure_interval(base, level)
    if other is None:
        return None
    p, d = figure.share, base.share
    below = sqrt((d * (p - own[0])) ** 2 + (p * (d - other[0])) ** 2)
    above = sqrt((d * (own[1] - p)) ** 2 + (p * (other[1] - d)) ** 2)
    return max(0.0, p * d - below), min(1.0, p * d + above), "combined"


def precision(
    barriers: tuple[BarrierReach, ...], figures: Mapping[str, Figure], base: Figure | None, sure_base: bool
) -> tuple[BarrierReach, ...]:
    """The barriers with interval, reliability, flags and the size that draws use, where they have a figure.

    ``sure_base``: whether the number of people that the shares are of is shown.
    """
    judged = [b for b in barriers if b.reach is not None]
    verdicts = iter(
        reliability(
            np.array([figures[b.barrier].share for b in judged]),
            np.array([_known(figures[b.barrier].nominal) for b in judged]),
            np.array([f.size if f.worth is None else f.worth for f in (figures[b.barrier] for b in judged)]),
            np.array([_known(figures[b.barrier].df) for b in judged]),
        )
        if judged
        else ()
    )
    found = []
    for barrier in barriers:
        figure = figures.get(barrier.barrier)
        if figure is None or barrier.used is None:
            found.append(barrier)
            continue
        flags: tuple[str, ...] = ("prior_dominated",) if figure.size < MIN_SIZE else ()
        update: dict[str, object] = {"drawn_size": None if figure.size == inf else round(float(figure.size), 9)}
        if barrier.reach is not None:
            verdict = next(verdicts)
            flags += verdict.flags
            update["reliability"] = "shown" if verdict.shown else verdict.reason
            interval = reach_interval(figure, base) if sure_base else None
            if interval is not None:
                update["interval"] = (round(100 * interval[0], 9), round(100 * interval[1], 9))
                update["interval_method"] = interval[2]
        found.append(barrier.model_copy(update=update | {"flags": flags}))
    return tuple(found)


def _known(value: float | None) -> float:
    return nan if value is None else value
