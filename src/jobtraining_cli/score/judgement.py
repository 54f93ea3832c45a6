"""Drawing what is judged: how much each evidence rating is worth, and what a partial fit counts for (SCORING section 4).

The ratings are only ordered, so each draw puts as many points at random on the line from 0 to 1 as there are positive
levels, and gives them out in order. The k-th of K such points has the mean k / (K + 1), the default strength.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from jobtraining_cli.models.streams import stream
from jobtraining_cli.models.taxonomy import EvidencePolicy
from jobtraining_cli.score.coverage import Array


class Judgement(NamedTuple):
    """Strength of each rating, and the worth of a partial fit: numbers, or one for each draw, shape (draws,)."""

    strengths: Mapping[str, float | Array]
    partial: float | Array


def point(policy: EvidencePolicy) -> Judgement:
    """The policy as it stands, without chance."""
    return Judgement(policy.strengths, policy.partial_fit)


def judgement_draws(policy: EvidencePolicy, draws: int, seed: int) -> Judgement:
    """Strengths and partial fit of each draw. They depend on the seed and the policy alone, so that counties share them.

    Positive levels: sorted uniforms. ``unrated``: uniform between 0 and the draw of the level that has twice its strength
    (in the shipped policy "some evidence"). ``ineffective`` is not drawn. A partial fit is one uniform a draw. Where a
    policy has values of its own instead of the defaults, a draw is bent so that the default point falls on them.
    """
    rng = np.random.Generator(np.random.PCG64(stream(seed, "judgement")))
    levels, strengths = [level.id for level in policy.levels], policy.strengths
    count = len(levels)
    uniform = np.sort(rng.random((draws, count)), axis=1)[:, ::-1]
    even = np.arange(count + 2) / (count + 1)
    given = np.array([0.0, *(strengths[level] for level in reversed(levels)), 1.0])
    drawn = np.interp(uniform, even, given)
    found: dict[str, float | Array] = {level: drawn[:, place] for place, level in enumerate(levels)}
    positive = [level for level in levels if strengths[level] > 0]
    above = min(positive, key=lambda level: abs(strengths[level] - 2 * policy.unrated), default=None)
    most: float | Array = 1.0 if above is None else found[above] / strengths[above]
    found["unrated"] = np.minimum(1.0, rng.random(draws) * most * 2 * policy.unrated)
    found["ineffective"] = policy.ineffective
    partial = np.interp(rng.random(draws), [0.0, 0.5, 1.0], [0.0, policy.partial_fit, 1.0])
    return Judgement(found, partial)
