"""Protected patterns: what they keep, what they pool, and what they leave out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobtraining_cli.estimate.bootstrap import reach_draws
from jobtraining_cli.models.patterns import KeptPattern, Pattern, PatternTable, ProtectedPatterns
from jobtraining_cli.models.survey import BarrierRow, BarrierTable, Survey
from jobtraining_cli.protect.patterns import protect_county, protect_patterns, unprotected
from jobtraining_cli.protect.primary import protect
from jobtraining_cli.score.joint_relief import joint_relief

NAMES = "abcd"
FIPS = "35013"


def set_(text: str) -> frozenset[str]:
    return frozenset(text)


def patterns(**people: int) -> list[Pattern]:
    """One pattern a key: its letters are barriers, `none` is nobody's."""
    return [Pattern(set_("" if key == "none" else key), count) for key, count in people.items()]


def shown(of: Sequence[Pattern], hidden: Iterable[str] = (), threshold: int = 10) -> ProtectedPatterns:
    found = protect_patterns(of, set(hidden), threshold)
    assert found is not None
    return found


# 21 + 14 + 36 + 12 people are kept with 11 + 11 + 33 + 11, the others with their remainders.
COUNTY = patterns(none=36, a=21, b=14, ab=12, c=9, ac=8, bc=10, abc=7, d=4, ad=5, bd=6, cd=8)


def test_large_patterns_are_kept_in_steps_and_the_rest_is_pooled():
    found = shown(COUNTY)
    assert found.barriers == ("a", "b", "c", "d")
    assert found.kept == (
        KeptPattern(set_(""), 33),
        KeptPattern(set_("a"), 11),
        KeptPattern(set_("ab"), 11),
        KeptPattern(set_("b"), 11),
    )
    assert found.pool_people == 140 - 66
    assert found.pool_counts == (53 - 22, 49 - 22, 42, 23)
    assert found.pool_weights == (1, 1, 1, 1)
    assert (found.people, found.pool_weight, found.efficiency, found.left_out) == (140, 1, 1, ())
    assert found.known_share == pytest.approx(66 / 140)


def test_a_small_base_says_nothing_at_all():
    assert protect_patterns(patterns(a=10), set()) is None
    assert protect_patterns([], set()) is None
    assert protect_patterns([], set(), 0) is None


def test_who_named_a_hidden_barrier_is_left_out():
    found = shown([*COUNTY, *patterns(ae=7, be=6, e=40)], hidden="e")
    assert found.left_out == ("e",)
    assert found.barriers == ("a", "b", "c", "d")
    # They count with what else they named: a with 28 people, b with 20, none with 76.
    assert [(p.barriers, p.people) for p in found.kept] == [
        (set_(""), 66),
        (set_("a"), 22),
        (set_("ab"), 11),
        (set_("b"), 11),
    ]
    assert found.pool_counts == (27, 33, 42, 23)
    assert found == shown([*COUNTY, *patterns(a=7, b=6, none=40)], hidden="e")


@pytest.mark.parametrize("extra", [{"e": 10}, {"e": 1}, {"ae": 4, "be": 6}])
def test_a_barrier_of_few_is_left_out_even_if_nobody_said_so(extra):
    found = shown([*COUNTY, *patterns(**extra)])
    assert found.left_out == ("e",)
    assert found.people == 140 + sum(extra.values())


def test_a_barrier_that_nearly_all_name_is_left_out():
    everybody = [Pattern(p.barriers | {"e"}, p.people) for p in COUNTY]
    assert shown(everybody).left_out == ("e",)
    assert shown([*everybody, *patterns(none=10)]).left_out == ("e",)
    assert shown([*everybody, *patterns(none=11)]).left_out == ()


def test_a_barrier_that_was_measured_and_not_named_is_known_to_be_0():
    found = protect_patterns(COUNTY, {"x"}, measured={"a", "z"})
    assert found is not None
    assert found.barriers == ("a", "b", "c", "d", "z")
    assert found.pool_counts[-1] == 0
    assert found.left_out == ("x",)


def test_a_pool_in_which_few_name_a_barrier_gets_more_people():
    # 12 of the 14 who name d name nothing else: 3 would be left of it in the pool.
    found = shown([*patterns(none=30, a=20, b=14, ab=12, c=9, ac=8, bc=10, abc=7, d=12, ad=2)])
    assert set_("d") not in {p.barriers for p in found.kept}
    assert found.pool_counts[found.barriers.index("d")] == 14
    assert set_("") in {p.barriers for p in found.kept}


@pytest.mark.parametrize(
    "of",
    [
        patterns(none=40, a=40),
        patterns(none=40, a=40, b=40, ab=40),
        patterns(none=22, a=22, b=22, c=22, ab=11, bc=11),
        patterns(none=30, a=20, b=14, c=19),
        patterns(none=54, a=21, b=21, ab=21, c=21, ac=21, bc=21, abc=21),
    ],
    ids=["one barrier", "two barriers", "no remainder", "pool too small", "pool too full"],
)
def test_where_the_rest_would_tell_too_much_everything_is_pooled(of):
    found = shown(of)
    assert found.kept == ()
    assert found.pool_people == found.people == sum(p.people for p in of)
    counts = [sum(p.people for p in of if barrier in p.barriers) for barrier in found.barriers]
    assert list(found.pool_counts) == counts


def test_a_threshold_of_0_keeps_everything_and_a_negative_one_is_refused():
    assert shown(COUNTY, threshold=0).pool_people == 0
    assert shown(COUNTY, threshold=0) == unprotected(COUNTY)
    with pytest.raises(ValueError, match="negative"):
        protect_patterns(COUNTY, set(), -1)


