"""Confidence sets for ranks: against slow implementations of their definitions, tables, and edges."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from jobtraining_cli.estimate.intervals import clopper_pearson
from jobtraining_cli.estimate.rank_sets import (
    from_differences,
    from_intervals,
    from_marginals,
    from_margins,
    joint_level,
    joint_normal,
    top_set,
)

NAN, INF = math.nan, math.inf
fewer_examples = settings(max_examples=40)


def lists(sets):
    return tuple(ranks.tolist() for ranks in sets)


def as_sets(above, items):
    """Best and worst ranks from the set of pairs (a, b) with a above b."""
    best = [1 + sum((other, item) in above for other in range(items)) for item in range(items)]
    worst = [items - sum((item, other) in above for other in range(items)) for item in range(items)]
    return best, worst


def own_ranks(values):
    """The ranks that ways to break ties among the values can give."""
    return (
        [1 + sum(other > value for other in values) for value in values],
        [len(values) - sum(other < value for other in values) for value in values],
    )


def holds(sets, inner):
    """Whether the sets contain the inner ones, item by item."""
    pairs = zip(*lists(sets), *(list(ranks) for ranks in inner), strict=True)
    return all(best <= low and high <= worst for best, worst, low, high in pairs)


# -- joint intervals


@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(0, 9)), max_size=9))
def test_ranks_from_intervals_by_counting(intervals):
    lower, upper = [low for low, _ in intervals], [low + width for low, width in intervals]
    ends = list(zip(lower, upper, strict=True))
    best = [1 + sum(low > own_high for low, _ in ends) for _, own_high in ends]
    worst = [len(ends) - sum(high < own_low for _, high in ends) for own_low, _ in ends]
    assert lists(from_intervals(lower, upper)) == (best, worst)
    assert all(ranks.dtype == np.int64 for ranks in from_intervals(lower, upper))


def test_intervals_that_touch_are_not_above():
    assert lists(from_intervals([0, 1, 2.5], [1, 2, 3])) == ([2, 2, 1], [3, 3, 1])
    assert lists(from_intervals([5], [5])) == ([1], [1])
    assert lists(from_intervals([3, 3, 1], [3, 3, 1])) == ([1, 1, 3], [2, 2, 3])
    assert lists(from_intervals([-INF, 0], [INF, 1])) == ([1, 1], [2, 2])
    assert lists(from_intervals([], [])) == ([], [])


def test_levels_of_single_intervals():
    assert joint_level(0.95, 5, independent=True) == pytest.approx(0.95 ** (1 / 5), abs=1e-15)
    assert joint_level(0.95, 5) == pytest.approx(0.99)
    assert joint_level(0.95, 1) == joint_level(0.95, 1, independent=True) == pytest.approx(0.95)
    assert joint_level(0.9, 0) == pytest.approx(0.9)
    # Independence asks for less, and K independent intervals then hold together at exactly the level.
    for items in (2, 10, 1000):
        single = joint_level(0.95, items, independent=True)
        assert single < joint_level(0.95, items)
        assert single**items == pytest.approx(0.95, abs=1e-12)


def test_joint_normal_intervals():
    lower, upper = joint_normal([1, 2, 3], [0.1, 0, 0.3])
    z = stats.norm.ppf(1 - 0.05 / 6)
    assert lower.tolist() == pytest.approx([1 - 0.1 * z, 2, 3 - 0.3 * z])
    assert upper.tolist() == pytest.approx([1 + 0.1 * z, 2, 3 + 0.3 * z])
    z = stats.norm.ppf((1 + 0.9 ** (1 / 2)) / 2)
    assert joint_normal([0, 0], [1, 1], 0.9, independent=True)[1].tolist() == pytest.approx([z, z])
    assert [ends.shape for ends in joint_normal([], [])] == [(0,), (0,)]


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


# -- what holds for all of them


@st.composite
def samples(draw):
    n = draw(st.integers(10, 400))
    counts = draw(st.lists(st.integers(0, n), min_size=1, max_size=7))
    return np.array(counts), n


METHODS = {
    "exact intervals": lambda k, n, level: from_intervals(*clopper_pearson(k, n, joint_level(level, k.size))),
    "normal intervals": lambda k, n, level: from_intervals(*joint_normal(k / n, np.sqrt(k * (n - k) / n**3), level)),
    "marginals": lambda k, n, level: from_marginals(k / n, k / n, n, level),
    "margins": lambda k, n, level: from_margins(k / n, np.sqrt(k * (n - k) / n**3), level),
    "differences": lambda k, n, level: from_differences(k / n, np.diag(k * (n - k) / n**3), level, draws=199),
}


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
@fewer_examples
@given(sample=samples(), level=st.floats(0.5, 0.99))
def test_sets_hold_the_own_ranks_and_widen_with_the_level(method, sample, level):
    counts, n = sample
    sets = method(counts, n, level)
    assert holds(sets, own_ranks(counts.tolist()))
    best, worst = sets
    assert (best >= 1).all()
    assert (worst <= counts.size).all()
    assert holds(method(counts, n, (1 + level) / 2), lists(sets))


@pytest.mark.parametrize("name", ["exact intervals", "normal intervals", "marginals", "margins"])
@fewer_examples
@given(sample=samples(), random=st.randoms())
def test_order_of_the_items_does_not_matter(name, sample, random):
    counts, n = sample
    order = list(range(counts.size))
    random.shuffle(order)
    sets, shuffled = METHODS[name](counts, n, 0.9), METHODS[name](counts[order], n, 0.9)
    assert lists(shuffled) == tuple(ranks[order].tolist() for ranks in sets)


def test_step_down_of_marginals_never_widens():
    rng = np.random.default_rng(4)
    narrower = 0
    for _ in range(60):
        share = rng.integers(0, 90, 8) / 100
        one_step, stepped = (from_marginals(share, share, 100, stepdown=stepdown) for stepdown in (False, True))
        assert holds(one_step, stepped)
        narrower += lists(one_step) != lists(stepped)
    assert narrower > 5


def test_top_set():
    assert top_set([2, 1, 4, 1], 1).tolist() == [1, 3]
    assert top_set(np.array([2, 1, 4, 1]), 2).tolist() == [0, 1, 3]
    assert top_set([1, 1], 9).tolist() == [0, 1]
    assert top_set([], 1).tolist() == []
    assert top_set([1], 1).dtype == np.int64


# -- bad arguments

GOOD = np.eye(2)


@pytest.mark.parametrize(
    ("function", "arguments", "said"),
    [
        (from_intervals, ([0, NAN], [1, 1]), "lower must not hold NaN"),
        (from_intervals, ([0, 0], [1, NAN]), "upper must not hold NaN"),
        (from_intervals, ([0], [1, 1]), "lower and upper must have one shape"),
        (from_intervals, ([2], [1]), "lower must not be above upper"),
        (from_intervals, (0, 1), "lower must be one-dimensional"),
        (joint_level, (1, 3), "level must"),
        (joint_level, (0, 3, True), "level must"),
        (joint_level, (0.9, -1), "items must"),
        (joint_normal, ([1, INF], [1, 1]), "estimate must not hold NaN or infinity"),
        (joint_normal, ([1, 2], [1, -1]), "se must not be negative"),
        (joint_normal, ([1, 2], [1]), "se must have the shape of estimate"),
        (joint_normal, ([1, 2], [1, NAN]), "se must not hold NaN"),
        (joint_normal, ([1], [1], NAN), "level must"),
        (from_differences, ([1, NAN], GOOD), "estimate must not hold NaN"),
        (from_differences, ([1, 2, 3], GOOD), r"cov must have shape \(3, 3\)"),
        (from_differences, ([1, 2], [1, 1]), r"cov must have shape \(2, 2\)"),
        (from_differences, ([1, 2], [[1, NAN], [NAN, 1]]), "cov must not hold NaN"),
        (from_differences, ([1, 2], [[1, 0.5], [0.4, 1]]), "cov must be symmetric"),
        (from_differences, ([1, 2], [[1, 1.01], [1.01, 1]]), "cov must be positive semidefinite"),
        (from_differences, ([1, 2], -GOOD), "cov must be positive semidefinite"),
        (from_differences, ([1, 2], GOOD, 2), "level must"),
        (from_differences, ([1, 2], GOOD, 0.9, 0), "draws must"),
        (from_marginals, ([0.1, -0.1], [0.1, 0.1], 30), "low and high must lie"),
        (from_marginals, ([0.2, 0.1], [0.1, 0.1], 30), "low and high must lie"),
        (from_marginals, ([0.2], [1.1], 30), "low and high must lie"),
        (from_marginals, ([0.2], [NAN], 30), "high must not hold NaN"),
        (from_marginals, ([0.2, 0.3], [0.2], 30), "high must have the shape of low"),
        (from_marginals, ([0.2, 0.3], [0.2, 0.3], [30, 30, 30]), "n_eff must be a number or have"),
        (from_marginals, ([0.2, 0.3], [0.2, 0.3], [30]), "n_eff must be a number or have"),
        (from_marginals, ([0.2], [0.2], 0), "n_eff must be above 0"),
        (from_marginals, ([0.2], [0.2], NAN), "n_eff must not hold NaN"),
        (from_marginals, ([0.2], [0.2], 30, 0), "level must"),
        (from_margins, ([0.2], [-1]), "se must not be negative"),
        (from_margins, ([0.2, NAN], [1, 1]), "estimate must not hold NaN"),
        (from_margins, ([0.2], [1], 1), "level must"),
        (top_set, ([1, 2], 0), "tau must"),
        (top_set, ([[1, 2]], 1), "best must be one-dimensional"),
    ],
)
def test_bad_arguments_are_named(function, arguments, said):
    with pytest.raises(ValueError, match=f"^{said}"):
        function(*arguments)


def test_a_singular_covariance_is_welcome():
    # Shares of a choose-one question add to 1, so their covariance has a direction without variance.
    share = np.array([0.5, 0.3, 0.2])
    cov = (np.diag(share) - np.outer(share, share)) / 400
    assert lists(from_differences(share, cov)) == ([1, 2, 3], [1, 2, 3])
