"""The barriers of one county, with how sure their order is."""

from jobtraining_cli.models.base import Result
from jobtraining_cli.models.ranking import BarrierReach, CountyRef
from jobtraining_cli.models.survey import Survey

RankSet = tuple[int, int]


class BarrierPlace(BarrierReach):
    """A barrier with its rank among the county's barriers, and which ranks it may truly have.

    ``rank`` is that of the figure; null where it is hidden. ``share`` is per 100 of the table's own base, and
    ``interval`` that of the reach at the level asked for. ``ranks_by_intervals`` and ``ranks_by_differences`` are the best
    and the worst rank of simultaneous confidence sets, by two methods; null where nothing is known of the barrier.
    """

    share: float | None = None
    rank: int | None = None
    ranks_by_intervals: RankSet | None = None
    ranks_by_differences: RankSet | None = None


class CountyBarriers(Result):
    """How far each barrier reaches in one county, and how sure their order is.

    ``may_be_first`` are the barriers that no other is certainly above, by differences. ``compared`` counts
    the barriers that have a figure or bounds for one: only among these are ranks meant. ``digest`` is the SHA-256 of the
    protected table.
    """

    county: CountyRef
    service: str
    survey: Survey
    place: str
    illustrative: bool
    reach_unit: str
    reach_note: str | None
    level: float
    compared: int
    intervals_method: str
    differences_method: str
    headline: str
    caveats: tuple[str, ...]
    may_be_first: tuple[str, ...]
    barriers: tuple[BarrierPlace, ...]
    digest: str
