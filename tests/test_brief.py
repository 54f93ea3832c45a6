"""The brief: the answer first, its limits before its figures, nothing left out, and words that all can read."""

import datetime as dt
import hashlib
import json
import re
import time
from pathlib import Path

import pytest

from jobtraining_cli.workspace import Workspace
from readability import fixed_text, grade
from rendered import assert_harmless, pages, squeezed, tables

TEMPLATES = Path(__file__).resolve().parents[1] / "src" / "jobtraining_cli" / "present" / "templates"
DAY = ("--date", "2026-11-23")
BRIEFS = {
    "indicators": ["--county", "Doña Ana"],
    "survey": ["--county", "Socorro", "--survey", "illustrative-2026"],
    "too small": ["--county", "Harding", "--survey", "illustrative-2026"],
    "project": ["--county", "Doña Ana", "--project", "2.51"],
    "project without a place": ["--county", "Doña Ana", "--project", "9.2"],
    "project on a survey": ["--county", "Socorro", "--survey", "illustrative-2026", "--project", "9.52"],
    "project, too small": ["--county", "Harding", "--survey", "illustrative-2026", "--project", "2.51"],
}
COUNTIES = [name for name in BRIEFS if not name.startswith("project")]


@pytest.fixture
def made(jt):
    def make(name, *more):
        done = jt("brief", *BRIEFS[name], *DAY, *more)
        assert (done.code, done.err) == (0, "")
        return done.out

    return make


@pytest.fixture
def facts(jt):
    """The ranking that a brief is about, as `jt rank` gives it."""

    def get(name):
        words = BRIEFS[name][: BRIEFS[name].index("--project")] if "--project" in BRIEFS[name] else BRIEFS[name]
        return json.loads(jt("rank", *words, "--json").out)["rankings"][0]

    return get


