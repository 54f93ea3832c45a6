"""Stakeholder weights with `--weights`: what they change, worked out by hand."""

import json
from pathlib import Path

import numpy as np
import pytest

import brute_force
from rendered import tables
from weights_cases import COUNTS, ON, PEOPLE, survey, write

DATA = Path(__file__).resolve().parents[1] / "data"


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


def by_hand(weights):
    """Fit score and relief index of each project, with weights whose mean over the measured barriers is 1."""
    catalogue = brute_force.read_catalogue(DATA)
    mean = sum(weights.values()) / len(weights)
    term = {b: weights[b] / mean * COUNTS[b] / 400 for b in COUNTS}
    found = {}
    for code, edges in catalogue.edges.items():
        acts = [(b, float(catalogue.fit[fit] * catalogue.strength[rating])) for b, fit, rating in edges if b in COUNTS]
        if acts:
            relief = 100 * sum(term[b] * coverage for b, coverage in acts)
            found[code] = (relief / sum(term.values()), relief)
    return found


def scores(ranking):
    return {p["code"]: (p["fit_score"], p["relief_index"]) for p in ranking["projects"]}


def ranks(ranking, key="rank"):
    return {p["code"]: p[key] for p in ranking["projects"]}


@pytest.mark.parametrize(
    "text",
    [
        "rest: 1\nweights: {cost: 1}",
        "rest: 0.3\nweights: {cost: 0.3}",
        "people: [{rest: 7, weights: {cost: 7}}, {rest: 2, weights: {language: 2}}, {rest: 1, weights: {health: 1}}]",
        "weights: {cost: 5, transport: 5, child_care: 5, language: 5, schedule: 5, health: 900}",
    ],
)
def test_equal_weights_are_none(text, rank):
    """Also those of people who all agree; a barrier that was not measured has no part in it."""
    plain, weighed = rank(), rank(*write(text))
    assert {w["mean"] for w in weighed["stakeholders"]["weights"]} == {1.0}
    assert {w["sd"] for w in weighed["stakeholders"]["weights"]} == {0.0}
    assert weighed["stakeholders"]["drawn"] is False
    assert ranks(weighed) == ranks(weighed, "rank_unweighted")
    assert plain["stakeholders"] is None
    assert set(ranks(plain, "rank_unweighted").values()) == {None}
    for project in weighed["projects"]:
        project["rank_unweighted"] = None
    assert weighed | {"stakeholders": None} == plain


@pytest.mark.parametrize(
    "weights", [{"cost": 2}, {"cost": 0}, {"language": 9.5}, {"cost": 0, "transport": 0, "schedule": 3}]
)
def test_scores_by_hand(weights, rank):
    given = dict.fromkeys(COUNTS, 1.0) | weights
    text = ", ".join(f"{barrier}: {weight}" for barrier, weight in weights.items())
    found = rank(*write(f"rest: 1\nweights: {{{text}}}"))
    wanted = by_hand(given)
    assert scores(found) == {code: pytest.approx(pair, abs=1e-9) for code, pair in wanted.items()}
    order = brute_force.competition_ranks({code: fit for code, (fit, _) in wanted.items()})
    assert ranks(found) == order
    mean = sum(given.values()) / len(given)
    assert {w["barrier"]: w["mean"] for w in found["stakeholders"]["weights"]} == {
        b: pytest.approx(w / mean, abs=1e-9) for b, w in given.items()
    }
    plain = rank()
    assert ranks(found, "rank_unweighted") == ranks(plain)
    for key in ("reach", "interval", "count", "reliability"):
        assert [b[key] for b in found["barriers"]] == [b[key] for b in plain["barriers"]]


def test_a_weight_of_0_takes_a_barrier_out(rank):
    found = rank(*write("rest: 1\nweights: {cost: 0}"))
    survey({b: n for b, n in COUNTS.items() if b != "cost"})
    without = rank()
    fit = {code: fit for code, (fit, _) in scores(found).items()}
    assert {code: fit[code] for code, _ in scores(without).items()} == {
        code: pytest.approx(pair[0], abs=1e-9) for code, pair in scores(without).items()
    }
    # What acts on nothing else has no points, but it keeps its place: its barrier was measured.
    assert {fit[code] for code in set(fit) - set(scores(without))} == {0.0}
    for name in ("data", "judgement", "both"):
        got, wanted = (r["uncertainty"]["modes"][name]["pairwise"] for r in (found, without))
        if name == "judgement":
            assert all(got[a][b] == wanted[a][b] for a in wanted for b in wanted[a])


