"""What protecting does to a whole table: order, repetition, digest, groups."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobtraining_cli.models.protected import Hidden
from jobtraining_cli.protect.primary import THRESHOLD, protect
from protect.tables import CHECKED, FIPS, content, row, table

names, groups = st.sampled_from(["cost", "other", "health", "language"]), st.sampled_from([None, "g:a", "g:b"])
rows_of_people = st.lists(
    st.tuples(st.integers(0, 45), st.integers(1, 45), names, groups),
    unique_by=lambda item: item[2:],
    max_size=8,
).map(
    lambda items: tuple(
        row(line, barrier=barrier, count=min(count, base), base_n=base, group=group)
        for line, (count, base, barrier, group) in enumerate(items, 2)
    )
)


# Groups may say less than their own figures, so that sums give nothing away: test_complementary.py.
rows_of_county = rows_of_people.map(lambda rows: tuple(item for item in rows if item.group is None))


@CHECKED
@given(rows_of_people, st.randoms(use_true_random=False), st.sampled_from(["respondents", "needed", "difficulty"]))
def test_protection_does_not_depend_on_the_order_of_rows(rows, random, base):
    rows += (row(90, "need", count=40, base_n=45), row(91, "difficulty", count=12, base_n=40))
    mixed = list(rows)
    random.shuffle(mixed)
    before, after = protect(table(*rows, base=base)), protect(table(*mixed, base=base))
    assert {r.line: content(r) for r in before.rows} == {r.line: content(r) for r in after.rows}
    assert [r.line for r in after.rows] == [r.line for r in mixed]
    assert before.digest == after.digest


@CHECKED
@given(rows_of_county)
def test_protecting_twice_shows_no_more_and_no_less(rows):
    once = protect(table(*rows))
    shown = [{"barrier": r.barrier, "group": r.group, "count": r.count, "base_n": r.base_n} for r in once.rows]
    again = protect(table(*[row(suppressed=r.hidden is not None, **f) for r, f in zip(once.rows, shown, strict=True)]))
    assert [(bool(r.hidden), r.count, r.base_n) for r in again.rows] == [
        (bool(r.hidden), r.count, r.base_n) for r in once.rows
    ]


@CHECKED
@given(rows_of_county, st.data())
def test_the_digest_knows_neither_lines_nor_what_is_hidden(rows, data):
    changed = []
    for number, (item, safe) in enumerate(zip(rows, protect(table(*rows)).rows, strict=True), 100):
        figures = {"count": item.count, "base_n": item.base_n}
        if safe.hidden is Hidden.small_base:
            base = data.draw(st.integers(1, THRESHOLD))
            figures = {"count": data.draw(st.integers(0, base)), "base_n": base}
        elif safe.hidden:
            figures["count"] = data.draw(st.integers(safe.low, safe.high))
        changed.append(row(number, barrier=item.barrier, group=item.group, **figures))
    before, after = protect(table(*rows)), protect(table(*changed))
    assert [content(r) for r in before.rows] == [content(r) for r in after.rows]
    assert before.digest == after.digest


@pytest.mark.parametrize(
    "other", [{"count": 51, "base_n": 200}, {"count": 50, "base_n": 201}, {"count": 5, "base_n": 200}]
)
def test_the_digest_knows_what_is_shown(other):
    assert protect(table(row(count=50, base_n=200))).digest != protect(table(row(**other))).digest
    assert protect(table(row(count=5, base_n=200))).digest != protect(table(row(count=195, base_n=200))).digest


def test_rows_of_groups_are_kept_from_those_of_the_county():
    found = protect(table(row(2, count=50, base_n=200), row(3, count=40, base_n=90, group="g:a")))
    assert [r.line for r in found.by_county[FIPS]] == [2]
