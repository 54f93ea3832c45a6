"""A project and its neighbours in the ranking: what would turn the order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from jobtraining_cli.models.catalog import Project
from jobtraining_cli.models.explanation import Change, Direction, Input, Swap
from jobtraining_cli.models.ranking import RankedProject, Ranking
from jobtraining_cli.models.taxonomy import EvidencePolicy
from jobtraining_cli.score.coverage import Array, coverage_matrix, fit_value
from jobtraining_cli.score.ranking import reach_vector
from jobtraining_cli.score.sensitivity import Turn, turning_reach, turning_strength


def neighbour_swaps(
    ranking: Ranking,
    project: RankedProject,
    catalogue: Mapping[str, Project],
    policy: EvidencePolicy,
    weights: Array | None = None,
) -> Iterator[Swap]:
    """For the nearest project with a better rank and the nearest with a worse one, what turns the order.

    Projects that share the rank come first, with nothing to change.

    ``catalogue`` maps the codes of the ranked projects to the projects; ``weights`` (B,) are stakeholder weights.
    """
    place = ranking.projects.index(project)
    before, behind = ranking.projects[:place][::-1], ranking.projects[place + 1 :]
    level = [other for other in (*before, *behind) if other.rank == project.rank]
    above = next((other for other in before if other.rank < project.rank), None)
    below = next((other for other in behind if other.rank > project.rank), None)
    places: list[tuple[Direction, RankedProject | None]] = [("level", other) for other in level]
    for direction, other in [*places, ("up", above), ("down", below)]:
        if other is not None:
            pair = (project, other) if direction == "down" else (other, project)
            gap = abs(other.fit_score - project.fit_score)
            yield _swap(
                direction, ranking, other, (catalogue[pair[0].code], catalogue[pair[1].code]), gap, policy, weights
            )


def most_sensitive(swaps: Iterable[Swap]) -> Change | None:
    """The smallest change that would turn the order with a neighbour, each as a part of the whole range of its input."""
    changes = [change for swap in swaps for change in (swap.reach, swap.strength) if change is not None]
    return min(changes, key=lambda c: abs(c.change) / (100.0 if c.what == "reach" else 1.0), default=None)


def _swap(
    direction: Direction,
    ranking: Ranking,
    other: RankedProject,
    pair: tuple[Project, Project],
    gap: float,
    policy: EvidencePolicy,
    weights: Array | None,
) -> Swap:
    ids = tuple(barrier.barrier for barrier in ranking.barriers)
    reach = reach_vector(ranking.barriers)
    rows = coverage_matrix(pair, ids, policy)
    # The figure of a hidden barrier is not known, so what it would have to become is not said either.
    measured = np.array([barrier.status == "measured" for barrier in ranking.barriers])
    tied = direction == "level"
    by_reach = None if tied else turning_reach(ids, reach, rows[0], rows[1], measured, weights)
    above, below = (_fits_by_rating(item, ids, policy) for item in pair)
    by_strength = None if tied else turning_strength(policy.strengths, reach, above, below, weights, policy.bounds)
    return Swap.model_construct(
        direction=direction,
        code=other.code,
        id=other.id,
        title=other.title,
        rank=other.rank,
        fit_score=other.fit_score,
        gap=round(gap, 9),
        reach=_change("reach", by_reach, {barrier.barrier: barrier.label for barrier in ranking.barriers}, 100.0),
        strength=_change("strength", by_strength, {rating: policy.label(rating) for rating in policy.strengths}, 1.0),
    )


def _fits_by_rating(project: Project, ids: tuple[str, ...], policy: EvidencePolicy) -> dict[str, Array]:
    fits: dict[str, Array] = {}
    for edge in project.addresses:
        fits.setdefault(edge.evidence.rating, np.zeros(len(ids)))[ids.index(edge.barrier)] += fit_value(
            edge.fit, policy
        )
    return fits


def _change(what: Input, turn: Turn | None, labels: Mapping[str, str], scale: float) -> Change | None:
    if turn is None:
        return None
    now, to = round(turn.now * scale, 9), round(turn.to * scale, 9)
    return Change.model_construct(
        what=what, name=turn.name, label=labels[turn.name], now=now, to=to, change=round(to - now, 9)
    )
