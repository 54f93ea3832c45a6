"""Tiers: which projects the draws do not separate from a better one (SCORING section 4, tiers)."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

from jobtraining_cli.score.coverage import Array

SEPARATED = 0.95


class Place(NamedTuple):
    """A project's tier, counted from 1, the row of the tier's first project, and whether the boundary is a close call."""

    tier: int
    first: int
    borderline: bool


def tiers(wins: Array, draws: int) -> tuple[Place, ...]:
    """The tier of each project; rows and columns of ``wins`` (P, P) stand in score order.

    A project opens a new tier when the first project of the current tier beats it in at least 95% of the draws. Within
    two Monte Carlo standard errors of 95% the boundary is borderline: another seed may put it on the other side.
    """
    near = 2 * sqrt(SEPARATED * (1 - SEPARATED) / draws)
    found: list[Place] = []
    tier, first = 1, 0
    for row in range(len(wins)):
        share = float(wins[first, row])
        borderline = row > 0 and abs(share - SEPARATED) <= near
        if row > 0 and share >= SEPARATED:
            tier, first = tier + 1, row
        found.append(Place(tier, first, borderline))
    return tuple(found)
