"""Whether a figure may be printed by itself: the data presentation standards of the US NCHS.

Parker et al. (2017), National Center for Health Statistics Data Presentation Standards for Proportions, Series 2
no. 175. The footnotes on relative standard errors follow NM-IBIS, New Mexico's indicator system. A figure that is not
shown for this reason is only unreliable: it still takes part in everything that carries its uncertainty.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jobtraining_cli.estimate.intervals import korn_graubard

Array = NDArray[np.float64]
LEAST_SIZE = 30
NARROW, WIDE, LARGEST_RATIO = 0.05, 0.30, 1.30
FEW_DF, SMALL_BASE = 8, 50
UNSTABLE, NOT_FOR_DECISIONS = 0.30, 0.50


class Reliability(NamedTuple):
    """What becomes of one figure.

    ``reason`` is None where it is shown, else the first rule that it breaks: ``small_n`` (nominal or effective size
    below 30), ``wide`` (interval 30 points or wider) or ``relative_width`` (wider than 1.3 times the figure). ``flags``
    are footnotes, in this order: ``review`` (0 or 100%), ``complement`` (the rest of 100% would not be shown),
    ``few_df`` (below 8), ``small_base`` (below 50 people), ``unstable`` (relative standard error 30-50%) or
    ``not_for_decisions`` (above 50%). ``width`` is that of the 95% Korn-Graubard interval, as a proportion.
    """

    shown: bool
    reason: str | None
    flags: tuple[str, ...]
    width: float


def reliability(
    p: ArrayLike, n: ArrayLike | None, n_eff: ArrayLike, df: ArrayLike | None = None
) -> tuple[Reliability, ...]:
    """Judge figures by the standards in their order; all arguments of shape (N,) or numbers.

    ``p`` proportions; ``n`` people asked, ``n_eff`` the effective sizes (``n`` for simple counts, or from a margin of
    error; infinite without error), ``df`` degrees of freedom. NaN or None where unknown; an unknown ``n_eff`` is taken
    for ``n``. Raises `ValueError` for what `korn_graubard` refuses, and where both sizes are unknown.

    NCHS sets aside a complement of a narrow interval as it does the figure: both are reliable to within 5 points.
    """
    named = (p, np.nan if n is None else n, n_eff, np.nan if df is None else df)
    try:
        p_, n_, n_eff_, df_ = np.broadcast_arrays(*(np.atleast_1d(np.asarray(v, dtype=np.float64)) for v in named))
    except ValueError:
        raise ValueError("the shapes of p, n, n_eff and df do not go together") from None
    if p_.ndim > 1:
        raise ValueError("p, n, n_eff and df must be numbers or one-dimensional")
    n_eff_ = np.where(np.isnan(n_eff_), n_, n_eff_)
    if np.isnan(n_eff_).any():
        raise ValueError("n_eff must be known where n is not")
    low, high = korn_graubard(p_, n_eff_, n_, np.where(n_ <= 1, np.nan, df_))
    width = high - low
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        error = np.sqrt((1 - p_) / p_ / n_eff_)
    small = np.fmin(n_, n_eff_) < LEAST_SIZE
    at_end, beyond_narrow = (p_ == 0) | (p_ == 1), width > NARROW
    wide = width >= WIDE
    relative = beyond_narrow & ~at_end & (width > LARGEST_RATIO * p_)
    footnotes = {
        "review": at_end,
        "complement": beyond_narrow & ~at_end & (width > LARGEST_RATIO * (1 - p_)),
        "few_df": df_ < FEW_DF,
        "small_base": n_ < SMALL_BASE,
        "unstable": ~at_end & (error >= UNSTABLE) & (error <= NOT_FOR_DECISIONS),
        "not_for_decisions": ~at_end & (error > NOT_FOR_DECISIONS),
    }
    reasons = ((small, "small_n"), (wide, "wide"), (relative, "relative_width"))
    found = []
    for place, figure_width in enumerate(width.tolist()):
        reason = next((name for broken, name in reasons if broken[place]), None)
        flags = tuple(name for name, flagged in footnotes.items() if flagged[place])
        found.append(Reliability(reason is None, reason, flags, figure_width))
    return tuple(found)
