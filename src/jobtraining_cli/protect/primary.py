"""Primary suppression: each figure that would say too much about few people is hidden.

The rules are those of the disclosure gate (SCORING section 3): hidden are a count of 1 to 10, a base of 1 to
10 with everything on it, a complement of 1 to 10, and a count that equals its base. They look at
unweighted people. What is hidden is decided on the table alone, never on the county, verb or format that asks.
`complementary` then hides what would give a hidden figure back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from functools import lru_cache
from operator import attrgetter

from jobtraining_cli.models.protected import Hidden, ProtectedRow, ProtectedTable
from jobtraining_cli.models.survey import BarrierRow, BarrierTable, Base, Choice, Measure, Survey, effective_size
from jobtraining_cli.protect.cells import build, key
from jobtraining_cli.protect.complementary import System

THRESHOLD = 10
_FIGURES = attrgetter(*(field.name for field in fields(ProtectedRow) if field.name != "line"))


def protect(table: BarrierTable, threshold: int = THRESHOLD, *, reveal: bool = False) -> ProtectedTable:
    """The table with every figure hidden that would say too much about few people, and what would give it back.

    A table of indicators passes as it is: it is about populations, and published already.
    ``threshold`` is the largest number of people that is too few to show (0 still hides a
    count that equals its base). ``reveal`` hides nothing, for an analyst's own terminal; the digest is that of the
    protected table even so. Raises ``ValueError`` for a negative threshold.
    """
    if threshold < 0:
        raise ValueError(f"threshold {threshold} is negative")
    survey = table.survey
    opened = tuple(map(_open, table.rows)) if reveal or not survey.from_people else ()
    if not survey.from_people:
        return ProtectedTable.model_construct(
            survey=survey, place=table.place, rows=opened, digest=table.digest, threshold=threshold
        )
    rows = _close_chain(tuple(_protected_rows(table, threshold)), survey.base)
    rows = _without_reasons(_close_sums(table, rows, threshold))
    return ProtectedTable.model_construct(
        survey=survey,
        place=table.place,
        rows=opened if reveal else rows,
        digest=_digest(survey, rows),
        threshold=threshold,
    )


def _open(row: BarrierRow) -> ProtectedRow:
    if row.suppressed:
        return _hide(row, Hidden.withheld, row.base_n, None, None)
    return ProtectedRow(
        row.line, row.fips, row.measure, row.barrier, row.group, None, row.count, row.base_n, row.percent, row.n_eff, row.df,
        row.se, row.moe90, row.moe95,
    )  # fmt: skip


def _hide(
    row: BarrierRow, why: Hidden, base: int | None, low: int | None, high: int | None, n_eff: float | None = None
) -> ProtectedRow:
    return ProtectedRow(
        row.line, row.fips, row.measure, row.barrier, row.group, why, base_n=base, n_eff=n_eff, low=low, high=high
    )


def _protect_row(row: BarrierRow, threshold: int) -> ProtectedRow:
    base = row.base_n
    if base is not None and base <= threshold:
        return _hide(row, Hidden.small_base, None, 0, threshold)
    if row.suppressed:
        # By whose rule it was withheld is unknown, so nothing is assumed of it.
        return _hide(row, Hidden.withheld, base, None, None)
    if base is None:
        return _protect_without_base(row, threshold)
    return _protect_count(row, _count_of(row, base), base, threshold)


def _count_of(row: BarrierRow | ProtectedRow, base: float) -> float:
    """How many people a row is about.

    A percentage of a known base gives the count back, so it is judged as the count it stands for. One above 0 is
    of somebody, and one below 100 leaves somebody out, however it was rounded.
    """
    if row.count is not None:
        return row.count
    percent = row.percent or 0.0
    count = round(percent * base / 100)
    return base - 1 if percent < 100 and count >= base else 1 if percent > 0 and count == 0 else count


def _protect_count(row: BarrierRow, count: float, people: int, threshold: int) -> ProtectedRow:
    """A count of some of ``people``, hidden where it is of few of them, or leaves out few or none."""
    few, nearly_all = _too_telling(count, people, threshold)
    if not few and not nearly_all:
        return _open(row)
    if people <= 2 * threshold:
        return _hide(row, Hidden.few, row.base_n, 1, people)
    if few:
        return _hide(row, Hidden.few, row.base_n, 1, threshold)
    return _hide(row, Hidden.nearly_all, row.base_n, people - threshold, people)


def _protected_rows(table: BarrierTable, threshold: int) -> Iterator[ProtectedRow]:
    """All rows, each by itself; but where everybody was asked, barriers are parts of those who needed it."""
    need: dict[tuple[str, str | None], ProtectedRow] = {}
    if table.survey.base is Base.respondents:
        needs = (row for row in table.rows if row.measure is Measure.need)
        need = {(row.fips, row.group): _protect_row(row, threshold) for row in needs}
    for row in table.rows:
        whole = need.get((row.fips, row.group))
        plain = row.barrier is not None and not row.suppressed and row.base_n is not None and row.base_n > threshold
        yield _protect_part(row, whole, threshold) if whole and plain else _protect_row(row, threshold)


def _protect_part(row: BarrierRow, need: ProtectedRow, threshold: int) -> ProtectedRow:
    """A barrier that some of those who needed the service name, of whom ``need`` says how many they are.

    What is hidden follows from the count and from what is shown of ``need`` alone, so that it tells
    nothing of a hidden need.
    """
    asked = row.base_n or 0
    count = _count_of(row, asked)
    if need.hidden is None and (need.count is not None or need.base_n is not None):
        people = round(_count_of(need, need.base_n or 0))
        return _open(row) if people == 0 else _protect_count(row, count, people, threshold)
    if need.high is None or need.low is None:
        return _protect_row(row, threshold)
    if need.low <= threshold:
        return _hide(row, Hidden.few, asked, 0, need.high)
    top = need.low - threshold
    if top <= threshold:
        return _hide(row, Hidden.few, asked, 1, need.high) if count else _open(row)
    if 0 < count <= threshold:
        return _hide(row, Hidden.few, asked, 1, threshold)
    return _hide(row, Hidden.nearly_all, asked, top, need.high) if count >= top else _open(row)


def _too_telling(count: float, base: float, threshold: int) -> tuple[bool, bool]:
    """Whether a count is of few people, and whether it leaves out few or none."""
    return 0 < count < threshold + 1, base - count < threshold + 1 if threshold else count >= base


def _protect_without_base(row: BarrierRow, threshold: int) -> ProtectedRow:
    """A percentage whose number of people is unknown: judged by its effective sample size.

    An effective size is at most about the number of people, so this errs towards hiding. A precision
    that gives no size (a zero margin, or a percentage of 0 or 100 with a margin) hides the figure. The
    precision goes with it: it would give the figure back.
    """
    percent = row.percent or 0.0
    size = row.n_eff or effective_size(percent, row.se, row.moe90, row.moe95)
    telling = size is None or size <= threshold
    if size is not None and not telling:
        few, nearly_all = _too_telling(round(percent * size / 100, 6), size, threshold)
        if not few and not nearly_all:
            return _open(row)
    if row.n_eff is None:
        # One reason for all: that a size cannot be worked out happens at 0 and 100 percent only.
        return _hide(row, Hidden.few, None, None, None)
    if telling:
        return _hide(row, Hidden.small_base, None, None, None)
    whole = int(row.n_eff)
    if whole <= 2 * threshold:
        return _hide(row, Hidden.few, None, 1, whole, row.n_eff)
    low, high = (1, threshold) if few else (whole - threshold, whole)
    return _hide(row, Hidden.few if few else Hidden.nearly_all, None, low, high, row.n_eff)


def _close_chain(rows: tuple[ProtectedRow, ...], base: Base) -> tuple[ProtectedRow, ...]:
    """Hide what would give a hidden `need` or `difficulty` figure back.

    The rows of a county are a chain: of those asked some needed it, of those some had difficulty, and one of
    the three is the base of the barriers. That base stays, because everything is scored on it, so where a
    link is hidden, the figures on its other side go as well.
    """
    links = [row for row in rows if row.measure is not Measure.barrier]
    hidden = {(row.measure, row.fips, row.group) for row in links if row.hidden}

    def tells(row: ProtectedRow) -> bool:
        if row.measure is Measure.barrier:
            return False
        need, difficulty = ((measure, row.fips, row.group) in hidden for measure in (Measure.need, Measure.difficulty))
        if row.measure is Measure.need:
            return (need and base in (Base.needed, Base.difficulty)) or (difficulty and base is Base.difficulty)
        return (difficulty and base is Base.difficulty) or (need and base is Base.respondents)

    return tuple(_without_base(row) if tells(row) else row for row in rows) if hidden else rows


def _without_base(row: ProtectedRow) -> ProtectedRow:
    return ProtectedRow(row.line, row.fips, row.measure, row.barrier, row.group, Hidden.withheld)


def _close_sums(table: BarrierTable, rows: tuple[ProtectedRow, ...], threshold: int) -> tuple[ProtectedRow, ...]:
    """Hide what would give a hidden figure back by adding and subtracting: groups, and counts of one answer each."""
    survey = table.survey
    counties: dict[str, list[int]] = {}
    tied = {row.fips for row in rows if row.group is not None or survey.choice is Choice.one}
    for at, row in enumerate(table.rows):
        if row.fips in tied and row.base_n is not None:
            counties.setdefault(row.fips, []).append(at)
    found = list(rows)
    for places in counties.values():
        # What is hidden must not depend on the order of the rows.
        places.sort(key=lambda at: tuple(part or "" for part in key(table.rows[at])))
        closed = _close_county(
            tuple(table.rows[at] for at in places), tuple(rows[at] for at in places), survey, threshold
        )
        for at, safe in zip(places, closed, strict=True):
            found[at] = safe
    return tuple(found)


@lru_cache(maxsize=64)
def _close_county(
    raw: tuple[BarrierRow, ...], rows: tuple[ProtectedRow, ...], survey: Survey, threshold: int
) -> tuple[ProtectedRow, ...]:
    """One county's rows; kept, since a county is often asked for again in one process, and this takes longest."""
    counts = {key(row): None if row.suppressed else round(_count_of(row, row.base_n or 0)) for row in raw}
    cells = build(raw, {key(row): row for row in rows}, counts, survey, threshold)
    system = System(cells)
    system.suppress()
    return tuple(_as_hidden(row, system) for row in rows)


