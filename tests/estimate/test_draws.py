"""Draws of reach: each has the distribution that theory gives it, and its own chance."""

from __future__ import annotations

from dataclasses import replace
from math import log

import numpy as np
import pytest
from scipy import stats

from jobtraining_cli.estimate.draws import reach_draws
from jobtraining_cli.estimate.reach import CountyReach
from jobtraining_cli.models.protected import Hidden, ProtectedRow, ProtectedTable
from jobtraining_cli.models.survey import Indicator, Measure, Survey
from jobtraining_cli.models.taxonomy import Barrier, Label, Taxonomy

HERE, NEIGHBOUR = "35013", "35053"
IDS = ("base", "cost", "language", "transport")
TAXONOMY = Taxonomy(
    version=1, barriers=tuple(Barrier(id=b, label=Label(en=b.title(), es=b), description="made up") for b in IDS)
)
DRAWS = 8_000
# The draws are the same in every run, so a test at this level passes or fails for good.
LEVEL = 1e-3
OPEN = {"hidden": None}


def barrier(id_: str = "cost", *, fips: str = HERE, **figures) -> ProtectedRow:
    return ProtectedRow(line=2, fips=fips, measure=Measure.barrier, barrier=id_, group=None, **figures)


def link(measure: str, **figures) -> ProtectedRow:
    return ProtectedRow(line=3, fips=HERE, measure=Measure(measure), barrier=None, group=None, **figures)


def hidden(low: int, high: int, base_n: int = 200, id_: str = "cost") -> ProtectedRow:
    return barrier(id_, hidden=Hidden.few, low=low, high=high, base_n=base_n)


def county(*rows: ProtectedRow, base: str = "needed", survey: str = "made", fips: str = HERE) -> CountyReach:
    more = {}
    if base == "population":
        more["indicators"] = tuple(Indicator(barrier=b, name=b, label=b, universe="u", stands_in_for="s") for b in IDS)
    kind = "indicator" if base == "population" else "survey"
    sidecar = Survey(version=1, id=survey, title="Made up", kind=kind, base=base, weighting="raked", **more)
    table = ProtectedTable.model_construct(survey=sidecar, place="made.csv", rows=rows, digest="", threshold=10)
    return CountyReach(table, fips, TAXONOMY, "Job Training")


def drawn(*rows: ProtectedRow, draws: int = DRAWS, seed: int = 1, id_: str = "cost", **more) -> np.ndarray:
    return reach_draws(county(*rows, **more), draws, seed)[:, IDS.index(id_)]


def jeffreys(k: float, n: float):
    return stats.beta(k + 0.5, n - k + 0.5)


def follows(sample: np.ndarray, cdf) -> bool:
    return bool(stats.kstest(sample, cdf).pvalue > LEVEL)


@pytest.mark.parametrize("seed", [1, 99])
@pytest.mark.parametrize(
    ("figures", "k", "n"),
    [
        ({"count": 81, "base_n": 263}, 81, 263),
        ({"count": 0, "base_n": 20}, 0, 20),
        ({"count": 20, "base_n": 20}, 20, 20),
        ({"percent": 30.0, "base_n": 250}, 75, 250),
        ({"percent": 47.5, "count": 80, "base_n": 200, "n_eff": 120.0}, 57, 120),
        ({"percent": 30.0, "n_eff": 12.5}, 3.75, 12.5),
        ({"percent": 20.0, "moe90": 3.29}, 80, 400),
        ({"percent": 20.0, "moe95": 3.92}, 80, 400),
        ({"percent": 20.0, "se": 2.0}, 80, 400),
        # Worth three people: next to nothing but the prior.
        ({"percent": 1.7, "moe90": 11.9}, 0.017**2 * 0.983 / (0.119 / 1.645) ** 2, 0.017 * 0.983 / (0.119 / 1.645) ** 2),
        ({"percent": 0.0, "moe90": 4.5}, 0, log(0.05) / log(1 - 0.045)),
        ({"percent": 100.0, "moe90": 4.5}, log(0.05) / log(1 - 0.045), log(0.05) / log(1 - 0.045)),
    ],
)  # fmt: skip
def test_jeffreys(figures, k, n, seed):
    base = "population" if set(figures) & {"moe90", "moe95", "se"} else "needed"
    found = drawn(barrier(**figures), seed=seed, base=base)
    theory = jeffreys(k, n)
    assert follows(found, theory.cdf)
    assert found.mean() == pytest.approx((k + 0.5) / (n + 1), abs=5 * theory.std() / DRAWS**0.5)
    assert found.var() == pytest.approx(theory.var(), rel=0.09)
    assert 0 <= found.min() < found.max() <= 1


@pytest.mark.parametrize("percent", [0.0, 20.0, 100.0])
def test_what_was_published_as_exact_is_not_drawn(percent):
    found = drawn(barrier(percent=percent, moe90=0.0), base="population")
    assert set(found.tolist()) == {percent / 100}


