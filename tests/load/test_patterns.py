"""Barrier patterns: rows of people or counted patterns, what is refused, and the barrier table they agree with."""

import re
from pathlib import Path

import pytest

from jobtraining_cli.errors import Problem, UsageError
from jobtraining_cli.load.files import pattern_path
from jobtraining_cli.load.patterns import check_patterns, load_patterns
from jobtraining_cli.models.patterns import Pattern, PatternTable
from load.common import BARRIERS, INDICATOR, REGISTER, load_table, only, refused, survey, where

COUNTED = """\
fips,barriers,count
35013,cost transport,12
35013,,30
35013,cost,20
35001,language;cost,5
"""
WEIGHTED = {"weighting": "raking"}


def load(text: str, prefix: str = "", **changes) -> PatternTable:
    Path("t.patterns.csv").write_text(text, encoding="utf-8")
    return load_patterns(Path("t.patterns.csv"), survey(**changes), REGISTER, BARRIERS, prefix)


def set_(text: str) -> frozenset[str]:
    return frozenset(text.split())


def test_the_file_stands_beside_the_table():
    assert pattern_path(Path("data/taos.2026.csv")) == Path("data/taos.2026.patterns.csv")


def test_counted_patterns():
    table = load(COUNTED)
    assert table.survey.id == "t"
    assert table.place == "t.patterns.csv"
    assert table.by_county == {
        "35001": (Pattern(set_("cost language"), 5, 1.0, 5),),
        "35013": (
            Pattern(set_(""), 30, 1.0, 3),
            Pattern(set_("cost"), 20, 1.0, 4),
            Pattern(set_("cost transport"), 12, 1.0, 2),
        ),
    }


def test_rows_of_people_are_counted():
    rows = ["Taos,cost;transport", "Taos,", 'Taos," transport ;; cost "', "Taos,transport cost", "Mora,"]
    table = load("county,barriers\n" + "\n".join(rows) + "\n")
    taos, mora = (REGISTER.resolve(name).fips for name in ("Taos", "Mora"))
    assert table.by_county[taos] == (Pattern(set_(""), 1, 1.0, 3), Pattern(set_("cost transport"), 3, 1.0, 2))
    assert table.by_county[mora] == (Pattern(set_(""), 1, 1.0, 6),)


def test_people_of_another_weight_are_another_pattern():
    text = "fips,barriers,count,weight\n35013,cost,2,1.5\n35013,cost,3,0.5\n35013,cost,4,1.5\n"
    found = load(text, **WEIGHTED).by_county["35013"]
    assert found == (Pattern(set_("cost"), 3, 0.5, 3), Pattern(set_("cost"), 6, 1.5, 2))


def test_the_order_of_rows_does_not_matter():
    head, *rows = COUNTED.splitlines(keepends=True)
    one, other = (load(head + "".join(order)).by_county for order in (rows, rows[::-1]))
    assert {f: [(p.barriers, p.people) for p in ps] for f, ps in one.items()} == {
        f: [(p.barriers, p.people) for p in ps] for f, ps in other.items()
    }
    assert list(one) == list(other)


def test_only_the_counties_asked_for_are_read():
    assert set(load(COUNTED, "35001").by_county) == {"35001"}
    assert set(load(COUNTED, "35").by_county) == {"35001", "35013"}
    # What is wrong with other counties' figures does not matter then.
    assert set(load(COUNTED.replace(",5", ",x"), "35013").by_county) == {"35013"}


def test_without_a_list_any_barrier_may_be_named():
    Path("t.csv").write_text("fips,barriers\n35013,anything\n")
    assert load_patterns(Path("t.csv"), survey(), REGISTER, None).by_county["35013"][0].barriers == {"anything"}


