"""County names: every usual way to write one resolves, two of one name are both shown, and nothing is guessed."""

import functools
import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jobtraining_cli.errors import UsageError
from jobtraining_cli.load import counties
from jobtraining_cli.load.counties import Register, parse_register
from jobtraining_cli.load.files import read_text
from jobtraining_cli.models.county import STATES, County
from jobtraining_cli.workspace import packaged_data

REGISTER = Register(parse_register(read_text(packaged_data() / "counties.csv"), "counties.csv"))
DONA_ANA = REGISTER.by_fips["35013"]
# Two counties of one name, and their FIPS codes.
TWINS = {
    ("MD", "Baltimore"): ("24005", "24510"),
    ("MO", "St. Louis"): ("29189", "29510"),
    ("VA", "Fairfax"): ("51059", "51600"),
    ("VA", "Franklin"): ("51067", "51620"),
    ("VA", "Richmond"): ("51159", "51760"),
    ("VA", "Roanoke"): ("51161", "51770"),
}


@pytest.fixture(autouse=True, scope="module")
def _fold_each_name_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counties, "fold", functools.cache(counties.fold))
        yield


def resolve(text: str, state: str | None = None) -> County:
    return REGISTER.resolve(text, REGISTER.state(state) if state is not None else None)


def miss(text: str, state: str | None = None) -> tuple[str, str]:
    """The message and the hint with which a name is refused."""
    with pytest.raises(UsageError) as caught:
        resolve(text, state)
    (problem,) = caught.value.problems
    return problem.message, problem.hint or ""


@pytest.mark.parametrize(
    ("text", "state", "fips"),
    [
        (unicodedata.normalize("NFC", "Doña Ana"), None, "35013"),
        (unicodedata.normalize("NFD", "Doña Ana"), None, "35013"),
        ("Ｄｏñａ Ａｎａ", None, "35013"),
        ("dona ana", None, "35013"),
        ("DOÑA ANA COUNTY", None, "35013"),
        ("Doña Ana Co.", None, "35013"),
        ("Doña Ana cnty", None, "35013"),
        ("dona-ana", None, "35013"),
        ("dona_ana", None, "35013"),
        ("DonaAna", None, "35013"),
        ("  Doña \t  Ana\u00a0 ", None, "35013"),
        ("Do\u00adña\u200b Ana", None, "35013"),
        ("35013", None, "35013"),
        (" 35013 ", None, "35013"),
        ("35013", "NM", "35013"),
        ("01001", None, "01001"),
        ("13", "NM", "35013"),
        ("013", "NM", "35013"),
        ("013", None, "35013"),
        ("13", "TX", "48013"),
        ("013", "Texas", "48013"),
        ("1", "AL", "01001"),
        ("13, NM", None, "35013"),
        ("De Baca", None, "35011"),
        ("DeBaca", None, "35011"),
        ("debaca county", None, "35011"),
        ("de-baca", None, "35011"),
        ("Doña Ana, NM", None, "35013"),
        ("Doña Ana County, New Mexico", None, "35013"),
        ("dona ana ,nm", None, "35013"),
        ("Doña Ana, NM", "NM", "35013"),
        ("El Paso, TX", None, "48141"),
        ("El Paso", "TX", "48141"),
        ("El Paso", "tx", "48141"),
        ("El Paso", "Texas", "48141"),
        ("Orange", "new-york", "36071"),
        ("Orange", " NEW  YORK ", "36071"),
        ("District of Columbia", "District of Columbia", "11001"),
        ("Orleans Parish", "LA", "22071"),
        ("Yukon-Koyukuk Census Area", "AK", "02290"),
        ("Yukon Koyukuk CA", "AK", "02290"),
        ("Fairbanks North Star Borough", "AK", "02090"),
        ("Anchorage Municipality", "AK", "02020"),
        ("Juneau", "AK", "02110"),
        ("Juneau City and Borough", "AK", "02110"),
        ("Carson City", "NV", "32510"),
        ("prince georges", "MD", "24033"),
        ("Prince George’s County", "MD", "24033"),
        ("OBRIEN", "IA", "19141"),
        ("Saint Clair", "IL", "17163"),
        ("St Clair County", "IL", "17163"),
        ("Sainte Genevieve", "MO", "29186"),
        ("LaSalle", "LA", "22059"),
        ("De Soto Parish", "LA", "22031"),
        ("Charles City", "VA", "51036"),
        ("Charles City County", "VA", "51036"),
        ("James City County", "VA", "51095"),
        ("Baltimore City", "MD", "24510"),
        ("Baltimore County", "MD", "24005"),
        ("baltimore-city", "MD", "24510"),
        ("baltimore-county", "MD", "24005"),
        ("Baltimore City, MD", None, "24510"),
        ("Saint Louis County, Missouri", None, "29189"),
        ("St. Louis city", "MO", "29510"),
        ("Richmond City", "VA", "51760"),
        ("Roanoke Co", "VA", "51161"),
    ],
)
def test_a_county_is_found_however_it_is_written(text: str, state: str | None, fips: str) -> None:
    assert resolve(text, state).fips == fips