def sections(text):
    """Heading -> text, in order."""
    parts = re.split(r"^## (.*)\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def prose(text):
    """The sentences, without tables, headings and what is made of hexadecimal digits."""
    lines = [x for x in text.splitlines() if x.strip() and not x.startswith(("#", "|")) and "SHA-256" not in x]
    return "\n\n".join(re.sub(r"[*`]|^- |^[0-9]+\. ", "", line) for line in lines)


def test_the_answer_stands_in_the_first_lines(made, facts):
    for name in BRIEFS:
        ranking = facts(name)
        first = [line for line in made(name).splitlines() if line.strip()][:4]
        assert first[0].startswith("# ")
        assert ranking["county"]["name"] in first[0]
        bold = [line for line in first if line.startswith("**")]
        assert bold[0].startswith("**ILLUSTRATIVE") is ranking["illustrative"]
        answer = bold[-1]
        if not ranking["supported"]:
            assert "no ranking" in answer
        elif name in COUNTIES:
            best = ranking["projects"][0]
            assert f"{best['title']} ({best['id']})" in answer
            assert all(label in answer for label in [t["label"] for t in best["contributions"] if t["fit_points"]][:2])


@pytest.mark.parametrize("name", ["indicators", "survey", "project", "project on a survey"])
def test_the_limits_are_said_before_the_figures(name, made):
    text = made(name)
    headings = list(sections(text))
    assert headings[0] == "Before you use this"
    assert text.index(f"## {headings[1]}") <= len(text) / 3
    assert "|" not in text[: text.index(f"## {headings[1]}")]


def test_the_limits_say_what_the_figures_are(made, facts):
    limits = sections(made("indicators"))["Before you use this"]
    assert "No survey was used" in limits
    assert "Nobody was asked" in limits
    context = facts("indicators")["state_context"]
    assert f"{context['leading_in']} of {context['counties']} counties" in limits
    limits, ranking = sections(made("survey"))["Before you use this"], facts("survey")
    assert f"{max(b['base_n'] or 0 for b in ranking['barriers'])} people" in limits
    assert "People chose to take part" in limits
    for barrier in ranking["barriers"]:
        assert (barrier["label"] in limits) or barrier["status"] != "hidden"


@pytest.mark.parametrize("name", COUNTIES)
def test_every_project_is_there_with_its_rank_and_fit(name, made, facts):
    text, ranking = made(name), facts(name)
    found = tables(text)
    rows = {row[1]: row for table in found if "Project" in table[0] for row in table[1:]}
    for number, project in enumerate(ranking["projects"]):
        label = f"{project['title']} ({project['id']})"
        if label in rows:
            assert rows[label][0] == str(project["rank"])
            assert rows[label][2] == f"{project['fit_score']:.1f}"
        else:
            # Of a long list what is far down is named in one sentence.
            assert number >= 10
            assert label in next(line for line in text.splitlines() if line.startswith("Further down"))
    for project in ranking["unranked"]:
        assert f"{project['title']} ({project['id']})" in text or not ranking["supported"]


@pytest.mark.parametrize("name", COUNTIES)
def test_every_measured_barrier_is_there_with_its_reach_and_every_other_is_named(name, made, facts):
    text, ranking = made(name), facts(name)
    rows = {row[0]: row for table in tables(text) if table[0][0] == "Barrier" for row in table[1:]}
    assert set(rows) == {b["label"] for b in ranking["barriers"] if b["status"] == "measured"}
    for barrier in ranking["barriers"]:
        if barrier["status"] == "measured":
            row = rows[barrier["label"]]
            printed = barrier["reliability"] == "shown"
            assert row[1] == (f"{barrier['reach']:.1f}" if printed else "not reliable")
            low, high = barrier["interval"]
            assert row[2] == f"{low:.1f} to {high:.1f}"
            assert name == "indicators" or row[3] == str(barrier["count"])
        assert barrier["label"] in text


def test_the_first_three_have_their_next_steps(made, facts):
    for name in ("indicators", "survey"):
        steps = next(body for head, body in sections(made(name)).items() if head.startswith("Next steps"))
        catalogue = {p.code: p for p in Workspace.packaged().catalogue.projects}
        for project in facts(name)["projects"][:3]:
            own = steps.split(f"### {project['rank']}. {project['title']} ({project['id']})")[1].split("###")[0]
            wanted = [f"{number}. {step}" for number, step in enumerate(catalogue[project["code"]].next_steps, 1)]
            assert [line for line in own.splitlines() if re.match(r"\d+\. ", line)] == wanted


@pytest.mark.slow
@pytest.mark.parametrize("name", BRIEFS)
def test_digests_are_of_what_they_claim(name, made, facts, jt):
    ranking, text = facts(name), made(name)
    workspace = Workspace.packaged()
    catalogue = "\0".join(path.read_text(encoding="utf-8") for path in workspace.catalogue_paths)
    assert ranking["digests"]["catalogue"] == hashlib.sha256(catalogue.encode()).hexdigest()
    from jobtraining_cli.protect.primary import protect

    item = workspace.named_survey(ranking["survey"]["id"])
    prefix = "" if item.survey.from_people else ranking["county"]["fips"][:2]
    table = protect(workspace.table_file(item).table(prefix).model_copy(update={"place": item.place}))
    assert ranking["digests"]["table"] == table.digest
    assert re.findall(r"`([0-9a-f]{64})`", text) == [ranking["digests"]["catalogue"], ranking["digests"]["table"]]
    (brief,) = json.loads(made(name, "--json"))["briefs"]
    assert brief["ranking"]["digests"] == ranking["digests"]


@pytest.mark.slow
@pytest.mark.parametrize("name", BRIEFS)
def test_the_command_it_names_makes_the_same_bytes(name, made, jt, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    text = made(name)
    command = re.search(r"Make it again: `jt ([^`]+)`", text)[1]
    assert jt(*command.split()).out == text == made(name)
    assert made(name, "--json") == made(name, "--json")
    jt("brief", *BRIEFS[name], *DAY, "-o", "brief.md")
    assert Path("brief.md").read_bytes() == text.encode()


def test_the_json_holds_what_the_page_says(made, facts):
    for name in BRIEFS:
        (brief,) = json.loads(made(name, "--json"))["briefs"]
        ranking = facts(name)
        assert brief["date"] == "2026-11-23"
        if name in COUNTIES:
            assert brief["ranking"] == ranking
            assert [p["code"] for p in brief["first"]] == [p["code"] for p in ranking["projects"][:3]]
        else:
            assert brief["project"]["id"] == BRIEFS[name][-1]
            assert brief["first"] == []


# --- the date


def date_of(done):
    assert done.code == 0, done.err
    return re.search(r"Made with jt \S+ on (\S+) from", done.out)[1]


def test_its_date(jt, monkeypatch):
    on = ("brief", "-c", "Taos")
    today = dt.datetime.now().astimezone().date()
    assert date_of(jt(*on)) in {today.isoformat(), dt.datetime.now().astimezone().date().isoformat()}
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86399")
    assert date_of(jt(*on)) == "1970-01-01"
    with monkeypatch.context() as context:
        # Fourteen hours ahead of UTC, whatever the computer knows of time zones.
        context.setenv("TZ", "AHEAD-14")
        time.tzset()
        assert date_of(jt(*on)) == "1970-01-01"
    time.tzset()
    assert date_of(jt(*on, *DAY)) == "2026-11-23"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")
    assert date_of(jt(*on)) >= today.isoformat()


@pytest.mark.parametrize(
    "text",
    ["2026-02-30", "26-01-01", "tomorrow", "2026-1-1", "2026-11-23T10:00", "0000-01-01"],
)
def test_dates_that_are_none(text, jt):
    done = jt("brief", "-c", "Taos", "--date", text)
    assert (done.code, done.out) == (2, "")
    assert text in done.err


@pytest.mark.parametrize("text", ["x", "1e9", "99999999999999999999", "-1e400", " 5 5"])
def test_times_that_are_none(text, jt, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", text)
    done = jt("brief", "-c", "Taos")
    assert (done.code, done.out) == (2, "")
    assert "SOURCE_DATE_EPOCH" in done.err


# --- how it reads


@pytest.mark.parametrize("name", BRIEFS)
def test_two_pages_at_most(name, made):
    text = made(name)
    words = len(re.findall(r"[A-Za-z]+", re.sub(r"`[^`]*`", "", text)))
    assert words <= 1_150
    assert len(text.splitlines()) <= 130


@pytest.mark.parametrize("name", BRIEFS)
def test_two_implementations_show_the_same_page(name, made):
    text = made(name)
    allowed = set(re.findall(r"<(https?://[^>]+)>", text))
    page = assert_harmless(text, allowed)
    first, second = pages(text)
    assert first.text == second.text
    assert len(page.tables) == len(re.findall(r"^\| ---", text, re.MULTILINE))
    assert not re.search(r"\n{3,}|[ \t]\n|\{\{|\}\}|None|\bnan\b", text)
    assert squeezed(page.text)


@pytest.mark.parametrize("template", sorted(TEMPLATES.glob("*.j2")), ids=lambda path: path.name)
def test_fixed_sentences_can_be_read_after_eight_years_of_school(template):
    assert grade(fixed_text(template.read_text(encoding="utf-8"))) <= 8


@pytest.mark.parametrize("name", COUNTIES)
def test_the_whole_prose_can_be_read_after_eight_years_of_school(name, made):
    assert grade(prose(made(name))) <= 8
