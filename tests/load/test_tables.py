"""Barrier tables: every rule of a row and of a table, and the two ways to read one give the same rows."""

import hashlib
from dataclasses import asdict
from pathlib import Path

import pytest

from load.common import INDICATOR, load_table, only, refused, table_file, where

COUNTS = "count,base_n"
MARGIN = "percent,moe90"
WEIGHTED = "count,base_n,percent,n_eff"
ALL = "count,base_n,percent,n_eff,df,se,moe90,moe95,suppressed"
GOOD = {COUNTS: "5,20", MARGIN: "30,2", WEIGHTED: "5,20,24.5,15.2", ALL: "5,20,,,,,,,"}
PLAIN_NUMBER = "write a plain number such as 12.5"
WHOLE_NUMBER = "write a whole number such as 128"
LEAVE_EMPTY = "leave the cell empty"
ONE_PRECISION = "`percent` goes with exactly one of base_n, n_eff, se, moe90, moe95"

# columns, cells, the field (if one is to blame), what the message says, what the hint says
BAD_ROWS = {
    "count above base": (COUNTS, "21,20", None, "`count` is above `base_n`", ""),
    "weighted count above base": (WEIGHTED, "21,20,50,9", None, "`count` is above `base_n`", ""),
    "negative count": (COUNTS, "-1,20", "count", "'-1': ", "cannot be negative"),
    "negative base": (COUNTS, "0,-20", "base_n", "'-20': ", "cannot be negative"),
    "negative percent": (MARGIN, "-1,2", "percent", "'-1': ", "cannot be negative"),
    "negative margin": (MARGIN, "10,-2", "moe90", "'-2': ", "cannot be negative"),
    "negative standard error": (ALL, ",,10,,,-2,,,", "se", "'-2': ", "cannot be negative"),
    "no effective sample": (ALL, ",,10,0,,,,,", "n_eff", "'0': ", ""),
    "negative effective sample": (ALL, ",,10,-5,,,,,", "n_eff", "'-5': ", ""),
    "no degrees of freedom": (ALL, ",,10,50,0,,,,", "df", "'0': ", ""),
    "percent above 100": (MARGIN, "100.1,2", "percent", "'100.1': ", "between 0 and 100"),
    "half a person": (COUNTS, "5.5,20", "count", "'5.5': ", WHOLE_NUMBER),
    "thousands separator": (COUNTS, '"1,000",2000', "count", "'1,000': ", WHOLE_NUMBER),
    "underscore in a count": (COUNTS, "1_0,20", "count", "'1_0': ", WHOLE_NUMBER),
    "underscore in a percentage": (MARGIN, "1_0.5,2", "percent", "'1_0.5': ", PLAIN_NUMBER),
    "other digits": (COUNTS, "１２,20", "count", "'１２': ", WHOLE_NUMBER),
    "words": (COUNTS, "five,20", "count", "'five': ", WHOLE_NUMBER),
    "percent sign": (MARGIN, "12%,2", "percent", "'12%': ", PLAIN_NUMBER),
    "decimal comma": (MARGIN, '"12,5",2', "percent", "'12,5': ", PLAIN_NUMBER),
    "NA": (MARGIN, "NA,2", "percent", "'NA': ", PLAIN_NUMBER),
    "NaN": (MARGIN, "nan,2", "percent", "'nan' is not a number", LEAVE_EMPTY),
    "infinite": (MARGIN, "inf,2", "percent", "'inf' is not a number", LEAVE_EMPTY),
    "less than anything": (MARGIN, "-inf,2", "percent", "'-inf' is not a number", LEAVE_EMPTY),
    "too large for a number": (MARGIN, "1e999,2", "percent", "'1e999' is not a number", LEAVE_EMPTY),
    "NaN of a margin": (MARGIN, "30,NaN", "moe90", "'NaN' is not a number", LEAVE_EMPTY),
    "infinite standard error": (ALL, ",,30,,,inf,,,", "se", "'inf' is not a number", LEAVE_EMPTY),
    "NaN of an effective sample": (ALL, ",,30,nan,,,,,", "n_eff", "'nan' is not a number", LEAVE_EMPTY),
    "infinite 95% margin": (ALL, ",,30,,,,,Infinity,", "moe95", "'Infinity' is not a number", LEAVE_EMPTY),
    "NaN of degrees of freedom": (ALL, ",,30,50,nan,,,,", "df", "'nan' is not a number", LEAVE_EMPTY),
    "NaN of a count": (COUNTS, "nan,20", "count", "'nan'", ""),
    "no figure": (COUNTS, ",20", None, "give `count` and `base_n`, or `percent` and its precision", ""),
    "nothing at all": (ALL, ",,,,,,,,", None, "give `count` and `base_n`, or `percent` and its precision", ""),
    "count without base": (COUNTS, "5,", None, "a count needs `base_n`", ""),
    "base of nobody": (COUNTS, "0,0", None, "base_n is 0", ""),
    "percent of nobody": (ALL, ",0,50,,,,,,", None, "base_n is 0", ""),
    "weighted row of nobody": (WEIGHTED, "0,0,50,10", None, "base_n is 0", ""),
    "percent alone": (ALL, ",,30,,,,,,", None, ONE_PRECISION, ""),
    "two margins": (ALL, ",,30,,,,2,3,", None, ONE_PRECISION, ""),
    "error and margin": (ALL, ",,30,,,1,2,,", None, ONE_PRECISION, ""),
    "base and margin": (ALL, ",200,30,,,,2,,", None, ONE_PRECISION, ""),
    "base and effective sample": (ALL, ",200,30,100,,,,,", None, ONE_PRECISION, ""),
    "df without n_eff": (ALL, ",200,30,,9,,,,", None, "`df` goes with `n_eff`", ""),
    "margin of a count": (ALL, "5,20,,,,,2,,", None, "go with `percent`", ""),
    "df of a count": (ALL, "5,20,,,9,,,,", None, "go with `percent`", ""),
    "count and percent": (ALL, "5,20,25,,,,,,", None, "a weighted row has `percent`, `n_eff`", ""),
    "weighted without base": (WEIGHTED, "5,,25,15", None, "a weighted row has `percent`, `n_eff`", ""),
    "weighted with a margin": (ALL, "5,20,25,15,,,2,,", None, "a weighted row has `percent`, `n_eff`", ""),
    "suppressed count": (ALL, "5,20,,,,,,,yes", None, "a suppressed row must not carry the figure it hides", ""),
    "suppressed percent": (ALL, ",,25,,,,2,,true", None, "must not carry the figure it hides", ""),
    "suppressed margin": (ALL, ",,,,,,2,,1", None, "must not carry the figure it hides", ""),
    "suppressed, perhaps": (ALL, ",20,,,,,,,maybe", "suppressed", "'maybe': ", ""),
}


