"""Protected patterns under attack: what somebody can work out from them who knows the whole rule."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from jobtraining_cli.models.patterns import Pattern, ProtectedPatterns
from jobtraining_cli.protect.patterns import protect_patterns

# Many processes or pages: `make check` runs them, `make test` stays under two minutes.
pytestmark = pytest.mark.slow

NAMES = "abcd"


def tables(people: int, cells: int) -> Iterator[tuple[int, ...]]:
    if cells == 1:
        yield (people,)
        return
    for first in range(people + 1):
        for rest in tables(people - first, cells - 1):
            yield (first, *rest)


def subsets(count: int) -> list[frozenset[str]]:
    return [
        frozenset(n for n, on in zip(NAMES, bits, strict=False) if on)
        for bits in itertools.product((0, 1), repeat=count)
    ]


def groups_of_people(cells: list[frozenset[str]], count: int) -> list[list[int]]:
    """Who names all of some barriers and none of some others: all such groups, as places of patterns."""
    return [
        [
            at
            for at, cell in enumerate(cells)
            if all(on is None or (n in cell) == on for n, on in zip(NAMES, rule, strict=False))
        ]
        for rule in itertools.product((None, False, True), repeat=count)
    ]


def attack(people: int, barriers: int, threshold: int) -> tuple[int, int]:
    """What somebody learns who knows the rule, the base, all counts of barriers and the protected table.

    All tables are made and sorted by what they show. A group of people is told too closely where those that show
    the same agree that it is of 1..threshold people, and do not allow all of these numbers. Returns how many
    groups are, and how many tables keep anything.
    """
    cells = subsets(barriers)
    groups = groups_of_people(cells, barriers)
    same: dict[ProtectedPatterns, list[tuple[int, ...]]] = defaultdict(list)
    kept = 0
    for table in tables(people, len(cells)):
        found = protect_patterns([Pattern(c, n) for c, n in zip(cells, table, strict=True) if n], set(), threshold)
        if found is not None and not found.left_out:
            same[found].append(table)
            kept += bool(found.kept)
    told = 0
    for alike in same.values():
        matrix = np.array(alike)
        for group in groups:
            sums = matrix[:, group].sum(axis=1)
            low, high = sums.min(), sums.max()
            told += bool(low >= 1 and high <= threshold and (low > 1 or high < threshold or threshold == 1))
    return told, kept


@pytest.mark.parametrize(("people", "barriers", "threshold"), [(8, 3, 1), (9, 3, 2), (10, 3, 2), (6, 4, 1)])
def test_nobody_can_tell_a_small_number_closely(people, barriers, threshold):
    told, kept = attack(people, barriers, threshold)
    assert told == 0
    assert kept


@pytest.mark.slow
@pytest.mark.parametrize(("people", "barriers", "threshold"), [(12, 3, 1), (13, 3, 2), (13, 3, 3), (7, 4, 1)])
def test_nobody_can_tell_a_small_number_closely_in_larger_tables(people, barriers, threshold):
    told, kept = attack(people, barriers, threshold)
    assert told == 0
    assert kept


def test_the_attack_finds_what_keeping_whole_patterns_would_betray():
    """The pool of the example in the module: without remainders, and with the zeros known, all is known."""
    cells = subsets(3)
    singles_and_all = [at for at, cell in enumerate(cells) if len(cell) in {1, 3}]
    possible = [
        table
        for table in itertools.product(range(25), repeat=4)
        if sum(table) == 24
        and all(sum(n for n, at in zip(table, singles_and_all, strict=True) if b in cells[at]) == 12 for b in "abc")
    ]
    assert possible == [(6, 6, 6, 6)]


def bounds(
    size: int, counts: Sequence[int], cells: list[frozenset[str]], caps: Sequence[int], group: list[int]
) -> list[int]:
    """The smallest and largest number of pooled people in a group, by integer programming."""
    rows = np.array([[1] * len(cells), *([name in cell for cell in cells] for name in NAMES)], dtype=float)
    goal = np.zeros(len(cells))
    goal[group] = 1
    fixed = LinearConstraint(rows, [size, *counts], [size, *counts])
    ends = []
    for sign in (1, -1):
        done = milp(sign * goal, constraints=fixed, bounds=Bounds(0, caps), integrality=np.ones(len(cells)))
        assert done.success
        ends.append(round(sign * done.fun))
    return ends


@pytest.mark.parametrize("seed", range(3))
def test_integer_programming_tells_no_small_number_closely_with_the_usual_threshold(seed):
    rng = np.random.default_rng(seed)
    often, spread = rng.uniform(0.15, 0.45, 4), rng.gamma(2, 0.5, 200)
    answers = rng.random((200, 4)) < np.minimum(0.9, often * spread[:, None])
    people = Counter(frozenset(n for n, on in zip(NAMES, row, strict=True) if on) for row in answers)
    found = protect_patterns([Pattern(cell, count) for cell, count in people.items()], set())
    assert found is not None
    assert found.kept
    kept = {p.barriers: p.people for p in found.kept}
    cells = subsets(4)
    # What the rule says beside the numbers: a remainder is at most 10, unless more steps were pooled.
    caps = [max(10, people[cell] - kept.get(cell, 0)) for cell in cells]
    for group in groups_of_people(cells, 4):
        if any(cells[at] in kept for at in group) or not 1 <= sum(people[cells[at]] for at in group) <= 10:
            continue
        low, high = bounds(found.pool_people, found.pool_counts, cells, caps, group)
        assert low == 0 or high > 10 or (low, high) == (1, 10)
