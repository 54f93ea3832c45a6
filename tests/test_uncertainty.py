"""How sure a ranking is, as `jt rank --json` tells it: every figure against plain loops over the same draws."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path

import pytest

import brute_force
from brute_force_draws import Draw, Told, compare, compare_point, tell, write_catalogue
from jobtraining_cli.estimate.draws import reach_draws
from jobtraining_cli.estimate.reach import CountyReach
from jobtraining_cli.load.weights import load_weights
from jobtraining_cli.pipeline import Engine
from jobtraining_cli.pipeline.stakeholders import weigh
from jobtraining_cli.present.doubt import percent
from jobtraining_cli.score.judgement import judgement_draws
from jobtraining_cli.workspace import Workspace

DATA = Path(__file__).resolve().parents[1] / "data"
TABLES = {
    "us-acs-2020": DATA / "barriers" / "us-acs-2020.csv",
    "illustrative-2026": DATA / "examples" / "barriers" / "illustrative-2026.csv",
}
MODES = ("data", "judgement", "both")
SOCORRO = ("-c", "35053", "--survey", "illustrative-2026")


@pytest.fixture
def rank(jt):
    """The ranking of one county from the JSON output."""

    def call(*arguments: str) -> dict:
        done = jt("rank", "--json", *arguments)
        assert done.code == 0, done.err
        (found,) = json.loads(done.out)["rankings"]
        return found

    return call


def read(path: Path, fips: str) -> tuple[list[brute_force.Row], dict]:
    """The rows of a county, and the reach of each barrier as it is scored."""
    sidecar, rows = brute_force.read_table(path)
    mine = [row for row in rows if row["fips"] == fips]
    return mine, brute_force.reaches(sidecar, mine, fips)


def check(
    ranking: dict, path: Path, *, data: Path | None = None, weights: Path | None = None, mean: dict | None = None
) -> None:
    """Every figure about uncertainty in a ranking against loops over the program's own draws."""
    found, fips, survey = ranking["uncertainty"], ranking["county"]["fips"], ranking["survey"]["id"]
    count, seed, codes = found["draws"], found["seed"], [project["code"] for project in ranking["projects"]]
    space = Workspace.open(data, "--data") if data else Workspace.open()
    table = Engine(space, survey).tables.table_for(space.register.resolve(fips))
    county = CountyReach(table, fips, space.taxonomy, "Job Training")
    catalogue = brute_force.read_catalogue(data or DATA)
    names, (rows, exact) = sorted(catalogue.barriers), read(path, fips)
    drawn = [
        {b: share for b, share in zip(names, row, strict=True) if b in exact}
        for row in reach_draws(county, count, seed).tolist()
    ]
    judged = judgement_draws(space.policy, count, seed)
    strengths = {
        rating: values if isinstance(values, float) else values.tolist() for rating, values in judged.strengths.items()
    }
    weighed = None
    if weights:
        used = weigh(load_weights(weights, space.taxonomy), "w.yaml", county.barriers, count, seed)
        weighed = [dict(zip(names, row, strict=True)) for row in used.drawn.tolist()]

    def one(mode: str, m: int) -> Draw:
        reach = {b: float(share) for b, share in exact.items()} if mode == "judgement" else drawn[m]
        if mode == "data":
            strength = {rating: float(value) for rating, value in catalogue.strength.items()}
            return Draw(reach, strength, float(catalogue.fit["partial"]), mean)
        strength = {rating: values if isinstance(values, float) else values[m] for rating, values in strengths.items()}
        return Draw(reach, strength, float(judged.partial[m]), weighed and weighed[m])

    def told(mode: str) -> Told:
        return tell({code: catalogue.edges[code] for code in codes}, [one(mode, m) for m in range(count)])

    compare(ranking, {mode: told(mode) for mode in MODES}, found["mode"])
    if mean is None:
        compare_point(ranking, catalogue, rows, exact)


@pytest.mark.parametrize(
    ("fips", "survey", "mode", "draws", "seed"),
    [
        ("35013", "illustrative-2026", "both", "200", "1"),
        ("35053", "illustrative-2026", "data", "101", "7"),
        ("35013", "us-acs-2020", "judgement", "100", "0"),
        ("35021", "us-acs-2020", "both", "150", str(2**63 - 1)),
        ("48453", "us-acs-2020", "both", "100", "4"),
    ],
)
def test_every_figure(fips, survey, mode, draws, seed, rank):
    ranking = rank("-c", fips, "--survey", survey, "--uncertainty", mode, "--draws", draws, "--seed", seed)
    told = ranking["uncertainty"]
    assert (told["mode"], told["draws"], told["seed"]) == (mode, int(draws), int(seed))
    check(ranking, TABLES[survey])


