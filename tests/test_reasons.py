"""Why there is no ranking, what is tied, hidden or meant for elsewhere: said truly, and the same by every verb."""

import json
from pathlib import Path

import pytest

SIDECAR = "schema: 1\nid: {id}\ntitle: T\nkind: survey\nservice: Job Training\nbase: {base}\ncollected: {{start: {year}-01-01, end: {year}-02-01}}\n"
PROJECT = """
  - code: Job Training.1.{number}
    title: {title}
    summary: S
    origin: proposed
    level: [county]
    next_steps: [Begin.]{more}
    addresses: [{{barrier: {barrier}, fit: full, why: w, evidence: {{rating: {rating}}}}}]"""


@pytest.fixture
def data(tmp_path, monkeypatch):
    """Make a data folder of projects (title, barrier, rating, feasibility) and surveys, and go there."""
    monkeypatch.chdir(tmp_path)
    folder = Path("data/barriers")
    folder.mkdir(parents=True)

    def make(rows, projects=(("A", "cost", "unrated", ""), ("B", "transport", "unrated", "")), id_="own", year=2026):
        head = "schema: 1\nservice: Job Training\ninnovations: [{number: 1, known: unknown}]\nprojects:"
        body = [
            PROJECT.format(number=n, title=title, barrier=barrier, rating=rating, more=more)
            for n, (title, barrier, rating, more) in enumerate(projects, 1)
        ]
        Path("data/projects.yaml").write_text(head + "".join(body) + "\n")
        (folder / f"{id_}.yaml").write_text(SIDECAR.format(id=id_, base="needed", year=year))
        (folder / f"{id_}.csv").write_text("county,barrier,count,base_n\n" + "".join(f"Taos,{row}\n" for row in rows))

    return make


def flat(text):
    return " ".join(text.replace("\\", "").split())


NO = "\n    feasibility: {legality: 'no', reason: Not allowed.}"


@pytest.mark.parametrize(
    ("rows", "projects", "code", "said"),
    [
        (["cost,20,100", "transport,20,100"], [("A", "cost", "unrated", NO)], "no_project", "No project is left to rank"),
        (["cost,20,100"], [("A", "cost", "ineffective", "")], "no_points", "No project gets any points"),
        (["cost,0,100", "transport,0,100"], [("A", "cost", "unrated", "")], "none_named", "Nobody named any"),
        (["cost,5,100", "health,6,100"], [("A", "cost", "unrated", "")], "hidden", "none of its figures above 0"),
        (["cost,12,25"], [("A", "cost", "unrated", "")], "small_base", "fewer than 30 people"),
        (["cost,3,8"], [("A", "cost", "unrated", "")], "hidden", "too few people answered"),
    ],
)  # fmt: skip
def test_why_there_is_no_ranking(rows, projects, code, said, data, jt):
    data(rows, projects)
    ranking = json.loads(jt("rank", "-c", "taos", "--json").out)["rankings"][0]
    assert (ranking["no_ranking"], ranking["projects"]) == (code, [])
    for verb in (("rank",), ("rank", "--format", "md"), ("brief",)):
        text = flat(jt(*verb, "-c", "taos").out)
        assert said in text
        assert "There is no ranking for Taos" in text
        assert "middle value" not in text
        assert "middle possible value" not in text


def test_those_left_out_are_not_said_to_act_on_nothing(data, jt):
    data(["cost,40,100", "transport,30,100"], [("A", "cost", "unrated", NO), ("B", "transport", "unrated", "")])
    assert "Apart from those screened out, no project acts on: Cost." in flat(jt("rank", "-c", "taos").out)
    assert "Apart from those left out, no project on the list acts on Cost." in flat(jt("brief", "-c", "taos").out)


def test_a_tie_gives_no_reason_of_one_for_all(data, jt):
    projects = [("A", "cost", "unrated", ""), *((name, "transport", "unrated", "") for name in "BCDE")]
    data(["cost,40,100", "transport,40,100"], projects)
    text = flat(jt("rank", "-c", "taos").out)
    assert "A (1.1), B (1.2), C (1.3) and 2 more share the first place: fit 16.7 of 100 each." in text
    assert "because" not in text.partition("each.")[0]


def test_no_next_steps_for_a_project_that_gets_no_points(data, jt):
    data(["cost,40,100", "transport,40,100"], [("A", "cost", "ineffective", ""), ("B", "transport", "unrated", "")])
    text = jt("brief", "-c", "taos").out
    assert "## Next steps for the first project\n" in text
    assert "### 2. A" not in text
    assert "Cost, but the evidence speaks against it" in text


