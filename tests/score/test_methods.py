"""Hanlon, RICE, weighted sum and TOPSIS on ranked projects: by hand, and at the edges."""

import math

import pytest

from jobtraining_cli.models.methods import Method
from jobtraining_cli.models.ranking import BarrierReach
from jobtraining_cli.score.methods import compared_projects, farthest_barrier
from score.methods_cases import ALL, barrier, project, ranking, ranks, run, scores

# Two projects: 9.1 acts on what 40 of 100 name, 9.2 on what 25 name.
TWO = ranking([project("9.1", 30.0, "cost:full time:partial"), project("9.2", 20.0, "time:full")], cost=40.0, time=25.0)
RATED = {"9.1": ALL, "9.2": ALL | {"seriousness": 9, "effectiveness": 6, "confidence": 1, "effort": 2}}


def test_every_method_by_hand():
    found = run(TWO, RATED)
    assert list(found) == [method.value for method in Method]
    assert all(result.can_run and not result.missing and result.reason is None for result in found.values())
    assert scores(found["coverage"]) == {"9.1": 30.0, "9.2": 20.0}
    # Size 40 / 10 = 4 and 25 / 10 = 2.5.
    assert scores(found["hanlon-naccho"]) == {"9.2": (2.5 + 2 * 9) * 6, "9.1": (4 + 2 * 6) * 5}
    assert scores(found["hanlon-bpr"]) == pytest.approx({"9.2": (2.5 + 18) * 6 / 3, "9.1": (4 + 12) * 5 / 3}, abs=1e-9)
    assert scores(found["rice"]) == {"9.2": 25 * 2 * 1 / 2, "9.1": 40 * 2 * 0.8 / 4}
    assert scores(found["weighted-sum"]) == pytest.approx({"9.2": (2.5 + 9 + 6) / 3, "9.1": (4 + 6 + 5) / 3}, abs=1e-9)
    assert ranks(found["weighted-sum"]) == {"9.2": 1, "9.1": 2}
    assert found["rice"].first == ("Job Training.9.2",)
    assert (found["coverage"].tau_b, found["rice"].tau_b) == (1.0, -1.0)


def test_topsis_of_the_literature():
    """Tzeng and Huang 2011: four alternatives, three criteria, more is better."""
    table = {"1.1": (5, 8, 4), "1.2": (7, 6, 8), "1.3": (8, 8, 6), "1.4": (7, 4, 6)}
    names = ("style", "reliability", "economy")
    found = run(
        ranking([project(id_, 10.0, "cost:full") for id_ in table], cost=10.0),
        {id_: dict(zip(names, row, strict=True)) for id_, row in table.items()},
        dict(zip(names, (0.3, 0.4, 0.3), strict=True)),
    )["topsis"]
    assert scores(found) == pytest.approx({"1.3": 0.7482, "1.2": 0.6581, "1.1": 0.5037, "1.4": 0.3340}, abs=1e-4)
    assert ranks(found) == {"1.3": 1, "1.2": 2, "1.1": 3, "1.4": 4}
    assert found.tau_b is None  # the default score is the same for all


def test_weighted_sum_of_a_published_matrix():
    """Public Health Foundation, Priority Setting Matrix: raw scores times weights 5, 4, 2, 3; here over their sum, 14."""
    table = {"1.1": (4, 4, 5, 4), "1.2": (2, 1, 2, 3), "1.3": (3, 3, 4, 3), "1.4": (3, 5, 2, 2)}
    totals = {"1.1": 58, "1.3": 44, "1.4": 45, "1.2": 27}
    names = ("issues", "feasible", "time_needed", "support")
    found = run(
        ranking([project(id_, 10.0, "cost:full") for id_ in table], cost=10.0),
        {id_: dict(zip(names, row, strict=True)) for id_, row in table.items()},
        dict(zip(names, (5, 4, 2, 3), strict=True)),
    )["weighted-sum"]
    assert {id_: round(14 * score, 6) for id_, score in scores(found).items()} == totals
    assert "(5 x issues + 4 x feasible + 2 x time_needed + 3 x support) / 14" in found.formula


