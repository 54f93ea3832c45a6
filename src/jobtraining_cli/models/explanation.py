"""Why a project has its place, and what would change it."""

from __future__ import annotations

from typing import Literal

from jobtraining_cli.models.base import Model
from jobtraining_cli.models.ranking import RankedProject, Ranking, UnrankedProject


class Change(Model):
    """The smallest change of one input that puts one project level with another.

    ``what`` is a ``reach`` (per 100) or a ``strength`` (0 to 1, of a rating wherever the catalogue uses it).
    Beyond ``to`` the order turns.
    """

    what: Literal["reach", "strength"]
    name: str
    label: str
    now: float
    to: float
    change: float


class Swap(Model):
    """A neighbour in the ranking, and what would turn the order between the two.

    ``reach`` and ``strength`` are null where no change of a single one, within its bounds, is enough.
    """

    direction: Literal["up", "down"]
    code: str
    id: str
    title: str
    rank: int
    fit_score: float
    gap: float
    reach: Change | None
    strength: Change | None


class Explanation(Model):
    """One project in one county: the whole sum, and what would change its place."""

    ranking: Ranking
    project: RankedProject | None
    unranked: UnrankedProject | None
    summary: str
    changes: str | None
    total_reach: float
    swaps: tuple[Swap, ...]
