"""Hostile text in every place where text comes from a file: one folder of data, every verb, every format.

It comes out harmless for a terminal, a spreadsheet and whatever shows Markdown, and lossless in JSON.
"""

import json
import re

import pytest

from hostile import EVIL_URL, FOLDER, NASTY, SERVICE, TEXTS, quoted, write_data
from jobtraining_cli.present.text import CELL, printable
from rendered import assert_harmless, cells, pages, records, squeezed, tables, unsafe

# Many processes or pages: `make check` runs them, `make test` stays under two minutes.
pytestmark = pytest.mark.slow

FORMATS = ["table", "json", "jsonl", "csv", "md"]
NUMBERS = range(1, len(TEXTS) + 1)
IDS = [f"1.{number}" for number in NUMBERS]
ON = ("--county", "35013")
FEW = [4, 9, 10]
# Verb -> command lines; {n} runs through the texts, {few} through some of them.
RANKS = {
    "rank": ["rank", *ON, "--survey", "s{few}"],
    "rank on indicators": ["rank", *ON, "--survey", "indicators"],
    "rank --weights": ["rank", *ON, "--survey", "s{few}", "--weights", "weights{few}.yaml"],
    "methods": ["methods", *ON, "--survey", "s{few}"],
    "methods --weights": ["methods", *ON, "--survey", "indicators", "--weights", "weights{few}.yaml"],
    "explain": ["explain", "1.{n}", *ON, "--survey", "s{n}"],
    "explain on indicators": ["explain", "1.{few}", *ON, "--survey", "indicators"],
    "brief": ["brief", *ON, "--survey", "s{n}", "--date", "2026-11-23"],
    "brief on indicators": ["brief", *ON, "--survey", "indicators"],
    "brief --project": ["brief", *ON, "--survey", "s{n}", "--project", "1.{n}"],
    "projects list": ["projects", "list"],
    "projects show": ["projects", "show", *IDS],
    "barriers": ["barriers"],
    "barriers of a county": ["barriers", *ON, "--survey", "s{few}", "--level", "0.9"],
    "barriers of a county on indicators": ["barriers", *ON, "-c", "35053", "--survey", "indicators"],
    "counties": ["counties", "--search", "dona"],
    "surveys": ["surveys"],
    "config": ["config"],
    "validate": ["validate", "--wide"],
}
CASES = [(verb, f) for verb in RANKS for f in FORMATS if not verb.startswith("brief") or f in ("json", "md")]


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = write_data(tmp_path_factory.mktemp("hostile") / FOLDER)
    for number, text in enumerate(TEXTS, 1):
        people = f"[{{label: {quoted(text)}, weights: {{b1: 3}}}}, {{label: x, weights: {{b2: 2, b3: 0}}}}]"
        head = f"schema: 1\ntitle: {quoted(text)}\nillustrative: true\nrest: 1\n"
        (folder.parent / f"weights{number}.yaml").write_text(f"{head}people: {people}\n", encoding="utf-8")
    return folder


@pytest.fixture
def run(data, jt, monkeypatch):
    monkeypatch.chdir(data.parent)

    def call(verb, *more, few=False):
        line = RANKS[verb]
        found = []
        for number in runs(verb, few=few):
            words = [re.sub(r"\{\w+\}", str(number), word) for word in line]
            done = jt(*words, "--data", str(data), *more)
            assert done.code == 0, done.err
            assert not unsafe(done.err)
            found.append(done.out)
        return found

    return call


def runs(verb, *, few=False):
    """The numbers of the texts that a verb is run with."""
    line = " ".join(RANKS[verb])
    return [1] if "{" not in line else FEW if few or "{few}" in line else list(NUMBERS)


def leaves(content):
    if isinstance(content, dict | list):
        for item in content.values() if isinstance(content, dict) else content:
            yield from leaves(item)
    elif isinstance(content, str):
        yield content


def assert_harmless_csv(text):
    rows = cells(text)
    assert {len(row) for row in rows} == {len(rows[0])}
    for row in rows[1:]:
        for cell in row:
            assert not cell.lstrip().startswith(("=", "+", "@", "\t", "\r", "|", "%", "\uff1d"))
            assert not cell.lstrip().startswith("-") or re.fullmatch(r"-[0-9.]+", cell)
    return rows


def assert_harmless_markdown(text):
    page = assert_harmless(text, AnyOf())
    assert not {"img", "script"} & page.tags
    return page


class AnyOf:
    """The addresses of ``url`` fields, as pages write them."""

    def __contains__(self, link):
        from urllib.parse import unquote

        return unquote(link) == EVIL_URL


