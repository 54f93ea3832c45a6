"""Barrier tables: a CSV file with its sidecar -> the rows of the counties asked for.

Time grows with the file and memory with the rows wanted: while a table is read it takes up to six bytes for each
byte of the file, and about 300 bytes a row. `MAX_BYTES` and `MAX_ROWS` bound both, at two and a half gigabytes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from math import isfinite
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from jobtraining_cli.errors import MAX_PROBLEMS, DataError, Problem, UsageError, at_most, did_you_mean
from jobtraining_cli.load.agreement import disagreements
from jobtraining_cli.load.build import build_yaml, explain_error
from jobtraining_cli.load.counties import Register
from jobtraining_cli.load.csv_text import MAX_CELL, Record, read_header, read_records
from jobtraining_cli.load.files import decode, read_bytes, read_text, show_path
from jobtraining_cli.models.county import County
from jobtraining_cli.models.survey import BarrierRow, BarrierTable, Base, Scale, Survey

COLUMNS = (
    "fips",
    "county",
    "measure",
    "barrier",
    "count",
    "base_n",
    "percent",
    "n_eff",
    "df",
    "se",
    "moe90",
    "moe95",
    "group",
    "suppressed",
)
# A line that does not start with a digit: a code behind blanks, say.
_ODD_LINE = re.compile(r"\n[^0-9\n]")
_NUMBERS = ("count", "base_n", "percent", "n_eff", "df", "se", "moe90", "moe95")
_IN_SHARES = ("percent", "se", "moe90", "moe95")


def load_survey(path: Path) -> Survey:
    """The sidecar of a barrier table. Raises ``DataError``, ``UsageError`` or ``RunError``."""
    return build_yaml(Survey, read_text(path), show_path(path))


class TableFile:
    """A barrier table on disk, read once. Rows become models only for the counties wanted."""

    def __init__(self, path: Path, survey: Survey, register: Register, barriers: Collection[str] | None) -> None:
        """Read the file and its header. ``barriers`` are the ids there are, ``None`` allows any. Raises what ``read_bytes`` and ``decode`` raise."""
        self.path, self.survey, self.register, self.barriers = path, survey, register, barriers
        self.place = show_path(path)
        data = read_bytes(path)
        self.digest = "" if survey.from_people else hashlib.sha256(data).hexdigest()
        self.text = decode(data, self.place)
        self.header = read_header(self.text, self.place, COLUMNS)
        if not {"fips", "county"} & set(self.header):
            raise DataError(
                Problem("there is no column for the county", self.place, 1, hint="add `fips` (five digits) or `county`")
            )
        self._fips = self.header.index("fips") if "fips" in self.header else None
        self._name = self.header.index("county") if "county" in self.header else None
        self._names: dict[tuple[str, str], str] = {}
        self._values = [(at, name) for at, name in enumerate(self.header) if name not in ("fips", "county")]
        self._numbers = [name for name in _NUMBERS if name in self.header]
        # Most tables are plain: FIPS first, no quotes. The lines of a county can then be found without
        # reading all the others cell by cell, which matters at 22,000 lines.
        self._plain = (
            self._fips == 0 and self._name is None and '"' not in self.text and not _ODD_LINE.search(self.text)
        )

    def records(self) -> Iterator[tuple[str, Record]]:
        """Every record with the FIPS code of its county. Raises ``DataError`` for an unknown county."""
        known = self.register.by_fips
        for record in read_records(self.text, self.place, len(self.header)):
            line, cells = record
            fips = cells[self._fips].strip() if self._fips is not None else ""
            if fips and fips not in known:
                hint = (
                    "FIPS codes have five digits: a spreadsheet may have cut the leading 0" if len(fips) == 4 else None
                )
                hint = hint or did_you_mean(fips, known, len(known)) or "use the five digits of the county register"
                raise DataError(Problem(f"unknown county {fips[:60]!r}", self.place, line, field="fips", hint=hint))
            name = cells[self._name].strip() if self._name is not None else ""
            if name and fips:
                self._check_name(name, known[fips], line)
            elif name:
                fips = self._by_name(name, line)
            if not fips:
                raise DataError(
                    Problem("this row names no county", self.place, line, hint="fill in `fips` or `county`")
                )
            yield fips, record

    def _check_name(self, name: str, county: County, line: int) -> None:
        """Raise ``DataError`` where the name beside a FIPS code is another county's."""
        if (name, county.fips) not in self._names:
            if not self._is(name, county):
                message = f"{county.fips} is {county.full_name}, but `county` says {name[:60]!r}"
                raise DataError(Problem(message, self.place, line, field="county", hint="correct one of the two"))
            self._names[name, county.fips] = county.fips

    def _is(self, name: str, county: County) -> bool:
        """Whether a written name, perhaps with its state, or a code can mean this county."""
        own, _, behind = name.rpartition(",")
        try:
            if own and self.register.state(behind) != county.state:
                return False
            if name.isdigit():
                return self.register.resolve(name, default=county.state) == county
        except UsageError:
            return False
        return county in self.register.candidates(own or name, county.state)

    def _by_name(self, name: str, line: int) -> str:
        if (name, "") not in self._names:
            try:
                self._names[name, ""] = self.register.resolve(name, default=self.survey.state or "NM").fips
            except UsageError as error:
                found = error.problems[0]
                hint = (found.hint or "").replace("add --state", "in a table, `state:` in the sidecar says")
                raise DataError(Problem(found.message, self.place, line, field="county", hint=hint)) from None
        return self._names[name, ""]

    def _records_of(self, prefix: str) -> Iterator[tuple[str, Record]]:
        """The records of the counties whose FIPS code starts with ``prefix``."""
        found = self._plain_records(prefix) if self._plain and prefix else None
        # Whatever is wrong with a plain line, the whole reading says it best.
        yield from found if found is not None else (item for item in self.records() if item[0].startswith(prefix))

    def _plain_records(self, prefix: str) -> list[tuple[str, Record]] | None:
        """The same, by searching the text of a plain table; ``None`` where a line is not as it should be."""
        text, start = self.text, "\n" + prefix
        found: list[tuple[str, Record]] = []
        line, counted, at = 1, 0, text.find(start)
        while at >= 0:
            line += text.count("\n", counted, at + 1)
            counted = at + 1
            end = text.find("\n", counted)
            last = len(text) if end < 0 else end
            cells = text[counted:last].split(",") if last - counted <= MAX_CELL else []
            if len(cells) != len(self.header) or cells[0] not in self.register.by_fips:
                return None
            found.append((cells[0], (line, cells)))
            at = text.find(start, end) if end >= 0 else -1
        return found

    def covers(self, fips: str) -> bool:
        """Whether any row is about this county as a whole."""
        group = self.header.index("group") if "group" in self.header else None
        # To the end, whatever the first row says, so that a broken table never goes unnoticed.
        return any([group is None or not cells[group].strip() for _, (_, cells) in self._records_of(fips)])  # noqa: C419

    def covered(self) -> frozenset[str]:
        """The FIPS codes of all counties that some row is about as a whole."""
        group = self.header.index("group") if "group" in self.header else None
        return frozenset(fips for fips, (_, cells) in self.records() if group is None or not cells[group].strip())

    def barriers_named(self) -> frozenset[str]:
        """The barrier ids that the table has rows for."""
        if "barrier" not in self.header:
            return frozenset()
        column = self.header.index("barrier")
        return frozenset(cells[column].strip() for _, (_, cells) in self.records()) - {""}

    def table(self, prefix: str = "") -> BarrierTable:
        """The rows of the counties whose FIPS code starts with ``prefix``, as models; all by default.

        A prefix is a state's two digits or a county's five. Raises ``DataError`` with every problem
        of those rows, at most one a row.
        """
        rows, problems = self._rows(prefix)
        if problems:
            raise DataError(sorted(problems, key=lambda p: (p.line is None, p.line)))
        return BarrierTable.model_construct(survey=self.survey, place=self.place, rows=tuple(rows), digest=self.digest)

    def _rows(self, prefix: str) -> tuple[list[BarrierRow], list[Problem]]:
        problems: list[Problem] = []
        rows: list[BarrierRow] = []
        counties: dict[str, list[BarrierRow]] = {}
        shares = self._in_shares()
        for fips, record in self._records_of(prefix):
            row = self._row(fips, record, problems, shares=shares)
            if row is not None:
                rows.append(row)
                counties.setdefault(fips, []).append(row)
            elif len(problems) > MAX_PROBLEMS:
                return rows, at_most(problems, self.place)
        # Rows of two counties never contradict each other.
        found = (problem for county in counties.values() for problem in disagreements(county, self.survey, self.place))
        return rows, problems + at_most(found, self.place, MAX_PROBLEMS - len(problems))

    def _in_shares(self) -> bool:
        """Whether percentages stand as shares. Raises ``DataError`` where they seem to, unsaid."""
        if self.survey.scale is Scale.share:
            return True
        if "percent" in self.header and self.survey.scale is None:
            column, seen = self.header.index("percent"), False
            for _, (_, cells) in self.records():
                value = _number(cells[column])
                if value is not None and value > 1:
                    return False
                seen = seen or (value is not None and value > 0)
            if seen:
                message = "no percentage here is above 1, so these seem to be shares"
                hint = "add `scale: share` to the sidecar, or `scale: percent` if they are percentages"
                raise DataError(Problem(message, self.place, 1, column + 1, "percent", hint))
        return False

    def _row(self, fips: str, record: Record, problems: list[Problem], *, shares: bool) -> BarrierRow | None:
        line, cells = record
        values: dict[str, object] = {"line": line, "fips": fips}
        for position, name in self._values:
            text = cells[position].strip()
            if text:
                values[name] = text
        for name in self._numbers:
            written = str(values.get(name, ""))
            if "_" in written:
                hint = (
                    "write a whole number such as 128"
                    if name in ("count", "base_n")
                    else "write a plain number such as 12.5"
                )
                problems.append(
                    Problem(
                        f"{written[:60]!r}: this is not a number",
                        self.place,
                        line,
                        self.header.index(name) + 1,
                        name,
                        hint,
                    )
                )
                return None
            number = _number(written) if shares and name in _IN_SHARES else None
            if number is not None and number > 1:
                hint = "the sidecar says `scale: share`, so shares lie between 0 and 1"
                problems.append(
                    Problem(f"{written[:60]!r} is above 1", self.place, line, self.header.index(name) + 1, name, hint)
                )
                return None
            if number is not None and isfinite(number):
                values[name] = round(number * 100, 9)
        try:
            row = self._validate(values)
        except ValidationError as error:
            item = error.errors(include_url=False)[0]
            message, help_ = explain_error(None, dict(item))
            hint = (help_ or "").replace("leave it out", "leave the cell empty")
            at = str(item["loc"][0]) if item["loc"] else ""
            column = self.header.index(at) + 1 if at in self.header else None
            problems.append(Problem(message, self.place, line, column, at or None, hint))
            return None
        problem = self._row_problem(row)
        if problem:
            problems.append(problem)
            return None
        return row

    @cached_property
    def _validate(self) -> Callable[[dict[str, object]], BarrierRow]:
        return TypeAdapter(BarrierRow).validate_python

    def _row_problem(self, row: BarrierRow) -> Problem | None:
        """What only the table can know of a row: its barrier, its base, its weighting."""
        if row.barrier is not None and self.barriers is not None and row.barrier not in self.barriers:
            hint = did_you_mean(row.barrier, self.barriers) or "the ids stand in taxonomy.yaml"
            column = self.header.index("barrier") + 1
            return Problem(f"unknown barrier {row.barrier!r}", self.place, row.line, column, "barrier", hint)
        if row.weighted and self.survey.weighting is None:
            hint = "say in the sidecar how it was weighted (`weighting:`), or leave out `percent` and `n_eff`"
            return Problem(
                "count and percent stand together, but no weighting is declared", self.place, row.line, hint=hint
            )
        if self.survey.base is Base.population and row.measure.value != "barrier":
            hint = "`need` and `difficulty` are answers of people: use a table of `kind: survey`"
            return Problem(f"a table of indicators has no {row.measure.value!r} rows", self.place, row.line, hint=hint)
        return None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
