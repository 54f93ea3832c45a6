"""What every array that comes from outside must be: numbers, finite, of the right number of dimensions."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def finite(name: str, value: ArrayLike, dimensions: int | None = None) -> Array:
    """``value`` as float64, with ``dimensions`` dimensions where that is given.

    Raises ``ValueError`` that begins with ``name`` for what is not a number, NaN, infinity, or another shape.
    """
    try:
        array = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} must be numbers in a regular array") from error
    if dimensions is not None and array.ndim != dimensions:
        raise ValueError(f"{name} must have {dimensions} dimension{'s' * (dimensions > 1)}, not {array.ndim}")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite: NaN or infinity found")
    return array


def not_negative(name: str, value: ArrayLike, dimensions: int | None = None) -> Array:
    """The same, and raises ``ValueError`` for a negative number."""
    array = finite(name, value, dimensions)
    if (array < 0).any():
        raise ValueError(f"{name} must not be negative")
    return array


def weights_of(value: ArrayLike, criteria: int) -> Array:
    """Weights (criteria,): raises ``ValueError`` where they are negative, all zero, or of another length."""
    weights = not_negative("weights", value, 1)
    if len(weights) != criteria:
        raise ValueError(f"weights must have one value per criterion: {criteria}, not {len(weights)}")
    if not (weights > 0).any():
        raise ValueError("weights are all zero")
    return weights
