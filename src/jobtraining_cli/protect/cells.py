"""The cells of one county, and what ties them together: parts and wholes, as declared and as anybody can see.

A cell is a count or a base. Groups that the sidecar calls all of the county add up to it. A group that stands alone,
and a partition of which one group has no row, leave a rest that can be worked out, so the rest is a cell as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from jobtraining_cli.models.protected import Hidden, ProtectedRow
from jobtraining_cli.models.survey import BarrierRow, Base, Choice, Measure, Survey
from jobtraining_cli.protect.feasible import ENDLESS, Constraint, at_most, equal

Key = tuple[str, str | None, str | None]  # measure, barrier, group


class Guard(NamedTuple):
    """What must stay possible of a cell: every whole number from ``low`` to ``high``."""

    cell: int
    low: int
    high: int


@dataclass(slots=True)
class Cells:
    """The cells of one county. ``value`` is None where nobody but the publisher knows; ``low`` and ``high`` are public."""

    value: list[int | None] = field(default_factory=list)
    low: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)
    shown: list[bool] = field(default_factory=list)
    # In which order cells may be hidden for the sake of others; None for those that never are.
    order: list[tuple[int, str, str] | None] = field(default_factory=list)
    # What the reason "it would give another figure away" tells of a total: it is of more than few, and leaves out more.
    hidden_bounds: dict[int, tuple[int, int]] = field(default_factory=dict)
    constraints: list[Constraint] = field(default_factory=list)
    guards: list[Guard] = field(default_factory=list)
    counts: dict[Key, int] = field(default_factory=dict)
    bases: dict[tuple[str, str | None], int] = field(default_factory=dict)

    def add(
        self,
        value: int | None,
        *,
        shown: bool,
        bounds: tuple[int, int] = (0, ENDLESS),
        order: tuple[int, str, str] | None = None,
    ) -> int:
        """A new cell; returns its number."""
        self.value.append(value)
        self.low.append(bounds[0])
        self.high.append(bounds[1])
        self.shown.append(shown and value is not None)
        self.order.append(order)
        return len(self.value) - 1

    def bounds(self) -> tuple[list[int], list[int]]:
        """What everybody knows of each cell by itself: its value where it is shown, else its public bounds."""
        lows, highs = list(self.low), list(self.high)
        for cell, value in enumerate(self.value):
            if self.shown[cell] and value is not None:
                lows[cell] = highs[cell] = value
        return lows, highs


def build(
    rows: Sequence[BarrierRow],
    protected: Mapping[Key, ProtectedRow],
    counts: Mapping[Key, int | None],
    survey: Survey,
    threshold: int,
) -> Cells:
    """The cells of one county from its rows with a base, as they are after each was protected by itself."""
    cells = Cells()
    for row in rows:
        _add_row(cells, row, protected[key(row)], counts[key(row)], threshold)
    for (measure, _, group), cell in cells.counts.items():
        cells.constraints.append(at_most(cell, cells.bases[measure, group]))
    _nest(cells, survey.base)
    _partition(cells, survey, threshold)
    if survey.choice is Choice.one:
        for group in {group for measure, group in cells.bases if measure == Measure.barrier}:
            parts = [c for (m, b, g), c in cells.counts.items() if m == Measure.barrier and g == group]
            cells.constraints += equal(cells.bases[Measure.barrier, group], parts)
    return cells


def key(row: BarrierRow | ProtectedRow) -> Key:
    """What a row is about, within its county."""
    return row.measure.value, row.barrier, row.group


def _add_row(cells: Cells, row: BarrierRow, found: ProtectedRow, count: int | None, threshold: int) -> None:
    """The count of a row, and the base of its question where this is the first row of it."""
    measure, group, base = row.measure.value, row.group, row.base_n or 0
    name = (row.barrier or measure, group or "")
    block = (measure, group)
    if block not in cells.bases:
        order = None if group is None else (1, *name)
        cells.bases[block] = cells.add(base, shown=found.base_n is not None, bounds=(1, ENDLESS), order=order)
        if base <= threshold:
            cells.guards.append(Guard(cells.bases[block], 1, threshold))
    bounds = (0, ENDLESS)
    if group is None and found.hidden in (Hidden.few, Hidden.nearly_all) and found.low is not None:
        bounds = (found.low, found.high if found.high is not None else ENDLESS)
    cell = cells.add(count, shown=found.hidden is None, bounds=bounds, order=(2 if group is None else 0, *name))
    cells.counts[key(row)] = cell
    if group is None and count:
        cells.hidden_bounds[cell] = (threshold + 1, max(threshold + 1, base - threshold - 1))
    elif group is None:
        cells.order[cell] = None  # a total of nobody is no figure of people: it is never hidden
    # Where nobody in the county names it, nobody in a group does: that is no figure of few people.
    whole = cells.counts.get((measure, row.barrier, None))
    nobody = group is not None and whole is not None and cells.shown[whole] and cells.value[whole] == 0
    if found.hidden is not None and count is not None and not nobody:
        _guard(cells, cell, cells.bases[block], count, base, threshold, bounds)


def _guard(
    cells: Cells,
    cell: int,
    base_cell: int,
    count: int,
    base: int,
    threshold: int,
    bounds: tuple[int, int] = (0, ENDLESS),
) -> None:
    """What must stay possible of a count that is hidden for its own sake."""
    if bounds[1] < ENDLESS:
        cells.guards.append(Guard(cell, *bounds))
    elif 0 < count <= threshold or base <= threshold:
        cells.guards.append(Guard(cell, 1, threshold))
    elif base - count <= threshold:
        others = cells.add(base - count, shown=False)
        cells.constraints += equal(base_cell, (cell, others))
        cells.guards.append(Guard(others, 0, threshold))


def _nest(cells: Cells, base: Base) -> None:
    """Those who needed it are among those asked, those with difficulty among those who needed it, and so on."""
    for (measure, group), asked in cells.bases.items():
        need, difficulty = (cells.counts.get((m, None, group)) for m in ("need", "difficulty"))
        if measure == "difficulty" and need is not None:
            cells.constraints.append(at_most(asked, need))
        if measure == "barrier":
            outer = {Base.needed: need, Base.difficulty: difficulty}.get(base)
            if outer is not None:
                cells.constraints.append(at_most(asked, outer))
    if base is Base.respondents:
        for (measure, _, group), cell in cells.counts.items():
            need = cells.counts.get(("need", None, group))
            if measure == "barrier" and need is not None:
                cells.constraints.append(at_most(cell, need))


def _partition(cells: Cells, survey: Survey, threshold: int) -> None:
    """Groups that add up to the county, and the rest that a group or an incomplete partition leaves."""
    declared = {group for groups in survey.partitions for group in groups}
    alone = {(key[2],) for key in cells.counts if key[2] is not None and key[2] not in declared}
    for groups in (*survey.partitions, *sorted(alone)):
        bases = {measure: base for (measure, group), base in cells.bases.items() if group is None}
        rests: dict[str, int | None] = {}
        for measure, whole in bases.items():
            parts = [cells.bases[measure, group] for group in groups if (measure, group) in cells.bases]
            complete = len(parts) == len(groups) and len(groups) > 1
            rests[measure] = (
                _rest(cells, whole, parts, complete=complete, threshold=threshold, base=None) if parts else None
            )
            for (m, barrier, group), total in list(cells.counts.items()):
                if m != measure or group is not None:
                    continue
                inside = [cells.counts[m, barrier, g] for g in groups if (m, barrier, g) in cells.counts]
                if inside:
                    full = len(inside) == len(groups) and len(groups) > 1
                    _rest(cells, total, inside, complete=full, threshold=threshold, base=rests[measure])


def _rest(
    cells: Cells, whole: int, parts: list[int], *, complete: bool, threshold: int, base: int | None
) -> int | None:
    """The sum of parts, and what they leave of the whole as a cell of its own, guarded where it is of few people."""
    if complete:
        cells.constraints += equal(whole, parts)
        return None
    values = [cells.value[cell] for cell in (whole, *parts)]
    known = None if any(value is None for value in values) else (values[0] or 0) - sum(v or 0 for v in values[1:])
    if known is not None and known < 0:
        # Groups that overlap have no rest; each is a part of the whole even so.
        cells.constraints += [at_most(part, whole) for part in parts]
        return None
    rest = cells.add(known, shown=False)
    cells.constraints += equal(whole, (*parts, rest))
    if base is not None:
        cells.constraints.append(at_most(rest, base))
    people = None if base is None else cells.value[base]
    if base is not None and people and known is not None and known <= people:
        if 0 < known <= threshold or people - known <= threshold:
            _guard(cells, rest, base, known, people, threshold)
    elif base is None and known is not None and 0 < known <= threshold:
        cells.guards.append(Guard(rest, 1, threshold))
    return rest
