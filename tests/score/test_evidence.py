"""The evidence policy: from a rating to a strength, and from a fit to a share."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from pydantic import ValidationError

from jobtraining_cli.models.catalog import Edge, Evidence, Fit, Project
from jobtraining_cli.models.taxonomy import EvidencePolicy, Level
from jobtraining_cli.score.coverage import coverage_matrix
from jobtraining_cli.workspace import Workspace

SHIPPED = {
    "scientifically_supported": Fraction(5, 6),
    "some_evidence": Fraction(4, 6),
    "expert_opinion": Fraction(3, 6),
    "mixed": Fraction(2, 6),
    "insufficient": Fraction(1, 6),
    "ineffective": Fraction(0),
    "unrated": Fraction(1, 3),
}


def policy(*strengths: float | None, **more) -> EvidencePolicy:
    levels = tuple(Level(id=f"l{place}", label=f"L{place}", strength=value) for place, value in enumerate(strengths))
    return EvidencePolicy(version=1, id="made", title="Made up", levels=levels, **more)


def coverage(found: EvidencePolicy, fit: Fit, rating: str) -> np.ndarray:
    edge = Edge(barrier="b", fit=fit, evidence=Evidence(rating=rating), why="made up")
    elsewhere = Edge(barrier="z", fit="full", evidence=Evidence(rating=rating), why="not a column")
    made = Project(
        code="Job Training.1.1",
        title="t",
        summary="s",
        origin="proposed",
        level=("county",),
        addresses=(edge, elsewhere),
    )
    return coverage_matrix([made], ("a", "b", "c"), found)


def test_the_shipped_policy():
    found = Workspace.open().policy
    assert found.strengths == pytest.approx({rating: float(value) for rating, value in SHIPPED.items()}, abs=1e-12)
    assert found.partial_fit == 0.5
    assert list(found.strengths)[:5] == list(SHIPPED)[:5]


def test_every_rating_in_the_shipped_catalogue_is_of_effectiveness():
    # CLEAR rates how causal a study is, not whether the programme works: it maps to no strength.
    edges = [e for p in Workspace.open().catalogue.projects for e in p.addresses]
    assert {e.evidence.rating for e in edges} <= set(SHIPPED)
    assert {e.evidence.clearinghouse for e in edges if e.evidence.rating != "unrated"} == {"What Works for Health"}


@pytest.mark.parametrize("levels", [1, 2, 3, 5, 8])
def test_level_k_from_below_has_k_over_one_more(levels):
    found = policy(*[None] * levels).strengths
    assert [found[f"l{place}"] for place in range(levels)] == pytest.approx(
        [k / (levels + 1) for k in range(levels, 0, -1)]
    )
    assert (found["ineffective"], found["unrated"]) == (0, pytest.approx(1 / 3))


@pytest.mark.parametrize("fit", list(Fit))
@pytest.mark.parametrize("rating", list(SHIPPED))
def test_coverage_is_fit_times_strength(fit, rating):
    worth = {Fit.none: 0, Fit.partial: Fraction(1, 2), Fit.full: 1}[fit]
    found = coverage(Workspace.open().policy, fit, rating)
    assert found.shape == (1, 3)
    assert found[0].tolist() == pytest.approx([0, float(worth * SHIPPED[rating]), 0], abs=1e-12)


def test_a_county_may_choose_its_own_strengths():
    own = policy(0.9, 0.9, 0.2, unrated=0.05, partial_fit=0.25)
    assert own.strengths == {"l0": 0.9, "l1": 0.9, "l2": 0.2, "ineffective": 0, "unrated": 0.05}
    assert coverage(own, Fit.partial, "l0")[0, 1] == pytest.approx(0.225)
    assert coverage(own, Fit.full, "unrated")[0, 1] == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("strengths", "more"),
    [
        ((0.5, 0.6), {}),
        ((0.5, None), {}),
        ((1.5,), {}),
        ((-0.1,), {}),
        ((float("nan"),), {}),
        ((0.5,), {"unrated": 2}),
        ((0.5,), {"partial_fit": -1}),
    ],
)
def test_a_policy_that_cannot_be_is_refused(strengths, more):
    with pytest.raises(ValidationError):
        policy(*strengths, **more)
