"""Scores in every draw, against plain loops."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import brute_force_draws
from brute_force_draws import Draw
from jobtraining_cli.models.catalog import Edge, Evidence, Fit, Project
from jobtraining_cli.score.draws import edge_terms, score_draws
from jobtraining_cli.score.judgement import Judgement

BARRIERS = tuple("abcd")
RATINGS = ("strong", "unrated", "weak")
DRAWS = 3
# Sixty-fourths: sums of their products are exact, so that what is level is level.
parts = st.integers(0, 64).map(lambda n: n / 64)
edge_sets = st.dictionaries(
    st.sampled_from([*BARRIERS, "elsewhere"]), st.tuples(st.sampled_from(list(Fit)), st.sampled_from(RATINGS)), max_size=5
)  # fmt: skip


def project(number: int, edges: dict[str, tuple[Fit, str]]) -> Project:
    made = tuple(Edge(barrier=b, fit=fit, evidence=Evidence(rating=r), why="made up") for b, (fit, r) in edges.items())
    text = {"title": f"Project {number}", "summary": "made up", "origin": "proposed", "level": ("county",)}
    return Project(code=f"Job Training.1.{number}", addresses=made, **text)


def array(*shape: int):
    return st.lists(parts, min_size=int(np.prod(shape)), max_size=int(np.prod(shape))).map(
        lambda found: np.array(found).reshape(shape)
    )


drawn_or_not = st.sampled_from([(), (DRAWS,)])
values = drawn_or_not.flatmap(lambda shape: array(*shape) if shape else parts)
vectors = drawn_or_not.flatmap(lambda shape: array(*shape, len(BARRIERS)))
catalogues = st.lists(edge_sets, min_size=1, max_size=5).map(lambda found: [project(n, e) for n, e in enumerate(found)])


def at(value, draw: int):
    """One draw's value of what may be drawn or not."""
    return value[draw] if np.ndim(value) else value


@settings(max_examples=50)
@given(catalogues, vectors, st.none() | vectors, st.fixed_dictionaries(dict.fromkeys(RATINGS, values)), values)
def test_loops_agree(projects, reach, weights, strengths, partial):
    found = score_draws(edge_terms(projects, BARRIERS), reach, Judgement(strengths, partial), DRAWS, weights)
    assert found.shape == (DRAWS, len(projects))
    edges = {p.code: [(e.barrier, e.fit.value, e.evidence.rating) for e in p.addresses] for p in projects}
    for draw in range(DRAWS):
        row, weight = (
            None if v is None else dict(zip(BARRIERS, v[draw] if v.ndim > 1 else v, strict=True))
            for v in (reach, weights)
        )
        one = Draw(row or {}, {r: at(s, draw) for r, s in strengths.items()}, at(partial, draw), weight)
        assert found[draw].tolist() == pytest.approx(list(brute_force_draws.scores(edges, one).values()), abs=2e-9)


@settings(max_examples=30)
@given(catalogues, st.randoms())
def test_terms_do_not_depend_on_the_order_of_edges(projects, random):
    mixed = [p.model_copy(update={"addresses": tuple(random.sample(p.addresses, len(p.addresses)))}) for p in projects]
    one, other = edge_terms(projects, BARRIERS), edge_terms(mixed, BARRIERS)
    assert one[:3] == other[:3]
    assert one.has.tolist() == other.has.tolist()


def test_the_same_kind_of_edge_is_one_term():
    projects = [project(n, {"a": (Fit.full, "strong"), "b": (Fit.partial, "weak")}) for n in range(3)]
    projects.append(
        project(3, {"a": (Fit.partial, "strong"), "c": (Fit.none, "strong"), "elsewhere": (Fit.full, "weak")})
    )
    terms = edge_terms(projects, BARRIERS)
    assert list(zip(terms.barrier, terms.rating, terms.partial, strict=True)) == [
        (0, "strong", False), (0, "strong", True), (1, "weak", True)
    ]  # fmt: skip
    assert terms.has.tolist() == [[1, 1, 1, 0], [0, 0, 0, 1], [1, 1, 1, 0]]


def test_no_edges_score_nothing():
    terms = edge_terms([project(1, {"elsewhere": (Fit.full, "strong")}), project(2, {})], BARRIERS)
    assert terms.has.shape == (0, 2)
    assert score_draws(terms, np.ones(4), Judgement({}, 0.5), DRAWS).tolist() == [[0, 0]] * DRAWS
    assert edge_terms([], BARRIERS).has.shape == (0, 0)


@pytest.mark.parametrize(("projects", "draws"), [(55, 100), (35, 100), (20, 500), (40, 2000), (20, 2000)])
def test_the_same_project_twice_is_level_in_every_draw(projects, draws):
    # Matrix products may add columns in different orders, by their place in the matrix.
    rng = np.random.default_rng(projects)
    fits, ratings = (Fit.full, Fit.partial), [f"r{n}" for n in range(4)]
    names = tuple(f"b{n:02}" for n in range(17))
    edges = [
        {b: (fits[rng.integers(2)], ratings[rng.integers(4)]) for b in rng.choice(names, 5, replace=False)}
        for _ in range(projects)
    ]
    for one, other in ((2, projects - 1), (0, 9), (5, 7)):
        edges[other] = edges[one]
    terms = edge_terms([project(n, e) for n, e in enumerate(edges)], names)
    judged = Judgement({r: rng.random(draws) for r in ratings}, rng.random(draws))
    found = score_draws(terms, rng.random((draws, 17)), judged, draws)
    for one, other in ((2, projects - 1), (0, 9), (5, 7)):
        assert found[:, one].tolist() == found[:, other].tolist()


def test_scores_are_rounded_so_that_equal_sums_are_ties():
    projects = [
        project(1, {"a": (Fit.full, "strong"), "b": (Fit.full, "strong")}),
        project(2, {"c": (Fit.full, "strong")}),
    ]
    found = score_draws(
        edge_terms(projects, BARRIERS), np.array([0.1, 0.2, 0.3, 0]), Judgement({"strong": 0.7}, 0.5), 2
    )
    assert found[:, 0].tolist() == found[:, 1].tolist()


def test_nothing_given_is_changed():
    reach, weights, strength = np.full((DRAWS, 4), 0.5), np.ones(4), np.full(DRAWS, 0.25)
    terms = edge_terms([project(1, {"a": (Fit.partial, "strong")})], BARRIERS)
    score_draws(terms, reach, Judgement({"strong": strength}, np.full(DRAWS, 0.5)), DRAWS, weights)
    assert (reach == 0.5).all()
    assert (weights == 1).all()
    assert (strength == 0.25).all()
