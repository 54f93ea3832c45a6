"""The lists of what there is: the same in every format, narrowed down by filters, and told when nothing can match."""

import json
import os
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from rendered import records, tables

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = Path(__file__).parent / "golden"
SCHEMAS = ROOT / "docs" / "schemas"
SUFFIX = {"table": "txt", "json": "json", "jsonl": "jsonl", "csv": "csv", "md": "md"}
BRIEF = ["brief", "--date", "2026-11-23", "--county"]
SURVEY = ["--survey", "illustrative-2026"]
CASES = {
    "projects": ["projects", "list", "--search", "child"],
    "projects-none": ["projects", "list", "--search", "zeppelin"],
    "projects-show": ["projects", "show", "9.2", "2.51"],
    "barriers": ["barriers", "--search", "class"],
    "barriers-uncovered": ["barriers", "--uncovered"],
    "county-barriers": ["barriers", "--county", "Doña Ana", *SURVEY],
    "county-barriers-indicator": ["barriers", "--county", "Harding"],
    "counties": ["counties", "--search", "do"],
    "counties-texas": ["counties", "--state", "TX", "--search", "el paso"],
    "surveys": ["surveys"],
    "surveys-illustrative": ["surveys", "--kind", "illustrative", "--county", "Harding"],
    "config": ["config"],
    "brief": [*BRIEF, "Doña Ana"],
    "brief-illustrative": [*BRIEF, "Socorro", *SURVEY],
    "brief-too-small": [*BRIEF, "Harding", *SURVEY],
    "brief-project": [*BRIEF, "Doña Ana", "--project", "2.51"],
    "brief-project-unranked": [*BRIEF, "Doña Ana", "--project", "9.2"],
}
# A brief as JSON holds the whole ranking, which has files of its own.
FORMATS = [
    (name, f) for name in CASES for f in SUFFIX
    if not name.startswith("brief") or f == "md" or (name, f) == ("brief-too-small", "json")
]  # fmt: skip


