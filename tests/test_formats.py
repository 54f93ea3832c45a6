"""Every format says the same: golden files, and the cells of table, CSV and Markdown against JSON."""

import csv
import io
import json
import os
import re
from html import unescape
from pathlib import Path

import mistune
import pytest
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from jobtraining_cli.models.explanation import Explanation
from jobtraining_cli.models.ranking import Ranking

GOLDEN = Path(__file__).parent / "golden"
SCHEMAS = Path(__file__).resolve().parents[1] / "docs" / "schemas"
SUFFIX = {"table": "txt", "json": "json", "jsonl": "jsonl", "csv": "csv", "md": "md"}
CASES = {
    "rank-indicator": ["rank", "--county", "Doña Ana"],
    "rank-illustrative": ["rank", "--county", "Socorro", "--survey", "illustrative-2026", "--top", "4"],
    "rank-too-small": ["rank", "--county", "Harding", "--survey", "illustrative-2026"],
    "explain": ["explain", "2.53", "--county", "Doña Ana"],
    "explain-hidden": ["explain", "9.53", "--county", "Socorro", "--survey", "illustrative-2026"],
    "explain-unranked": ["explain", "9.2", "--county", "Doña Ana"],
}


def stable(text):
    """Without what changes with every release."""
    return re.sub(r'"version": ?"[^"]+"', '"version": "0"', text)


@pytest.mark.parametrize("format_", SUFFIX)
@pytest.mark.parametrize("name", CASES)
def test_golden(name, format_, jt):
    done = jt(*CASES[name], "--format", format_)
    assert done.code == 0
    assert done.err == ""
    path = GOLDEN / f"{name}.{SUFFIX[format_]}"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(stable(done.out), encoding="utf-8")
    assert stable(done.out) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("columns", "name"), [("120", "rank-120"), ("200", "rank-200")])
