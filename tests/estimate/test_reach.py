"""Reach: of whom a barrier is a share, for every base and every way to state a figure."""

from __future__ import annotations

import json
import statistics
from pathlib import Path

import pytest

import brute_force
from jobtraining_cli.cli.main import run
from jobtraining_cli.estimate.reach import CountyReach, shares, state_rows
from jobtraining_cli.models.survey import BarrierRow, BarrierTable, Indicator, Survey
from jobtraining_cli.models.taxonomy import Barrier, Label, Taxonomy
from jobtraining_cli.pipeline import Engine
from jobtraining_cli.protect.primary import protect
from jobtraining_cli.workspace import Workspace

DATA = Path(__file__).resolve().parents[2] / "data"
HERE, NEIGHBOUR, ABROAD = "35013", "35053", "48001"
IDS = ("cost", "language", "other", "transport")
TAXONOMY = Taxonomy(
    version=1, barriers=tuple(Barrier(id=b, label=Label(en=b.title(), es=b), description="made up") for b in IDS)
)
NEEDED = "100 who needed job training"
HAD = "100 who had difficulty getting job training"
ASKED = "100 who answered the survey"


def row(measure: str, barrier: str | None = None, *, fips: str = HERE, **figures) -> BarrierRow:
    return BarrierRow(line=2, fips=fips, measure=measure, barrier=barrier, **figures)


def barrier(name: str, count: int | None = None, base_n: int | None = None, **figures) -> BarrierRow:
    return row("barrier", name, count=count, base_n=base_n, **figures)


def estimate(base: str, *rows: BarrierRow, fips: str = HERE, **more) -> CountyReach:
    kind = {"kind": "indicator" if base == "population" else "survey", "base": base}
    survey = Survey(version=1, id="made", title="Made up", **kind, **more)
    table = protect(BarrierTable.model_construct(survey=survey, place="made.csv", rows=rows, digest=""))
    return CountyReach(table, fips, TAXONOMY, "Job Training")


def used(found: CountyReach) -> dict[str, float]:
    return {b.barrier: b.used for b in found.barriers if b.used is not None}


COST, RIDES = barrier("cost", 80, 200), barrier("transport", 50, 200)
need_row, had_row = row("need", count=300, base_n=500), row("difficulty", count=200, base_n=300)


@pytest.mark.parametrize(
    ("base", "rows", "unit", "expected"),
    [
        ("needed", [COST, RIDES, need_row], NEEDED, [40, 25]),
        ("needed", [COST, RIDES], NEEDED, [40, 25]),
        ("difficulty", [COST, RIDES, had_row], NEEDED, [80 / 3, 50 / 3]),
        ("difficulty", [COST, RIDES, need_row], HAD, [40, 25]),
        ("difficulty", [COST, RIDES, row("difficulty", percent=62.5, base_n=300)], NEEDED, [25, 15.625]),
        ("difficulty", [COST, RIDES, row("difficulty", percent=62.5, n_eff=300)], NEEDED, [25, 15.625]),
        # Nobody can say how many had difficulty: the share stays on its own base.
        ("difficulty", [COST, RIDES, row("difficulty", count=295, base_n=300)], HAD, [40, 25]),
        ("difficulty", [COST, RIDES, row("difficulty", suppressed=True)], HAD, [40, 25]),
        ("respondents", [COST, RIDES, row("need", count=160, base_n=200)], NEEDED, [50, 31.25]),
        ("respondents", [COST, RIDES], ASKED, [40, 25]),
        # Difficulty is no base of anything here.
        ("respondents", [COST, RIDES, row("need", count=160, base_n=200), row("difficulty", count=90, base_n=160)],
         NEEDED, [50, 31.25]),
        # 190 to 200 needed it; the middle is 195.
        ("respondents", [COST, RIDES, row("need", count=193, base_n=200)], f"{NEEDED} (how many needed it is not shown; a middle value is used)", [80 / 1.95, 50 / 1.95]),
        # Percentages of all respondents are never divided by need.
        ("respondents", [barrier("cost", percent=40, base_n=200), barrier("transport", percent=25, base_n=200),
                         row("need", percent=80, base_n=200)], ASKED, [40, 25]),
        ("respondents", [barrier("cost", percent=40, n_eff=150), barrier("transport", percent=25, n_eff=150),
                         row("need", count=160, base_n=200)], ASKED, [40, 25]),
        # One percentage among counts: all stay on the base that they share.
        ("respondents", [COST, barrier("transport", percent=25, base_n=200), row("need", count=160, base_n=200)],
         ASKED, [40, 25]),
        ("respondents", [COST, RIDES, row("need", percent=80, base_n=200)], ASKED, [40, 25]),
    ],
)  # fmt: skip
def test_reach_by_base(base, rows, unit, expected):
    found = estimate(base, *rows)
    assert found.unit == unit
    assert used(found) == pytest.approx(dict(zip(("cost", "transport"), expected, strict=True)), abs=1e-9)
    assert all(b.status == "measured" for b in found.barriers if b.used is not None)


