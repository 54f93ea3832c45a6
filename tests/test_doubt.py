"""How sure a ranking is, in words, pictures and columns: the same as its JSON says, at every width."""

import json
import re
from pathlib import Path

import pytest

from rendered import tables

FEW = ("--draws", "200")
ON = {"acs": ("-c", "Doña Ana"), "harding": ("-c", "Harding"), "travis": ("-c", "48453"), "taos": ("-c", "Taos")}
ABOUT = {
    "data": "varies what the data leave open.",
    "judgement": "varies what the judgement of the evidence leaves open.",
    "both": "varies what the data and the judgement of the evidence leave open.",
}


@pytest.fixture
def rank(jt):
    """The ranking from JSON, and the page as flat text."""

    def call(*arguments):
        done = jt("rank", *arguments, "--json")
        assert done.code == 0, done.err
        (found,) = json.loads(done.out)["rankings"]
        return found, " ".join(jt("rank", *arguments).out.split())

    return call


def percent(share):
    if share is None:
        return "-"
    return "<1%" if 0 < share <= 0.005 else ">99%" if 0.995 <= share < 1 else f"{100 * share:.0f}%"


def listed(items):
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


ACTS = {"none": "did not act", "partial": "acted only in part", "full": "acted fully"}


def labels(ranking):
    return {b["barrier"]: b["label"] for b in ranking["barriers"]}


@pytest.mark.parametrize("where", ON)
def test_sentences_say_what_json_does(where, rank):
    ranking, page = rank(*ON[where], *FEW)
    projects, chance = ranking["projects"], ranking["uncertainty"]
    first = projects[0]
    rest = [p["id"] + (" (a close call)" if p["tier_borderline"] else "") for p in projects if p["tier"] == 1][1:]
    behind = f"; not separated from {first['id']}: {listed(rest)}." if rest else "."
    assert f"It comes first in {percent(first['p_first'])} of 200 draws{behind}" in ranking["headline"]
    assert ranking["headline"] in page
    parts = []
    for tier in dict.fromkeys(p["tier"] for p in projects):
        opener, *others = [p["id"] for p in projects if p["tier"] == tier]
        parts.append(f"{tier}: {opener}" + (f" (not separated from it: {', '.join(others)})" if others else ""))
    assert f"Tiers, by the first project of each, {'; '.join(parts)}. A new tier starts where" in page
    assert "in at least 95% of the draws" in page
    close = [p["id"] for p in projects if p["tier_borderline"]]
    assert ("A close call, marked ?, for " + listed(close or ["-"]) in page) is bool(close)
    widths = [chance["modes"][name]["mean_interval_width"] for name in ("data", "judgement")]
    what = {
        "data": "mostly the data makes",
        "judgement": "mostly the evidence policy (what ratings and partial fits are worth) makes",
        "both": "both the data and the evidence policy (what ratings and partial fits are worth) make",
    }
    assert (
        f"Of what is drawn, {what[chance['driver']]} the order uncertain: a project's ranks span {widths[0]:.1f} places on average "
        f"when only the data are drawn, {widths[1]:.1f} when only the judgement is."
    ) in page
    assert "Each of 200 draws (seed 1) varies" in page
    ids = {p["code"]: p["id"] for p in projects}
    changes = [f"{ids[c['code']]} {ACTS[c['to']]} on {labels(ranking)[c['barrier']]}" for c in chance["edge_changes"]]  # fmt: skip
    count = f"{len(changes)} judgement{'s' if len(changes) > 1 else ''}"
    assert f"It takes {count} of fit to displace {first['id']}, for example if {listed(changes)}." in page


def test_barriers_worth_few_people_are_named_with_the_order_without_them(rank):
    ranking, page = rank(*ON["harding"], *FEW)
    weak = [labels(ranking)[b] for b in ranking["uncertainty"]["prior_dominated"]]
    assert (
        f"Worth fewer than 30 people, so draws of them rest mostly on the prior: {listed(weak)}. Without them the order is "
        in page
    )
    rest = [p for p in ranking["projects"] if p["rank_without_prior_dominated"] is not None]
    order = sorted(rest, key=lambda p: p["rank_without_prior_dominated"])
    assert ", ".join(p["id"] for p in order[:8]) in page
    assert "Worth fewer" not in rank(*ON["acs"], *FEW)[1]


@pytest.mark.parametrize("mode", ABOUT)
def test_what_was_drawn_is_said(mode, rank):
    ranking, page = rank(*ON["taos"], *FEW, "--uncertainty", mode, "--seed", "9")
    assert f"Each of 200 draws (seed 9) {ABOUT[mode]}" in page
    assert ("Intervals, and draws of the data, cover the published margins" in page) is (mode != "judgement")
    assert ("Intervals cover the published margins of error only" in page) is (mode == "judgement")
    told = ranking["uncertainty"]["modes"][mode]
    for project in ranking["projects"]:
        assert project["p_first"] == told["rank_acceptability"][project["code"]][0]


