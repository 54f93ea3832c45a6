"""Why a project has its place, and what would change it."""

from typing import Literal

from jobtraining_cli.models.base import Result
from jobtraining_cli.models.ranking import RankedProject, Ranking, UnrankedProject

Direction = Literal["level", "up", "down"]
Input = Literal["reach", "strength"]


class Change(Result):
    """The smallest change of one input that puts one project level with another.

    ``what`` is a ``reach`` (per 100) or a ``strength`` (0 to 1, of a rating wherever the catalogue uses it).
    Beyond ``to`` the order turns. A strength stays between those of the levels next to it.
    """

    what: Input
    name: str
    label: str
    now: float
    to: float
    change: float


class Swap(Result):
    """A neighbour in the ranking, and what would turn the order between the two.

    ``up``: the nearest project with a better rank, ``down``: with a worse one, ``level``: one that shares it.
    ``reach`` and ``strength`` are null where no change of a single one, within its bounds, is enough.
    """

    direction: Direction
    code: str
    id: str
    title: str
    rank: int
    fit_score: float
    gap: float
    reach: Change | None
    strength: Change | None


class Explanation(Result):
    """One project in one county: the whole sum, and what would change its place."""

    ranking: Ranking
    project: RankedProject | None
    unranked: UnrankedProject | None
    summary: str
    changes: str | None
    total_reach: float
    swaps: tuple[Swap, ...]
