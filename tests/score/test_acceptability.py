"""Ranks over draws against plain loops, closed forms and what must hold of any scores."""

from __future__ import annotations

import math
import runpy
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from jobtraining_cli.score import acceptability as module
from jobtraining_cli.score.acceptability import (
    acceptability_of_ranks,
    expected_ranks,
    pairwise_wins,
    rank_acceptability,
    ranks,
)

REFERENCE = SimpleNamespace(**runpy.run_path(str(Path(__file__).resolve().parents[2] / "benchmarks" / "reference.py")))
SHAPES = st.tuples(st.integers(1, 12), st.integers(1, 9))
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
# Few values give many ties; all floats give subnormal, huge and signed-zero ones.
SCORES = st.one_of(
    hnp.arrays(np.float64, SHAPES, elements=st.sampled_from([-1.0, -0.0, 0.0, 0.1 + 0.2, 0.3, 5e-324, 1e308])),
    hnp.arrays(np.float64, SHAPES, elements=FLOATS),
    hnp.arrays(np.int64, SHAPES, elements=st.integers(-3, 3)),
)


def loops(scores) -> tuple[list[list[int]], list[list[Fraction]], list[list[Fraction]]]:
    """Ranks, acceptability and wins, one comparison at a time."""
    rows = np.asarray(scores).tolist()
    draws, items = len(rows), len(rows[0])
    all_ranks = [[1 + sum(other > score for other in row) for score in row] for row in rows]
    places = [[Fraction(sum(r[i] == k + 1 for r in all_ranks), draws) for k in range(items)] for i in range(items)]
    wins = [[Fraction(sum(row[i] > row[j] for row in rows), draws) for j in range(items)] for i in range(items)]
    return all_ranks, places, wins


def exactly(array, fractions) -> bool:
    return array.tolist() == [[float(share) for share in row] for row in fractions]


@given(SCORES)
def test_loops_agree(scores):
    all_ranks, places, wins = loops(scores)
    assert ranks(scores).tolist() == all_ranks
    assert exactly(rank_acceptability(scores), places)
    assert exactly(acceptability_of_ranks(ranks(scores)), places)
    assert exactly(pairwise_wins(scores), wins)


@given(SCORES)
def test_sorting_and_comparing_agree(scores):
    table = np.asarray(scores, dtype=np.float64)
    assert np.array_equal(module._ahead(table), module._ahead_by_sorting(table))


@given(SCORES)
def test_the_benchmarks_reference_agrees(scores):
    assert np.array_equal(rank_acceptability(scores), REFERENCE.rank_acceptability(np.asarray(scores, dtype=float)))


def test_the_benchmarks_county_agrees():
    """Its last two projects act alike."""
    arguments = REFERENCE.example(projects=8)
    found = rank_acceptability(REFERENCE.county_scores(*arguments, draws=300))
    assert np.array_equal(found, REFERENCE.county(*arguments, draws=300))
    assert np.array_equal(found[-1], found[-2])


@pytest.mark.parametrize("draws", [1, 818, 819, 820, 1638, 2000])
def test_blocks_of_draws_meet(draws):
    scores = np.random.default_rng(draws).integers(0, 30, size=(draws, 40)).astype(float)
    assert module._CELLS // 40 == 819
    assert np.array_equal(module._ahead(scores), module._ahead_by_sorting(scores))


@pytest.mark.parametrize("items", [63, 64, 65, 300])
def test_many_items_with_ties(items):
    scores = np.random.default_rng(items).integers(0, items, size=(8, items)) / 7
    all_ranks, places, _ = loops(scores)
    assert max(map(max, all_ranks)) > items / 2
    assert ranks(scores).tolist() == all_ranks
    assert exactly(rank_acceptability(scores), places)


@given(SCORES)
def test_what_holds_of_any_scores(scores):
    items = scores.shape[1]
    shares, wins = rank_acceptability(scores), pairwise_wins(scores)
    assert shares.sum(axis=1) == pytest.approx(np.ones(items))
    # In each draw the first r places hold r items at least: ties only move items up.
    assert (shares.sum(axis=0).cumsum() >= np.arange(1, items + 1) - 1e-9).all()
    if all(len(set(row)) == items for row in scores.tolist()):
        assert shares.sum(axis=0) == pytest.approx(np.ones(items))
        assert wins + wins.T + np.eye(items) == pytest.approx(np.ones((items, items)))
    assert not wins.diagonal().any()
    assert (wins + wins.T <= 1 + 1e-12).all()
    # An item's rank is one more than the number that beat it.
    assert expected_ranks(ranks(scores))[0] == pytest.approx(1 + wins.sum(axis=0))


@given(SCORES, st.randoms(use_true_random=False))
def test_order_of_draws_and_items_does_not_matter(scores, random):
    draws, items = list(range(scores.shape[0])), list(range(scores.shape[1]))
    random.shuffle(draws)
    random.shuffle(items)
    shuffled = scores[draws][:, items]
    assert np.array_equal(rank_acceptability(shuffled), rank_acceptability(scores)[items])
    assert np.array_equal(pairwise_wins(shuffled), pairwise_wins(scores)[np.ix_(items, items)])