@pytest.mark.parametrize("verb", [("rank",), ("explain", "2.52"), ("brief",)])
def test_shares_of_draws_are_never_called_confidence(verb, jt):
    text = " ".join(jt(*verb, *ON["taos"], *FEW).out.split())
    # One of RICE's criteria has the name, too.
    text = text.replace("they are no confidence.", "").replace("(impact, confidence, effort)", "")
    assert "confiden" not in text
    assert "probab" not in text
    assert "significan" not in text


def test_nothing_is_said_of_draws_where_nothing_was_drawn(rank, jt):
    ranking, page = rank(*ON["taos"], "--uncertainty", "none")
    assert ranking["uncertainty"]["mode"] is None
    assert all(p[key] is None for p in ranking["projects"] for key in ("p_first", "rank_low", "tier", "p_beats_next"))
    for word in ("draws", "Tier", "First ", "comes first in", "the order uncertain", "displace"):
        assert word not in page.replace("2.52 comes first in all 33", "")
    assert "how sure the order is was not computed, so take close scores as equal" in page
    assert "has not been worked out" in jt("brief", *ON["taos"], "--uncertainty", "none").out
    text = jt("explain", "2.52", *ON["taos"], "--uncertainty", "none").out
    assert "draws" not in text
    assert "Tier" not in text


# --- columns and pictures


def picture(project, total, marks):
    empty, line, point = marks
    width = min(total, 24)

    def place(rank):
        return round((rank - 1) * (width - 1) / max(1, total - 1))

    low, high = place(project["rank_low"]), place(project["rank_high"])
    cells = [line if low <= at <= high else empty for at in range(width)]
    cells[place(project["rank"])] = point
    return "".join(cells)


def test_the_cells_of_a_wide_terminal(jt, monkeypatch):
    monkeypatch.setenv("COLUMNS", "1000")
    (ranking,) = json.loads(jt("rank", *ON["harding"], *FEW, "--json").out)["rankings"]
    projects, pairs = ranking["projects"], ranking["uncertainty"]["pairwise"]
    body = re.split(r"─{20,}\n", jt("rank", *ON["harding"], *FEW).out)[1].partition("\n\n")[0]
    for at, (line, project) in enumerate(zip(body.splitlines(), projects, strict=True)):
        below = projects[at + 1]["code"] if at + 1 < len(projects) else None
        level = below and pairs[project["code"]][below] == pairs[below][project["code"]] == 0
        low, high = project["rank_low"], project["rank_high"]
        assert re.split(r"\s{2,}", line.strip())[:9] == [
            str(project["rank"]),
            project["id"],
            project["title"],
            f"{project['fit_score']:.1f}",
            percent(project["p_first"]),
            str(low) if low == high else f"{low}-{high}",
            f"{project['tier']}{'?' if project['tier_borderline'] else ''}",
            "level" if level else percent(project["p_beats_next"]),
            picture(project, len(projects), "·─●"),
        ]


def test_pictures_in_a_terminal_that_knows_ascii_only(real_jt):
    where = (*ON["harding"], *FEW)
    (ranking,) = json.loads(real_jt("rank", *where, "--json").out)["rankings"]
    done = real_jt("rank", *where, env={"PYTHONIOENCODING": "ascii", "COLUMNS": "120"})
    assert done.out.isascii()
    for project in ranking["projects"]:
        assert f"|{picture(project, len(ranking['projects']), '.-o')} |" in done.out
    assert "|1           14 |" in done.out


