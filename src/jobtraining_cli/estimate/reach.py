"""Reach: the share of those who needed the service who name a barrier (SCORING section 1)."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

from jobtraining_cli.estimate.figures import Figure, figure_of
from jobtraining_cli.estimate.precision import MIN_SIZE, precision
from jobtraining_cli.models.protected import ProtectedRow, ProtectedTable
from jobtraining_cli.models.ranking import BarrierReach, NoRanking
from jobtraining_cli.models.survey import Base, Measure
from jobtraining_cli.models.taxonomy import Taxonomy


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
        self.figures = {id_: figure for id_, row in self.rows.items() if (figure := self._figure(row)) is not None}
        self.barriers = precision(
            tuple(self._barrier(id_, taxonomy) for id_ in taxonomy.ids), self.figures, self.base_figure, self.sure_base
        )

    @property
    def base_n(self) -> int | None:
        """The number of people asked about the barriers; null where unknown or hidden."""
        return next((row.base_n for row in self.rows.values() if row.base_n is not None), None)

    @property
    def unsupported(self) -> NoRanking | None:
        """Why there is nothing to rank on, or ``None``.

        Some figure above 0 must be sure enough to be printed (SCORING section 3, reliability): of 30 people or more, by
        their number and by the effective one, with an interval that is not too wide.
        """
        if all(barrier.status == "not_measured" for barrier in self.barriers):
            return "not_measured"
        people = self.table.survey.from_people
        if people and self.people is not None and self.people < MIN_SIZE:
            return "small_base"
        shown = [barrier for barrier in self.barriers if barrier.reach]
        if not shown:
            return "hidden" if any(barrier.hidden for barrier in self.barriers) else "none_named"
        if any(barrier.reliability == "shown" for barrier in shown):
            return None
        return "small_base" if people and all(b.reliability == "small_n" for b in shown) else "unreliable"

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
            return self._needed_people
        bases = [row.base_n if row.base_n is not None else row.n_eff for row in self.rows.values()]
        return max((base for base in bases if base is not None), default=None)

    def _factor(self) -> tuple[float, str]:
        """What turns a share of the table's base into reach, and the unit of the result.

        ``needed``: as it is. ``difficulty``: times the share d of those who needed the service who had
        difficulty. ``respondents`` with plain counts: as it is, but counted among those who needed it, ``k_b / k_need``;
        with percentages only, per respondent. A missing d or need leaves the share on its own base.
        """
        survey, service = self.table.survey, self.service.lower()
        if survey.base is Base.population:
            return 1.0, "100 in each indicator's own universe"
        needed = f"100 who needed {service}"
        if survey.base is Base.needed:
            return 1.0, needed
        if survey.base is Base.difficulty:
            share = figure_of(self.difficulty)
            self.divisor = self.difficulty if share is not None else None
            return (1.0, f"100 who had difficulty getting {service}") if share is None else (share.share, needed)
        counts = self.rows and all(r.hidden or (r.count is not None and r.percent is None) for r in self.rows.values())
        if self.need is not None and counts and self.base_n is not None:
            people = self._needed_people
            if people:
                self.among_needed = True
                self.divisor = self.need
                about = (
                    "" if self.need.count is not None else " (how many needed it is not shown; a middle value is used)"
                )
                return 1.0, needed + about
        return 1.0, "100 who answered the survey"

    @property
    def _needed_people(self) -> float | None:
        """How many needed the service, or the middle of what the published table allows."""
        need = self.need
        if need is None or need.count is not None:
            return need.count if need else None
        return None if need.low is None or need.high is None else (need.low + need.high) / 2

    def _figure(self, row: ProtectedRow) -> Figure | None:
        return figure_of(row, self._needed_people if self.among_needed else None)

    @property
    def sure_base(self) -> bool:
        """Whether the number of people that the shares are of is shown; else no interval can be given."""
        return not (self.among_needed and self.need is not None and self.need.hidden is not None)

    @property
    def base_figure(self) -> Figure | None:
        """The share that all reaches are multiplied with, where there is one."""
        return None if self.among_needed else figure_of(self.divisor)

    def _barrier(self, id_: str, taxonomy: Taxonomy) -> BarrierReach:
        label, row = taxonomy.label(id_), self.rows.get(id_)
        if row is None:
            return BarrierReach.model_construct(barrier=id_, label=label, status="not_measured")
        indicator = next((item for item in self.table.survey.indicators if item.barrier == id_), None)
        figure = self.figures.get(id_)
        reach = None if figure is None else min(100.0, round(100 * figure.share * self.factor, 9))
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
    return {
        row.barrier: figure.share for row in rows if row.barrier is not None and (figure := figure_of(row)) is not None
    }
