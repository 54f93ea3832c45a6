"""No output of any verb, in any format, says more than the protected table: not even to somebody who calculates."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import brute_force
from jobtraining_cli.cli.main import run
from jobtraining_cli.pipeline import Engine
from jobtraining_cli.workspace import Workspace

DATA = Path(__file__).resolve().parents[2] / "data"
FIPS = "35013"
FEW = 10
BARRIERS = ("cost", "transport", "child_care", "awareness", "language", "discrimination", "relevance", "schedule")
COLUMNS = "fips,measure,barrier,count,base_n,percent,n_eff,moe90"
EXPLAINED = "9.2"


@dataclass(frozen=True)
class Twins:
    """Two surveys that differ only where a reader must not see it."""

    base: str
    first: list[str]
    second: list[str]


def output(capsys, folder: Path, base: str, rows: list[str], *arguments: str) -> tuple[str, str]:
    """What a verb writes on stdout and on stderr."""
    brute_force.write_table(folder, base, rows, columns=COLUMNS, more="weighting: raked\n")
    code = run([*arguments, "--county", FIPS, "--survey", "made", "--data", str(folder)])
    captured = capsys.readouterr()
    assert code == 0, captured.err
    return captured.out, captured.err


def document(capsys, folder: Path, base: str, rows: list[str], *arguments: str) -> dict:
    return json.loads(output(capsys, folder, base, rows, *arguments, "--json")[0])


COMMANDS = [
    (*verb, "--format", how, *more)
    for verb in (("rank",), ("explain", EXPLAINED))
    for how, more in (("json", ()), ("csv", ()), ("md", ()), ("table", ("--wide",)))
]


def assert_alike(capsys, folder: Path, twins: Twins, commands) -> None:
    assert twins.first != twins.second
    for command in commands:
        outputs = [output(capsys, folder, twins.base, rows, *command) for rows in (twins.first, twins.second)]
        assert outputs[0] == outputs[1], command


FIXED = [f"{FIPS},barrier,cost,90,214,,,", f"{FIPS},barrier,transport,40,214,,,"]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_twins_can_be_told_apart_where_a_shown_figure_differs(capsys, tmp_path, command):
    outputs = [
        output(capsys, tmp_path, "needed", [*FIXED, f"{FIPS},barrier,eligibility,{count},214,,,"], *command)
        for count in (60, 61)
    ]
    assert outputs[0] != outputs[1]


# Rows that stay, and rows that change, shortened: measure, barrier, count, base_n, percent, n_eff, moe90.
HIDDEN_CHANGES = [
    (
        "needed",
        FIXED,
        ["barrier,language,1,214", "barrier,other,10,214"],
        ["barrier,language,9,214", "barrier,other,2,214"],
    ),
    ("needed", FIXED, ["barrier,eligibility,204,214"], ["barrier,eligibility,214,214"]),
    # So few that not even the number of people is shown.
    ("needed", [], ["barrier,eligibility,1,4", "barrier,cost,0,4"], ["barrier,eligibility,8,10", "barrier,cost,10,10"]),
    (
        "needed",
        [],
        ["barrier,eligibility,1,18", "barrier,cost,18,18"],
        ["barrier,eligibility,17,18", "barrier,cost,2,18"],
    ),
    # Weighted: the percentage would tell as well as the count.
    ("needed", FIXED, ["barrier,eligibility,3,214,4.5,150"], ["barrier,eligibility,7,214,1.25,150"]),
    ("needed", FIXED, ["barrier,eligibility,,214,1.4"], ["barrier,eligibility,,214,4.2"]),
    # A percentage of an effective size, and one with its margin, which would give it back.
    ("needed", FIXED, ["barrier,eligibility,,,2,150"], ["barrier,eligibility,,,6.1,150"]),
    ("needed", FIXED, ["barrier,eligibility,,,3,,2"], ["barrier,eligibility,,,4,,2.5"]),
    # Who needed it, and who had difficulty: in the unit of reach as elsewhere.
    (
        "respondents",
        FIXED,
        ["need,,206,214", "barrier,language,204,214"],
        ["need,,213,214", "barrier,language,211,214"],
    ),
    ("respondents", FIXED, ["need,,206,214", "difficulty,,100,206"], ["need,,212,214", "difficulty,,70,210"]),
    ("respondents", [], ["need,,4,214", "barrier,eligibility,2,214"], ["need,,9,214", "barrier,eligibility,8,214"]),
    ("needed", FIXED, ["need,,291,300"], ["need,,299,300"]),
    ("difficulty", FIXED, ["difficulty,,216,224"], ["difficulty,,223,224"]),
    ("difficulty", FIXED, ["difficulty,,220,300", "need,,301,310"], ["difficulty,,220,300", "need,,309,310"]),
]


@pytest.mark.parametrize("number", range(len(HIDDEN_CHANGES)))
def test_hidden_counts_change_no_output(capsys, tmp_path, number):
    base, shared, first, second = HIDDEN_CHANGES[number]
    rows = [[*shared, *[f"{FIPS},{row}" + "," * (6 - row.count(",")) for row in rows]] for rows in (first, second)]
    # JSON says the most; the other formats take turns.
    commands = [COMMANDS[place] for place in (0, 4, 1 + number % 3, 5 + number % 3)]
    assert_alike(capsys, tmp_path, Twins(base, *rows), commands)


# Of each size of base: the counts that read alike because they are hidden, and some that are shown.
ALIKE = {8: [(0, 8)], 15: [(1, 15)], 31: [(1, 10), (21, 31)], 214: [(1, 10), (204, 214)]}
SHOWN = {8: [], 15: [(0, 0)], 31: [(0, 0), (11, 20)], 214: [(0, 0), (11, 203)]}


@st.composite
def twin_surveys(draw) -> Twins:
    base, size, weighted = draw(
        st.tuples(st.sampled_from(["needed", "difficulty"]), st.sampled_from(list(ALIKE)), st.booleans())
    )
    first, second = [], []
    for barrier in draw(st.lists(st.sampled_from(BARRIERS), min_size=3, max_size=8, unique=True)):
        low, high = draw(st.sampled_from(ALIKE[size] + SHOWN[size]))
        figures = st.tuples(st.integers(low, high), st.integers(0, 100))
        one = draw(figures)
        other = draw(figures) if (low, high) in ALIKE[size] else one
        for rows, (count, percent) in ((first, one), (second, other)):
            rows.append(
                f"{FIPS},barrier,{barrier},{count},{size}," + (f"{percent},{min(size, 150)}," if weighted else ",,")
            )
    return Twins(base, first, second)


@pytest.mark.slow
@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(twin_surveys().filter(lambda twins: twins.first != twins.second))
def test_hidden_counts_change_no_output_whatever_the_survey(capsys, tmp_path, twins):
    commands = [c for c in COMMANDS if c[0] == "rank" or "json" in c]
    assert_alike(capsys, tmp_path, twins, commands)


def numbers(value: object) -> Iterator[float]:
    """Every number in a JSON document."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from numbers(item)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)


