"""Stakeholder weights as outputs show them, how a file of them can fail, and where it may be settled."""

import json
import os
from pathlib import Path

import pytest

from rendered import records, tables
from weights_cases import COUNTS, ON, PEOPLE, survey, write


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """A folder with a survey in `d`, and whatever weights a test writes."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JT_CONFIG", "none")
    survey(COUNTS)
    return tmp_path


@pytest.fixture
def rank(jt):
    def call(*more, on=ON):
        done = jt("rank", *on, "--draws", "100", *more, "--json")
        assert done.code == 0, done.err
        (found,) = json.loads(done.out)["rankings"]
        return found

    return call


@pytest.mark.parametrize("format_", ["csv", "jsonl", "md", "table"])
def test_the_ranks_without_weights_stand_in_every_format(format_, rank, jt, monkeypatch):
    option = write("rest: 1\nweights: {language: 30}")
    wanted = {p["code"]: p["rank_unweighted"] for p in rank(*option)["projects"]}
    assert list(wanted.values()) != sorted(wanted.values())
    monkeypatch.setenv("COLUMNS", "1000")
    out = jt("rank", *ON, "--draws", "100", *option, "--format", format_).out
    if format_ == "csv":
        found = [(row["code"], int(row["rank_unweighted"])) for row in records(out) if row["status"] == "ranked"]
    elif format_ == "jsonl":
        lines = map(json.loads, out.splitlines())
        found = [(line["code"], line["rank_unweighted"]) for line in lines if line["status"] == "ranked"]
    elif format_ == "md":
        head, *rows = tables(out)[0]
        found = [(f"Job Training.{row[1]}", int(row[head.index("Un- weighted")])) for row in rows]
    else:
        assert "weighted" in out
        return
    assert dict(found) == wanted
    assert "Language 4.41" in jt("rank", *ON, *option, "--draws", "100").out or format_ in ("csv", "jsonl")


LABELLED = "ILLUSTRATIVE: the stakeholder weights are invented to show the format."


@pytest.mark.parametrize("verb", [("rank", "--draws", "100"), ("explain", "2.51", "--draws", "100"), ("methods",)])
def test_invented_weights_are_labelled(verb, jt):
    option = write("illustrative: true\nrest: 1\nweights: {cost: 2}")
    where = (*verb, *ON, *option)
    for format_ in ("table", "md"):
        assert LABELLED in " ".join(jt(*where, "--format", format_).out.split())
    assert '"illustrative": true' in jt(*where, "--json").out
    rows = records(jt(*where, "--format", "csv").out)
    assert {row["illustrative"] for row in rows} == {"true"}
    assert {json.loads(line)["illustrative"] for line in jt(*where, "--format", "jsonl").out.splitlines()} == {True}
    assert "ILLUSTRATIVE" not in jt(*where[:-1], write("rest: 1\nweights: {cost: 2}", "v.yaml")[1]).out


def brief(jt, *more):
    return " ".join(jt("brief", *ON, "--date", "2026-11-24", *more).out.split())


def test_a_brief_says_that_barriers_were_weighed(jt):
    text = brief(jt, *write("title: The commission\nrest: 1\nweights: {cost: 2}"))
    assert "The commission" in text


def test_a_brief_calls_invented_what_is_invented(jt):
    text = brief(jt, *write("illustrative: true\nrest: 1\nweights: {cost: 2}"))
    assert "ILLUSTRATIVE" in text
    assert "These figures are made up" not in text
    assert "The figures are made up" not in text


def test_the_command_in_a_brief_makes_the_same_brief(jt):
    where = ("-c", "Taos", "--date", "2026-11-24", "--seed", "7", "--draws", "300", "--uncertainty", "data")
    first = jt("brief", *where).out
    command = first.split("Make it again: `jt ")[1].split("`")[0]
    assert jt(*command.split()).out == first
    # The way to a file of weights is nobody else's: without it the command would make another brief.
    assert "Make it again" not in jt("brief", *where, *write("rest: 1\nweights: {cost: 2}")).out


def test_a_brief_does_not_say_that_what_has_no_weight_has_no_reach(jt):
    text = brief(jt, *write("rest: 1\nweights: {cost: 0}"))
    assert "Adult vocational training (7.51) | 0.0 |" in text
    assert "Nothing that has any reach here" not in text


@pytest.mark.parametrize("mode", ["none", "data"])
def test_weights_are_called_drawn_only_where_they_are(mode, jt):
    assert "drawn with the judgement" not in jt("rank", *ON, "--uncertainty", mode, *write(PEOPLE), "--wide").out


def test_an_explanation_gives_the_rank_without_weights(jt):
    out = " ".join(jt("explain", "2.51", *ON, *write("rest: 1\nweights: {cost: 2}")).out.split())
    assert "Un-weighted" in out or "without weights" in out or "stand beside" not in out


# --- what is wrong


FAULTS = {
    "weights: {cost: 2}": (1, "no weight for child_care, language, schedule, transport, which the survey measured"),
    "people: [{label: Ana, weights: {cost: 2}}, {rest: 1, weights: {cost: 2}}]": (1, "Ana: no weight for child_care"),
    "rest: 1\nweights: {csot: 2}": (1, "w.yaml:3:11: weights.csot: unknown barrier 'csot'"),
    "rest: 0\nweights: {cost: 0}": (1, "all weights are 0"),
    "rest: 0\nweights: {health: 2}": (1, "every barrier that the survey measured has the weight 0"),
    "rest: 1\nweights: {cost: -1}": (1, "w.yaml:3:17: weights.cost: the weight -1 is not between 0"),
    "rest: 1\nweights: {cost: .nan}": (1, "weights.cost: '.nan'"),
    "rest: 1\nweights: {cost: NaN}": (1, "weights.cost: 'NaN' is not a number"),
    "rest: -1\nweights: {cost: 1}": (1, "rest: the weight -1"),
    "rest: 1\nweights: [cost]": (1, "this is no list of barriers"),
    "rest: 1\nweights: {cost: 1, cost: 2}": (1, "the key 'cost' stands here twice"),
    "rest: 1\nweights: &a {cost: 1}": (1, "tags and anchors are not allowed"),
    "weights: !!python/object/apply:os.system [touch pwned]": (1, "tags and anchors are not allowed"),
    "weights: " + "{a: " * 40: (1, "nested deeper than 32"),
    'people: [{label: "\\e[31m[/red]\\u202e", weights: {cost: 1}}]': (1, "\\x1b[31m[/red]\\u202e: no weight for"),
    "\x00": (1, "w.yaml"),
}  # fmt: skip


@pytest.mark.parametrize("text", FAULTS, ids=range(len(FAULTS)))
def test_a_wrong_file_is_rejected_with_its_place(text, jt):
    code, said = FAULTS[text]
    first = text == next(iter(FAULTS))
    for verb in (("rank",), *((("explain", "2.51"), ("brief",), ("methods",)) if first else ())):
        done = jt(*verb, *ON, *write(text))
        assert (done.code, done.out) == (code, "")
        assert said in " ".join(done.err.split()), done.err
        assert "Traceback" not in done.err
        assert "\x1b" not in done.err
    assert not Path("pwned").exists()


@pytest.mark.parametrize(("path", "said"), [("w.yaml", "no such file"), (".", "a folder"), ("-", "no such file"), ("/dev/null", "not a regular file")])  # fmt: skip
def test_a_file_that_is_none(path, said, jt):
    done = jt("rank", *ON, "--weights", path)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_a_file_that_is_missing_is_missed_in_every_county(jt):
    survey({"cost": 4}, 9)
    assert jt("rank", *ON, "--weights", "nowhere.yaml").code == 2


def test_nobody_gets_points_where_only_what_nobody_named_counts(rank, jt):
    survey(COUNTS | {"distance": 0})
    found = rank(*write("rest: 0\nweights: {distance: 1}"))
    assert (found["no_ranking"], found["projects"]) == ("no_points", [])
    assert "There is no ranking" in jt("brief", *ON, *write("rest: 0\nweights: {distance: 1}")).out


# --- settings


def test_weights_are_settled_in_a_file_by_a_variable_or_an_option(here, rank, monkeypatch):
    """A path is that of the file which names it; a variable's is of the folder where one stands."""

    def cost(*more):
        found = rank(*more)["stakeholders"]
        return None if found is None else next(w["mean"] for w in found["weights"] if w["barrier"] == "cost")

    for name, weight in (("file", 2), ("variable", 3), ("option", 4)):
        write(f"rest: 1\nweights: {{cost: {weight}}}", f"{name}.yaml")
    monkeypatch.delenv("JT_CONFIG")
    Path("jt.toml").write_text('weights = "file.yaml"\n', encoding="utf-8")
    assert cost() == pytest.approx(2 * 5 / 6)
    Path("below").mkdir()
    monkeypatch.chdir("below")
    on = (*ON[:-1], "../d")
    assert rank(on=on)["stakeholders"]["place"] == "file.yaml"
    monkeypatch.chdir(os.pardir)
    monkeypatch.setenv("JT_WEIGHTS", "variable.yaml")
    assert cost() == pytest.approx(3 * 5 / 7)
    assert cost("--weights", "option.yaml") == pytest.approx(4 * 5 / 8)
    assert cost("--weights", "") is None
