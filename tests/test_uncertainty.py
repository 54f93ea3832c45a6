"""How sure a ranking is, as `jt rank --json` tells it: every figure against plain loops over the same draws."""

from __future__ import annotations

import csv
import json
import random
from functools import cache
from math import log
from pathlib import Path

import pytest

import brute_force
import brute_force_draws
from brute_force_draws import Draw, Told
from jobtraining_cli.estimate.draws import reach_draws
from jobtraining_cli.estimate.reach import CountyReach
from jobtraining_cli.load.weights import load_weights
from jobtraining_cli.pipeline import Engine
from jobtraining_cli.pipeline.stakeholders import weigh
from jobtraining_cli.score.judgement import judgement_draws
from jobtraining_cli.workspace import Workspace

DATA = Path(__file__).resolve().parents[1] / "data"
TABLES = {
    "us-acs-2020": DATA / "barriers" / "us-acs-2020.csv",
    "illustrative-2026": DATA / "examples" / "barriers" / "illustrative-2026.csv",
}
MODES = ("data", "judgement", "both")
OF_PROJECTS = (
    "p_first", "p_first_mcse", "rank_low", "rank_high", "expected_rank", "expected_rank_mcse", "tier", "tier_label",
    "tier_borderline", "p_beats_next", "p_beats_next_mcse", "rank_without_prior_dominated",
)  # fmt: skip
NEAR = {"abs": 1e-9}


@pytest.fixture
def rank(jt):
    """The ranking of one county from the JSON output."""

    def call(*arguments: str) -> dict:
        done = jt("rank", "--json", *arguments)
        assert done.code == 0, done.err
        (found,) = json.loads(done.out)["rankings"]
        return found

    return call


@cache
def rows_of(path: Path, fips: str) -> tuple[dict, list[dict]]:
    sidecar, rows = brute_force.read_table(path)
    return sidecar, [row for row in rows if row["fips"] == fips]


class Draws:
    """The program's own draws for a county, and what plain loops make of them."""

    def __init__(
        self, fips: str, survey: str, table: Path, count: int, seed: int, data: Path | None = None, weights: str = ""
    ) -> None:
        space = Workspace.open(data, "--data") if data else Workspace.open()
        engine = Engine(space, survey)
        county = CountyReach(engine.tables.table_for(space.register.resolve(fips)), fips, space.taxonomy, "Job Training")
        self.catalogue = brute_force.read_catalogue(data or DATA)
        names = sorted(self.catalogue.barriers)
        self.reach = {b: float(r) for b, r in brute_force.reaches(*rows_of(table, fips), fips).items()}
        self.drawn = [dict(zip(names, row, strict=True)) for row in reach_draws(county, count, seed).tolist()]
        self.judged = judgement_draws(space.policy, count, seed)
        self.count = count
        self.weights = None
        if weights:
            used = weigh(load_weights(Path(weights), space.taxonomy), weights, county.barriers, count, seed)
            self.weights = [dict(zip(names, row, strict=True)) for row in used.drawn.tolist()]

    def edges(self, codes: list[str]) -> dict[str, list[brute_force.Edge]]:
        return {code: self.catalogue.edges[code] for code in codes}

    def told(self, mode: str, codes: list[str], mean: dict[str, float] | None = None) -> Told:
        point = {rating: float(value) for rating, value in self.catalogue.strength.items()}
        judged = {
            rating: values if isinstance(values, float) else values.tolist()
            for rating, values in self.judged.strengths.items()
        }

        def one(m: int) -> Draw:
            reach = self.reach if mode == "judgement" else {b: self.drawn[m][b] for b in self.reach}
            weight = None if self.weights is None else mean if mode == "data" else self.weights[m]
            if mode == "data":
                return Draw(reach, point, float(self.catalogue.fit["partial"]), weight)
            strength = {rating: values if isinstance(values, float) else values[m] for rating, values in judged.items()}
            return Draw(reach, strength, float(self.judged.partial[m]), weight)

        return brute_force_draws.tell(self.edges(codes), [one(m) for m in range(self.count)])


