"""Sums and differences give no hidden figure of people back: against every table that fits what is published."""

from __future__ import annotations

import itertools
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobtraining_cli.models.protected import Hidden
from jobtraining_cli.models.survey import BarrierRow, BarrierTable, Survey
from jobtraining_cli.protect.cells import build, key
from jobtraining_cli.protect.complementary import System, exposed
from jobtraining_cli.protect.primary import protect
from jobtraining_cli.protect.summary import hidden_summary
from protect.tables import FIPS


def made(rows, partitions=(), choice="many", base="needed"):
    """A table of (barrier, group, count, base) rows of one county."""
    survey = Survey(version=1, id="m", title="M", kind="survey", base=base, partitions=partitions, choice=choice)
    found = tuple(
        BarrierRow(line=line, fips=FIPS, barrier=barrier, group=group, count=count, base_n=of)
        for line, (barrier, group, count, of) in enumerate(rows, 2)
    )
    return BarrierTable.model_construct(survey=survey, place="made.csv", rows=found, digest="")


def published(table, threshold):
    """What everybody sees: the figure, the base, and for county totals why and within which bounds."""
    rows = protect(table, threshold).rows
    return tuple((r.barrier, r.group, r.hidden, r.count, r.base_n, r.low, r.high) for r in rows)


def universe(size, groups, barriers, shown, one=False):
    """Every table of ``size`` people in ``groups``, of which only those in ``shown`` have rows."""
    for bases in itertools.product(range(1, size), repeat=len(groups) - 1):
        last = size - sum(bases)
        if last < 1:
            continue
        sizes = (*bases, last)
        for counts in itertools.product(itertools.product(*[range(b + 1) for b in sizes]), repeat=barriers):
            if one and any(sum(c[g] for c in counts) != sizes[g] for g in range(len(groups))):
                continue
            rows = []
            for number, parts in enumerate(counts):
                rows.append((f"b{number}", None, sum(parts), size))
                rows += [(f"b{number}", g, c, b) for g, c, b in zip(groups, parts, sizes, strict=True) if g in shown]
            yield sizes, counts, rows


def fits(seen, rows):
    """Whether a table is one that a reader must hold possible."""
    for (_, group, hidden, count, base, low, high), (_, _, c, b) in zip(seen, rows, strict=True):
        if (count is not None and count != c) or (base is not None and base != b):
            return False
        if group is None and hidden in ("few", "nearly_all") and not low <= c <= high:
            return False
    return True


@pytest.mark.parametrize(
    ("size", "groups", "barriers", "shown", "threshold", "one"),
    [
        (9, "ab", 1, "ab", 2, False),
        (9, "ab", 1, "a", 2, False),
        (7, "abc", 1, "abc", 1, False),
        (7, "abc", 1, "ab", 1, False),
        (6, "ab", 2, "ab", 1, False),
        (8, "ab", 2, "ab", 1, True),
    ],
)
def test_every_small_number_stays_possible(size, groups, barriers, shown, threshold, one):
    partitions = (tuple(groups),) if len(shown) > 1 else ()
    tables = list(universe(size, groups, barriers, shown, one))
    alike = defaultdict(list)
    for table in tables:
        alike[published(made(table[2], partitions, "one" if one else "many"), threshold)].append(table)
    small = range(1, threshold + 1)
    guarded = 0
    for seen, members in alike.items():
        possible = [table for table in tables if fits(seen, table[2])]
        for place, group in enumerate(groups):
            if any(t[0][place] in small for t in members):
                assert set(small) <= {t[0][place] for t in possible}, (group, members[0][2], seen)
            for number in range(barriers):
                total = [sum(t[1][number]) for t in members]
                if any(t[1][number][place] in small and n for t, n in zip(members, total, strict=True)):
                    guarded += 1
                    values = {t[1][number][place] for t in possible}
                    assert set(small) <= values, (group, number, members[0][2], seen)
    assert guarded


counts = st.lists(st.integers(0, 60), min_size=3, max_size=3)


@st.composite
def partitioned(draw):
    """Two barriers of three groups, perhaps with a second partition of the same people."""
    bases = draw(st.lists(st.integers(1, 60), min_size=3, max_size=3))
    rows = []
    for barrier in ("cost", "health"):
        parts = [draw(st.integers(0, b)) for b in bases]
        rows.append((barrier, None, sum(parts), sum(bases)))
        rows += [(barrier, g, c, b) for g, c, b in zip("abc", parts, bases, strict=True)]
    keep = draw(st.sampled_from(["abc", "ab", "a"]))
    return [row for row in rows if row[1] is None or row[1] in keep], (("a", "b", "c"),) if keep != "a" else ()


def system_of(rows, partitions, threshold=10):
    """The system of a county after suppression, and which cells were hidden for others."""
    table = made(rows, partitions)
    first = protect_alone(table, threshold)
    values = {key(row): row.count for row in table.rows}
    cells = build(
        sorted(table.rows, key=lambda r: tuple(p or "" for p in key(r))), first, values, table.survey, threshold
    )
    system = System(cells)
    return system, system.suppress()


def protect_alone(table, threshold):
    """Each row by itself, as primary suppression leaves it."""
    from jobtraining_cli.protect.primary import _protected_rows

    return {key(row): row for row in _protected_rows(table, threshold)}