SIZE = 214
TRUTH = {
    "cost": 90,
    "transport": 7,
    "child_care": 52,
    "awareness": 3,
    "language": 9,
    "discrimination": 60,
    "relevance": 31,
    "schedule": 1,
}
HIDDEN = [barrier for barrier, count in TRUTH.items() if count <= FEW]


def survey_rows(counts: dict[str, int]) -> list[str]:
    return [f"{FIPS},barrier,{barrier},{count},{SIZE},,," for barrier, count in counts.items()]


def coverage(codes: list[str], barriers: list[str]) -> np.ndarray:
    """What everybody can look up: the catalogue and the policy."""
    catalogue = brute_force.read_catalogue(DATA)
    worth = {
        code: {b: catalogue.fit[fit] * catalogue.strength[r] for b, fit, r in catalogue.edges[code]} for code in codes
    }
    return np.array([[float(worth[code].get(barrier, 0)) for barrier in barriers] for code in codes])


def attack(relief: dict[str, float], shown: dict[str, float]) -> dict[str, float]:
    """The hidden counts that explain the published indices best, by least squares."""
    codes = sorted(relief)
    rest = np.array([relief[code] for code in codes]) - coverage(codes, list(shown)) @ np.array(list(shown.values()))
    unknowns = coverage(codes, HIDDEN)
    assert np.linalg.matrix_rank(unknowns) == len(HIDDEN), "the attack could not succeed on anything"
    found, *_ = np.linalg.lstsq(unknowns, rest, rcond=None)
    return dict(zip(HIDDEN, (found * SIZE / 100).tolist(), strict=True))


