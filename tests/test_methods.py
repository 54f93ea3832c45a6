"""`jt methods`: the default beside other methods, the same in every format, and what is missing said for whom."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from hostile import NASTY, TEXTS, quoted, write_data
from jobtraining_cli.errors import UsageError
from jobtraining_cli.models.methods import Comparison, Method
from jobtraining_cli.pipeline import Engine
from jobtraining_cli.pipeline.methods import compare_methods, criterion_weights, method_results, rank_by, reorder
from jobtraining_cli.pipeline.select import select
from jobtraining_cli.workspace import Workspace
from rendered import assert_harmless, cells, records, tables, unsafe

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = Path(__file__).parent / "golden"
SUFFIX = {"table": "txt", "json": "json", "jsonl": "jsonl", "csv": "csv", "md": "md"}
ILLUSTRATIVE = ("--survey", "illustrative-2026")
HEADINGS = {
    "coverage": "Coverage",
    "hanlon-naccho": "Hanlon NACCHO",
    "hanlon-bpr": "Hanlon BPR",
    "rice": "RICE",
    "weighted-sum": "Weighted sum",
    "topsis": "TOPSIS",
}
FULL = {"seriousness": 6, "effectiveness": 5, "impact": 2, "confidence": 0.8, "effort": 4}
COUNTS = {"child_care": 60, "cost": 90, "transport": 40, "discrimination": 5}
ACTS = {"9.1": "cost", "9.2": "child_care", "9.3": "transport", "9.4": "discrimination"}


def write(folder, criteria, *, counts=COUNTS, acts=ACTS, titles=None, refused=()):
    """A data folder with a project for each id, its criteria, and a survey of Taos."""
    edges = "    addresses: [{{barrier: {}, fit: full, evidence: {{rating: unrated}}, why: it does}}]\n"
    gate = "    feasibility: {legality: 'no', reason: the law}\n"
    projects = "".join(
        f"  - code: Job Training.{id_}\n    title: {quoted((titles or {}).get(id_, f'Project {id_}'))}\n"
        f"    summary: s\n    origin: proposed\n    level: [county]\n{edges.format(barrier)}"
        f"{gate if id_ in refused else ''}    criteria: {json.dumps(criteria.get(id_, {}))}\n"
        for id_, barrier in acts.items()
    )
    head = "schema: 1\nservice: Job Training\ninnovations: [{number: 9, known: unknown}]\nprojects:\n"
    (folder / "barriers").mkdir(parents=True, exist_ok=True)
    (folder / "projects.yaml").write_text(head + projects, encoding="utf-8")
    rows = "".join(f"Taos,{barrier},{count},180\n" for barrier, count in counts.items())
    (folder / "barriers" / "s.csv").write_text("county,barrier,count,base_n\n" + rows, encoding="utf-8")
    sidecar = "schema: 1\nid: s\ntitle: t\nkind: survey\nservice: Job Training\nbase: needed\n"
    (folder / "barriers" / "s.yaml").write_text(sidecar, encoding="utf-8")
    return folder


@pytest.fixture
def example(jt, tmp_path, monkeypatch):
    """In a new example workspace."""
    assert jt("init", str(tmp_path / "ws"), "--example").code == 0
    monkeypatch.chdir(tmp_path / "ws")


def on(folder, *more):
    return ("methods", "--county", "Taos", "--survey", "s", "--data", str(folder), *more)


def comparison(jt, *command):
    done = jt(*command, "--json")
    assert done.code == 0, done.err
    document = json.loads(done.out)
    assert (document["schema"], document["version"]) == ("jt.methods", 1)
    return document["comparisons"][0]


def by_id(found):
    return {result["id"]: result for result in found["methods"]}


# --- what can run


def test_in_the_example_workspace_every_method_runs(example, jt):
    for county in ("Socorro", "Doña Ana"):
        found = comparison(jt, "methods", "--county", county)
        assert list(by_id(found)) == list(HEADINGS)
        for result in found["methods"]:
            assert (result["can_run"], result["missing"], result["reason"]) == (True, {}, None)
            assert set(result["ranks"]) == set(result["scores"]) == {p["code"] for p in found["projects"]}
            assert min(result["ranks"].values()) == 1
        assert by_id(found)["hanlon-naccho"]["ranks"] != by_id(found)["hanlon-bpr"]["ranks"]
        # A gate stops a project before every method.
        (stopped,) = [p for p in found["ranking"]["unranked"] if p["why"] == "screened_out"]
        assert stopped["id"] not in {p["id"] for p in found["projects"]}
        out = jt("methods", "--county", county).out
        assert "Screened out as not feasible:\n  10.1 " in out
        assert "Cannot run" not in out
        assert "ILLUSTRATIVE" in out


def test_without_criteria_only_the_default_runs_and_the_others_say_what_they_lack(jt):
    done = jt("methods", "--county", "Doña Ana")
    assert (done.code, done.err) == (0, "")
    text = " ".join(done.out.split())
    assert "Only the default can run here, so there is nothing to compare it with." in text
    found = comparison(jt, "methods", "--county", "Doña Ana")
    ids = [project["id"] for project in found["projects"]]
    assert len(ids) > 10
    both = f"seriousness, effectiveness: all {len(ids)} ranked projects"
    assert text.count(f"Cannot run: the catalogue lacks {both}.") == 3
    assert f"Cannot run: the catalogue lacks impact, confidence, effort: all {len(ids)} ranked projects." in text
    assert (
        f"Cannot run: the catalogue lacks seriousness, effectiveness, effort: all {len(ids)} ranked projects." in text
    )
    for id_, result in by_id(found).items():
        assert result["can_run"] is (id_ == "coverage")
        assert all(lacking == ids for lacking in result["missing"].values())
    assert by_id(found)["coverage"]["ranks"] == {p["code"]: p["rank"] for p in found["projects"]}
    assert by_id(found)["coverage"]["scores"] == {p["code"]: p["fit_score"] for p in found["projects"]}


def test_what_one_project_lacks_is_said_of_that_one(tmp_path, jt):
    some = {id_: dict(FULL) for id_ in ACTS}
    del some["9.2"]["effort"], some["9.3"]["effort"], some["9.3"]["confidence"]
    done = jt(*on(write(tmp_path / "d", some)))
    text = " ".join(done.out.split())
    assert "Cannot run: the catalogue lacks confidence: 9.3; effort: 9.2, 9.3." in text
    assert "comes first under" in text
    assert "of the 4 methods that can run" in text or "all 4 methods that can run" in text
    records_ = [json.loads(line) for line in jt(*on(tmp_path / "d"), "--format", "jsonl").out.splitlines()]
    lacking = {r["code"]: r["missing"] for r in records_ if r["method"] == "rice"}
    assert lacking == {
        "Job Training.9.1": [],
        "Job Training.9.2": ["effort"],
        "Job Training.9.3": ["confidence", "effort"],
        "Job Training.9.4": [],
    }


def test_one_project_has_no_order_to_agree_with(tmp_path, jt):
    folder = write(tmp_path / "d", {"9.1": FULL}, acts={"9.1": "cost"})
    text = " ".join(jt(*on(folder)).out.split())
    assert "Project 9.1 (9.1) comes first under all 6 methods that can run." in text
    assert text.count("Kendall's tau-b with the default: not defined.") == 5
    assert {result["tau_b"] for result in comparison(jt, *on(folder))["methods"]} == {None}
    text = " ".join(jt(*on(write(folder, {}, acts={"9.1": "cost"}))).out.split())
    assert "Cannot run: the catalogue lacks impact, confidence, effort: 9.1." in text


def test_ties_are_told(tmp_path, jt):
    folder = write(tmp_path / "d", dict.fromkeys(ACTS, FULL), acts={"9.1": "cost", "9.2": "cost"})
    found = comparison(jt, *on(folder))
    assert all(set(result["ranks"].values()) == {1} for result in found["methods"])
    assert found["agreement"] == (
        "Project 9.1 (9.1) comes first under all 6 methods that can run; 9.2 under 6. "
        "Projects that share a first place are all counted for it."
    )


def test_the_default_decides_who_is_named_first(tmp_path, jt):
    """Two methods for each of three projects: the one that the default puts higher opens the sentence."""
    own = {
        "9.1": FULL | {"seriousness": 1},
        "9.2": FULL | {"seriousness": 10},
        "9.3": FULL | {"effort": 0.1, "effectiveness": 1},
    }
    found = comparison(jt, *on(write(tmp_path / "d", own, acts={id_: ACTS[id_] for id_ in own})))
    firsts = {id_: min(result["ranks"], key=result["ranks"].get)[-3:] for id_, result in by_id(found).items()}
    assert firsts == {
        "coverage": "9.1", "hanlon-naccho": "9.2", "hanlon-bpr": "9.2", "rice": "9.3", "weighted-sum": "9.2", "topsis": firsts["topsis"]
    }  # fmt: skip
    best = "Project 9.2 (9.2) comes first under "
    assert found["agreement"].startswith(best)
    assert "9.1" in found["agreement"]


@pytest.mark.parametrize("format_", SUFFIX)
def test_no_ranking_says_why(format_, jt):
    done = jt("methods", "--county", "Harding", *ILLUSTRATIVE, "--format", format_)
    assert (done.code, done.err) == (0, "")
    if format_ in ("table", "md"):
        text = " ".join(done.out.replace("\\", "").split())
        assert "too few people answered for its figures to be shown. There is no ranking for Harding, NM." in text
        assert "methods that can run" not in text
    elif format_ == "json":
        (found,) = json.loads(done.out)["comparisons"]
        assert (found["projects"], found["agreement"]) == ([], None)
        assert found["ranking"]["no_ranking"] == "hidden"
        assert {r["reason"] for r in found["methods"] if not r["can_run"]} == {"no project is ranked"}
        assert not any(r["can_run"] for r in found["methods"])
    else:
        assert done.out.count("\n") == (format_ == "csv")


def test_a_gate_stops_a_project_before_every_method(tmp_path, jt):
    """Also one that lacks criteria: what is out need not be rated."""
    some = {id_: FULL for id_ in ACTS if id_ != "9.1"}
    found = comparison(jt, *on(write(tmp_path / "d", some, refused=("9.1",))))
    assert all(result["can_run"] and "Job Training.9.1" not in result["ranks"] for result in found["methods"])


# --- every format says the same


def test_csv_and_json_lines_have_the_values_of_json(example, jt):
    found = comparison(jt, "methods")
    lines = [json.loads(line) for line in jt("methods", "--format", "jsonl").out.splitlines()]
    rows = records(jt("methods", "--format", "csv", "--raw-csv").out)
    wanted = [(result, project) for result in found["methods"] for project in found["projects"]]
    assert len(lines) == len(rows) == len(wanted) == 6 * len(found["projects"])
    for line, row, (result, project) in zip(lines, rows, wanted, strict=True):
        assert list(line) == list(row)
        code = project["code"]
        own = {"method": result["id"], "code": code, "title": project["title"], "missing": []}
        own |= {"rank": result["ranks"][code], "score": result["scores"][code], "tau_b": result["tau_b"]}
        own |= {key: result[key] for key in ("name", "can_run", "formula", "source", "reason")}
        own |= {"county_fips": "35053", "county": "Socorro", "state": "NM", "illustrative": True}
        assert line == line | own
        assert row["rank"] == str(line["rank"])
        assert float(row["score"]) == line["score"]
        assert (row["missing"], row["reason"], row["can_run"]) == ("", "", "true")
        assert {key: row[key] for key in ("method", "name", "formula", "source", "code", "title")} == {
            key: own[key] for key in ("method", "name", "formula", "source", "code", "title")
        }


def test_tables_have_the_ranks_of_json(example, jt, monkeypatch):
    monkeypatch.setenv("COLUMNS", "1000")
    found = comparison(jt, "methods")
    wanted = [
        [p["id"], p["title"], *(str(result["ranks"][p["code"]]) for result in found["methods"])]
        for p in found["projects"]
    ]
    (table,) = tables(jt("methods", "--format", "md").out)
    assert table == [["Code", "Project", *HEADINGS.values()], *wanted]
    screen = jt("methods").out
    shown = [re.split(r"\s{2,}", line.strip()) for line in screen.splitlines() if re.match(r"[0-9]+\.[0-9]+ ", line)]
    assert shown == wanted
    for text in (screen, jt("methods", "--format", "md").out.replace("\\", "")):
        for result in found["methods"]:
            about = f"({result['id']})"
            (line,) = [line for line in text.splitlines() if about in line and line.startswith("- ")]
            assert f"{result['formula']}. Source: {result['source']}." in line
            if result["id"] != "coverage":
                assert f"Kendall's tau-b with the default: {result['tau_b']:.2f}." in line


def test_json_is_the_model(example, jt):
    found = comparison(jt, "methods")
    assert Comparison.model_validate(found).model_dump(mode="json", by_alias=True) == found


def test_several_counties(jt):
    done = jt("methods", "--county", "Taos", "--county", "Luna", "--json")
    found = json.loads(done.out)["comparisons"]
    assert [item["ranking"]["county"]["name"] for item in found] == ["Taos", "Luna"]


@pytest.mark.parametrize("columns", ["40", "60", "75", "76", "80", "100", "130", "200"])
@pytest.mark.parametrize("options", [(), ("--county", "Harding")], ids=["ranked", "not ranked"])
def test_tables_fit_the_width(columns, options, example, jt, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    lines = jt("methods", *options).out.splitlines()
    assert max(map(len, lines)) <= int(columns)
    if not options:
        (first,) = [line for line in lines if re.match(r"2\.52 ", line)]
        assert len(re.findall(r" [0-9]+(?= |$)", first)) == 6


CASES = {
    "methods": ["methods", "--county", "Doña Ana"],
    "methods-example": ["methods", "--county", "Socorro"],
    "methods-criteria": ["methods", "--county", "Socorro", "--criterion", "fit=2", "--criterion", "effort=-1"],
    "methods-none": ["methods", "--county", "Harding", *ILLUSTRATIVE],
}


# With criteria of one's own the formats differ in nothing else.
FORMATS = [(name, format_) for name in CASES for format_ in SUFFIX if name != "methods-criteria" or format_ == "table"]


@pytest.mark.parametrize(("name", "format_"), FORMATS, ids=str)
def test_golden(name, format_, jt, request):
    if name in ("methods-example", "methods-criteria"):
        request.getfixturevalue("example")
    done = jt(*CASES[name], "--format", format_)
    assert done.code == 0
    text = re.sub(r'"version": ?"[^"]+"', '"version": "0"', done.out)
    path = GOLDEN / f"{name}.{SUFFIX[format_]}"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


# --- criteria of one's own


def test_criteria_and_their_weights(tmp_path, jt):
    folder = write(tmp_path / "d", {id_: {"hope": n, "effort": n} for n, id_ in enumerate(ACTS, 1)})
    found = comparison(jt, *on(folder), "--criterion", "hope=2", "--criterion", " Effort = -1.5")
    assert found["weights"] == {"hope": 2.0, "effort": -1.5}
    assert by_id(found)["weighted-sum"]["scores"]["Job Training.9.4"] == round((2 * 4 + 1.5 * 6) / 3.5, 9)
    assert by_id(found)["topsis"]["can_run"]
    assert not by_id(found)["rice"]["can_run"]
    text = " ".join(jt(*on(folder), "--criterion", "fit=1", "--criterion", "size=1").out.split())
    assert "(1 x fit + 1 x size) / 2, each from 0 to 10; size = a tenth of the reach" in text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("sriousness=2", "did you mean 'seriousness'?"),
        ("hop=2", "did you mean 'hope'?"),
        ("zeppelin=2", "the criteria are confidence, effectiveness, effort, fit, hope, impact, seriousness, size"),
        ("hope", "hope needs a weight"),
        ("hope=", "hope needs a weight"),
        ("hope=much", "'much' is not a weight for hope"),
        ("hope=0", "'0' is not a weight for hope"),
        ("hope=nan", "'nan' is not a weight for hope"),
        ("hope=-inf", "'-inf' is not a weight for hope"),
        ("hope=1e300", "'1e300' is not a weight for hope"),
        ("hope=1e-300", "'1e-300' is not a weight for hope"),
        ("hope=1_0", "'1_0' is not a weight for hope"),
        ("=2", "there is no criterion ''"),
    ],
)
def test_criteria_that_are_none(given, said, tmp_path, jt):
    folder = write(tmp_path / "d", {id_: {"hope": 1} for id_ in ACTS})
    done = jt(*on(folder), "--criterion", given)
    assert (done.code, done.out) == (2, "")
    assert said in " ".join(done.err.split())


def test_a_criterion_twice(tmp_path, jt):
    done = jt(*on(write(tmp_path / "d", {})), "--criterion", "size=1", "--criterion", "SIZE=2")
    assert (done.code, done.out) == (2, "")
    assert "size has two weights" in done.err


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("seriousness", 12, "seriousness of Job Training.9.2 is 12, which is beyond its scale"),
        ("seriousness_20", 20.5, "rate it from 0 to 20"),
        ("effectiveness", 10.1, "rate it from 0 to 10"),
        ("size", 11, "rate it from 0 to 10"),
        ("confidence", 80, "rate it from 0 to 1"),
        ("effort", 0, "effort of Job Training.9.2 is 0, and other figures are divided by it"),
        ("hope", -1, "greater than or equal to 0"),
        ("fit", 1, "fit of Job Training.9.2 is not a criterion"),
        ("reach", 1, "the reach of a project comes from the survey"),
    ],
)
def test_a_value_beyond_its_scale_is_an_error_with_its_place(name, value, said, tmp_path, jt):
    folder = write(tmp_path / "d", {"9.2": FULL | {name: value}})
    for command in (("validate", str(folder / "projects.yaml")), on(folder)):
        done = jt(*command)
        text = " ".join((done.out + done.err).split())
        assert done.code == 1
        assert f"projects[1].criteria.{name}" in text
        assert said in text


@pytest.mark.parametrize(("name", "value"), [("seriousness", 10), ("size", 0), ("confidence", 1), ("effort", 99), ("hope", 1e9)])  # fmt: skip
def test_the_ends_of_a_scale_are_on_it(name, value, tmp_path, jt):
    done = jt("validate", str(write(tmp_path / "d", {"9.2": {name: value}}) / "projects.yaml"))
    assert done.code == 0, done.out


# --- what may not be shown, and what may not be trusted


@pytest.mark.parametrize("format_", SUFFIX)
def test_hidden_counts_change_nothing(format_, tmp_path, jt):
    """Nine hidden counts, one published table: every byte is the same, also of the methods that use a reach."""
    folder, full = tmp_path / "d", dict.fromkeys(ACTS, FULL)
    outs = {
        jt(*on(write(folder, full, counts=COUNTS | {"discrimination": count})), "--format", format_).out
        for count in range(1, 10)
    }
    assert len(outs) == 1
    assert outs != {jt(*on(write(folder, full, counts=COUNTS | {"discrimination": 30})), "--format", format_).out}


@pytest.mark.parametrize("format_", SUFFIX)
@pytest.mark.parametrize("survey", ["s1", "indicators"])
def test_hostile_text_is_harmless(format_, survey, tmp_path, jt, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_data(tmp_path / "d")
    done = jt(
        "methods", "--county", "35013", "--survey", survey, "--data", "d", "--format", format_, "--criterion", "fit=1"
    )
    assert done.code == 0, done.err
    assert not unsafe(done.out)
    if format_ == "md":
        assert_harmless(done.out)
    elif format_ == "csv":
        assert not [cell for row in cells(done.out) for cell in row if cell.startswith(("=", "+", "@", "\t"))]
    elif format_ == "json":
        titles = {project["title"] for project in json.loads(done.out)["comparisons"][0]["projects"]}
        assert titles <= set(TEXTS)
        assert len(titles) > 10


@pytest.mark.parametrize("name", ["markup", "escapes", "table", "formula", "html"])
def test_a_hostile_title_comes_first(name, tmp_path, jt):
    folder = write(tmp_path / "d", dict.fromkeys(ACTS, FULL), titles={"9.1": NASTY[name]})
    for format_ in SUFFIX:
        out = jt(*on(folder), "--format", format_).out
        assert not unsafe(out)
        if format_ == "md":
            assert_harmless(out)
    assert comparison(jt, *on(folder))["projects"][0]["title"] == NASTY[name]


# --- for others: a ranking in the order of a method


@pytest.fixture
def engine(tmp_path):
    """The pipeline over a folder in which RICE cannot run, and the others can."""
    own = {id_: {"seriousness": n, "effectiveness": 2 * n} for n, id_ in enumerate(ACTS, 1)}
    own["9.1"]["impact"] = 1
    return Engine(Workspace.open(write(tmp_path / "d", own, refused=("9.3",)), "--data"), "s")


def taos(engine):
    return engine.workspace.register.resolve("Taos")


def test_reorder(engine):
    ranking = engine.rank(taos(engine))
    found = {result.id: result for result in method_results(engine, ranking)}
    told = reorder(ranking, found[Method.hanlon_bpr])
    assert told == rank_by(engine, ranking, Method.hanlon_bpr)
    assert [p.id for p in told.projects] == ["9.4", "9.2", "9.1"]
    assert [p.id for p in ranking.projects] == ["9.1", "9.2", "9.4"]
    before = {p.code: p for p in ranking.projects}
    for place, project in enumerate(told.projects, 1):
        assert project.rank == place == found[Method.hanlon_bpr].ranks[project.code]
        assert project.method_score == found[Method.hanlon_bpr].scores[project.code]
        kept = ("fit_score", "relief_index", "contributions", "best_edge_rank", "title", "edges")
        assert all(getattr(project, key) == getattr(before[project.code], key) for key in kept)
        # What was drawn, was drawn of the default order.
        drawn = [name for name, field in type(project).model_fields.items() if field.default is None]
        assert all(getattr(project, name) is None for name in drawn if name != "method_score")
    assert (told.method.id, told.method.tau_b) == ("hanlon-bpr", -1.0)
    assert all(value is None for value in told.uncertainty.__dict__.values())
    assert told.headline == (
        "In Taos, NM, Project 9.4 (9.4) comes first by another method, Hanlon, Basic Priority Rating (hanlon-bpr): "
        f"score {found[Method.hanlon_bpr].scores['Job Training.9.4']:.4g}."
    )
    assert "Kendall's tau-b with the default: -1.00." in told.caveats[-1]
    assert (told.unranked, told.ranked_total, told.digests) == (ranking.unranked, ranking.ranked_total, ranking.digests)
    assert [p.id for p in select(told, engine.workspace, top=1).projects] == ["9.4"]


def test_reorder_where_there_is_nothing_to_do(engine):
    ranking = engine.rank(taos(engine))
    assert rank_by(engine, ranking, Method.coverage) is ranking
    none = ranking.model_copy(update={"projects": (), "ranked_total": 0})
    for method in Method:
        assert rank_by(engine, none, method) is none


def test_reorder_by_a_method_that_cannot_run(engine):
    ranking = engine.rank(taos(engine))
    with pytest.raises(UsageError, match=r"rice cannot run for Taos, NM: the catalogue lacks impact: 9\.2, 9\.4; confidence, effort: all 3"):  # fmt: skip
        rank_by(engine, ranking, Method.rice)


def test_ties_of_a_method_are_in_the_order_of_codes(tmp_path):
    acts = {"9.10": "cost", "9.9": "child_care", "9.2": "transport"}
    folder = write(tmp_path / "d", dict.fromkeys(acts, FULL | {"size": 3}), acts=acts)
    engine = Engine(Workspace.open(folder, "--data"), "s")
    told = rank_by(engine, engine.rank(taos(engine)), Method.hanlon_naccho)
    assert [(p.id, p.rank) for p in told.projects] == [("9.2", 1), ("9.9", 1), ("9.10", 1)]
    assert "Project 9.2 (9.2), Project 9.9 (9.9) and Project 9.10 (9.10) share the first place" in told.headline


def test_methods_are_not_run_on_a_part(engine):
    ranking = select(engine.rank(taos(engine)), engine.workspace, top=1)
    with pytest.raises(ValueError, match="narrow the list down afterwards"):
        method_results(engine, ranking)


def test_on_indicators_the_place_of_the_default_in_the_state_is_left_out():
    engine = Engine(Workspace.packaged())
    ranking = engine.rank(taos(engine))
    weights = {"size": 1.0, "fit": -1.0}
    told = rank_by(engine, ranking, Method.weighted_sum, weights)
    assert ranking.state_context is not None
    assert told.state_context is None
    assert not any("comes first in" in line for line in told.caveats)
    assert compare_methods(engine, taos(engine), weights).weights == weights


def test_no_weights_are_none():
    assert criterion_weights(Workspace.packaged(), []) is None


def test_it_loads_neither_pandas_nor_scipy():
    code = "import sys; from jobtraining_cli.cli.main import run; run({}); print(*sys.modules, file=sys.stderr)"
    for arguments, wanted in ((["methods", "--help"], False), (["methods", "-c", "35013"], True)):
        done = subprocess.run([sys.executable, "-c", code.format(arguments)], capture_output=True, text=True, check=True, env=os.environ)  # fmt: skip
        modules = {name.partition(".")[0] for name in done.stderr.split()}
        assert ("numpy" in modules) is wanted
        assert not modules & {"pandas", "scipy"}
