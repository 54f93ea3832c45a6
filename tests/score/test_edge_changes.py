"""The fewest edges to judge otherwise: no smaller set of changes displaces the first project."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import brute_force_draws
from brute_force_draws import Draw
from jobtraining_cli.models.catalog import Edge, Evidence, Fit, Project
from jobtraining_cli.models.ranking import BarrierReach
from jobtraining_cli.models.taxonomy import EvidencePolicy, Level
from jobtraining_cli.score.edge_changes import fewest_edge_changes
from jobtraining_cli.score.ranking import rank_projects

BARRIERS = tuple("abcd")
RATINGS = ("strong", "weak", "ineffective")
# Eighths: sums of their products are exact, so that what is level is level.
eighths = st.integers(0, 8).map(lambda n: n / 8)
edge_sets = st.dictionaries(
    st.sampled_from(BARRIERS), st.tuples(st.sampled_from(["none", "partial", "full"]), st.sampled_from(RATINGS)),
    min_size=1, max_size=3,
)  # fmt: skip
catalogues = st.lists(edge_sets, min_size=1, max_size=4)
reaches = st.lists(st.none() | eighths, min_size=4, max_size=4)
Edges = list[dict[str, tuple[str, str]]]


def policy(partial: float = 0.5) -> EvidencePolicy:
    levels = (Level(id="strong", label="s", strength=0.75), Level(id="weak", label="w", strength=0.25))
    return EvidencePolicy(version=1, id="p", title="p", levels=levels, partial_fit=partial)


def project(number: int, edges: dict[str, tuple[str, str]]) -> Project:
    made = tuple(
        Edge(barrier=b, fit=Fit(fit), evidence=Evidence(rating=r), why="made up") for b, (fit, r) in edges.items()
    )
    text = {"title": f"Project {number}", "summary": "made up", "origin": "proposed", "level": ("county",)}
    return Project(code=f"Job Training.1.{number}", addresses=made, **text)


def ranked(edges: Edges, reach, used: EvidencePolicy):
    barriers = tuple(
        BarrierReach(barrier=b, label=b, status="not_measured")
        if share is None
        else BarrierReach(barrier=b, label=b, status="measured", reach=100 * share)
        for b, share in zip(BARRIERS, reach, strict=True)
    )
    return rank_projects(tuple(project(n, e) for n, e in enumerate(edges, 1)), barriers, used)


def plain(edges: Edges) -> dict[str, list[tuple[str, str, str]]]:
    return {
        f"Job Training.1.{n}": [(b, fit, rating) for b, (fit, rating) in one.items()] for n, one in enumerate(edges, 1)
    }


def draw(reach, used: EvidencePolicy) -> Draw:
    known = {b: share for b, share in zip(BARRIERS, reach, strict=True) if share is not None}
    return Draw(known, used.strengths, used.partial_fit)


@settings(max_examples=80)
@given(catalogues, reaches, st.sampled_from([0.0, 0.5, 0.75, 1.0]))
def test_no_smaller_set_of_changes_is_enough(edges, reach, partial):
    used = policy(partial)
    projects = ranked(edges, reach, used)
    found = fewest_edge_changes(projects, partial)
    first, one = projects[0].code, draw(reach, used)
    fewest = brute_force_draws.fewest_changes(plain(edges), first, one)
    assert (None if found is None else len(found)) == fewest
    if found is None:
        return
    changes = [(change.code, change.barrier, change.to) for change in found]
    assert len({change[:2] for change in changes}) == len(changes)
    scores = brute_force_draws.scores(brute_force_draws.changed(plain(edges), changes), one)
    assert max(scores.values()) > scores[first]
    fits = {(code, b): fit for code, some in plain(edges).items() for b, fit, _ in some}
    assert [fits[change.code, change.barrier] for change in found] == [change.fit for change in found]


HALF = [0.5, 0.5, 0.5, 0.5]


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        # The first has 37.5, and 18.75 in part; only without that edge it is below the 12.5 of the other.
        ([{"a": ("full", "strong")}, {"b": ("full", "weak")}], [(1, "a", "full", "none")]),
        # Full, the other's partial edge takes it from 18.75 to 37.5, above the first one's 31.25.
        (
            [{"a": ("partial", "strong"), "b": ("full", "weak")}, {"c": ("partial", "strong")}],
            [(1, "a", "partial", "none")],
        ),
        ([{"a": ("full", "weak"), "b": ("full", "weak")}, {"c": ("partial", "strong")}], [(2, "c", "partial", "full")]),
        # Level already: one change is enough, and the mildest is told.
        ([{"a": ("full", "weak")}, {"b": ("full", "weak")}], [(1, "a", "full", "partial")]),
        # The other can be brought level with the first, and no further.
        ([{"a": ("full", "weak")}, {"b": ("none", "strong")}], None),
        ([{"a": ("full", "weak")}, {"b": ("full", "ineffective")}], None),
        ([{"a": ("full", "weak")}], None),
    ],
)
def test_cases_by_hand(edges, expected):
    found = fewest_edge_changes(ranked(edges, HALF, policy()))
    told = None if found is None else [(int(c.code[-1]), c.barrier, c.fit, c.to) for c in found]
    assert told == expected


def test_no_projects():
    assert fewest_edge_changes(()) is None


def test_a_hidden_figure_counts_with_its_middle_value():
    barriers = (
        BarrierReach(barrier="a", label="a", status="measured", reach=60),
        BarrierReach(barrier="b", label="b", status="hidden", assumed=40),
    )
    projects = (project(1, {"a": ("full", "weak")}), project(2, {"b": ("partial", "strong")}))
    # 15 and 15: level. Full, the second has 30.
    found = fewest_edge_changes(rank_projects(projects, barriers, policy()))
    assert [(c.code[-1], c.to) for c in found or ()] == [("1", "partial")]