@pytest.mark.parametrize(("state", "name"), TWINS)
@pytest.mark.parametrize("write", ["{0}", "{0}, {1}", " {0} ", "{0} ,{2}"])
def test_two_counties_of_one_name_are_both_shown(state: str, name: str, write: str) -> None:
    message, hint = miss(write.format(name.upper(), state, STATES[state]), None if "," in write else state)
    first, second = TWINS[state, name]
    assert f"{name} ({first}) or {name} City ({second}) in {STATES[state]}" in message
    assert hint == "give the five-digit code"


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")


@pytest.mark.parametrize("write", [lambda c: c.name, lambda c: _slug(c.name)], ids=["name", "slug"])
def test_every_county_is_found_by_its_name_in_its_state(write: Callable[[County], str]) -> None:
    wrong = []
    for county in REGISTER.counties:
        twins = TWINS.get((county.state, county.name))
        try:
            found = REGISTER.resolve(write(county), county.state).fips
        except UsageError as error:
            found = str(error)
        right = all(fips in found for fips in twins) if twins else found == county.fips
        if not right:
            wrong.append((county, found))
    assert wrong == []


def test_every_county_is_found_by_its_code() -> None:
    assert len(REGISTER.counties) == len(REGISTER.by_fips) == 3143
    assert {county.state for county in REGISTER.counties} == set(STATES)
    for county in REGISTER.counties:
        assert REGISTER.resolve(county.fips) is county
        assert REGISTER.resolve(county.fips, county.state) is county


def test_every_county_of_a_state_is_found_by_its_number_there() -> None:
    for county in [*REGISTER.of_state("NM"), *REGISTER.of_state("AK"), *REGISTER.of_state("VA")]:
        assert REGISTER.resolve(county.fips[2:], county.state) is county
        assert REGISTER.resolve(str(int(county.fips[2:])), county.state) is county


