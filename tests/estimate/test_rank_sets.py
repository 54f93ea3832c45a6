"""Confidence sets for ranks: joint intervals, what holds for every method, and bad arguments."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from estimate.rank_helpers import holds, lists, own_ranks
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
