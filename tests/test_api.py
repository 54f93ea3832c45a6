"""The Python API: the same figures as the command line, frozen, and nothing loaded before it is used."""

import csv
import json
import math
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

import jobtraining_cli as jt_api
from jobtraining_cli import DataError, JtError, RunError, UsageError, brief, explain, load_workspace, rank
from rendered import cells, records

# County, and on what.
PLACES = {
    "indicators": ("Doña Ana", {}),
    "another state": ("Autauga", {"state": "AL"}),
    "a survey": ("Socorro", {"survey": "illustrative-2026"}),
    "too small": ("Harding", {"survey": "illustrative-2026"}),
}
TABLES = ("projects", "barriers", "contributions")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    here = Path.cwd()
    os.chdir(tmp_path_factory.mktemp("empty"))
    try:
        return load_workspace()
    finally:
        os.chdir(here)


def options(place):
    county, more = PLACES[place]
    return ["--county", county, *(word for name, value in more.items() for word in (f"--{name}", value))]


def probe(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_the_package_loads_nothing_else():
    code = "import sys; before = set(sys.modules); import jobtraining_cli; print(*(set(sys.modules) - before))"
    assert probe(code) == {"jobtraining_cli"}
    code = "import sys, jobtraining_cli as j; dir(j); j.__version__; print(*(n for n in sys.modules if 'jobtraining' in n))"
    assert probe(code) == {"jobtraining_cli"}


def test_pandas_is_loaded_only_for_a_frame():
    code = "import sys, jobtraining_cli as j; r = j.rank(j.load_workspace(), 'Taos'); print('pandas' in sys.modules)"
    assert probe(code) == {"False"}


def test_every_name_is_there_and_no_other():
    assert set(dir(jt_api)) == set(jt_api.__all__)
    for name in jt_api.__all__:
        assert getattr(jt_api, name) is not None
    with pytest.raises(AttributeError, match="nonsense"):
        jt_api.nonsense  # noqa: B018


def test_a_program_that_uses_it_stays_as_it_was():
    code = "import csv, locale, signal, sys, jobtraining_cli as j\n"
    code += (
        "def state(): return csv.field_size_limit(), signal.getsignal(2), sys.getrecursionlimit(), locale.getlocale()\n"
    )
    code += "before = state(); j.rank(j.load_workspace(), 'Taos').to_frame(); print(before == state())"
    assert probe(code) == {"True"}
    assert csv.field_size_limit() >= 10_000


@pytest.mark.parametrize("place", PLACES)
def test_a_ranking_is_that_of_the_command_line(place, workspace, jt):
    county, more = PLACES[place]
    found = rank(workspace, county, **more)
    (told,) = json.loads(jt("rank", *options(place), "--json").out)["rankings"]
    assert json.loads(found.model_dump_json(by_alias=True)) == told
    assert found.to_markdown() == found._repr_markdown_() == jt("rank", *options(place), "--format", "md").out
    filters = {"top": 3, "barrier": "cost", "innovation": 2, "origin": "proposed"}
    for name, value in filters.items():
        chosen = rank(workspace, county, **more, **{name: value})
        (told,) = json.loads(jt("rank", *options(place), f"--{name}", str(value), "--json").out)["rankings"]
        assert json.loads(chosen.model_dump_json(by_alias=True)) == told


@pytest.mark.parametrize("place", PLACES)
def test_an_explanation_is_that_of_the_command_line(place, workspace, jt):
    county, more = PLACES[place]
    for project in ("2.51", "9.2"):
        found = explain(workspace, county, project, **more)
        (told,) = json.loads(jt("explain", project, *options(place), "--json").out)["explanations"]
        mine = json.loads(found.model_dump_json(by_alias=True))
        mine["ranking"] |= {"projects": [], "unranked": []}
        assert mine == told
        assert (
            found.to_markdown()
            == found._repr_markdown_()
            == jt("explain", project, *options(place), "--format", "md").out
        )


@pytest.mark.parametrize("place", PLACES)
def test_a_brief_is_that_of_the_command_line(place, workspace, jt):
    county, more = PLACES[place]
    for project in (None, "2.51", "9.2"):
        about = ["--project", project] if project else []
        done = jt("brief", *options(place), *about, "--date", "2026-11-23")
        assert brief(workspace, county, project, day=date(2026, 11, 23), **more) == done.out


def as_cell(value):
    """A cell of a frame as CSV writes it."""
    import pandas as pd

    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    if value is None or value is pd.NA:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        assert not math.isnan(value), "what is unknown is NA, not a number that is none"
        return repr(float(value))
    return str(value)


def assert_same_cells(frame, text):
    rows = records(text)
    assert len(frame) == len(rows)
    assert list(frame.columns) == cells(text)[0]
    for mine, theirs in zip(frame.to_dict("records"), rows, strict=True):
        assert {key: as_cell(value) for key, value in mine.items()} == theirs


@pytest.mark.parametrize("place", PLACES)
def test_frames_have_the_columns_and_cells_of_csv(place, workspace, jt):
    county, more = PLACES[place]
    csv_ = ("--format", "csv", "--raw-csv")
    assert_same_cells(rank(workspace, county, **more).to_frame(), jt("rank", *options(place), *csv_).out)
    for project in ("2.51", "9.2"):
        frame = explain(workspace, county, project, **more).to_frame()
        assert_same_cells(frame, jt("explain", project, *options(place), *csv_).out)


@pytest.mark.parametrize("place", PLACES)
def test_frames_have_the_values_of_the_fields(place, workspace):
    county, more = PLACES[place]
    ranking = rank(workspace, county, **more)
    barriers = ranking.to_frame("barriers").to_dict("records")
    assert [row["barrier"] for row in barriers] == [b.barrier for b in ranking.barriers]
    terms = ranking.to_frame("contributions").to_dict("records")
    wanted = [(p.code, t.barrier) for p in ranking.projects for t in p.contributions]
    assert [(row["code"], row["barrier"]) for row in terms] == wanted
    items = [*ranking.barriers, *(t for p in ranking.projects for t in p.contributions)]
    for row, item in zip([*barriers, *terms], items, strict=True):
        for name in type(item).model_fields:
            value = getattr(item, name)
            value = getattr(value, "value", value)
            assert as_cell(row[name]) == as_cell(value), name
    with pytest.raises(ValueError, match="projects"):
        ranking.to_frame("project")


def test_columns_have_one_type_whatever_is_known(workspace):
    """So that frames of many counties can be put together."""
    import pandas as pd

    rankings = [rank(workspace, county, **more) for county, more in PLACES.values()]
    for table in TABLES:
        frames = [ranking.to_frame(table) for ranking in rankings]
        types = [{name: str(dtype) for name, dtype in frame.dtypes.items()} for frame in frames]
        assert all(found == types[0] for found in types)
        assert set(types[0].values()) <= {"string", "Int64", "Float64", "boolean", "object"}
        together = pd.concat(frames, ignore_index=True)
        assert {name: str(dtype) for name, dtype in together.dtypes.items()} == types[0]
        assert len(together) == sum(map(len, frames))
    assert str(rankings[0].to_frame()["p_first"].dtype) == "Float64"
    small = rankings[3].to_frame("barriers")
    assert small["reach"].isna().all()
    assert small["count"].sum() == 0
    explanations = [
        explain(workspace, county, code, **more) for county, more in PLACES.values() for code in ("2.51", "9.2")
    ]
    assert len({tuple(map(str, found.to_frame().dtypes)) for found in explanations}) == 1


def test_results_are_frozen(workspace):
    ranking, explanation = rank(workspace, "Taos"), explain(workspace, "Taos", "2.53")
    for thing, name in (
        (ranking, "headline"), (ranking.projects[0], "rank"), (ranking.barriers[0], "reach"), (ranking.county, "fips"),
        (ranking.survey, "title"), (explanation, "summary"), (explanation.swaps[0], "gap"), (ranking.digests, "table"),
    ):  # fmt: skip
        with pytest.raises((ValidationError, AttributeError)):
            setattr(thing, name, "x")
        with pytest.raises((ValidationError, AttributeError)):
            delattr(thing, name)
        with pytest.raises((ValidationError, AttributeError, ValueError)):
            thing.nonsense = 1
    assert all(isinstance(getattr(ranking, name), tuple) for name in ("projects", "unranked", "barriers", "caveats"))
    frame = ranking.to_frame()
    frame.loc[0, "title"] = "changed"
    assert ranking.to_frame().loc[0, "title"] != "changed"


def test_a_workspace_is_read_once_and_shared(workspace):
    first, second = rank(workspace, "Taos"), rank(workspace, "taos county")
    assert first == second
    assert rank(workspace, "Socorro", survey="illustrative-2026") != rank(workspace, "Socorro")


WRONG = {
    "a county": {"county": "Nowhere"},
    "a county of another state": {"county": "Autauga"},
    "a state": {"state": "ZZ"},
    "a survey": {"survey": "us-acs-2021"},
    "a base": {"base": "neded"},
    "a barrier": {"barrier": "coste"},
    "an innovation": {"innovation": 99},
    "an origin": {"origin": "publisht"},
    "top": {"top": 0},
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_not_there_is_a_usage_error(what, workspace, jt):
    given = {"county": "Taos"} | WRONG[what]
    with pytest.raises(UsageError) as caught:
        rank(workspace, **given)
    assert isinstance(caught.value, JtError)
    assert caught.value.problems
    assert str(caught.value)
    words = [word for name, value in given.items() for word in (f"--{name}", str(value))]
    assert jt("rank", *words).code == 2


def test_each_kind_of_error_is_one_of_three(workspace, tmp_path):
    with pytest.raises(UsageError, match="no such folder"):
        load_workspace(tmp_path / "nowhere")
    with pytest.raises(UsageError, match=r"99\.9"):
        explain(workspace, "Taos", "99.9")
    with pytest.raises(UsageError, match=r"99\.9"):
        brief(workspace, "Taos", "99.9", day=date(2026, 1, 1))
    (tmp_path / "projects.yaml").write_text("schema: 1\nprojects: [{code: x}]\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        rank(load_workspace(str(tmp_path)), "Taos")
    assert {problem.line for problem in caught.value.problems} == {2}
    assert all("projects.yaml" in problem.file for problem in caught.value.problems)
    (tmp_path / "projects.yaml").unlink()
    (tmp_path / "barriers").write_text("not a folder", encoding="utf-8")
    with pytest.raises((RunError, UsageError)):
        rank(load_workspace(tmp_path), "Taos")


def test_settings_of_the_command_line_are_not_read(workspace, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "jt.toml").write_text('state = "AL"\nsurvey = "nonsense"\n', encoding="utf-8")
    monkeypatch.setenv("JT_STATE", "TX")
    monkeypatch.setenv("JT_DATA", "nowhere")
    assert rank(load_workspace(), "Taos").county.state == "NM"