def compare(ranking: dict, draws: Draws, mode: str, mean: dict[str, float] | None = None) -> None:
    """Every figure about uncertainty in a ranking."""
    found, projects = ranking["uncertainty"], ranking["projects"]
    codes = [p["code"] for p in projects]
    assert [p["rank"] for p in projects] == sorted(p["rank"] for p in projects)
    assert (found["mode"], found["draws"], found["data_draws"]) == (mode, draws.count, "jeffreys")
    told = {name: draws.told(name, codes, mean) for name in MODES}
    for name, expected in told.items():
        got = found["modes"][name]
        assert got["rank_acceptability"] == expected.acceptability
        assert got["expected_rank"] == pytest.approx(expected.expected, **NEAR)
        assert got["expected_rank_mcse"] == pytest.approx(expected.expected_error, **NEAR)
        assert {code: tuple(ends) for code, ends in got["rank_interval"].items()} == expected.interval
        assert got["mean_interval_width"] == pytest.approx(expected.width, **NEAR)
        for code in codes:
            shares = {other: expected.share(code, other) for other in codes if other != code}
            errors = {other: brute_force_draws.standard_error(s, draws.count) for other, s in shares.items()}
            assert got["pairwise"][code] == shares
            assert got["pairwise_mcse"][code] == pytest.approx(errors, **NEAR)
            assert sum(got["rank_acceptability"][code]) == pytest.approx(1, **NEAR)
            by_rank = sum(r * b for r, b in enumerate(got["rank_acceptability"][code], 1))
            assert got["expected_rank"][code] == pytest.approx(by_rank, **NEAR)
            assert all(s + got["pairwise"][other][code] <= 1 + 1e-12 for other, s in shares.items())
    for name in ("rank_acceptability", "pairwise", "pairwise_mcse"):
        assert found[name] == found["modes"][mode][name]
    assert found["driver"] == brute_force_draws.driver(told["data"].width, told["judgement"].width)
    one = told[mode]
    places = brute_force_draws.tiers(codes, one)
    ids = {p["code"]: p["id"] for p in projects}
    for row, project in enumerate(projects):
        code = project["code"]
        first = one.acceptability[code][0]
        assert (project["p_first"], project["rank_low"], project["rank_high"]) == (first, *one.interval[code])
        assert project["p_first_mcse"] == pytest.approx(brute_force_draws.standard_error(first, draws.count), **NEAR)
        assert project["expected_rank"] == found["modes"][mode]["expected_rank"][code]
        assert project["expected_rank_mcse"] == found["modes"][mode]["expected_rank_mcse"][code]
        tier, opener, close = places[code]
        label = None if opener == code else f"not separated from {ids[opener]}"
        assert (project["tier"], project["tier_label"], project["tier_borderline"]) == (tier, label, close)
        below = codes[row + 1] if row + 1 < len(codes) else None
        beats = None if below is None else one.share(code, below)
        error = None if beats is None else pytest.approx(brute_force_draws.standard_error(beats, draws.count), **NEAR)
        assert (project["p_beats_next"], project["p_beats_next_mcse"]) == (beats, error)


def sizes(path: Path, fips: str) -> dict[str, float]:
    """How many people each barrier's figure is worth, from the file."""
    found = {}
    for row in rows_of(path, fips)[1]:
        if not row["barrier"] or row.get("group"):
            continue
        if row.get("base_n"):
            found[row["barrier"]] = float(row["base_n"])
            continue
        p, margin = float(row["percent"]) / 100, float(row["moe90"]) / 100
        if margin:
            ends = log(0.05) / log(1 - margin) if p in {0, 1} else None
            found[row["barrier"]] = ends or p * (1 - p) / (margin / 1.645) ** 2
    return found


