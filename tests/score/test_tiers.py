"""Tiers: a new one where the first project of the last one wins often enough."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import brute_force_draws
from jobtraining_cli.score.tiers import tiers


def wins(shares: dict[tuple[int, int], float], size: int) -> np.ndarray:
    table = np.zeros((size, size))
    for place, share in shares.items():
        table[place] = share
    return table


def test_a_tier_opens_against_its_first_project_only():
    # 1 is not separated from 0, nor 2 from 0, though 1 beats 2 always; 3 is separated from 0; 4 from 3 it is not.
    found = tiers(wins({(0, 1): 0.6, (0, 2): 0.9, (1, 2): 1.0, (0, 3): 0.99, (0, 4): 1.0, (3, 4): 0.5}, 5), 2000)
    assert [place.tier for place in found] == [1, 1, 1, 2, 2]
    assert [place.first for place in found] == [0, 0, 0, 3, 3]
    assert not any(place.borderline for place in found)


def test_order_is_by_score_and_not_by_wins():
    # 2 is not separated from 0, but 1 is: 2 is then judged by 1, the first of its tier.
    found = tiers(wins({(0, 1): 0.96, (0, 2): 0.5, (1, 2): 0.2}, 3), 100_000)
    assert [(place.tier, place.first) for place in found] == [(1, 0), (2, 1), (2, 1)]


@pytest.mark.parametrize(
    ("won", "draws", "tier", "borderline"),
    [
        (1900, 2000, 2, True),
        (1899, 2000, 1, True),
        # Two standard errors of .95 in 2,000 draws are .00975: 1,880.5 to 1,919.5.
        (1919, 2000, 2, True), (1920, 2000, 2, False), (1881, 2000, 1, True), (1880, 2000, 1, False),
        (95, 100, 2, True), (94, 100, 1, True), (99, 100, 2, True), (100, 100, 2, False),
        (95_000, 100_000, 2, True), (94_999, 100_000, 1, True), (2000, 2000, 2, False), (0, 2000, 1, False),
    ],
)  # fmt: skip
def test_the_boundary(won, draws, tier, borderline):
    found = tiers(wins({(0, 1): won / draws}, 2), draws)
    assert found[0] == (1, 0, False)
    assert (found[1].tier, found[1].borderline) == (tier, borderline)


@pytest.mark.parametrize("draws", [100, 101, 999, 2000, 2001, 99_999, 100_000])
def test_ninety_five_in_a_hundred_are_enough_whatever_the_number_of_draws(draws):
    for won in range(19 * draws // 20 - 3, 19 * draws // 20 + 4):
        assert (tiers(wins({(0, 1): won / draws}, 2), draws)[1].tier == 2) == (20 * won >= 19 * draws)


def test_one_project_and_none():
    assert tiers(np.zeros((1, 1)), 100) == ((1, 0, False),)
    assert tiers(np.zeros((0, 0)), 100) == ()


def test_projects_that_are_always_level_share_a_tier():
    assert [place.tier for place in tiers(np.zeros((3, 3)), 2000)] == [1, 1, 1]


@given(st.integers(1, 6), st.sampled_from([100, 2000]), st.randoms())
def test_loops_agree(size, draws, random):
    codes = [f"p{n}" for n in range(size)]
    counts = {
        a: {b: random.choice([0, draws // 2, 19 * draws // 20 - 1, 19 * draws // 20, draws]) for b in codes if b != a}
        for a in codes
    }
    told = brute_force_draws.Told({}, {}, {}, {}, counts, draws)
    table = np.array([[counts[a].get(b, 0) / draws for b in codes] for a in codes])
    expected = brute_force_draws.tiers(codes, told)
    assert {
        code: (p.tier, codes[p.first], p.borderline) for code, p in zip(codes, tiers(table, draws), strict=True)
    } == expected
