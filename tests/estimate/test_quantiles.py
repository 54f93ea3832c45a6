"""Quantiles against SciPy over a wide grid, closed forms, exact sums, and 50-digit reference values."""

from __future__ import annotations

import math
import subprocess
import sys
from fractions import Fraction
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from jobtraining_cli.estimate.quantiles import beta_cdf, beta_quantile, normal_quantile, t_quantile

PARAMETERS = [1e-3, 1e-2, 0.1, 0.5, 1, 1.5, 2, 4.99, 5, 5.01, 20.5, 100, 999, 3000, 1e4, 1e6, 1e9]
TAILS = [1e-12, 1e-9, 1e-6, 1e-3, 0.025, 0.2, 0.4999]
SHARES = np.array([*TAILS, 0.5, *(1 - np.array(TAILS))])
# Where one parameter is huge and the other is not, SciPy 1.17 is wrong from the 8th digit on; see REFERENCE.
LOPSIDED = 1e5

# q, a, b, x: mpmath 1.3 with 50 digits, Newton's method on its incomplete beta function.
REFERENCE = [
    (0.75, 2, 1e9, 2.6926345239182382e-9),
    (0.75, 7, 1e9, 8.5584667357009563e-9),
    (0.975, 2, 1e9, 5.5716433726314709e-9),
    (0.75, 20, 1e9, 2.280800633269243e-8),
    (1e-12, 20, 1e9, 2.3300415527426752e-9),
    (1e-12, 0.5, 0.5, 2.4674011002723396e-24),
    (0.025, 1.5, 1e7, 1.0789763803241301e-8),
    (1e-12, 5, 1e9, 1.0389344831669142e-11),
    (1 - 1e-12, 5, 1e9, 3.9235846991922541e-8),
]
# x, a, b and the share below x: the density integrated by mpmath with 40 digits.
REFERENCE_SHARES = [
    (0.49992135208037664, 1e9, 1e9, 9.999999999809981e-13),
    (0.49997808693649337, 1e9, 1e9, 0.025000000000013024),
    (0.009879090342210167, 1e7, 1e9, 1.0000000000062396e-12),
    (0.666642810534284, 1e9, 5e8, 0.02499999999989662),
    (2.631172513145576e-06, 3000.5, 1e9, 9.9999999999987325e-13),
    (0.9999998684222132, 1e9, 60, 9.9999996832372704e-13),
    (0.9999999383555095, 1e9, 60, 0.40000000115563127),
    (0.21200850677886804, 5, 5, 0.025000000000000028),
]


def grid(*axes):
    return (axis.ravel() for axis in np.meshgrid(*axes))


def close(found, wanted, tolerance=1e-9):
    np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=1e-300)


def even(a, b):
    return np.maximum(a, b) / np.minimum(a, b) < LOPSIDED


def test_beta_quantiles_agree_with_scipy_at_both_ends():
    q, a, b = grid(SHARES, PARAMETERS, PARAMETERS)
    wanted = special.betaincinv(a, b, q)
    # Where the quantile is below any float, SciPy gives the least normal one.
    right = even(a, b) & (wanted > 1e-300)
    assert right.sum() > 1500
    found = beta_quantile(q, a, b)
    close(found[right], wanted[right])
    assert (found[wanted < 1e-307] < 1e-306).all()
    other_end = beta_quantile(1 - q, b, a)
    wanted_rest = special.betaincinv(b, a, 1 - q)
    right = even(a, b) & (wanted_rest > 1e-300)
    close(other_end[right], wanted_rest[right])


def test_beta_shares_agree_with_scipy_in_both_tails():
    q, a, b = grid(SHARES, PARAMETERS, PARAMETERS)
    x = special.betaincinv(a, b, q)
    x, a, b = (array[even(a, b)] for array in (x, a, b))
    # The rounding of x is all that is lost in the far tails of huge parameters.
    close(beta_cdf(x, a, b), special.betainc(a, b, x), 3e-10)
    close(beta_cdf(1 - x, b, a), special.betainc(b, a, 1 - x), 3e-10)


