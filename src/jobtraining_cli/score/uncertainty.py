"""How sure the ranking is: shares of draws, under the data alone, the judgement alone, and both (SCORING section 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from jobtraining_cli.models.ranking import RankedProject
from jobtraining_cli.models.uncertainty import ModeName, ModeUncertainty, Uncertainty
from jobtraining_cli.score.acceptability import (
    acceptability_of_ranks,
    expected_ranks,
    pairwise_wins,
    rank_interval,
    ranks,
    standard_error,
)
from jobtraining_cli.score.coverage import Array, competition_rank
from jobtraining_cli.score.draws import Terms, score_draws
from jobtraining_cli.score.edge_changes import fewest_edge_changes
from jobtraining_cli.score.judgement import Judgement
from jobtraining_cli.score.tiers import SEPARATED, tiers

Driver = Literal["data", "judgement", "both", "neither"]
_MOSTLY = 2.0


class Chances(NamedTuple):
    """What may be drawn, each as a pair: as it stands, and drawn.

    Reach (B,) and (draws, B); judgement without and with draws; stakeholder weights (B,) and (draws, B) or (B,), ``None``
    where all are 1. Weights are drawn as judgement.
    """

    reach: tuple[Array, Array]
    judgement: tuple[Judgement, Judgement]
    weights: tuple[Array, Array] | None = None


class Mode(NamedTuple):
    """One mode's draws, by row of the projects: everything that is told of them."""

    acceptability: Array
    wins: Array
    expected: Array
    expected_error: Array
    low: NDArray[np.int64]
    high: NDArray[np.int64]

    @property
    def width(self) -> float:
        """The mean width of the 90% rank intervals, in ranks."""
        return float((self.high - self.low).mean())


def draw_modes(terms: Terms, chances: Chances, draws: int) -> dict[ModeName, Mode]:
    """The three modes, each with the same draws of what it draws."""
    found: dict[ModeName, Mode] = {}
    names: tuple[ModeName, ...] = ("data", "judgement", "both")
    for name in names:
        data, judged = name != "judgement", name != "data"
        weights = None if chances.weights is None else chances.weights[judged]
        scores = score_draws(terms, chances.reach[data], chances.judgement[judged], draws, weights)
        found[name] = _mode(scores)
    return found


def _mode(scores: Array) -> Mode:
    places = ranks(scores)
    acceptability = acceptability_of_ranks(places)
    expected, error = expected_ranks(places)
    low, high = rank_interval(acceptability)
    return Mode(acceptability, pairwise_wins(scores), expected, error, low, high)


def driver(modes: Mapping[ModeName, Mode]) -> Driver:
    """What makes the order uncertain: the one whose rank intervals are at least twice as wide, else both."""
    data, judgement = modes["data"].width, modes["judgement"].width
    if data == judgement == 0:
        return "neither"
    if data >= _MOSTLY * judgement:
        return "data"
    return "judgement" if judgement >= _MOSTLY * data else "both"


def with_uncertainty(
    projects: Sequence[RankedProject], modes: Mapping[ModeName, Mode], shown: ModeName, draws: int
) -> tuple[RankedProject, ...]:
    """The ranked projects with what the draws of the mode ``shown`` say of each; rows in the order of ``projects``."""
    mode = modes[shown]
    # Without points there is nothing to be apart by: what draws say of such projects is the prior alone.
    scored = sum(project.fit_score > 0 for project in projects)
    places = (*tiers(mode.wins[:scored, :scored], draws), *[None] * (len(projects) - scored))
    found = []
    for row, (project, place) in enumerate(zip(projects, places, strict=True)):
        first = float(mode.acceptability[row, 0])
        update: dict[str, object] = {
            "p_first": first,
            "p_first_mcse": _error(first, draws),
            "rank_low": int(mode.low[row]),
            "rank_high": int(mode.high[row]),
            "expected_rank": round(float(mode.expected[row]), 9),
            "expected_rank_mcse": round(float(mode.expected_error[row]), 9),
        }
        if place is not None:
            update |= {
                "tier": place.tier,
                "tier_label": None if place.first == row else f"not separated from {projects[place.first].id}",
                "tier_borderline": place.borderline,
            }
        if row + 1 < len(projects):
            beats = float(mode.wins[row, row + 1])
            level = beats == 0 and float(mode.wins[row + 1, row]) == 0
            update |= {"p_beats_next": beats, "p_beats_next_mcse": _error(beats, draws), "level_with_next": level}
        found.append(project.model_copy(update=update))
    return tuple(found)


def _error(share: float, draws: int) -> float:
    return round(float(standard_error(share, draws)), 9)


def summary(
    projects: Sequence[RankedProject],
    modes: Mapping[ModeName, Mode],
    shown: ModeName,
    draws: int,
    seed: int,
    partial_fit: float = 0.5,
) -> Uncertainty:
    """Everything that is told of the draws as a whole. ``partial_fit``: what that counts for by the policy."""
    told = {name: _told(projects, mode, draws) for name, mode in modes.items()}
    changes = fewest_edge_changes(projects, partial_fit)
    return Uncertainty.model_construct(
        mode=shown,
        draws=draws,
        seed=seed,
        numpy=np.__version__,
        driver=driver(modes),
        rank_acceptability=told[shown].rank_acceptability,
        pairwise=told[shown].pairwise,
        pairwise_mcse=told[shown].pairwise_mcse,
        modes=told,
        edge_changes_to_displace_first=None if changes is None else len(changes),
        edge_changes=changes,
    )


def _told(projects: Sequence[RankedProject], mode: Mode, draws: int) -> ModeUncertainty:
    codes = [project.code for project in projects]
    errors = np.round(standard_error(mode.wins, draws), 9)

    def square(values: Array) -> dict[str, dict[str, float]]:
        return {
            code: {other: value for other, value in zip(codes, line, strict=True) if other != code}
            for code, line in zip(codes, values.tolist(), strict=True)
        }

    return ModeUncertainty.model_construct(
        rank_acceptability=dict(zip(codes, map(tuple, mode.acceptability.tolist()), strict=True)),
        expected_rank=dict(zip(codes, np.round(mode.expected, 9).tolist(), strict=True)),
        expected_rank_mcse=dict(zip(codes, np.round(mode.expected_error, 9).tolist(), strict=True)),
        rank_interval=dict(zip(codes, zip(mode.low.tolist(), mode.high.tolist(), strict=True), strict=True)),
        pairwise=square(mode.wins),
        pairwise_mcse=square(errors),
        mean_interval_width=round(mode.width, 9),
    )


def ranks_without(projects: Sequence[RankedProject], barriers: frozenset[str]) -> tuple[int | None, ...]:
    """The rank of each project when some barriers are left out; ``None`` where nothing else of it was measured."""
    kept = [[t.relief for t in p.contributions if t.barrier not in barriers and t.relief is not None] for p in projects]
    rows = [row for row, terms in enumerate(kept) if terms]
    places = competition_rank(np.round(np.array([sum(kept[row]) for row in rows]), 9)) if rows else ()
    found: list[int | None] = [None] * len(projects)
    for row, place in zip(rows, places, strict=True):
        found[row] = int(place)
    return tuple(found)


__all__ = ["SEPARATED", "Chances", "Mode", "draw_modes", "driver", "ranks_without", "summary", "with_uncertainty"]