def _as_hidden(row: ProtectedRow, system: System) -> ProtectedRow:
    """A row as the system leaves it."""
    cells = system.cells
    cell, base = cells.counts[key(row)], cells.bases[row.measure.value, row.group]
    if cells.shown[cell]:
        if cells.shown[base] or row.hidden is not None:
            return row
        # A percentage would give the base back.
        return replace(_bare(row), count=cells.value[cell])
    if row.hidden is not None:
        return row if cells.shown[base] else replace(row, base_n=None, n_eff=None)
    interval = system.interval(cell)
    low, high = interval if interval is not None else (None, None)
    return replace(
        _bare(row), hidden=Hidden.complement, base_n=row.base_n if cells.shown[base] else None, low=low, high=high
    )


def _bare(row: ProtectedRow) -> ProtectedRow:
    return ProtectedRow(row.line, row.fips, row.measure, row.barrier, row.group)


def _without_reasons(rows: Iterable[ProtectedRow]) -> tuple[ProtectedRow, ...]:
    """No hidden figure of a group says why it is hidden: few could otherwise be told from what protects few."""
    return tuple(
        replace(_bare(row), hidden=Hidden.withheld, base_n=row.base_n) if row.group is not None and row.hidden else row
        for row in rows
    )


def _digest(survey: Survey, rows: tuple[ProtectedRow, ...]) -> str:
    """SHA-256 over the protected rows that outputs print, in a fixed order, without line numbers, which say nothing.

    A digest can be searched for what it covers. So it covers the barriers of whole counties and the one row that
    turns their shares into reach, and neither subgroups nor a `need` or `difficulty` that no output prints.
    """
    printed = {Measure.barrier, _DIVISOR.get(survey.base)}
    content = sorted(
        json.dumps([survey.id, *_FIGURES(row)]) for row in rows if row.group is None and row.measure in printed
    )
    return hashlib.sha256("\n".join(content).encode()).hexdigest()


_DIVISOR = {Base.respondents: Measure.need, Base.difficulty: Measure.difficulty}