def test_the_attack_recovers_counts_from_scores_of_the_raw_table(tmp_path):
    reach = {barrier: brute_force.Fraction(count, SIZE) for barrier, count in TRUTH.items()}
    places = brute_force.rank(brute_force.read_catalogue(DATA), reach)
    shown = {barrier: float(100 * share) for barrier, share in reach.items() if barrier not in HIDDEN}
    for digits in (9, 1):
        relief = {code: round(float(place.relief_index), digits) for code, place in places.items()}
        assert attack(relief, shown) == pytest.approx({b: TRUTH[b] for b in HIDDEN}, abs=0.5)


@pytest.mark.parametrize(
    "truth", [TRUTH, TRUTH | {"transport": 1, "awareness": 10, "language": 4, "schedule": 8}], ids=["one", "other"]
)
def test_the_attack_finds_the_middle_and_not_the_truth(capsys, tmp_path, truth):
    (ranking,) = document(capsys, tmp_path, "needed", survey_rows(truth), "rank")["rankings"]
    shown = {b["barrier"]: b["reach"] for b in ranking["barriers"] if b["reach"] is not None}
    assert set(shown) == set(TRUTH) - set(HIDDEN)
    relief = {p["code"]: p["relief_index"] for p in ranking["projects"]}
    assert attack(relief, shown) == pytest.approx(dict.fromkeys(HIDDEN, 5.5), abs=1e-5)
    fit = {p["code"]: p["fit_score"] for p in ranking["projects"]}
    total = sum(b["reach"] if b["reach"] is not None else b["assumed"] or 0 for b in ranking["barriers"])
    assert attack({code: score * total / 100 for code, score in fit.items()}, shown) == pytest.approx(
        dict.fromkeys(HIDDEN, 5.5), abs=1e-5
    )


@pytest.mark.slow
def test_every_hidden_count_fits_the_outputs_as_well_as_the_true_one(tmp_path):
    # Ten to the fourth tables, of which the corners and a few more: all publish the same numbers.
    seen = set()
    for counts in ([1, 1, 1, 1], [10, 10, 10, 10], [1, 10, 1, 10], [7, 3, 9, 1], [2, 8, 5, 6]):
        rows = survey_rows(TRUTH | dict(zip(HIDDEN, counts, strict=True)))
        brute_force.write_table(tmp_path, "needed", rows, columns=COLUMNS, more="weighting: raked\n")
        engine = Engine(Workspace.open(tmp_path), "made")
        county = engine.workspace.register.by_fips[FIPS]
        found = engine.rank(county)
        seen.add(repr([found, *[engine.explain(county, p.code).swaps for p in found.projects]]))
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("base", "more", "factors"),
    [
        ("needed", ["need,,214,401", "difficulty,,97,214"], [1, 97 / SIZE]),
        ("difficulty", ["need,,353,401", "difficulty,,214,353"], [1, SIZE / 353]),
        ("respondents", ["need,,208,214"], [1, SIZE / 208, 208 / SIZE]),
    ],
)
def test_no_number_in_any_document_is_a_hidden_share(capsys, tmp_path, base, more, factors):
    rows = [*survey_rows(TRUTH), *[f"{FIPS},{row},,," for row in more]]
    told = [TRUTH[b] / SIZE * factor for b in HIDDEN for factor in factors]
    told += [208 / SIZE, SIZE / 208] if base == "respondents" else []
    shown = [TRUTH["cost"] / SIZE * factor for factor in factors]
    for verb in (("rank",), ("explain", EXPLAINED)):
        found = np.array(list(numbers(document(capsys, tmp_path, base, rows, *verb))))

        def stands_there(share, found=found) -> bool:
            return bool((np.abs(found - share) < 1e-8).any() or (np.abs(found - 100 * share) < 1e-6).any())

        assert base == "respondents" or any(map(stands_there, shown)), "shown shares are found"
        assert [share for share in told if stands_there(share)] == []
