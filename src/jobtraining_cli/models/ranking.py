"""What a ranking says: every figure, what it was made of, and what it cannot say.

Scores and reaches are per 100. The fields of the uncertainty of a ranking are null where nothing was drawn.
"""

from typing import Literal

from pydantic import Field

from jobtraining_cli.models.base import Result
from jobtraining_cli.models.catalog import Origin
from jobtraining_cli.models.survey import Survey
from jobtraining_cli.models.uncertainty import MethodUsed, PatternsUsed, Stakeholders, Uncertainty

Why = Literal["screened_out", "not_measured", "no_edges"]
# Why there is no ranking: nothing measured, figures that may not be shown, of too few people, too uncertain to be
# printed, or all of them 0; no project left after the gates, or none that gets any points.
NoRanking = Literal["not_measured", "hidden", "small_base", "unreliable", "none_named", "no_project", "no_points"]
# Whether a figure is printed (SCORING section 3, reliability), and if not, the first rule that it fails.
Reliable = Literal["shown", "small_n", "wide", "relative_width"]


class CountyRef(Result):
    """The county that a result is about."""

    fips: str
    name: str
    state: str


class BarrierReach(Result):
    """How far a barrier reaches in a county, and how that is known.

    ``reach`` is per 100 of ``unit`` and null where the figure is hidden or was not measured. A hidden figure
    enters the scores as ``assumed``, the middle of what the published table allows; ``hidden`` says why it is hidden.
    ``reliability`` says whether the figure is sure enough to be printed by itself; one that is not still enters the
    scores, and the draws with all its uncertainty. ``interval`` is for the reach, at 95%.
    """

    barrier: str
    label: str
    status: Literal["measured", "hidden", "not_measured"]
    reach: float | None = None
    assumed: float | None = None
    hidden: Literal["few", "nearly_all", "small_base", "withheld", "complement"] | None = None
    count: int | None = None
    base_n: int | None = None
    n_eff: float | None = None
    moe90: float | None = None
    moe95: float | None = None
    se: float | None = None
    interval: tuple[float, float] | None = None
    interval_method: str | None = None
    reliability: Reliable | None = None
    flags: tuple[str, ...] = ()
    drawn_size: float | None = None
    state_median: float | None = None
    indicator: str | None = None
    universe: str | None = None
    stands_in_for: str | None = None
    line: int | None = None

    @property
    def used(self) -> float | None:
        """The reach that enters the scores: the measured one, or the assumed one."""
        return self.reach if self.reach is not None else self.assumed


class Contribution(Result):
    """What one edge adds to a project's score.

    ``coverage = fit * strength``; ``relief = weight * reach * coverage`` in points of the relief index;
    ``fit_points`` is the same in points of the fit score. Both are null where the barrier was not measured. Of a hidden
    figure ``reach`` is null, and ``assumed`` the value that enters in its place.
    """

    barrier: str
    label: str
    status: Literal["measured", "hidden", "not_measured"]
    line: int | None
    reach: float | None
    assumed: float | None
    weight: float
    fit: str
    fit_value: float
    basis: str
    rating: str
    rating_label: str
    strength: float
    coverage: float
    relief: float | None
    fit_points: float | None
    why: str
    clearinghouse: str | None
    outcome: str | None
    url: str | None
    note: str | None


class RankedProject(Result):
    """A project with its place, and with every term of its score.

    ``fit_score`` is the share, out of 100, of all barrier reports on which the project acts,
    discounted by the evidence. ``relief_index`` is the same per 100 of the base, not per report.
    """

    rank: int
    code: str
    id: str
    title: str
    innovation: int
    origin: Origin
    fit_score: float
    relief_index: float
    edges: int
    edges_measured: int
    best_edge_rank: int
    top_barriers: tuple[str, ...]
    ratings: tuple[str, ...]
    feasibility_open: tuple[str, ...]
    contributions: tuple[Contribution, ...]
    p_first: float | None = None
    p_first_mcse: float | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    expected_rank: float | None = None
    expected_rank_mcse: float | None = None
    tier: int | None = None
    tier_label: str | None = None
    tier_borderline: bool | None = None
    p_beats_next: float | None = None
    p_beats_next_mcse: float | None = None
    level_with_next: bool | None = None
    rank_without_prior_dominated: int | None = None
    rank_unweighted: int | None = None
    method_score: float | None = None
    any_relief_independent: float | None = None
    any_relief_dependent: float | None = None
    all_relief_independent: float | None = None
    all_relief_dependent: float | None = None


class UnrankedProject(Result):
    """A project without a place, and why: a gate screened it out, or nothing it acts on was measured."""

    code: str
    id: str
    title: str
    innovation: int
    origin: Origin
    why: Why
    questions: tuple[str, ...] = ()
    reason: str | None = None
    barriers: tuple[str, ...] = ()


class StateContext(Result):
    """How the county's figures stand among its state's, for a table of indicators."""

    state: str
    counties: int
    leading_barrier: str
    leading_in: int
    first_project: str | None
    first_in: int


class Strength(Result):
    """A line of the evidence policy, as it was applied."""

    rating: str
    label: str
    strength: float


class Policy(Result):
    """The evidence policy in force: a policy, not a fact."""

    id: str
    title: str
    strengths: tuple[Strength, ...]
    partial_fit: float


class Digests(Result):
    """SHA-256 of what the ranking rests on. Of people's answers only the protected table is digested."""

    catalogue: str
    table: str


class Ranking(Result):
    """The projects of one service in one county, ranked by fit to the barriers found there."""

    county: CountyRef
    service: str
    headline: str = ""
    caveats: tuple[str, ...] = ()
    survey: Survey
    place: str
    reach_unit: str
    reach_note: str | None = None
    relief_name: str
    illustrative: bool
    supported: bool
    no_ranking: NoRanking | None = None
    catalogue_state: str | None = None
    barriers: tuple[BarrierReach, ...]
    ranked_total: int
    filters: dict[str, str] = Field(default_factory=dict)
    projects: tuple[RankedProject, ...]
    unranked: tuple[UnrankedProject, ...]
    unaddressed: tuple[str, ...]
    alternative: str | None = None
    state_context: StateContext | None
    policy: Policy
    stakeholders: Stakeholders | None = None
    method: MethodUsed | None = None
    patterns: PatternsUsed | None = None
    uncertainty: Uncertainty
    digests: Digests
