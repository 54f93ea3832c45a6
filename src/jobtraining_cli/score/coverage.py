"""Weighted coverage: the fit score and the relief index (SCORING section 2)."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from jobtraining_cli.models.catalog import Fit, Project
from jobtraining_cli.models.taxonomy import EvidencePolicy

Array = NDArray[np.float64]
DECIMALS = 9


def fit_value(fit: Fit, policy: EvidencePolicy) -> float:
    """What a fit counts for: none 0, partial by the policy (1/2), full 1."""
    return {Fit.none: 0.0, Fit.partial: policy.partial_fit, Fit.full: 1.0}[fit]


def coverage_matrix(projects: Iterable[Project], barriers: tuple[str, ...], policy: EvidencePolicy) -> Array:
    """``e_pb = fit_pb * strength(rating_pb)``, shape (projects, barriers), each in [0, 1].

    ``barriers`` are the columns, in order; edges to other barriers are passed over.
    """
    projects = tuple(projects)
    column = {barrier: place for place, barrier in enumerate(barriers)}
    strengths = policy.strengths
    matrix = np.zeros((len(projects), len(barriers)))
    for row, project in enumerate(projects):
        for edge in project.addresses:
            if edge.barrier in column:
                matrix[row, column[edge.barrier]] = fit_value(edge.fit, policy) * strengths[edge.evidence.rating]
    return matrix


def relief_terms(reach: Array, coverage: Array, weights: Array | None = None) -> Array:
    """``100 * v_b * reach_b * e_pb``: the terms of the relief index.

    ``reach`` is a share in [0, 1] of shape (..., B), ``coverage`` (P, B), ``weights`` (B,), by default
    all 1. Returns (..., P, B). A reach that was not measured must come in as 0.
    """
    weighted = reach if weights is None else reach * weights
    terms: Array = 100.0 * weighted[..., None, :] * coverage
    return terms


def _rounded(scores: Array) -> Array:
    """To 1e-9, so that sums which differ only by the order of adding share a rank."""
    rounded: Array = np.round(scores, DECIMALS)
    return rounded


def relief_index(terms: Array) -> Array:
    """``R_p = 100 * sum_b(v_b * reach_b * e_pb)`` from its terms (..., P, B), rounded to 1e-9: (..., P)."""
    return _rounded(terms.sum(axis=-1))


def fit_terms(reach: Array, coverage: Array, weights: Array | None = None) -> Array:
    """The terms of the fit score: those of the relief index over ``sum_b(v_b * reach_b)``. Shape (..., P, B).

    Where no barrier has any reach, all terms are 0.
    """
    total = (reach if weights is None else reach * weights).sum(axis=-1)[..., None, None]
    terms = relief_terms(reach, coverage, weights)
    fit: Array = np.divide(terms, total, out=np.zeros_like(terms), where=total > 0)
    return fit


def fit_score(terms: Array) -> Array:
    """``F_p = 100 * sum_b(v_b * reach_b * e_pb) / sum_b(v_b * reach_b)`` from its terms, rounded to 1e-9."""
    return _rounded(terms.sum(axis=-1))


def competition_rank(scores: Array) -> NDArray[np.int64]:
    """Ranks along the last axis, the highest score first; ties share the better rank (1, 2, 2, 4)."""
    ahead: NDArray[np.int64] = (scores[..., None, :] > scores[..., :, None]).sum(axis=-1)
    return 1 + ahead


def best_edge_scores(terms: Array) -> Array:
    """The fit score when only each project's largest term counts. Shape (..., P)."""
    return _rounded(terms.max(axis=-1, initial=0.0))