@pytest.mark.parametrize(("low", "high", "base_n"), [(1, 10, 200), (190, 200, 200), (1, 20, 20), (7, 7, 30)])
def test_a_hidden_count_is_each_possible_one_as_often(low, high, base_n):
    found = drawn(hidden(low, high, base_n))
    possible = [jeffreys(k, base_n) for k in range(low, high + 1)]
    assert follows(found, lambda x: np.mean([one.cdf(x) for one in possible], axis=0))


def test_a_weighted_hidden_count_has_the_size_that_is_shown():
    row = barrier(hidden=Hidden.few, low=1, high=10, n_eff=55.5)
    possible = [jeffreys(k, 55.5) for k in range(1, 11)]
    assert follows(drawn(row), lambda x: np.mean([one.cdf(x) for one in possible], axis=0))


def test_the_share_with_difficulty_is_one_draw_for_all_barriers():
    # Shares without error leave d alone to be drawn.
    exact = [barrier(b, percent=p, moe90=0.0) for b, p in (("cost", 40.0), ("language", 20.0), ("transport", 0.0))]
    found = reach_draws(county(*exact, link("difficulty", count=214, base_n=310), base="difficulty"), DRAWS, 1)
    d = found[:, 1] / 0.4
    assert follows(d, jeffreys(214, 310).cdf)
    assert found[:, 2] == pytest.approx(0.2 * d, abs=1e-12)
    assert not found[:, [0, 3]].any()


def test_reach_on_the_base_of_difficulty_is_a_product():
    rows = [barrier("cost", count=98, base_n=214), barrier("language", count=36, base_n=214)]
    found = reach_draws(county(*rows, link("difficulty", count=214, base_n=310), base="difficulty"), DRAWS, 1)
    alone = reach_draws(county(*rows, base="difficulty"), DRAWS, 1)
    d, cost, language = jeffreys(214, 310), jeffreys(98, 214), jeffreys(36, 214)
    # The moments of a product of independent variables, and of two that share a factor.
    squares = [one.var() + one.mean() ** 2 for one in (d, cost, language)]
    assert found[:, 1].mean() == pytest.approx(d.mean() * cost.mean(), rel=0.003)
    assert found[:, 1].var() == pytest.approx(squares[0] * squares[1] - (d.mean() * cost.mean()) ** 2, rel=0.05)
    assert np.cov(found[:, 1], found[:, 2])[0, 1] == pytest.approx(d.var() * cost.mean() * language.mean(), rel=0.15)
    # Without d each share stays on its base, and its own draws are the same ones.
    assert found[:, 1] / alone[:, 1] == pytest.approx(found[:, 2] / alone[:, 2], abs=1e-12)


def test_barriers_are_drawn_apart():
    rows = [barrier(b, count=50, base_n=100) for b in IDS]
    found = reach_draws(county(*rows, link("difficulty", percent=60.0, n_eff=90.0), base="needed"), DRAWS, 1)
    assert np.abs(np.corrcoef(found.T) - np.eye(len(IDS))).max() < 0.04


def test_no_barrier_shares_its_chance_with_the_base():
    # Whatever a barrier is called.
    rows = [barrier(b, count=50, base_n=100) for b in IDS]
    both = reach_draws(county(*rows, link("difficulty", count=50, base_n=100), base="difficulty"), DRAWS, 1)
    q = reach_draws(county(*rows, base="difficulty"), DRAWS, 1)
    d = both[:, 1] / q[:, 1]
    assert [abs(np.corrcoef(d, q[:, place])[0, 1]) < 0.04 for place in range(len(IDS))] == [True] * len(IDS)


def test_counts_among_respondents_are_of_those_who_needed_it():
    found = drawn(barrier(count=80, base_n=200), link("need", count=160, base_n=200), base="respondents")
    assert follows(found, jeffreys(80, 160).cdf)
    everybody = drawn(barrier(count=160, base_n=200), link("need", count=160, base_n=200), base="respondents")
    assert follows(everybody, jeffreys(160, 160).cdf)
    few = drawn(hidden(1, 10), link("need", count=160, base_n=200), base="respondents")
    assert follows(few, lambda x: np.mean([jeffreys(k, 160).cdf(x) for k in range(1, 11)], axis=0))


@pytest.mark.parametrize("base", ["needed", "respondents"])
def test_percentages_are_never_divided_by_need(base):
    found = drawn(barrier(percent=40.0, base_n=200), link("need", count=160, base_n=200), base=base)
    assert follows(found, jeffreys(80, 200).cdf)


NEEDED = link("need", hidden=Hidden.nearly_all, low=190, high=200, base_n=200)


