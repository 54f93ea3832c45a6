"""Complementary suppression: what more must be hidden so that no hidden figure of people can be worked out.

Greedy and minimal (SCORING section 3, disclosure): while some guarded cell could be told too closely, one more cell is
hidden; in the end each is shown again where that gives nothing away. Which cell is hidden depends on names and on what
kind of figure it is, and never on its value: a choice by value would tell that the others are larger.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from jobtraining_cli.protect.cells import Cells, Guard
from jobtraining_cli.protect.feasible import Constraint, feasible_interval, narrow, possible


class System:
    """The cells of a county with what is hidden of them, and questions to it."""

    def __init__(self, cells: Cells) -> None:
        """``cells`` are changed by `suppress`."""
        self.cells = cells

    @cached_property
    def _touching(self) -> dict[int, list[Constraint]]:
        found: dict[int, list[Constraint]] = {}
        for constraint in self.cells.constraints:
            for _, cell in constraint.terms:
                found.setdefault(cell, []).append(constraint)
        return found

    def _around(self, cell: int) -> tuple[list[int], list[Constraint]]:
        """The hidden cells that a hidden cell is tied to, itself among them, and all constraints on these."""
        seen, stack, constraints = {cell}, [cell], dict[Constraint, None]()
        while stack:
            for constraint in self._touching.get(stack.pop(), ()):
                constraints[constraint] = None
                for _, other in constraint.terms:
                    if not self.cells.shown[other] and other not in seen:
                        seen.add(other)
                        stack.append(other)
        return sorted(seen), list(constraints)

    def _small(self, cell: int) -> tuple[list[int], list[int], tuple[Constraint, ...], int]:
        """The part of the system around a cell, with shown values put in: bounds, constraints, the cell's number."""
        hidden, constraints = self._around(cell)
        number = {one: at for at, one in enumerate(hidden)}
        reduced = []
        for terms, bound in constraints:
            known = sum(factor * (self.cells.value[one] or 0) for factor, one in terms if one not in number)
            reduced.append(Constraint(tuple((f, number[one]) for f, one in terms if one in number), bound - known))
        lows, highs = [self.cells.low[one] for one in hidden], [self.cells.high[one] for one in hidden]
        return lows, highs, tuple(reduced), number[cell]

    def interval(self, cell: int) -> tuple[int, int] | None:
        """The least and the largest value that a hidden cell may have, given everything published."""
        lows, highs, constraints, number = self._small(cell)
        return feasible_interval(lows, highs, constraints, number)

    def is_safe(self, guard: Guard) -> bool:
        """Whether a guarded cell may have each value that it must be able to have.

        The values that a cell may have lie side by side, so both ends are enough.
        """
        if self.cells.shown[guard.cell]:
            return False
        lows, highs, constraints, number = self._small(guard.cell)
        if not narrow(lows, highs, constraints) or not lows[number] <= guard.low <= guard.high <= highs[number]:
            return False
        return all(possible(lows, highs, constraints, number, value) for value in {guard.low, guard.high})

    def suppress(self) -> list[int]:
        """Hide what must be hidden besides; returns these cells. What cannot be mended by hiding stays as it is."""
        added: list[int] = []
        kept: list[Guard] = []
        # To hide more leaves more possible, so what is safe once stays so.
        for guard in self.cells.guards:
            safe = self.is_safe(guard)
            while not safe and (cell := self._next(guard.cell)) is not None:
                self._hide(cell)
                added.append(cell)
                safe = self.is_safe(guard)
            if safe:
                kept.append(guard)
        for cell in reversed(tuple(added)):
            tied = set(self._around(cell)[0])
            beside = {one for constraint in self._touching.get(cell, ()) for _, one in constraint.terms}
            self.cells.shown[cell] = True
            # What stands beside it is given away first.
            order = sorted((guard for guard in kept if guard.cell in tied), key=lambda guard: guard.cell not in beside)
            if all(map(self.is_safe, order)):
                added.remove(cell)
            else:
                self.cells.shown[cell] = False
        return added

    def _hide(self, cell: int) -> None:
        self.cells.shown[cell] = False
        if cell in self.cells.hidden_bounds:
            self.cells.low[cell], self.cells.high[cell] = self.cells.hidden_bounds[cell]

    def _next(self, cell: int) -> int | None:
        """The shown cell next to a hidden one that may be hidden first; ``None`` where there is none left."""
        _, constraints = self._around(cell)
        near = {one for terms, _ in constraints for _, one in terms if self.cells.shown[one]}
        return min((one for one in near if self.cells.order[one] is not None), key=self._order, default=None)

    def _order(self, cell: int) -> tuple[int, str, str]:
        return self.cells.order[cell] or (9, "", "")


def exposed(cells: Iterable[Cells]) -> list[Guard]:
    """The guarded cells that are told too closely even so; none, in a table that was protected."""
    return [guard for one in cells for guard in one.guards if not System(one).is_safe(guard)]