@pytest.mark.parametrize(("q", "a", "b", "x"), REFERENCE)
def test_beta_quantiles_where_scipy_is_wrong(q, a, b, x):
    close(beta_quantile(q, a, b), x, 1e-13)


@pytest.mark.parametrize(("x", "a", "b", "share"), REFERENCE_SHARES)
def test_beta_shares_of_huge_parameters(x, a, b, share):
    close(beta_cdf(x, a, b), share, 3e-11)


@given(st.integers(1, 60), st.integers(0, 60), st.fractions(0, 1, max_denominator=97))
def test_a_whole_beta_is_a_sum_over_a_binomial(count, rest, x):
    n = count + rest
    exact = sum(math.comb(n, k) * x**k * (1 - x) ** (n - k) for k in range(count, n + 1))
    found = beta_cdf(float(x), count, rest + 1)
    assert float(abs(Fraction(float(found)) - exact)) <= 1e-12 * float(exact) + 1e-14 * (x.denominator != 1)


@given(st.floats(1e-12, 1 - 1e-12), st.floats(1e-2, 1e8))
def test_a_power_has_a_closed_form(q, a):
    close(beta_quantile(q, a, 1), q ** (1 / a), 1e-12)
    close(beta_quantile(q, 1, a), -math.expm1(math.log1p(-q) / a), 1e-12)


sizes = st.floats(-3, 9).map(lambda power: 10**power)


@given(st.floats(1e-12, 1), sizes, sizes)
def test_the_share_below_a_quantile_is_the_share_asked_for(q, a, b):
    x = beta_quantile(q, a, b)
    assert 0 <= x <= 1
    # Near 1 the quantile itself is rounded, which moves the share by the density there; a test of the other end instead.
    if 1e-300 < x < 0.5:
        close(beta_cdf(x, a, b), q, 1e-9)


@given(st.lists(st.floats(0, 1), min_size=2, max_size=6), sizes, sizes)
def test_quantiles_rise_with_the_share(shares, a, b):
    found = beta_quantile(sorted(shares), a, b)
    assert (np.diff(found) >= -1e-12 * found[1:]).all()


@given(st.floats(1e-9, 0.5), sizes, sizes)
def test_the_two_ends_mirror_each_other(q, a, b):
    # 1 - (1 - q) is not q: the share must be one that both ends can say.
    q = 1 - (1 - q)
    left, right = 1 - beta_quantile(q, a, b), beta_quantile(1 - q, b, a)
    assert abs(left - right) <= 1e-9 * right + 3e-16


@given(
    st.floats(0, 1),
    st.sampled_from([1e-300, 1e-30, 1e-8, 1, 1e12, 1.1e12, 1e30, 1e200]),
    st.sampled_from([1e-9, 3, 1e15]),
)
def test_absurd_parameters_give_a_share_all_the_same(q, a, b):
    assert 0 <= beta_quantile(q, a, b) <= 1
    assert 0 <= beta_cdf(q, a, b) <= 1


def test_the_expansion_for_huge_parameters_joins_on():
    q = np.array([1e-12, 0.025, 0.5, 0.9, 1 - 1e-9])
    for a, b in ((1e12, 1e12), (7e13, 1e12)):
        below = beta_quantile(q, a, b)
        above = beta_quantile(q, np.nextafter(a, np.inf), np.nextafter(b, np.inf))
        deviation = math.sqrt(a * b / (a + b) ** 3)
        np.testing.assert_allclose((below - above) / deviation, 0, atol=1e-6)


def test_t_quantiles_agree_with_scipy():
    q, df = grid(SHARES[SHARES != 0.5], [0.1, 0.5, 1, 1.5, 2, 3, 7.5, 29, 100, 1e4, 1e6, 9.9e8, 1.01e9, 1e12])
    close(t_quantile(q, df), stats.t.ppf(q, df))


