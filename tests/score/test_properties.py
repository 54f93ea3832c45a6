"""What must hold of every score, whatever the figures."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from jobtraining_cli.models.catalog import Edge, Evidence, Feasibility, Fit, Project
from jobtraining_cli.models.ranking import BarrierReach
from jobtraining_cli.models.taxonomy import EvidencePolicy, Level
from jobtraining_cli.score.coverage import (
    best_edge_scores,
    competition_rank,
    coverage_matrix,
    fit_score,
    fit_terms,
    relief_index,
    relief_terms,
)
from jobtraining_cli.score.ranking import first_places, rank_projects, screen

CHECKED = settings(max_examples=80, deadline=None, derandomize=True, database=None)
RATINGS = ("strong", "some", "weak", "ineffective", "unrated")
POLICY = EvidencePolicy(version=1, id="p", title="p", levels=tuple(Level(id=r, label=r) for r in RATINGS[:3]))
BARRIERS = tuple("abcdefg")
shares = st.sampled_from([0.0, 0.25, 1.0]) | st.floats(0.001, 1.0)
reaches = st.lists(shares, min_size=len(BARRIERS), max_size=len(BARRIERS)).map(np.array)


def project(number: int, edges: dict[str, tuple[Fit, str]], **more) -> Project:
    made = tuple(
        Edge(barrier=b, fit=fit, evidence=Evidence(rating=rating), why="made up") for b, (fit, rating) in edges.items()
    )
    text = {"title": f"Project {number}", "summary": "made up", "origin": "proposed", "level": ("county",)}
    return Project(code=f"Job Training.1.{number}", addresses=made, **text, **more)


edge_sets = st.dictionaries(
    st.sampled_from(BARRIERS), st.tuples(st.sampled_from(list(Fit)), st.sampled_from(RATINGS)), min_size=1
)
catalogues = st.lists(edge_sets, min_size=1, max_size=7).map(
    lambda found: tuple(project(number, edges) for number, edges in enumerate(found, 1))
)


def barriers(reach, names=BARRIERS) -> tuple[BarrierReach, ...]:
    known = {"status": "measured"}
    return tuple(
        BarrierReach(barrier=name, label=name, reach=None, status="not_measured")
        if share is None
        else BarrierReach(barrier=name, label=name, reach=100 * float(share), **known)
        for name, share in zip(names, reach, strict=True)
    )


def ranked(projects, reach, names=BARRIERS, weights=None):
    return {p.code: p for p in rank_projects(tuple(projects), barriers(reach, names), POLICY, weights)}


def scores(projects, reach) -> dict[str, float]:
    return {code: p.fit_score for code, p in ranked(projects, reach).items()}


def places(projects, reach) -> dict[str, int]:
    return {code: p.rank for code, p in ranked(projects, reach).items()}


def without_near_ties(found: dict[str, float]) -> bool:
    """Scores are level or clearly apart, so that the last digit of a sum decides nothing."""
    ordered = sorted(found.values())
    return all(b == a or b - a > 1e-8 for a, b in itertools.pairwise(ordered))


@CHECKED
@given(catalogues, reaches)
def test_contributions_add_up_to_the_scores(projects, reach):
    for found in ranked(projects, reach).values():
        assert sum(c.fit_points for c in found.contributions) == pytest.approx(found.fit_score, abs=1e-9)
        assert sum(c.relief for c in found.contributions) == pytest.approx(found.relief_index, abs=1e-9)
        assert len(found.contributions) == found.edges
        for term in found.contributions:
            product = term.weight * term.reach * term.fit_value * term.strength
            assert term.relief == pytest.approx(product, abs=1e-9)


@CHECKED
@given(catalogues, reaches)
def test_scores_lie_between_0_and_100_and_follow_the_formula(projects, reach):
    total = sum(reach)
    for item in projects:
        found = ranked(projects, reach)[item.code]
        strength = POLICY.strengths
        worth = {Fit.none: 0, Fit.partial: 0.5, Fit.full: 1}
        acted = sum(
            reach[BARRIERS.index(e.barrier)] * worth[e.fit] * strength[e.evidence.rating] for e in item.addresses
        )
        assert 0 <= found.fit_score <= 100
        assert found.fit_score == pytest.approx(100 * acted / total if total else 0, abs=1e-9)
        assert found.relief_index == pytest.approx(100 * acted, abs=1e-9)


@CHECKED
@given(catalogues, reaches, st.randoms(use_true_random=False))
def test_the_order_of_projects_and_barriers_changes_nothing(projects, reach, random):
    before = ranked(projects, reach)
    assume(without_near_ties({code: p.fit_score for code, p in before.items()}))
    shuffled, columns = list(projects), list(range(len(BARRIERS)))
    random.shuffle(shuffled)
    random.shuffle(columns)
    after = ranked(shuffled, reach[columns], [BARRIERS[c] for c in columns])
    assert {code: p.rank for code, p in after.items()} == {code: p.rank for code, p in before.items()}
    for code, found in after.items():
        assert found.fit_score == pytest.approx(before[code].fit_score, abs=1e-9)
        assert found.relief_index == pytest.approx(before[code].relief_index, abs=1e-9)
        terms = [{c.barrier: c.fit_points for c in p.contributions} for p in (found, before[code])]
        assert terms[0] == pytest.approx(terms[1], abs=1e-9)


@CHECKED
@given(catalogues, reaches, st.floats(0.01, 1))
def test_scaling_all_reaches_leaves_scores_and_ranks(projects, reach, factor):
    before = ranked(projects, reach)
    assume(without_near_ties({code: p.fit_score for code, p in before.items()}))
    after = ranked(projects, reach * factor)
    for code, found in after.items():
        assert found.fit_score == pytest.approx(before[code].fit_score, abs=1e-9)
        assert found.relief_index == pytest.approx(before[code].relief_index * factor, abs=1e-8)
        assert found.rank == before[code].rank


@CHECKED
@given(catalogues, reaches, st.integers(0, len(BARRIERS) - 1), st.floats(0.01, 1))
def test_more_reach_helps_those_who_act_on_it(projects, reach, column, added):
    more = reach.copy()
    more[column] += added
    before, after = ranked(projects, reach), ranked(projects, more)
    acts = {
        p.code for p in projects if any(e.barrier == BARRIERS[column] and e.fit is not Fit.none for e in p.addresses)
    }
    for code in acts:
        for other in set(before) - acts:
            lead = [found[code].relief_index - found[other].relief_index for found in (before, after)]
            assert lead[1] >= lead[0] - 1e-8
            if before[code].fit_score >= before[other].fit_score:
                assert after[code].fit_score >= after[other].fit_score - 1e-9
            if before[code].fit_score > before[other].fit_score + 1e-6:
                assert after[code].rank < after[other].rank


@CHECKED
@given(catalogues, reaches, st.data())
def test_removing_a_project_leaves_the_others_in_order(projects, reach, data):
    gone = data.draw(st.sampled_from(projects)).code
    before = ranked(projects, reach)
    after = ranked([p for p in projects if p.code != gone], reach)
    assert list(after) == [code for code in before if code != gone]
    for code, found in after.items():
        assert found.fit_score == before[code].fit_score
        assert found.rank == before[code].rank - (before[gone].fit_score > before[code].fit_score)


@CHECKED
@given(catalogues, reaches, st.lists(st.floats(0, 3), min_size=len(BARRIERS), max_size=len(BARRIERS)).map(np.array))
def test_weights_act_like_reach(projects, reach, weights):
    weighted = ranked(projects, reach, weights=weights)
    capped = reach * weights / 3  # a reach stays at most 1, and a common factor changes no fit score
    assume(sum(capped) > 1e-3)
    for code, found in ranked(projects, capped).items():
        assert weighted[code].fit_score == pytest.approx(found.fit_score, abs=1e-8)
        assert weighted[code].relief_index == pytest.approx(3 * found.relief_index, abs=1e-8)


@CHECKED
@given(catalogues, reaches)
def test_the_best_edge_rank_counts_one_edge_each(projects, reach):
    found = ranked(projects, reach)
    best = {code: max(c.fit_points for c in p.contributions) for code, p in found.items()}
    assume(without_near_ties(best))
    for code, item in found.items():
        assert item.best_edge_rank == 1 + sum(other > best[code] for other in best.values())


@CHECKED
@given(catalogues, st.lists(reaches, min_size=1, max_size=9))
def test_many_counties_at_once_are_the_same_to_the_last_bit(projects, counties):
    coverage = coverage_matrix(projects, BARRIERS, POLICY)
    batch = np.array(counties)
    for compute in (
        lambda reach: fit_score(fit_terms(reach, coverage)),
        lambda reach: relief_index(relief_terms(reach, coverage)),
        lambda reach: best_edge_scores(fit_terms(reach, coverage)),
        lambda reach: competition_rank(fit_score(fit_terms(reach, coverage))),
        lambda reach: first_places(reach, coverage),
    ):
        one_by_one = np.array([compute(reach) for reach in counties])
        assert compute(batch).tobytes() == one_by_one.tobytes()


def test_first_places_are_shared_and_need_a_score():
    made = (
        project(1, {"a": (Fit.full, "weak")}),
        project(2, {"b": (Fit.full, "weak")}),
        project(3, {"c": (Fit.full, "weak")}),
    )
    counties = np.array([[0.5, 0.5, 0.1], [0.1, 0.2, 0.3], [0, 0, 0]])
    coverage = coverage_matrix(made, ("a", "b", "c"), POLICY)
    assert first_places(counties, coverage).tolist() == [
        [True, True, False],
        [False, False, True],
        [False, False, False],
    ]


def naive_rank(values: list[float]) -> list[int]:
    ordered = sorted(values, reverse=True)
    return [1 + ordered.index(value) for value in values]


@CHECKED
@given(st.lists(st.sampled_from([0.0, 1.5, 2.0, 7.25]) | st.floats(0, 100), max_size=12))
def test_ranks_against_a_sorted_list(values):
    assert competition_rank(np.array(values)).tolist() == naive_rank(values)


@pytest.mark.parametrize(
    ("values", "ranks"),
    [
        ([9, 7, 7, 1], [1, 2, 2, 4]),
        ([7, 9, 1, 7], [2, 1, 4, 2]),
        ([5, 5, 5, 1], [1, 1, 1, 4]),
        ([8, 5, 5, 5, 2], [1, 2, 2, 2, 5]),
        ([0, 0, 0], [1, 1, 1]),
        ([3], [1]),
        ([], []),
    ],
)
def test_ties_share_the_better_rank(values, ranks):
    assert competition_rank(np.array(values, dtype=float)).tolist() == ranks


def test_projects_with_equal_scores_share_a_rank():
    full = {"a": (Fit.full, "unrated")}
    made = [
        project(4, {"b": (Fit.partial, "weak")}),
        project(3, full),
        project(1, {"a": (Fit.full, "strong")}),
        project(2, full),
    ]
    found = rank_projects(tuple(sorted(made, key=lambda p: p.key)), barriers([0.5] * 7), POLICY)
    assert [(p.rank, p.id) for p in found] == [(1, "1.1"), (2, "1.2"), (2, "1.3"), (4, "1.4")]


def test_scores_that_differ_by_rounding_only_are_level():
    # 0.1 + 0.2 and 0.3 are the same reach, though not the same float.
    made = (
        project(1, {"a": (Fit.full, "some"), "b": (Fit.full, "some")}),
        project(2, {"c": (Fit.full, "some")}),
    )
    assert set(places(made, np.array([0.1, 0.2, 0.3, 0, 0, 0, 0])).values()) == {1}


def test_no_projects_no_ranking():
    assert rank_projects((), barriers([0.5] * 7), POLICY) == ()


def test_no_reach_at_all_scores_zero_without_a_warning():
    made = (project(1, {"a": (Fit.full, "strong")}), project(2, {"b": (Fit.full, "strong")}))
    assert scores(made, np.zeros(7)) == {"Job Training.1.1": 0, "Job Training.1.2": 0}


def test_an_unmeasured_barrier_is_no_zero():
    made = (project(1, {"a": (Fit.full, "strong"), "g": (Fit.full, "strong")}), project(2, {"g": (Fit.full, "strong")}))
    table = barriers([0.4, 0.4, 0.0, 0.0, 0.0, 0.0, None])
    kept, unranked = screen(made, table)
    assert [p.id for p in kept] == ["1.1"]
    assert [(p.id, p.why) for p in unranked] == [("1.2", "not_measured")]
    (found,) = rank_projects(kept, table, POLICY)
    assert {c.barrier: (c.reach, c.fit_points, c.relief) for c in found.contributions}["g"] == (None, None, None)
    assert (found.edges, found.edges_measured) == (2, 1)
    assert found.fit_score == pytest.approx(100 * 0.4 * 3 / 4 / 0.8)


def test_a_barrier_measured_as_zero_is_a_zero():
    made = (project(1, {"a": (Fit.full, "strong")}), project(2, {"b": (Fit.full, "strong")}))
    kept, unranked = screen(made, barriers([0.0] + [0.5] * 6))
    assert unranked == ()
    assert [(p.id, p.fit_score) for p in rank_projects(kept, barriers([0.0, 1] + [0.0] * 5), POLICY)] == [
        ("1.2", 75),
        ("1.1", 0),
    ]


@pytest.mark.parametrize("question", ["propriety", "economics", "acceptability", "resources", "legality"])
@pytest.mark.parametrize(("answer", "why"), [("no", "screened_out"), ("unknown", None), ("yes", None)])
def test_a_no_to_any_question_screens_out(question, answer, why):
    edges = {"a": (Fit.full, "strong")}
    asked = Feasibility.model_validate({question: answer, "reason": "The board said so."})
    kept, unranked = screen((project(1, edges, feasibility=asked), project(2, edges)), barriers([0.5] * 7))
    assert [(p.why, p.questions, p.reason) for p in unranked] == (
        [(why, (question,), "The board said so.")] if why else []
    )
    assert [p.id for p in kept] == (["1.2"] if why else ["1.1", "1.2"])


def test_a_project_without_edges_is_listed_with_its_reason():
    _, unranked = screen((project(1, {}),), barriers([0.5] * 7))
    assert [p.why for p in unranked] == ["no_edges"]