# text, line and column, field, what the message says, what the hint says
WRONG = {
    "no county column": ("barriers\ncost\n", (1, None), None, "no column for the county", "`fips`"),
    "no barriers column": ("fips,count\n35013,5\n", (1, None), None, "no column for the barriers", "`barriers`"),
    "unknown column": ("fips,barrier\n35013,cost\n", (1, 2), None, "unknown column 'barrier'", "'barriers'"),
    "unknown county": (COUNTED.replace("35001", "35002"), (5, None), "fips", "unknown county '35002'", ""),
    "no county": (COUNTED.replace("35001", ""), (5, None), None, "this row names no county", "fill in"),
    "unknown name": ("county,barriers\nTows,cost\n", (2, None), "county", "no county 'Tows'", "'Taos'"),
    "unknown barrier": (COUNTED.replace("language", "languag"), (5, 2), "barriers", "unknown barrier 'languag'",
                        "did you mean 'language'?"),
    "nothing near": (COUNTED.replace("language", "qqqq"), (5, 2), "barriers", "unknown barrier 'qqqq'", "taxonomy"),
    "commas between": (COUNTED.replace("language;cost", '"language,cost"'), (5, 2), "barriers", "'language,cost'",
                       "put spaces or ; between"),
    "a barrier twice": (COUNTED.replace("language;cost", "cost;cost"), (5, 2), "barriers",
                        "the barrier 'cost' stands in this row twice", "remove one"),
    "nobody": (COUNTED.replace(",5", ",0"), (5, 3), "count", "'0' is not between 1 and", "leave out a row of nobody"),
    "too many": (COUNTED.replace(",5", ",1000000001"), (5, 3), "count", "is not between 1 and 1,000,000,000", "check"),
    "huge": (COUNTED.replace(",5", "," + "9" * 400), (5, 3), "count", "is not a number of people", "whole number"),
    "negative": (COUNTED.replace(",5", ",-5"), (5, 3), "count", "'-5' is not a number of people", "whole number"),
    "half a person": (COUNTED.replace(",5", ",5.0"), (5, 3), "count", "'5.0' is not a number of people", "whole"),
    "underscore": (COUNTED.replace(",5", ",1_0"), (5, 3), "count", "'1_0' is not a number of people", "whole"),
    "other digits": (COUNTED.replace(",5", ",１２"), (5, 3), "count", "is not a number of people", "whole"),
    "no count": (COUNTED.replace(",5", ","), (5, 3), "count", "there is no count", "1 for one person"),
    "too wide": (COUNTED.replace(",5", ",5,6"), (5, None), None, "4 cells in this row", "double quotes"),
    "empty": ("", (None, None), None, "the file is empty", "header"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "place", "field", "message", "hint"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_with_its_place(text, place, field, message, hint):
    problem = only(refused(load, text))
    assert where(problem) == ("t.patterns.csv", *place, field)
    assert message in problem.message
    assert hint in (problem.hint or "")


@pytest.mark.parametrize(
    ("weight", "message"),
    [
        ("0", "cannot be the weight of a person"),
        ("-1", "cannot be the weight of a person"),
        ("inf", "cannot be the weight of a person"),
        ("nan", "cannot be the weight of a person"),
        ("1e10", "cannot be the weight of a person"),
        ("1e-10", "cannot be the weight of a person"),
        ("1_0", "is not a number"),
        ("heavy", "is not a number"),
        ("", "there is no weight"),
    ],
)
def test_a_weight_is_a_positive_number(weight, message):
    problem = only(refused(load, f"fips,barriers,weight\n35013,cost,{weight}\n", **WEIGHTED))
    assert where(problem) == ("t.patterns.csv", 2, 3, "weight")
    assert message in problem.message


def test_weights_need_a_declared_weighting():
    problem = only(refused(load, "fips,barriers,weight\n35013,cost,1\n"))
    assert where(problem) == ("t.patterns.csv", 1, 3, "weight")
    assert "no weighting is declared" in problem.message


def test_indicators_have_no_patterns():
    assert "no patterns" in only(refused(load, COUNTED, **INDICATOR)).message


def test_a_missing_file_is_a_matter_of_usage():
    refused(load_patterns, Path("no.csv"), survey(), REGISTER, BARRIERS, error=UsageError)


def test_every_bad_row_is_reported_up_to_a_thousand():
    rows = "35013,cost,x\n" * 1200
    problems = refused(load, "fips,barriers,count\n" + rows)
    assert len(problems) == 1001
    assert [problem.line for problem in problems[:3]] == [2, 3, 4]
    assert "more than 1,000 problems" in problems[-1].message


TABLE = """\
fips,barrier,count,base_n
35013,cost,32,62
35013,transport,12,62
35013,language,0,62
35001,cost,5,5
35001,language,5,5
"""


def check(patterns: str = COUNTED, table: str = TABLE, **changes) -> list[Problem]:
    rows = load_table(Path(), table, **changes)
    return check_patterns(load(patterns, **changes), rows)


def test_patterns_that_agree_with_the_table():
    assert check() == []
    # A county of the table may lack patterns, and a group is no business of theirs.
    assert check(COUNTED.replace("35001,language;cost,5\n", "")) == []
    assert check(table=TABLE.replace("base_n\n", "base_n,group\n").replace("62\n", "62,\n").replace("5,5\n", "5,5,\n")
                 + "35013,cost,3,20,age:old\n") == []  # fmt: skip


@pytest.mark.parametrize(
    ("patterns", "table", "line", "message"),
    [
        (
            COUNTED,
            TABLE.replace("32,62", "31,62"),
            2,
            "the people who name 'cost' are not as many as in line 2 of t.csv",
        ),
        (COUNTED, TABLE.replace("62", "63"), 2, "the people of this county are not as many as base_n in line 2"),
        (COUNTED, TABLE.replace("35013,transport,12,62\n", ""), 2, "'transport' has no row for this county in t.csv"),
        (COUNTED, TABLE.replace("language,0", "language,7"), 2, "the people who name 'language' are not as many"),
        (COUNTED, TABLE[: TABLE.index("35001")], 5, "t.csv has no barrier rows for the county of this line"),
    ],
)
def test_patterns_that_contradict_the_table(patterns, table, line, message):
    problem = only(check(patterns, table))
    assert (problem.file, problem.line) == ("t.patterns.csv", line)
    assert message in problem.message
    assert problem.severity == "error"
    # Without numbers of people: they may be few.
    assert not re.search(r"[0-9]", re.sub(r"line \d+", "", f"{problem.message} {problem.hint}"))


def test_a_suppressed_row_has_no_count_to_contradict():
    table = TABLE.replace("base_n\n", "base_n,suppressed\n").replace("62\n", "62,\n").replace("5,5\n", "5,5,\n")
    assert check(table=table.replace("12,62,", ",62,yes")) == []
    assert "base_n" in only(check(table=table.replace("12,62,", ",99,yes").replace(",62,", ",99,"))).message


WEIGHTS = "fips,barriers,count,weight\n35013,cost transport,12,2\n35013,,30,0.5\n35013,cost,20,1\n"
WEIGHTED_TABLE = """\
fips,barrier,percent,n_eff,count,base_n
35013,cost,74.6,40,32,62
35013,transport,40.7,40,12,62
"""


def test_weighted_shares_are_compared_within_rounding():
    # Weights: 24 + 15 + 20 = 59; cost 44 / 59 = 74.58%, transport 24 / 59 = 40.68%.
    assert check(WEIGHTS, WEIGHTED_TABLE, **WEIGHTED) == []
    problem = only(check(WEIGHTS, WEIGHTED_TABLE.replace("74.6", "70"), **WEIGHTED))
    assert problem.severity == "error"
    assert "the weighted share who name 'cost'" in problem.message
    # Weights forgotten: both shares are off, and are said to be.
    assert len(check(WEIGHTS.replace(",2\n", ",1\n").replace("0.5", "1"), WEIGHTED_TABLE, **WEIGHTED)) == 2


def test_thousands_of_rows_take_little_time():
    table = load("county,barriers\n" + "Doña Ana,cost;transport\n" * 30_000)
    assert table.by_county["35013"][0].people == 30_000