def rows_of(columns: str, cells: str) -> str:
    """A table of a good row in line 2, and the row in question in line 3."""
    return f"fips,barrier,{columns}\n35001,cost,{GOOD[columns]}\n35013,cost,{cells}\n"


@pytest.mark.parametrize(("columns", "cells", "field", "message", "hint"), BAD_ROWS.values(), ids=BAD_ROWS)
def test_a_row_that_cannot_be_is_refused_at_its_place(
    columns: str, cells: str, field: str | None, message: str, hint: str, tmp_path: Path
) -> None:
    problem = only(refused(load_table, tmp_path, rows_of(columns, cells), weighting="raking"))
    column = f"fips,barrier,{columns}".split(",").index(field) + 1 if field else None
    assert where(problem) == ("t.csv", 3, column, field)
    assert message in problem.message
    assert hint in (problem.hint or "")


@pytest.mark.parametrize(
    ("columns", "cells", "figures"),
    [
        (COUNTS, "0,20", {"count": 0, "base_n": 20}),
        (COUNTS, "20,20", {"count": 20, "base_n": 20}),
        (COUNTS, " 5 , 20 ", {"count": 5, "base_n": 20}),
        (MARGIN, "0,0.1", {"percent": 0, "moe90": 0.1}),
        (MARGIN, "100,0", {"percent": 100, "moe90": 0}),
        (MARGIN, "0.4,0.2", {"percent": 0.4, "moe90": 0.2}),
        (ALL, ",200,30,,,,,,", {"base_n": 200, "percent": 30}),
        (ALL, ",,30,150.5,12,,,,", {"percent": 30, "n_eff": 150.5, "df": 12}),
        (ALL, ",,30,,,1.2,,,", {"percent": 30, "se": 1.2}),
        (ALL, ",,30,,,,,2.4,", {"percent": 30, "moe95": 2.4}),
        (WEIGHTED, "5,20,24.5,15", {"count": 5, "base_n": 20, "percent": 24.5, "n_eff": 15}),
        (ALL, "5,20,24.5,15,7,,,,no", {"count": 5, "base_n": 20, "percent": 24.5, "n_eff": 15, "df": 7}),
        (ALL, ",20,,,,,,,yes", {"base_n": 20, "suppressed": True}),
        (ALL, ",,,,,,,,TRUE", {"suppressed": True}),
    ],
)
def test_a_row_that_can_be_is_read(columns: str, cells: str, figures: dict[str, float], tmp_path: Path) -> None:
    row = load_table(tmp_path, rows_of(columns, cells), weighting="raking").rows[1]
    expected = {"line": 3, "fips": "35013", "measure": "barrier", "barrier": "cost", "suppressed": False} | figures
    assert {name: value for name, value in asdict(row).items() if value is not None} == expected


