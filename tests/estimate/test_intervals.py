"""Intervals for one proportion: published figures, definitions solved by bisection, exact coverage, edges."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from jobtraining_cli.estimate.intervals import (
    clopper_pearson,
    jeffreys,
    korn_graubard,
    size_from_margin,
    size_from_se,
    wilson,
)

SIMPLE = (wilson, clopper_pearson, jeffreys)
levels = st.floats(0.5, 0.9999)
few = settings(max_examples=40)


@st.composite
def counts(draw, largest=3000):
    n = draw(st.integers(1, largest))
    return draw(st.integers(0, n)), n


def bisect(holds, low=0.0, high=1.0):
    """The place in [low, high] up to which ``holds``."""
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def at_most(count, n, p):
    """The probability of ``count`` or fewer of ``n``, as a plain sum."""
    return math.fsum(math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(count + 1))


# Newcombe (1998), table I, recomputed to one digit more.
@pytest.mark.parametrize(
    ("count", "n", "by_wilson", "exact"),
    [
        (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
        (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
        (0, 20, (0, 0.1611), (0, 0.1684)),
        (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
    ],
)
def test_published_figures(count, n, by_wilson, exact):
    assert np.round(wilson(count, n), 4).tolist() == list(by_wilson)
    assert np.round(clopper_pearson(count, n), 4).tolist() == list(exact)


@few
@given(counts(60), st.sampled_from([0.8, 0.95, 0.999]))
def test_clopper_pearson_by_its_definition(figure, level):
    count, n = figure
    tail = (1 - level) / 2
    low = 0 if count == 0 else bisect(lambda p: 1 - at_most(count - 1, n, p) < tail)
    high = 1 if count == n else bisect(lambda p: at_most(count, n, p) > tail)
    np.testing.assert_allclose(clopper_pearson(count, n, level), (low, high), atol=1e-11)


@few
@given(counts(), levels)
def test_wilson_by_its_definition(figure, level):
    count, n = figure
    z = stats.norm.ppf((1 + level) / 2)
    share = count / n
    low = bisect(lambda p: share - p > z * math.sqrt(p * (1 - p) / n), 0, share)
    high = bisect(lambda p: p - share < z * math.sqrt(p * (1 - p) / n), share, 1)
    np.testing.assert_allclose(wilson(count, n, level), (low, high), atol=1e-9)


@few
@given(counts(), levels)
def test_jeffreys_by_scipy(figure, level):
    count, n = figure
    tail = (1 - level) / 2
    ends = stats.beta.ppf([tail, 1 - tail], count + 0.5, n - count + 0.5)
    wanted = (0 if count == 0 else ends[0], 1 if count == n else ends[1])
    np.testing.assert_allclose(jeffreys(count, n, level), wanted, rtol=1e-9)


@pytest.mark.parametrize("interval", SIMPLE)
@few
@given(figure=counts(), level=levels)
def test_every_interval_holds_the_share_and_mirrors(interval, figure, level):
    count, n = figure
    low, high = interval(count, n, level)
    assert 0 <= low <= count / n + 1e-15
    assert count / n - 1e-15 <= high <= 1
    assert (low == 0) == (count == 0)
    assert (high == 1) == (count == n)
    mirrored = interval(n - count, n, level)
    np.testing.assert_allclose((1 - high, 1 - low), mirrored, atol=1e-12)


@pytest.mark.parametrize("interval", SIMPLE)
@few
@given(figure=counts(), level=levels)
def test_more_confidence_is_wider_and_more_people_narrower(interval, figure, level):
    count, n = figure
    low, high = interval(count, n, level)
    wide_low, wide_high = interval(count, n, (1 + level) / 2)
    assert wide_low <= low
    assert high <= wide_high
    many_low, many_high = interval(10 * count, 10 * n, level)
    assert many_high - many_low < high - low


@pytest.mark.parametrize("n", [5, 30, 100])
def test_clopper_pearson_never_covers_less_than_it_says(n):
    k = np.arange(n + 1)
    low, high = clopper_pearson(k, n)
    # The least coverage is beside the ends of the intervals, where it jumps.
    ends = np.concatenate([low, high])
    shares = np.clip(np.concatenate([ends - 1e-9, ends + 1e-9, np.linspace(0, 1, 201)]), 0, 1)
    inside = (low <= shares[:, None]) & (shares[:, None] <= high)
    coverage = (stats.binom.pmf(k, n, shares[:, None]) * inside).sum(axis=1)
    assert coverage.min() >= 0.95 - 1e-9
    assert coverage[(shares > 0.3) & (shares < 0.7)].min() < 0.99


def test_huge_counts_keep_their_digits():
    n = 1e9
    assert wilson(0, n)[1] == pytest.approx(3.841458820694124 / (n + 3.841458820694124), rel=1e-12)
    assert clopper_pearson(0, n)[1] == pytest.approx(-math.expm1(math.log(0.025) / n), rel=1e-12)
    low, high = clopper_pearson(5e8, n)
    assert high - 0.5 == pytest.approx(0.5 - low, rel=1e-9)
    assert high - 0.5 == pytest.approx(1.959964 * 0.5 / math.sqrt(n), rel=1e-4)


def test_arrays_broadcast_and_numbers_stay_numbers():
    low, high = clopper_pearson(np.array([[0], [3]]), np.array([10, 20, 30]))
    assert low.shape == high.shape == (2, 3)
    assert low[1, 1] == clopper_pearson(3, 20)[0]
    for interval in SIMPLE:
        ends = interval(3, 20)
        assert all(isinstance(end, float) for end in ends)
        assert [end.shape for end in interval([], [])] == [(0,), (0,)]
    assert all(isinstance(end, float) for end in korn_graubard(0.2, 30, None, None))
    assert isinstance(size_from_margin(0.2, 0.1), float)


@few
@given(st.floats(0, 1), st.floats(5, 5000), st.floats(2, 5000), st.floats(1, 200), levels)
def test_korn_graubard_by_scipy(p, n_eff, n, df, level):
    t = stats.t.ppf((1 + level) / 2, [n - 1, df])
    size = min(n, n_eff * (t[0] / t[1]) ** 2)
    tail = (1 - level) / 2
    count, rest = p * size, (1 - p) * size
    low = 0 if p == 0 else stats.beta.ppf(tail, count, rest + 1)
    high = 1 if p == 1 else stats.beta.ppf(1 - tail, count + 1, rest)
    # A share that no float of SciPy can say is left out.
    if p == 0 or p > 1e-9:
        np.testing.assert_allclose(korn_graubard(p, n_eff, n, df, level), (low, high), rtol=1e-8, atol=1e-12)


@few
@given(counts(500))
def test_korn_graubard_of_a_simple_sample_is_clopper_pearson(figure):
    count, n = figure
    wanted = clopper_pearson(count, n)
    np.testing.assert_allclose(korn_graubard(count / n, n, n, None), wanted, atol=1e-12)
    if n > 1:
        np.testing.assert_allclose(korn_graubard(count / n, n, n, n - 1), wanted, atol=1e-12)


def test_korn_graubard_with_unknown_sizes():
    free = clopper_pearson(20, 100)
    # No cap without n, no quotient without both.
    assert korn_graubard(0.2, 100) == pytest.approx(free)
    assert korn_graubard(0.2, 100, None, 5) == pytest.approx(free)
    assert korn_graubard(0.2, 100, math.nan, math.nan) == pytest.approx(free)
    # The cap needs n alone.
    assert korn_graubard(0.2, 100, 50, None) == pytest.approx(clopper_pearson(10, 50))
    assert korn_graubard(0.2, 100, 1, None) == pytest.approx(clopper_pearson(0.2, 1))
    low, high = korn_graubard([0.2, 0.2], 100, [math.nan, 50], None)
    assert (low[0], high[1]) == pytest.approx((free[0], clopper_pearson(10, 50)[1]))


def test_korn_graubard_at_the_edges():
    assert korn_graubard(0.3, math.inf) == (0.3, 0.3)
    assert korn_graubard([0, 1], math.inf)[1].tolist() == [0, 1]
    assert korn_graubard(0.3, math.inf, 100) == pytest.approx(clopper_pearson(30, 100))
    assert korn_graubard(0.3, 50, 100, math.inf) == pytest.approx(
        clopper_pearson(0.3 * (size := 51.16), size), abs=2e-3
    )
    assert korn_graubard(0, 40)[0] == 0
    assert korn_graubard(1, 40)[1] == 1
    # Next to no information: everything is possible.
    assert korn_graubard(0.3, 1e-90) == pytest.approx((0, 1))
    assert korn_graubard(0.3, 100, 100, 1e-6) == pytest.approx((0, 1))
    # Few degrees of freedom widen the interval.
    few, many = (korn_graubard(0.3, 100, 200, df) for df in (3, 60))
    assert few[0] < many[0] < many[1] < few[1]


def test_sizes_from_errors():
    assert size_from_se(0.5, 0.05) == pytest.approx(100)
    assert size_from_margin(0.5, 0.05 * 1.645) == pytest.approx(100)
    assert size_from_margin([0, 1], 0.1) == pytest.approx([math.log(0.05) / math.log(0.9)] * 2)
    assert size_from_se(0, 0.1 / 1.645) == pytest.approx(math.log(0.05) / math.log(0.9))
    assert size_from_margin([0, 0.5, 1], 0).tolist() == [math.inf] * 3
    assert size_from_se([0, 0.5, 1], 0).tolist() == [math.inf] * 3
    # A margin as wide as all there is leaves some size above 0, so that an interval can be made of it.
    assert size_from_margin(0, [0.95, 1, 3]) == pytest.approx([1, 0.0815, 0.0815], abs=1e-4)
    assert korn_graubard(0, size_from_margin(0, 1))[1] == pytest.approx(1)
    assert size_from_se(0.5, [1e-170, 1e170]) == pytest.approx([math.inf, 0], abs=1e-99)


@few
@given(st.floats(0.001, 0.5), st.floats(0.001, 0.9))
def test_the_size_of_none_seen_is_where_none_seen_has_one_chance_in_twenty(p, margin):
    assert (1 - margin) ** size_from_margin(0, margin) == pytest.approx(0.05)
    assert math.sqrt(p * (1 - p) / size_from_se(p, margin)) == pytest.approx(margin)


NAN, INF = math.nan, math.inf


@pytest.mark.parametrize("interval", SIMPLE)
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((-1, 10), "count must"),
        ((NAN, 10), "count must"),
        ((11, 10), "count must not be above n"),
        ((INF, INF), "n must"),
        ((0, 0), "n must"),
        ((0, -1), "n must"),
        ((1, NAN), "n must"),
        ((1, 10, 0), "level must"),
        ((1, 10, 1), "level must"),
        ((1, 10, NAN), "level must"),
        ((1, 10, 1e-17), "level must"),
        (([1, 2], [10, 20, 30]), r"shapes .* count \(2,\), n \(3,\)"),
    ],
)
def test_bad_counts_are_named(interval, arguments, said):
    with pytest.raises(ValueError, match=f"^{said}"):
        interval(*arguments)


@pytest.mark.parametrize(
    ("function", "arguments", "said"),
    [
        (korn_graubard, (1.01, 10, 10, 5), "p must"),
        (korn_graubard, (NAN, 10, 10, 5), "p must"),
        (korn_graubard, (-0.1, 10, 10, 5), "p must"),
        (korn_graubard, (0.1, 0, 10, 5), "n_eff must"),
        (korn_graubard, (0.1, NAN, 10, 5), "n_eff must"),
        (korn_graubard, (0.1, 10, 0, 5), "n must be above 0"),
        (korn_graubard, (0.1, 10, 1, 5), "n must be above 1"),
        (korn_graubard, (0.1, 10, 10, 0), "df must"),
        (korn_graubard, (0.1, 10, 10, -3), "df must"),
        (korn_graubard, (0.1, 10, 10, 5, 1.5), "level must"),
        (korn_graubard, ([0.1, 0.2], 10, [1, 2, 3], 5), "shapes"),
        (size_from_se, (2, 0.1), "p must"),
        (size_from_se, (0.5, -0.1), "se must"),
        (size_from_se, (0.5, NAN), "se must"),
        (size_from_margin, (0.5, INF), "moe90 must"),
        (size_from_margin, (0.5, -1), "moe90 must"),
        (size_from_margin, ([0.5, 0.5], [1, 1, 1]), "shapes"),
    ],
)
def test_bad_figures_are_named(function, arguments, said):
    with pytest.raises(ValueError, match=f"^{said}"):
        function(*arguments)


def test_arguments_are_left_alone():
    p, n_eff, n = np.array([0.1, 0.9]), np.array([10.0, 20.0]), np.array([15, 18])
    korn_graubard(p, n_eff, n, 5)
    assert (p.tolist(), n_eff.tolist(), n.tolist()) == ([0.1, 0.9], [10, 20], [15, 18])
