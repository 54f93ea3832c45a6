"""What is told of the draws of each mode, against plain loops, and whether the shares mean what they say."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import brute_force_draws
from brute_force_draws import Draw
from jobtraining_cli.estimate.draws import reach_draws
from jobtraining_cli.estimate.reach import CountyReach
from jobtraining_cli.models.catalog import Edge, Evidence, Fit, Project
from jobtraining_cli.models.protected import ProtectedRow, ProtectedTable
from jobtraining_cli.models.ranking import BarrierReach
from jobtraining_cli.models.survey import Measure, Survey
from jobtraining_cli.models.taxonomy import Barrier, EvidencePolicy, Label, Level, Taxonomy
from jobtraining_cli.score.draws import edge_terms
from jobtraining_cli.score.judgement import Judgement, judgement_draws, point
from jobtraining_cli.score.ranking import rank_projects, reach_vector
from jobtraining_cli.score.uncertainty import (
    Chances,
    Mode,
    draw_modes,
    driver,
    ranks_without,
    summary,
    with_uncertainty,
)

BARRIERS = tuple("abcd")
RATINGS = ("strong", "weak", "ineffective", "unrated")
POLICY = EvidencePolicy(
    version=1, id="p", title="p", levels=(Level(id="strong", label="s"), Level(id="weak", label="w"))
)
DRAWS = 40
Edges = dict[str, tuple[str, str]]
edge_sets = st.dictionaries(
    st.sampled_from(BARRIERS), st.tuples(st.sampled_from(["none", "partial", "full"]), st.sampled_from(RATINGS)), min_size=1
)  # fmt: skip


def project(number: int, edges: Edges) -> Project:
    made = tuple(
        Edge(barrier=b, fit=Fit(fit), evidence=Evidence(rating=r), why="made up") for b, (fit, r) in edges.items()
    )
    text = {"title": f"Project {number}", "summary": "made up", "origin": "proposed", "level": ("county",)}
    return Project(code=f"Job Training.1.{number}", addresses=made, **text)


def measured(reach, unknown: frozenset[str] = frozenset()) -> tuple[BarrierReach, ...]:
    return tuple(
        BarrierReach(barrier=b, label=b, status="not_measured")
        if b in unknown
        else BarrierReach(barrier=b, label=b, status="measured", reach=100 * float(share))
        for b, share in zip(BARRIERS, reach, strict=True)
    )


class World:
    """Projects, their ranking and the three modes, with draws of reach and weights made up here."""

    def __init__(self, edges: list[Edges], seed: int, *, draws: int = DRAWS, weighted: bool = False) -> None:
        rng = np.random.default_rng(seed)
        self.reach, self.drawn = np.round(rng.random(4), 2), rng.beta(2, 3, (draws, 4))
        self.weights = (rng.random(4), rng.random((draws, 4))) if weighted else None
        self.judgement = (point(POLICY), judgement_draws(POLICY, draws, seed))
        projects = tuple(project(n, e) for n, e in enumerate(edges, 1))
        self.barriers = measured(self.reach)
        self.ranked = rank_projects(projects, self.barriers, POLICY, self.weights and self.weights[0])
        by_code = {p.code: p for p in projects}
        terms = edge_terms((by_code[p.code] for p in self.ranked), BARRIERS)
        reach = (reach_vector(self.barriers), self.drawn)
        self.modes = draw_modes(terms, Chances(reach, self.judgement, self.weights), draws)
        self.draws = draws
        self.plain = {
            p.code: [(e.barrier, e.fit.value, e.evidence.rating) for e in by_code[p.code].addresses]
            for p in self.ranked
        }

    def told(self, mode: str) -> brute_force_draws.Told:
        def one(m: int) -> Draw:
            reach = self.reach if mode == "judgement" else self.drawn[m]
            weights = self.weights and (self.weights[0] if mode == "data" else self.weights[1][m])
            weight = None if weights is None else dict(zip(BARRIERS, weights.tolist(), strict=True))
            judged: Judgement = self.judgement[mode != "data"]
            strength = {r: float(s[m] if np.ndim(s) else s) for r, s in judged.strengths.items()}
            partial = float(judged.partial[m] if np.ndim(judged.partial) else judged.partial)
            return Draw(dict(zip(BARRIERS, reach.tolist(), strict=True)), strength, partial, weight)

        return brute_force_draws.tell(self.plain, [one(m) for m in range(self.draws)])


@settings(max_examples=30)
@given(
    st.lists(edge_sets, min_size=1, max_size=5),
    st.integers(0, 2**32),
    st.booleans(),
    st.sampled_from(["data", "judgement", "both"]),
)
def test_loops_agree(edges, seed, weighted, shown):
    world = World(edges, seed, weighted=weighted)
    told = {mode: world.told(mode) for mode in world.modes}
    found = summary(world.ranked, world.modes, shown, DRAWS, seed)
    for name, mode in found.modes.items():
        expected = told[name]
        assert {code: list(row) for code, row in mode.rank_acceptability.items()} == expected.acceptability
        assert mode.expected_rank == pytest.approx(expected.expected, abs=1e-9)
        assert mode.expected_rank_mcse == pytest.approx(expected.expected_error, abs=1e-9)
        assert mode.rank_interval == expected.interval
        assert mode.mean_interval_width == pytest.approx(expected.width, abs=1e-9)
        for above, row in mode.pairwise.items():
            assert row == {below: expected.share(above, below) for below in expected.wins[above]}
            errors = {below: brute_force_draws.standard_error(share, DRAWS) for below, share in row.items()}
            assert mode.pairwise_mcse[above] == pytest.approx(errors, abs=1e-9)
    assert (found.mode, found.draws, found.seed, found.numpy) == (shown, DRAWS, seed, np.__version__)
    assert found.rank_acceptability == found.modes[shown].rank_acceptability
    assert (found.pairwise, found.pairwise_mcse) == (found.modes[shown].pairwise, found.modes[shown].pairwise_mcse)
    assert found.driver == brute_force_draws.driver(told["data"].width, told["judgement"].width)
    one = told[shown]
    scored = [project.code for project in world.ranked if project.fit_score]
    places = brute_force_draws.tiers(scored or list(one.expected), one)
    for row, got in enumerate(with_uncertainty(world.ranked, world.modes, shown, DRAWS)):
        first = one.acceptability[got.code][0]
        assert (got.p_first, got.rank_low, got.rank_high) == (first, *one.interval[got.code])
        assert got.p_first_mcse == pytest.approx(brute_force_draws.standard_error(first, DRAWS), abs=1e-9)
        assert got.expected_rank == pytest.approx(one.expected[got.code], abs=1e-9)
        tier, opener, close = places.get(got.code, (None, got.code, None)) if got.fit_score else (None, got.code, None)
        label = None if opener == got.code else f"not separated from {opener.removeprefix('Job Training.')}"
        assert (got.tier, got.tier_label, got.tier_borderline) == (tier, label, close)
        below = world.ranked[row + 1].code if row + 1 < len(world.ranked) else None
        assert got.p_beats_next == (None if below is None else one.share(got.code, below))
        assert (got.p_beats_next_mcse is None) == (below is None)


@settings(max_examples=60)
@given(st.lists(edge_sets, min_size=1, max_size=5), st.integers(0, 2**32))
def test_what_holds_of_all_shares(edges, seed):
    for mode in World(edges, seed).modes.values():
        size = len(edges)
        assert mode.acceptability.sum(axis=1) == pytest.approx(np.ones(size))
        assert mode.expected == pytest.approx(mode.acceptability @ np.arange(1, size + 1))
        assert (mode.wins + mode.wins.T <= 1 + 1e-12).all()
        # One more than the number of those above.
        assert mode.expected == pytest.approx(1 + mode.wins.sum(axis=0))
        assert (mode.low <= mode.high).all()
        # Shared ranks are the better ones, so nobody is missing at the top, and somebody may be at the bottom.
        assert (mode.acceptability.cumsum(axis=1).sum(axis=0) >= np.arange(1, size + 1) - 1e-9).all()


def test_columns_sum_to_one_without_ties():
    edges = [{b: ("full", "strong")} for b in BARRIERS]
    for name, mode in World(edges, 3, draws=500).modes.items():
        if name != "judgement":
            assert mode.acceptability.sum(axis=0) == pytest.approx(np.ones(4))


def test_only_what_a_mode_draws_varies_it():
    # One rating and one fit: the order is that of the reaches, whatever the judgement.
    world = World([{b: ("full", "strong")} for b in BARRIERS], 5, draws=200)
    assert set(world.modes["judgement"].acceptability.ravel().tolist()) == {0.0, 1.0}
    assert world.modes["judgement"].width == 0
    assert world.modes["data"].acceptability.tolist() == world.modes["both"].acceptability.tolist()
    # One barrier: the order is that of strengths, whatever the data.
    ratings = World([{"a": ("full", "strong")}, {"a": ("full", "unrated")}, {"a": ("partial", "weak")}], 5, draws=200)
    assert ratings.modes["data"].width == 0
    assert ratings.modes["judgement"].acceptability.tolist() == ratings.modes["both"].acceptability.tolist()
    assert ratings.modes["judgement"].width > 0


def test_identical_projects_are_always_level():
    same = {"a": ("full", "strong"), "b": ("partial", "unrated")}
    world = World([same, same, {"c": ("full", "ineffective")}], 1, draws=500)
    for mode in world.modes.values():
        assert (mode.wins[0, 1], mode.wins[1, 0]) == (0, 0)
        assert mode.acceptability[0].tolist() == mode.acceptability[1].tolist() == [1, 0, 0]
        assert mode.acceptability[2].tolist() == [0, 0, 1]
    told = with_uncertainty(world.ranked, world.modes, "both", 500)
    assert [(p.tier, p.tier_label) for p in told] == [(1, None), (1, "not separated from 1.1"), (None, None)]
    assert summary(world.ranked, world.modes, "both", 500, 1).driver == "neither"


def test_one_project():
    world = World([{"a": ("full", "strong")}], 1)
    (told,) = with_uncertainty(world.ranked, world.modes, "both", DRAWS)
    assert (told.p_first, told.p_first_mcse, told.rank_low, told.rank_high, told.expected_rank) == (1, 0, 1, 1, 1)
    assert (told.tier, told.tier_label, told.tier_borderline) == (1, None, False)
    assert (told.p_beats_next, told.p_beats_next_mcse) == (None, None)
    found = summary(world.ranked, world.modes, "both", DRAWS, 1)
    assert (found.driver, found.edge_changes, found.edge_changes_to_displace_first) == ("neither", None, None)
    assert found.pairwise == {told.code: {}}


def test_all_scores_zero_are_one_great_tie():
    world = World([{"a": ("full", "ineffective")}, {"b": ("none", "strong")}], 1)
    for mode in world.modes.values():
        assert mode.acceptability.tolist() == [[1, 0], [1, 0]]
        assert not mode.wins.any()


def mode_of(width: float) -> Mode:
    empty = np.zeros((4, 4))
    high = np.array([1, 1, 1, 1 + round(4 * width)])
    return Mode(empty, empty, empty[0], empty[0], np.ones(4, dtype=np.int64), high)


@pytest.mark.parametrize(
    ("data", "judgement", "expected"),
    [
        (4, 2, "data"), (3.75, 2, "both"), (2, 4, "judgement"), (2, 3.75, "both"), (1, 1, "both"), (0, 0, "neither"),
        (0.25, 0, "data"), (0, 0.25, "judgement"),
    ],
)  # fmt: skip
def test_mostly_is_at_least_twice(data, judgement, expected):
    assert driver({"data": mode_of(data), "judgement": mode_of(judgement)}) == expected


@settings(max_examples=60)
@given(
    st.lists(edge_sets, min_size=1, max_size=5), st.frozensets(st.sampled_from(BARRIERS)),
    st.lists(st.integers(0, 8).map(lambda n: n / 8), min_size=4, max_size=4),
)  # fmt: skip
def test_ranks_without_barriers_are_those_without_their_rows(edges, left_out, reach):
    projects = tuple(project(n, e) for n, e in enumerate(edges, 1))
    ranked = rank_projects(projects, measured(reach), POLICY)
    kept = tuple(p for p in projects if {e.barrier for e in p.addresses} - left_out)
    expected = {p.code: p.rank for p in rank_projects(kept, measured(reach, left_out), POLICY)}
    found = ranks_without(ranked, left_out)
    assert dict(zip((p.code for p in ranked), found, strict=True)) == {p.code: expected.get(p.code) for p in ranked}


def simulated(counts: dict[str, int], n: int, seed: int, draws: int = 300) -> float:
    """How often the project on barrier a beats the one on barrier b, in draws of the data of a survey."""
    rows = tuple(
        ProtectedRow(line=2, fips="35013", measure=Measure.barrier, barrier=b, group=None, count=k, base_n=n)
        for b, k in counts.items()
    )
    survey = Survey(version=1, id="made", title="Made up", kind="survey", base="needed")
    table = ProtectedTable.model_construct(survey=survey, place="made.csv", rows=rows, digest="", threshold=10)
    taxonomy = Taxonomy(
        version=1, barriers=tuple(Barrier(id=b, label=Label(en=b, es=b), description="made up") for b in "ab")
    )
    county = CountyReach(table, "35013", taxonomy, "Job Training")
    terms = edge_terms((project(1, {"a": ("full", "strong")}), project(2, {"b": ("full", "strong")})), ("a", "b"))
    reach = (reach_vector(county.barriers), reach_draws(county, draws, seed))
    return float(draw_modes(terms, Chances(reach, (point(POLICY), point(POLICY))), draws)["data"].wins[0, 1])


def test_where_neither_is_better_every_share_of_wins_is_as_likely():
    rng = np.random.default_rng(7)
    surveys = rng.binomial(400, 0.3, (100, 2))
    found = [simulated({"a": a, "b": b}, 400, seed) for seed, (a, b) in enumerate(surveys.tolist())]
    assert stats.kstest(found, stats.uniform().cdf).pvalue > 0.01


def test_the_share_of_wins_is_how_often_the_truth_is_so():
    # Truths from the prior itself, so that the posterior must be calibrated, not only nearly.
    rng = np.random.default_rng(8)
    truths = rng.beta(0.5, 0.5, (150, 2))
    said, true = [], []
    for seed, pair in enumerate(truths):
        a, b = rng.binomial(30, pair).tolist()
        said.append(simulated({"a": a, "b": b}, 30, seed, draws=200))
        true.append(bool(pair[0] > pair[1]))
    said, true = np.array(said), np.array(true)
    unsure = np.abs(said - 0.5) < 0.4
    assert unsure.sum() > 20
    # Within three standard errors of what was said, where it was not nearly sure and where it was.
    for some in (unsure, ~unsure):
        error = sqrt((said[some] * (1 - said[some])).sum()) / some.sum()
        assert abs(said[some].mean() - true[some].mean()) < 3 * error + 0.01