def compare_point(ranking: dict, draws: Draws, table: Path) -> None:
    """What is told without draws: the barriers that the prior decides, and the edges that decide the first place."""
    found, codes = ranking["uncertainty"], [p["code"] for p in ranking["projects"]]
    weak = {barrier for barrier, size in sizes(table, ranking["county"]["fips"]).items() if size < 30}
    assert set(found["prior_dominated"]) == weak
    assert {b["barrier"] for b in ranking["barriers"] if "prior_dominated" in b["flags"]} == weak
    exact = brute_force.reaches(*rows_of(table, ranking["county"]["fips"]), ranking["county"]["fips"])
    rest = brute_force.rank(draws.catalogue, {b: r for b, r in exact.items() if b not in weak}) if weak else {}
    expected = {code: rest[code].rank if code in rest else None for code in codes}
    assert {p["code"]: p["rank_without_prior_dominated"] for p in ranking["projects"]} == expected
    point = {rating: float(value) for rating, value in draws.catalogue.strength.items()}
    one = Draw(draws.reach, point, float(draws.catalogue.fit["partial"]))
    edges = draws.edges(codes)
    # Changes of two projects help no one: a set that is enough has changes of the first and of one other.
    fewest = [brute_force_draws.fewest_changes({c: edges[c] for c in (codes[0], code)}, codes[0], one) for code in codes[1:]]
    changes = found["edge_changes"]
    assert found["edge_changes_to_displace_first"] == min((n for n in fewest if n is not None), default=None)
    if changes is not None:
        assert len(changes) == found["edge_changes_to_displace_first"]
        made = brute_force_draws.changed(edges, [(c["code"], c["barrier"], c["to"]) for c in changes])
        scores = brute_force_draws.scores(made, one)
        assert max(scores.values()) > scores[codes[0]]


@pytest.mark.parametrize(
    ("fips", "survey", "mode", "count", "seed"),
    [
        ("35013", "illustrative-2026", "both", 200, 1),
        ("35053", "illustrative-2026", "data", 101, 7),
        ("35013", "us-acs-2020", "judgement", 100, 0),
        ("35021", "us-acs-2020", "both", 150, 2**63 - 1),
        ("35031", "us-acs-2020", "data", 100, 3),
        ("48453", "us-acs-2020", "both", 100, 4),
    ],
)
def test_every_figure(fips, survey, mode, count, seed, rank):
    options = ("--survey", survey, "--uncertainty", mode, "--draws", str(count), "--seed", str(seed))
    ranking = rank("-c", fips, *options)
    draws = Draws(fips, survey, TABLES[survey], count, seed)
    assert ranking["uncertainty"]["seed"] == seed
    compare(ranking, draws, mode)
    compare_point(ranking, draws, TABLES[survey])


def test_defaults_are_both_two_thousand_and_one(jt):
    plain = jt("rank", "--json", "-c", "35053")
    told = jt("rank", "--json", "-c", "35053", "--uncertainty", "both", "--draws", "2000", "--seed", "1")
    assert plain.out == told.out
    assert json.loads(plain.out)["rankings"][0]["uncertainty"]["draws"] == 2000


PEOPLE = """schema: 1
rest: 1
people:
  - weights: {cost: 3, transport: 1}
  - weights: {cost: 1, transport: 4, awareness: 0}
  - weights: {cost: 2, distance: 5}
"""


def test_weights_of_people_are_drawn_as_judgement(tmp_path, rank):
    (tmp_path / "w.yaml").write_text(PEOPLE)
    options = ("--survey", "illustrative-2026", "--draws", "120", "--seed", "5", "--weights", str(tmp_path / "w.yaml"))
    ranking = rank("-c", "35053", *options)
    draws = Draws("35053", "illustrative-2026", TABLES["illustrative-2026"], 120, 5, weights=str(tmp_path / "w.yaml"))
    people = [{"cost": 3, "transport": 1}, {"cost": 1, "transport": 4, "awareness": 0}, {"cost": 2, "distance": 5}]
    whole = [sum(one.get(b, 1) for b in draws.reach) / len(draws.reach) for one in people]
    mean = {b: sum(one.get(b, 1) / w for one, w in zip(people, whole, strict=True)) / 3 for b in draws.reach}
    compare(ranking, draws, "both", mean)
    assert ranking["stakeholders"]["drawn"] is True


