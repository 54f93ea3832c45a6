"""The default score beside other ways to set priorities: what each makes of the same projects."""

from enum import StrEnum

from jobtraining_cli.models.base import Result
from jobtraining_cli.models.ranking import Ranking


class Method(StrEnum):
    """A way to set priorities, by the id that the command line takes."""

    coverage = "coverage"
    hanlon_naccho = "hanlon-naccho"
    hanlon_bpr = "hanlon-bpr"
    rice = "rice"
    weighted_sum = "weighted-sum"
    topsis = "topsis"


class MethodResult(Result):
    """What one method makes of the ranked projects.

    A method runs on all of them or not at all. Where it ``can_run``, ``scores`` (more is better) and ``ranks`` (ties
    share the better rank) are by project code, best first; ``tau_b`` is Kendall's tau-b with the default score, null
    where one of the two has no order. Where it cannot, ``missing`` names each criterion that the catalogue lacks, with the
    ids of the projects that lack it, and ``reason`` any other hindrance.
    """

    id: Method
    name: str
    formula: str
    source: str
    can_run: bool
    missing: dict[str, tuple[str, ...]]
    reason: str | None
    tau_b: float | None
    scores: dict[str, float]
    ranks: dict[str, int]

    @property
    def first(self) -> tuple[str, ...]:
        """The codes of the projects that come first; several where they share the place."""
        return tuple(code for code, rank in self.ranks.items() if rank == 1)


class ComparedProject(Result):
    """A ranked project, with what the methods take of it.

    ``reach`` (per 100) is that of ``barrier``, the farthest-reaching one that the project acts on, and ``assumed`` says
    that the figure may not be shown and this is the middle of what is possible. ``size`` is on 0 to 10: ``size_rated``
    in the catalogue, else ``reach / 10``.
    """

    code: str
    id: str
    title: str
    rank: int
    fit_score: float
    barrier: str | None
    reach: float
    assumed: bool
    size: float
    size_rated: bool
    criteria: dict[str, float]


class Comparison(Result):
    """The projects of one county under every method, in the order of the default.

    ``weights`` are those of the weighted sum and of TOPSIS where they were asked for; below 0, less is better.
    """

    ranking: Ranking
    agreement: str | None
    weights: dict[str, float] | None
    projects: tuple[ComparedProject, ...]
    methods: tuple[MethodResult, ...]
