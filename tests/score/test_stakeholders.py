"""Stakeholder weights: resolved for what was measured, their spread, and a Dirichlet distribution around them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy import stats

from jobtraining_cli.errors import DataError
from jobtraining_cli.models.weights import Weights
from jobtraining_cli.score.stakeholders import LEAST_PRECISION, dirichlet, draw, moments, normalised, resolve

MEASURED = ("child_care", "cost", "transport")


def weights(**keys) -> Weights:
    return Weights.model_validate({"schema": 1} | keys)


TWO = weights(
    rest=1,
    people=[{"label": "Ana", "weights": {"cost": 3, "child_care": 2}}, {"weights": {"cost": 1, "other": 9}, "rest": 0}],
)


@st.composite
def matrices(draw_, least_people=1):
    people, barriers = draw_(st.integers(least_people, 6)), draw_(st.integers(1, 6))
    cells = st.lists(st.integers(0, 20), min_size=barriers, max_size=barriers).filter(any)
    return np.array(draw_(st.lists(cells, min_size=people, max_size=people)))


def test_resolve_orders_the_weights_as_the_barriers_and_gives_each_person_mean_1():
    # Ana: 2, 3 and the rest 1, over their mean 2. The other person: only cost, so all of 3.
    assert_allclose(resolve(TWO, MEASURED), [[1, 1.5, 0.5], [0, 3, 0]], atol=1e-15)


def test_what_was_not_measured_has_no_part_in_the_mean():
    assert_allclose(resolve(TWO, ("cost",)), [[1], [1]])
    assert_allclose(
        resolve(weights(weights={"cost": 3, "other": 1000, "transport": 1}), ("cost", "transport")), [[1.5, 0.5]]
    )


def test_a_measured_barrier_without_a_weight_and_without_a_rest_is_refused():
    people = [
        {"label": "Ana", "weights": {"cost": 3}},
        {"weights": {"cost": 1}, "rest": 1},
        {"weights": {"transport": 1}},
    ]
    with pytest.raises(DataError) as caught:
        resolve(weights(people=people), MEASURED, "w.yaml")
    first, second = caught.value.problems
    assert (first.file, first.field) == ("w.yaml", "people[0].weights")
    assert first.message == "Ana: no weight for child_care, transport, which the survey measured"
    assert first.hint is not None
    assert "rest:" in first.hint
    assert (second.field, second.message) == (
        "people[2].weights",
        "no weight for child_care, cost, which the survey measured",
    )


def test_only_zeros_on_what_was_measured_are_refused():
    with pytest.raises(DataError, match="every barrier that the survey measured has the weight 0"):
        resolve(weights(weights={"cost": 0, "other": 1}), ("cost",))


@pytest.mark.parametrize("measured", [(), ("cost", "cost")])
def test_measured_barriers_are_at_least_one_and_each_once(measured):
    with pytest.raises(ValueError, match="each once"):
        resolve(TWO, measured)


@given(matrices(), st.floats(1e-300, 1e300))
def test_normalised_has_mean_1_and_keeps_ratios_whatever_the_scale(given_, scale):
    found = normalised(given_ * (scale / 20))
    assert_allclose(found.mean(axis=1), 1, rtol=1e-12)
    assert_allclose(found, given_ / given_.mean(axis=1, keepdims=True), rtol=1e-9)
    assert_allclose(normalised(found), found, rtol=1e-12)


@pytest.mark.parametrize(
    "bad", [[1, 2], [[]], np.zeros((0, 3)), [[0, 0]], [[1, -1]], [[1, np.nan]], [[1, np.inf]], 3.0, [[[1.0]]]]
)
def test_bad_weights_are_refused(bad):
    for function in (normalised, moments, dirichlet):
        with pytest.raises(ValueError, match="weights"):
            function(bad)


@given(matrices())
def test_moments_are_those_of_the_people(given_):
    mean, sd = moments(given_)
    rows = [[value * len(row) / sum(row) for value in row] for row in given_.tolist()]
    for column, values in enumerate(zip(*rows, strict=True)):
        middle = sum(values) / len(values)
        assert mean[column] == pytest.approx(middle, rel=1e-12)
        variance = sum((v - middle) ** 2 for v in values) / (len(values) - 1) if len(values) > 1 else 0
        assert sd[column] == pytest.approx(variance**0.5, rel=1e-9, abs=1e-12)


def test_an_estimate_worked_by_hand():
    # Shares (.6, .4) and (.8, .2): m = (.7, .3), s2 = .02 each. sum m(1 - m) = .42, over .04 is 10.5, less 1.
    alpha = dirichlet([[3, 2], [8, 2]])
    assert alpha is not None
    assert_allclose(alpha, [9.5 * 0.7, 9.5 * 0.3])


@pytest.mark.parametrize("precision", [2.0, 15.0, 200.0])
@pytest.mark.parametrize("mean", [[0.5, 0.3, 0.2], [0.4, 0.3, 0.1, 0.1, 0.05, 0.05]])
def test_a_known_dirichlet_is_recovered_from_many_people(mean, precision):
    people = np.random.default_rng(1).dirichlet(np.array(mean) * precision, size=20_000)
    alpha = dirichlet(people)
    assert alpha is not None
    assert alpha.sum() == pytest.approx(precision, rel=0.04)
    assert_allclose(alpha / alpha.sum(), mean, atol=0.01)


def test_the_estimate_and_the_draws_agree():
    alpha = np.array([6.0, 3.0, 1.0])
    again = dirichlet(draw(alpha, 20_000, np.random.default_rng(3)))
    assert again is not None
    assert_allclose(again, alpha, rtol=0.04)


@given(matrices(least_people=2))
def test_the_distribution_has_the_mean_of_the_people(given_):
    alpha = dirichlet(given_)
    if alpha is None:
        assert_allclose(normalised(given_), normalised(given_)[:1].repeat(len(given_), axis=0), atol=1e-8)
    else:
        assert_allclose(alpha / alpha.sum() * alpha.size, moments(given_).mean, rtol=1e-9)
        assert alpha.sum() >= LEAST_PRECISION * (1 - 1e-12)
        assert_array_equal(alpha == 0, (given_ == 0).all(axis=0))


def test_nothing_is_drawn_where_everybody_agrees():
    assert dirichlet([[1, 2, 4], [10, 20, 40], [0.1, 0.2, 0.4]]) is None
    assert dirichlet([[1], [5]]) is None


def test_one_person_is_drawn_only_with_a_concentration():
    assert dirichlet([[1, 3]]) is None
    alpha = dirichlet([[1, 3]], concentration=20)
    assert alpha is not None
    assert_allclose(alpha, [5, 15])


@pytest.mark.parametrize("bad", [0, -1, np.nan, np.inf])
def test_a_concentration_is_positive(bad):
    with pytest.raises(ValueError, match="concentration"):
        dirichlet([[1, 3]], bad)


def test_a_concentration_does_not_go_with_several_people():
    with pytest.raises(ValueError, match="concentration"):
        dirichlet([[1, 3], [3, 1]], 20)


def test_people_who_differ_more_than_a_dirichlet_allows_get_the_least_precision():
    alpha = dirichlet([[1, 0], [0, 1]])
    assert alpha is not None
    assert_allclose(alpha, [LEAST_PRECISION / 2] * 2)


@pytest.mark.parametrize("alpha", [[6.0, 3.0, 1.0], [0.2, 0.05, 0.4], [40.0, 0.5]])
def test_draws_have_beta_margins(alpha):
    found = draw(alpha, 4_000, np.random.default_rng(5)) / len(alpha)
    assert_allclose(found.sum(axis=1), 1, rtol=1e-12)
    for column, value in enumerate(alpha):
        assert stats.kstest(found[:, column], stats.beta(value, sum(alpha) - value).cdf).pvalue > 0.001


def test_draws_have_the_covariance_of_a_dirichlet():
    alpha = np.array([4.0, 3.0, 2.0, 1.0])
    mean = alpha / 10
    found = np.cov((draw(alpha, 50_000, np.random.default_rng(6)) / 4).T)
    assert_allclose(found, (np.diag(mean) - np.outer(mean, mean)) / 11, atol=5e-4)


def test_draws_give_exactly_0_where_alpha_is_0():
    found = draw([3, 0, 1, 0], 100, np.random.default_rng(1))
    assert not found[:, [1, 3]].any()
    assert_allclose(found.mean(axis=1), 1)
    assert_array_equal(draw([0, 2], 3, np.random.default_rng(1)), [[0, 2]] * 3)


@pytest.mark.parametrize("scale", [1e-3, 1e-20, 1e-200, 1e-320])
def test_tiny_alphas_choose_one_barrier_with_the_odds_of_the_mean(scale):
    found = draw(np.array([3.0, 1.0]) * scale, 4_000, np.random.default_rng(1))
    assert np.isfinite(found).all()
    assert found[:, 0].mean() / 2 == pytest.approx(0.75, abs=0.03)
    assert ((found < 1e-3) | (found > 2 - 1e-3)).mean() > 0.98


def test_huge_alphas_hardly_move():
    assert_allclose(draw([3e300, 1e300], 10, np.random.default_rng(1)), [[1.5, 0.5]] * 10)


def test_draws_follow_the_generator():
    first, second = (draw([1, 2, 3], 50, np.random.default_rng(9)) for _ in range(2))
    assert_array_equal(first, second)
    assert (draw([1, 2, 3], 50, np.random.default_rng(10)) != first).any()
    assert draw([1, 2], 0, np.random.default_rng(1)).shape == (0, 2)


@pytest.mark.parametrize("bad", [[], [0, 0], [1, -1], [1, np.nan], [1, np.inf], 1.0, [[1, 2]]])
def test_bad_alphas_are_refused(bad):
    with pytest.raises(ValueError, match="alpha"):
        draw(bad, 1, np.random.default_rng(1))


def test_a_negative_number_of_draws_is_refused():
    with pytest.raises(ValueError, match="draws"):
        draw([1], -1, np.random.default_rng(1))
