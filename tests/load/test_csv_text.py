"""CSV text -> header and records: every record with the line it starts on, every refusal with its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobtraining_cli.load.csv_text import MAX_CELL, read_header, read_records
from load.common import only, refused, where

KNOWN = ("fips", "county", "barrier", "count", "base_n")
COLUMNS = "the columns are fips, county, barrier, count, base_n"
COMMAS = "separate the columns with commas"


def records(text: str, width: int = 2) -> list[tuple[int, list[str]]]:
    return list(read_records(text, "t.csv", width))


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("fips,count\n1,2\n", ["fips", "count"]),
        (" fips , count\n", ["fips", "count"]),
        ('"fips","count"', ["fips", "count"]),
        ("county\n", ["county"]),
    ],
)
def test_a_header_is_its_names_without_spaces(text: str, header: list[str]) -> None:
    assert read_header(text, "t.csv", KNOWN) == header


@pytest.mark.parametrize(
    ("header", "column", "message", "hint"),
    [
        ("fips,cuont", 2, "unknown column 'cuont'", "did you mean 'count' or 'county'?"),
        ("Fips,count", 1, "unknown column 'Fips'", "did you mean 'fips'?"),
        ("fips,zzz", 2, "unknown column 'zzz'", COLUMNS),
        ("fips,,count", 2, "this column has no name", "name it, or remove it"),
        ("fips,count,", 3, "this column has no name", "name it, or remove it"),
        ("fips,count,fips", 3, "the column 'fips' stands here twice", "keep one of the two"),
        ("fips;barrier;count;base_n", 1, "unknown column 'fips;barrier;count;base_n'", COMMAS),
        ("county\tbarrier\tcount", 1, "unknown column 'county\\tbarrier\\tcount'", COMMAS),
        (f"fips,{'x' * 5000}", 2, f"unknown column '{'x' * 57}...'", COLUMNS),
        ('fips,"a\nb"', 2, "unknown column 'a\\nb'", COLUMNS),
    ],
)
def test_a_header_is_refused_at_its_column(header: str, column: int, message: str, hint: str) -> None:
    problem = only(refused(read_header, header + "\n1,2\n", "t.csv", KNOWN))
    assert where(problem) == ("t.csv", 1, column, None)
    assert problem.message == message
    assert hint in (problem.hint or "")


def test_all_columns_that_are_wrong_are_named_at_once() -> None:
    problems = refused(read_header, "cuont,fips,,fips,bariér\n", "t.csv", KNOWN)
    assert [problem.column for problem in problems] == [1, 3, 4, 5]
    assert problems[-1].hint == "did you mean 'barrier'?"


def test_two_thousand_columns_give_a_bounded_number_of_problems() -> None:
    problems = refused(read_header, ",".join(f"c{i}" for i in range(2000)) + "\n", "t.csv", KNOWN)
    assert len(problems) == 21
    assert "more columns" in problems[-1].message


@pytest.mark.parametrize(
    "text",
    [f"{'x' * (MAX_CELL + 1)},count\n", '"fips"x,count\n', '"fips,count\n'],
    ids=["long", "text after a quote", "open quote"],
)
def test_a_header_that_is_no_csv_is_refused(text: str) -> None:
    problem = only(refused(read_header, text, "t.csv", KNOWN))
    assert where(problem) == ("t.csv", 1, None, None)
    assert problem.message.startswith("not valid CSV: ")
    assert "check the quotes" in (problem.hint or "")


def test_records_have_the_line_they_start_on() -> None:
    text = 'a,b\n1,"x\ny\nz"\n\n   \n2,"he said ""no"""\n"3\n",\n4,d'
    assert records(text) == [(2, ["1", "x\ny\nz"]), (7, ["2", 'he said "no"']), (8, ["3\n", ""]), (10, ["4", "d"])]


def test_a_header_over_two_lines_shifts_the_rest() -> None:
    assert records('"a\n",b\n1,2\n') == [(3, ["1", "2"])]


def test_only_a_line_feed_ends_a_line() -> None:
    assert records("a,b\n1,x\u2028y\x85z\x0b\n2,b\n") == [(2, ["1", "x\u2028y\x85z\x0b"]), (3, ["2", "b"])]


@pytest.mark.parametrize(
    ("below", "line", "message", "hint"),
    [
        ("1,2,3\n", 2, "3 cells in this row, 2 columns in the header", "must stand in double quotes"),
        ("1\n", 2, "1 cells in this row, 2 columns in the header", "fill up the row with commas"),
        ('1,"\n\n"\n\n5\n', 6, "1 cells in this row", "fill up the row with commas"),
        (f"1,2\n1,{'x' * 50_000}\n", 3, "not valid CSV: field larger", "check the quotes"),
        ('1,2\n1,"b"x\n3,4\n', 3, "not valid CSV: ", "check the quotes"),
        ('1,2\n1,"b\n3,4\n5,6\n', 3, "not valid CSV: ", "check the quotes"),
        ('1,2\n1,"b\n' + "3,4\n" * 5000, 3, "not valid CSV: field larger", "check the quotes"),
    ],
    ids=[
        "wide",
        "narrow",
        "after quoted newlines",
        "50,000 characters",
        "after a quote",
        "open",
        "open in a long file",
    ],
)
def test_a_record_is_refused_at_its_line(below: str, line: int, message: str, hint: str) -> None:
    problem = only(refused(records, "a,b\n" + below))
    assert where(problem) == ("t.csv", line, None, None)
    assert message in problem.message
    assert hint in (problem.hint or "")


def test_a_cell_may_be_as_long_as_the_limit() -> None:
    assert records(f"a,b\n1,{'x' * MAX_CELL}\n") == [(2, ["1", "x" * MAX_CELL])]


_CELL = st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"]), max_size=8)


@given(st.lists(st.tuples(_CELL, _CELL), max_size=8), st.booleans())
def test_quoted_cells_read_back_on_the_lines_they_were_written(rows: list[tuple[str, str]], blanks: bool) -> None:
    text, expected = "a,b\n", []
    for row in rows:
        expected.append((text.count("\n") + 1, list(row)))
        text += ",".join('"' + cell.replace('"', '""') + '"' for cell in row) + ("\n\n" if blanks else "\n")
    assert records(text) == expected