def test_count_and_percent_need_a_declared_weighting(tmp_path: Path) -> None:
    problems = refused(load_table, tmp_path, rows_of(WEIGHTED, "6,20,30,15"))
    assert [where(problem) for problem in problems] == [("t.csv", 2, None, None), ("t.csv", 3, None, None)]
    assert problems[0].message == "count and percent stand together, but no weighting is declared"
    assert "`weighting:`" in (problems[0].hint or "")


@pytest.mark.parametrize(
    ("cells", "message", "hint"),
    [
        ("csot", "unknown barrier 'csot'", "did you mean 'cost'?"),
        ("zzzz", "unknown barrier 'zzzz'", "taxonomy.yaml"),
        ("Cost", "'Cost': ", "use small letters"),
        ("=cost", "'=cost': ", "use small letters"),
        ("", "a `barrier` row names its barrier", ""),
    ],
)
def test_a_barrier_stands_in_the_taxonomy(cells: str, message: str, hint: str, tmp_path: Path) -> None:
    problem = only(refused(load_table, tmp_path, f"fips,barrier,count,base_n\n35013,{cells},5,20\n"))
    assert (problem.file, problem.line) == ("t.csv", 2)
    assert message in problem.message
    assert hint in (problem.hint or "")


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        ("35013,neds,,5,20", 2, "'neds' is not one of need, difficulty, barrier"),
        ("35013,need,cost,5,20", None, "a `need` or `difficulty` row does not"),
        ("35013,,,5,20", None, "a `barrier` row names its barrier"),
    ],
)
def test_a_measure_and_its_barrier_go_together(row: str, column: int | None, message: str, tmp_path: Path) -> None:
    problem = only(refused(load_table, tmp_path, f"fips,measure,barrier,count,base_n\n{row}\n"))
    assert where(problem) == ("t.csv", 2, column, "measure" if column else None)
    assert message in problem.message


def test_indicators_have_no_answers_of_people(tmp_path: Path) -> None:
    text = "fips,measure,barrier,percent,moe90\n35013,,cost,30,2\n35013,need,,30,2\n"
    problem = only(refused(load_table, tmp_path, text, **INDICATOR))
    assert (problem.line, problem.message) == (3, "a table of indicators has no 'need' rows")
    assert problem.hint


# -- shares


@pytest.mark.parametrize("cells", [["0.3", "0.25"], ["0", "1"], ["1.0", "0.999"], ["0.4"]])
def test_a_table_that_looks_like_shares_is_refused_until_it_says_so(cells: list[str], tmp_path: Path) -> None:
    text = "fips,barrier,moe90,percent\n" + "".join(
        f"35013,{barrier},0.1,{cell}\n" for barrier, cell in zip(("cost", "transport"), cells, strict=False)
    )
    problem = only(refused(load_table, tmp_path, text))
    assert where(problem) == ("t.csv", 1, 4, "percent")
    assert "seem to be shares" in problem.message
    assert "`scale: share`" in (problem.hint or "")
    assert [row.percent for row in load_table(tmp_path, text, scale="percent").rows] == [float(c) for c in cells]
    shares = load_table(tmp_path, text, scale="share").rows
    assert [(row.percent, row.moe90) for row in shares] == [(pytest.approx(float(c) * 100), 10.0) for c in cells]