@pytest.fixture(autouse=True)
def _at_home(monkeypatch):
    """In the checkout, so that paths are short and the same everywhere."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("JT_CONFIG", "none")


def stable(text):
    """Without what changes with every release, or with every project that somebody rewords."""
    text = re.sub(r'"version": ?"[^"]+"', '"version": "0"', text)
    return re.sub(r"Made with jt \S+ on", "Made with jt 0 on", text)


@pytest.mark.parametrize(("name", "format_"), FORMATS, ids=lambda x: x)
def test_golden(name, format_, jt):
    done = jt(*CASES[name], "--format", format_)
    assert (done.code, done.err) == (0, "")
    path = GOLDEN / f"{name}.{SUFFIX[format_]}"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(stable(done.out), encoding="utf-8")
    assert stable(done.out) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("columns", ["40", "60", "80", "100", "130", "200"])
@pytest.mark.parametrize("name", [name for name in CASES if not name.startswith("brief")])
def test_tables_fit_the_width(columns, name, jt, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    lines = jt(*CASES[name]).out.splitlines()
    # An address stays in one piece, alone on its line.
    assert max(len(line) for line in lines if not re.fullmatch(r"(Source:)? +https?://\S+", line)) <= int(columns)


VERBS = {name: CASES[name] for name in CASES} | {
    "projects-all": ["projects", "list"],
    "counties-all": ["counties", "--all", "--search", "wash"],
    "barriers-all": ["barriers"],
    "rank": ["rank", "-c", "Taos"],
    "explain": ["explain", "2.53", "-c", "Taos"],
    "rank-unreliable": ["rank", "-c", "08111"],
    "methods": ["methods", "-c", "Taos"],
    "county-barriers-hidden": ["barriers", "-c", "Harding", *SURVEY, "--level", "0.8"],
    "validate": ["validate"],
}


@pytest.mark.parametrize("name", VERBS)
def test_json_follows_its_schema(name, jt):
    document = json.loads(jt(*VERBS[name], "--json").out)
    verb = "county-barriers" if name.startswith("county-barriers") else VERBS[name][0]
    assert document["schema"] == f"jt.{verb}"
    schema = json.loads((SCHEMAS / f"{verb}.v{document['version']}.schema.json").read_text(encoding="utf-8"))
    validator = Draft202012Validator(schema)
    Draft202012Validator.check_schema(schema)
    validator.validate(document)
    for key in document:
        assert not validator.is_valid({k: v for k, v in document.items() if k != key}), f"{key} may be missing"
    assert not validator.is_valid(document | {"schema": "jt.other"})
    first = next((value for value in document.values() if isinstance(value, list) and value), None)
    if first is not None:
        key = next(iter(first[0]))
        first[0].pop(key)
        assert not validator.is_valid(document), f"{key} may be missing"


# --- every format says the same


def joined(values):
    return "; ".join(map(str, values))


def edges(entry, fit):
    return [edge for edge in entry["edges"] if edge["fit"] == fit]


# Key of CSV and JSON lines -> from the entry of the JSON document, where it is not the value of the same name.
FLAT = {
    "projects": {
        "barriers_full": lambda e: [edge["barrier"] for edge in edges(e, "full")],
        "barriers_partial": lambda e: [edge["barrier"] for edge in edges(e, "partial")],
        "ratings": lambda e: list(dict.fromkeys(edge["rating_label"] for edge in e["edges"])),
        "screened_out": lambda e: bool(e["refused"]),
        "source": lambda e: e["source"] and e["source"]["publisher"],
        "source_url": lambda e: e["source"] and e["source"]["url"],
        "cost_low": lambda e: e["cost"] and e["cost"]["low"],
        "cost_high": lambda e: e["cost"] and e["cost"]["high"],
        "currency": lambda e: e["cost"] and e["cost"]["currency"],
    },
    "barriers": {
        key: lambda e, key=key: e["crosswalk"][key] for key in ("piaac_b_q26b", "acs_indicator", "adult_education_survey")
    },
    "counties": {},
    "surveys": {
        "collected_start": lambda e: e["survey"]["collected"] and e["survey"]["collected"]["start"],
        "collected_end": lambda e: e["survey"]["collected"] and e["survey"]["collected"]["end"],
    },
}  # fmt: skip
# Heading of a table for people -> its text.
SHOWN = {
    "projects": {
        "Code": lambda e: e["id"],
        "Project": lambda e: e["title"],
        "Acts on": lambda e: ", ".join(edge["label"] for edge in edges(e, "full") + edges(e, "partial")) or "-",
        "Origin": lambda e: e["origin"],
        "Innovation": lambda e: e["innovation_name"] or "-",
        "Level": lambda e: ", ".join(e["level"]),
        "Evidence": lambda e: ", ".join(dict.fromkeys(edge["rating_label"] for edge in e["edges"])) or "-",
    },
    "barriers": {
        "Id": lambda e: e["id"],
        "Barrier": lambda e: e["label_en"],
        "In Spanish": lambda e: e["label_es"],
        "What keeps people away": lambda e: e["description"],
        "Projects": lambda e: str(len(e["full"]) + len(e["partial"])),
        "Also worded as": lambda e: ", ".join(e["aliases"][:6]) or "-",
    },
    "counties": {
        "FIPS": lambda e: e["fips"],
        "Short name": lambda e: e["slug"],
        "County": lambda e: e["name"],
        "State": lambda e: e["state"],
        "Ranked on": lambda e: e["survey"] or "-",
        "Tables": lambda e: ", ".join(e["surveys"]) or "-",
    },
    "surveys": {
        "Id": lambda e: e["survey"]["id"],
        "Kind": lambda e: "ILLUSTRATIVE" if e["survey"]["kind"] == "illustrative" else e["survey"]["kind"],
        "Title": lambda e: e["survey"]["title"],
        "Years": lambda e: "-".join(dict.fromkeys(e["survey"]["collected"][end][:4] for end in ("start", "end"))),
        "Base": lambda e: e["survey"]["base"],
        "Counties": lambda e: f"{e['counties']:,}",
        "Barriers": lambda e: str(len(e["barriers"])),
        "Whose": lambda e: e["whence"],
        "File": lambda e: e["place"],
    },
}
LISTS = {"projects": ["projects", "list"], "barriers": ["barriers"], "counties": ["counties"], "surveys": ["surveys"]}


def entries(jt, *command):
    return json.loads(jt(*command, "--json").out)[command[0]]


def value_of(kind, key, entry):
    if key in FLAT[kind]:
        return FLAT[kind][key](entry)
    return entry[key] if key in entry else entry["survey"][key]


def as_cell(value):
    if isinstance(value, list):
        return joined(value)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else repr(value) if isinstance(value, float) else str(value)  # fmt: skip


@pytest.mark.parametrize("kind", LISTS)
def test_csv_and_json_lines_have_the_values_of_json(kind, jt):
    found = entries(jt, *LISTS[kind])
    lines = [json.loads(line) for line in jt(*LISTS[kind], "--format", "jsonl").out.splitlines()]
    rows = records(jt(*LISTS[kind], "--format", "csv", "--raw-csv").out)
    assert len(found) == len(lines) == len(rows) > 1
    for entry, line, row in zip(found, lines, rows, strict=True):
        assert list(line) == list(row)
        wanted = {key: value_of(kind, key, entry) for key in line}
        assert line == wanted
        assert row == {key: as_cell(value) for key, value in wanted.items()}


@pytest.mark.parametrize("kind", LISTS)
def test_markdown_and_terminal_tables_have_the_values_of_json(kind, jt, monkeypatch):
    monkeypatch.setenv("COLUMNS", "1000")
    found = entries(jt, *LISTS[kind])
    wanted = [[show(entry) for show in SHOWN[kind].values()] for entry in found]
    (table,) = tables(jt(*LISTS[kind], "--format", "md").out)
    assert table == [list(SHOWN[kind]), *wanted]
    lines = jt(*LISTS[kind], "--wide").out.split("\n\n")[0].splitlines()
    cells = [re.split(r"\s{2,}", line.strip()) for line in lines]
    assert cells[:1] + cells[2:] == [list(SHOWN[kind]), *wanted]


def test_a_project_in_full_is_the_one_of_the_list(jt):
    ids = ["9.2", "2.51", "Job Training.1.1", "9.2"]
    shown = entries(jt, "projects", "show", *ids)
    whole = {entry["code"]: entry for entry in entries(jt, "projects", "list")}
    assert shown == [whole[f"Job Training.{id_}"] for id_ in ("9.2", "2.51", "1.1")]
    for format_ in ("table", "md"):
        text = " ".join(jt("projects", "show", "2.51", "--format", format_).out.replace("\\", "").split())
        entry = whole["Job Training.2.51"]
        for words in (entry["title"], entry["summary"], entry["leads"], entry["changes"], *entry["next_steps"]):
            assert words in text
    (table,) = tables(jt("projects", "show", "2.51", "--format", "md").out)
    wanted = [[e["label"], e["fit"], e["rating_label"], f"{e['strength']:.2f}", e["why"]] for e in entry["edges"]]
    assert table[1:] == wanted


def test_config_has_the_values_of_json(jt, monkeypatch):
    monkeypatch.setenv("COLUMNS", "1000")
    found = json.loads(jt("config", "--json").out)
    rows = records(jt("config", "--format", "csv").out)
    assert [json.loads(line) for line in jt("config", "--format", "jsonl").out.splitlines()] == [
        {key: value or None for key, value in row.items()} for row in rows
    ]
    assert [r["name"] for r in rows] == [s["setting"] for s in found["settings"]] + [f["part"] for f in found["files"]]
    wanted = [[s["setting"], s["value"] or "-", s["whence"], s["help"]] for s in found["settings"]]
    settings, files = tables(jt("config", "--format", "md").out)
    assert settings[1:] == wanted
    assert files[1:] == [[f["part"], f["file"]] for f in found["files"]]
