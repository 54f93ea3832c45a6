"""Counties in barrier tables: by code, by name, or by both where they agree."""

from pathlib import Path

import pytest

from load.common import REGISTER, load_table, only, refused, where

CUT = "a spreadsheet may have cut the leading 0"


@pytest.mark.parametrize(
    ("fips", "message", "hint"),
    [
        ("1001", "unknown county '1001'", CUT),
        ("35014", "unknown county '35014'", ""),
        ("35", "unknown county '35'", "use the five digits"),
        ("Dona Ana", "unknown county 'Dona Ana'", "use the five digits"),
        ("x" * 500, f"unknown county '{'x' * 60}'", "use the five digits"),
        ("", "this row names no county", "fill in `fips` or `county`"),
    ],
)
def test_a_code_that_is_no_county_is_refused(fips: str, message: str, hint: str, tmp_path: Path) -> None:
    text = f"fips,barrier,count,base_n\n35013,cost,1,2\n{fips},cost,1,2\n"
    problem = only(refused(load_table, tmp_path, text))
    assert where(problem) == ("t.csv", 3, None, "fips" if fips else None)
    assert problem.message == message
    assert hint in (problem.hint or "")


@pytest.mark.parametrize(
    ("name", "state", "fips"),
    [
        ("Doña Ana", None, "35013"),
        ("DONA ANA COUNTY", None, "35013"),
        ("De Baca", "NM", "35011"),
        ("El Paso", "TX", "48141"),
        ('"El Paso, TX"', None, "48141"),
        ('"Baltimore City, MD"', "MD", "24510"),
        ("13", None, "35013"),
        ("35013", "TX", "35013"),
    ],
)
def test_a_county_may_be_named(name: str, state: str | None, fips: str, tmp_path: Path) -> None:
    text = f"county,barrier,count,base_n\n{name},cost,1,2\n"
    assert [row.fips for row in load_table(tmp_path, text, state=state).rows] == [fips]


@pytest.mark.parametrize(
    ("name", "state", "message", "hint"),
    [
        ("Dona Anna", None, "there is no county 'Dona Anna' in New Mexico", "did you mean 'Doña Ana'?"),
        ("El Paso", None, "there is no county 'El Paso' in New Mexico", ""),
        (
            "Baltimore",
            "MD",
            "'Baltimore' could be Baltimore (24005) or Baltimore City (24510) in Maryland",
            "five-digit",
        ),
        ('"Eddy, ZZ"', None, "there is no state ' ZZ'", "two letters"),
    ],
)
def test_a_name_that_is_no_county_is_refused(
    name: str, state: str | None, message: str, hint: str, tmp_path: Path
) -> None:
    text = f"county,barrier,count,base_n\n35001,cost,1,2\n{name},cost,1,2\n"
    problem = only(refused(load_table, tmp_path, text, state=state))
    assert where(problem) == ("t.csv", 3, None, "county")
    assert problem.message == message
    assert hint in (problem.hint or "")


@pytest.mark.parametrize(
    ("fips", "name"),
    [
        ("35001", "Doña Ana"),
        ("24510", "Baltimore County"),
        ("24005", "Baltimore City"),
        ("35013", "Dona Anna"),
        ("35013", "Doña Ana, TX"),
        ("35013", "Doña Ana, ZZ"),
        ("35013", "35001"),
    ],
)
def test_code_and_name_may_not_contradict_each_other(fips: str, name: str, tmp_path: Path) -> None:
    text = f'fips,county,barrier,count,base_n\n35015,Eddy,cost,1,2\n{fips},"{name}",cost,1,2\n'
    problem = only(refused(load_table, tmp_path, text))
    assert where(problem) == ("t.csv", 3, None, "county")
    assert problem.message == f"{fips} is {REGISTER.by_fips[fips].full_name}, but `county` says {name!r}"
    assert problem.hint == "correct one of the two"


@pytest.mark.parametrize("name", ["dona ana county", "Doña Ana, NM", "Doña Ana, New Mexico", "35013", ""])
def test_code_and_name_may_say_the_same(name: str, tmp_path: Path) -> None:
    text = f'fips,county,barrier,count,base_n\n35013,"{name}",cost,1,2\n'
    assert [row.fips for row in load_table(tmp_path, text).rows] == ["35013"]


def test_a_name_is_looked_for_in_the_state_of_the_code_beside_it(tmp_path: Path) -> None:
    text = "fips,county,barrier,count,base_n\n01129,Washington,cost,1,2\n05143,Washington,cost,1,2\n"
    assert [row.fips for row in load_table(tmp_path, text).rows] == ["01129", "05143"]


@pytest.mark.parametrize("fips", ["24005", "24510"])
def test_a_code_decides_between_two_counties_of_one_name(fips: str, tmp_path: Path) -> None:
    text = f"fips,county,barrier,count,base_n\n{fips},Baltimore,cost,1,2\n"
    assert [row.fips for row in load_table(tmp_path, text).rows] == [fips]
