"""Bayesian bootstrap over respondents, through their patterns of barriers (SCORING section 4)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jobtraining_cli.models.patterns import ProtectedPatterns

Array = NDArray[np.float64]
# So many patterns at once that raw ones of thousands of people take no more memory than a few.
BLOCK = 256


def reach_draws(patterns: ProtectedPatterns, barriers: Sequence[str], draws: int, rng: np.random.Generator) -> Array:
    """Shares of all people in the patterns who name each barrier, each row a draw: (draws, B), in [0, 1].

    The Bayesian bootstrap (Rubin 1981) gives the n people weights from Dirichlet(1, ..., 1): exponential
    variates over their sum. All people of a pattern together then have a gamma variate of their number, and the
    pool one of its size. In the pool those who name b have a gamma variate of their number and the others one of
    theirs, for each barrier apart: how they overlap is not known, so within the pool, and only there, barriers
    are drawn independently. Without survey weights each column is exactly Beta(k_b, n - k_b).

    With survey weights w each variate counts w times. That of m people with mean weight w then has mean
    ``m w`` and variance ``m w^2 / efficiency``, which allows for weights that differ within a pattern: gamma of
    shape ``m * efficiency``, times ``w / efficiency``.

    A barrier that nobody names stays at 0, and one that all name at 1 (see `never_named`). The draws of a barrier
    depend neither on the order nor on the choice of ``barriers``. These are shares of the base of the table, not
    yet reach. Raises ``ValueError`` for a negative number of draws, for barriers that the patterns do not know
    (a hidden one must be drawn otherwise), and where there is nobody.
    """
    if draws < 0:
        raise ValueError(f"{draws} draws: the number must not be negative")
    if not patterns.people:
        raise ValueError("there is nobody in the patterns")
    columns = _columns(patterns, barriers)
    named = np.zeros((draws, len(patterns.barriers)))
    total = np.zeros(draws)
    known = {barrier: place for place, barrier in enumerate(patterns.barriers)}
    for start in range(0, len(patterns.kept), BLOCK):
        block = patterns.kept[start : start + BLOCK]
        member = np.zeros((len(block), len(known)))
        for place, pattern in enumerate(block):
            member[place, [known[barrier] for barrier in pattern.barriers]] = 1
        variates = _gamma([p.people for p in block], [p.weight for p in block], patterns.efficiency, draws, rng)
        named += variates @ member
        total += variates.sum(axis=1)
    if patterns.pool_people:
        pool = _gamma([patterns.pool_people], [patterns.pool_weight], patterns.efficiency, draws, rng)
        named += pool * _pool_shares(patterns, draws, rng)
        total += pool[:, 0]
    shares: Array = np.clip(named / total[:, None], 0, 1)
    return shares[:, columns]


def never_named(patterns: ProtectedPatterns, barriers: Sequence[str]) -> tuple[str, ...]:
    """Those of ``barriers`` that nobody names: they are 0 in every draw, as if that were certain.

    ``left_out`` ones are not among them: of those nothing is known. Raises ``ValueError`` for none.
    """
    named = {barrier for pattern in patterns.kept for barrier in pattern.barriers}
    named |= {barrier for barrier, count in zip(patterns.barriers, patterns.pool_counts, strict=True) if count}
    return tuple(barrier for barrier in barriers if barrier not in named and barrier not in patterns.left_out)


def _columns(patterns: ProtectedPatterns, barriers: Sequence[str]) -> list[int]:
    column = {barrier: place for place, barrier in enumerate(patterns.barriers)}
    unknown = [barrier for barrier in barriers if barrier not in column]
    if unknown:
        raise ValueError(f"the patterns do not say who names {', '.join(unknown)}")
    return [column[barrier] for barrier in barriers]


def _gamma(
    people: Sequence[int], weights: Sequence[float], efficiency: float, draws: int, rng: np.random.Generator
) -> Array:
    """The summed bootstrap weights of groups of people, one column a group: (draws, groups)."""
    shape = np.array(people, dtype=np.float64) * efficiency
    variates: Array = rng.standard_gamma(shape, (draws, shape.size)) * (np.array(weights) / efficiency)
    return variates


def _pool_shares(patterns: ProtectedPatterns, draws: int, rng: np.random.Generator) -> Array:
    """The weighted share of the pool that names each barrier, each drawn apart: (draws, B)."""
    size, whole = patterns.pool_people, patterns.pool_people * patterns.pool_weight
    shares = np.zeros((draws, len(patterns.barriers)))
    for place, (count, weight) in enumerate(zip(patterns.pool_counts, patterns.pool_weights, strict=True)):
        if count == size:
            shares[:, place] = 1
        elif count:
            # Rounded mean weights could leave the others with nothing.
            other = max(whole - count * weight, 1e-9 * whole) / (size - count)
            parts = _gamma([count, size - count], [weight, other], patterns.efficiency, draws, rng)
            shares[:, place] = parts[:, 0] / parts.sum(axis=1)
    return shares
