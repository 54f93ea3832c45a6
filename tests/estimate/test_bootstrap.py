"""The Bayesian bootstrap over respondents, against theory and against a bootstrap of persons one by one."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import stats

from jobtraining_cli.estimate import bootstrap
from jobtraining_cli.estimate.bootstrap import never_named, reach_draws
from jobtraining_cli.models.patterns import KeptPattern, Pattern, ProtectedPatterns
from jobtraining_cli.protect.patterns import protect_patterns, unprotected

NAMES = ("a", "b", "c")
RAW = [Pattern(frozenset(cell), n) for cell, n in {"": 10, "a": 8, "b": 5, "ab": 9, "abc": 4, "c": 4}.items()]
N, COUNTS, BOTH = 40, {"a": 21, "b": 18, "c": 8}, {("a", "b"): 13, ("a", "c"): 4, ("b", "c"): 4}
DRAWS = 20_000


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def person_by_person(raw: list[Pattern], draws: int) -> np.ndarray:
    """Rubin's bootstrap as he describes it: gaps between sorted uniforms are the weights of the persons."""
    persons = [pattern for pattern in raw for _ in range(pattern.people)]
    named = np.array([[name in person.barriers for name in NAMES] for person in persons], dtype=float)
    weight = np.array([person.weight for person in persons])
    cuts = np.sort(rng(7).random((draws, len(persons) - 1)), axis=1)
    gaps = np.diff(np.hstack([np.zeros((draws, 1)), cuts, np.ones((draws, 1))]), axis=1) * weight
    return (gaps @ named) / gaps.sum(axis=1, keepdims=True)


def test_each_barrier_is_a_beta_variate():
    draws = reach_draws(unprotected(RAW), NAMES, 4_000, rng())
    for column, name in enumerate(NAMES):
        assert stats.kstest(draws[:, column], stats.beta(COUNTS[name], N - COUNTS[name]).cdf).pvalue > 0.01


def test_means_and_covariances_are_those_of_a_dirichlet_over_persons():
    draws = reach_draws(unprotected(RAW), NAMES, DRAWS, rng())
    share = np.array([COUNTS[name] / N for name in NAMES])
    joint = np.diag(share)
    for (one, other), count in BOTH.items():
        i, j = NAMES.index(one), NAMES.index(other)
        joint[i, j] = joint[j, i] = count / N
    assert_allclose(draws.mean(axis=0), share, atol=0.002)
    assert_allclose(np.cov(draws.T), (joint - np.outer(share, share)) / (N + 1), atol=2e-4)


@pytest.mark.parametrize("weighted", [False, True])
def test_the_same_as_person_by_person(weighted):
    weights = {"": 1.5, "a": 0.5, "b": 2.0, "ab": 1.0, "abc": 0.4, "c": 3.0} if weighted else {}
    raw = [Pattern(p.barriers, p.people, weights.get("".join(sorted(p.barriers)), 1.0)) for p in RAW]
    one, other = reach_draws(unprotected(raw), NAMES, DRAWS, rng()), person_by_person(raw, DRAWS)
    assert_allclose(one.mean(axis=0), other.mean(axis=0), atol=0.003)
    assert_allclose(np.cov(one.T), np.cov(other.T), atol=3e-4)
    assert_allclose(np.quantile(one, [0.05, 0.95], axis=0), np.quantile(other, [0.05, 0.95], axis=0), atol=0.008)


def test_weights_that_differ_within_a_pattern_cost_precision():
    half = [Pattern(p.barriers, p.people, weight) for p in RAW for weight in (0.2, 1.8)]
    one, other = reach_draws(unprotected(half), NAMES, DRAWS, rng()), person_by_person(half, DRAWS)
    assert_allclose(one.mean(axis=0), other.mean(axis=0), atol=0.003)
    assert_allclose(one.std(axis=0), other.std(axis=0), rtol=0.04)
    # Kish: the squares are 1.64 times those of equal weights, so 80 people are worth 48.8.
    share = np.array([COUNTS[name] / N for name in NAMES])
    assert_allclose(one.std(axis=0), np.sqrt(share * (1 - share) / (80 / 1.64)), rtol=0.05)


def pooled() -> ProtectedPatterns:
    kept = (KeptPattern(frozenset(), 22), KeptPattern(frozenset("a"), 33), KeptPattern(frozenset("ab"), 11))
    return ProtectedPatterns((*NAMES, "d"), kept, 40, 1.0, (15, 40, 18, 0), (1.0, 1.0, 1.0, 0.0))


def test_with_a_pool_each_barrier_is_still_a_beta_variate():
    draws = reach_draws(pooled(), ("a", "b", "c", "d"), 4_000, rng(2))
    for column, count in enumerate((59, 51, 18)):
        assert stats.kstest(draws[:, column], stats.beta(count, 106 - count).cdf).pvalue > 0.01
    assert not draws[:, 3].any()