@pytest.mark.parametrize(
    ("columns", "headings"),
    [("40", ["First", "Tier"]), ("60", ["First", "(90%)", "Tier"]), ("80", ["First", "(90%)", "Tier", "Next"]),
     ("100", ["First", "(90%)", "Tier", "Next"]), ("120", ["First", "(90%)", "Tier", "Next", "14"]),
     ("160", ["First", "(90%)", "Tier", "Next", "14"]), ("200", ["First", "(90%)", "Tier", "Next", "14"])],
)  # fmt: skip
def test_what_is_shown_at_a_width(columns, headings, jt, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    out = jt("rank", *ON["harding"], *FEW).out
    assert max(map(len, out.splitlines())) <= int(columns)
    assert "\x1b" not in out
    (head,) = [line.split() for line in out.splitlines() if line.startswith("Rank ") and "Code" in line]
    assert [word for word in head if word in ("First", "(90%)", "Tier", "Next", "14")] == headings
    assert ("●" in out) is ("14" in headings)


@pytest.mark.parametrize("columns", ["40", "120"])
def test_colours_do_not_change_the_width(columns, jt, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.delenv("LINES", raising=False)
    coloured = re.sub(r"\x1b\[[0-9;]*m", "", jt("rank", *ON["taos"], *FEW, "--color").out)
    assert [line.rstrip() for line in coloured.splitlines()] == jt("rank", *ON["taos"], *FEW).out.splitlines()


def test_no_sentence_explains_a_column_that_is_not_there(jt, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    out = jt("rank", *ON["taos"], *FEW).out
    (head,) = [line for line in out.splitlines() if line.startswith("Rank ")]
    text = " ".join(out.split())
    assert ("Ranks: where the middle 90%" in text) is ("Ranks" in head)
    assert ("Next: the share in which" in text) is ("Next" in head)


# --- one project


@pytest.mark.parametrize("code", ["2.52", "4.52", "9.53", "5.51"])
def test_an_explanation_says_how_sure_a_place_is(code, jt):
    (ranking,) = json.loads(jt("rank", *ON["harding"], *FEW, "--json").out)["rankings"]
    projects = ranking["projects"]
    at = next(at for at, p in enumerate(projects) if p["id"] == code)
    project, text = projects[at], " ".join(jt("explain", code, *ON["harding"], *FEW).out.split())
    low, high = project["rank_low"], project["rank_high"]
    ranks = f"rank {low}" if low == high else f"ranks {low}-{high}"
    said = f"It comes first in {percent(project['p_first'])} of 200 draws; the middle 90% give it {ranks} of {len(projects)}"
    if at + 1 < len(projects):
        said += f", and it beats the next one, {projects[at + 1]['id']}, in {percent(project['p_beats_next'])}"
    assert f"{said}." in text
    label = project["tier_label"]
    assert f"Tier {project['tier']}{f': {label}' if label else ', the first of its tier'}." in text
    assert f"When only each project's best edge counts, its rank is {project['best_edge_rank']}." in text


def test_an_explanation_says_that_two_are_level(jt):
    text = " ".join(jt("explain", "7.51", *ON["harding"], *FEW).out.split())
    assert "beats the next one, 9.1, in 0%" not in text


def test_a_brief_says_it_as_well(jt):
    (ranking,) = json.loads(jt("rank", *ON["harding"], *FEW, "--json").out)["rankings"]
    page = jt("brief", *ON["harding"], *FEW).out
    first, second = ranking["projects"][:2]
    assert f"{first['title']} came first in {percent(first['p_first'])}" in page
    (table,) = [table for table in tables(page) if "May rank" in table[0]]
    ends = [(p["rank_low"], p["rank_high"]) for p in ranking["projects"]]
    assert [row[3] for row in table[1:]] == [str(a) if a == b else f"{a}-{b}" for a, b in ends[: len(table) - 1]]
    about = " ".join(jt("brief", *ON["harding"], *FEW, "--project", second["id"]).out.split())
    assert (
        f"this project came first in {percent(second['p_first'])}, and had rank {ends[1][0]} to {ends[1][1]}" in about
    )


# --- settings


def drawn(jt, *more):
    done = jt("rank", *ON["taos"], *more, "--json")
    assert done.code == 0, done.err
    found = json.loads(done.out)["rankings"][0]["uncertainty"]
    return found["mode"], found["draws"], found["seed"]


def test_draws_are_settled_in_a_file_by_a_variable_or_an_option(tmp_path, jt, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("jt.toml").write_text('uncertainty = "data"\ndraws = 300\nseed = 0\n', encoding="utf-8")
    assert drawn(jt) == ("data", 300, 0)
    for name, value in (("UNCERTAINTY", "judgement"), ("DRAWS", "150"), ("SEED", "7")):
        monkeypatch.setenv(f"JT_{name}", value)
    assert drawn(jt) == ("judgement", 150, 7)
    assert drawn(jt, "--uncertainty", "both", "--draws", "101", "--seed", "0") == ("both", 101, 0)
    text = jt("config", "--format", "csv").out
    assert re.search(r"^setting,uncertainty,judgement,JT_UNCERTAINTY", text, re.MULTILINE)
    assert re.search(r"^setting,draws,150,JT_DRAWS", text, re.MULTILINE)


WRONG = ['uncertainty = "all"', "draws = 99", "draws = 100001", 'draws = "many"', "draws = 150.5", "seed = -1", "seed = 1.5", "seed = 9223372036854775808"]  # fmt: skip


@pytest.mark.parametrize("line", WRONG)
def test_settings_that_cannot_be_are_refused_with_their_place(line, tmp_path, jt, monkeypatch):
    monkeypatch.chdir(tmp_path)
    name, _, value = line.partition(" = ")
    Path("jt.toml").write_text(f"{line}\n", encoding="utf-8")
    done = jt("rank", *ON["taos"])
    assert (done.code, done.out) == (2, "")
    assert f"jt.toml:1:1: {name}: " in done.err
    Path("jt.toml").unlink()
    monkeypatch.setenv(f"JT_{name.upper()}", value.strip('"'))
    done = jt("rank", *ON["taos"])
    assert (done.code, done.out) == (2, "")
    assert f"JT_{name.upper()}" in done.err
    monkeypatch.delenv(f"JT_{name.upper()}")
    assert jt("rank", *ON["taos"], f"--{name}", value.strip('"')).code == 2