def test_people_by_hand(rank):
    found = rank(*write(PEOPLE))["stakeholders"]
    sets = np.array([[3, 1, 1, 1, 1], [1, 0, 1, 1, 1], [2, 2, 5, 2, 2]], dtype=float)
    sets /= sets.mean(axis=1, keepdims=True)
    mean, sd = sets.mean(axis=0), sets.std(axis=0, ddof=1)
    told = {w["barrier"]: (w["mean"], w["sd"]) for w in found["weights"]}
    assert told == {b: pytest.approx((mean[at], sd[at]), abs=1e-9) for at, b in enumerate(COUNTS)}
    assert (found["people"], found["drawn"]) == (3, True)
    # Kotz, Balakrishnan & Johnson (2000), 49.1, added up over the barriers.
    m, s2 = mean / 5, (sets / 5).var(axis=0, ddof=1)
    assert found["precision"] == pytest.approx((m * (1 - m)).sum() / s2.sum() - 1, abs=1e-9)
    weights = dict(zip(COUNTS, mean, strict=True))
    assert scores(rank(*write(PEOPLE))) == {c: pytest.approx(p, abs=1e-9) for c, p in by_hand(weights).items()}


def test_what_is_drawn(rank):
    """One person's weights only with a concentration, several people's always, and only as judgement."""
    one, drawn = (
        rank(*write("rest: 1\nweights: {cost: 2}")),
        rank(*write("concentration: 5\nrest: 1\nweights: {cost: 2}")),
    )
    people = rank(*write(PEOPLE))
    assert [r["stakeholders"]["drawn"] for r in (one, drawn, people)] == [False, True, True]
    assert [r["stakeholders"]["precision"] for r in (one, drawn)] == [None, 5]
    assert scores(one) == scores(drawn)
    first, second = (r["uncertainty"]["modes"] for r in (one, drawn))
    assert first["data"] == second["data"]
    assert first["judgement"] != second["judgement"]
    again = rank(*write("concentration: 50000\nrest: 1\nweights: {cost: 2}"))["uncertainty"]["modes"]["judgement"]
    near, far = (abs(m["expected_rank"]["Job Training.2.52"] - first["judgement"]["expected_rank"]["Job Training.2.52"]) for m in (again, second["judgement"]))  # fmt: skip
    assert near <= far


# --- explain


@pytest.mark.parametrize("text", ["rest: 1\nweights: {cost: 2}", PEOPLE])
@pytest.mark.parametrize("code", ["2.51", "2.53", "6.51"])
def test_the_sum_of_an_explanation_adds_up(text, code, jt):
    (found,) = json.loads(jt("explain", code, *ON, "--draws", "100", *write(text), "--json").out)["explanations"]
    project, weights = found["project"], {w["barrier"]: w["mean"] for w in found["ranking"]["stakeholders"]["weights"]}
    terms = [t for t in project["contributions"] if t["fit_points"] is not None]
    assert sum(t["fit_points"] for t in terms) == pytest.approx(project["fit_score"], abs=1e-9)
    assert sum(t["relief"] for t in terms) == pytest.approx(project["relief_index"], abs=1e-9)
    for t in terms:
        assert t["weight"] == pytest.approx(weights[t["barrier"]], abs=1e-9)
        assert t["relief"] == pytest.approx(t["weight"] * t["reach"] * t["fit_value"] * t["strength"], abs=1e-9)
        assert t["fit_points"] == pytest.approx(100 * t["relief"] / found["total_reach"], abs=1e-7)
    assert found["total_reach"] == pytest.approx(100 * sum(weights[b] * n / 400 for b, n in COUNTS.items()), abs=1e-7)


def test_the_table_of_an_explanation_can_be_followed(jt):
    page = jt("explain", "2.51", *ON, *write("rest: 1\nweights: {cost: 2}"), "--format", "md").out
    head, *rows = tables(page)[0]
    for cells in rows:
        row = dict(zip(head, cells, strict=True))
        factors = [float(row[name].split()[-1]) for name in head if name == "Reach" or name.startswith("x ")]
        if row["= Index"] != "-":
            assert np.prod(factors) == pytest.approx(float(row["= Index"]), rel=0.01)


@pytest.mark.parametrize("code", ["2.51", "2.53"])
def test_what_would_change_the_place_is_true_with_weights(code, rank, jt):
    """A reach just past the one that is named turns the order, and one just before it does not."""
    option = write("rest: 1\nweights: {cost: 0.5, transport: 2}")
    (found,) = json.loads(jt("explain", code, *ON, "--uncertainty", "none", *option, "--json").out)["explanations"]
    swaps = [s for s in found["swaps"] if s["reach"] and s["direction"] != "level"]
    assert swaps
    for swap in swaps:
        change = swap["reach"]
        (barrier,) = [t["barrier"] for t in [*found["project"]["contributions"], *found["ranking"]["barriers"]] if t["label"] == change["label"]][:1]  # fmt: skip
        for factor, turned in ((0.999, False), (1.001, True)):
            to = change["now"] + factor * change["change"]
            survey({b: round(to * 4e6) if b == barrier else n * 1_000_000 for b, n in COUNTS.items()}, 400_000_000)
            after = {p["id"]: p["fit_score"] for p in rank(*option, "--uncertainty", "none")["projects"]}
            assert ((after[code] > after[swap["id"]]) == (swap["direction"] == "up")) is turned
        survey(COUNTS)