def test_with_a_pool_barriers_covary_as_their_independence_there_says():
    draws = reach_draws(pooled(), NAMES, 40_000, rng(3))
    # a and b: 11 kept people name both, and all of the pool name b, so 15 there; a and c: 15 * 18 / 40 in the pool,
    # where their shares are drawn apart.
    share = np.array([59, 51, 18]) / 106
    assert np.cov(draws.T)[0, 1] == pytest.approx((26 / 106 - share[0] * share[1]) / 107, abs=1e-4)
    assert np.cov(draws.T)[0, 2] == pytest.approx(covariance_of_a_and_c(), abs=1e-4)


def covariance_of_a_and_c() -> float:
    """By the moments of the parts: E[(K_a + T A) T C] with the Dirichlet of kept a (44), pool T (40) and others (22)."""
    n, kept, pool = 106, 44, 40
    both = (kept * pool) / (n * (n + 1)) * (18 / 40) + pool * (pool + 1) / (n * (n + 1)) * (15 / 40) * (18 / 40)
    return both - (59 / 106) * (18 / 106)


def test_the_pool_has_its_weights():
    kept = (KeptPattern(frozenset(), 30, 1.0),)
    patterns = ProtectedPatterns(("a",), kept, 50, 1.2, (20,), (1.5,), efficiency=0.8)
    draws = reach_draws(patterns, ("a",), DRAWS, rng(4))[:, 0]
    # 30 of 90 units of weight; others of the pool weigh (60 - 30) / 30 = 1 each.
    assert draws.mean() == pytest.approx(30 / 90, abs=0.004)
    assert draws.std() == pytest.approx(np.sqrt((20 * (1.5 * 2 / 3) ** 2 + 60 * (1 / 3) ** 2) / 0.8) / 90, rel=0.06)


def test_protected_and_raw_draws_have_the_same_margins():
    answers = rng(8).random((600, 3)) < [0.5, 0.3, 0.2]
    raw = [Pattern(frozenset(n for n, on in zip(NAMES, row, strict=True) if on)) for row in answers]
    found = protect_patterns(raw, set())
    assert found is not None
    one, other = (reach_draws(p, NAMES, DRAWS, rng()) for p in (found, unprotected(raw)))
    assert_allclose(one.mean(axis=0), other.mean(axis=0), atol=0.001)
    assert_allclose(one.std(axis=0), other.std(axis=0), rtol=0.03)


def test_nobody_and_everybody_are_certain():
    patterns = unprotected([Pattern(frozenset("a"), 12), Pattern(frozenset("ab"), 3)], measured={"z"})
    draws = reach_draws(patterns, ("a", "b", "z"), 50, rng())
    assert_allclose(draws[:, 0], 1)
    assert not draws[:, 2].any()
    assert never_named(patterns, ("a", "b", "z")) == ("z",)


def test_who_is_never_named():
    assert never_named(pooled(), ("d", "a", "c")) == ("d",)
    hidden = ProtectedPatterns(("a",), (), 50, 1.0, (20,), (1.0,), left_out=("b",))
    assert never_named(hidden, ("a", "b")) == ()


def test_the_draws_of_a_barrier_do_not_depend_on_which_others_are_asked_for():
    whole = reach_draws(pooled(), ("a", "b", "c", "d"), 20, rng())
    assert_array_equal(reach_draws(pooled(), ("c", "a"), 20, rng()), whole[:, [2, 0]])
    assert reach_draws(pooled(), (), 20, rng()).shape == (20, 0)
    assert reach_draws(pooled(), NAMES, 0, rng()).shape == (0, 3)


def test_many_patterns_are_drawn_in_blocks(monkeypatch):
    monkeypatch.setattr(bootstrap, "BLOCK", 2)
    draws = reach_draws(unprotected(RAW), NAMES, DRAWS, rng())
    assert_allclose(draws.mean(axis=0), [COUNTS[name] / N for name in NAMES], atol=0.002)


def test_huge_counts_hardly_move():
    draws = reach_draws(unprotected([Pattern(p.barriers, p.people * 10**8) for p in RAW]), NAMES, 20, rng())
    assert_allclose(draws, [[COUNTS[name] / N for name in NAMES]] * 20, atol=1e-4)


def test_bad_arguments_are_refused():
    with pytest.raises(ValueError, match="do not say who names z"):
        reach_draws(pooled(), ("a", "z"), 5, rng())
    with pytest.raises(ValueError, match="negative"):
        reach_draws(pooled(), ("a",), -1, rng())
    with pytest.raises(ValueError, match="nobody"):
        reach_draws(unprotected([]), (), 5, rng())
