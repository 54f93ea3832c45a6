"""Primary suppression: each figure that would say too much about few people is hidden.

The rules are those of the disclosure gate (SCORING section 3): hidden are a count of 1 to 10, a base of 1 to
10 with everything on it, a complement of 1 to 10, and a count that equals its base. They look at
unweighted people. What is hidden is decided on the table alone, never on the county, verb or format that asks.

Complementary suppression (what else must be hidden so that sums and differences betray nothing)
is not done here; subgroups, whose differences from the total would matter first, are not printed by any verb.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple

from jobtraining_cli.models.protected import Hidden, ProtectedRow, ProtectedTable
from jobtraining_cli.models.survey import BarrierRow, BarrierTable, Base, Measure

THRESHOLD = 10


def protect(table: BarrierTable, threshold: int = THRESHOLD) -> ProtectedTable:
    """The table with every figure hidden that primary suppression hides.

    A table of indicators passes as it is: it is about populations, and published already.
    ``threshold`` is the largest number of people that is too few to show (0 still hides a
    count that equals its base). Raises ``ValueError`` for a negative threshold.
    """
    if threshold < 0:
        raise ValueError(f"threshold {threshold} is negative")
    survey = table.survey
    if not survey.from_people:
        return ProtectedTable.model_construct(
            survey=survey,
            place=table.place,
            rows=tuple(map(_open, table.rows)),
            digest=table.digest,
            threshold=threshold,
        )
    rows = tuple(_protect_row(row, threshold) for row in table.rows)
    rows = _close_chain(_among_needed(rows, table, threshold), survey.base)
    return ProtectedTable.model_construct(
        survey=survey, place=table.place, rows=rows, digest=_digest(survey.id, rows), threshold=threshold
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
    # A percentage of a known base gives the count back, so it is judged as the count it stands for.
    count = row.count if row.count is not None else round((row.percent or 0) * base / 100)
    few, nearly_all = _too_telling(count, base, threshold)
    if not few and not nearly_all:
        return _open(row)
    n_eff = row.n_eff if row.weighted else None
    if base <= 2 * threshold:
        return _hide(row, Hidden.few, base, 1, base, n_eff)
    if few:
        return _hide(row, Hidden.few, base, 1, threshold, n_eff)
    return _hide(row, Hidden.nearly_all, base, base - threshold, base, n_eff)


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
    size = row.n_eff or _effective_size(percent, row.se, row.moe90, row.moe95)
    if size is None or size <= threshold:
        return _hide(row, Hidden.small_base, None, None, None)
    few, nearly_all = _too_telling(round(percent * size / 100, 6), size, threshold)
    if not few and not nearly_all:
        return _open(row)
    if row.n_eff is None:
        return _hide(row, Hidden.few, None, None, None)
    whole = int(row.n_eff)
    if whole <= 2 * threshold:
        return _hide(row, Hidden.few, None, 1, whole, row.n_eff)
    low, high = (1, threshold) if few else (whole - threshold, whole)
    return _hide(row, Hidden.few if few else Hidden.nearly_all, None, low, high, row.n_eff)


def _effective_size(percent: float, se: float | None, moe90: float | None, moe95: float | None) -> float | None:
    """``n* = p (1 - p) / se^2`` (SCORING section 3, intervals); ``None`` where it is undefined."""
    p = percent / 100
    error = se if se is not None else moe90 / 1.645 if moe90 is not None else moe95 / 1.96 if moe95 is not None else 0.0
    return p * (1 - p) / (error / 100) ** 2 if error and 0 < p < 1 else None


def _close_chain(rows: tuple[ProtectedRow, ...], base: Base) -> tuple[ProtectedRow, ...]:
    """Hide what would give a hidden `need` or `difficulty` figure back.

    The rows of a county are a chain: of those asked some needed it, of those some had difficulty, and one of
    the three is the base of the barriers. That base stays, because everything is scored on it, so where a
    link is hidden, the figures on its other side go as well.
    """
    hidden = {(row.measure, row.fips, row.group) for row in rows if row.hidden}

    def tells(row: ProtectedRow) -> bool:
        need, difficulty = ((measure, row.fips, row.group) in hidden for measure in (Measure.need, Measure.difficulty))
        if row.measure is Measure.need:
            return (need and base in (Base.needed, Base.difficulty)) or (difficulty and base is Base.difficulty)
        if row.measure is Measure.difficulty:
            return (difficulty and base is Base.difficulty) or (need and base is Base.respondents)
        return False

    return tuple(_without_base(row) if tells(row) else row for row in rows)


def _without_base(row: ProtectedRow) -> ProtectedRow:
    return ProtectedRow(row.line, row.fips, row.measure, row.barrier, row.group, row.hidden or Hidden.withheld)


def _among_needed(rows: tuple[ProtectedRow, ...], table: BarrierTable, threshold: int) -> tuple[ProtectedRow, ...]:
    """Hide the barriers that all, or all but a few, of those who needed the service name.

    Where everybody was asked, the barriers are counted among those who needed it, so these are the
    people whom a large count leaves out. Where they themselves are few, everything about them is hidden.
    """
    if table.survey.base is not Base.respondents:
        return rows
    people = {(row.fips, row.group): row.count for row in table.rows if row.measure is Measure.need}
    told = {(row.fips, row.group): row for row in rows if row.measure is Measure.need}

    def too_telling(row: ProtectedRow) -> bool:
        whole = people.get((row.fips, row.group))
        if row.barrier is None or row.hidden or row.count is None or whole is None:
            return False
        if whole <= threshold:
            return True
        need = told[row.fips, row.group]
        if (
            need.low is not None
            and need.high is not None
            and need.low <= row.count + 1
            and need.high >= row.count + threshold
        ):
            return False  # how many a hidden need leaves out could be any small number
        return whole - row.count <= threshold

    def hide(row: ProtectedRow) -> ProtectedRow:
        need = told[row.fips, row.group]
        low, high = (need.count, need.count) if need.count is not None else (need.low, need.high)
        return ProtectedRow(
            row.line,
            row.fips,
            row.measure,
            row.barrier,
            row.group,
            Hidden.nearly_all,
            base_n=row.base_n,
            low=None if low is None else max(0, low - threshold),
            high=high,
        )

    return tuple(hide(row) if too_telling(row) else row for row in rows)


def _digest(survey: str, rows: tuple[ProtectedRow, ...]) -> str:
    """SHA-256 over the protected rows in a fixed order; line numbers, which say nothing, left out."""
    content = sorted(json.dumps([survey, *astuple(row)[1:]]) for row in rows)
    return hashlib.sha256("\n".join(content).encode()).hexdigest()
