"""How sure a ranking is, and what else it may rest on: weights, patterns of answers, another method."""

from typing import Literal

from jobtraining_cli.models.base import Result

ModeName = Literal["data", "judgement", "both"]


class PatternsUsed(Result):
    """Who named what together, as far as it may be shown.

    ``people`` were asked. Of the share ``known_share`` of those who name a barrier the whole pattern is known; the others are
    taken to name barriers independently. ``left_out`` are barriers whose counts are hidden.
    """

    people: int
    known_share: float
    left_out: tuple[str, ...]


class ModeUncertainty(Result):
    """What the draws of one mode say, by project code.

    ``rank_acceptability``: share of the draws in which the project has rank 1, 2, ... ``pairwise``: share in which the
    first project is strictly above the second. ``_mcse`` are Monte Carlo standard errors.
    """

    rank_acceptability: dict[str, tuple[float, ...]]
    expected_rank: dict[str, float]
    expected_rank_mcse: dict[str, float]
    rank_interval: dict[str, tuple[int, int]]
    pairwise: dict[str, dict[str, float]]
    pairwise_mcse: dict[str, dict[str, float]]
    mean_interval_width: float


class EdgeChange(Result):
    """An edge whose fit would have to be judged otherwise."""

    code: str
    barrier: str
    fit: str
    to: str


class BarrierWeight(Result):
    """What a barrier counts for: the mean over people, and how much they differ (standard deviation)."""

    barrier: str
    mean: float
    sd: float


class Stakeholders(Result):
    """Stakeholder weights of the measured barriers, mean 1. ``drawn``: whether judgement draws vary them.

    ``precision`` is that of the Dirichlet distribution that is drawn from; null where nothing is.
    """

    title: str | None
    place: str
    people: int
    drawn: bool
    precision: float | None
    illustrative: bool
    weights: tuple[BarrierWeight, ...]


class MethodUsed(Result):
    """The method that the projects are ordered by, where it is not the default, and how far it agrees with that.

    ``tau_b`` is Kendall's tau-b between the scores of both; null where one of them has no order.
    """

    id: str
    name: str
    formula: str
    source: str
    tau_b: float | None


class Uncertainty(Result):
    """How sure the ranking is, as shares of draws. All null where nothing was drawn.

    ``mode`` is the one that the figures of the projects are of, and ``rank_acceptability`` and ``pairwise`` beside it;
    ``modes`` has all three. ``data_draws`` says how the data were drawn: each barrier by itself (Jeffreys), or people with
    all that they named (Bayesian bootstrap); then ``never_named`` are barriers that stay at 0. ``driver`` says what makes the order uncertain: ``data``, ``judgement``, ``both`` or
    ``neither``.
    """

    mode: ModeName | None = None
    draws: int | None = None
    seed: int | None = None
    numpy: str | None = None
    driver: Literal["data", "judgement", "both", "neither"] | None = None
    data_draws: Literal["jeffreys", "bootstrap"] | None = None
    never_named: tuple[str, ...] | None = None
    prior_dominated: tuple[str, ...] | None = None
    rank_acceptability: dict[str, tuple[float, ...]] | None = None
    pairwise: dict[str, dict[str, float]] | None = None
    pairwise_mcse: dict[str, dict[str, float]] | None = None
    modes: dict[ModeName, ModeUncertainty] | None = None
    edge_changes_to_displace_first: int | None = None
    edge_changes: tuple[EdgeChange, ...] | None = None