@pytest.mark.parametrize("other", ["1.1", "30", "100"])
def test_a_lone_small_percentage_is_a_percentage(other: str, tmp_path: Path) -> None:
    text = f"fips,barrier,percent,moe90\n35013,cost,0.4,0.2\n48001,cost,{other},2\n"
    assert load_table(tmp_path, text, "35").rows[0].percent == 0.4


@pytest.mark.parametrize("columns", ["percent,moe90\n35013,cost,0,2", "percent,count,base_n\n35013,cost,,1,2"])
def test_a_table_without_percentages_above_zero_is_no_table_of_shares(columns: str, tmp_path: Path) -> None:
    assert len(load_table(tmp_path, f"fips,barrier,{columns}\n").rows) == 1


@pytest.mark.parametrize(
    ("cell", "message"), [("nan", "is not a number"), ("-inf", "is not a number"), ("-5", "'-5': ")]
)
def test_a_figure_that_is_none_is_not_taken_for_a_share(cell: str, message: str, tmp_path: Path) -> None:
    problem = only(refused(load_table, tmp_path, f"fips,barrier,percent,moe90\n35013,cost,{cell},2\n"))
    assert where(problem) == ("t.csv", 2, 3, "percent")
    assert message in problem.message


def test_a_share_above_one_is_shown_as_it_is_written(tmp_path: Path) -> None:
    text = "fips,barrier,percent,moe90\n35013,cost,40,0.1\n"
    problem = only(refused(load_table, tmp_path, text, scale="share"))
    assert where(problem) == ("t.csv", 2, 3, "percent")
    assert "4000" not in problem.message
    assert "40" in problem.message


# -- rows that contradict each other

MEASURES = "fips,measure,barrier,group,count,base_n\n"
CHECK_BASE = "check both rows, and the `base` in the sidecar"


@pytest.mark.parametrize(
    ("base", "rows", "line", "field", "message", "hint"),
    [
        ("needed", "35013,,cost,,5,20\n35013,,cost,,6,20\n", 3, None, "the same county and measure as line 2",
         "keep one"),
        ("needed", "35013,need,,,50,90\n\n35013,need,,,50,90\n", 4, None, "as line 2", "keep one"),
        ("needed", "35013,,cost,x,5,20\n35013,,cost,x,5,20\n", 3, None, "as line 2", "keep one"),
        ("needed", "35013,,cost,,5,20\n35013,barrier,cost,,5,20\n", 3, None, "as line 2", "keep one"),
        ("needed", "35013,,cost,,5,20\n35013,,transport,,5,21\n", 3, "base_n", "base_n differs from that in line 2",
         "count everybody"),
        ("difficulty", "35013,need,,,20,50\n35013,difficulty,,,5,21\n", 3, "base_n",
         "base_n is above the number of those who needed the service (line 2)", CHECK_BASE),
        ("difficulty", "35013,difficulty,,,5,21\n35013,need,,,20,50\n", 2, "base_n",
         "base_n is above the number of those who needed the service (line 3)", CHECK_BASE),
        ("needed", "35013,need,,,20,50\n35013,,cost,,5,21\n", 3, "base_n",
         "base_n is above the number of those who needed the service (line 2)", CHECK_BASE),
        ("difficulty", "35013,difficulty,,,20,50\n35013,,cost,,5,21\n", 3, "base_n",
         "base_n is above the number of those who had difficulty (line 2)", CHECK_BASE),
        ("respondents", "35013,need,,,20,50\n35013,,cost,,21,50\n", 3, "count",
         "count is above the number of those who needed the service (line 2)", CHECK_BASE),
        ("needed", "35013,need,,es,20,50\n35013,,cost,es,5,21\n", 3, "base_n", "base_n is above the number of those who", CHECK_BASE),
    ],
)  # fmt: skip
def test_rows_that_contradict_each_other_are_refused(
    base: str, rows: str, line: int, field: str | None, message: str, hint: str, tmp_path: Path
) -> None:
    problem = only(refused(load_table, tmp_path, MEASURES + rows, base=base))
    assert where(problem) == ("t.csv", line, None, field)
    assert message in problem.message
    assert hint in (problem.hint or "")


