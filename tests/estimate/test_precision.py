"""Intervals of reach, and which figures are sure enough to be printed."""

from __future__ import annotations

from math import inf, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from jobtraining_cli.estimate.figures import Figure, figure_of
from jobtraining_cli.estimate.precision import figure_interval, precision, reach_interval
from jobtraining_cli.models.protected import Hidden, ProtectedRow
from jobtraining_cli.models.ranking import BarrierReach
from jobtraining_cli.models.survey import Measure


def figure(**figures) -> Figure:
    row = ProtectedRow(line=2, fips="35013", measure=Measure.barrier, barrier="cost", group=None, **figures)
    found = figure_of(row)
    assert found is not None
    return found


def exact(k: float, n: float, level: float = 0.95) -> tuple[float, float]:
    """Clopper-Pearson by SciPy."""
    tail = (1 - level) / 2
    low = 0.0 if k == 0 else float(stats.beta.ppf(tail, k, n - k + 1))
    return low, 1.0 if k == n else float(stats.beta.ppf(1 - tail, k + 1, n - k))


@pytest.mark.parametrize(
    ("figures", "low", "high", "method"),
    [
        # Newcombe 1998, method 3.
        ({"count": 81, "base_n": 263}, 0.2553, 0.3662, "Wilson"),
        ({"count": 15, "base_n": 148}, 0.0624, 0.1605, "Wilson"),
        ({"count": 0, "base_n": 20}, 0, 0.1611, "Wilson"),
        ({"count": 1, "base_n": 29}, 0.0061, 0.1718, "Wilson"),
        ({"percent": 0.0, "base_n": 20}, 0, 0.1611, "Wilson"),
        # The same counts as effective ones: Clopper-Pearson, method 5 there.
        ({"percent": 8100 / 263, "n_eff": 263.0}, 0.2527, 0.3676, "Korn-Graubard"),
        ({"percent": 1500 / 148, "n_eff": 148.0}, 0.0578, 0.1617, "Korn-Graubard"),
        ({"percent": 0.0, "n_eff": 20.0}, 0, 0.1684, "Korn-Graubard"),
        ({"percent": 100 / 29, "n_eff": 29.0}, 0.0009, 0.1776, "Korn-Graubard"),
        # An effective size above the number of people counts as that number.
        ({"percent": 1500 / 148, "n_eff": 300.0, "count": 15, "base_n": 148}, 0.0578, 0.1617, "Korn-Graubard"),
        # 20% give or take 3.29: 1.96 standard errors of 2 points.
        ({"percent": 20.0, "moe90": 3.29}, 0.2 - 0.0392, 0.2 + 0.0392, "normal, from the margin of error"),
        ({"percent": 20.0, "moe95": 3.92}, 0.2 - 0.0392, 0.2 + 0.0392, "normal, from the margin of error"),
        ({"percent": 0.0, "moe90": 0.0}, 0, 0, "published without error"),
        ({"percent": 33.0, "se": 0.0}, 0.33, 0.33, "published without error"),
    ],
)  # fmt: skip
def test_intervals(figures, low, high, method):
    found = figure_interval(figure(**figures))
    assert found is not None
    assert found[2] == method
    assert found[:2] == pytest.approx((low, high), abs=6e-5)


@pytest.mark.parametrize(
    "figures", [{"percent": 1.7, "moe90": 11.9}, {"percent": 0.0, "moe90": 4.5}, {"percent": 98.0, "moe90": 3.0}]
)
def test_small_sizes_from_a_margin_have_exact_intervals(figures):
    # The normal curve would reach below 0 or above 1 here.
    one = figure(**figures)
    found = figure_interval(one)
    assert found[:2] == pytest.approx(exact(one.share * one.size, one.size), abs=1e-9)
    assert found[2] == "Clopper-Pearson, from the margin of error"


def test_the_normal_curve_needs_ten_on_either_side():
    methods = [figure_interval(figure(percent=50.0, se=100 * sqrt(0.25 / n)))[2] for n in (19.9, 20.1)]
    assert [method.partition(",")[0] for method in methods] == ["Clopper-Pearson", "normal"]


@settings(max_examples=50)
@given(
    st.floats(0, 100),
    st.sampled_from(["base_n", "n_eff", "moe90", "moe95", "se"]),
    st.integers(1, 10**9),
    st.floats(0.5, 0.999),
)
def test_an_interval_holds_its_share_and_grows_with_the_level(percent, name, size, level):
    one = figure(percent=percent, **{name: size if name == "base_n" else float(size)})
    low, high, _ = figure_interval(one, level)
    assert 0 <= low <= one.share + 1e-12
    assert one.share - 1e-12 <= high <= 1
    wider = figure_interval(one, (1 + level) / 2)
    assert wider[0] <= low + 1e-12
    assert wider[1] >= high - 1e-12


@pytest.mark.parametrize("percent", [0.0, 5.0, 100.0])
@pytest.mark.parametrize("margin", [5e-324, 1e-160, 1e-60, 1e-17, 101.0, 1e308])
def test_any_margin_has_an_interval(percent, margin):
    low, high, _ = figure_interval(figure(percent=percent, moe90=margin))
    assert 0 <= low <= percent / 100 <= high <= 1


@pytest.mark.parametrize("n", [1, 2])
def test_hardly_anybody_with_degrees_of_freedom(n):
    # Only where nothing is hidden.
    low, high, _ = figure_interval(figure(percent=100.0, count=n, base_n=n, n_eff=1.0, df=5.0))
    assert 0 <= low < high == 1


def test_a_hidden_figure_has_no_interval():
    hidden = figure(hidden=Hidden.few, low=1, high=10, base_n=200)
    assert figure_interval(hidden) is None
    assert reach_interval(hidden, figure(count=150, base_n=200)) is None
    assert reach_interval(figure(count=80, base_n=150), hidden) is None