@pytest.mark.parametrize("base", ["needed", "difficulty", "respondents"])
def test_weighted_rows_score_from_their_percentage(base):
    rows = [barrier("cost", 80, 200, percent=47.5, n_eff=120), barrier("other", 0, 200, percent=0, n_eff=120)]
    found = estimate(base, *rows, row("need", count=160, base_n=200), weighting="raked")
    assert used(found) == pytest.approx({"cost": 47.5, "other": 0})
    cost = found.barriers[0]
    assert (cost.count, cost.base_n, cost.n_eff) == (80, 200, 120)


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        ({"count": 6, "base_n": 200}, 100 * 5.5 / 200),
        ({"count": 1, "base_n": 200}, 100 * 5.5 / 200),
        ({"count": 195, "base_n": 200}, 97.5),
        ({"count": 200, "base_n": 200}, 97.5),
        ({"percent": 3, "base_n": 200}, 100 * 5.5 / 200),
        ({"percent": 3, "n_eff": 200}, 100 * 5.5 / 200),
        ({"percent": 97, "n_eff": 200}, 97.5),
        ({"percent": 30, "count": 6, "base_n": 200, "n_eff": 90}, 100 * 5.5 / 200),
    ],
)
def test_a_hidden_figure_enters_as_the_middle_of_what_is_possible(figure, expected):
    found = estimate("needed", barrier("cost", **figure), barrier("transport", 50, 200), weighting="raked")
    cost = found.barriers[0]
    assert (cost.status, cost.reach, cost.count) == ("hidden", None, None)
    assert cost.assumed == pytest.approx(expected, abs=1e-9)
    assert cost.used == cost.assumed


def test_a_hidden_figure_on_a_base_of_at_most_twenty():
    found = estimate("needed", *[barrier(b, 3, 20) for b in IDS])
    assert [b.assumed for b in found.barriers] == pytest.approx([100 * 10.5 / 20] * 4)


@pytest.mark.parametrize(
    "figure", [{"count": 3, "base_n": 9}, {"percent": 30, "moe90": 30}, {"percent": 0, "moe90": 2}]
)
def test_a_hidden_figure_without_a_base_enters_no_score(figure):
    found = estimate("needed", barrier("cost", **figure))
    assert (found.barriers[0].status, found.barriers[0].used) == ("hidden", None)


def test_what_was_not_measured_is_null_and_not_zero():
    found = estimate("needed", barrier("cost", 0, 200), barrier("transport", 50, 200))
    by_id = {b.barrier: b for b in found.barriers}
    assert list(by_id) == list(IDS)
    assert (by_id["cost"].status, by_id["cost"].reach) == ("measured", 0)
    assert (by_id["other"].status, by_id["other"].reach, by_id["other"].used) == ("not_measured", None, None)


def test_rows_of_groups_and_of_other_counties_are_not_used():
    rows = [
        *[barrier("cost", 190, 400, group="language:es"), row("need", count=450, base_n=500, group="language:es")],
        *[
            row("difficulty", count=100, base_n=400, group="language:es"),
            barrier("other", 99, 400, group="language:es"),
        ],
        *[
            row("barrier", "transport", fips=NEIGHBOUR, count=40, base_n=200),
            row("difficulty", fips=NEIGHBOUR, count=50, base_n=100),
        ],
    ]
    for order in ([*rows, COST, had_row], [COST, had_row, *rows]):
        found = estimate("difficulty", *order)
        assert used(found) == pytest.approx({"cost": 80 / 3})
    assert found.base_n == 200


def test_reach_is_never_above_a_hundred():
    found = estimate("respondents", barrier("cost", 189, 200), row("need", count=191, base_n=200))
    assert used(found)["cost"] == pytest.approx(100 * 190 / 195)
    assert max(used(estimate("respondents", barrier("cost", 5, 200), row("need", count=5, base_n=200))).values()) <= 100


