"""Which whole numbers a hidden cell may be, given everything published: linear constraints over bounded integers.

Systems are small (the cells of one county) and nearly trees (a total and its parts), where narrowing bounds until
nothing changes is exact. Elsewhere a search decides: it fixes a cell, narrows, and tries until every cell has a value.
No library: the exact ones start slowly, and this stands on the way of every ranking.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

# Beyond this a cell counts as not protected: that errs towards hiding.
MOST_NODES = 400
MOST_ROUNDS = 200
ENDLESS = 10**9
_TRIED = 50


class Constraint(NamedTuple):
    """``sum of factor * cell <= bound``."""

    terms: tuple[tuple[int, int], ...]  # factor, cell
    bound: int


def equal(whole: int, parts: Iterable[int]) -> tuple[Constraint, Constraint]:
    """``whole = sum of parts``, as two constraints."""
    terms = ((1, whole), *((-1, part) for part in parts))
    return Constraint(terms, 0), Constraint(tuple((-factor, cell) for factor, cell in terms), 0)


def at_most(smaller: int, larger: int) -> Constraint:
    """``smaller <= larger``."""
    return Constraint(((1, smaller), (-1, larger)), 0)


def narrow(
    low: list[int], high: list[int], constraints: Sequence[Constraint], cells: Iterable[int] | None = None
) -> bool:
    """Narrow the bounds of all cells, in place, to what the constraints leave; ``False`` where nothing is left.

    ``cells`` are those whose bounds have changed since the last time, all by default. Bounds are correct at any moment, so
    stopping early only leaves them wider.
    """
    touching = _touching(constraints)
    waiting = dict.fromkeys(
        range(len(constraints)) if cells is None else [at for c in cells for at in touching.get(c, ())]
    )
    for _ in range(MOST_ROUNDS * (len(constraints) + 1)):
        if not waiting:
            return True
        at = next(iter(waiting))
        del waiting[at]
        terms, bound = constraints[at]
        room = bound
        for factor, cell in terms:
            room -= factor * (low[cell] if factor > 0 else high[cell])
        if room < 0:
            return False
        for factor, cell in terms:
            if factor > 0:
                most = low[cell] + room // factor
                if most < high[cell]:
                    high[cell] = most
                    waiting.update(dict.fromkeys(touching[cell]))
            else:
                least = high[cell] - room // -factor
                if least > low[cell]:
                    low[cell] = least
                    waiting.update(dict.fromkeys(touching[cell]))
    return True


@lru_cache(maxsize=8)
def _touching_of(constraints: tuple[Constraint, ...]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for at, (terms, _) in enumerate(constraints):
        for _, cell in terms:
            found.setdefault(cell, []).append(at)
    return found


def _touching(constraints: Sequence[Constraint]) -> dict[int, list[int]]:
    """Which constraints each cell is in."""
    return _touching_of(tuple(constraints))


def _is_tree(constraints: Sequence[Constraint], open_: Collection[int]) -> bool:
    """Whether no two ways lead from one of the open cells to another: then narrow bounds are exact.

    True of sums and inequalities whose factors are 1 and -1, as all here are.
    """
    found: dict[int, int] = {}

    def top(cell: int) -> int:
        while found.setdefault(cell, cell) != cell:
            cell = found[cell]
        return cell

    sets = {tuple(sorted(cell for _, cell in terms if cell in open_)) for terms, _ in constraints}
    for cells in sets:
        tops = [top(cell) for cell in cells]
        if len(set(tops)) < len(tops):
            return False
        for other in tops[1:]:
            found[other] = tops[0]
    return True


def satisfiable(
    low: Sequence[int], high: Sequence[int], constraints: Sequence[Constraint], changed: Iterable[int] | None = None
) -> bool:
    """Whether there are values of all cells that satisfy the constraints; ``False`` also where none was found in time.

    The search fixes the cell that is tied to most others (a base), to the middle of what is left of it, until the rest is a
    tree. It does not know the true values, since what it finds in time is told by what is hidden. ``changed`` are the cells
    that were changed in bounds that were narrow before.
    """
    budget = MOST_NODES
    touching = _touching(constraints)
    stack: list[tuple[list[int], list[int], Iterable[int] | None]] = [(list(low), list(high), changed)]
    while stack and budget:
        budget -= 1
        lows, highs, since = stack.pop()
        if not narrow(lows, highs, constraints, since):
            continue
        open_ = {cell for cell, value in enumerate(lows) if value < highs[cell]}
        if not open_ or _is_tree(constraints, open_):
            return True
        cell = max(open_, key=lambda cell: (len(touching.get(cell, ())), -cell))
        value = (lows[cell] + highs[cell]) // 2
        # What is left of the range is tried after the value itself.
        for first, last in ((value + 1, highs[cell]), (lows[cell], value - 1), (value, value)):
            if first <= last:
                some, others = list(lows), list(highs)
                some[cell], others[cell] = first, last
                stack.append((some, others, (cell,)))
    return False


def possible(
    low: Sequence[int],
    high: Sequence[int],
    constraints: Sequence[Constraint],
    cell: int,
    value: int,
) -> bool:
    """Whether a cell may have a value, in bounds that are narrow. Errs towards no."""
    if not low[cell] <= value <= high[cell]:
        return False
    lows, highs = list(low), list(high)
    lows[cell] = highs[cell] = value
    return satisfiable(lows, highs, constraints, (cell,))


def feasible_interval(
    low: Sequence[int], high: Sequence[int], constraints: Sequence[Constraint], cell: int
) -> tuple[int, int] | None:
    """The least and the largest value that a cell may have, given bounds of all cells; ``None`` where nothing fits."""
    lows, highs = list(low), list(high)
    if not narrow(lows, highs, constraints):
        return None
    ends = []
    for span in (range(lows[cell], highs[cell] + 1), range(highs[cell], lows[cell] - 1, -1)):
        # Narrowed bounds are nearly always met; where many in a row are not, they are told, which is wider.
        found = next((value for value in span[:_TRIED] if possible(lows, highs, constraints, cell, value)), None)
        ends.append(span[0] if found is None else found)
    return ends[0], ends[1]
