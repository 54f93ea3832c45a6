"""Which table a county is ranked on, and its protected rows, read and protected once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from jobtraining_cli.errors import DataError, JtError, UsageError
from jobtraining_cli.estimate.reach import CountyReach
from jobtraining_cli.load.files import pattern_path
from jobtraining_cli.models.county import County
from jobtraining_cli.models.patterns import PatternTable, ProtectedPatterns
from jobtraining_cli.models.protected import ProtectedTable
from jobtraining_cli.models.survey import BarrierTable, Base, Survey
from jobtraining_cli.protect.primary import protect
from jobtraining_cli.workspace import SurveyFile, Workspace


@dataclass(eq=False)
class Tables:
    """The tables of a workspace. ``survey`` names the one to use for every county; ``reveal`` hides nothing."""

    workspace: Workspace
    survey: str | None = None
    base: Base | None = None
    reveal: bool = False
    _protected: dict[tuple[str, str], ProtectedTable] = field(default_factory=dict, repr=False)
    _patterns: dict[str, PatternTable] = field(default_factory=dict, repr=False)

    @cached_property
    def _named(self) -> SurveyFile | None:
        return self.workspace.named_survey(self.survey, self.base) if self.survey is not None else None

    def item_for(self, county: County) -> SurveyFile:
        """The table that a county is ranked on. Raises ``UsageError`` where none covers it."""
        item = self._named or self.workspace.default_survey(county.fips)
        if item is None:
            raise UsageError(
                f"no table covers {county.full_name}", hint="add one to the data folder, or name one with --survey"
            )
        return item

    def table_for(self, county: County) -> ProtectedTable:
        """The protected table that a county is ranked on.

        People's answers are read and protected whole; of indicators, which need no protection, only the
        county's state is read. Raises ``UsageError`` where no table covers the county.
        """
        item = self.item_for(county)
        table = self.protected(item, county)
        if county.fips not in table.by_county:
            raise UsageError(f"survey {item.survey.id!r} has no row about {county.full_name}",
                             hint='leave out --survey, or give it empty (--survey "") where a setting names one, to use the table that covers it')  # fmt: skip
        return table

    def protected(self, item: SurveyFile, county: County) -> ProtectedTable:
        """The protected rows of a table, of the county's state at least."""
        prefix = "" if item.survey.from_people else county.fips[:2]
        key = (str(item.csv), prefix)
        if key not in self._protected:
            table = self.workspace.table_file(item).table(prefix).model_copy(update={"place": item.place})
            if item.survey.from_people:
                self._read_patterns(item, table)
            self._protected[key] = protect(table, reveal=self.reveal)
        return self._protected[key]

    def _read_patterns(self, item: SurveyFile, table: BarrierTable) -> None:
        """Read who named what together, where a file beside the table says so. Raises ``DataError`` where the two disagree."""
        if not pattern_path(item.csv).is_file():
            return
        from jobtraining_cli.load.patterns import check_patterns, load_patterns

        path, known = pattern_path(item.csv), frozenset(self.workspace.taxonomy.ids)
        patterns = load_patterns(path, item.survey, self.workspace.register, known)
        problems = check_patterns(patterns, table)
        if problems:
            raise DataError(problems)
        self._patterns[str(item.csv)] = patterns

    def patterns_for(self, county: County) -> ProtectedPatterns | None:
        """What may be shown of who named what together in a county; ``None`` where nothing is known of it."""
        item = self.item_for(county)
        table = self.protected(item, county)
        patterns = self._patterns.get(str(item.csv))
        if patterns is None or county.fips not in patterns.by_county:
            return None
        from jobtraining_cli.protect.patterns import protect_county, unprotected

        if self.reveal:
            measured = [row.barrier for row in table.by_county.get(county.fips, ()) if row.barrier is not None]
            return unprotected(patterns.by_county[county.fips], measured)
        return protect_county(patterns, table, county.fips)

    def alternative(self, county: County, survey: Survey, service: str) -> str | None:
        """The table to offer where a survey cannot support a ranking: the first choice that can."""
        try:
            items = self.workspace.by_preference()
        except JtError:
            return None
        for item in items:
            try:
                other = item.survey.id != survey.id and item.survey.service == survey.service
                if not other or not self.workspace.table_file(item).covers(county.fips):
                    continue
                table = self.protected(item, county)
            except JtError:
                continue  # it is no alternative, and nobody asked for it
            if CountyReach(table, county.fips, self.workspace.taxonomy, service).unsupported is None:
                return item.survey.id
        return None