def test_t_quantiles_with_a_closed_form():
    q = np.array([1e-9, 0.01, 0.3, 0.499999, 0.5, 0.500001, 0.9, 1 - 1e-9])
    cauchy = [-1 / math.tan(math.pi * share) if share < 0.4 else math.tan(math.pi * (share - 0.5)) for share in q[:-1]]
    close(t_quantile(q, 1), [*cauchy, 1 / math.tan(math.pi * (1 - q[-1]))], 1e-12)
    close(t_quantile(q, 2), (2 * q - 1) * np.sqrt(2 / (4 * q * (1 - q))), 1e-12)
    close(t_quantile(q, math.inf), normal_quantile(q), 1e-15)


@given(st.floats(1e-300, 1 - 1e-16))
def test_normal_quantiles_agree_with_the_standard_library(q):
    wanted = NormalDist().inv_cdf(q)
    assert abs(normal_quantile(q) - wanted) <= 1e-14 * abs(wanted) + (1e-16 if abs(q - 0.5) < 1e-3 else 0)


def test_normal_quantiles_agree_with_scipy():
    q = np.concatenate([np.logspace(-307, -1, 999), np.linspace(0.001, 0.999, 999), 1 - np.logspace(-15, -1, 99)])
    close(normal_quantile(q), special.ndtri(q), 1e-14)


def test_the_ends():
    assert beta_quantile([0, 1], 2, 3).tolist() == [0, 1]
    assert beta_cdf([0, 1], 2, 3).tolist() == [0, 1]
    assert t_quantile([0, 0.5, 1], 3).tolist() == [-math.inf, 0, math.inf]
    assert t_quantile([0, 0.5, 1], 1e10).tolist() == [-math.inf, 0, math.inf]
    assert normal_quantile([0, 0.5, 1]).tolist() == [-math.inf, 0, math.inf]


def test_shapes_follow_the_arguments():
    assert isinstance(beta_quantile(0.5, 2, 3), float)
    assert isinstance(beta_cdf(np.array(0.5), 2, 3), float)
    assert beta_quantile([[0.1], [0.2]], [1, 2, 3], 4).shape == (2, 3)
    assert beta_quantile(0.1, np.array([], dtype=int), 4).shape == (0,)
    assert t_quantile(0.9, np.arange(1, 4)).dtype == np.float64
    assert normal_quantile([]).shape == (0,)


@pytest.mark.parametrize(
    ("function", "arguments", "named"),
    [
        (beta_cdf, (-0.1, 1, 1), "x"),
        (beta_cdf, (math.nan, 1, 1), "x"),
        (beta_quantile, (1.1, 1, 1), "q"),
        (beta_quantile, (0.5, 0, 1), "a"),
        (beta_quantile, (0.5, 1, -1), "b"),
        (beta_quantile, (0.5, math.inf, 1), "a"),
        (beta_quantile, ([0.5, math.nan], 1, 1), "q"),
        (beta_quantile, (0.5, math.nan, 1), "a"),
        (t_quantile, (0.5, 0), "df"),
        (t_quantile, (0.5, math.nan), "df"),
        (t_quantile, (2, 3), "q"),
        (normal_quantile, (-1e-9,), "q"),
    ],
)
def test_bad_arguments_are_named(function, arguments, named):
    with pytest.raises(ValueError, match=rf"^{named} must"):
        function(*arguments)


def test_arguments_are_left_alone():
    q, a = np.array([0.1, 0.9]), np.array([0.5, 20.0])
    beta_quantile(q, a, 3)
    t_quantile(q, a)
    assert (q.tolist(), a.tolist()) == ([0.1, 0.9], [0.5, 20.0])


def test_nothing_heavy_is_imported():
    program = (
        "import sys, jobtraining_cli.estimate.reliability, jobtraining_cli.estimate.rank_sets; print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert "jobtraining_cli.estimate.quantiles" in loaded
    assert not {"scipy", "pandas", "mpmath", "statistics"} & set(loaded)