def test_what_nearly_everybody_names_is_not_called_too_few(data, jt):
    data(["cost,98,199", "transport,195,199"])
    text = flat(jt("brief", "-c", "taos").out)
    assert "Nearly everybody named Transportation." in text
    assert "| Transportation | not shown: nearly everybody | - | - | 199 |" in text
    assert "Not shown, because nearly everybody named it: Transportation." in flat(jt("rank", "-c", "taos").out)
    assert "195" not in text
    found = json.loads(jt("rank", "-c", "taos", "--json").out)["rankings"][0]
    hidden = next(b for b in found["barriers"] if b["barrier"] == "transport")
    assert (hidden["hidden"], hidden["reach"], hidden["count"]) == ("nearly_all", None, None)
    term = next(t for p in found["projects"] for t in p["contributions"] if t["barrier"] == "transport")
    assert (term["reach"], term["assumed"]) == (None, hidden["assumed"])


@pytest.mark.parametrize(("state", "warned"), [("NM", False), ("TX", True)])
def test_projects_written_for_another_state_say_so(state, warned, jt):
    county = {"NM": "35013", "TX": "48201"}[state]
    for verb in ("rank", "brief"):
        text = flat(jt(verb, "-c", county).out)
        assert ("were written for New Mexico" in text) is warned


def test_an_older_survey_that_can_be_ranked_on_is_offered(data, jt):
    data(["cost,90,200", "transport,60,200"], id_="old", year=2021)
    data(["cost,9,20"], id_="new", year=2025)
    found = json.loads(jt("rank", "-c", "taos", "--json").out)["rankings"][0]
    assert (found["survey"]["id"], found["alternative"]) == ("new", "old")
    assert "--survey old" in flat(jt("rank", "-c", "taos").out)
    Path("data/barriers/old.csv").write_text("broken")
    assert json.loads(jt("rank", "-c", "taos", "--json").out)["rankings"][0]["alternative"] == "us-acs-2020"


def test_a_broken_sidecar_stops_only_what_needs_it(data, jt):
    data(["cost,90,200", "transport,60,200"])
    Path("data/barriers/bad.yaml").write_text("x: [")
    Path("data/barriers/bad.csv").write_text("x\n")
    assert jt("rank", "-c", "taos", "--survey", "own").code == 0
    assert jt("rank", "-c", "taos", "--survey", "us-acs-2020").code == 0
    for options in ((), ("--survey", "bad")):
        done = jt("rank", "-c", "taos", *options)
        assert (done.code, done.out) == (1, "")
        assert "bad.yaml" in done.err
    # A packaged table does not stand in for one's own of that name.
    Path("data/barriers/us-acs-2020.yaml").write_text("x: [")
    Path("data/barriers/us-acs-2020.csv").write_text("x\n")
    assert jt("rank", "-c", "taos", "--survey", "us-acs-2020").code == 1


def test_what_is_left_out_is_told(data, jt):
    data(["cost,90,200", "transport,60,200"])
    Path("data/barriers/lone.csv").write_text("county,barrier,count,base_n\nTaos,cost,50,100\n")
    assert "data/barriers/lone.csv is left out: it has no sidecar" in jt("rank", "-c", "taos").err
    Path("data/projects.yaml").unlink()
    for path in Path("data/barriers").iterdir():
        path.unlink()
    Path("data/evidence.yaml").write_text("schema: 1\n")
    assert "data has evidence.yaml, but no projects.yaml or table, so it is not used" in jt("rank", "-c", "taos").err


@pytest.mark.parametrize(
    ("name", "starts"),
    [("x.json", "{\n"), ("x.jsonl", '{"'), ("x.csv", "fips,"), ("x.MD", "# Counties"), ("x.txt", "FIPS "), ("x", "FIPS ")],
)  # fmt: skip
def test_the_ending_of_the_file_says_the_format(name, starts, tmp_path, jt, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert jt("counties", "--search", "taos", "-o", name).code == 0
    assert Path(name).read_text().startswith(starts)
    monkeypatch.setenv("JT_FORMAT", "jsonl")
    assert jt("counties", "--search", "taos", "-o", name, "--format", "csv").code == 0
    assert Path(name).read_text().startswith("fips,")
