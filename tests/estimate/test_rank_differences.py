"""Confidence sets for ranks from differences: against slow implementations of their definitions, tables, and edges."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from estimate.rank_helpers import as_sets, holds, lists
from jobtraining_cli.estimate.rank_sets import (
    from_differences,
    from_intervals,
    from_marginals,
    from_margins,
    joint_normal,
)

INF = math.inf
fewer_examples = settings(max_examples=40)


# -- differences with a known covariance


def test_two_items_come_apart_at_the_normal_quantile():
    for apart in (1.90, 2.02):
        sets = lists(from_differences([apart * math.sqrt(2), 0], np.eye(2), draws=40_000))
        assert sets == (([1, 2], [1, 2]) if apart > 1.96 else ([1, 1], [2, 2]))


@pytest.mark.parametrize("items", [3, 6, 12])
def test_equal_errors_come_apart_at_the_studentised_range(items):
    """Tukey's range: the largest of all differences of K independent normal values with one variance."""
    critical = stats.studentized_range.ppf(0.95, items, 10**6)
    for factor, first_is_apart in ((0.98, False), (1.02, True)):
        estimate = np.zeros(items)
        estimate[0] = factor * critical
        best, worst = from_differences(estimate, np.eye(items), draws=40_000, stepdown=False)
        assert (worst[0] == 1) == first_is_apart
        assert (best[1] == 2) == first_is_apart


def slow_differences(estimate, cov, level, seed):
    """Step-down over ordered pairs, drawn another way; None where a pair is too near to its critical value to tell."""
    items = len(estimate)
    drawn = np.random.default_rng(seed).multivariate_normal(np.zeros(items), cov, size=20_000, method="svd")
    pairs = {(a, b) for a in range(items) for b in range(items) if a != b}
    error = {(a, b): math.sqrt(cov[a, a] + cov[b, b] - 2 * cov[a, b]) for a, b in pairs}
    left, above = set(pairs), set()
    while left:
        noise = np.max([(drawn[:, a] - drawn[:, b]) / error[a, b] for a, b in left], axis=0)
        critical = np.quantile(noise, level)
        ratios = {(a, b): (estimate[a] - estimate[b]) / error[a, b] for a, b in left}
        if any(abs(ratio - critical) < 0.06 for ratio in ratios.values()):
            return None
        found = {pair for pair, ratio in ratios.items() if ratio > critical}
        if not found:
            break
        above |= found
        left -= found
    return as_sets(above, items)


def test_step_down_by_a_slow_implementation():
    rng = np.random.default_rng(5)
    compared = 0
    for trial in range(25):
        items = int(rng.integers(2, 7))
        root = rng.normal(size=(items, items))
        cov = root @ root.T / items + 0.1 * np.eye(items)
        estimate = rng.normal(size=items) * 4
        wanted = slow_differences(estimate, cov, 0.9, trial)
        if wanted is not None:
            assert lists(from_differences(estimate, cov, 0.9, draws=20_000, seed=trial)) == wanted
            compared += 1
    assert compared >= 10


def test_step_down_tells_more_apart():
    # Once the first is far above all others, two pairs of directions no longer count.
    estimate, cov = [50, 2.2 * math.sqrt(2), 0], np.eye(3)
    assert lists(from_differences(estimate, cov, stepdown=False)) == ([1, 2, 2], [1, 3, 3])
    assert lists(from_differences(estimate, cov)) == ([1, 2, 3], [1, 2, 3])


def test_what_two_estimates_share_does_not_hide_their_difference():
    estimate, shared = [3, 2, 1], np.full((3, 3), 0.99) + 0.01 * np.eye(3)
    assert lists(from_differences(estimate, shared)) == ([1, 2, 3], [1, 2, 3])
    assert lists(from_differences(estimate, np.eye(3))) == ([1, 1, 1], [3, 3, 3])


def test_each_difference_is_measured_by_its_own_error():
    # The first two go together, so that 0.05 between them is five of their errors; the third is on its own.
    cov = np.array([[1, 1 - 5e-5, 0], [1 - 5e-5, 1, 0], [0, 0, 1]])
    assert lists(from_differences([0.05, 0, -1], cov)) == ([1, 2, 1], [2, 3, 3])
    assert lists(from_differences([0.02, 0, -1], cov)) == ([1, 1, 1], [3, 3, 3])