@pytest.mark.parametrize(("verb", "format_"), CASES, ids=lambda x: x)
def test_hostile_text_is_harmless(verb, format_, run):
    # Machines get all of a text, whatever it is, so some of them are enough.
    for out in run(verb, "--format", format_, few=format_ not in ("table", "md")):
        assert not unsafe(out)
        assert len(out) < 200_000 or format_ in ("json", "jsonl", "csv")
        if format_ == "csv":
            assert_harmless_csv(out)
        elif format_ == "md":
            assert_harmless_markdown(out)
        elif format_ == "json":
            json.loads(out)
        elif format_ == "jsonl":
            assert all(isinstance(json.loads(line), dict) for line in out.splitlines())


@pytest.mark.parametrize("verb", [v for v in RANKS if not v.startswith("brief")])
def test_colour_and_width_add_nothing_but_colours(verb, run):
    """Rich markup, emoji codes and control codes are shown as they are written: only the program's own colours are sent."""
    for plain, coloured in zip(run(verb, "--wide", few=True), run(verb, "--wide", "--color", few=True), strict=True):
        without = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
        assert not unsafe(without)
        assert [line.rstrip() for line in without.splitlines()] == plain.splitlines()


@pytest.mark.parametrize(
    "verb",
    ["rank", "methods", "projects list", "projects show", "barriers", "barriers of a county on indicators", "surveys"],
)
def test_markup_and_emoji_codes_are_text_on_the_terminal(verb, run):
    out = re.sub(r"\s", "", "".join(run(verb, "--wide")))
    for mark in ("[/red]", "[bold]x[/bold]", ":smiley:", "{{7*7}}", "<script>"):
        assert mark in out


WITH_CSV = [verb for verb in RANKS if verb.split()[0] not in ("brief", "counties", "validate") and "on ind" not in verb]


@pytest.mark.parametrize("verb", WITH_CSV)
def test_raw_csv_and_json_lines_have_exactly_the_text(verb, run):
    raws = run(verb, "--format", "csv", "--raw-csv", few=True)
    for raw, lines in zip(raws, run(verb, "--format", "jsonl", few=True), strict=True):
        for row, line in zip(records(raw), map(json.loads, lines.splitlines()), strict=True):
            for key, value in line.items():
                if isinstance(value, str):
                    assert row[key] == value
                elif isinstance(value, list):
                    assert row[key] == "; ".join(map(str, value))


def test_json_of_a_ranking_is_lossless(run):
    for text, out in zip(TEXTS, run("explain", "--json"), strict=True):
        survey = json.loads(out)["explanations"][0]["ranking"]["survey"]
        assert {survey[key] for key in ("title", "publisher", "mode", "population", "weighting", "licence")} == {text}
        assert survey["languages"] == survey["notes"] == [text]
    for number, out in zip(FEW, run("rank --weights", "--json"), strict=True):
        (ranking,) = json.loads(out)["rankings"]
        assert ranking["stakeholders"]["title"] == TEXTS[number - 1]
        assert ranking["stakeholders"]["illustrative"] is True
    for number, out in zip(FEW, run("rank", "--json"), strict=True):
        (ranking,) = json.loads(out)["rankings"]
        assert ranking["service"] == SERVICE
        assert ranking["place"] == f"{FOLDER}/barriers/s{number}.csv"
        labels = {b["barrier"]: b["label"] for b in ranking["barriers"]}
        assert labels == {f"b{at}": text for at, text in enumerate(TEXTS, 1)}
        titles = {p["id"]: p["title"] for p in ranking["projects"] + ranking["unranked"]}
        assert titles == dict(zip(IDS, TEXTS, strict=True))
        assert [p["reason"] for p in ranking["unranked"] if p["why"] == "screened_out"] == [TEXTS[2]]
        for project in ranking["projects"]:
            for term in project["contributions"]:
                said = {term[key] for key in ("why", "clearinghouse", "outcome", "note")}
                assert said == {project["title"]}
                assert term["url"] == EVIL_URL


@pytest.mark.parametrize("verb", [verb for verb in RANKS if verb not in ("counties", "config", "validate")])
def test_every_text_is_in_json_as_it_was_written(verb, run):
    for number, out in zip(runs(verb, few=True), run(verb, "--json", few=True), strict=True):
        found = set(leaves(json.loads(out)))
        assert set(TEXTS if runs(verb) == [1] else [TEXTS[number - 1]]) <= found


