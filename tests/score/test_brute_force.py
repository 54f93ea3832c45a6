"""The program's scores against an independent, naive computation of the same formulas."""

from __future__ import annotations

import csv
import random
from functools import cache
from pathlib import Path

import pytest

import brute_force
from jobtraining_cli.models.county import County
from jobtraining_cli.pipeline import Engine
from jobtraining_cli.workspace import Workspace

DATA = Path(__file__).resolve().parents[2] / "data"
ACS = DATA / "barriers" / "us-acs-2020.csv"
EXAMPLE = DATA / "examples" / "barriers" / "illustrative-2026.csv"
TOLERANCE = 1e-9


def counties() -> list[County]:
    with (DATA / "counties.csv").open(encoding="utf-8", newline="") as file:
        return [County(row["fips"], row["name"], row["state"]) for row in csv.DictReader(file)]


REGISTER = {county.fips: county for county in counties()}
NEW_MEXICO = [fips for fips, county in REGISTER.items() if county.state == "NM"]
ELSEWHERE = [fips for fips, county in REGISTER.items() if county.state != "NM"][::77]


@cache
def catalogue() -> brute_force.Catalogue:
    return brute_force.read_catalogue(DATA)


@cache
def acs() -> tuple[dict[str, object], dict[str, list[brute_force.Row]]]:
    sidecar, rows = brute_force.read_table(ACS)
    by_county: dict[str, list[brute_force.Row]] = {}
    for row in rows:
        by_county.setdefault(row["fips"], []).append(row)
    return sidecar, by_county


@cache
def engine(survey: str | None = None) -> Engine:
    return Engine(Workspace.open(), survey)


def compare(ranking, reach, places) -> None:
    """Every reach, score, rank and contribution of a ranking, and nothing more than those."""
    used = {b.barrier: b.used for b in ranking.barriers if b.used is not None}
    assert used == pytest.approx({barrier: float(100 * share) for barrier, share in reach.items()}, abs=TOLERANCE)
    assert {p.code: (p.rank, p.best_edge_rank) for p in ranking.projects} == {
        code: (place.rank, place.best_edge_rank) for code, place in places.items()
    }
    for project in ranking.projects:
        place = places[project.code]
        assert project.fit_score == pytest.approx(float(place.fit_score), abs=TOLERANCE)
        assert project.relief_index == pytest.approx(float(place.relief_index), abs=TOLERANCE)
        points = {c.barrier: c.fit_points for c in project.contributions if c.fit_points is not None}
        assert points == pytest.approx({barrier: float(term) for barrier, term in place.points.items()}, abs=TOLERANCE)
        assert sum(points.values()) == pytest.approx(project.fit_score, abs=TOLERANCE)
    order = [p.rank for p in ranking.projects]
    assert order == sorted(order)


def test_the_counties_are_those_meant():
    assert len(NEW_MEXICO) == 33
    assert len({REGISTER[fips].state for fips in ELSEWHERE}) >= 25
    assert len(ELSEWHERE) >= 40


@pytest.mark.parametrize("fips", [*NEW_MEXICO, *ELSEWHERE])
def test_indicators(fips):
    sidecar, rows = acs()
    reach = brute_force.reaches(sidecar, rows[fips], fips)
    ranking = engine().rank(REGISTER[fips])
    assert ranking.survey.id == "us-acs-2020"
    assert len(ranking.projects) > 10
    compare(ranking, reach, brute_force.rank(catalogue(), reach))


@pytest.mark.parametrize("fips", ["35013", "35053"])
def test_illustrative_survey(fips):
    reach = brute_force.reaches(*brute_force.read_table(EXAMPLE), fips)
    ranking = engine("illustrative-2026").rank(REGISTER[fips])
    assert {b.barrier for b in ranking.barriers if b.status == "hidden"}
    assert len(ranking.projects) > 10
    compare(ranking, reach, brute_force.rank_county(DATA, EXAMPLE, fips))


def test_illustrative_county_with_too_few_answers():
    ranking = engine("illustrative-2026").rank(REGISTER["35021"])
    assert ranking.projects == ()
    assert brute_force.rank_county(DATA, EXAMPLE, "35021") == {}


def made_survey(folder: Path, base: str, seed: int) -> Path:
    """A random survey of one county, of a size at which some figures are hidden and some are shown."""
    draw = random.Random(f"{base} {seed}")
    asked = draw.randint(60, 400)
    needed = draw.randint(45, asked)
    had = draw.randint(31, needed)
    size = {"respondents": asked, "needed": needed, "difficulty": had}[base]
    # Whether a count that leaves out few of those who needed it may be shown is a matter of its own.
    most = min(needed - 11, asked - 22) if base == "respondents" else size
    rows = [f"35013,need,,{needed},{asked}", f"35013,difficulty,,{had},{needed}"]
    barriers = draw.sample(catalogue().barriers, draw.randint(3, 12))
    counts = [
        draw.choice([0, draw.randint(1, 12), draw.randint(0, most), most - draw.randint(0, 12)]) for _ in barriers
    ]
    rows += [f"35013,barrier,{barrier},{count},{size}" for barrier, count in zip(barriers, counts, strict=True)]
    draw.shuffle(rows)
    return brute_force.write_table(folder, base, rows)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("base", ["respondents", "needed", "difficulty"])
def test_made_surveys(tmp_path, base, seed):
    table = made_survey(tmp_path, base, seed)
    reach = brute_force.reaches(*brute_force.read_table(table), "35013")
    ranking = Engine(Workspace.open(tmp_path), "made").rank(REGISTER["35013"])
    if not any(barrier.reach for barrier in ranking.barriers):
        # Only where the table itself has nothing above zero that may be shown.
        with Path(table).open(encoding="utf-8", newline="") as file:
            rows = [r for r in csv.DictReader(file) if r["barrier"] and not r.get("group") and r.get("count")]
        assert base == "respondents" or not any(10 < int(r["count"]) < int(r["base_n"]) - 10 for r in rows)
        assert (ranking.supported, ranking.projects) == (False, ())
        return
    compare(ranking, reach, brute_force.rank_county(DATA, table, "35013"))


WEIGHTED = [
    "35013,need,,200,300,68.5,250",
    "35013,difficulty,,120,200,55.25,170",
    "35013,barrier,cost,60,120,41.3,100",
    "35013,barrier,transport,4,120,2.5,100",
    "35013,barrier,language,30,120,33.3,100",
]


@pytest.mark.parametrize("base", ["needed", "difficulty"])
def test_weighted_survey(tmp_path, base):
    rows = [row.replace(",120,", ",200,") if base == "needed" and "barrier" in row else row for row in WEIGHTED]
    columns = "fips,measure,barrier,count,base_n,percent,n_eff"
    table = brute_force.write_table(tmp_path, base, rows, columns=columns, more="weighting: raked to age\n")
    reach = brute_force.reaches(*brute_force.read_table(table), "35013")
    factor = 0.5525 if base == "difficulty" else 1
    assert float(reach["cost"]) == pytest.approx(0.413 * factor)
    ranking = Engine(Workspace.open(tmp_path), "made").rank(REGISTER["35013"])
    compare(ranking, reach, brute_force.rank_county(DATA, table, "35013"))
