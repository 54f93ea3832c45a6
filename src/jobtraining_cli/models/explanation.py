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


class MethodRank(Result):
    """A project's rank by another method; null where that cannot run, and then ``missing`` says what it lacks."""

    method: str
    name: str
    rank: int | None
    missing: tuple[str, ...] = ()


class Explanation(Result):
    """One project in one county: the whole sum, and what would change its place.

    ``next_id`` is the project below it. ``most_sensitive`` is the smallest of all changes, each as a part of the whole
    range of its input. ``methods`` are its ranks by other methods, as far as these can run.
    """

    ranking: Ranking
    project: RankedProject | None
    unranked: UnrankedProject | None
    summary: str
    changes: str | None
    total_reach: float
    swaps: tuple[Swap, ...]
    next_id: str | None = None
    most_sensitive: Change | None = None
    methods: tuple[MethodRank, ...] = ()
