"""Reach x catalogue -> projects with their places, and those without one."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from jobtraining_cli.models.catalog import Edge, Project
from jobtraining_cli.models.ranking import BarrierReach, Contribution, RankedProject, UnrankedProject, Why
from jobtraining_cli.models.taxonomy import EvidencePolicy
from jobtraining_cli.score.coverage import (
    Array,
    best_edge_scores,
    competition_rank,
    coverage_matrix,
    fit_score,
    fit_terms,
    fit_value,
    relief_index,
    relief_terms,
)


def reach_vector(barriers: Iterable[BarrierReach]) -> Array:
    """The reaches as shares in [0, 1], shape (B,); 0 where nothing was measured."""
    return np.array([(barrier.used or 0.0) / 100 for barrier in barriers], dtype=np.float64)


def screen(
    projects: Iterable[Project], barriers: Iterable[BarrierReach]
) -> tuple[tuple[Project, ...], tuple[UnrankedProject, ...]]:
    """The projects that can be ranked, and those that cannot, with the reason.

    Screened out is a project with a "no" to a PEARL question (SCORING section 3, gate 1). One that acts on
    nothing the table measured has no score: unknown is not zero.
    """
    known = {barrier.barrier for barrier in barriers if barrier.used is not None}
    kept, unranked = [], []
    for project in projects:
        edges = tuple(edge.barrier for edge in project.addresses)
        refused = project.feasibility.refused
        if refused:
            unranked.append(_unranked(project, "screened_out", edges, refused, project.feasibility.reason))
        elif not edges:
            unranked.append(_unranked(project, "no_edges", edges))
        elif not known & set(edges):
            unranked.append(_unranked(project, "not_measured", edges))
        else:
            kept.append(project)
    return tuple(kept), tuple(unranked)


def _unranked(
    project: Project, why: Why, barriers: tuple[str, ...], questions: tuple[str, ...] = (), reason: str | None = None
) -> UnrankedProject:
    return UnrankedProject.model_construct(
        code=project.code,
        id=project.id,
        title=project.title,
        innovation=project.key.innovation,
        origin=project.origin,
        why=why,
        questions=questions,
        reason=reason,
        barriers=barriers,
    )


def rank_projects(
    projects: tuple[Project, ...],
    barriers: tuple[BarrierReach, ...],
    policy: EvidencePolicy,
    weights: Array | None = None,
) -> tuple[RankedProject, ...]:
    """The projects in rank order, ties in code order, each with every term of its score.

    ``barriers`` are the columns (all of the taxonomy, sorted by id); ``weights`` (B,) are stakeholder
    weights, 1 each by default.
    """
    if not projects:
        return ()
    ids = tuple(barrier.barrier for barrier in barriers)
    reach = reach_vector(barriers)
    coverage = coverage_matrix(projects, ids, policy)
    relief, fit = relief_terms(reach, coverage, weights), fit_terms(reach, coverage, weights)
    scores, index = fit_score(fit), relief_index(relief)
    ranks, best = competition_rank(scores), competition_rank(best_edge_scores(fit))
    column = {barrier: place for place, barrier in enumerate(ids)}
    weight = np.ones_like(reach) if weights is None else weights
    ranked = []
    for row, project in enumerate(projects):
        terms = [
            _contribution(edge, barriers[at], policy, float(weight[at]), float(relief[row, at]), float(fit[row, at]))
            for edge in project.addresses
            if (at := column.get(edge.barrier)) is not None
        ]
        terms.sort(key=lambda term: (-(term.fit_points if term.fit_points is not None else -1.0), term.barrier))
        ranked.append(
            RankedProject.model_construct(
                rank=int(ranks[row]),
                code=project.code,
                id=project.id,
                title=project.title,
                innovation=project.key.innovation,
                origin=project.origin,
                fit_score=float(scores[row]),
                relief_index=float(index[row]),
                edges=len(terms),
                edges_measured=sum(term.fit_points is not None for term in terms),
                best_edge_rank=int(best[row]),
                top_barriers=tuple(term.barrier for term in terms if term.fit_points),
                ratings=tuple(dict.fromkeys(term.rating_label for term in terms if term.fit_points is not None)),
                feasibility_open=project.feasibility.open,
                contributions=tuple(terms),
            )
        )
    return tuple(sorted(ranked, key=lambda item: item.rank))


def _contribution(
    edge: Edge, barrier: BarrierReach, policy: EvidencePolicy, weight: float, relief: float, fit: float
) -> Contribution:
    value, strength = fit_value(edge.fit, policy), policy.strengths[edge.evidence.rating]
    measured = barrier.used is not None
    return Contribution.model_construct(
        barrier=edge.barrier,
        label=barrier.label,
        status=barrier.status,
        line=barrier.line,
        reach=barrier.reach,
        assumed=barrier.assumed,
        weight=weight,
        fit=edge.fit.value,
        fit_value=value,
        basis=edge.basis,
        rating=edge.evidence.rating,
        rating_label=policy.label(edge.evidence.rating),
        strength=strength,
        coverage=value * strength,
        relief=relief if measured else None,
        fit_points=fit if measured else None,
        why=edge.why,
        clearinghouse=edge.evidence.clearinghouse,
        outcome=edge.evidence.outcome,
        url=edge.evidence.url,
        note=edge.evidence.note,
    )


def first_places(reach: Array, coverage: Array) -> NDArray[np.bool_]:
    """Which projects come first, shape (counties, projects), for reaches (counties, B); ties all count."""
    scores = fit_score(fit_terms(reach, coverage))
    first: NDArray[np.bool_] = (scores == scores.max(axis=-1, keepdims=True)) & (scores > 0)
    return first