@pytest.mark.parametrize("base", ["needed", "difficulty"])
def test_margins_scale_with_the_figure(base):
    had = row("difficulty", count=150, base_n=300)
    found = estimate(
        base,
        had,
        *[barrier(b, percent=40, **{e: 4}) for b, e in zip(IDS, ("moe90", "moe95", "se", "moe90"), strict=True)],
    )
    factor = 0.5 if base == "difficulty" else 1
    assert [b.reach for b in found.barriers] == pytest.approx([40 * factor] * 4)
    assert [b.moe90 or b.moe95 or b.se for b in found.barriers] == pytest.approx([4 * factor] * 4)


def test_a_withheld_need_does_not_level_the_barriers():
    # At least 120 people needed it, because 120 named a barrier; that nobody may say how many changes no order.
    found = estimate(
        "respondents",
        barrier("cost", 120, 200),
        barrier("transport", 45, 200),
        row("need", suppressed=True, base_n=200),
    )
    reach = used(found)
    assert reach["cost"] / reach["transport"] == pytest.approx(120 / 45)


INDICATORS = tuple(
    Indicator(barrier=b, name=b, label=b.title(), universe=f"u {b}", stands_in_for=f"s {b}")
    for b in ("cost", "language")
)


def indicator_rows(percents: dict[str, float], barrier_id: str = "cost") -> list[BarrierRow]:
    return [row("barrier", barrier_id, fips=fips, percent=percent, moe90=1.5) for fips, percent in percents.items()]


def test_indicators_pass_untouched():
    found = estimate(
        "population", *indicator_rows({HERE: 0.4}), *indicator_rows({HERE: 100}, "language"), indicators=INDICATORS
    )
    cost, language, other, _ = found.barriers
    assert (cost.reach, cost.moe90, cost.status) == (0.4, 1.5, "measured")
    assert (cost.indicator, cost.universe, cost.stands_in_for) == ("Cost", "u cost", "s cost")
    assert (language.reach, other.reach, other.status) == (100, None, "not_measured")
    assert found.unit == "100 in each indicator's own universe"
    assert found.unsupported is None


@pytest.mark.parametrize("percents", [[10], [10, 40], [10, 40, 12], [10, 12, 13, 90]])
def test_the_median_is_that_of_the_state(percents):
    here = dict(zip(("35013", "35053", "35001", "35003"), percents, strict=False))
    found = estimate("population", *indicator_rows(here | {ABROAD: 99}), indicators=INDICATORS)
    assert found.barriers[0].state_median == statistics.median(percents)
    assert set(state_rows(found.table, HERE)) == set(here)
    assert found.barriers[1].state_median is None


def test_the_median_also_of_indicators_given_as_counts():
    rows = [
        row("barrier", "cost", fips=fips, count=count, base_n=1000)
        for fips, count in (("35013", 100), ("35053", 300), ("35001", 120))
    ]
    found = estimate("population", *rows, indicators=INDICATORS)
    assert found.barriers[0].reach == pytest.approx(10)
    assert found.barriers[0].state_median == pytest.approx(12)


def test_answers_of_people_have_no_state_median():
    assert estimate("needed", COST, RIDES).barriers[0].state_median is None


@pytest.mark.parametrize("barrier_id", ["cost", "transport", "language", "child_care"])
def test_the_shipped_medians(barrier_id):
    sidecar, rows = brute_force.read_table(DATA / "barriers" / "us-acs-2020.csv")
    assert sidecar["kind"] == "indicator"
    values = [float(r["percent"]) for r in rows if r["fips"].startswith("35") and r["barrier"] == barrier_id]
    assert len(values) == 33
    workspace = Workspace.open()
    found = Engine(workspace).rank(workspace.register.by_fips[HERE])
    median = next(b.state_median for b in found.barriers if b.barrier == barrier_id)
    assert median == pytest.approx(statistics.median(values), abs=1e-9)


def test_the_shipped_state_context():
    # How often one indicator leads, and one project comes first, counted over the state by hand.
    sidecar, rows = brute_force.read_table(DATA / "barriers" / "us-acs-2020.csv")
    state = {r["fips"]: [] for r in rows if r["fips"].startswith("35")}
    for r in rows:
        if r["fips"] in state:
            state[r["fips"]].append(r)
    catalogue = brute_force.read_catalogue(DATA)
    reach = {fips: brute_force.reaches(sidecar, mine, fips) for fips, mine in state.items()}
    firsts = {
        fips: {c for c, p in brute_force.rank(catalogue, found).items() if p.rank == 1} for fips, found in reach.items()
    }
    workspace = Workspace.open()
    context = Engine(workspace).rank(workspace.register.by_fips[HERE]).state_context
    assert context.leading_in == sum(found[context.leading_barrier] == max(found.values()) for found in reach.values())
    assert (context.counties, context.leading_barrier, context.leading_in) == (33, "cost", 28)
    assert context.first_project in firsts[HERE]
    assert context.first_in == sum(context.first_project in first for first in firsts.values())


