"""How far two rankings agree."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from jobtraining_cli.score.arguments import finite


def kendall_tau_b(x: ArrayLike, y: ArrayLike) -> float:
    """Kendall's tau-b of two scores or ranks of the same items: 1 the same order, -1 the reverse.

    ``tau_b = (C - D) / sqrt((n0 - n1) * (n0 - n2))`` with C concordant and D discordant pairs, ``n0`` all
    pairs, ``n1`` and ``n2`` those tied in x and in y (Kendall 1945). ``x`` and ``y`` (items,), both with the
    larger value better or both with the smaller. NaN where there are fewer than two items, or where x or y is
    constant: it has no order to agree with. Pairs are counted as integers, so equal orders give exactly 1.
    Raises ``ValueError`` for NaN, infinity, or shapes that differ or are not one-dimensional.
    """
    left, right = finite("x", x, 1), finite("y", y, 1)
    if len(left) != len(right):
        raise ValueError(f"x has {len(left)} items and y has {len(right)}")
    balance = untied_left = untied_right = 0
    for i in range(len(left)):
        # Compared, not subtracted: a difference can overflow.
        one = (left[i + 1 :] > left[i]).astype(np.int64) - (left[i + 1 :] < left[i])
        other = (right[i + 1 :] > right[i]).astype(np.int64) - (right[i + 1 :] < right[i])
        balance += int(one @ other)
        untied_left += int(np.count_nonzero(one))
        untied_right += int(np.count_nonzero(other))
    if not untied_left or not untied_right:
        return math.nan
    return balance / math.sqrt(untied_left * untied_right)
