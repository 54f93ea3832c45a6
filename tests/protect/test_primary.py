"""Which figures about few people are hidden, exactly at the thresholds, and what is still said of them."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from jobtraining_cli.models.protected import Hidden
from jobtraining_cli.protect.primary import THRESHOLD, protect
from protect.tables import one, row, says_nothing, table


def naively_hidden(count: int, base: int, few: int = THRESHOLD) -> bool:
    return base <= few or 1 <= count <= few or 1 <= base - count <= few or count == base


SHOWN, SMALL = "shown", (Hidden.small_base, None, 0, 10)


@pytest.mark.parametrize(
    ("count", "base", "expected"),
    [
        *[(count, 10, SMALL) for count in (0, 1, 5, 9, 10)],
        (0, 1, SMALL), (1, 1, SMALL),
        (0, 11, SHOWN),
        *[(count, 11, (Hidden.few, 11, 1, 11)) for count in (1, 10, 11)],
        (0, 20, SHOWN),
        *[(count, 20, (Hidden.few, 20, 1, 20)) for count in (1, 9, 10, 11, 19, 20)],
        (0, 21, SHOWN),
        *[(count, 21, (Hidden.few, 21, 1, 10)) for count in (1, 10)],
        *[(count, 21, (Hidden.nearly_all, 21, 11, 21)) for count in (11, 20, 21)],
        (0, 22, SHOWN), (11, 22, SHOWN),
        *[(count, 22, (Hidden.few, 22, 1, 10)) for count in (1, 10)],
        *[(count, 22, (Hidden.nearly_all, 22, 12, 22)) for count in (12, 21, 22)],
        (0, 200, SHOWN), (11, 200, SHOWN), (100, 200, SHOWN), (189, 200, SHOWN),
        *[(count, 200, (Hidden.few, 200, 1, 10)) for count in (1, 10)],
        *[(count, 200, (Hidden.nearly_all, 200, 190, 200)) for count in (190, 199, 200)],
    ],
)  # fmt: skip
def test_counts_at_the_thresholds(count, base, expected):
    found = one(count=count, base_n=base)
    if expected == SHOWN:
        assert (found.hidden, found.count, found.base_n, found.low, found.high) == (None, count, base, None, None)
    else:
        assert (found.hidden, found.base_n, found.low, found.high) == expected
        assert says_nothing(found)


def test_every_count_of_every_small_base_against_the_rule():
    for base in range(1, 60):
        for count in range(base + 1):
            found = one(count=count, base_n=base)
            assert bool(found.hidden) == naively_hidden(count, base), (count, base)
            if found.hidden:
                assert says_nothing(found)
                assert found.low <= count <= found.high
                possible = set(range(found.low, found.high + 1))
                few = set(range(1, THRESHOLD + 1))
                beyond = {base - other for other in possible}
                assert base <= 2 * THRESHOLD or few <= possible or few <= beyond


@pytest.mark.parametrize("threshold", [1, 5, 10, 15])
def test_the_threshold_can_be_set(threshold):
    for base in range(1, 3 * threshold + 3):
        for count in range(base + 1):
            assert bool(one(threshold, count=count, base_n=base).hidden) == naively_hidden(count, base, threshold), (
                count,
                base,
            )


def test_a_threshold_of_0_still_hides_everybody():
    assert [one(0, count=count, base_n=40).hidden for count in (1, 39, 40)] == [None, None, Hidden.nearly_all]


@pytest.mark.parametrize("threshold", [2, 5, 10])
def test_what_is_hidden_is_never_the_only_possibility(threshold):
    for base in range(1, 50):
        for count in range(base + 1):
            found = one(threshold, count=count, base_n=base)
            assert not found.hidden or found.low < found.high, (count, base)


def test_a_negative_threshold_is_refused():
    with pytest.raises(ValueError, match="negative"):
        one(-1, count=5, base_n=50)


@pytest.mark.parametrize("base", [10, 11, 20, 21, 22, 40, 47, 51, 89, 169, 200, 999])
def test_a_percentage_of_a_known_base_is_judged_as_its_count(base):
    for count in {*range(min(base, 14) + 1), *range(max(0, base - 13), base + 1)}:
        by_count, by_percent = one(count=count, base_n=base), one(percent=100 * count / base, base_n=base)
        assert (by_percent.hidden, by_percent.low, by_percent.high) == (by_count.hidden, by_count.low, by_count.high), (
            count
        )


@pytest.mark.parametrize("digits", [1, 2])
def test_a_rounded_percentage_is_judged_as_the_count_it_stands_for(digits):
    missed = []
    for base in range(11, 200):
        for count in range(base + 1):
            found = one(percent=round(100 * count / base, digits), base_n=base)
            if bool(found.hidden) != naively_hidden(count, base) or (
                found.hidden and not found.low <= count <= found.high
            ):
                missed.append((count, base))
    assert missed == []


@pytest.mark.parametrize(
    ("count", "percent", "expected"),
    [
        (4, 40.0, (Hidden.few, 200, 1, 10)),
        (10, 12.5, (Hidden.few, 200, 1, 10)),
        (196, 70.0, (Hidden.nearly_all, 200, 190, 200)),
        (200, 99.0, (Hidden.nearly_all, 200, 190, 200)),
        (11, 0.5, None),
        (80, 3.0, None),
        (0, 0.0, None),
    ],
)
def test_weighted_rows_are_judged_by_their_unweighted_people(count, percent, expected):
    found = one(count=count, base_n=200, percent=percent, n_eff=120, df=30)
    if expected is None:
        assert (found.hidden, found.count, found.percent, found.n_eff, found.df) == (None, count, percent, 120, 30)
    else:
        assert (found.hidden, found.base_n, found.low, found.high) == expected
        assert says_nothing(found)
    small = one(count=3, base_n=9, percent=30, n_eff=8)
    assert (small.hidden, small.base_n, small.n_eff) == (Hidden.small_base, None, None)


@pytest.mark.parametrize(
    ("percent", "n_eff", "expected"),
    [
        (50, 10, (Hidden.small_base, None)),
        (0, 10, (Hidden.small_base, None)),
        (0, 11, (None, None)),
        (0, 200, (None, None)),
        (50, 11, (Hidden.few, (1, 11))),
        (50, 20, (Hidden.few, (1, 20))),
        (5, 200, (Hidden.few, (1, 10))),
        (5.5, 200, (None, None)),
        (94.5, 200, (None, None)),
        (95, 200, (Hidden.nearly_all, (190, 200))),
        (100, 200, (Hidden.nearly_all, (190, 200))),
    ],
)
def test_a_percentage_with_an_effective_size_only(percent, n_eff, expected):
    found = one(percent=percent, n_eff=n_eff)
    bounds = None if found.low is None else (found.low, found.high)
    assert (found.hidden, bounds) == expected
    assert found.percent == (None if found.hidden else percent)


def error(percent: float, size: float) -> float:
    """The standard error in percentage points that belongs to an effective size."""
    return 100 * (percent / 100 * (1 - percent / 100) / size) ** 0.5


@pytest.mark.parametrize(("column", "factor"), [("se", 1), ("moe90", 1.645), ("moe95", 1.96)])
@pytest.mark.parametrize(
    ("percent", "size", "hidden"),
    [
        # The reason is the same for all, as one of its own would tell what hides behind it.
        (50, 9.9, Hidden.few),
        (50, 15, Hidden.few),
        (50, 23, None),
        (5, 215, Hidden.few),
        (5, 225, None),
        (95, 215, Hidden.few),
        (95, 225, None),
    ],
)
def test_a_percentage_with_a_margin_only(column, factor, percent, size, hidden):
    found = one(percent=percent, **{column: factor * error(percent, size)})
    assert found.hidden == hidden
    if hidden:
        assert says_nothing(found)
        assert (found.base_n, found.n_eff, found.low, found.high) == (None, None, None, None)


@pytest.mark.parametrize("column", ["se", "moe90", "moe95"])
@pytest.mark.parametrize(("percent", "margin"), [(0, 0), (0, 3), (100, 3), (40, 0)])
def test_a_margin_that_gives_no_size_hides(column, percent, margin):
    found = one(percent=percent, **{column: margin})
    assert (found.hidden, says_nothing(found)) == (Hidden.few, True)


@pytest.mark.parametrize("base", [None, 3, 10, 11, 20, 21, 300])
def test_what_its_publisher_suppressed_stays_hidden(base):
    found = one(suppressed=True, base_n=base)
    assert found.hidden == (Hidden.small_base if base and base <= 10 else Hidden.withheld)
    assert found.base_n == (None if found.hidden is Hidden.small_base else base)
    assert says_nothing(found)


@pytest.mark.parametrize("base", [21, 300])
def test_nothing_is_claimed_about_what_its_publisher_suppressed(base):
    # Publishers also hide counts of many, so that those of few cannot be worked out. The table allows any count.
    found = one(suppressed=True, base_n=base)
    assert (found.low, found.high) == (None, None) or (found.low <= 1 and found.high == base)


@pytest.mark.parametrize(
    "figures",
    [
        {"count": 3, "base_n": 9},
        {"count": 9, "base_n": 9},
        {"percent": 0.4, "moe90": 0.3},
        {"percent": 0, "moe90": 0},
        {"percent": 100, "base_n": 12},
        {"percent": 50, "n_eff": 4},
    ],
)
def test_indicators_pass_as_they_are(figures):
    before = table(row(**figures), base="population", kind="indicator")
    found = protect(before)
    given = {name: value for name, value in asdict(before.rows[0]).items() if name != "suppressed"}
    assert {name: getattr(found.rows[0], name) for name in given} == given
    assert (found.rows[0].hidden, found.digest) == (None, "of the file")


def test_a_suppressed_indicator_stays_hidden():
    found = protect(table(row(suppressed=True, base_n=50), base="population", kind="indicator")).rows[0]
    assert (found.hidden, found.low, found.high) == (Hidden.withheld, None, None)
