"""`jt methods`: the default beside other methods, the same in every format, and what is missing said for whom."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from jobtraining_cli.models.methods import Comparison
from methods_cases import ACTS, FULL, by_id, comparison, on, write
from rendered import records, tables

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


@pytest.fixture
def example(jt, tmp_path, monkeypatch):
    """In a new example workspace."""
    assert jt("init", str(tmp_path / "ws"), "--example").code == 0
    monkeypatch.chdir(tmp_path / "ws")


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


def test_it_loads_neither_pandas_nor_scipy():
    code = "import sys; from jobtraining_cli.cli.main import run; run({}); print(*sys.modules, file=sys.stderr)"
    for arguments, wanted in ((["methods", "--help"], False), (["methods", "-c", "35013"], True)):
        done = subprocess.run([sys.executable, "-c", code.format(arguments)], capture_output=True, text=True, check=True, env=os.environ)  # fmt: skip
        modules = {name.partition(".")[0] for name in done.stderr.split()}
        assert ("numpy" in modules) is wanted
        assert not modules & {"pandas", "scipy"}
