"""The data that travel with the program are what they say they are."""

import csv
import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from jobtraining_cli.models.catalog import Origin
from jobtraining_cli.models.survey import Kind
from jobtraining_cli.workspace import Workspace

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
INDICATORS = {"child_care", "cost", "disability_access", "internet", "language", "prerequisites", "transport"}


@pytest.fixture(scope="module")
def workspace():
    return Workspace((DATA,))


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_everything_is_valid(jt):
    done = jt("validate", str(DATA), "--json")
    assert done.code == 0
    # What of the example would be hidden is worth a note, and no problem.
    assert {finding["severity"] for finding in json.loads(done.out)["findings"]} == {"note"}


def test_the_innovations(workspace):
    innovations = workspace.catalogue.innovations["Job Training"]
    assert [item.number for item in innovations] == list(range(1, 11))
    assert [item.number for item in innovations if item.known == "published"] == [1, 9, 10]
    assert [item.number for item in innovations if item.name is None] == [3]


def test_published_proposed_and_judged_are_told_apart(workspace):
    projects = workspace.catalogue.projects
    published = [p.id for p in projects if p.origin is Origin.published]
    assert published == ["1.1", "9.1", "9.2", "10.1"]
    assert len(projects) - len(published) >= 12
    for project in projects:
        assert project.next_steps
        assert project.partners
        assert project.next_steps_origin is Origin.proposed
        assert all(edge.basis == "judged" and edge.why.strip().endswith(".") for edge in project.addresses)
        for edge in project.addresses:
            if edge.evidence.rating != "unrated":
                assert edge.evidence.clearinghouse
                assert edge.evidence.outcome or edge.evidence.note


def test_every_barrier_but_other_is_acted_on(workspace):
    acted_on = {edge.barrier for p in workspace.catalogue.projects for edge in p.addresses}
    assert acted_on == set(workspace.taxonomy.ids) - {"other"}
    assert 15 <= len(workspace.taxonomy.ids) <= 18


def test_the_taxonomy_covers_the_piaac_reasons(workspace):
    codes = {b.crosswalk.piaac_b_q26b for b in workspace.taxonomy.barriers}
    assert codes - {None} == {1, 2, 3, 4, 5, 6, 8}  # 7, something unexpected, is part of "other"
    assert all(b.label.es and b.label.en and b.aliases for b in workspace.taxonomy.barriers)


def test_the_policy_is_even_steps(workspace):
    strengths = workspace.policy.strengths
    assert [round(value * 6, 9) for value in strengths.values()] == [5, 4, 3, 2, 1, 0, 2]


def test_the_indicator_table(workspace):
    table = rows(DATA / "barriers" / "us-acs-2020.csv")
    keys = [(row["fips"], row["barrier"]) for row in table]
    assert len(table) == 7 * 3143
    assert keys == sorted(set(keys))
    assert {row["barrier"] for row in table} == INDICATORS
    assert all(0 <= float(row["percent"]) <= 100 and float(row["moe90"]) > 0 for row in table)
    assert sum(0 < float(row["percent"]) < 1 for row in table) == 1603
    (survey,) = [s.survey for s in workspace.surveys if s.survey.id == "us-acs-2020"]
    assert survey.kind is Kind.indicator
    assert {item.barrier for item in survey.indicators} == INDICATORS
    # Harding County, NM: the share of 1.7% with a margin of 11.9 points.
    (harding,) = [r for r in table if r["fips"] == "35021" and r["barrier"] == "language"]
    assert (harding["percent"], harding["moe90"]) == ("1.7", "11.9")


def test_poverty_leads_in_28_of_new_mexicos_counties():
    table = [r for r in rows(DATA / "barriers" / "us-acs-2020.csv") if r["fips"].startswith("35")]
    leaders = {}
    for row in table:
        best = leaders.get(row["fips"])
        if best is None or float(row["percent"]) > float(best["percent"]):
            leaders[row["fips"]] = row
    assert sum(row["barrier"] == "cost" for row in leaders.values()) == 28


def test_the_register(workspace):
    counties = workspace.register.counties
    assert len(counties) == len({c.fips for c in counties}) == 3143
    assert len({c.state for c in counties}) == 51
    assert len(workspace.register.of_state("NM")) == 33


def test_the_example_is_invented_and_says_so(workspace):
    (example,) = [s for s in workspace.surveys if s.example]
    assert example.survey.kind is Kind.illustrative
    assert "ILLUSTRATIVE" in example.survey.title
    table = rows(example.csv)
    assert {row["fips"] for row in table} == {"35013", "35021", "35053"}
    assert {row["measure"] for row in table} == {"need", "difficulty", "barrier"}
    assert {row["group"] for row in table} == {"", "language:en", "language:es"}


def test_groups_of_the_example_add_up(workspace):
    (example,) = [s for s in workspace.surveys if s.example]
    sums, totals = {}, {}
    for row in rows(example.csv):
        key = (row["fips"], row["measure"], row["barrier"])
        values = (int(row["count"]), int(row["base_n"]))
        if row["group"]:
            old = sums.get(key, (0, 0))
            sums[key] = (old[0] + values[0], old[1] + values[1])
        else:
            totals[key] = values
    assert sums == {key: value for key, value in totals.items() if key[0] != "35021"}


@pytest.mark.parametrize(
    ("file", "schema"),
    [
        ("projects.yaml", "projects"),
        ("taxonomy.yaml", "taxonomy"),
        ("evidence.yaml", "evidence"),
        ("barriers/us-acs-2020.yaml", "survey"),
        ("examples/barriers/illustrative-2026.yaml", "survey"),
    ],
)
def test_the_files_follow_their_json_schemas(file, schema):
    content = json.loads(json.dumps(yaml.safe_load((DATA / file).read_text(encoding="utf-8")), default=str))
    rules = json.loads((ROOT / "docs" / "schemas" / f"{schema}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(rules).validate(content)


def test_the_transcription_gives_these_files(tmp_path):
    source = ROOT.parent / "shared" / "data" / "acs2020-county-indicators.csv"
    if not source.exists():
        pytest.skip("the source table is not here")
    import runpy
    import sys

    (tmp_path / "barriers").mkdir()
    old, sys.argv = sys.argv, ["transcribe_acs.py", str(source), str(tmp_path)]
    try:
        runpy.run_path(str(ROOT / "tools" / "transcribe_acs.py"), run_name="__main__")
    finally:
        sys.argv = old
    for name in ("counties.csv", "barriers/us-acs-2020.csv"):
        assert (tmp_path / name).read_bytes() == (DATA / name).read_bytes()
