"""The NCHS gate for printed figures: its published thresholds, its order, its footnotes."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from jobtraining_cli.estimate.reliability import Reliability, reliability

NAN, INF = math.nan, math.inf


def simple(count, n):
    return reliability(count / n, n, n)[0]


def test_a_half_is_first_shown_at_47():
    shown = [n for n in range(30, 200) if reliability(0.5, n, n)[0].shown]
    assert shown == list(range(47, 200))
    assert reliability(0.5, 46, 46)[0].reason == "wide"


def test_of_100_people_10_are_needed():
    judged = {count: simple(count, 100) for count in range(101)}
    assert [count for count, figure in judged.items() if not figure.shown] == list(range(1, 10))
    assert {judged[count].reason for count in range(1, 10)} == {"relative_width"}


@given(st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_simple_count_by_the_rules_in_their_order(figure):
    count, n = figure
    low = 0 if count == 0 else stats.beta.ppf(0.025, count, n - count + 1)
    high = 1 if count == n else stats.beta.ppf(0.975, count + 1, n - count)
    width, p = high - low, count / n

    def rule():
        if n < 30:
            return "small_n"
        if width <= 0.05:
            return None
        if width >= 0.3:
            return "wide"
        if 0 < p < 1 and width / p > 1.3:
            return "relative_width"
        return None

    found = simple(count, n)
    assert found.reason == rule()
    assert found.shown == (found.reason is None)
    assert found.width == pytest.approx(width, abs=1e-9)
    assert ("review" in found.flags) == (count in {0, n})
    assert ("small_base" in found.flags) == (n < 50)
    # The complement is flagged where it would not be shown itself for its relative width.
    other = simple(n - count, n)
    assert ("complement" in found.flags) == (other.width > 0.05 and 0 < p < 1 and width / (1 - p) > 1.3)


def test_the_nominal_and_the_effective_size_both_count():
    assert reliability(0.5, 29, 400)[0].reason == "small_n"
    assert reliability(0.5, 400, 29.9)[0].reason == "small_n"
    assert reliability(0.5, NAN, 29.9)[0].reason == "small_n"
    assert reliability(0.5, 400, NAN)[0] == reliability(0.5, 400, 400)[0]
    # Too few comes first, whatever else is wrong.
    assert reliability(0.01, 10, 10)[0].reason == "small_n"
    assert reliability(0, 1, 1, 1)[0].reason == "small_n"


def test_a_narrow_interval_is_shown_whatever_its_ratio():
    found = reliability(0.004, 1000, 1000)[0]
    assert found.width <= 0.05
    assert found.width / 0.004 > 1.3
    assert found.shown
    # And so is its complement, which therefore needs no footnote.
    assert reliability(0.996, 1000, 1000)[0].flags == ()


def test_none_and_all_are_shown_for_review():
    for p in (0, 1):
        found = reliability(p, 60, 60)[0]
        assert (found.shown, found.flags) == (True, ("review",))


def test_footnotes():
    assert reliability(0.5, 400, 300, 7)[0].flags == ("few_df",)
    assert reliability(0.5, 400, 300, 8)[0].flags == ()
    assert reliability(0.5, 49, 49)[0].flags == ("small_base",)
    assert reliability(0.5, 50, 50)[0].flags == ()
    assert reliability(0.5, NAN, 49)[0].flags == ()
    assert reliability(0.95, 80, 80)[0].flags == ("complement",)


@pytest.mark.parametrize(
    ("error", "flag"), [(0.299, ()), (0.301, ("unstable",)), (0.499, ("unstable",)), (0.501, ("not_for_decisions",))]
)
def test_relative_standard_errors(error, flag):
    p = 0.02
    n_eff = (1 - p) / (p * error**2)
    assert reliability(p, NAN, n_eff)[0].flags == flag


def test_few_degrees_of_freedom_can_hide_a_figure():
    assert reliability(0.5, 200, 100, 60)[0].shown
    assert reliability(0.5, 200, 100, 2)[0].reason == "wide"


def test_a_figure_without_error_is_shown():
    assert reliability(0.001, None, INF)[0] == Reliability(shown=True, reason=None, flags=(), width=0.0)


def test_many_at_once_are_judged_as_one_by_one():
    p, n = np.array([0, 0.004, 0.09, 0.5, 0.5, 0.97, 1]), np.array([60, 1000, 100, 40, NAN, 90, 31])
    n_eff, df = np.array([60, 900, 80, 40, 300, 70, NAN]), np.array([NAN, 5, 30, NAN, NAN, 12, NAN])
    together = reliability(p, n, n_eff, df)
    assert together == tuple(reliability(*figure)[0] for figure in zip(p, n, n_eff, df, strict=True))
    assert all(type(found.shown) is bool and type(found.width) is float for found in together)
    assert reliability([], [], [], []) == ()
    assert len(reliability([0.1, 0.2], None, 100)) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((1.2, 100, 100), "p must"),
        ((NAN, 100, 100), "p must"),
        ((0.2, NAN, NAN), "n_eff must be known"),
        ((0.2, 0, 0), "n_eff must"),
        ((0.2, -5, 100), "n must"),
        ((0.2, 100, 100, 0), "df must"),
        (([0.1, 0.2], [1, 2, 3], 100), "the shapes"),
        (([[0.1]], 100, 100), "p, n, n_eff and df"),
    ],
)
def test_bad_arguments_are_named(arguments, said):
    with pytest.raises(ValueError, match=f"^{said}"):
        reliability(*arguments)