@pytest.mark.parametrize(
    ("text", "state", "message", "hint"),
    [
        ("Dona Anna", None, "there is no county 'Dona Anna' in New Mexico", "did you mean 'Doña Ana'?"),
        ("Bernallilo", "NM", "there is no county 'Bernallilo' in New Mexico", "did you mean 'Bernalillo'?"),
        ("Balitmore", "MD", "there is no county 'Balitmore' in Maryland", "'Baltimore' or 'Baltimore City'"),
        ("Zzzz", None, "there is no county 'Zzzz' in New Mexico", "five-digit FIPS code"),
        ("", None, "there is no county '' in New Mexico", "five-digit FIPS code"),
        ("County", None, "there is no county 'County' in New Mexico", ""),
        ("Dona", None, "there is no county 'Dona' in New Mexico", "did you mean 'Doña Ana'?"),
        ("Ana", None, "there is no county 'Ana' in New Mexico", ""),
        ("Baltimore", None, "there is no county 'Baltimore' in New Mexico", "is in MD: add --state MD"),
        ("El Paso", None, "there is no county 'El Paso' in New Mexico", "is in CO, TX: add --state CO"),
        ("El Paso", "NM", "there is no county 'El Paso' in New Mexico", ""),
        ("Doña Ana", "TX", "there is no county 'Doña Ana' in Texas", ""),
        ("35014", None, "no county has the FIPS code '35014'", "five digits"),
        ("99999", None, "no county has the FIPS code '99999'", "five digits"),
        ("2", "NM", "no county has the FIPS code '2' in New Mexico", "five digits"),
        ("000", None, "no county has the FIPS code '000' in New Mexico", "five digits"),
        ("350130", None, "there is no county '350130' in New Mexico", "five-digit FIPS code"),
        ("35013", "TX", "35013 is Doña Ana, NM, but --state says TX", "leave out one of the two"),
        ("Doña Ana, NM", "TX", "'Doña Ana, NM' is in New Mexico, but --state says TX", "leave out one of the two"),
        ("Doña Ana, Nex Mexico", None, "there is no state", "did you mean 'New Mexico'?"),
        ("Doña Ana", "N M", "there is no state 'N M'", "did you mean 'NM'?"),
        ("Doña Ana", "ZZ", "there is no state 'ZZ'", "use its two letters, such as NM"),
        ("Doña Ana", "", "there is no state ''", "use its two letters, such as NM"),
    ],
)
def test_what_fits_no_county_is_refused_with_what_to_do(text: str, state: str | None, message: str, hint: str) -> None:
    said, help_ = miss(text, state)
    assert said.startswith(message)
    assert hint in help_


@pytest.mark.parametrize("text", ["Sierra CA", "lincoln-ca"])
def test_the_letters_of_california_are_not_dropped_from_a_name(text: str) -> None:
    assert miss(text)[0] == f"there is no county {text!r} in New Mexico"


def test_a_state_that_was_not_an_option_is_not_called_one() -> None:
    message, _ = miss("35013, TX")
    assert "--state" not in message


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_found_by_letters_and_name(state: str) -> None:
    for text in (state, state.lower(), STATES[state], STATES[state].upper(), STATES[state].replace(" ", "-")):
        assert REGISTER.state(text) == state


# -- what people might type


_PLAIN = [c for c in REGISTER.counties if (c.state, c.name) not in TWINS]
_MARKS = st.sampled_from(["", "", "\u0301", "\u0308", "\u0327"])
_GAPS = st.sampled_from([" ", "  ", "-", "_", "\u00a0", "\t"])


@st.composite
def _written(draw: st.DrawFn, county: County) -> str:
    """A county's name in any case, with stray accents and other gaps between its words."""
    words = []
    for word in re.split(r"[ -]", county.name):
        letters = [draw(st.sampled_from([char.lower(), char.upper()])) for char in word]
        words.append("".join(c + draw(_MARKS) if c.isascii() and c.isalpha() else c for c in letters))
    text = words[0] + "".join(draw(_GAPS) + word for word in words[1:])
    if not county.name.endswith(("City", "Borough")):
        text += draw(st.sampled_from(["", "", " County", " COUNTY", "-county", " Co."]))
    text = draw(st.sampled_from(["", " ", "\n"])) + text + draw(st.sampled_from(["", " ", "  "]))
    return unicodedata.normalize(draw(st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"])), text)


@given(st.data(), st.sampled_from(_PLAIN))
def test_case_accents_and_gaps_make_no_difference(data: Any, county: County) -> None:
    text = data.draw(_written(county))
    assert REGISTER.resolve(text, county.state) == county
    behind = data.draw(st.sampled_from([county.state, county.state.lower(), STATES[county.state]]))
    assert REGISTER.resolve(f"{text}, {behind}") == county


_ENDINGS = re.compile(
    "(county|cnty|cty|co|parish|par|borough|boro|municipality|muni|city|ca|censusarea|cityandborough)?"
)


def _key(text: str) -> str:
    """Letters and digits of a name, without case and accents: written anew, to compare with the program."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text)).casefold()
    return re.sub(r"sainte?\b", lambda m: "st" + m[0][5:], "".join(c for c in plain if not unicodedata.combining(c)))


def _says(text: str, county: County) -> bool:
    """Whether a text is a county's name or code, and nothing else."""
    name, _, behind = text.rpartition(",")
    text = name if name and re.search(r"\w", behind) else text
    if text.strip().isascii() and text.strip().isdigit():
        return county.fips.endswith(text.strip().zfill(3)) or county.fips == text.strip().zfill(5)
    written, own = (re.sub(r"[\W_]", "", _key(part)) for part in (text, county.name))
    bases = {own, re.sub("(city|cityandborough)$", "", own)}
    return any(written.startswith(base) and _ENDINGS.fullmatch(written[len(base) :]) for base in bases)


@st.composite
def _misspelled(draw: st.DrawFn) -> str:
    """A county's name or code with a few characters changed, added or left out."""
    county = draw(st.sampled_from(REGISTER.counties))
    text = list(draw(st.sampled_from([county.name, county.fips, county.full_name, county.fips[2:]])))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(text)))
        text[at : at + draw(st.integers(0, 2))] = draw(st.text("aeinosy 0139-,.'ñ", max_size=2))
    return "".join(text)


