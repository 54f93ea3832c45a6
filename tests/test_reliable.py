"""Figures too uncertain to be printed: which ones, by the NCHS rules worked out by hand, and how every verb marks them."""

import json
import re
from pathlib import Path

import pytest

import brute_force
from by_hand import effective, reliable
from jobtraining_cli import barriers, load_workspace
from rendered import records, tables

DATA = Path(__file__).resolve().parents[1] / "data"
# ACS 2016-2020 figures of Harding County, NM, with margins of error at 90%, and what becomes of them.
HARDING = {
    "child_care": (2.3, 7.9, "small_n"), "cost": (36.6, 15.3, "small_n"), "disability_access": (18.3, 6.1, "shown"),
    "internet": (37.7, 34.5, "small_n"), "language": (1.7, 11.9, "small_n"), "prerequisites": (14.6, 5.7, "shown"),
    "transport": (10.2, 5.6, "relative_width"),
}  # fmt: skip
LABELS = {
    "child_care": "Child care and family", "cost": "Cost", "internet": "Internet and devices", "language": "Language",
    "transport": "Transportation",
}  # fmt: skip
FEW = ("--draws", "100")
ON = ("-c", "Taos", "--survey", "made", "--data", "d")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("empty"))
        return load_workspace()


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JT_CONFIG", "none")


def survey(*rows, columns="county,measure,barrier,count,base_n", more=""):
    brute_force.write_table(Path("d"), "needed", [f"Taos,barrier,{row}" for row in rows], columns=columns, more=more)


def flat(text):
    return " ".join(text.replace("\\", "").split())


def gate(percent, moe90):
    return reliable(percent / 100, effective(percent, moe90)[0])


def noise(percent, moe90):
    """The footnote of NM-IBIS on a relative standard error of 30 to 50 percent, or more; none at 0 and 100."""
    error = moe90 / 1.645 / percent if 0 < percent < 100 else 0
    return ["not_for_decisions"] if error > 0.5 else ["unstable"] if error >= 0.3 else []


def test_the_gate_by_hand_for_one_county():
    assert {name: gate(percent, moe90) for name, (percent, moe90, _) in HARDING.items()} == {
        name: verdict for name, (_, _, verdict) in HARDING.items()
    }


@pytest.mark.parametrize("prefix", ["35", "48301", "08111"])
def test_the_gate_by_hand_for_many_counties(prefix, workspace):
    _, rows = brute_force.read_table(DATA / "barriers" / "us-acs-2020.csv")
    counties = {}
    for row in rows:
        if row["fips"].startswith(prefix) and float(row["moe90"]):
            counties.setdefault(row["fips"], {})[row["barrier"]] = (float(row["percent"]), float(row["moe90"]))
    verdicts = set()
    for fips, figures in counties.items():
        wanted = {barrier: (gate(*figure), noise(*figure)) for barrier, figure in figures.items()}
        found = {b.barrier: (b.reliability, *{"unstable", "not_for_decisions"} & set(b.flags)) for b in barriers(workspace, fips).barriers if b.barrier in wanted}  # fmt: skip
        assert found == {barrier: (verdict, *flags) for barrier, (verdict, flags) in wanted.items()}, fips
        verdicts |= {verdict for verdict, _ in wanted.values()}
    assert verdicts - {"shown"}


@pytest.mark.parametrize(
    ("count", "base", "verdict"),
    [(23, 46, "wide"), (23, 47, "shown"), (11, 100, "shown"), (11, 46, "shown"), (15, 29, "small_n"), (19, 30, "wide"),
     (11, 5000, "shown"), (0, 40, "shown"), (0, 29, "small_n")],
)  # fmt: skip
def test_counts(count, base, verdict, jt):
    """With simple random sampling a half is first shown at 47 (NCHS Series 2 no. 175)."""
    assert reliable(count / base, base) == verdict
    survey(f"cost,{count},{base}")
    (found,) = json.loads(jt("barriers", *ON, "--json").out)["counties"]
    assert next(b for b in found["barriers"] if b["barrier"] == "cost")["reliability"] == verdict


