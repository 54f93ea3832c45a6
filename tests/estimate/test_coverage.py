"""Under a known truth, sets and intervals hold it as often as they say: short and exact versions.

The long simulation is `tools/validate_statistics.py`; both draw from the worlds of `tools/coverage_worlds.py`.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

import coverage_worlds as worlds
import validate_statistics as long_version
from coverage_worlds import LEVEL
from jobtraining_cli.estimate.intervals import clopper_pearson, korn_graubard, wilson
from jobtraining_cli.estimate.rank_sets import from_marginals, joint_level, joint_normal

TRUTHS = {
    "equal": (np.full(6, 0.2), 60),
    "near ties": (np.array([0.32, 0.31, 0.30, 0.29, 0.28, 0.27]), 150),
    "spread out": (np.array([0.6, 0.45, 0.3, 0.15, 0.08, 0.02]), 150),
    "small counts": (np.array([0.15, 0.15, 0.1, 0.1, 0.03, 0.03]), 30),
    "tiny counts": (np.full(6, 0.03), 40),
    "common": (np.array([0.9, 0.9, 0.85, 0.85, 0.97, 0.97]), 60),
}
DEPENDENCE = {"positive": 0.6, "negative": -0.19}
# What keeps its level on counts of any size, and what does so on large ones only.
ALWAYS = {"exact intervals": worlds.exact_intervals, "sign tests": worlds.sign_tests}
RUNS = 200


def stream(*names):
    """A generator for this place, whatever else is drawn."""
    return np.random.default_rng([ord(letter) for letter in "/".join(names)])


def share_covered(method, drawn, truth):
    ranks = worlds.true_ranks(truth)
    return float(np.mean([worlds.covered(method(sample), ranks) for sample in drawn]))


def least(runs):
    """The nominal level less three Monte Carlo standard errors."""
    return LEVEL - 3 * math.sqrt(LEVEL * (1 - LEVEL) / runs)


@pytest.mark.parametrize("dependence", DEPENDENCE)
@pytest.mark.parametrize("truth", TRUTHS)
def test_rank_sets_of_counts_hold_the_truth(truth, dependence):
    shares, n = TRUTHS[truth]
    drawn = worlds.samples(worlds.select_all(stream(truth, dependence), shares, n, DEPENDENCE[dependence], RUNS))
    for name, method in ALWAYS.items():
        assert share_covered(method, drawn, shares) >= least(RUNS), name


def test_rank_sets_with_hidden_counts_hold_the_truth():
    shares, n = TRUTHS["spread out"]
    drawn = worlds.samples(worlds.select_all(stream("hidden"), shares, n, 0.0, RUNS))
    assert any(((sample.counts >= 1) & (sample.counts <= 10)).any() for sample in drawn)
    assert share_covered(worlds.hidden_sign_tests, drawn, shares) >= least(RUNS)


@pytest.mark.parametrize("dependence", DEPENDENCE)
def test_bootstrapped_sets_hold_the_truth_in_large_samples(dependence):
    shares = np.full(5, 0.3)
    drawn = worlds.samples(worlds.select_all(stream("large", dependence), shares, 300, DEPENDENCE[dependence], 200))
    covered = share_covered(worlds.bootstrap, drawn, shares)
    assert covered >= least(200)
    # All equal is where nothing is given away: far above the level, pairs would be told apart too rarely.
    assert covered < 0.99


@pytest.mark.parametrize("correlation", [0.8, 0.0, -0.2])
@pytest.mark.parametrize("truth", [np.full(6, 0.2), np.array([0.3, 0.3, 0.25, 0.2, 0.2, 0.1])], ids=["equal", "apart"])
def test_rank_sets_of_margins_hold_the_truth(truth, correlation):
    se = np.array([0.01, 0.02, 0.02, 0.03, 0.04, 0.06])
    drawn = worlds.published(stream("margins", str(correlation), str(truth[0])), truth, se, correlation, 120)
    for method in (worlds.margins, worlds.normal_intervals, worlds.bootstrap):
        assert share_covered(method, drawn, truth) >= least(120)


def test_independent_intervals_hold_together_at_the_level():
    runs = 1000
    drawn = worlds.published(stream("joint"), np.zeros(6), np.ones(6), 0.0, runs)
    ends = [joint_normal(sample.estimate, np.ones(6), LEVEL, independent=True) for sample in drawn]
    together = np.mean([(low <= 0).all() and (high >= 0).all() for low, high in ends])
    assert together == pytest.approx(LEVEL, abs=3 * math.sqrt(LEVEL * (1 - LEVEL) / runs))


def test_the_simulation_sees_what_fails():
    """Normal intervals have no width where nobody was counted: the simulation must notice."""
    shares, n = TRUTHS["small counts"]
    drawn = worlds.samples(worlds.select_all(stream("fails"), shares, n, 0.0, RUNS))
    held = {"normal": [], "exact": []}
    for sample in drawn:
        for name, (low, high) in (
            ("normal", joint_normal(sample.estimate, worlds.errors(sample), LEVEL)),
            ("exact", worlds.exact_bounds(sample, joint_level(LEVEL, shares.size))),
        ):
            held[name].append((low <= shares).all() and (shares <= high).all())
    assert np.mean(held["normal"]) < 0.6
    assert np.mean(held["exact"]) >= least(RUNS)


def pair_errors(n, tests):
    """How often two answers of the same share p are told apart, one in one direction, by sign test and normal test.

    Each person gives one of them at most, which is the worst case. Summed over all counts; a row for each p.
    """
    counts = [np.array([first, second]) for first in range(n + 1) for second in range(n + 1 - first)]
    first, both = np.array([count[0] for count in counts]), np.array([count.sum() for count in counts])
    # Two tests at a level that makes Bonferroni's limit that of so many.
    level = 1 - 2 * (1 - LEVEL) / tests
    sign = np.array([from_marginals(k / n, k / n, n, level, stepdown=False)[1][0] == 1 for k in counts])
    normal = np.array([worlds.normal_pairs(k, n, tests)[0, 1] for k in counts])
    found = []
    for p in (0.02, 0.1, 0.2, 0.3, 0.35, 0.4, 0.45, 0.5):
        chance = stats.binom.pmf(both, n, 2 * p) * stats.binom.pmf(first, both, 0.5)
        found.append((chance[sign].sum(), chance[normal].sum()))
    return np.array(found)


@pytest.mark.parametrize(("n", "items", "factor"), [(20, 2, 1.2), (30, 14, 4)])
def test_sign_tests_err_as_rarely_as_they_say_and_normal_tests_do_not(n, items, factor):
    tests = items * (items - 1)
    by_sign, by_normal = pair_errors(n, tests).max(axis=0) * tests / (1 - LEVEL)
    assert 0.4 < by_sign <= 1
    assert by_normal > factor


@pytest.mark.parametrize("p", [0.05, 0.2, 0.5])
def test_korn_graubard_covers_in_clustered_samples(p):
    runs = 4000
    counts = worlds.clustered(stream("clusters", str(p)), p, 30, 10, 0.05, runs)
    share, n_eff, n, df = worlds.from_clusters(counts, 10)
    low, high = korn_graubard(share, n_eff, n, df)
    assert ((low <= p) & (p <= high)).mean() >= least(runs)
    low, high = clopper_pearson(counts.sum(axis=1), n)
    assert ((low <= p) & (p <= high)).mean() < LEVEL


def test_wilson_covers_on_average():
    shares, counts, n = np.linspace(0.005, 0.995, 199), np.arange(51), 50
    low, high = wilson(counts, n)
    inside = (low <= shares[:, None]) & (shares[:, None] <= high)
    coverage = (stats.binom.pmf(counts, n, shares[:, None]) * inside).sum(axis=1)
    assert coverage.mean() == pytest.approx(LEVEL, abs=0.01)
    assert coverage.min() < LEVEL


def test_worlds_are_what_they_say():
    rng = stream("worlds")
    shares = np.array([0.6, 0.3, 0.05])
    for correlation in (0.6, -0.45):
        answers = worlds.select_all(rng, shares, 20, correlation, 4000).reshape(-1, 3)
        np.testing.assert_allclose(answers.mean(axis=0), shares, atol=0.01)
        both = answers.all(axis=0) if correlation > 1 else (answers[:, 0] & answers[:, 1]).mean()
        assert (both > 0.6 * 0.3) == (correlation > 0)
    answers = worlds.choose_one(rng, shares / 2, 20, 4000)
    assert answers.sum(axis=2).max() == 1
    np.testing.assert_allclose(answers.mean(axis=(0, 1)), shares / 2, atol=0.01)
    sample = worlds.samples(answers[:1])[0]
    np.testing.assert_allclose(sample.cov, np.cov(answers[0].T, bias=True) / 20, atol=1e-15)
    counts = worlds.clustered(rng, 0.3, 30, 10, 0.05, 4000)
    # The variance of a cluster's count: n p (1 - p) (1 + (n - 1) icc).
    assert counts.var() == pytest.approx(10 * 0.3 * 0.7 * (1 + 9 * 0.05), rel=0.05)
    p, n_eff = worlds.weighted(rng, 0.3, 150, 0.7, 4000)
    assert p.var() == pytest.approx(0.3 * 0.7 / np.mean(n_eff), rel=0.1)
    assert worlds.true_ranks(np.array([0.2, 0.3, 0.2]))[0].tolist() == [2, 1, 2]
    assert worlds.true_ranks(np.array([0.2, 0.3, 0.2]))[1].tolist() == [3, 1, 3]


def test_hidden_counts_are_used_as_bounds():
    counts = np.array([120, 9, 0])
    sample = worlds.Sample(counts / 150, np.eye(3), counts, 150)
    wanted = from_marginals(np.array([120, 1, 0]) / 150, np.array([120, 10, 0]) / 150, 150)
    assert [ranks.tolist() for ranks in worlds.hidden_sign_tests(sample)] == [ranks.tolist() for ranks in wanted]


def test_the_page_has_the_table_of_the_long_version():
    page = long_version.PAGE.read_text(encoding="utf-8")
    table = long_version.TABLE.search(page)[0].splitlines()[1:-1]
    assert table[0].split(" | ") == long_version.table([]).splitlines()[0].split(" | ")
    # Exact sums need no simulation, so they can be compared with what stands on the page.
    exact = list(long_version.judge_simple(0.1, 30))
    assert {f"| {' | '.join(row.cells)} |" for row in exact} <= set(table)
    again = list(long_version.judge_margins(np.random.default_rng(1), 5))
    assert again == list(long_version.judge_margins(np.random.default_rng(1), 5))
