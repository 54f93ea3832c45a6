"""Reach: the share of those who needed the service who name a barrier (SCORING section 1)."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

from jobtraining_cli.models.protected import Hidden, ProtectedRow, ProtectedTable
from jobtraining_cli.models.ranking import BarrierReach, NoRanking
from jobtraining_cli.models.survey import Base, Measure, effective_size
from jobtraining_cli.models.taxonomy import Taxonomy

MIN_BASE = 30


class CountyReach:
    """The reach of every barrier of the taxonomy in one county, and what its unit is."""

    def __init__(self, table: ProtectedTable, fips: str, taxonomy: Taxonomy, service: str) -> None:
        """Estimate from the protected rows of the county; a county without rows has nothing measured."""
        self.table, self.fips, self.service = table, fips, service
        rows = table.by_county.get(fips, ())
        self.rows = {row.barrier: row for row in rows if row.barrier is not None}
        self.need = next((row for row in rows if row.measure is Measure.need), None)
        self.difficulty = next((row for row in rows if row.measure is Measure.difficulty), None)
        self.among_needed = False
        # The row that turns shares of the table's base into reach, where there is one.
        self.divisor: ProtectedRow | None = None
        self.factor, self.unit = self._factor()
        self.barriers = tuple(self._barrier(id_, taxonomy) for id_ in taxonomy.ids)

    @property
    def base_n(self) -> int | None:
        """The number of people asked about the barriers; null where unknown or hidden."""
        return next((row.base_n for row in self.rows.values() if row.base_n is not None), None)

    @property
    def unsupported(self) -> NoRanking | None:
        """Why there is nothing to rank on, or ``None``.

        Some figure above 0 must be shown. Where people answered, it must be of 30 of them or more, by
        their number and by the effective one.
        """
        if all(barrier.status == "not_measured" for barrier in self.barriers):
            return "not_measured"
        people = self.table.survey.from_people
        if people and self.people is not None and self.people < MIN_BASE:
            return "small_base"
        if not any(barrier.reach for barrier in self.barriers):
            return "hidden" if any(barrier.hidden for barrier in self.barriers) else "none_named"
        large = not people or any(_is_large(row) for row in self.rows.values() if not row.hidden)
        return None if large else "small_base"

    @property
    def divisor_note(self) -> str | None:
        """How shares of the base become reach, with the row that says so."""
        row = self.divisor
        if row is None or row.hidden:
            return None
        what = "had difficulty getting it" if row.measure is Measure.difficulty else "needed it"
        whole = "those who needed it" if row.measure is Measure.difficulty else "those asked"
        much = f"{row.count} of {row.base_n}" if row.percent is None else f"{row.percent:g}%"
        return f"Of {whole}, {much} {what} (line {row.line}); reach is computed with that figure"

    @property
    def people(self) -> float | None:
        """How many people the reaches are of, as far as that may be said; ``None`` where it is unknown."""
        if self.among_needed and self.need is not None:
            return self.need.count if self.need.count is not None else _middle(self.need)
        bases = [row.base_n if row.base_n is not None else row.n_eff for row in self.rows.values()]
        return max((base for base in bases if base is not None), default=None)

    def _factor(self) -> tuple[float, str]:
        """What turns a share of the table's base into reach, and the unit of the result.

        ``needed``: as it is. ``difficulty``: times the share d of those who needed the service who had
        difficulty. ``respondents`` with plain counts: times respondents over those who needed it, so that
        ``k_b / n`` becomes ``k_b / k_need``; with percentages only, as it is. A missing d or need leaves the
        share on its own base.
        """
        survey, service = self.table.survey, self.service.lower()
        if survey.base is Base.population:
            return 1.0, "100 in each indicator's own universe"
        needed = f"100 who needed {service}"
        if survey.base is Base.needed:
            return 1.0, needed
        if survey.base is Base.difficulty:
            share = _share(self.difficulty)
            self.divisor = self.difficulty if share is not None else None
            return (1.0, f"100 who had difficulty getting {service}") if share is None else (share, needed)
        counts = self.rows and all(r.hidden or (r.count is not None and r.percent is None) for r in self.rows.values())
        if self.need is not None and counts and self.base_n is not None:
            people = self.need.count if self.need.count is not None else _middle(self.need)
            if people:
                self.among_needed = True
                self.divisor = self.need
                about = (
                    "" if self.need.count is not None else " (how many needed it is not shown; a middle value is used)"
                )
                return self.base_n / people, needed + about
        return 1.0, "100 who answered the survey"

    def _barrier(self, id_: str, taxonomy: Taxonomy) -> BarrierReach:
        label, row = taxonomy.label(id_), self.rows.get(id_)
        if row is None:
            return BarrierReach.model_construct(barrier=id_, label=label, status="not_measured")
        indicator = next((item for item in self.table.survey.indicators if item.barrier == id_), None)
        share = _share(row)
        reach = None if share is None else min(100.0, round(100 * share * self.factor, 9))
        scale = self.factor
        return BarrierReach.model_construct(
            barrier=id_,
            label=label,
            status="hidden" if row.hidden else "measured",
            reach=None if row.hidden else reach,
            assumed=reach if row.hidden else None,
            hidden=row.hidden.value if row.hidden else None,
            count=row.count,
            base_n=row.base_n,
            n_eff=row.n_eff,
            moe90=None if row.moe90 is None else round(row.moe90 * scale, 9),
            moe95=None if row.moe95 is None else round(row.moe95 * scale, 9),
            se=None if row.se is None else round(row.se * scale, 9),
            state_median=self._state_median(id_),
            indicator=indicator.label if indicator else None,
            universe=indicator.universe if indicator else None,
            stands_in_for=indicator.stands_in_for if indicator else None,
            line=row.line,
        )

    def _state_median(self, barrier: str) -> float | None:
        """The median over the state's counties in the table, for indicators."""
        if self.table.survey.from_people:
            return None
        counties = state_rows(self.table, self.fips).values()
        values = [100 * share for rows in counties for code, share in shares(rows).items() if code == barrier]
        return round(median(values), 9) if values else None


def state_rows(table: ProtectedTable, fips: str) -> dict[str, tuple[ProtectedRow, ...]]:
    """The rows of the county's state, by FIPS."""
    return {code: rows for code, rows in table.by_county.items() if code[:2] == fips[:2]}


def shares(rows: Iterable[ProtectedRow]) -> dict[str, float]:
    """Barrier -> share in [0, 1] for the rows that have one."""
    return {row.barrier: share for row in rows if row.barrier is not None and (share := _share(row)) is not None}


def _is_large(row: ProtectedRow) -> bool:
    """Whether every size that is known of a figure is 30 or more."""
    sizes = [row.base_n, row.n_eff, effective_size(row.percent or 0.0, row.se, row.moe90, row.moe95)]
    return all(size >= MIN_BASE for size in sizes if size is not None)


def _middle(row: ProtectedRow) -> float | None:
    """The midpoint of the counts that the published table allows for a hidden row."""
    return None if row.low is None or row.high is None else (row.low + row.high) / 2


def _share(row: ProtectedRow | None) -> float | None:
    """The share in [0, 1] that a row gives; of a hidden row the midpoint; ``None`` where it gives none."""
    if row is None:
        return None
    if row.hidden:
        middle, base = _middle(row), row.base_n or row.n_eff
        return None if middle is None or base is None or row.hidden is Hidden.small_base else middle / base
    if row.percent is not None:
        return row.percent / 100
    return None if row.count is None or not row.base_n else row.count / row.base_n