@given(hnp.arrays(np.float64, SHAPES, elements=st.integers(-1000, 1000).map(float)))
def test_only_the_order_counts(scores):
    assert np.array_equal(rank_acceptability(scores), rank_acceptability(scores**3 * 1e-300))


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([[4, 3, 3, 1]], [[1, 2, 2, 4]]),
        ([[3, 3, 4, 1]], [[2, 2, 1, 4]]),
        ([[1, 2, 2, 2]], [[4, 1, 1, 1]]),
        ([[2, 2, 1, 1]], [[1, 1, 3, 3]]),
        ([[7, 7, 7, 7]], [[1, 1, 1, 1]]),
        ([[0.0, -0.0, 5e-324]], [[2, 2, 1]]),
        ([[-0.0, 0.0], [0.0, -0.0]], [[1, 1], [1, 1]]),
        ([[1e308, -1e308, 1.7e308]], [[2, 3, 1]]),
        ([[1.0, 1.0 + 2**-52]], [[2, 1]]),
        ([[0.1 + 0.2, 0.3]], [[1, 2]]),
        ([[10**9, 10**9 + 1]], [[2, 1]]),
        ([[False, True]], [[2, 1]]),
        ([[5]], [[1]]),
    ],
)
def test_ties_and_sizes(scores, expected):
    assert ranks(scores).tolist() == expected
    assert ranks(scores).dtype == np.int64


def test_one_item_is_always_first():
    assert rank_acceptability([[3.0], [-1.0]]).tolist() == [[1.0]]
    assert pairwise_wins([[3.0], [-1.0]]).tolist() == [[0.0]]


def test_no_items_give_empty_results():
    none = np.zeros((3, 0))
    assert ranks(none).shape == (3, 0)
    assert rank_acceptability(none).shape == pairwise_wins(none).shape == (0, 0)
    assert [part.shape for part in expected_ranks(ranks(none))] == [(0,), (0,)]


def test_scores_are_left_as_they_were():
    scores = np.array([[1.0, -0.0, 3.0]])
    scores.flags.writeable = False
    rank_acceptability(scores)
    pairwise_wins(scores)
    assert math.copysign(1, scores[0, 1]) == -1


def test_any_memory_layout():
    scores = np.random.default_rng(0).integers(0, 5, size=(50, 6)).astype(float)
    for same in (np.asfortranarray(scores), scores.repeat(2, axis=1)[:, ::2], scores.astype(np.float32)):
        assert np.array_equal(rank_acceptability(same), rank_acceptability(scores))


def test_two_independent_uniforms():
    """X on [0, 1], Y on [0, 2], independent: P(X > Y) = 1/4."""
    draws = 40_000
    scores = np.random.default_rng(1).random((draws, 2)) * [1, 2]
    error = math.sqrt(0.25 * 0.75 / draws)
    assert pairwise_wins(scores) == pytest.approx(np.array([[0, 0.25], [0.75, 0]]), abs=4 * error)
    assert rank_acceptability(scores) == pytest.approx(np.array([[0.25, 0.75], [0.75, 0.25]]), abs=4 * error)
    mean, mcse = expected_ranks(ranks(scores))
    assert mean == pytest.approx(np.array([1.75, 1.25]), abs=4 * error)
    assert mcse == pytest.approx(np.full(2, error), rel=0.02)


def test_exchangeable_items_have_each_rank_equally_often():
    scores = np.random.default_rng(2).random((30_000, 5))
    assert rank_acceptability(scores) == pytest.approx(np.full((5, 5), 0.2), abs=4.5 * math.sqrt(0.16 / 30_000))


NAN, INF = math.nan, math.inf


@pytest.mark.parametrize("function", [ranks, rank_acceptability, pairwise_wins])
@pytest.mark.parametrize(
    ("scores", "why"),
    [
        ([[1.0, NAN]], "scores must be finite"),
        ([[1.0, INF]], "scores must be finite"),
        ([[-INF, 1.0]], "scores must be finite"),
        ([[None, 1.0]], "scores must be finite"),
        ([1.0, 2.0], "scores must have 2 dimensions, not 1"),
        (3.0, "scores must have 2 dimensions, not 0"),
        ([[[1.0]]], "scores must have 2 dimensions, not 3"),
        (np.zeros((0, 4)), "scores have no draws"),
        ([["a", "b"]], "scores must be numbers"),
        ([[1.0, 2.0], [1.0]], "scores must be numbers in a regular array"),
        ([[1j, 2.0]], "scores must be numbers"),
    ],
)
def test_bad_scores(function, scores, why):
    with pytest.raises(ValueError, match=why):
        function(scores)


@pytest.mark.parametrize("function", [acceptability_of_ranks, expected_ranks])
@pytest.mark.parametrize(
    ("table", "why"),
    [
        ([[0, 1]], "ranks must be in 1 to 2"),
        ([[1, 3]], "ranks must be in 1 to 2"),
        ([[1.0, 2.0]], "ranks must be integers"),
        ([1, 2], "ranks must have 2 dimensions, not 1"),
        (np.zeros((0, 2), int), "ranks have no draws"),
    ],
)
def test_bad_ranks(function, table, why):
    with pytest.raises(ValueError, match=why):
        function(table)