def test_golden_wide(columns, name, jt, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    out = jt("rank", "--county", "Doña Ana").out
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(out, encoding="utf-8")
    assert out == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("columns", ["40", "60", "80", "100", "120", "200"])
@pytest.mark.parametrize("name", CASES)
def test_tables_fit_the_width(columns, name, jt, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    lines = jt(*CASES[name]).out.splitlines()
    # An address stays in one piece, alone on its line.
    assert max(len(line) for line in lines if not re.fullmatch(r" +https://\S+", line)) <= int(columns)


def rank(jt, *more):
    base = ("rank", "--county", "Socorro", "--survey", "illustrative-2026", *more)
    return json.loads(jt(*base, "--json").out)["rankings"][0], base


def shown(value, digits=1):
    return "-" if value is None else f"{value:.{digits}f}"


def test_csv_and_jsonl_have_the_values_of_json(jt):
    ranking, base = rank(jt)
    rows = list(csv.DictReader(io.StringIO(jt(*base, "--format", "csv").out)))
    lines = [json.loads(line) for line in jt(*base, "--format", "jsonl").out.splitlines()]
    assert len(rows) == len(lines) == len(ranking["projects"]) + len(ranking["unranked"])
    for row, line, project in zip(rows, lines, ranking["projects"], strict=False):
        assert row["status"] == line["status"] == "ranked"
        assert float(row["fit_score"]) == line["fit_score"] == project["fit_score"]
        assert float(row["relief_index"]) == line["relief_index"] == project["relief_index"]
        assert row["top_barriers"] == "; ".join(project["top_barriers"])
        for key in set(line) & set(project):
            assert line[key] == project[key]
            value = project[key]
            if value is None:
                assert row[key] == ""
        assert row["illustrative"] == "true"
        assert line["illustrative"] is True


def percent(share):
    if share is None:
        return "-"
    near = {False: f"{100 * share:.0f}%", True: "<1%" if share < 0.5 else ">99%"}
    return near[0 < share < 0.005 or 0.995 <= share < 1]


def markdown_tables(text):
    """The cells of every table, as two CommonMark implementations see them."""
    html = [MarkdownIt("commonmark").enable("table").render(text), mistune.create_markdown(plugins=["table"])(text)]
    found = []
    for page in html:
        tables = []
        for table in re.findall(r"<table>.*?</table>", page, re.DOTALL):
            rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
            tables.append(
                [
                    [
                        unescape(re.sub(r"<[^>]+>", "", c)).strip()
                        for c in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", r, re.DOTALL)
                    ]
                    for r in rows
                ]
            )
        found.append(tables)
    assert found[0] == found[1]
    return found[0]


def test_markdown_has_the_values_of_json(jt):
    ranking, base = rank(jt)
    projects, barriers = markdown_tables(jt(*base, "--format", "md").out)
    head = projects[0]
    assert len(projects) - 1 == len(ranking["projects"])
    for cells, project in zip(projects[1:], ranking["projects"], strict=True):
        row = dict(zip(head, cells, strict=True))
        assert row["Rank"] == str(project["rank"])
        assert row["Code"] == project["id"]
        assert row["Project"] == project["title"]
        assert row["Fit"] == shown(project["fit_score"])
        assert row["Relief index"] == shown(project["relief_index"])
        assert row["First"] == percent(project["p_first"])
        low, high = project["rank_low"], project["rank_high"]
        assert row["Ranks (90%)"] == (str(low) if low == high else f"{low}-{high}")
        assert row["Tier"] == f"{project['tier']}{'?' if project['tier_borderline'] else ''}"
        assert row["Next"] in (percent(project["p_beats_next"]), "level")
        assert row["Measured"] == f"{project['edges_measured']} of {project['edges']}"
        assert row["Best edge"] == str(project["best_edge_rank"])
    by_label = {b["label"]: b for b in ranking["barriers"]}
    for cells in barriers[1:]:
        barrier = by_label[cells[0]]
        printed = shown(barrier["reach"]) if barrier["reliability"] == "shown" else "not reliable"
        assert cells[1] == ("not shown: too few answers" if barrier["status"] == "hidden" else printed)
        interval = barrier["interval"]
        assert cells[2] == ("-" if interval is None else f"{interval[0]:.1f} to {interval[1]:.1f}")
        assert cells[3] == ("-" if barrier["count"] is None else str(barrier["count"]))


def test_the_terminal_table_has_the_values_of_json(jt, monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    ranking, base = rank(jt)
    lines = jt(*base, "--wide").out.splitlines()
    for project in ranking["projects"]:
        (line,) = [x for x in lines if re.match(rf" *{project['rank']} +{re.escape(project['id'])} ", x)]
        numbers = re.findall(r"(?<![\w.])\d+\.\d(?!\d)", line.split(project["title"])[1])
        assert numbers == [shown(project["fit_score"]), shown(project["relief_index"])]


@pytest.mark.parametrize("name", CASES)
def test_json_follows_its_schema_and_its_models(name, jt):
    done = json.loads(jt(*CASES[name], "--json").out)
    schema = json.loads((SCHEMAS / f"{CASES[name][0]}.v1.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(done)
    for content, model in [(done.get("rankings"), Ranking), (done.get("explanations"), Explanation)]:
        for item in content or []:
            assert model.model_validate(item).model_dump(mode="json", by_alias=True) == item


def test_without_draws_uncertainty_is_there_and_null(jt):
    ranking, _ = rank(jt, "--uncertainty", "none")
    assert set(ranking["uncertainty"]) >= {"draws", "seed", "mode", "rank_acceptability", "pairwise", "driver"}
    assert all(value is None for value in ranking["uncertainty"].values())
    drawn = ("p_first", "rank_low", "rank_high", "expected_rank", "tier", "p_beats_next", "p_first_mcse")
    assert all(project[key] is None for project in ranking["projects"] for key in drawn)
    # Intervals are worked out, not drawn.
    assert any(barrier["interval"] for barrier in ranking["barriers"])


def test_uncertainty_is_told_in_full(jt):
    ranking, _ = rank(jt)
    told, codes = ranking["uncertainty"], {project["code"] for project in ranking["projects"]}
    assert set(told["modes"]) == {"data", "judgement", "both"}
    for mode in (told, *told["modes"].values()):
        assert set(mode["rank_acceptability"]) == set(mode["pairwise"]) == set(mode["pairwise_mcse"]) == codes
        assert all(len(shares) == len(codes) for shares in mode["rank_acceptability"].values())
        assert all(set(row) == codes - {code} for code, row in mode["pairwise"].items())
    for project in ranking["projects"]:
        assert project["p_first"] == told["rank_acceptability"][project["code"]][0]
        assert 1 <= project["rank_low"] <= project["rank_high"] <= len(codes)
    last = ranking["projects"][-1]
    assert last["p_beats_next"] is None
    assert last["p_beats_next_mcse"] is None


@pytest.mark.parametrize("format_", SUFFIX)
@pytest.mark.parametrize("verb", [["rank"], ["explain", "9.53"]])
def test_invented_figures_are_labelled_in_every_format(verb, format_, jt):
    for county in ("Doña Ana", "Socorro"):
        out = jt(*verb, "--county", county, "--survey", "illustrative-2026", "--format", format_).out
        assert "illustrative" in out.casefold()


@pytest.mark.parametrize("format_", SUFFIX)
def test_indicators_are_labelled_in_every_format(format_, jt):
    out = jt("rank", "--county", "Taos", "--format", format_).out
    assert (
        "indicators" in "\n".join(out.splitlines()[:20]) or '"indicator"' in out.splitlines()[0] or ",indicator," in out
    )


def test_contributions_sum_to_the_scores(jt):
    for survey in ("us-acs-2020", "illustrative-2026"):
        done = json.loads(jt("rank", "--county", "Socorro", "--survey", survey, "--json").out)["rankings"][0]
        for project in done["projects"]:
            assert abs(sum(t["fit_points"] or 0 for t in project["contributions"]) - project["fit_score"]) < 1e-8
            assert abs(sum(t["relief"] or 0 for t in project["contributions"]) - project["relief_index"]) < 1e-8