def test_a_difference_without_variance_is_certain():
    assert lists(from_differences([2, 1, 1], np.zeros((3, 3)))) == ([1, 2, 2], [1, 3, 3])
    assert lists(from_differences([1.001, 1], np.ones((2, 2)))) == ([1, 2], [1, 2])
    # One exact value beside a doubtful one still leaves a doubtful difference.
    assert lists(from_differences([1, 0.5], np.diag([0, 1.0]))) == ([1, 1], [2, 2])


def test_sets_are_a_function_of_the_seed():
    rng = np.random.default_rng(0)
    estimate, cov = rng.normal(size=9), np.diag(rng.uniform(0.05, 0.2, 9))
    first = lists(from_differences(estimate, cov, seed=7, draws=500))
    assert first == lists(from_differences(estimate, cov, seed=7, draws=500))
    np.random.default_rng(1).normal()
    assert first == lists(from_differences(estimate, cov, seed=7, draws=500))


def test_few_draws_leave_everything_open():
    assert lists(from_differences([100, 0], np.eye(2), draws=18)) == ([1, 1], [2, 2])
    assert lists(from_differences([100, 0], np.eye(2), draws=19)) == ([1, 2], [1, 2])


def test_many_items_do_not_exhaust_memory():
    estimate = np.arange(120.0)
    best, worst = from_differences(estimate, np.eye(120) * 1e-4, draws=1000)
    assert best.tolist() == worst.tolist() == list(range(120, 0, -1))


def test_a_singular_covariance_is_welcome():
    # Shares of a choose-one question add to 1, so their covariance has a direction without variance.
    share = np.array([0.5, 0.3, 0.2])
    cov = (np.diag(share) - np.outer(share, share)) / 400
    assert lists(from_differences(share, cov)) == ([1, 2, 3], [1, 2, 3])


# -- marginals of one select-all question


def sign_test(only_a, only_b):
    """The exact probability of ``only_a`` or more heads of both together."""
    n = only_a + only_b
    return Fraction(sum(math.comb(n, k) for k in range(only_a, n + 1)), 2**n)


def slow_marginals(low, high, n, level, *, stepdown):
    """Counts low..high of n people: every overlap that the counts allow is tried."""
    items, alpha = len(low), 1 - Fraction(str(level))
    p_values = {}
    for a in range(items):
        for b in range(items):
            if a != b and low[a] > high[b]:
                k_a, k_b = low[a], high[b]
                overlaps = range(max(0, k_a + k_b - n), min(k_a, k_b) + 1)
                p_values[a, b] = max(sign_test(k_a - both, k_b - both) for both in overlaps)
    tests = items * (items - 1)
    if not stepdown:
        return as_sets({pair for pair, p in p_values.items() if p <= alpha / tests}, items)
    above = set()
    for passed, pair in enumerate(sorted(p_values, key=p_values.get)):
        if p_values[pair] > alpha / (tests - passed):
            break
        above.add(pair)
    return as_sets(above, items)


@st.composite
def tables(draw, hidden=True):
    n = draw(st.integers(1, 150))
    low = draw(st.lists(st.integers(0, n), min_size=1, max_size=6))
    high = [min(n, count + (draw(st.sampled_from([0, 0, 1, 9])) if hidden else 0)) for count in low]
    return low, high, n


@fewer_examples
@given(tables(), st.sampled_from([0.5, 0.9, 0.95, 0.99]), st.booleans())
def test_marginals_by_trying_every_overlap(table, level, stepdown):
    low, high, n = table
    found = from_marginals(np.array(low) / n, np.array(high) / n, n, level, stepdown)
    assert lists(found) == slow_marginals(low, high, n, level, stepdown=stepdown)