@pytest.mark.parametrize(
    ("percent", "n_eff", "verdict"),
    [(40, 29, "small_n"), (40, 31, "wide"), (40, 60, "shown"), (8, 100, "relative_width"), (8, 500, "shown")],
)
def test_weighted_answers_go_by_their_effective_size(percent, n_eff, verdict, jt):
    survey(
        f"cost,{percent},{n_eff},200,500",
        columns="county,measure,barrier,percent,n_eff,count,base_n",
        more="weighting: raking\n",
    )
    (found,) = json.loads(jt("barriers", *ON, "--json").out)["counties"]
    assert reliable(percent / 100, n_eff, 500) == verdict
    assert next(b for b in found["barriers"] if b["barrier"] == "cost")["reliability"] == verdict


# --- how it is said


VAGUE = [name for name, (_, _, verdict) in HARDING.items() if verdict != "shown"]


@pytest.mark.parametrize("verb", ["rank", "barriers", "brief"])
def test_every_table_says_not_reliable_for_the_right_figures(verb, jt):
    more = FEW if verb != "barriers" else ()
    page = jt(verb, "-c", "Harding", *more, "--format", "md").out
    (table,) = [table for table in tables(page) if {"Barrier", "Percent"} <= set(table[0])]
    shown = {row[table[0].index("Barrier")]: row[table[0].index("Percent")] for row in table[1:]}
    wanted = {LABELS[name]: "not reliable" for name in VAGUE}
    assert shown == wanted | {"Access with a disability": "18.3", "Missing diploma or basic skills": "14.6"}
    named = "Child care and family, Cost, Internet and devices, Language and Transportation"
    assert f"{named}." in flat(page)
    assert ("Too unsure to print: " if verb == "brief" else "Not reliable, so not printed") in flat(page)


def test_the_terminal_says_so_at_every_width(jt, monkeypatch):
    for columns in ("40", "80", "200"):
        monkeypatch.setenv("COLUMNS", columns)
        for verb in ("rank", "barriers"):
            out = jt(verb, "-c", "Harding").out
            assert "36.6" not in out
            assert "37.7" not in out
            assert out.count("not reliable") == 5 or columns in ("40", "80")


def test_the_machines_get_every_figure_with_its_verdict(jt):
    (ranking,) = json.loads(jt("rank", "-c", "Harding", *FEW, "--json").out)["rankings"]
    found = {
        b["barrier"]: (b["reach"], b["moe90"], b["reliability"]) for b in ranking["barriers"] if b["reach"] is not None
    }
    assert found == HARDING
    rows = records(jt("barriers", "-c", "Harding", "--format", "csv").out)
    assert {
        r["barrier"]: (float(r["reach"]), float(r["moe90"]), r["reliability"]) for r in rows if r["reach"]
    } == HARDING
    # Only unreliable, so it is scored and drawn all the same.
    assert next(p for p in ranking["projects"] if p["id"] == "8.51")["fit_score"] > 0
    assert ranking["projects"][0]["rank_high"] > 1


def test_an_explanation_marks_them_in_the_sum(jt):
    page = jt("explain", "4.52", "-c", "Harding", *FEW, "--format", "md").out
    cells = {row[0]: row[1] for row in tables(page)[0][1:]}
    assert cells["Internet and devices"] == "37.70 (not reliable)"
    assert cells["Transportation"] == "10.20 (not reliable)"
    assert "Not reliable, so not printed" in flat(page)
    page = jt("explain", "9.53", "-c", "Harding", *FEW, "--format", "md").out
    assert tables(page)[0][1][:2] == ["Access with a disability", "18.30"]


@pytest.mark.parametrize("verb", [("brief", "--project", "2.52"), ("explain", "2.52")], ids=["brief", "explain"])
def test_what_would_change_a_place_prints_no_figure_that_is_not_reliable(verb, jt):
    text = flat(jt(*verb, "-c", "Harding", *FEW).out)
    changes = text.partition("What would change")[2]
    assert re.search(r"Cost \(not reliable\) fell by [0-9.]+", changes)