def test_weights_of_people_are_drawn_as_judgement(tmp_path, rank):
    people = [{"cost": 3, "transport": 1}, {"cost": 1, "transport": 4, "awareness": 0}, {"cost": 2, "distance": 5}]
    (tmp_path / "w.yaml").write_text(
        json.dumps({"schema": 1, "rest": 1, "people": [{"weights": one} for one in people]})
    )
    ranking = rank(*SOCORRO, "--draws", "120", "--seed", "5", "--weights", str(tmp_path / "w.yaml"))
    measured = read(TABLES["illustrative-2026"], "35053")[1]
    whole = [sum(one.get(b, 1) for b in measured) / len(measured) for one in people]
    mean = {b: sum(one.get(b, 1) / w for one, w in zip(people, whole, strict=True)) / 3 for b in measured}
    check(ranking, TABLES["illustrative-2026"], weights=tmp_path / "w.yaml", mean=mean)


def test_one_county_alone_and_among_many(jt):
    options = ("--survey", "illustrative-2026", "--draws", "100", "--format", "jsonl")
    alone = [jt("rank", "-c", fips, *options).out for fips in ("35053", "35013")]
    assert jt("rank", "-c", "35013", "-c", "35053", *options).out == alone[1] + alone[0]
    assert jt("rank", "-c", "35053", "-c", "35013", *options).out == alone[0] + alone[1]
    acs = ("--survey", "us-acs-2020", "--draws", "100", "--json")
    counties = ("35001", "35021", "35031")
    many = json.loads(jt("rank", *(f"--county={fips}" for fips in counties), *acs).out)["rankings"]
    singles = [json.loads(jt("rank", "-c", fips, *acs).out)["rankings"][0] for fips in counties]
    assert json.dumps(many) == json.dumps(singles)


