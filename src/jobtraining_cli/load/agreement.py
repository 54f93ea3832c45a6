"""Whether the rows of one county agree with each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jobtraining_cli.errors import Problem
from jobtraining_cli.models.survey import BarrierRow, Base, Choice, Survey

_Seen = dict[tuple[str, str | None, str | None], BarrierRow]
_Bases = dict[str | None, BarrierRow]


def disagreements(rows: Iterable[BarrierRow], survey: Survey, place: str) -> Iterator[Problem]:
    """Rows of a county that contradict each other: a cell twice, bases that differ, people out of nowhere."""
    seen: _Seen = {}
    bases: _Bases = {}
    for row in rows:
        key = (row.measure.value, row.barrier, row.group)
        first = seen.setdefault(key, row)
        if first is not row:
            message = f"the same county and measure as line {first.line}"
            yield Problem(message, place, row.line, hint="keep one of the two rows")
        elif row.barrier is not None and row.base_n is not None and survey.from_people:
            first = bases.setdefault(row.group, row)
            if first.base_n != row.base_n:
                message = f"base_n differs from that in line {first.line}: one question has one base in a county"
                hint = "count everybody who was shown the question and answered it"
                yield Problem(message, place, row.line, field="base_n", hint=hint)
    yield from _nesting(seen, bases, survey.base, place)
    yield from _groups(seen, survey, place)
    if survey.choice is Choice.one:
        yield from _one_each(seen, bases, place)


def _nesting(seen: _Seen, bases: _Bases, base: Base, place: str) -> Iterator[Problem]:
    """Those who needed it are among those asked, those with difficulty among those who needed it."""
    for (measure, barrier, group), row in seen.items():
        need = seen.get(("need", None, group))
        if measure == "difficulty":
            yield from _above(row, "base_n", row.base_n, need, "needed the service", place)
        elif barrier is not None and base is Base.respondents:
            yield from _above(row, "count", row.count, need, "needed the service", place)
    if base is Base.respondents:
        for group, row in bases.items():
            need = seen.get(("need", None, group))
            if need is not None and need.count is not None and (row.base_n or 0) < need.count:
                message = f"base_n is below the number of those who needed the service (line {need.line}), so it is not everybody asked"
                hint = "check `base`: needed, or difficulty?"
                yield Problem(message, place, row.line, field="base_n", hint=hint)
    outer = {Base.needed: ("need", "needed the service"), Base.difficulty: ("difficulty", "had difficulty")}.get(base)
    if outer:
        for group, row in bases.items():
            yield from _above(row, "base_n", row.base_n, seen.get((outer[0], None, group)), outer[1], place)


def _groups(seen: _Seen, survey: Survey, place: str) -> Iterator[Problem]:
    """A group is part of the county, and groups said to be all of it add up to it. Without numbers: they may be small."""
    hint = "check these rows, and `partitions` in the sidecar"
    for (measure, barrier, group), row in seen.items():
        whole = seen.get((measure, barrier, None))
        if whole is None:
            continue
        for field in ("count", "base_n"):
            part, total = getattr(row, field), getattr(whole, field)
            if group is not None and part is not None and total is not None and part > total:
                message = f"{field} of this group is above that of the whole county (line {whole.line})"
                yield Problem(message, place, row.line, field=field, hint=hint)
            if group is None and total is not None:
                for groups in survey.partitions:
                    parts = [getattr(seen.get((measure, barrier, name)), field, None) for name in groups]
                    known = [value for value in parts if value is not None]
                    if len(known) == len(groups) and sum(known) != total:
                        message = (
                            f"{field} is not the sum of {', '.join(groups)}, which `partitions` calls all of the county"
                        )
                        yield Problem(message, place, row.line, field=field, hint=hint)


def _one_each(seen: _Seen, bases: _Bases, place: str) -> Iterator[Problem]:
    """Where everybody names one barrier, the counts of a question add up to its base; not above it where some are unknown."""
    for group, row in bases.items():
        counts = [r.count for (_, barrier, g), r in seen.items() if barrier is not None and g == group]
        known = [count for count in counts if count is not None]
        total, base = sum(known), row.base_n or 0
        if total > base or (len(known) == len(counts) and total < base):
            message = "the counts of the barriers do not add up to base_n, though `choice: one` says that each person names one"
            hint = "add the row that is missing (none, or another reason), or say `choice: many`"
            yield Problem(message, place, row.line, field="base_n", hint=hint)


def _above(
    row: BarrierRow, field: str, value: int | None, whole: BarrierRow | None, who: str, place: str
) -> Iterator[Problem]:
    if value is None or whole is None or whole.count is None or row.weighted:
        return
    if value > whole.count:
        # Without the numbers: they may be of few people.
        message = f"{field} is above the number of those who {who} (line {whole.line})"
        hint = "check both rows, and the `base` in the sidecar"
        yield Problem(message, place, row.line, field=field, hint=hint)