@settings(max_examples=60)
@given(partitioned())
def test_what_is_hidden_for_others_is_needed(case):
    system, added = system_of(*case)
    cells = system.cells
    after = exposed([cells])
    # A county of few people is hidden whole, and three groups are three people at least.
    assert after == [] or case[0][0][3] <= 10
    for cell in added:
        cells.shown[cell] = True
        assert len(exposed([cells])) > len(after), "one that could be shown was hidden"
        cells.shown[cell] = False


@settings(max_examples=60)
@given(partitioned())
def test_totals_are_hidden_last_and_groups_never_say_why(case):
    rows, partitions = case
    for row in protect(made(rows, partitions)).rows:
        if row.group is not None and row.hidden:
            assert (row.hidden, row.count, row.percent, row.low, row.high) == (Hidden.withheld, None, None, None, None)
        elif row.hidden is Hidden.complement:
            true = next(c for b, g, c, _ in rows if (b, g) == (row.barrier, None))
            assert row.low <= true <= row.high


def test_a_group_is_not_given_back_by_the_other_and_the_county():
    rows = [("cost", None, 40, 100), ("cost", "a", 36, 60), ("cost", "b", 4, 40)]
    found = {(r.group): r for r in protect(made(rows, (("a", "b"),))).rows}
    assert found[None].count == 40
    assert found["a"].hidden is found["b"].hidden is Hidden.withheld
    # The bases say nothing of four people.
    assert (found["a"].base_n, found["b"].base_n) == (60, 40)


def test_a_group_alone_does_not_give_the_rest_away():
    rows = [("cost", None, 40, 100), ("cost", "a", 36, 60)]
    found = {(r.group): r for r in protect(made(rows)).rows}
    assert found["a"].hidden is Hidden.withheld
    assert found[None].count == 40


def test_a_small_group_is_not_given_back_by_the_bases():
    rows = [("cost", None, 98, 214), ("cost", "a", 95, 208), ("cost", "b", 3, 6)]
    found = {(r.group): r for r in protect(made(rows, (("a", "b"),))).rows}
    assert found["b"].base_n is None
    assert found["a"].base_n is None
    assert found[None].count == 98


def test_one_answer_each_adds_up():
    rows = [("cost", None, 60, 100), ("health", None, 36, 100), ("other", None, 4, 100)]
    many, one = (protect(made(rows, choice=choice)).rows for choice in ("many", "one"))
    assert [r.hidden for r in many] == [None, None, Hidden.few]
    hidden = [r for r in one if r.hidden]
    assert [r.hidden for r in hidden] == [Hidden.complement, Hidden.few]
    # Four people are one to ten for every reader.
    assert (hidden[0].low, hidden[0].high) == (54, 63)


def test_a_hidden_total_keeps_its_base_and_bounds_for_the_scores():
    rows = [("cost", None, 60, 100), ("health", None, 36, 100), ("other", None, 4, 100)]
    for changed in range(1, 11):
        moved = [("cost", None, 64 - changed, 100), rows[1], ("other", None, changed, 100)]
        assert published(made(moved, choice="one"), 10) == published(made(rows, choice="one"), 10)


def test_nothing_is_hidden_where_all_is_large():
    rows = [("cost", None, 140, 300), ("cost", "a", 60, 140), ("cost", "b", 80, 160)]
    assert not any(r.hidden for r in protect(made(rows, (("a", "b"),))).rows)


def test_revealed_rows_have_the_digest_of_the_protected_table():
    rows = [("cost", None, 4, 100), ("health", None, 50, 100)]
    safe, open_ = protect(made(rows)), protect(made(rows), reveal=True)
    assert [r.count for r in open_.rows] == [4, 50]
    assert open_.digest == safe.digest


def test_the_summary_says_why_and_no_number():
    rows = [("cost", None, 4, 100), ("health", None, 98, 100), ("other", None, 50, 100), ("other", "a", 3, 40)]
    (found,) = hidden_summary(protect(made(rows)))
    assert found.by_reason == {Hidden.few: ("cost",), Hidden.nearly_all: ("health",)}
    assert found.groups


def test_a_household_of_one_answer_each_that_does_not_add_up_is_an_error(tmp_path, jt):
    folder = tmp_path / "barriers"
    folder.mkdir()
    sidecar = "schema: 1\nid: t\ntitle: T\nkind: survey\nservice: Job Training\nbase: needed\nchoice: one\n"
    (folder / "t.yaml").write_text(sidecar)
    (folder / "t.csv").write_text("fips,barrier,count,base_n\n35055,cost,60,100\n35055,health,30,100\n")
    done = jt("rank", "-c", "Taos", "--data", str(tmp_path), "--survey", "t")
    assert done.code == 1
    assert "do not add up to base_n" in done.err


def test_validate_says_what_would_be_hidden(jt):
    done = jt("validate", "data/examples")
    notes = " ".join(line.strip() for line in done.out.split("\n\n")[0].splitlines())
    assert done.code == 0
    assert "outputs will not show for Harding, NM: awareness, cost, distance, transport (too few people asked)" in notes
    assert "no problems" in done.out
