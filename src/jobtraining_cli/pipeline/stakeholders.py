"""Stakeholder weights, from their file to what a ranking of one county uses."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from jobtraining_cli.models.ranking import BarrierReach
from jobtraining_cli.models.streams import stream
from jobtraining_cli.models.uncertainty import BarrierWeight, Stakeholders
from jobtraining_cli.models.weights import Weights
from jobtraining_cli.score.coverage import Array
from jobtraining_cli.score.stakeholders import dirichlet, draw, moments, resolve


class InUse(NamedTuple):
    """Weights over the barriers of the taxonomy: as they are (B,), drawn (draws, B), and what is told of them.

    A barrier that was not measured has the weight 1, which does nothing.
    """

    mean: Array
    drawn: Array
    told: Stakeholders


def weigh(weights: Weights, place: str, barriers: tuple[BarrierReach, ...], draws: int, seed: int) -> InUse | None:
    """The weights for the barriers measured in a county; ``None`` where none was. Raises ``DataError`` for gaps."""
    columns = [at for at, barrier in enumerate(barriers) if barrier.used is not None]
    if not columns:
        return None
    people = resolve(weights, [barriers[at].barrier for at in columns], place)
    found = moments(people)
    alpha = dirichlet(people, weights.concentration)
    mean = np.ones(len(barriers))
    mean[columns] = found.mean
    drawn = mean
    if alpha is not None:
        rng = np.random.Generator(np.random.PCG64(stream(seed, "weights", *(barriers[at].barrier for at in columns))))
        drawn = np.ones((draws, len(barriers)))
        drawn[:, columns] = draw(alpha, draws, rng)
    told = tuple(
        BarrierWeight.model_construct(barrier=barriers[at].barrier, mean=round(mean, 9), sd=round(sd, 9))
        for at, mean, sd in zip(columns, found.mean.tolist(), found.sd.tolist(), strict=True)
    )
    return InUse(
        mean,
        drawn,
        Stakeholders.model_construct(
            title=weights.title,
            place=place.replace("\\", "/").rpartition("/")[2],
            people=len(people),
            drawn=alpha is not None,
            precision=None if alpha is None else round(float(alpha.sum()), 9),
            illustrative=weights.illustrative,
            weights=told,
        ),
    )
