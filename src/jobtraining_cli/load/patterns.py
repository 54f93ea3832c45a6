"""Barrier patterns: a CSV file beside a barrier table -> who named which barriers together.

One row is a person, or with the column ``count`` all the people who named the same barriers.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from math import isfinite
from pathlib import Path

from jobtraining_cli.errors import MAX_PROBLEMS, DataError, Problem, at_most, did_you_mean
from jobtraining_cli.load.counties import Register
from jobtraining_cli.load.csv_text import read_header
from jobtraining_cli.load.files import decode, read_bytes, show_path
from jobtraining_cli.load.tables import TableFile
from jobtraining_cli.models.patterns import Pattern, PatternTable
from jobtraining_cli.models.survey import BarrierRow, BarrierTable, Survey

COLUMNS = ("fips", "county", "barriers", "count", "weight")
MOST_PEOPLE = 1_000_000_000
MOST_WEIGHT = 1e9
# A percentage in a table is rounded, and may have been worked out with more digits of the weights.
TOLERANCE = 0.6
_BETWEEN = re.compile(r"[;\s]+")


def load_patterns(
    path: Path, survey: Survey, register: Register, barriers: Collection[str] | None, prefix: str = ""
) -> PatternTable:
    """The patterns of the counties whose FIPS code starts with ``prefix``; of all by default.

    ``barriers`` are the ids there are, ``None`` allows any. Raises ``DataError`` with every problem of those
    rows, at most one a row, and what ``read_bytes`` and ``decode`` raise.
    """
    return _PatternFile(path, survey, register, barriers).patterns(prefix)


class _PatternFile(TableFile):
    """A file of patterns on disk, read once. Its counties are found as those of a barrier table are."""

    def __init__(self, path: Path, survey: Survey, register: Register, barriers: Collection[str] | None) -> None:
        """Read the file and its header, which has other columns than that of a table."""
        self.path, self.survey, self.register, self.barriers = path, survey, register, barriers
        self.place, self.digest = show_path(path), ""
        self.text = decode(read_bytes(path), self.place)
        self.header = read_header(self.text, self.place, COLUMNS)
        self._fips, self._name, self._barriers, self._count, self._weight = map(self._column, COLUMNS)
        self._names, self._plain = {}, False
        self._sets: dict[str, frozenset[str]] = {}
        problems = list(self._header_problems())
        if problems:
            raise DataError(problems)

    def _column(self, name: str) -> int | None:
        return self.header.index(name) if name in self.header else None

    def _header_problems(self) -> Iterator[Problem]:
        if not self.survey.from_people:
            hint = "patterns are answers of people: use a table of `kind: survey`"
            yield Problem("a table of indicators has no patterns", self.place, 1, hint=hint)
        if self._fips is None and self._name is None:
            hint = "add `fips` (five digits) or `county`"
            yield Problem("there is no column for the county", self.place, 1, hint=hint)
        if self._barriers is None:
            hint = "add `barriers`: what the people of a row named, with spaces between; empty for none"
            yield Problem("there is no column for the barriers", self.place, 1, hint=hint)
        if self._weight is not None and self.survey.weighting is None:
            hint = "say in the sidecar how it was weighted (`weighting:`), or leave out `weight`"
            column = self._weight + 1
            yield Problem("there are weights, but no weighting is declared", self.place, 1, column, "weight", hint)

    def patterns(self, prefix: str) -> PatternTable:
        """The rows as patterns, people of one pattern and weight together, sorted. Raises ``DataError``."""
        problems: list[Problem] = []
        people: dict[tuple[str, frozenset[str], float], tuple[int, int]] = {}
        for fips, (line, cells) in self._records_of(prefix):
            try:
                named, count, weight = (
                    self._barriers_of(cells, line),
                    self._people(cells, line),
                    self._each(cells, line),
                )
            except DataError as error:
                problems.extend(error.problems)
                if len(problems) > MAX_PROBLEMS:
                    break
                continue
            first, before = people.get((fips, named, weight), (line, 0))
            people[fips, named, weight] = (first, before + count)
        if problems:
            raise DataError(at_most(problems, self.place))
        found: dict[str, list[Pattern]] = {}
        for (fips, named, weight), (line, count) in sorted(people.items(), key=_order):
            found.setdefault(fips, []).append(Pattern(named, count, weight, line))
        counties = {fips: tuple(patterns) for fips, patterns in found.items()}
        return PatternTable.model_construct(survey=self.survey, place=self.place, by_county=counties)

    def _wrong(self, message: str, line: int, column: int | None, hint: str) -> DataError:
        at = None if column is None else column + 1
        return DataError(
            Problem(message, self.place, line, at, self.header[column] if column is not None else None, hint)
        )

    def _barriers_of(self, cells: list[str], line: int) -> frozenset[str]:
        text = cells[self._barriers or 0]
        if text not in self._sets:
            ids = [id_ for id_ in _BETWEEN.split(text) if id_]
            for place, id_ in enumerate(ids):
                if self.barriers is not None and id_ not in self.barriers:
                    hint = "put spaces or ; between barriers" if "," in id_ else did_you_mean(id_, self.barriers)
                    message = f"unknown barrier {id_[:60]!r}"
                    raise self._wrong(message, line, self._barriers, hint or "the ids stand in taxonomy.yaml")
                if id_ in ids[:place]:
                    message = f"the barrier {id_[:60]!r} stands in this row twice"
                    raise self._wrong(message, line, self._barriers, "a person names a barrier once: remove one")
            self._sets[text] = frozenset(ids)
        return self._sets[text]

    def _people(self, cells: list[str], line: int) -> int:
        text = "1" if self._count is None else cells[self._count].strip()
        if not text:
            raise self._wrong("there is no count", line, self._count, "write how many people, 1 for one person")
        if not re.fullmatch(r"[0-9]{1,15}", text):
            hint = "write a whole number such as 128, without separators: people are counted whole"
            raise self._wrong(f"{text[:60]!r} is not a number of people", line, self._count, hint)
        count = int(text)
        if not 1 <= count <= MOST_PEOPLE:
            hint = "leave out a row of nobody" if count == 0 else "check the figure"
            raise self._wrong(f"{text!r} is not between 1 and {MOST_PEOPLE:,} people", line, self._count, hint)
        return count

    def _each(self, cells: list[str], line: int) -> float:
        text = "1" if self._weight is None else cells[self._weight].strip()
        if not text:
            raise self._wrong("there is no weight", line, self._weight, "write the weight of each person of the row")
        try:
            weight = float("x" if "_" in text else text)
        except ValueError:
            hint = "write a plain number such as 1.25"
            raise self._wrong(f"{text[:60]!r} is not a number", line, self._weight, hint) from None
        if not (isfinite(weight) and 1 / MOST_WEIGHT <= weight <= MOST_WEIGHT):
            hint = "a weight is above 0; leave out who has none"
            raise self._wrong(f"{text[:60]!r} cannot be the weight of a person", line, self._weight, hint)
        return weight


def _order(item: tuple[tuple[str, frozenset[str], float], tuple[int, int]]) -> tuple[str, list[str], float]:
    (fips, named, weight), _ = item
    return fips, sorted(named), weight


def check_patterns(patterns: PatternTable, table: BarrierTable) -> list[Problem]:
    """Where the patterns and the barrier table of one survey contradict each other, without the numbers.

    For each county of the patterns all people together are the base of its barriers, and those who name a
    barrier are its count. ``table`` must have the rows of all these counties.
    """
    rows: dict[str, dict[str, BarrierRow]] = {}
    for row in table.rows:
        if row.group is None and row.barrier is not None:
            rows.setdefault(row.fips, {})[row.barrier] = row
    problems = (
        problem
        for fips, found in sorted(patterns.by_county.items())
        for problem in _disagreements(found, rows.get(fips, {}), patterns.place, table.place)
    )
    return at_most(problems, patterns.place)


def _disagreements(
    patterns: tuple[Pattern, ...], rows: dict[str, BarrierRow], place: str, table: str
) -> Iterator[Problem]:
    line = min(pattern.line for pattern in patterns)
    if not rows:
        hint = "both files say the same of the same people: add its rows there, or remove these"
        yield Problem(f"{table} has no barrier rows for the county of this line", place, line, hint=hint)
        return
    people = sum(pattern.people for pattern in patterns)
    base = next((row for row in rows.values() if row.base_n is not None and row.base_n != people), None)
    if base is not None:
        message = f"the people of this county are not as many as base_n in line {base.line} of {table}"
        hint = "a row for everybody who was shown the question, also for those who named none (empty `barriers`)"
        yield Problem(message, place, line, field="count", hint=hint)
    total = sum(pattern.people * pattern.weight for pattern in patterns)
    for barrier in sorted({*rows, *(barrier for pattern in patterns for barrier in pattern.barriers)}):
        named = [pattern for pattern in patterns if barrier in pattern.barriers]
        row = rows.get(barrier)
        if row is None:
            message = f"{barrier!r} has no row for this county in {table}"
            first = min(pattern.line for pattern in named)
            yield Problem(message, place, first, field="barriers", hint="add the row there, or correct this one")
        elif row.count is not None and row.count != sum(pattern.people for pattern in named):
            message = f"the people who name {barrier!r} are not as many as in line {row.line} of {table}"
            yield Problem(message, place, line, field="barriers", hint="count both from the same answers")
        elif row.percent is not None and base is None:
            share = 100 * sum(pattern.people * pattern.weight for pattern in named) / total
            if abs(share - row.percent) > TOLERANCE:
                message = f"the weighted share who name {barrier!r} is not the percentage in line {row.line} of {table}"
                hint = "use the weights that gave the percentage"
                yield Problem(message, place, line, field="weight", hint=hint)