@pytest.mark.parametrize("stepdown", [False, True])
def test_marginals_of_many_items_by_scipy(stepdown):
    """Tables with ties, so that many p-values are equal and stand where the steps end."""
    rng = np.random.default_rng(11)
    ended_among_equals = 0
    for _ in range(150):
        n, items = int(rng.integers(40, 200)), 9
        counts = rng.choice(np.arange(0, n // 2, 3), items)
        p_values = {
            (a, b): float(stats.binom.sf(counts[a] - 1, counts[a] + counts[b], 0.5))
            for a in range(items)
            for b in range(items)
            if counts[a] > counts[b]
        }
        above, limit = set(), 0.05 / (items * (items - 1))
        for place, pair in enumerate(sorted(p_values, key=p_values.get)):
            if stepdown:
                limit = 0.05 / (items * (items - 1) - place)
            if p_values[pair] > limit * (1 + 1e-9):
                later = 0.05 / (items * (items - 1) - place - 1)
                ended_among_equals += any(limit < p <= later for other, p in p_values.items() if other != pair)
                break
            above.add(pair)
        found = from_marginals(counts / n, counts / n, n, stepdown=stepdown)
        assert lists(found) == as_sets(above, items)
    assert ended_among_equals


@given(tables(), st.data())
def test_a_hidden_count_only_widens(table, data):
    low, high, n = table
    inside = np.array([data.draw(st.integers(*ends)) for ends in zip(low, high, strict=True)]) / n
    bounds = from_marginals(np.array(low) / n, np.array(high) / n, n)
    assert holds(bounds, from_marginals(inside, inside, n))


def test_marginals_at_the_ends():
    # Nobody is no proof of none: 5 of 30 are not above 0 of 30, and 6 are (1/64 < .05 / 2 > 1/32).
    assert lists(from_marginals([5 / 30, 0], [5 / 30, 0], 30)) == ([1, 1], [2, 2])
    assert lists(from_marginals([6 / 30, 0], [6 / 30, 0], 30)) == ([1, 2], [1, 2])
    # Everybody against nearly everybody is the same, mirrored.
    assert lists(from_marginals([1, 25 / 30], [1, 25 / 30], 30)) == ([1, 1], [2, 2])
    assert lists(from_marginals([1, 24 / 30], [1, 24 / 30], 30)) == ([1, 2], [1, 2])
    assert lists(from_marginals([0, 0, 1, 1], [0, 0, 1, 1], 500)) == ([3, 3, 1, 1], [4, 4, 2, 2])
    assert lists(from_marginals([0.2], [0.2], 30)) == ([1], [1])
    assert lists(from_marginals([], [], [])) == lists(from_marginals([], [], 30)) == ([], [])
    # What nothing is known of may be anywhere, and keeps no one from any place.
    assert lists(from_marginals([0.9, 0.1, 0], [0.9, 0.1, 1], 200)) == ([1, 2, 1], [2, 3, 3])


def test_marginals_of_different_and_endless_sizes():
    # The smaller size of a pair counts.
    low = np.array([0.4, 0.2])
    assert lists(from_marginals(low, low, [1e9, 20])) == lists(from_marginals(low, low, 20)) == ([1, 1], [2, 2])
    assert lists(from_marginals(low, low, [1e9, 200])) == ([1, 2], [1, 2])
    close = np.array([0.3, 0.3 - 1e-12, 0.3])
    assert lists(from_marginals(close, close, INF)) == ([1, 3, 1], [2, 3, 2])
    assert lists(from_marginals(close, close, 1e15)) == ([1, 1, 1], [3, 3, 3])


def test_step_down_of_marginals_never_widens():
    rng = np.random.default_rng(4)
    narrower = 0
    for _ in range(60):
        share = rng.integers(0, 90, 8) / 100
        one_step, stepped = (from_marginals(share, share, 100, stepdown=stepdown) for stepdown in (False, True))
        assert holds(one_step, stepped)
        narrower += lists(one_step) != lists(stepped)
    assert narrower > 5


# -- margins of error


@given(
    st.lists(st.tuples(st.integers(-50, 50), st.integers(0, 20)), max_size=7),
    st.sampled_from([0.1, 0.9, 0.95, 0.999]),
)
def test_margins_by_both_bounds(figures, level):
    items = len(figures)
    above = set()
    for a, (value_a, se_a) in enumerate(figures):
        for b, (value_b, se_b) in enumerate(figures):
            pairs = stats.norm.isf((1 - level) / max(items * (items - 1), 1))
            singles = stats.norm.isf((1 - level) / (2 * items))
            if a != b and value_a - value_b > min(pairs, singles) * (se_a + se_b):
                above.add((a, b))
    found = from_margins([value for value, _ in figures], [se for _, se in figures], level)
    assert lists(found) == as_sets(above, items)


def test_margins_are_never_wider_than_joint_intervals():
    rng = np.random.default_rng(2)
    for items in (1, 2, 3, 4, 9):
        value, se = rng.normal(size=items), rng.uniform(0.01, 0.3, items)
        assert holds(from_intervals(*joint_normal(value, se)), from_margins(value, se))