def test_the_two_hanlon_variants_can_disagree():
    """Where the Basic Priority Rating has a seriousness of its own; twice the other gives the order of the first."""
    found = run(TWO, {"9.1": ALL, "9.2": ALL | {"seriousness": 7}})
    assert ranks(found["hanlon-naccho"]) == ranks(found["hanlon-bpr"]) == {"9.2": 1, "9.1": 2}
    assert "twice the seriousness, so that the order is that of the NACCHO variant" in found["hanlon-bpr"].formula
    found = run(TWO, {"9.1": ALL, "9.2": ALL | {"seriousness": 7, "seriousness_20": 8}})
    assert ranks(found["hanlon-naccho"]) == {"9.2": 1, "9.1": 2}
    assert ranks(found["hanlon-bpr"]) == {"9.1": 1, "9.2": 2}
    assert "seriousness_20 as rated for 9.2, for the others twice the seriousness" in found["hanlon-bpr"].formula
    found = run(TWO, {id_: ALL | {"seriousness_20": 8} for id_ in ("9.1", "9.2")})
    assert "seriousness_20 as rated; C" in found["hanlon-bpr"].formula


def test_the_basic_priority_rating_is_100_at_most():
    best = ALL | {"size": 10, "seriousness": 10, "effectiveness": 10}
    found = run(ranking([project("9.1", 1.0, "cost:full")], cost=3.0), {"9.1": best})
    assert (scores(found["hanlon-bpr"]), scores(found["hanlon-naccho"])) == ({"9.1": 100.0}, {"9.1": 300.0})


# --- what is measured


def test_reach_is_that_of_the_farthest_barrier_and_not_a_sum():
    case = ranking(
        [project("9.1", 5.0, "a:partial b:partial none:none unknown:full")],
        a=30.0, b=35.0, none=90.0, unknown=barrier("unknown"), other=99.0,
    )  # fmt: skip
    (one,) = compared_projects(case, {})
    assert (one.barrier, one.reach, one.size, one.assumed) == ("b", 35.0, 3.5, False)
    (tied,) = compared_projects(ranking([project("9.1", 5.0, "b:full a:full")], b=30.0, a=30.0), {})
    assert tied.barrier == "a"


def test_of_a_hidden_figure_only_the_assumed_value_enters():
    """What is not shown must not be found again in a score."""
    for count in (1, 7):
        hidden = BarrierReach.model_construct(
            barrier="a", label="a", status="hidden", reach=None, assumed=4.2, count=count
        )
        case = ranking([project("9.1", 5.0, "a:full")], a=hidden)
        (one,) = compared_projects(case, {})
        assert (one.reach, one.assumed) == (4.2, True)
        assert scores(run(case, {"9.1": ALL})["rice"]) == {"9.1": round(4.2 * 2 * 0.8 / 4, 9)}


def test_a_project_that_acts_on_nothing_measured_reaches_nobody():
    case = ranking([project("9.1", 0.0, "a:none")], a=40.0)
    assert farthest_barrier(case.projects[0], {b.barrier: b for b in case.barriers}) is None
    found = run(case, {"9.1": ALL})
    assert scores(found["rice"]) == {"9.1": 0.0}
    assert scores(found["hanlon-naccho"]) == {"9.1": (0 + 12) * 5}


def test_a_rated_size_goes_before_a_measured_one_and_the_formula_says_so():
    found = run(TWO, {"9.1": ALL | {"size": 9}, "9.2": ALL})
    assert scores(found["hanlon-naccho"]) == {"9.1": (9 + 12) * 5, "9.2": (2.5 + 12) * 5}
    assert "as rated, 0 to 10, for 9.1; for the others a tenth of the reach" in found["hanlon-naccho"].formula
    assert scores(found["rice"]) == {"9.1": 40 * 2 * 0.8 / 4, "9.2": 25 * 2 * 0.8 / 4}  # reach stays measured
    for result in run(TWO, {id_: ALL | {"size": 9} for id_ in RATED}).values():
        assert "a tenth of the reach" not in result.formula


# --- what lacks


def test_what_lacks_is_said_for_each_project():
    found = run(TWO, {"9.1": ALL, "9.2": {"seriousness": 3, "impact": 1}})
    assert found["coverage"].can_run
    assert found["hanlon-naccho"].missing == found["hanlon-bpr"].missing == {"effectiveness": ("9.2",)}
    assert found["rice"].missing == {"confidence": ("9.2",), "effort": ("9.2",)}
    assert found["topsis"].missing == {"effectiveness": ("9.2",), "effort": ("9.2",)}
    nothing = run(TWO, {})
    assert nothing["hanlon-bpr"].missing == {"seriousness": ("9.1", "9.2"), "effectiveness": ("9.1", "9.2")}
    for id_, result in nothing.items():
        assert result.can_run is (id_ == "coverage")
        if id_ != "coverage":
            assert (result.scores, result.ranks, result.tau_b, result.reason, result.first) == ({}, {}, None, None, ())