@pytest.mark.parametrize("verb", ["rank", "brief", "barriers"])
def test_what_is_not_printed_cannot_be_worked_out_from_the_row(verb, jt):
    survey("cost,20,40", "transport,30,40", "distance,0,40")
    page = jt(verb, *ON, "--format", "md").out
    (row,) = [row for table in tables(page) for row in table if "Cost" in row]
    assert "not reliable" in row
    assert not {"20", "40"} <= set(row)


# --- where nothing is reliable


@pytest.mark.parametrize(("fips", "name"), [("48301", "Loving, TX"), ("08111", "San Juan, CO")])
def test_counties_of_which_no_indicator_is_reliable(fips, name, jt):
    why = "This table cannot support a ranking: each of its figures is too uncertain to be printed."
    for verb in (("rank",), ("rank", "--format", "md"), ("explain", "2.52"), ("methods",)):
        assert f"{why} There is no ranking for {name}." in flat(jt(*verb, "-c", fips).out)
    assert why in flat(jt("brief", "-c", fips).out)
    assert "There is no ranking for" in flat(jt("brief", "-c", fips).out)
    (ranking,) = json.loads(jt("rank", "-c", fips, "--json").out)["rankings"]
    assert (ranking["supported"], ranking["no_ranking"], ranking["projects"]) == (False, "unreliable", [])
    assert ranking["alternative"] is None, "there is no other table of the county"
    rows = records(jt("rank", "-c", fips, "--format", "csv").out)
    assert {row["rank"] for row in rows} == {""}


def test_a_survey_of_which_nothing_is_reliable_offers_the_indicators(jt):
    survey("cost,20,40", "transport,15,40")
    (ranking,) = json.loads(jt("rank", *ON, "--json").out)["rankings"]
    assert (ranking["no_ranking"], ranking["alternative"]) == ("unreliable", "us-acs-2020")
    for verb in (("rank",), ("explain", "2.52")):
        assert "jt rank --county 35055 --survey us-acs-2020" in flat(jt(*verb, *ON).out)
    assert "There is no ranking for Taos, NM" not in jt("rank", "-c", "35055", "--survey", "us-acs-2020").out


def test_one_reliable_figure_above_0_is_enough(jt):
    survey("cost,20,40", "transport,0,40")
    assert "cannot support a ranking" in flat(jt("rank", *ON).out)
    survey("cost,23,46", "transport,11,46")
    (ranking,) = json.loads(jt("rank", *ON, *FEW, "--json").out)["rankings"]
    assert ranking["supported"]
    assert {b["barrier"]: b["reliability"] for b in ranking["barriers"] if b["reach"]} == {
        "cost": "wide",
        "transport": "shown",
    }


def test_fewer_than_thirty_people_support_nothing(jt):
    survey("cost,12,29", "transport,14,29")
    (ranking,) = json.loads(jt("rank", *ON, "--json").out)["rankings"]
    assert (ranking["no_ranking"], ranking["alternative"]) == ("small_base", "us-acs-2020")


@pytest.mark.parametrize("verb", ["rank", "brief"])
def test_without_a_ranking_nothing_is_said_of_scores(verb, jt):
    text = flat(jt(verb, "-c", "48301").out)
    assert "Scores and draws use them" not in text
    assert "The scores use them" not in text


def test_the_barriers_of_such_a_county_say_so_first(jt):
    (found,) = json.loads(jt("barriers", "-c", "48301", "--json").out)["counties"]
    assert "uncertain" in found["headline"]


def test_a_barrier_that_nobody_named_has_no_margin_of_error(jt):
    survey("cost,60,180", "distance,0,180")
    for verb in ("rank", "brief"):
        assert "margin of error" not in flat(jt(verb, *ON, *FEW).out)