def test_huge_counts():
    found = shown([Pattern(p.barriers, p.people * 10**7) for p in COUNTY])
    assert found.people == 140 * 10**7
    assert found.pool_people < 11 * 16
    assert found.known_share > 0.99999


@st.composite
def counties(draw):
    cells = draw(st.lists(st.frozensets(st.sampled_from("abcde")), min_size=1, max_size=20, unique=True))
    return [Pattern(cell, draw(st.integers(1, 60))) for cell in cells]


@given(counties(), st.integers(1, 12))
def test_every_number_shown_is_0_or_of_many(of, threshold):
    found = protect_patterns(of, set(), threshold)
    if found is None:
        assert sum(p.people for p in of) <= threshold
        return
    raw = {}
    for pattern in of:
        cell = pattern.barriers & set(found.barriers)
        raw[cell] = raw.get(cell, 0) + pattern.people
    large = lambda count: count == 0 or count > threshold  # noqa: E731
    assert large(found.pool_people)
    for kept in found.kept:
        assert kept.people % (threshold + 1) == 0
        assert threshold < kept.people <= raw[kept.barriers]
    for barrier, count in zip(found.barriers, found.pool_counts, strict=True):
        assert large(count)
        assert large(found.pool_people - count)
        # Together they are the published count, so that nothing is lost.
        assert count + sum(k.people for k in found.kept if barrier in k.barriers) == sum(
            n for cell, n in raw.items() if barrier in cell
        )
    assert found.people == sum(raw.values())


@given(counties(), st.randoms(use_true_random=False))
def test_the_order_of_patterns_does_not_matter(of, random):
    other = [Pattern(p.barriers, 1, p.weight) for p in of for _ in range(p.people)]
    random.shuffle(other)
    assert protect_patterns(of, set()) == protect_patterns(other, set())


def test_outputs_are_functions_of_the_protected_patterns():
    # One of ad and one of bc less, one of ac and one of bd more: the same counts of barriers.
    other = patterns(none=36, a=21, b=14, ab=12, c=9, ac=9, bc=9, abc=7, d=4, ad=4, bd=7, cd=8)
    one, two = shown(COUNTY), shown(other)
    assert one == two
    coverage = np.linspace(0, 1, 20).reshape(5, 4)
    for a, b in zip(*(joint_relief(found, coverage, NAMES) for found in (one, two)), strict=True):
        assert np.array_equal(a, b)
    draws = [reach_draws(found, NAMES, 50, np.random.default_rng(1)) for found in (one, two)]
    assert np.array_equal(*draws)


def test_weights_are_means_of_many_relative_to_the_mean_of_all():
    weighted = [Pattern(p.barriers, p.people, 2.0 if "a" in p.barriers else 0.5) for p in COUNTY]
    found = shown(weighted)
    mean = (53 * 2 + 87 * 0.5) / 140
    assert {p.barriers: p.weight for p in found.kept} == {
        cell: float(f"{(2.0 if 'a' in cell else 0.5) / mean:.4g}") for cell in map(set_, ["", "a", "ab", "b"])
    }
    assert found.pool_weights[0] == float(f"{2 / mean:.4g}")
    assert found.pool_weight == float(f"{(31 * 2 + 43 * 0.5) / 74 / mean:.4g}")
    assert found.efficiency == 1
    # Weights of another scale say the same.
    assert shown([Pattern(p.barriers, p.people, p.weight * 1000) for p in weighted]) == found


def test_the_efficiency_is_what_weights_cost_within_patterns():
    found = unprotected([Pattern(set_("a"), 10, 1.0), Pattern(set_("a"), 10, 3.0), Pattern(set_(""), 20, 2.0)])
    # Squares: 10 + 90 + 80 = 180; with the mean weight 2 in each pattern 80 + 80 = 160.
    assert found.efficiency == pytest.approx(160 / 180)
    assert found.kept == (KeptPattern(set_(""), 20, 1.0), KeptPattern(set_("a"), 20, 1.0))


def county(of: Sequence[Pattern], *rows: BarrierRow, base: str = "needed") -> ProtectedPatterns | None:
    survey = Survey(version=1, id="t", title="T", kind="survey", base=base)
    table = protect(BarrierTable.model_construct(survey=survey, place="t.csv", rows=rows, digest=""))
    raw = PatternTable.model_construct(survey=survey, place="t.patterns.csv", by_county={FIPS: tuple(of)})
    return protect_county(raw, table, FIPS)


def row(barrier: str, count: int | None, base_n: int = 140, **more) -> BarrierRow:
    return BarrierRow(line=2, fips=FIPS, barrier=barrier, count=count, base_n=base_n, **more)


ROWS = [row(b, sum(p.people for p in COUNTY if b in p.barriers)) for b in NAMES]


def test_a_county_with_all_rows_shown():
    assert county(COUNTY, *ROWS) == shown(COUNTY)
    found = county(COUNTY, *ROWS, row("z", 0))
    assert found is not None
    assert found.barriers == ("a", "b", "c", "d", "z")


def test_a_county_with_hidden_rows():
    found = county([*COUNTY, *patterns(e=5)], *[row(r.barrier, r.count, 145) for r in ROWS], row("e", 5, 145))
    assert found is not None
    assert found.left_out == ("e",)
    withheld = county(COUNTY, *ROWS[:3], row("d", None, suppressed=True))
    assert withheld == shown(COUNTY, hidden="d")
    assert county(COUNTY, *ROWS[:3]) == withheld


def test_a_county_without_a_shown_base_says_nothing():
    assert county(patterns(a=4, none=5), row("a", 4, 9)) is None
    assert county(COUNTY, row("a", None, suppressed=True)) is None
    assert county(COUNTY) is None
