"""A row as a share with its precision, for every way to state one."""

from __future__ import annotations

from math import inf, log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t

from jobtraining_cli.estimate.figures import figure_of, standard_error
from jobtraining_cli.models.protected import Hidden, ProtectedRow
from jobtraining_cli.models.survey import Measure


def row(**figures) -> ProtectedRow:
    return ProtectedRow(line=2, fips="35013", measure=Measure.barrier, barrier="cost", group=None, **figures)


def hidden(low: int, high: int, why: Hidden = Hidden.few, **more) -> ProtectedRow:
    return row(hidden=why, low=low, high=high, **more)


@pytest.mark.parametrize(
    ("figures", "share", "size"),
    [
        ({"count": 81, "base_n": 263}, 81 / 263, 263),
        ({"count": 0, "base_n": 20}, 0, 20),
        ({"count": 200, "base_n": 200}, 1, 200),
        ({"count": 0, "base_n": 1_000_000_000}, 0, 1e9),
        ({"percent": 30.0, "base_n": 250}, 0.3, 250),
        ({"percent": 0.4, "base_n": 250}, 0.004, 250),
        ({"percent": 30.0, "n_eff": 120.5}, 0.3, 120.5),
        # A weighted row: the percentage and the effective size, not the unweighted count.
        (
            {"percent": 47.5, "count": 80, "base_n": 200, "n_eff": 120.0, "df": 30.0},
            0.475,
            120 * (t.ppf(0.975, 199) / t.ppf(0.975, 30)) ** 2,
        ),
        # p (1 - p) / (margin / 1.645)^2, by hand.
        ({"percent": 20.0, "moe90": 3.29}, 0.2, 0.16 / 0.02**2),
        ({"percent": 20.0, "moe95": 3.92}, 0.2, 0.16 / 0.02**2),
        ({"percent": 20.0, "se": 2.0}, 0.2, 0.16 / 0.02**2),
        # Harding County, New Mexico: 1.7% give or take 11.9 points is worth three people.
        ({"percent": 1.7, "moe90": 11.9}, 0.017, 0.017 * 0.983 / (0.119 / 1.645) ** 2),
        # At the ends: the size at which nobody of n* is seen with probability .05 if the share is the margin.
        ({"percent": 0.0, "moe90": 4.5}, 0, log(0.05) / log(1 - 0.045)),
        ({"percent": 100.0, "moe90": 4.5}, 1, log(0.05) / log(1 - 0.045)),
        ({"percent": 0.0, "moe95": 4.5}, 0, log(0.05) / log(1 - 0.045 * 1.645 / 1.96)),
        ({"percent": 0.0, "se": 2.0}, 0, log(0.05) / log(1 - 0.0329)),
        # Published as exact.
        ({"percent": 20.0, "moe90": 0.0}, 0.2, inf),
        ({"percent": 0.0, "moe90": 0.0}, 0, inf),
        ({"percent": 100.0, "se": 0.0}, 1, inf),
    ],
)
def test_what_a_row_is_worth(figures, share, size):
    found = figure_of(row(**figures))
    assert found is not None
    assert (found.low, found.high, found.hidden) == (found.share, found.share, False)
    assert found.share == pytest.approx(share, rel=1e-12)
    assert found.size == pytest.approx(size, rel=1e-9)


@pytest.mark.parametrize("percent", [0.0, 1e-300, 5.0, 50.0, 100.0])
@pytest.mark.parametrize("margin", [5e-324, 1e-200, 1e-160, 1e-17, 1e-3, 99.9, 100.0, 101.0, 1e200, 1e308])
@pytest.mark.parametrize("name", ["moe90", "moe95", "se"])
def test_any_margin_gives_a_size(percent, margin, name):
    found = figure_of(row(percent=percent, **{name: margin}))
    assert found is not None
    assert found.size > 0
    assert found.share == percent / 100


@given(st.floats(0.1, 99.9), st.floats(0.01, 60), st.floats(0.01, 60))
def test_a_wider_margin_is_worth_fewer_people(percent, one, other):
    sizes = [figure_of(row(percent=percent, moe90=margin)).size for margin in sorted((one, other))]
    assert sizes[0] >= sizes[1]


@pytest.mark.parametrize(
    ("protected", "low", "high", "size"),
    [
        (hidden(1, 10, base_n=200), 1, 10, 200),
        (hidden(190, 200, Hidden.nearly_all, base_n=200), 190, 200, 200),
        (hidden(1, 20, base_n=20), 1, 20, 20),
        (hidden(1, 25, n_eff=25.7), 1, 25, 25.7),
    ],
)
def test_a_hidden_count_is_known_by_its_bounds(protected, low, high, size):
    found = figure_of(protected)
    assert found is not None
    assert found.hidden
    assert (found.low * size, found.high * size) == pytest.approx((low, high))
    assert found.share * size == pytest.approx((low + high) / 2)
    assert (found.size, found.step) == pytest.approx((size, 1 / size))


@pytest.mark.parametrize(
    "nothing",
    [
        None,
        row(),
        row(hidden=Hidden.withheld, base_n=200),
        hidden(0, 10, Hidden.small_base),
        hidden(0, 10, Hidden.small_base, base_n=200),
        hidden(1, 10),
        row(hidden=Hidden.few, base_n=200, low=1),
        row(count=5),
    ],
)
def test_rows_that_give_no_share(nothing):
    assert figure_of(nothing) is None


def test_a_share_of_those_who_needed_it():
    found = figure_of(row(count=80, base_n=200), 160.0)
    assert found is not None
    assert (found.share, found.size, found.plain) == (0.5, 160, True)
    assert figure_of(row(count=0, base_n=200), 160.0).share == 0


@pytest.mark.parametrize(("middle", "low", "high"), [(195.0, 180, 200), (197.5, 190, 200), (15.5, 1, 20)])
def test_a_hidden_count_keeps_its_bounds_where_those_who_needed_it_are_hidden(middle, low, high):
    # The middle of the number of those who needed it is no bound of the count: they may be more.
    found = figure_of(hidden(low, high, Hidden.nearly_all, base_n=200), middle)
    assert found is not None
    assert found.share * middle == pytest.approx((low + high) / 2)


@pytest.mark.parametrize(
    ("figures", "error"),
    [
        ({"se": 2.0}, 0.02),
        ({"moe90": 3.29}, 0.02),
        ({"moe95": 3.92}, 0.02),
        ({"moe90": 0.0}, 0),
        ({"moe95": 0.0}, 0),
        ({"se": 0.0}, 0),
    ],
)
def test_standard_errors(figures, error):
    assert standard_error(row(percent=20.0, **figures)) == pytest.approx(error, rel=1e-12)
