"""Stakeholder weights: what each barrier counts for, and how much people differ about it (SCORING sections 2 and 4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jobtraining_cli.errors import DataError, Problem
from jobtraining_cli.models.weights import Weights, WeightSet

Array = NDArray[np.float64]
# Where people differ more than any Dirichlet distribution allows, one near its limit is drawn from: almost
# all the weight on one barrier at a time.
LEAST_PRECISION = 0.1
# Weights that are the same but for the rounding of floats leave a spread of this order, not exactly 0.
SAME = 1e-18
TINY = 1e-100


class Moments(NamedTuple):
    """Mean and standard deviation over people of normalised weights, both of shape (B,)."""

    mean: Array
    sd: Array


def normalised(weights: ArrayLike) -> Array:
    """Weights of shape (people, B) with mean 1 over the B barriers of each person.

    Raises ``ValueError`` for another shape, for what is negative, infinite or NaN, and for a person whose
    weights are all 0.
    """
    given = np.asarray(weights, dtype=np.float64)
    if given.ndim != 2 or 0 in given.shape:
        raise ValueError(f"weights must be of shape (people, barriers), both at least 1, not {given.shape}")
    if not np.isfinite(given).all() or (given < 0).any():
        raise ValueError("weights must be finite and not negative")
    largest = given.max(axis=1, keepdims=True)
    if not largest.all():
        raise ValueError("the weights of a person must not all be 0")
    # By the largest first, so that the sum neither overflows nor loses what is tiny throughout.
    scaled = given / largest
    result: Array = scaled / scaled.mean(axis=1, keepdims=True)
    return result


def resolve(weights: Weights, measured: Sequence[str], place: str | None = None) -> Array:
    """The weight of each measured barrier for each person, mean 1 over the barriers: (people, B).

    Barriers that were not measured have no part in the mean. ``place`` is how messages name the file. Raises
    ``DataError`` for measured barriers that a person neither names nor covers with ``rest``, and for a person
    who gives all of them 0; ``ValueError`` where no barrier or one barrier twice is measured.
    """
    if not measured or len(set(measured)) < len(measured):
        raise ValueError("measured barriers must be at least one, each once")
    problems = list(_gaps(weights, measured, place))
    if problems:
        raise DataError(problems)
    return normalised([[one.weights.get(barrier, one.rest or 0.0) for barrier in measured] for one in weights.sets])


def _gaps(weights: Weights, measured: Sequence[str], place: str | None) -> Iterator[Problem]:
    for index, one in enumerate(weights.sets):
        field = "weights" if weights.people is None else f"people[{index}].weights"
        missing = [barrier for barrier in measured if barrier not in one.weights] if one.rest is None else []
        if missing:
            message = f"{_who(one)}no weight for {', '.join(missing)}, which the survey measured"
            hint = "name each, or say with `rest:` what all the others weigh"
            yield Problem(message, place, field=field, hint=hint)
        elif not any(one.weights.get(barrier, one.rest) for barrier in measured):
            message = f"{_who(one)}every barrier that the survey measured has the weight 0"
            yield Problem(message, place, field=field, hint=f"give one of {', '.join(measured)} a weight above 0")


def _who(one: WeightSet) -> str:
    return f"{one.label[:60]}: " if one.label else ""


def moments(normalised_weights: ArrayLike) -> Moments:
    """Mean and standard deviation (divisor n - 1; 0 for one person) over people of weights (people, B)."""
    given = normalised(normalised_weights)
    mean: Array = given.mean(axis=0)
    sd: Array = given.std(axis=0, ddof=1) if len(given) > 1 else np.zeros_like(mean)
    return Moments(mean, sd)


def dirichlet(normalised_weights: ArrayLike, concentration: float | None = None) -> Array | None:
    """The parameters of a Dirichlet distribution over how the weight is shared out, shape (B,); ``None``: do not draw.

    Of several people by the method of moments. With ``x = weights / B`` on the simplex, a Dirichlet of mean m
    and precision alpha0 has ``Var(x_b) = m_b (1 - m_b) / (alpha0 + 1)`` (Kotz, Balakrishnan and Johnson 2000,
    Continuous Multivariate Distributions 1, section 49.1). Adding up over the barriers, with the mean and the
    variance (divisor n - 1) over people in place of those of the distribution, gives

        alpha0 = sum_b m_b (1 - m_b) / sum_b s2_b - 1,   alpha = alpha0 * m.

    One precision for all barriers is what a Dirichlet has; a ratio of sums rests least on barriers that
    nearly everybody calls unimportant. Where people differ more than any Dirichlet allows, alpha0 is
    `LEAST_PRECISION`; where they agree, nothing is drawn. One person's weights are drawn only with a
    ``concentration``, which is then alpha0. A barrier that everybody weighs 0 has alpha 0.

    Raises ``ValueError`` for bad weights, and for a concentration that is not positive or goes with several people.
    """
    given = normalised(normalised_weights)
    shares = given / given.shape[1]
    mean: Array = shares.mean(axis=0)
    if concentration is not None:
        if len(given) > 1 or not 0 < concentration < np.inf:
            raise ValueError("a concentration must be positive, and goes with the weights of one person")
        return mean * concentration
    spread = float(shares.var(axis=0, ddof=1).sum()) if len(given) > 1 else 0.0
    if spread <= SAME:
        return None
    precision = float((mean * (1 - mean)).sum()) / spread - 1
    return mean * max(precision, LEAST_PRECISION)


def draw(alpha: ArrayLike, draws: int, rng: np.random.Generator) -> Array:
    """Weights from a Dirichlet distribution, mean 1 over the barriers: (draws, B). Where alpha is 0, exactly 0.

    Gamma variates over their sum, in logarithms, because those of a small alpha are too small for a float: one
    of shape a is one of shape a + 1 times a uniform to the power 1 / a (Marsaglia and Tsang 2000), and minus
    the logarithm of a uniform is exponential. Raises ``ValueError`` for alphas that are not a vector,
    negative, not finite or all 0, and for a negative number of draws.
    """
    given = np.asarray(alpha, dtype=np.float64)
    if given.ndim != 1 or not np.isfinite(given).all() or (given < 0).any() or not given.any():
        raise ValueError("alpha must be a vector of finite numbers that are not negative, not all of them 0")
    if draws < 0:
        raise ValueError(f"{draws} draws: the number must not be negative")
    used = given > 0
    # Below about 1e-300 a quotient by alpha overflows; so far down only the ratios of alphas matter.
    shape = np.maximum(given[used] * max(1.0, TINY / given.max()), TINY**2)
    logs = np.log(rng.standard_gamma(shape + 1, (draws, shape.size)))
    logs -= rng.standard_exponential((draws, shape.size)) / shape
    parts = np.exp(logs - logs.max(axis=1, keepdims=True))
    result: Array = np.zeros((draws, given.size))
    result[:, used] = given.size * parts / parts.sum(axis=1, keepdims=True)
    return result
