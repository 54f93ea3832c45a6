"""Who needed it, who had difficulty, who was asked: no row gives back what another one hides."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jobtraining_cli.models.protected import ProtectedTable
from jobtraining_cli.protect.primary import THRESHOLD, protect
from protect.tables import CHECKED, content, row, table


def chain(base: str, asked: int, needed: int, had: int) -> tuple[ProtectedTable, dict[str, tuple[str, str]]]:
    """Need, difficulty and some barriers of one survey, and the name of count and base of each measure."""
    size = {"respondents": asked, "needed": needed, "difficulty": had}[base]
    rows = [row(2, "need", count=needed, base_n=asked)] if asked else []
    rows += [row(3, "difficulty", count=had, base_n=needed)] if needed else []
    rows += (
        [row(4, barrier="cost", count=min(had, size // 2), base_n=size), row(5, barrier="other", count=0, base_n=size)]
        if size
        else []
    )
    names = {
        "need": ("needed", "asked"),
        "difficulty": ("had", "needed"),
        "barrier": ("", {"respondents": "asked", "difficulty": "had"}.get(base, base)),
    }
    return protect(table(*rows, base=base)), names


def published(found: ProtectedTable, names: dict[str, tuple[str, str]]) -> set[str]:
    """Which of the numbers asked, needed, had stand in the protected table, in whatever row."""
    seen = set()
    for item in found.rows:
        count, base = names[item.measure.value]
        seen |= {count} if item.count is not None else set()
        seen |= {base} if item.base_n is not None else set()
    return seen - {""}


def derivable(found: ProtectedTable, names: dict[str, tuple[str, str]], numbers: dict[str, int]) -> list[str]:
    """The measures whose hidden figure, or the few people it leaves out, everybody can work out."""
    seen = published(found, names)
    told = []
    for item in found.rows:
        count, base = names[item.measure.value]
        if item.hidden and count in seen and (numbers[count] <= THRESHOLD or base in seen):
            told.append(item.measure.value)
    return told


sizes = st.integers(1, 60)


@CHECKED
@given(st.sampled_from(["respondents", "needed"]), sizes, sizes, sizes)
def test_a_hidden_link_is_not_told_by_another_row(base, asked, more, most):
    needed = min(asked, more)
    had = min(needed, most)
    found, names = chain(base, asked, needed, had)
    assert derivable(found, names, {"asked": asked, "needed": needed, "had": had}) == []


@CHECKED
@given(sizes, sizes, sizes)
def test_a_hidden_link_is_not_told_by_another_row_where_difficulty_is_the_base(asked, more, most):
    needed = min(asked, more)
    had = min(needed, most)
    found, names = chain("difficulty", asked, needed, had)
    assert derivable(found, names, {"asked": asked, "needed": needed, "had": had}) == []


@pytest.mark.parametrize(
    ("base", "numbers", "hidden", "seen"),
    [
        # Everything may be shown.
        ("needed", (300, 200, 100), [], {"asked", "needed", "had"}),
        ("difficulty", (300, 200, 100), [], {"asked", "needed", "had"}),
        ("respondents", (300, 200, 100), [], {"asked", "needed", "had"}),
        # 5 of 300 did not need it: the barriers tell 295, so 300 goes.
        ("needed", (300, 295, 100), ["need"], {"needed", "had"}),
        ("difficulty", (300, 295, 100), ["need"], {"needed", "had"}),
        # Everybody's answers stand on 300, so whatever tells 295 goes.
        ("respondents", (300, 295, 100), ["need", "difficulty"], {"asked"}),
        # 6 needed it.
        ("respondents", (300, 6, 4), ["need", "difficulty", "barrier", "barrier"], {"asked"}),
        ("needed", (300, 6, 4), ["need", "difficulty", "barrier", "barrier"], set()),
        # 4 of 200 had no difficulty.
        ("needed", (300, 200, 196), ["difficulty"], {"asked", "needed"}),
    ],
)
def test_the_chain_by_hand(base, numbers, hidden, seen):
    found, names = chain(base, *numbers)
    assert [r.measure.value for r in found.rows if r.hidden] == hidden
    assert published(found, names) == seen


def test_those_without_difficulty_are_not_told_by_need_and_the_base_of_the_barriers():
    # 100 needed it and 95 had difficulty, both published: five had none, which the difficulty row hides.
    found, names = chain("difficulty", 300, 100, 95)
    assert not {"needed", "had"} <= published(found, names)


def test_a_hidden_link_of_a_group_hides_nothing_of_the_county():
    rows = [row(2, "need", count=200, base_n=300), row(3, "difficulty", count=100, base_n=200)]
    rows += [row(4, "need", count=4, base_n=40, group="g:a"), row(5, "difficulty", count=2, base_n=4, group="g:a")]
    found = protect(table(*rows, base="respondents")).rows
    assert [bool(r.hidden) for r in found] == [False, False, True, True]
    assert (found[3].base_n, found[3].low, found[3].high) == (None, None, None)


def test_everybody_among_those_who_needed_it_is_hidden_too():
    # Where reach is counted among the 50 who needed it, 50 of 50 tells of each of them, and 45 of 50 of five.
    for count in (50, 45):
        rows = [row(2, "need", count=50, base_n=200), row(3, count=count, base_n=200)]
        assert protect(table(*rows, base="respondents")).rows[1].hidden, count


def respondents(asked: int, needed: int, had: int, counts: list[int]) -> ProtectedTable:
    """Everybody was asked everything; the barriers count among those who needed it."""
    rows = [row(2, "need", count=needed, base_n=asked), row(3, "difficulty", count=had, base_n=needed)]
    rows += [row(4 + place, barrier=f"b{place}", count=count, base_n=asked) for place, count in enumerate(counts)]
    return protect(table(*rows, base="respondents"))


@CHECKED
@given(st.data())
def test_what_is_hidden_is_not_told_by_what_else_is_hidden(data):
    # Whichever of the possible numbers is the true one: the same cells are hidden, with the same bounds.
    asked = data.draw(st.integers(1, 70))
    needed = data.draw(st.integers(1, asked))
    had = data.draw(st.integers(0, needed))
    counts = data.draw(st.lists(st.integers(0, needed), min_size=1, max_size=3))
    found = respondents(asked, needed, had, counts)

    def another(place: int, true: int, most: int) -> int:
        item = found.rows[place]
        if not item.hidden or item.low is None:
            return true
        assert item.low <= true <= item.high
        assume(item.low <= min(most, item.high))
        return data.draw(st.integers(item.low, min(most, item.high)))

    people = another(0, needed, asked)
    assume(people > 0)
    others = [another(2 + place, count, people) for place, count in enumerate(counts)]
    assume(max(others) <= people)
    again = respondents(asked, people, min(another(1, had, people), people), others)
    assert [content(r) for r in again.rows] == [content(r) for r in found.rows]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # 1 to 15 of 15 needed it. That nobody named a barrier is shown, or is not, whichever it is.
        ((15, 12, 6, [0]), (15, 8, 6, [0])),
        ((15, 11, 0, [0]), (15, 1, 0, [0])),
        # 204 to 214 of 214 needed it. Whether they leave out few of the 199 must not say which.
        ((214, 206, 100, [199]), (214, 212, 100, [199])),
        ((214, 204, 100, [194]), (214, 214, 100, [194])),
        # 6 needed it: nobody reads like a few.
        ((200, 6, 4, [0]), (200, 6, 4, [3])),
        # 15 needed it: a barrier that few of them name reads like one that few of them leave out.
        ((200, 15, 14, [5]), (200, 15, 14, [12])),
        ((200, 20, 14, [1]), (200, 20, 14, [20])),
    ],
)
def test_hidden_alike_is_hidden_alike(one, other):
    tables = [respondents(*numbers) for numbers in (one, other)]
    shown = [[content(r) for r in found.rows] for found in tables]
    assert shown[0] == shown[1]
    assert tables[0].digest == tables[1].digest


def test_the_digest_says_nothing_of_groups():
    whole = [row(2, count=20, base_n=100), row(3, barrier="other", count=30, base_n=100)]

    def digest(english):
        groups = [row(4, count=english, base_n=57, group="g:a"), row(5, count=20 - english, base_n=43, group="g:b")]
        return protect(table(*whole, *groups, base="needed")).digest

    assert digest(13) == digest(12)