def test_a_hidden_number_of_those_who_needed_it_is_drawn_once_for_all():
    rows = [barrier("cost", count=100, base_n=200), barrier("language", count=100, base_n=200)]
    found = reach_draws(county(*rows, NEEDED, base="respondents"), DRAWS, 1)
    possible = [jeffreys(100, n) for n in range(190, 201)]
    assert follows(found[:, 1], lambda x: np.mean([one.cdf(x) for one in possible], axis=0))
    means = np.array([one.mean() for one in possible])
    covariance = np.cov(found[:, 1], found[:, 2])[0, 1]
    assert covariance == pytest.approx(means.var(), abs=4 * found.var(axis=0).max() / DRAWS**0.5)


def test_a_hidden_count_of_a_hidden_number_is_any_pair_that_can_be():
    # The count is 180 to 200, and no more than those who needed it, 190 to 200: no pile of draws where all of them named it.
    found = drawn(hidden(180, 200), NEEDED, base="respondents")
    by_number = [[jeffreys(k, n) for k in range(180, n + 1)] for n in range(190, 201)]
    # All pairs alike, or all numbers alike and then all counts: the table says neither.
    alike = [
        np.mean([one.mean() for some in by_number for one in some]),
        np.mean([np.mean([one.mean() for one in some]) for some in by_number]),
    ]
    assert min(alike) - 0.001 < found.mean() < max(alike) + 0.001
    # One in 17 of the pairs is of everybody; with counts cut off at the number it would be more than one in four.
    everybody = [np.mean([1 - one.cdf(0.998) for one in some]) for some in by_number]
    assert (found > 0.998).mean() == pytest.approx(np.mean(everybody), abs=0.01)


def test_what_is_not_known_is_zero_in_every_draw():
    rows = [barrier("cost", hidden=Hidden.withheld, base_n=200), barrier("language", count=50, base_n=100)]
    found = reach_draws(county(*rows), 100, 1)
    assert found.shape == (100, len(IDS))
    assert not found[:, [0, 1, 3]].any()
    assert found[:, 2].all()
    assert not reach_draws(county(), 100, 1).any()


def test_a_missing_or_withheld_share_with_difficulty_leaves_shares_as_they_are():
    row = barrier(count=50, base_n=100)
    alone = drawn(row, base="difficulty", draws=50)
    withheld = link("difficulty", hidden=Hidden.withheld)
    assert drawn(row, withheld, base="difficulty", draws=50).tolist() == alone.tolist()
    assert drawn(row, link("need", count=100, base_n=150), base="difficulty", draws=50).tolist() == alone.tolist()


def test_what_a_draw_depends_on():
    row, other = barrier(count=50, base_n=100), barrier("language", count=9, base_n=100)
    neighbour = barrier(fips=NEIGHBOUR, count=50, base_n=100)
    found = drawn(row, draws=50)
    assert drawn(other, neighbour, row, draws=50).tolist() == found.tolist()
    assert drawn(replace(row, line=77), draws=50).tolist() == found.tolist()
    different = [
        drawn(row, draws=50, seed=2),
        drawn(row, draws=50, survey="made-2"),
        reach_draws(county(neighbour, fips=NEIGHBOUR), 50, 1)[:, 1],
        drawn(barrier("language", count=50, base_n=100), draws=50, id_="language"),
    ]
    every = [tuple(one.tolist()) for one in (found, *different)]
    assert len(set(every)) == len(every)
    assert all(abs(np.corrcoef(found, one)[0, 1]) < 0.6 for one in different)


def test_two_counties_are_drawn_apart():
    rows = [barrier(count=50, base_n=100), barrier(fips=NEIGHBOUR, count=50, base_n=100)]
    here, there = (reach_draws(county(*rows, fips=fips), DRAWS, 1)[:, 1] for fips in (HERE, NEIGHBOUR))
    assert abs(np.corrcoef(here, there)[0, 1]) < 0.03


@pytest.mark.parametrize("seed", [0, 2**63 - 1])
def test_seeds_and_numbers_at_their_ends(seed):
    assert drawn(barrier(count=50, base_n=100), draws=1, seed=seed).shape == (1,)
    huge = drawn(barrier(count=300_000_000, base_n=1_000_000_000), draws=100, seed=seed)
    assert huge == pytest.approx(0.3, abs=1e-4)


@pytest.mark.parametrize("margin", [5e-324, 1e-160, 1e-17, 1e-3, 101.0, 1e200, 1e308])
@pytest.mark.parametrize("percent", [0.0, 5.0, 100.0])
def test_any_margin_gives_draws(percent, margin):
    found = drawn(barrier(percent=percent, moe90=margin), base="population", draws=200)
    assert np.isfinite(found).all()
    assert 0 <= found.min() <= found.max() <= 1
    if margin <= 1e-3:
        assert found == pytest.approx(percent / 100, abs=1e-3)
