"""The Python API where something is drawn, weighed, compared or told of barriers: the same figures as the command line."""

import json
import math
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from jobtraining_cli import DataError, UsageError, barriers, brief, explain, load_workspace, methods, rank
from test_api import PLACES, assert_same_cells, options


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("empty"))
        return load_workspace()


# What is drawn, how often and from where, and on what weights.
CHANCE = {
    "data": {"uncertainty": "data", "draws": 150, "seed": 3},
    "judgement": {"uncertainty": "judgement", "draws": 100, "seed": 0},
    "nothing": {"uncertainty": "none"},
    "weights": {"weights": "w.yaml", "draws": 120},
}


@pytest.mark.parametrize("chance", CHANCE)
def test_what_is_drawn_and_weighed_is_that_of_the_command_line(chance, workspace, jt, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    people = "people: [{weights: {cost: 3}}, {weights: {transport: 2}}]"
    Path("w.yaml").write_text(f"schema: 1\nrest: 1\n{people}\n", encoding="utf-8")
    more = CHANCE[chance]
    words = ["-c", "Taos", *(word for name, value in more.items() for word in (f"--{name}", str(value)))]
    found = rank(workspace, "Taos", **more)
    (told,) = json.loads(jt("rank", *words, "--json").out)["rankings"]
    assert json.loads(found.model_dump_json(by_alias=True)) == told
    assert_same_cells(found.to_frame(), jt("rank", *words, "--format", "csv", "--raw-csv").out)
    assert (
        explain(workspace, "Taos", "2.51", **more).to_markdown() == jt("explain", "2.51", *words, "--format", "md").out
    )
    day = date(2026, 11, 23)
    assert brief(workspace, "Taos", day=day, **more) == jt("brief", *words, "--date", day.isoformat()).out
    if chance == "weights":
        assert rank(workspace, "Taos", **more | {"weights": Path("w.yaml")}) == found
        assert rank(workspace, "Taos", draws=120).stakeholders is None, "weights are of one call"


@pytest.mark.parametrize("level", [None, 0.8])
@pytest.mark.parametrize("place", ["indicators", "another state", "too small"])
def test_barriers_are_those_of_the_command_line(place, level, workspace, jt):
    county, more = PLACES[place]
    found = barriers(workspace, county, **more, **({"level": level} if level else {}))
    words = [*options(place), *(("--level", str(level)) if level else ())]
    (told,) = json.loads(jt("barriers", *words, "--json").out)["counties"]
    assert json.loads(found.model_dump_json(by_alias=True)) == told
    with pytest.raises((ValidationError, AttributeError)):
        found.level = 0.5


@pytest.mark.parametrize("criteria", [None, {"fit": 2.0, "size": 1.0}])
@pytest.mark.parametrize("place", ["indicators", "too small"])
def test_methods_are_those_of_the_command_line(place, criteria, workspace, jt):
    county, more = PLACES[place]
    found = methods(workspace, county, criteria=criteria, **more)
    words = [word for name, weight in (criteria or {}).items() for word in ("--criterion", f"{name}={weight}")]
    (told,) = json.loads(jt("methods", *options(place), *words, "--json").out)["comparisons"]
    mine = json.loads(found.model_dump_json(by_alias=True))
    mine["ranking"]["projects"] = []
    assert mine == told


BAD = {
    "uncertainty": ["all", "none "],
    "draws": [0, 99, 100_001, -1, math.nan, math.inf],
    "seed": [-1, 2**63, math.nan],
    "weights": ["nowhere.yaml", "."],
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_drawn_is_a_usage_error(name, workspace, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for value in BAD[name]:
        for call in (rank, brief, lambda *a, **k: explain(*a, "2.51", **k)):
            with pytest.raises(UsageError):
                call(workspace, "Taos", **{name: value})


@pytest.mark.parametrize("given", [{"draws": 150.5}, {"seed": 1.5}])
def test_half_a_draw_is_a_usage_error(given, workspace):
    with pytest.raises(UsageError):
        rank(workspace, "Taos", **given)


@pytest.mark.parametrize("level", [0, 0.4999, 0.9991, 1, 95, -1, math.nan, math.inf])
def test_a_level_that_is_none(level, workspace):
    with pytest.raises(UsageError, match="level"):
        barriers(workspace, "Taos", level=level)


def test_wrong_weights_are_a_data_error(workspace, tmp_path):
    path = tmp_path / "w.yaml"
    path.write_text("schema: 1\nweights: {cost: 2, csot: 1}\n", encoding="utf-8")
    with pytest.raises(DataError, match="csot"):
        rank(workspace, "Taos", weights=path)
    path.write_text("schema: 1\nweights: {cost: 2}\n", encoding="utf-8")
    with pytest.raises(DataError, match="no weight for child_care"):
        rank(workspace, "Taos", weights=path)
    assert rank(workspace, "Taos").stakeholders is None