@pytest.mark.parametrize(
    ("rows", "supported"),
    [
        ([barrier("cost", 12, 29)], False),
        # Of thirty people, but with an interval of more than 30 points.
        ([barrier("cost", 12, 30)], False),
        ([barrier("cost", 12, 60)], True),
        ([barrier("cost", percent=40, base_n=29)], False),
        ([barrier("cost", percent=45, n_eff=29)], False),
        ([barrier("cost", percent=45, n_eff=30)], False),
        ([barrier("cost", percent=45, n_eff=60)], True),
        ([barrier("cost", 3, 9)], False),
        ([barrier("cost", 0, 200), barrier("transport", 0, 200)], False),
        # Nothing but zeros and hidden figures: there is nothing to rank on.
        ([barrier("cost", 0, 200), barrier("transport", 3, 200)], False),
        ([barrier("cost", 90, 200), barrier("transport", 3, 200)], True),
        ([], False),
    ],
)
def test_what_supports_a_ranking(rows, supported):
    assert (estimate("needed", *rows).unsupported is None) is supported


def test_few_who_needed_it_support_no_ranking_however_many_were_asked():
    # The reach is of 25 people, not of 400.
    found = estimate("respondents", barrier("cost", 12, 400), row("need", count=25, base_n=400))
    assert found.unit == NEEDED
    assert found.unsupported == "small_base"


def test_shares_leave_out_what_has_none():
    found = estimate("needed", barrier("cost", 50, 200), barrier("other", 3, 8), row("need", count=200, base_n=300))
    assert shares(found.table.rows) == {"cost": 0.25}


def ranking_of(capsys, folder: Path, rows: list[str], *, base: str = "needed") -> dict:
    brute_force.write_table(folder, base, rows)
    code = run(["rank", "--county", HERE, "--survey", "made", "--data", str(folder), "--json"])
    captured = capsys.readouterr()
    assert code == 0, captured.err
    return json.loads(captured.out)["rankings"][0]


@pytest.mark.parametrize(
    "rows",
    [
        ["35013,barrier,cost,11,29"],
        ["35013,barrier,cost,4,8"],
        ["35013,barrier,cost,11,29", "35013,barrier,other,2,29"],
    ],
)
def test_too_few_answers_rank_nothing_and_offer_the_indicators(capsys, tmp_path, rows):
    found = ranking_of(capsys, tmp_path, rows)
    assert (found["supported"], found["projects"], found["ranked_total"]) == (False, [], 0)
    assert found["alternative"] == "us-acs-2020"
    assert "cannot support a ranking" in found["headline"]
    assert any("--survey us-acs-2020" in line for line in found["caveats"])


ZEROS = ["35013,barrier,cost,0,200", "35013,barrier,transport,0,200"]


def test_all_zeros_give_no_ranking_and_no_error(capsys, tmp_path):
    found = ranking_of(capsys, tmp_path, ZEROS)
    assert found["projects"] == []
    assert {b["barrier"]: b["reach"] for b in found["barriers"] if b["reach"] is not None} == {
        "cost": 0,
        "transport": 0,
    }


def test_all_zeros_are_not_taken_for_too_few_answers(capsys, tmp_path):
    headline = ranking_of(capsys, tmp_path, ZEROS)["headline"]
    assert "too few people answered" not in headline


NO_ACTION = ["35013,barrier,other,90,200", "35013,barrier,cost,0,200"]


def test_scores_of_zero_give_no_ranking(capsys, tmp_path):
    found = ranking_of(capsys, tmp_path, NO_ACTION)
    assert (found["projects"], found["ranked_total"], found["unaddressed"]) == ([], 0, ["other"])
    assert "no ranking" in found["headline"]


def test_a_barrier_that_nobody_named_counts_as_measured(capsys, tmp_path):
    headline = ranking_of(capsys, tmp_path, NO_ACTION)["headline"]
    assert "No project acts on any barrier that was measured" not in headline, "cost was, and several act on it"
