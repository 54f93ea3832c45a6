"""Any relief and all relief: exact for known patterns, expectations under independence for the pool."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from jobtraining_cli.models.patterns import KeptPattern, Pattern, ProtectedPatterns
from jobtraining_cli.protect.patterns import protect_patterns, unprotected
from jobtraining_cli.score.joint_relief import joint_relief

NAMES = ("a", "b", "c", "d")
FIELDS = ("any_independent", "any_dependent", "all_independent", "all_dependent")


def set_(text: str) -> frozenset[str]:
    return frozenset(text)


def of_person(strengths: list[float]) -> tuple[float, float, float, float]:
    """The four values of one person, from the formulas of the specification, by loops."""
    missed, hit = 1.0, 1.0
    for strength in strengths:
        missed *= 1 - strength
        hit *= strength
    return 1 - missed, max(strengths), hit, min(strengths)


def by_person(people: list[Pattern], coverage: np.ndarray) -> list[list[float]] | None:
    """The indices by going through people one by one."""
    sums, weight = [[0.0] * len(coverage) for _ in range(4)], 0.0
    for pattern in people:
        for _ in range(pattern.people if pattern.barriers else 0):
            weight += pattern.weight
            for project, row in enumerate(coverage):
                values = of_person([row[NAMES.index(b)] for b in pattern.barriers])
                for place, value in enumerate(values):
                    sums[place][project] += pattern.weight * value
    return None if not weight else [[100 * total / weight for total in row] for row in sums]


def by_enumeration(rho: dict[str, float], coverage: np.ndarray) -> list[list[float]]:
    """The expectations in a pool by all sets of barriers that a person may name."""
    sums, weight = [[0.0] * len(coverage) for _ in range(4)], 0.0
    for bits in itertools.product((False, True), repeat=len(rho)):
        named = [b for b, on in zip(rho, bits, strict=True) if on]
        chance = 1.0
        for b, on in zip(rho, bits, strict=True):
            chance *= rho[b] if on else 1 - rho[b]
        if named:
            weight += chance
            for project, row in enumerate(coverage):
                for place, value in enumerate(of_person([row[NAMES.index(b)] for b in named])):
                    sums[place][project] += chance * value
    return [[100 * total / weight for total in row] for row in sums]


strengths = st.sampled_from([0.0, 1 / 12, 1 / 6, 1 / 3, 0.5, 5 / 6, 1.0])
coverages = (
    st.integers(0, 3)
    .flatmap(lambda p: st.lists(st.lists(strengths, min_size=4, max_size=4), min_size=p, max_size=p))
    .map(lambda rows: np.array(rows, dtype=float).reshape(len(rows), 4))
)
people = st.lists(
    st.builds(Pattern, st.frozensets(st.sampled_from(NAMES)), st.integers(1, 5), st.sampled_from([0.5, 1.0, 3.0])),
    max_size=8,
)


def test_a_county_worked_by_hand():
    # 10 people lack money, 30 money and child care; the project is worth .5 on money, .2 on child care.
    found = joint_relief(
        unprotected([Pattern(set_("a"), 10), Pattern(set_("ab"), 30), Pattern(set_(""), 100)]),
        [[0.5, 0.2, 1, 1]],
        NAMES,
    )
    assert found is not None
    assert_allclose(found.any_independent, [100 * (10 * 0.5 + 30 * 0.6) / 40])
    assert_allclose(found.any_dependent, [50])
    assert_allclose(found.all_independent, [100 * (10 * 0.5 + 30 * 0.1) / 40])
    assert_allclose(found.all_dependent, [100 * (10 * 0.5 + 30 * 0.2) / 40])
    assert found.known_share == 1


@given(people, coverages)
def test_known_patterns_are_exact(raw, coverage):
    found, expected = joint_relief(unprotected(raw), coverage, NAMES), by_person(raw, coverage)
    if expected is None:
        assert found is None
        return
    assert found is not None
    assert found.known_share == 1
    for name, values in zip(FIELDS, expected, strict=True):
        assert_allclose(getattr(found, name), values, atol=2e-9)


counts = st.integers(1, 100).flatmap(
    lambda size: st.tuples(st.just(size), st.lists(st.integers(0, size), min_size=4, max_size=4).filter(any))
)


@given(counts, coverages)
def test_the_pool_has_the_expectation_under_independence(pool, coverage):
    size, named = pool
    weights = tuple(1.0 if count else 0.0 for count in named)
    patterns = ProtectedPatterns(NAMES, (), size, 1.0, tuple(named), weights)
    found = joint_relief(patterns, coverage, NAMES)
    assert found is not None
    assert found.known_share == 0
    rho = {b: count / size for b, count in zip(NAMES, named, strict=True)}
    for name, values in zip(FIELDS, by_enumeration(rho, coverage), strict=True):
        assert_allclose(getattr(found, name), values, atol=2e-9, rtol=1e-9)


def test_kept_patterns_and_pool_are_added_by_the_weight_of_those_who_name_something():
    kept = (KeptPattern(set_(""), 500, 1.0), KeptPattern(set_("a"), 22, 2.0))
    patterns = ProtectedPatterns(NAMES, kept, 50, 0.5, (20, 0, 0, 0), (0.75, 0.0, 0.0, 0.0))
    found = joint_relief(patterns, [[1.0, 0, 0, 0], [0.4, 1, 1, 1]], NAMES)
    assert found is not None
    # The pool weighs 25, of which 15 name a; everybody who names anything names a and nothing else.
    assert found.known_share == pytest.approx(44 / 59)
    for name in FIELDS:
        assert_allclose(getattr(found, name), [100, 40])


def test_the_pool_is_exact_where_only_one_barrier_varies_or_all_name_one():
    for raw in ([Pattern(set_("a"), 12), Pattern(set_("ab"), 30)], [Pattern(set_("a"), 12), Pattern(set_(""), 30)]):
        b = sum(p.people for p in raw if "b" in p.barriers)
        a = sum(p.people for p in raw if "a" in p.barriers)
        pooled = ProtectedPatterns(NAMES, (), 42, 1.0, (a, b, 0, 0), (1.0, float(b > 0), 0.0, 0.0))
        coverage = np.array([[0.5, 0.2, 0.9, 0.1]])
        assert_allclose(joint_relief(pooled, coverage, NAMES)[:4], joint_relief(unprotected(raw), coverage, NAMES)[:4])


def test_protection_moves_the_indices_little_where_barriers_are_independent():
    answers = np.random.default_rng(4).random((2_000, 4)) < [0.5, 0.3, 0.4, 0.2]
    raw = [Pattern(frozenset(n for n, on in zip(NAMES, row, strict=True) if on)) for row in answers]
    coverage = np.random.default_rng(5).random((6, 4))
    protected = protect_patterns(raw, set())
    assert protected is not None
    assert protected.pool_people > 0
    found, exact = joint_relief(protected, coverage, NAMES), joint_relief(unprotected(raw), coverage, NAMES)
    assert found is not None
    assert exact is not None
    assert 0.8 < found.known_share < 1
    for one, other in zip(found[:4], exact[:4], strict=True):
        assert_allclose(one, other, atol=1.0)


@given(people, coverages)
def test_the_indices_are_ordered(raw, coverage):
    found = joint_relief(unprotected(raw), coverage, NAMES)
    if found is not None:
        for values in found[:4]:
            assert ((values >= 0) & (values <= 100)).all()
        assert (found.any_independent >= found.any_dependent - 1e-9).all()
        assert (found.any_dependent >= found.all_dependent - 1e-9).all()
        assert (found.all_dependent >= found.all_independent - 1e-9).all()


def test_columns_may_stand_in_any_order_and_others_are_passed_over():
    raw = unprotected([Pattern(set_("a"), 3), Pattern(set_("ab"), 4)])
    one = joint_relief(raw, [[0.1, 0.9]], ["a", "b"])
    other = joint_relief(raw, [[0.7, 0.9, 0.1]], ["z", "b", "a"])
    assert one is not None
    assert other is not None
    assert [v.tolist() for v in one[:4]] == [v.tolist() for v in other[:4]]


@pytest.mark.parametrize("raw", [[], [Pattern(set_(""), 50)]])
def test_nobody_names_a_barrier(raw):
    assert joint_relief(unprotected(raw, NAMES), np.ones((2, 4)), NAMES) is None
    assert joint_relief(ProtectedPatterns(NAMES, (), 50, 1.0), np.ones((2, 4)), NAMES) is None


def test_no_projects_and_whole_numbers():
    raw = unprotected([Pattern(set_("a"), 3)])
    found = joint_relief(raw, np.zeros((0, 4)), NAMES)
    assert found is not None
    assert found.any_dependent.shape == (0,)
    whole = joint_relief(raw, np.ones((1, 4), dtype=int), NAMES)
    assert whole is not None
    assert whole.all_dependent.tolist() == [100]


@pytest.mark.parametrize(
    ("coverage", "barriers", "message"),
    [
        ([[0.5]], NAMES, "shape"),
        ([0.5] * 4, NAMES, "shape"),
        (0.5, NAMES, "shape"),
        ([[0.5, 1.1, 0, 0]], NAMES, "lie in"),
        ([[0.5, -0.1, 0, 0]], NAMES, "lie in"),
        ([[0.5, np.nan, 0, 0]], NAMES, "lie in"),
        ([[0.5, 0, 0, 0]], ("a", "b", "c", "c"), "twice"),
        ([[0.5, 0]], ("a", "c"), "no column for b"),
    ],
)
def test_bad_arguments_are_refused(coverage, barriers, message):
    with pytest.raises(ValueError, match=message):
        joint_relief(unprotected([Pattern(set_("ab"), 3)]), coverage, barriers)
