"""What would turn the order of two projects: at the turn, beyond it, before it, and nowhere nearer."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import brute_force
from jobtraining_cli.pipeline import Engine
from jobtraining_cli.score.sensitivity import turning_reach, turning_strength
from jobtraining_cli.workspace import Workspace

CHECKED = settings(max_examples=120, deadline=None, derandomize=True, database=None)
STEP = 1e-6
BARRIERS = tuple("abcde")
RATINGS = ("strong", "some", "unrated")
# Eighths and sixty-fourths: their products and sums are exact, so level is level and not nearly so.
parts = st.integers(0, 64).map(lambda n: n / 64)
reaches = st.lists(parts, min_size=5, max_size=5).map(np.array)
rows = st.lists(st.integers(0, 8).map(lambda n: n / 8), min_size=5, max_size=5).map(np.array)
masks = st.lists(st.booleans(), min_size=5, max_size=5).map(np.array)
weightings = st.none() | st.lists(st.integers(0, 8).map(lambda n: n / 4), min_size=5, max_size=5).map(np.array)
fits = st.dictionaries(
    st.sampled_from(RATINGS), st.lists(st.sampled_from([0, 0.5, 1]), min_size=5, max_size=5).map(np.array)
)
strength_sets = st.fixed_dictionaries(dict.fromkeys(RATINGS, parts))


def lead(reach, above, below, weights=None) -> float:
    """How far ``above`` is ahead of ``below``, times the total reach."""
    return float(
        sum((1 if weights is None else weights[b]) * reach[b] * (above[b] - below[b]) for b in range(len(reach)))
    )


def with_reach(reach, place, value):
    changed = reach.copy()
    changed[place] = value
    return changed


def lead_by_strength(strengths, reach, above, below) -> float:
    sums = {rating: [sum(reach * fits.get(rating, 0 * reach)) for fits in (above, below)] for rating in RATINGS}
    return float(sum(strengths[rating] * (more - less) for rating, (more, less) in sums.items()))


@CHECKED
@given(reaches, rows, rows, masks, weightings)
def test_the_turning_reach_is_the_nearest_one(reach, above, below, measured, weights):
    assume(lead(reach, above, below, weights) > 0)
    turn = turning_reach(BARRIERS, reach, above, below, measured, weights)

    def at(place, value):
        return lead(with_reach(reach, place, value), above, below, weights)

    if turn is not None:
        place = BARRIERS.index(turn.name)
        assert measured[place]
        assert turn.now == reach[place]
        assert 0 < turn.to < 1, "at a bound the two are level, and nothing lies beyond it"
        ahead = 1 if turn.to > turn.now else -1
        assert at(place, turn.to) == pytest.approx(0, abs=1e-9)
        assert at(place, turn.to + ahead * STEP) < 0
        assert at(place, turn.to - ahead * STEP) > 0
    size = abs(turn.to - turn.now) - STEP if turn else 1
    for other in np.flatnonzero(measured):
        assert at(other, max(0.0, reach[other] - size)) >= 0
        assert at(other, min(1.0, reach[other] + size)) >= 0


@CHECKED
@given(strength_sets, reaches, fits, fits)
def test_the_turning_strength_is_the_nearest_one(strengths, reach, above, below):
    assume(lead_by_strength(strengths, reach, above, below) > 0)
    turn = turning_strength(strengths, reach, above, below)

    def at(rating, value):
        return lead_by_strength(strengths | {rating: value}, reach, above, below)

    if turn is not None:
        assert turn.now == strengths[turn.name]
        assert 0 < turn.to < 1, "at a bound the two are level, and nothing lies beyond it"
        ahead = 1 if turn.to > turn.now else -1
        assert at(turn.name, turn.to) == pytest.approx(0, abs=1e-9)
        assert at(turn.name, turn.to + ahead * STEP) < 0
        assert at(turn.name, turn.to - ahead * STEP) > 0
    size = abs(turn.to - turn.now) - STEP if turn else 1
    for other in RATINGS:
        assert at(other, max(0.0, strengths[other] - size)) >= 0
        assert at(other, min(1.0, strengths[other] + size)) >= 0


@pytest.mark.parametrize(
    ("reach", "above", "below", "measured", "turn"),
    [
        # 0.5 against 0.3: lifting b by 0.2 is as far as cutting a by 0.2, and the first in order is named.
        ([0.5, 0.3], [1, 0], [0, 1], [1, 1], ("a", 0.5, 0.3)),
        ([0.5, 0.3], [1, 0], [0, 1], [0, 1], ("b", 0.3, 0.5)),
        ([0.5, 0.3], [1, 0], [0, 0.75], [1, 1], ("a", 0.5, 0.225)),
        # Nothing that is known to change can close the gap.
        ([0.5, 0.3], [1, 0], [0, 1], [0, 0], None),
        ([0.5, 0.3], [1, 1], [0.5, 0.5], [1, 1], None),
    ],
)
def test_turning_reach_by_hand(reach, above, below, measured, turn):
    found = turning_reach(("a", "b"), *map(np.array, (reach, above, below)), np.array(measured, dtype=bool))
    assert (found and found.name) == (turn and turn[0])
    if turn:
        assert (found.now, found.to) == pytest.approx(turn[1:])


def test_turning_strength_moves_every_edge_of_the_rating_in_both_projects():
    reach = np.array([0.5, 0.25])
    above, below = {"some": np.array([1, 0.0])}, {"some": np.array([0, 1.0]), "weak": np.array([0.5, 0])}
    # 0.5 s = 0.25 s + 0.25 w, so level at w = s: "weak" has to rise to 0.6, or "some" to fall to 0.2.
    found = turning_strength({"some": 0.6, "weak": 0.2}, reach, above, below)
    assert found.name in {"some", "weak"}
    assert abs(found.to - found.now) == pytest.approx(0.4)


DATA = Path(__file__).resolve().parents[2] / "data"
TABLES = {
    "us-acs-2020": DATA / "barriers" / "us-acs-2020.csv",
    "illustrative-2026": DATA / "examples" / "barriers" / "illustrative-2026.csv",
}
CASES = [
    ("us-acs-2020", "35013"),
    ("us-acs-2020", "35021"),
    ("illustrative-2026", "35013"),
    ("illustrative-2026", "35053"),
]


@cache
def inputs(survey: str, fips: str):
    sidecar, rows = brute_force.read_table(TABLES[survey])
    return brute_force.read_catalogue(DATA), {b: float(r) for b, r in brute_force.reaches(sidecar, rows, fips).items()}


@cache
def explanations(survey: str, fips: str):
    engine = Engine(Workspace.open(), survey)
    county = engine.workspace.register.by_fips[fips]
    return [engine.explain(county, project.code) for project in engine.rank(county).projects]


def swaps(survey: str, fips: str):
    for found in explanations(survey, fips):
        for swap in found.swaps:
            yield found.project.code, swap


def difference(catalogue, reach, strength, code, other) -> float:
    """Fit score of one project minus that of another, by brute force, times the total reach."""
    sums = [
        sum(reach.get(b, 0) * float(catalogue.fit[fit]) * strength[rating] for b, fit, rating in catalogue.edges[c])
        for c in (code, other)
    ]
    return sums[0] - sums[1]


# A level may not overtake the ones next to it: then the ratings would say something else.
LEVELS = {
    "scientifically_supported": (4 / 6, 1.0),
    "some_evidence": (3 / 6, 5 / 6),
    "expert_opinion": (2 / 6, 4 / 6),
    "mixed": (1 / 6, 3 / 6),
    "insufficient": (0.0, 2 / 6),
}


@pytest.mark.slow
@pytest.mark.parametrize(("survey", "fips"), CASES)
def test_every_swap_of_explain_swaps(survey, fips):
    catalogue, reach = inputs(survey, fips)
    strength = {rating: float(value) for rating, value in catalogue.strength.items()}
    hidden = {b.barrier for b in explanations(survey, fips)[0].ranking.barriers if b.status == "hidden"}
    seen = 0
    for code, swap in swaps(survey, fips):
        sign = {"up": 1, "down": -1, "level": 0}[swap.direction]

        def now(r=reach, s=strength, *, code=code, swap=swap, sign=sign):
            return sign * difference(catalogue, r, s, code, swap.code)

        if swap.direction == "level":
            assert difference(catalogue, reach, strength, code, swap.code) == pytest.approx(0, abs=1e-9)
            continue
        assert now() < 0
        for change, kept in ((swap.reach, reach), (swap.strength, strength)):
            what = "r" if change is swap.reach else "s"
            unit = 100 if what == "r" else 1
            if change is not None:
                seen += 1
                assert change.now / unit == pytest.approx(kept[change.name], abs=1e-9)
                assert change.change == pytest.approx(change.to - change.now, abs=1e-9)
                assert not (what == "r" and change.name in hidden)
                ahead = STEP if change.change > 0 else -STEP
                assert now(**{what: kept | {change.name: change.to / unit}}) == pytest.approx(0, abs=1e-9)
                assert now(**{what: kept | {change.name: change.to / unit + ahead}}) > 0
                assert now(**{what: kept | {change.name: change.to / unit - ahead}}) < 0
            size = abs(change.change) / unit - STEP if change is not None else 1
            for name in set(kept) - (hidden if what == "r" else set()):
                low, high = LEVELS.get(name, (0.0, 1.0)) if what == "s" else (0.0, 1.0)
                for value in (max(low, kept[name] - size), min(high, kept[name] + size)):
                    assert now(**{what: kept | {name: value}}) <= 1e-12, f"{name} to {value} is nearer"
    assert seen > 10


@pytest.mark.parametrize(("survey", "fips"), CASES)
def test_every_swap_of_explain_can_happen(survey, fips):
    stuck = [
        f"{code} and {swap.id}: {change.label} past {change.to}"
        for code, swap in swaps(survey, fips)
        for change in (swap.reach, swap.strength)
        if change is not None and not 0 < change.to < (100 if change.what == "reach" else 1)
    ]
    assert stuck == []


@pytest.mark.parametrize(("survey", "fips"), CASES)
def test_explain_names_the_nearest_neighbours(survey, fips):
    for found in explanations(survey, fips):
        ranks = {p.code: p.rank for p in found.ranking.projects}
        mine = ranks.pop(found.project.code)
        better = [rank for rank in ranks.values() if rank < mine]
        worse = [rank for rank in ranks.values() if rank > mine]
        assert sorted(s.code for s in found.swaps if s.direction == "level") == sorted(
            c for c, r in ranks.items() if r == mine
        )
        assert [s.rank for s in found.swaps if s.direction == "up"] == ([max(better)] if better else [])
        assert [s.rank for s in found.swaps if s.direction == "down"] == ([min(worse)] if worse else [])
        assert all(s.rank == ranks[s.code] for s in found.swaps)