def test_a_part_of_a_part_is_a_count_of_those_who_needed_it():
    # 81 of 214 who had difficulty, they of 310 who needed it: 81 of 310.
    found = reach_interval(figure(count=81, base_n=214), figure(count=214, base_n=310))
    assert found == (*figure_interval(figure(count=81, base_n=310))[:2], "Wilson")
    other = reach_interval(figure(count=81, base_n=214), figure(count=213, base_n=310))
    assert other[2] == "combined"
    assert other[:2] == pytest.approx(found[:2], abs=0.006)


def test_without_a_base_the_interval_is_its_own():
    one = figure(count=81, base_n=263)
    assert reach_interval(one, None) == figure_interval(one)


def test_an_exact_base_only_scales():
    one, base = figure(percent=20.0, moe90=3.29), figure(percent=50.0, moe90=0.0)
    own = figure_interval(one)
    assert reach_interval(one, base)[:2] == pytest.approx((own[0] / 2, own[1] / 2), rel=1e-12)


@pytest.mark.parametrize(("d", "needed", "q", "had"), [(0.7, 310, 0.3, 214), (0.9, 50, 0.9, 45)])
def test_combined_intervals_cover(d, needed, q, had):
    rng = np.random.default_rng(3)
    covered = 0
    for k, j in zip(rng.binomial(needed, d, 60), rng.binomial(had, q, 60), strict=True):
        base, one = figure(count=int(k), base_n=needed), figure(percent=100 * j / had, n_eff=float(had))
        low, high, method = reach_interval(one, base)
        assert method == "combined"
        covered += low <= d * q <= high
    # Three standard errors below 95%.
    assert covered / 60 > 0.95 - 3 * sqrt(0.95 * 0.05 / 60)


def judged(figures: dict[str, dict], *, base: Figure | None = None, sure_base: bool = True) -> dict[str, BarrierReach]:
    """Each barrier after its figures were judged; an empty figure is of a barrier that was not measured."""
    made = {name: figure(**given) for name, given in figures.items() if given}
    barriers = []
    for name in figures:
        if name not in made:
            barriers.append(BarrierReach(barrier=name, label=name, status="not_measured"))
            continue
        one = made[name]
        shown = {"assumed" if one.hidden else "reach": 100 * one.share}
        status = "hidden" if one.hidden else "measured"
        barriers.append(BarrierReach(barrier=name, label=name, status=status, **shown))
    found = precision(tuple(barriers), made, base, sure_base)
    assert [b.barrier for b in found] == list(figures)
    return {b.barrier: b for b in found}


def test_what_is_told_of_each_barrier():
    found = judged(
        {
            "a": {"count": 81, "base_n": 263},
            "b": {},
            "c": {"hidden": Hidden.few, "low": 1, "high": 10, "base_n": 200},
            "d": {"percent": 1.7, "moe90": 11.9},
            "e": {"percent": 33.0, "moe90": 0.0},
            "f": {"count": 12, "base_n": 29},
            "g": {"hidden": Hidden.few, "low": 1, "high": 20, "base_n": 20},
        }
    )
    assert found["a"].interval == pytest.approx((25.53, 36.62), abs=0.005)
    assert {name: b.reliability for name, b in found.items()} == {
        "a": "shown", "b": None, "c": None, "d": "small_n", "e": "shown", "f": "small_n", "g": None
    }  # fmt: skip
    assert {name for name, b in found.items() if "prior_dominated" in b.flags} == {"d", "f", "g"}
    assert {name for name, b in found.items() if b.interval is None} == {"b", "c", "g"}
    assert (found["c"].drawn_size, found["e"].drawn_size, found["b"].drawn_size) == (200, None, None)
    assert found["d"].drawn_size == pytest.approx(0.017 * 0.983 / (0.119 / 1.645) ** 2)
    assert "not_for_decisions" in found["d"].flags


@pytest.mark.parametrize(("size", "dominated"), [(29, True), (30, False), (31, False)])
def test_fewer_than_thirty_are_dominated_by_the_prior(size, dominated):
    assert ("prior_dominated" in judged({"a": {"count": 12, "base_n": size}})["a"].flags) is dominated


@pytest.mark.parametrize(
    ("k", "n", "reliability"),
    [
        (23, 46, "wide"), (24, 47, "shown"), (14, 29, "small_n"),
        # At n = 100 a count of at least 10 is needed (NCHS Series 2 no. 175).
        (9, 100, "relative_width"), (10, 100, "shown"),
    ],
)  # fmt: skip
def test_the_gate_of_nchs(k, n, reliability):
    # p = 0.5 is first shown at 47, where the count is fractional.
    given = {"percent": 50.0, "n_eff": float(n)} if n in (46, 47) else {"count": k, "base_n": n}
    assert judged({"a": given})["a"].reliability == reliability


def test_without_a_sure_base_there_is_no_interval():
    assert judged({"a": {"count": 81, "base_n": 263}}, sure_base=False)["a"].interval is None


def test_the_interval_is_of_the_reach():
    base = figure(count=214, base_n=310)
    found = judged({"a": {"count": 81, "base_n": 214}}, base=base)["a"]
    assert found.interval == pytest.approx([100 * end for end in figure_interval(figure(count=81, base_n=310))[:2]])


def test_nothing_measured():
    assert judged({"a": {}})["a"] == BarrierReach(barrier="a", label="a", status="not_measured")
    assert precision((), {}, None, True) == ()


def test_infinite_sizes_are_told_as_none():
    assert figure(percent=20.0, moe90=0.0).size == inf
    assert judged({"a": {"percent": 20.0, "moe90": 0.0}})["a"].drawn_size is None