def figures(value, skipped=("line", "reach_note", "place", "digests", "headline", "caveats")):
    """A ranking without the numbers of its lines, and without sentences, which tell them."""
    if isinstance(value, dict):
        return {key: figures(one) for key, one in value.items() if key not in skipped}
    return [figures(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("survey", TABLES)
@pytest.mark.parametrize("change", ["shuffled", "fewer"])
def test_other_rows_and_their_order_do_not_matter(survey, change, tmp_path, rank):
    path = TABLES[survey]
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    rows = [row for row in rows if row[0][:2] == "35" and (change != "fewer" or row[0] != "35013")]
    if change == "shuffled":
        random.Random(2).shuffle(rows)
    (tmp_path / "barriers").mkdir()
    with (tmp_path / "barriers" / path.name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    (tmp_path / "barriers" / path.with_suffix(".yaml").name).write_bytes(path.with_suffix(".yaml").read_bytes())
    options = ("-c", "35053", "--survey", survey, "--draws", "100")
    here, there = figures(rank(*options)), figures(rank(*options, "--data", str(tmp_path)))
    assert here["uncertainty"] == there["uncertainty"]
    # Medians of a state's indicators are of its other counties.
    if (survey, change) != ("us-acs-2020", "fewer"):
        assert here == there


def test_what_chance_depends_on(rank):
    first, again, other = (rank(*SOCORRO, "--draws", "100", "--seed", seed)["uncertainty"] for seed in ("1", "1", "2"))
    longer = rank(*SOCORRO, "--draws", "101")["uncertainty"]
    assert first == again
    for changed in (other, longer):
        assert all(changed["modes"][mode] != first["modes"][mode] for mode in MODES)
    assert all(round(share * 101, 6) % 1 == 0 for row in longer["rank_acceptability"].values() for share in row)


def test_the_default_and_the_other_modes(rank):
    default = rank(*SOCORRO)["uncertainty"]
    assert (default["mode"], default["draws"], default["seed"]) == ("both", 2000, 1)
    assert len({json.dumps(one["rank_acceptability"]) for one in default["modes"].values()}) == 3
    for mode in MODES[:2]:
        shown = rank(*SOCORRO, "--draws=2000", "--seed=1", "--uncertainty", mode)["uncertainty"]
        assert (shown["modes"], shown["driver"]) == (default["modes"], default["driver"])


def test_without_draws_all_else_is_as_it_was(rank):
    drawn, plain = rank(*SOCORRO, "--draws", "100"), rank(*SOCORRO, "--uncertainty", "none")
    assert set(drawn["uncertainty"]) == set(plain["uncertainty"])
    assert set(plain["uncertainty"].values()) == {None}
    names = (
        "p_first", "p_first_mcse", "rank_low", "rank_high", "expected_rank", "expected_rank_mcse", "tier", "tier_label",
        "tier_borderline", "p_beats_next", "p_beats_next_mcse", "level_with_next", "rank_without_prior_dominated",
    )  # fmt: skip
    assert {project[name] for project in plain["projects"] for name in names} == {None}
    more = ("uncertainty", "headline", "caveats")
    for one in (drawn, plain):
        for name in more:
            del one[name]
        one["projects"] = [{key: value for key, value in p.items() if key not in names} for p in one["projects"]]
    assert drawn == plain


def test_filters_narrow_what_is_shown_and_nothing_else(rank):
    whole, top = rank(*SOCORRO, "--draws", "100"), rank(*SOCORRO, "--draws", "100", "--top", "3")
    assert (top["projects"], top["uncertainty"]) == (whole["projects"][:3], whole["uncertainty"])
    acting = rank(*SOCORRO, "--draws", "100", "--barrier", "language")["projects"]
    codes = [project["code"] for project in acting]
    assert 1 < len(codes) < len(whole["projects"])
    assert acting == [project for project in whole["projects"] if project["code"] in codes]


@pytest.mark.parametrize("filters", ["--barrier=language", "--innovation=7", "--top=1"])
def test_sentences_under_a_part_of_the_list_are_true_of_the_whole(filters, jt):
    done = jt("rank", *SOCORRO, "--draws", "100", filters)
    assert done.code == 0, done.err
    said = " ".join(done.out.split())
    # 2.52 is the first of all, and 8.51 of tier 2, whether or not they are shown.
    assert "displace" not in said or "displace 2.52: if 2.52 did not act on Cost." in said
    assert not any(f"2: {other} (not separated" in said for other in ("7.51", "6.51", "9.1", "1.1"))


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0%"),
        (0.0005, "<1%"),
        (0.005, "<1%"),
        (0.006, "1%"),
        (0.5, "50%"),
        (0.994, "99%"),
        (0.995, ">99%"),
        (1, "100%"),
    ],
)
def test_a_share_that_is_not_quite_none_or_all_does_not_read_as_such(share, text):
    assert percent(share) == text


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
        assert "should not have happened" not in done.err
        assert option != "--uncertainty" or "data, judgement, both, none" in done.err or "'data'" in done.err


COST, TRANSPORT, LANGUAGE = "35013,,cost,80,200", "35013,,transport,60,200", "35013,,language,40,200"
ROWS = [COST, TRANSPORT, LANGUAGE]
FOUR = [
    "cost full some_evidence, language partial unrated",
    "transport full mixed",
    "cost partial unrated",
    "language full mixed",
]


@pytest.fixture
def own(tmp_path, rank):
    """The ranking of Doña Ana on a table and a catalogue of one's own, every figure checked."""

    def call(
        projects: list[str], rows: list[str], *, base: str = "needed", policy: str = "", indicators: bool = False
    ) -> dict:
        write_catalogue(tmp_path, DATA, *projects, policy=policy)
        columns = "fips,barrier,percent,moe90" if indicators else "fips,measure,barrier,count,base_n"
        path = brute_force.write_table(tmp_path, base, rows, columns=columns)
        if indicators:
            about = [
                {"barrier": row.split(",")[1], "name": "n", "label": "l", "universe": "u", "stands_in_for": "s"}
                for row in rows
            ]
            text = path.with_suffix(".yaml").read_text().replace("kind: survey", "kind: indicator")
            path.with_suffix(".yaml").write_text(f"{text}indicators: {json.dumps(about)}\n")
        ranking = rank("-c", "35013", "--survey", "made", "--data", str(tmp_path), "--draws", "150")
        if ranking["projects"]:
            check(ranking, path, data=tmp_path)
        return ranking

    return call


@pytest.mark.parametrize(
    ("strong", "weak", "more"),
    [
        (", strength: 0.9", ", strength: 0.2", ""),
        (", strength: 0.4", ", strength: 0.4", "unrated: 0"),
        (", strength: 1", ", strength: 0", "unrated: 0.5"),
        ("", "", "partial_fit: 0"),
        ("", "", "partial_fit: 1\nineffective: 0.1"),
    ],
)
def test_policies_of_ones_own(strong, weak, more, own):
    levels = f"levels: [{{id: some_evidence, label: S{strong}}}, {{id: mixed, label: M{weak}}}]\n{more}\n"
    assert len(own(FOUR, ROWS, policy=levels)["projects"]) == 4


def test_a_policy_of_one_level(own):
    projects = [
        f"{b} {fit} some_evidence" for b, fit in (("cost", "full"), ("transport", "full"), ("language", "partial"))
    ]
    modes = own(projects, ROWS, policy="levels: [{id: some_evidence, label: S}]\n")["uncertainty"]["modes"]
    # 80 and 60 of 200 with one strength: the judgement leaves their order as it is.
    assert modes["judgement"]["pairwise"]["Job Training.1.1"]["Job Training.1.2"] == 1
    assert modes["data"]["pairwise"]["Job Training.1.1"]["Job Training.1.2"] < 1


def test_one_project_and_two_that_are_level(own):
    (alone,) = own(FOUR[:1], ROWS)["projects"]
    assert [alone[key] for key in ("p_first", "rank_low", "rank_high", "tier", "p_beats_next")] == [1, 1, 1, 1, None]
    ranking = own([FOUR[0], FOUR[0], FOUR[1]], ROWS)
    one, other = ranking["projects"][:2]
    pairs = ranking["uncertainty"]["pairwise"]
    assert pairs[one["code"]][other["code"]] == pairs[other["code"]][one["code"]] == 0
    assert (one["p_first"], one["expected_rank"]) == (other["p_first"], other["expected_rank"])
    assert (one["rank"], other["rank"], other["tier_label"]) == (1, 1, "not separated from 1.1")


def empty(ranking: dict) -> bool:
    return ranking["projects"] == [] and set(ranking["uncertainty"].values()) == {None}


def test_without_a_ranking_nothing_is_told_of_it(own, jt):
    assert empty(own(["cost full ineffective", "transport none mixed"], ROWS))
    assert empty(own(["health full mixed"], ROWS))
    for count in ("8,20", "0,200", "3,200"):
        assert empty(own(FOUR[:1], [f"35013,,cost,{count}"]))
    # Nothing is worth thirty people.
    assert empty(own(FOUR, ["35013,cost,40,30", "35013,language,1.7,11.9"], base="population", indicators=True))
    done = jt("rank", "-c", "Harding", "-c", "Socorro", *SOCORRO[2:], "--draws", "100", "--json")
    assert [empty(one) for one in json.loads(done.out)["rankings"]] == [True, False]


def test_hidden_figures(own, jt, tmp_path):
    own(FOUR, [COST, "35013,,transport,195,200", "35013,,language,1,200"])
    own(FOUR, [COST, TRANSPORT, "35013,,language,7,200", "35013,need,,160,200"], base="respondents")
    own(FOUR, [*ROWS, "35013,need,,195,200"], base="respondents")
    ranking = own(FOUR, [COST, TRANSPORT, "35013,,language,7,200", "35013,difficulty,,200,300"], base="difficulty")
    assert [b["hidden"] for b in ranking["barriers"] if b["hidden"]] == ["few"]
    found = set()
    for count in (1, 4, 10):
        brute_force.write_table(tmp_path, "needed", [COST, TRANSPORT, f"35013,,language,{count},200"])
        found.add(jt("rank", "-c", "35013", "--survey", "made", "--data", str(tmp_path), "--json").out)
    assert len(found) == 1


def test_screened_out_projects_take_no_rank(own):
    refused = f"{FOUR[0]}; feasibility: {{legality: no, reason: Made up.}}"
    table = own([refused, *FOUR], ROWS)["uncertainty"]["rank_acceptability"]
    assert {code: len(row) for code, row in table.items()} == {f"Job Training.1.{n}": 4 for n in range(2, 6)}


def test_margins_of_every_kind(own):
    # Wide ones, none at all, and the ends of the scale.
    rows = ["35013,cost,40,3", "35013,language,0,4.5", "35013,transport,30,0"]
    assert own(FOUR, rows, base="population", indicators=True)["uncertainty"]["prior_dominated"] == []
    rows = ["35013,cost,40,3", "35013,language,1.7,11.9", "35013,transport,100,9.5"]
    ranking = own(FOUR, rows, base="population", indicators=True)
    assert ranking["uncertainty"]["prior_dominated"] == ["language"]
    places = {p["id"]: p["rank_without_prior_dominated"] for p in ranking["projects"]}
    assert (places["1.4"], sorted(place for place in places.values() if place)) == (None, [1, 2, 3])
    rows = ["35013,cost,40,0", "35013,language,9,0", "35013,transport,30,0"]
    exact = own(FOUR, rows, base="population", indicators=True)["uncertainty"]
    assert (exact["driver"], exact["modes"]["data"]["mean_interval_width"]) == ("judgement", 0)
    assert exact["modes"]["judgement"]["pairwise"] == exact["modes"]["both"]["pairwise"]
