"""Summaries of ranks over draws: their mean, standard errors and intervals."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from jobtraining_cli.score.acceptability import acceptability_of_ranks, expected_ranks, rank_interval, standard_error

NAN = math.nan


def test_standard_error():
    assert standard_error(0.5, 2500) == 0.01
    assert isinstance(standard_error(0.5, 2500), float)
    assert standard_error(np.array([[0.0, 0.1], [0.9, 1.0]]), 900).tolist() == [[0.0, pytest.approx(0.01)], [pytest.approx(0.01), 0.0]]  # fmt: skip


def test_standard_error_is_the_spread_of_repeated_shares():
    shares = np.random.default_rng(3).binomial(400, 0.3, size=20_000) / 400
    assert shares.std() == pytest.approx(standard_error(0.3, 400), rel=0.03)


def test_expected_ranks():
    mean, error = expected_ranks([[1, 2, 3], [1, 3, 2], [1, 2, 3], [1, 2, 3]])
    assert mean.tolist() == [1, 2.25, 2.75]
    assert error.tolist() == [0, 0.25, 0.25]


def test_one_draw_has_no_standard_error():
    mean, error = expected_ranks([[2, 1]])
    assert mean.tolist() == [2, 1]
    assert np.isnan(error).all()


@st.composite
def rank_tables(draw):
    items = draw(st.integers(1, 7))
    return draw(hnp.arrays(np.int64, st.tuples(st.integers(1, 60), st.just(items)), elements=st.integers(1, items)))


@given(rank_tables(), st.sampled_from(["0.5", "0.8", "0.9", "0.95", "0.99"]))
def test_rank_intervals_by_counting(table, level):
    """Of the sorted ranks, the first that leaves the tail's number of draws, fractions of a draw counted up."""
    low, high = rank_interval(acceptability_of_ranks(table), float(level))
    tail = (1 - Fraction(level)) / 2
    for item, column in enumerate(table.T.tolist()):
        ordered, draws = sorted(column), len(column)
        assert low[item] == ordered[math.ceil(tail * draws) - 1]
        assert high[item] == ordered[math.ceil((1 - tail) * draws) - 1]


@pytest.mark.parametrize("draws", [20, 100, 1000, 2000, 10_000, 1_000_000])
def test_an_interval_ends_where_exactly_five_percent_are_reached(draws):
    """One draw more or less moves the end; floating sums do not."""
    five = draws // 20
    for inside, ends in ((five, (1, 2)), (five - 1, (2, 2)), (draws - five, (1, 1)), (draws - five - 1, (1, 2))):
        counts = np.array([[inside, draws - inside], [draws - inside, inside]])
        low, high = rank_interval(counts / draws)
        assert (low[0], high[0]) == ends


def test_a_sum_that_rounds_below_the_tail_has_reached_it():
    """19 of 20 draws, in floats 0.9499999999999998."""
    shares = np.zeros((6, 6))
    shares[:] = np.array([6, 1, 6, 4, 2, 1]) / 20
    assert shares[0].cumsum()[4] < 0.95
    assert rank_interval(shares)[1].tolist() == [5] * 6


def test_the_last_rank_is_always_reached():
    shares = [[0.5, 0.4999999], [0.4999999, 0.5]]
    assert [part.tolist() for part in rank_interval(shares, 0.9999999999)] == [[1, 1], [2, 2]]


def test_many_small_shares_sum_to_the_tail():
    """Nineteen shares of 1/20, in floats 0.9500000000000003."""
    shares = np.full((20, 20), 1 / 20)
    low, high = rank_interval(shares)
    assert low.tolist() == [1] * 20
    assert high.tolist() == [19] * 20


def test_no_items_have_no_interval():
    assert [part.shape for part in rank_interval(np.zeros((0, 0)))] == [(0,), (0,)]


@pytest.mark.parametrize(
    ("shares", "level", "why"),
    [
        ([[0.5, 0.5]], 0.9, r"shape \(items, items\)"),
        ([0.5, 0.5], 0.9, r"shape \(items, items\)"),
        ([[0.5, 0.4], [0.5, 0.5]], 0.9, "row of acceptability must sum to one"),
        ([[1.5, -0.5], [0.5, 0.5]], 0.9, "acceptability must be in 0 to 1"),
        ([[NAN, 1], [0.5, 0.5]], 0.9, "acceptability must be finite"),
        ([[1.0]], 0.0, "level must be between 0 and 1"),
        ([[1.0]], 1.0, "level must be between 0 and 1"),
        ([[1.0]], NAN, "level must be between 0 and 1"),
        ([[1.0]], 90, "level must be between 0 and 1"),
    ],
)
def test_bad_intervals(shares, level, why):
    with pytest.raises(ValueError, match=why):
        rank_interval(shares, level)


@pytest.mark.parametrize(
    ("share", "draws", "why"),
    [
        (1.1, 10, "share must be in 0 to 1"),
        (-0.1, 10, "share must be in 0 to 1"),
        (NAN, 10, "share must be finite"),
        (0.5, 0, "draws must be 1 or more"),
        (0.5, NAN, "draws must be 1 or more"),
    ],
)
def test_bad_standard_errors(share, draws, why):
    with pytest.raises(ValueError, match=why):
        standard_error(share, draws)