def test_json_of_the_lists_is_lossless(run):
    (out,) = run("projects list", "--json")
    for text, project in zip(TEXTS, json.loads(out)["projects"], strict=True):
        assert {project[key] for key in ("title", "summary", "leads", "changes")} == {text}
        assert project["level"] == [text]
        assert project["partners"] == project["next_steps"] == [text, text]
        assert project["source"]["title"] == project["source"]["publisher"] == text
        assert project["cost"]["basis"] == text
        assert all(edge["why"] == edge["note"] == edge["outcome"] == text for edge in project["edges"])
        assert project["innovation_name"] == NASTY["html"]
    (out,) = run("barriers", "--json")
    for text, barrier in zip(TEXTS, json.loads(out)["barriers"], strict=True):
        assert barrier["label_en"] == barrier["label_es"] == barrier["description"] == text
        assert barrier["aliases"] == [text]
        assert barrier["crosswalk"]["acs_indicator"] == barrier["crosswalk"]["adult_education_survey"] == text
    (out,) = run("surveys", "--json")
    entries = {entry["survey"]["id"]: entry for entry in json.loads(out)["surveys"]}
    for number, text in enumerate(TEXTS, 1):
        assert entries[f"s{number}"]["survey"]["title"] == text
        assert entries[f"s{number}"]["place"] == f"{FOLDER}/barriers/s{number}.csv"
    assert [i["universe"] for i in entries["indicators"]["survey"]["indicators"]] == TEXTS
    (out,) = run("config", "--json")
    assert any(item["file"] == f"{FOLDER}/projects.yaml" for item in json.loads(out)["files"])


@pytest.mark.parametrize("verb", ["rank --weights", "methods --weights"])
def test_the_title_of_weights_is_shown_as_written(verb, run):
    for number, out in zip(FEW, run(verb, "--format", "md"), strict=True):
        title = squeezed(printable(TEXTS[number - 1], 2_000))
        for page in pages(out):
            assert f"a judgement, from {title} (the mean of 2 sets" in page.text


@pytest.mark.parametrize("number", range(1, len(TEXTS) + 1))
def test_an_error_about_the_weights_of_somebody_names_them_harmlessly(number, data, jt, monkeypatch):
    monkeypatch.chdir(data.parent)
    text = f"schema: 1\npeople: [{{label: {quoted(TEXTS[number - 1])}, weights: {{b1: 3}}}}]\n"
    (data.parent / "gaps.yaml").write_text(text, encoding="utf-8")
    done = jt("rank", *ON, "--survey", "s1", "--weights", "gaps.yaml", "--data", str(data))
    assert (done.code, done.out) == (1, "")
    assert not unsafe(done.err)
    assert "which the survey measured" in done.err


def cell(text):
    """What a cell of a page shows of a text."""
    return squeezed(printable(text, CELL)) or "-"


def column(table, heading):
    at = table[0].index(heading)
    return [row[at] for row in table[1:]]


@pytest.mark.parametrize(
    ("verb", "heading", "key"),
    [
        ("projects list", "Project", "title"),
        ("barriers", "Barrier", "label_en"),
        ("barriers", "In Spanish", "label_es"),
    ],
)
def test_cells_of_lists_show_the_text_and_stay_cells(verb, heading, key, run):
    ((out,), (document,)) = run(verb, "--format", "md"), run(verb, "--json")
    entries = json.loads(document)[verb.partition(" ")[0]]
    (table,) = tables(out)
    assert column(table, heading) == [cell(entry[key]) for entry in entries] == [cell(text) for text in TEXTS]


def test_cells_of_a_countys_barriers_show_the_text_and_stay_cells(run):
    for on in ("barriers of a county", "barriers of a county on indicators"):
        measured = [cell(text) for at, text in enumerate(TEXTS, 1) if at != 4 or "indicators" in on]
        for table in [table for out in run(on, "--format", "md") for table in tables(out)]:
            assert sorted(column(table, "Barrier")) == sorted(measured)


@pytest.mark.parametrize("verb", ["rank", "rank on indicators", "brief", "brief on indicators"])
def test_cells_of_rankings_show_the_text_and_stay_cells(verb, run):
    for out in run(verb, "--format", "md"):
        found = {table[0][1]: table for table in tables(out)}
        barriers = found.get("Reach") or found["Percent"]
        measured = [text for at, text in enumerate(TEXTS, 1) if "indicators" in verb or at not in (2, 4)]
        assert {cell(text) for text in measured} <= set(column(barriers, "Barrier"))
        if "indicators" in verb:
            assert sorted(column(barriers, "Indicator")) == sorted(map(cell, TEXTS))
        projects = found["Code" if "rank" in verb else "Project"]
        shown = column(projects, "Project")
        wanted = TEXTS if "rank" in verb else [f"{text} ({id_})" for text, id_ in zip(TEXTS, IDS, strict=True)]
        assert set(shown) <= set(map(cell, wanted))
        assert len(shown) >= 10


def test_a_project_of_its_own_page_is_shown_as_written(run):
    for text, out in zip(TEXTS, run("brief --project", "--format", "md"), strict=True):
        shown = squeezed(printable(text, 2_000))
        for page in pages(out):
            assert f"{shown} (1." in page.text
            assert page.text.count(shown[:200]) >= 6
