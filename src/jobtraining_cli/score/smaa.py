"""Partial value functions: from a criterion's own unit to the values that SMAA-2 weighs.

``smaa2`` itself is in ``score.acceptability``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from jobtraining_cli.score.arguments import Array, finite


def partial_value(x: ArrayLike, cutoffs: ArrayLike, values: ArrayLike, *, extend: bool = False) -> Array:
    """The piecewise linear value function through the points (cutoff, value), at each ``x``.

    ``x`` of any shape, in the criterion's unit; ``cutoffs`` (points,) strictly rising, two or more; ``values``
    (points,), falling where less is better. Beyond the cutoffs the value stays at that of the nearest one, or
    with ``extend`` goes on along the nearest piece (as in the R package smaa by van Valkenhoef). Returns the
    shape of ``x``. Raises ``ValueError`` for NaN, infinity, other cutoffs, or a different number of values.
    """
    at, cuts, heights = finite("x", x), finite("cutoffs", cutoffs, 1), finite("values", values, 1)
    if len(cuts) < 2 or (cuts[1:] <= cuts[:-1]).any():
        raise ValueError("cutoffs must be two or more, each above the one before")
    if len(heights) != len(cuts):
        raise ValueError(f"values must be one per cutoff: {len(cuts)}, not {len(heights)}")
    result: Array = np.asarray(np.interp(at, cuts, heights))
    if extend:
        slopes = np.diff(heights) / np.diff(cuts)
        result = result + slopes[0] * np.minimum(at - cuts[0], 0) + slopes[-1] * np.maximum(at - cuts[-1], 0)
    return result