def without_lines(value):
    """The same without the numbers of lines, and without sentences, which tell them."""
    if isinstance(value, dict):
        skipped = ("line", "reach_note", "place", "digests")
        return {key: without_lines(one) for key, one in value.items() if key not in skipped}
    return [without_lines(one) for one in value] if isinstance(value, list) else value


def test_one_county_alone_and_among_many(jt):
    options = ("--survey", "illustrative-2026", "--draws", "100", "--format", "jsonl")
    alone = [jt("rank", "-c", fips, *options).out for fips in ("35053", "35013")]
    together = jt("rank", "-c", "35013", "-c", "35053", *options).out
    other_way = jt("rank", "-c", "35053", "-c", "35013", *options).out
    assert (together, other_way) == (alone[1] + alone[0], alone[0] + alone[1])
    acs = ("--survey", "us-acs-2020", "--draws", "100", "--json")
    many = json.loads(jt("rank", *(f"--county={fips}" for fips in ("35001", "35021", "35031")), *acs).out)["rankings"]
    assert [json.dumps(one) for one in many] == [
        json.dumps(json.loads(jt("rank", "-c", one["county"]["fips"], *acs).out)["rankings"][0]) for one in many
    ]


@pytest.mark.parametrize("survey", ["illustrative-2026", "us-acs-2020"])
@pytest.mark.parametrize("change", ["shuffled", "reversed", "alone"])
def test_other_rows_and_their_order_do_not_matter(survey, change, tmp_path, rank):
    path = TABLES[survey]
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    # Medians of a state's indicators are of its other counties.
    rows = [row for row in rows if row[0][:2] == "35"]
    if change == "shuffled":
        random.Random(2).shuffle(rows)
    elif change == "reversed":
        rows.reverse()
    elif survey == "illustrative-2026":
        rows = [row for row in rows if row[0] == "35053"]
    else:
        rows = [row for row in rows if row[0] != "35013"]
    (tmp_path / "barriers").mkdir()
    with (tmp_path / "barriers" / path.name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    (tmp_path / "barriers" / path.with_suffix(".yaml").name).write_bytes(path.with_suffix(".yaml").read_bytes())
    options = ("-c", "35053", "--survey", survey, "--draws", "100")
    here, there = without_lines(rank(*options)), without_lines(rank(*options, "--data", str(tmp_path)))
    assert here["uncertainty"] == there["uncertainty"]
    if change == "alone" and survey == "us-acs-2020":
        return
    del here["headline"], there["headline"], here["caveats"], there["caveats"]
    assert here == there


def test_what_chance_depends_on(rank):
    options = ("-c", "35053", "--survey", "illustrative-2026", "--draws", "300")
    modes = [rank(*options, "--seed", str(seed))["uncertainty"]["modes"] for seed in (1, 1, 2)]
    assert modes[0] == modes[1]
    assert all(modes[0][name] != modes[2][name] for name in MODES)
    longer = rank("-c", "35053", "--survey", "illustrative-2026", "--draws", "301")["uncertainty"]
    assert longer["draws"] == 301
    assert all(longer["modes"][name] != modes[0][name] for name in MODES)
    assert all(round(share * 301, 6) % 1 == 0 for row in longer["rank_acceptability"].values() for share in row)


def test_what_is_told_of_the_modes_does_not_depend_on_which_is_shown(rank):
    options = ("-c", "35053", "--survey", "illustrative-2026", "--draws", "150")
    found = {mode: rank(*options, "--uncertainty", mode) for mode in MODES}
    first = found["data"]["uncertainty"]
    for mode, ranking in found.items():
        told = ranking["uncertainty"]
        assert [told["modes"], told["driver"]] == [first["modes"], first["driver"]]
        assert told["rank_acceptability"] == told["modes"][mode]["rank_acceptability"]
    assert len({json.dumps(one["uncertainty"]["rank_acceptability"]) for one in found.values()}) == 3


def test_without_draws_all_else_is_as_it_was(rank):
    options = ("-c", "35053", "--survey", "illustrative-2026")
    drawn, plain = rank(*options, "--draws", "100"), rank(*options, "--uncertainty", "none")
    assert set(drawn["uncertainty"]) == set(plain["uncertainty"])
    assert set(plain["uncertainty"].values()) == {None}
    assert all(project[name] is None for project in plain["projects"] for name in OF_PROJECTS)
    for ranking in (drawn, plain):
        for name in ("uncertainty", "headline", "caveats"):
            del ranking[name]
        for project in ranking["projects"]:
            for name in OF_PROJECTS:
                del project[name]
    assert drawn == plain


def test_filters_narrow_what_is_shown_and_nothing_else(rank):
    options = ("-c", "35053", "--survey", "illustrative-2026", "--draws", "100")
    whole, top = rank(*options), rank(*options, "--top", "3")
    assert top["projects"] == whole["projects"][:3]
    assert top["uncertainty"] == whole["uncertainty"]
    acting = rank(*options, "--barrier", "language")
    codes = [p["code"] for p in acting["projects"]]
    assert 1 < len(codes) < len(whole["projects"])
    assert acting["projects"] == [p for p in whole["projects"] if p["code"] in codes]


@pytest.mark.parametrize(
    ("option", "values"),
    [
        ("--draws", ["99", "0", "-5", "abc", "1e3", "100.5", "100001", ""]),
        ("--seed", ["-1", "x", str(2**63), "1.5", ""]),
        ("--uncertainty", ["everything", "dat", "Data ", "1"]),
    ],
)
def test_bad_values_are_usage_errors(option, values, jt):
    for value in values:
        done = jt("rank", "-c", "35053", "--json", f"{option}={value}")
        assert (done.code, done.out) == (2, "")
        assert option in done.err
        assert "Traceback" not in done.err
    assert ("both" in done.err and "judgement" in done.err) or option != "--uncertainty"


PROJECT = """  - code: Job Training.1.{number}
    title: Project {number}
    summary: Made up.
    origin: proposed
    level: [county]
    next_steps: [Begin.]
    addresses: [{edges}]
"""
HEAD = "schema: 1\ntitle: Made up\nservice: Job Training\ninnovations:\n  - {number: 1, name: One, known: sibling, seen_on: Food}\n"


def write_catalogue(folder: Path, *projects: str, policy: str = "") -> Path:
    """A data folder: each project is its edges, `barrier fit rating`, with commas between."""
    text = HEAD + "projects:\n"
    for number, edges in enumerate(projects, 1):
        edges, _, more = edges.partition(";")
        made = ", ".join(
            f"{{barrier: {b}, fit: {fit}, why: Made up., evidence: {{rating: {r}, clearinghouse: Made up}}}}"
            if r != "unrated"
            else f"{{barrier: {b}, fit: {fit}, why: Made up., evidence: {{rating: {r}}}}}"
            for b, fit, r in (edge.split() for edge in edges.split(","))
        )
        text += PROJECT.format(number=number, edges=made) + (f"    {more.strip()}\n" if more else "")
    (folder / "projects.yaml").write_text(text, encoding="utf-8")
    own = f"schema: 1\nid: own\ntitle: Own\n{policy}" if policy else (DATA / "evidence.yaml").read_text(encoding="utf-8")
    (folder / "evidence.yaml").write_text(own, encoding="utf-8")
    (folder / "taxonomy.yaml").write_bytes((DATA / "taxonomy.yaml").read_bytes())
    return folder


COST = ["35013,,cost,80,200", "35013,,transport,60,200", "35013,,language,40,200"]
SOME = "some_evidence"


@pytest.fixture
def own(tmp_path, rank):
    """Ranks Doña Ana on a table and a catalogue of one's own; compares every figure with the loops."""

    def call(projects: list[str], rows: list[str], *options: str, base: str = "needed", policy: str = "") -> dict:
        write_catalogue(tmp_path, *projects, policy=policy)
        path = brute_force.write_table(tmp_path, base, rows)
        rows_of.cache_clear()
        ranking = rank("-c", "35013", "--survey", "made", "--data", str(tmp_path), "--draws", "150", *options)
        if ranking["projects"]:
            compare(ranking, Draws("35013", "made", path, 150, 1, tmp_path), ranking["uncertainty"]["mode"])
            compare_point(ranking, Draws("35013", "made", path, 150, 1, tmp_path), path)
        return ranking

    return call


FOUR = [f"cost full {SOME}, language partial unrated", "transport full mixed", "cost partial unrated", "language full mixed"]


@pytest.mark.parametrize(
    "policy",
    [
        "levels: [{id: some_evidence, label: S, strength: 0.9}, {id: mixed, label: M, strength: 0.2}]\n",
        "levels: [{id: some_evidence, label: S, strength: 0.4}, {id: mixed, label: M, strength: 0.4}]\n",
        "levels: [{id: some_evidence, label: S, strength: 1}, {id: mixed, label: M, strength: 0}]\nunrated: 0.5\n",
        "levels: [{id: some_evidence, label: S}, {id: mixed, label: M}]\nunrated: 0\n",
        "levels: [{id: some_evidence, label: S}, {id: mixed, label: M}]\npartial_fit: 0\n",
        "levels: [{id: some_evidence, label: S}, {id: mixed, label: M}]\npartial_fit: 1\nineffective: 0.1\n",
    ],
)
def test_policies_of_ones_own(policy, own):
    ranking = own(FOUR, COST, policy=policy)
    assert len(ranking["projects"]) == 4


def test_a_policy_of_one_level(own):
    projects = [f"cost full {SOME}", f"transport full {SOME}", "cost full unrated", f"language partial {SOME}"]
    ranking = own(projects, COST, policy="levels: [{id: some_evidence, label: S}]\n")
    # 80 of 200 and 60 of 200 with one strength: the judgement leaves their order as it is.
    pairs = ranking["uncertainty"]["modes"]["judgement"]["pairwise"]
    assert pairs["Job Training.1.1"]["Job Training.1.2"] == 1


def test_one_project(own):
    ranking = own([f"cost full {SOME}"], COST)
    (project,) = ranking["projects"]
    assert (project["p_first"], project["rank_low"], project["rank_high"], project["expected_rank"]) == (1, 1, 1, 1)
    assert (project["tier"], project["p_beats_next"]) == (1, None)
    assert ranking["uncertainty"]["driver"] == "neither"
    assert ranking["uncertainty"]["edge_changes"] is None


def test_two_identical_projects_are_always_level(own):
    edges = f"cost full {SOME}, language partial unrated"
    ranking = own([edges, edges, "transport full mixed"], COST)
    pairs = ranking["uncertainty"]["pairwise"]
    assert pairs["Job Training.1.1"]["Job Training.1.2"] == pairs["Job Training.1.2"]["Job Training.1.1"] == 0
    one, other = ranking["projects"][:2]
    assert (one["p_first"], one["expected_rank"]) == (other["p_first"], other["expected_rank"])
    assert other["tier_label"] == "not separated from 1.1"


def empty(ranking: dict) -> bool:
    return ranking["projects"] == [] and set(ranking["uncertainty"].values()) == {None}


@pytest.mark.parametrize(
    ("projects", "rows"),
    [
        # All scores zero; nothing that was measured; too few people; nothing but zeros; hidden figures only.
        (["cost full ineffective", "transport none mixed"], COST),
        (["health full mixed"], COST),
        ([f"cost full {SOME}"], ["35013,,cost,8,20"]),
        ([f"cost full {SOME}"], ["35013,,cost,0,200"]),
        ([f"cost full {SOME}"], ["35013,,cost,3,200"]),
    ],
)
def test_without_a_ranking_nothing_is_told_of_it(projects, rows, own):
    assert empty(own(projects, rows))


def test_a_county_without_a_ranking_beside_one_that_has_one(jt):
    options = ("--survey", "illustrative-2026", "--draws", "100", "--json")
    done = jt("rank", "-c", "Harding", "-c", "Socorro", *options)
    without, with_ = json.loads(done.out)["rankings"]
    assert (done.code, empty(without), empty(with_)) == (0, True, False)


def test_hidden_counts(own):
    own(FOUR, [*COST[:2], "35013,,language,7,200"])
    own(FOUR, [COST[0], "35013,,transport,195,200", "35013,,language,1,200"])
    ranking = own(FOUR, [*COST[:2], "35013,,language,7,200", "35013,difficulty,,200,300"], base="difficulty")
    assert [b["hidden"] for b in ranking["barriers"] if b["hidden"]] == ["few"]
    own(FOUR, [*COST[:2], "35013,,language,7,200", "35013,need,,160,200"], base="respondents")


def test_hidden_counts_change_no_byte(tmp_path, jt):
    write_catalogue(tmp_path, *FOUR)
    found = set()
    for count in (1, 4, 10):
        brute_force.write_table(tmp_path, "needed", [*COST[:2], f"35013,,language,{count},200"])
        done = jt("rank", "-c", "35013", "--survey", "made", "--data", str(tmp_path), "--json", "--draws", "200")
        assert done.code == 0
        found.add(done.out)
    assert len(found) == 1


def test_screened_out_projects_take_no_rank(own):
    refused = f"cost full {SOME}; feasibility: {{legality: no, reason: Made up.}}"
    ranking = own([refused, *FOUR], COST)
    assert "Job Training.1.1" not in ranking["uncertainty"]["rank_acceptability"]
    assert all(len(row) == 4 for row in ranking["uncertainty"]["rank_acceptability"].values())


INDICATORS = "".join(
    f"  - {{barrier: {b}, name: {b}, label: {b}, universe: persons, stands_in_for: nothing}}\n"
    for b in ("cost", "language", "transport")
)


def rank_indicators(folder: Path, rank, *rows: str) -> dict:
    write_catalogue(folder, *FOUR)
    path = brute_force.write_table(folder, "population", rows, columns="fips,barrier,percent,moe90")
    sidecar = path.with_suffix(".yaml")
    text = sidecar.read_text().replace("kind: survey", "kind: indicator")
    sidecar.write_text(text + f"indicators:\n{INDICATORS}")
    rows_of.cache_clear()
    ranking = rank("-c", "35013", "--survey", "made", "--data", str(folder), "--draws", "150")
    if ranking["projects"]:
        draws = Draws("35013", "made", path, 150, 1, folder)
        compare(ranking, draws, "both")
        compare_point(ranking, draws, path)
    return ranking


def test_margins_of_every_kind(tmp_path, rank):
    # Wide ones, none at all, and the ends of the scale.
    ranking = rank_indicators(tmp_path, rank, "35013,cost,40,3", "35013,language,0,4.5", "35013,transport,30,0")
    assert ranking["uncertainty"]["prior_dominated"] == []
    ranking = rank_indicators(tmp_path, rank, "35013,cost,40,3", "35013,language,1.7,11.9", "35013,transport,100,9.5")
    assert ranking["uncertainty"]["prior_dominated"] == ["language"]
    places = {p["id"]: p["rank_without_prior_dominated"] for p in ranking["projects"]}
    assert (places["1.4"], sorted(p for p in places.values() if p)) == (None, [1, 2, 3])


def test_exact_figures_leave_nothing_to_the_data(tmp_path, rank):
    ranking = rank_indicators(tmp_path, rank, *(f"35013,{b},{p},0" for b, p in (("cost", 40), ("language", 9), ("transport", 30))))
    modes = ranking["uncertainty"]["modes"]
    assert modes["data"]["mean_interval_width"] == 0
    assert modes["judgement"]["pairwise"] == modes["both"]["pairwise"]
    assert ranking["uncertainty"]["driver"] == "judgement"


def test_every_barrier_dominated_by_the_prior(tmp_path, rank):
    assert empty(rank_indicators(tmp_path, rank, "35013,cost,40,30", "35013,language,1.7,11.9"))