def test_nothing_ranked_runs_nothing():
    for result in run(ranking([], cost=40.0), {}).values():
        assert (result.can_run, result.reason, result.missing) == (False, "no project is ranked", {})


def test_one_project_is_first_under_every_method():
    found = run(ranking([project("9.1", 5.0, "cost:full")], cost=40.0), {"9.1": ALL})
    for result in found.values():
        assert (ranks(result), result.tau_b) == ({"9.1": 1}, None)


def test_ties_share_the_better_rank():
    case = ranking([project(id_, 9.0 - n, "cost:full") for n, id_ in enumerate(("1.1", "1.2", "1.3"))], cost=40.0)
    found = run(case, {id_: ALL | {"seriousness": s} for id_, s in (("1.1", 2), ("1.2", 7), ("1.3", 7))})
    for id_ in ("hanlon-naccho", "hanlon-bpr", "weighted-sum", "topsis"):
        assert ranks(found[id_]) == {"1.2": 1, "1.3": 1, "1.1": 3}
        assert found[id_].first == ("Job Training.1.2", "Job Training.1.3")
        # Pairs: (1.1, 1.2) and (1.1, 1.3) discordant, (1.2, 1.3) tied in one of the two.
        assert found[id_].tau_b == pytest.approx(-2 / math.sqrt(2 * 3), abs=1e-9)
    assert ranks(found["rice"]) == dict.fromkeys(("1.1", "1.2", "1.3"), 1)
    assert found["rice"].tau_b is None


def test_scores_that_differ_only_by_the_order_of_adding_share_a_rank():
    case = ranking([project("1.1", 2.0, "cost:full"), project("1.2", 1.0, "cost:full")], cost=40.0)
    weights = {"x": 0.1, "y": 0.2, "z": 0.3}
    found = run(case, {"1.1": {"x": 3, "y": 0, "z": 1}, "1.2": {"x": 0, "y": 3, "z": 0}}, weights)["weighted-sum"]
    assert set(found.ranks.values()) == {1}


# --- weights of one's own


def test_less_is_better_below_0():
    found = run(TWO, RATED, {"fit": 2.0, "effort": -1.0})
    # Fit 30 and 20 of 100 are 3 and 2 of 10; effort 4 and 2.
    assert scores(found["weighted-sum"]) == pytest.approx({"9.1": (2 * 3 + 6) / 3, "9.2": (2 * 2 + 8) / 3}, abs=1e-9)
    assert ranks(found["weighted-sum"]) == {"9.1": 1, "9.2": 1}
    assert "(2 x fit + 1 x (10 - effort)) / 3" in found["weighted-sum"].formula
    assert "weights: fit 2, effort 1 (less is better); fit = a tenth of the fit score" in found["topsis"].formula
    assert ranks(run(TWO, RATED, {"effort": -1.0})["topsis"]) == {"9.2": 1, "9.1": 2}
    assert ranks(run(TWO, RATED, {"effort": 1.0})["topsis"]) == {"9.1": 1, "9.2": 2}


def test_confidence_counts_tenfold_in_a_sum():
    found = run(TWO, RATED, {"confidence": 1.0, "seriousness": 1.0})["weighted-sum"]
    assert scores(found) == pytest.approx({"9.1": (8 + 6) / 2, "9.2": (10 + 9) / 2})
    assert "confidence counts tenfold" in found.formula


def test_only_one_scale_can_be_added_up():
    found = run(TWO, {"9.1": ALL, "9.2": ALL | {"effort": 10.5}}, {"effort": -1.0, "size": 1.0})
    assert found["weighted-sum"].reason == "effort is above 10 for 9.2: only ratings on one scale can be added up"
    assert not found["weighted-sum"].can_run
    assert found["topsis"].can_run


@pytest.mark.parametrize("effort", [5e-324, 1e-300])
def test_scores_beyond_any_number_are_none(effort):
    found = run(TWO, {"9.1": ALL | {"impact": 1e300, "effort": effort}, "9.2": ALL})["rice"]
    assert not found.can_run
    assert "too large" in found.reason
    assert (found.scores, found.tau_b) == ({}, None)
