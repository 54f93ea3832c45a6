"""The uncertainty of a ranking once more, in plain loops over given draws, to compare the program with.

Nothing of the package, and no arrays. Shares are counted, and compared with 5% and 95% as whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from math import fsum, sqrt

from brute_force import Edge

Catalogue = Mapping[str, Sequence[Edge]]


@dataclass(frozen=True)
class Draw:
    """What one draw holds: reach by barrier as a share, strength by rating, what a partial fit counts, weights."""

    reach: Mapping[str, float]
    strength: Mapping[str, float]
    partial: float
    weight: Mapping[str, float] | None = None


@dataclass(frozen=True)
class Told:
    """All that the draws say, by project code."""

    acceptability: dict[str, list[float]]
    expected: dict[str, float]
    expected_error: dict[str, float]
    interval: dict[str, tuple[int, int]]
    wins: dict[str, dict[str, int]]
    draws: int

    @property
    def width(self) -> float:
        """The mean width of the 90% rank intervals."""
        return sum(high - low for low, high in self.interval.values()) / len(self.interval)

    def share(self, above: str, below: str) -> float:
        """In which share of the draws one project is strictly above another."""
        return self.wins[above][below] / self.draws


def scores(catalogue: Catalogue, draw: Draw) -> dict[str, float]:
    """The relief index of each project in one draw, to nine decimals."""
    found = {}
    for code, edges in catalogue.items():
        terms = []
        for barrier, fit, rating in edges:
            if barrier in draw.reach:
                worth = {"none": 0.0, "partial": draw.partial, "full": 1.0}[fit]
                weight = 1.0 if draw.weight is None else draw.weight[barrier]
                terms.append(100 * weight * draw.reach[barrier] * worth * draw.strength[rating])
        found[code] = round(fsum(terms), 9)
    return found


def tell(catalogue: Catalogue, draws: Sequence[Draw]) -> Told:
    """Everything of one mode."""
    codes, total = list(catalogue), len(draws)
    ranks: dict[str, list[int]] = {code: [] for code in codes}
    wins = {code: dict.fromkeys((other for other in codes if other != code), 0) for code in codes}
    for draw in draws:
        found = scores(catalogue, draw)
        for code in codes:
            better = 0
            for other in codes:
                if found[other] > found[code]:
                    better += 1
                if found[code] > found[other]:
                    wins[code][other] += 1
            ranks[code].append(1 + better)
    expected = {code: sum(ranks[code]) / total for code in codes}
    errors = {
        code: sqrt(fsum((rank - expected[code]) ** 2 for rank in ranks[code]) / (total - 1) / total) for code in codes
    }
    acceptability = {code: [ranks[code].count(place) / total for place in range(1, len(codes) + 1)] for code in codes}
    return Told(acceptability, expected, errors, {code: middle(ranks[code]) for code in codes}, wins, total)


def middle(ranks: Sequence[int]) -> tuple[int, int]:
    """The ranks that at least 5% and at least 95% of the draws do not pass."""
    ends = []
    for twentieths in (1, 19):
        rank = 1
        while 20 * sum(1 for one in ranks if one <= rank) < twentieths * len(ranks):
            rank += 1
        ends.append(rank)
    return ends[0], ends[1]


def tiers(order: Sequence[str], told: Told) -> dict[str, tuple[int, str, bool]]:
    """Code -> tier, the first project of it, whether the boundary is a close call; ``order`` is by score."""
    found, tier, first = {}, 1, order[0]
    near = 2 * sqrt(0.95 * 0.05 / told.draws)
    for code in order:
        close = False
        if code != order[0]:
            won = told.wins[first][code]
            close = abs(won / told.draws - 0.95) <= near
            if 20 * won >= 19 * told.draws:
                tier, first = tier + 1, code
        found[code] = (tier, first, close)
    return found


def driver(data: float, judgement: float) -> str:
    """What the order hangs on: mostly the one that is at least twice the other."""
    if data == 0 and judgement == 0:
        return "neither"
    if data >= 2 * judgement:
        return "data"
    if judgement >= 2 * data:
        return "judgement"
    return "both"


def standard_error(share: float, draws: int) -> float:
    """Of a share of independent draws."""
    return sqrt(share * (1 - share) / draws)


def changed(catalogue: Catalogue, changes: Sequence[tuple[str, str, str]]) -> Catalogue:
    """The catalogue with other fits: ``changes`` are code, barrier, new fit."""
    new = {(code, barrier): fit for code, barrier, fit in changes}
    return {
        code: [(barrier, new.get((code, barrier), fit), rating) for barrier, fit, rating in edges]
        for code, edges in catalogue.items()
    }


def fewest_changes(catalogue: Catalogue, first: str, draw: Draw, least: float = 1e-9) -> int | None:
    """The fewest edges, over all sets of changes, after which some project is above ``first`` by more than ``least``."""
    possible = [(first, barrier, "none") for barrier, fit, _ in catalogue[first] if fit != "none"]
    for code, edges in catalogue.items():
        if code != first:
            possible += [(code, barrier, "full") for barrier, fit, _ in edges if fit == "partial"]
    for some in _subsets(possible):
        found = scores(changed(catalogue, some), draw)
        if any(found[code] - found[first] > least for code in catalogue if code != first):
            return len(some)
    return None


def _subsets(items: Sequence[tuple[str, str, str]]) -> Iterator[tuple[tuple[str, str, str], ...]]:
    return chain.from_iterable(combinations(items, size) for size in range(len(items) + 1))
