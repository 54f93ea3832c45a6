"""CSV text -> header and records, each with the line it starts on.

Nothing is held but the record at hand, and what no table needs is refused: cells of more than 10,000
characters, lines of more than a million, and tables of more than two million rows, blank ones counted.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator

from jobtraining_cli.errors import DataError, Problem, did_you_mean

MAX_CELL = 10_000
MAX_LINE = 1_000_000
MAX_ROWS = 2_000_000
Record = tuple[int, list[str]]


def _lines(text: str, place: str) -> Iterator[str]:
    """The lines with their ends. Raises ``DataError`` for a line that is too long to be one of a table."""
    number, start = 1, 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        if end - start > MAX_LINE:
            message = f"this line is longer than {MAX_LINE:,} characters"
            raise DataError(Problem(message, place, number, hint="a table has one row a line: check the quotes"))
        yield text[start:end]
        number, start = number + 1, end


def _next(reader: Iterator[list[str]]) -> list[str] | None:
    """The next record, or ``None``. The limit of a cell is the whole process's, so it is set for this record only."""
    before = csv.field_size_limit(MAX_CELL)
    try:
        return next(reader, None)
    finally:
        csv.field_size_limit(before)


def read_header(text: str, place: str, known: Collection[str]) -> list[str]:
    """The column names, stripped. Raises ``DataError`` for unknown, doubled or missing ones."""
    try:
        first = _next(csv.reader(_lines(text, place), strict=True)) or []
    except csv.Error as error:
        raise DataError(_syntax(error, place, 1)) from None
    header = [name.strip() for name in first]
    problems = []
    for position, name in enumerate(header, 1):
        if not name:
            problems.append(Problem("this column has no name", place, 1, position, hint="name it, or remove it"))
        elif name not in known:
            hint = did_you_mean(name, known) or _separator_hint(header) or f"the columns are {', '.join(known)}"
            shown = name if len(name) <= 60 else name[:57] + "..."
            problems.append(Problem(f"unknown column {shown!r}", place, 1, position, hint=hint))
        elif name in header[: position - 1]:
            problems.append(
                Problem(f"the column {name!r} stands here twice", place, 1, position, hint="keep one of the two")
            )
        if len(problems) >= 20:
            problems.append(Problem("and more columns like these", place, 1))
            break
    if problems:
        raise DataError(problems)
    return header


def _separator_hint(header: list[str]) -> str | None:
    if len(header) == 1 and any(mark in header[0] for mark in ";\t"):
        return "separate the columns with commas (in Excel: save as CSV UTF-8, comma delimited)"
    return None


def _syntax(error: csv.Error, place: str, line: int) -> Problem:
    return Problem(f"not valid CSV: {error}", place, line, hint="check the quotes in and before this line")


def read_records(text: str, place: str, width: int) -> Iterator[Record]:
    """The records below the header with the line each starts on; blank lines are passed over.

    Raises ``DataError`` for a record of another width than the header's, for what is too long, and for
    broken quoting.
    """
    reader = csv.reader(_lines(text, place), strict=True)
    line, rows = 1, 0
    try:
        while (cells := _next(reader)) is not None:
            start, line = line, reader.line_num + 1
            rows += 1
            if rows > MAX_ROWS + 1:
                hint = "split it, or leave out what is not needed"
                raise DataError(Problem(f"the table has more than {MAX_ROWS:,} rows", place, start, hint=hint))
            if start == 1 or not cells or (len(cells) == 1 and not cells[0].strip()):
                continue
            if len(cells) != width:
                message = f"{len(cells)} cells in this row, {width} columns in the header"
                hint = (
                    "a cell that holds a comma must stand in double quotes"
                    if len(cells) > width
                    else "fill up the row with commas"
                )
                raise DataError(Problem(message, place, start, hint=hint))
            yield start, cells
    except csv.Error as error:
        raise DataError(_syntax(error, place, line)) from None