@pytest.mark.parametrize(
    ("base", "rows"),
    [
        ("needed", "35013,need,,,20,50\n35013,,cost,,20,20\n"),
        ("difficulty", "35013,need,,,20,50\n35013,difficulty,,,10,20\n35013,,cost,,10,10\n"),
        ("respondents", "35013,need,,,20,50\n35013,,cost,,20,50\n"),
        ("needed", "35013,,cost,,5,20\n35013,,transport,,5,20\n35001,,cost,,5,21\n"),
        ("needed", "35013,,cost,,5,20\n35013,,cost,es,5,15\n35013,,cost,en,2,5\n"),
        ("needed", "35013,need,,es,20,50\n35013,,cost,,5,21\n35001,,cost,,5,99\n"),
        ("needed", "35013,,cost,,0,20\n35013,need,,,20,50\n35001,,cost,,20,20\n"),
    ],
)
def test_rows_that_agree_are_read(base: str, rows: str, tmp_path: Path) -> None:
    assert len(load_table(tmp_path, MEASURES + rows, base=base).rows) == rows.count("\n")


def test_official_statistics_may_have_a_base_each(tmp_path: Path) -> None:
    text = "fips,barrier,percent,base_n\n35013,cost,30,20\n35013,transport,30,21\n"
    assert len(load_table(tmp_path, text, **INDICATOR).rows) == 2


def test_one_county_by_code_and_by_name_is_one_county(tmp_path: Path) -> None:
    text = "fips,county,barrier,count,base_n\n35013,,cost,5,20\n,Dona Ana,cost,5,20\n"
    problem = only(refused(load_table, tmp_path, text))
    assert (problem.line, problem.message) == (3, "the same county and measure as line 2")


def test_all_rows_that_are_wrong_are_named_at_once_in_their_order(tmp_path: Path) -> None:
    rows = "35013,,cost,,9,5\n35013,,csot,,1,5\n35013,,transport,,1,5\n35013,,transport,,1,5\n35013,,language,,-1,5\n"
    problems = refused(load_table, tmp_path, MEASURES + rows)
    assert [problem.line for problem in problems] == [2, 3, 5, 6]


# -- the whole file


@pytest.mark.parametrize("header", ["barrier,count,base_n", "measure,percent,moe90"])
def test_a_table_has_a_column_for_the_county(header: str, tmp_path: Path) -> None:
    problem = only(refused(load_table, tmp_path, header + "\n"))
    assert where(problem) == ("t.csv", 1, None, None)
    assert "`fips`" in (problem.hint or "")


def test_a_table_saved_by_a_spreadsheet_reads_the_same(tmp_path: Path) -> None:
    text = 'county,barrier,group,count,base_n\nDoña Ana,cost,"a\nb",5,20\n\nEddy,cost,,1,9\n'
    rows = load_table(tmp_path, text).rows
    assert [(row.line, row.fips, row.group) for row in rows] == [(2, "35013", "a\nb"), (5, "35015", None)]
    assert load_table(tmp_path, "\ufeff" + text.replace("\n", "\r\n")).rows == rows


def test_only_what_is_published_has_a_digest(tmp_path: Path) -> None:
    text = "fips,barrier,percent,moe90\n35013,cost,30,2\n"
    assert load_table(tmp_path, text).digest == ""
    assert load_table(tmp_path, text, **INDICATOR).digest == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(("fips", "covered"), [("35013", True), ("35001", True), ("35005", False), ("01001", False)])
def test_a_table_covers_the_counties_it_has_rows_about(fips: str, covered: bool, tmp_path: Path) -> None:
    file = table_file(tmp_path, "fips,barrier,count,base_n\n35013,cost,1,2\n35001,cost,1,2\n")
    assert file.covers(fips) is covered