@given(st.text(max_size=12) | _misspelled(), st.none() | st.sampled_from(sorted(STATES)))
@example("Doña Ana", None)
@example("Sta. Fe", None)
@example("Dona An", None)
@example("Baltimore", "MD")
def test_nothing_is_guessed(text: str, state: str | None) -> None:
    try:
        found = REGISTER.resolve(text, state)
    except UsageError:
        return
    assert _says(text, found)
    assert state in (None, found.state)


@given(_misspelled())
def test_the_nearest_names_are_counties_of_the_state(text: str) -> None:
    try:
        REGISTER.resolve(text, "NM")
    except UsageError as error:
        hint = error.problems[0].hint or ""
    else:
        return
    assert hint
    names = re.findall(r"'([^']*)'", hint) if hint.startswith("did you mean") else []
    assert set(names) <= {county.name for county in REGISTER.of_state("NM")} | set(STATES) | set(STATES.values())


# -- the register file


def test_a_register_starts_with_its_header() -> None:
    assert parse_register("fips,name,state\n35013,Doña Ana,NM\n", "c.csv") == (DONA_ANA,)
    for text in ("", "fips,state,name\n"):
        with pytest.raises(Exception, match="the register starts with fips,name,state"):
            parse_register(text, "c.csv")


# -- on the command line


@pytest.mark.parametrize(
    ("arguments", "fips"),
    [
        (["--county", unicodedata.normalize("NFD", "Doña Ana")], ["35013"]),
        (["--county", "13", "--state", "new mexico"], ["35013"]),
        (["--county", "DeBaca", "-c", "35013", "-c", " doña ana "], ["35011", "35013"]),
        (["--county", "Baltimore City", "--state", "md"], ["24510"]),
    ],
)
def test_counties_named_on_the_command_line(jt: Callable[..., Any], arguments: list[str], fips: list[str]) -> None:
    done = jt("rank", *arguments, "--format", "jsonl", "--top", "1")
    assert done.code == 0, done.err
    found = [json.loads(line)["county_fips"] for line in done.out.splitlines()]
    assert list(dict.fromkeys(found)) == fips


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--county", "Baltimore", "--state", "MD"], ["Baltimore (24005)", "Baltimore City (24510)", "help: "]),
        (["--county", "Dona Anna"], ["'Dona Anna'", "help: did you mean 'Doña Ana'?"]),
        (["--county", "Doña Ana", "--county", "Dona Anna"], ["'Dona Anna'", "help: did you mean 'Doña Ana'?"]),
        (["--county", "35013", "--state", "TX"], ["35013 is Doña Ana, NM", "help: "]),
        (
            ["--county", "Doña Ana", "--state", "Nuevo México"],
            ["there is no state", "help: did you mean 'New Mexico'?"],
        ),
        ([], ["no county was named", "help: add --county"]),
    ],
)
def test_a_county_that_is_none_ends_with_exit_code_2(
    jt: Callable[..., Any], arguments: list[str], said: list[str]
) -> None:
    done = jt("rank", *arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.count("error: ") == 1
    assert all(part in done.err for part in said), done.err
