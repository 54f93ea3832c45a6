"""Kendall's tau-b against SciPy, a plain count of pairs, and what must hold of it."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kendalltau

from jobtraining_cli.score.agreement import kendall_tau_b

FLOATS = st.floats(allow_nan=False, allow_infinity=False)
PAIRS = st.one_of(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=25),
    st.lists(st.tuples(FLOATS, FLOATS), max_size=12),
)


def split(pairs) -> tuple[list, list]:
    return [x for x, _ in pairs], [y for _, y in pairs]


def sign(a: float, b: float) -> int:
    return (a > b) - (a < b)


def by_counting(x: list, y: list) -> float:
    pairs = [(sign(x[i], x[j]), sign(y[i], y[j])) for i, j in combinations(range(len(x)), 2)]
    left, right = sum(a != 0 for a, _ in pairs), sum(b != 0 for _, b in pairs)
    return sum(a * b for a, b in pairs) / math.sqrt(left * right) if left and right else math.nan


@given(PAIRS)
def test_counting_and_scipy_agree(pairs):
    x, y = split(pairs)
    found = kendall_tau_b(x, y)
    assert found == pytest.approx(by_counting(x, y), abs=1e-12, nan_ok=True)
    if len(x) > 1:
        assert found == pytest.approx(float(kendalltau(x, y, variant="b").statistic), abs=1e-12, nan_ok=True)


@given(PAIRS)
def test_what_holds_of_any_pairs(pairs):
    x, y = split(pairs)
    found = kendall_tau_b(x, y)
    if math.isnan(found):
        assert len(set(x)) < 2 or len(set(y)) < 2
        return
    assert -1 <= found <= 1
    assert found == kendall_tau_b(y, x)
    assert -found == kendall_tau_b([-value for value in x], y)
    assert kendall_tau_b(x, x) == 1.0
    assert kendall_tau_b(x, [-value for value in x]) == -1.0


@pytest.mark.parametrize(
    ("x", "y", "tau"),
    [
        ([1, 2], [1, 2], 1.0),
        ([1, 2], [5, -5], -1.0),
        # Five of six pairs agree.
        ([1, 2, 3, 4], [1, 2, 4, 3], 4 / 6),
        # Six pairs, one tied in x, none in y; five agree: 5 / sqrt(5 * 6).
        ([1, 2, 2, 4], [1, 2, 3, 4], 5 / math.sqrt(30)),
        ([0.0, -0.0, 1.0], [1, 1, 2], 1.0),
        ([1e308, -1e308], [5e-324, 0.0], 1.0),
        ([10**9, 10**9 + 1], [1, 2], 1.0),
    ],
)
def test_by_hand(x, y, tau):
    assert kendall_tau_b(x, y) == pytest.approx(tau, abs=1e-15)


def test_many_items():
    chance = np.random.default_rng(4)
    x, y = chance.integers(0, 50, 2000), chance.integers(0, 50, 2000)
    assert kendall_tau_b(x, y) == pytest.approx(float(kendalltau(x, y).statistic), abs=1e-12)
    assert kendall_tau_b(x, x * 3) == 1.0


@pytest.mark.parametrize(("x", "y"), [([], []), ([1], [2]), ([1, 1, 1], [1, 2, 3]), ([1, 2], [7, 7]), ([3, 3], [3, 3])])
def test_no_order_to_agree_with(x, y):
    assert math.isnan(kendall_tau_b(x, y))


@pytest.mark.parametrize(
    ("x", "y", "why"),
    [
        ([1, 2], [1, 2, 3], "x has 2 items and y has 3"),
        ([1, math.nan], [1, 2], "x must be finite"),
        ([1, 2], [1, math.inf], "y must be finite"),
        ([[1, 2]], [1, 2], "x must have 1 dimension, not 2"),
        ([1, 2], 3, "y must have 1 dimension, not 0"),
        (["a", "b"], [1, 2], "x must be numbers"),
    ],
)
def test_bad_arguments(x, y, why):
    with pytest.raises(ValueError, match=why):
        kendall_tau_b(x, y)
