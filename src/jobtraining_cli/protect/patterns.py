"""Barrier patterns, protected: what may be computed from who named what together.

A pattern of many barriers is nearly a person. So of the patterns of a county is kept what many people share, and
of all others, the pool, only how many they are and how many of them name each barrier. Public before that are the
base N and the count k_b of each barrier that is not hidden; so the pool's counts r_b are no secret either: they are
k_b less those of the kept patterns.

**Whole steps.** With threshold t a pattern of n people is kept with the largest multiple of t + 1 that is not above
n, and the remainder is in the pool. Were all n kept, everybody would know that the pool has nobody of that pattern,
and enough such zeros give small cells back. Say cost, rides and language are the barriers, "none" and all three pairs
are kept, and 24 people are pooled, of whom 12 name each barrier: then 6 must have named all three, because only
single barriers and all three are left. With remainders any pattern may be in the pool.

**The pool is large, or nobody.** R and each r_b and R - r_b are 0 or above t. Where one is not, another t + 1 people
of a kept pattern go into the pool: of a pattern that mends most of what is wrong, then of the one with most people
kept, then by name. As k_b and N - k_b are above t (a barrier where they are not is left out), there always is one.
By the sharp bounds of Fréchet for events of which only the single probabilities are known, the number of pooled
people who name all of some barriers and none of others then is 0, or known to be above t, or may lie anywhere in a
range wider than t that reaches above it.

**The rule itself is known.** The pool has at most t people of each pattern (more only where a further step was
pooled), which bounds them further when it nearly fills what it can hold. So nothing is kept where more pooled
people name (or do not name) a barrier than t for each but two of the patterns that do. With fewer than three
barriers that vary in the pool, and without a pool, that is always so. Which pattern is pooled further depends on
hidden remainders; this limit also keeps that from being turned round. Checked over every table of up to 15 people
with three barriers (t = 1 to 3) and of up to 8 with four (t = 1): from all tables with one protected table together
nobody can tell that some number of people lies within 1..t, and more closely than just that. At 9 people with four
barriers (t = 1) that can be told of one number in 12,000. With t = 10 integer programming, given the rule, found
none in 125 made-up counties near the limit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from jobtraining_cli.models.patterns import KeptPattern, Pattern, PatternTable, ProtectedPatterns
from jobtraining_cli.models.protected import ProtectedTable
from jobtraining_cli.protect.primary import THRESHOLD

DIGITS = 4
_Set = frozenset[str]


def protect_county(patterns: PatternTable, table: ProtectedTable, fips: str) -> ProtectedPatterns | None:
    """What may be shown of a county's patterns beside its protected rows; ``None`` where that is nothing.

    A barrier whose row is hidden or missing is left out, and without a base that is shown so is everything.
    """
    rows = [row for row in table.by_county.get(fips, ()) if row.barrier is not None]
    if all(row.hidden or row.base_n is None for row in rows):
        return None
    shown = {row.barrier for row in rows if row.barrier and not row.hidden}
    found = patterns.by_county.get(fips, ())
    hidden = {row.barrier for row in rows if row.barrier} | {b for pattern in found for b in pattern.barriers}
    return protect_patterns(found, hidden - shown, table.threshold, measured=shown)


def protect_patterns(
    patterns: Iterable[Pattern],
    hidden: Collection[str],
    threshold: int = THRESHOLD,
    *,
    measured: Collection[str] = (),
) -> ProtectedPatterns | None:
    """The patterns of one county, as far as they may be shown (see above); ``None`` for a base of ``threshold`` or fewer.

    ``hidden`` are the barriers whose count is hidden: who named them is dropped before anything is decided.
    ``measured`` are those that were asked about even though perhaps nobody named them. Weights are relative to
    their mean and rounded to four digits, so that no sum of them can be taken apart. With a threshold of 0 all
    patterns are kept. Raises ``ValueError`` for a negative threshold.
    """
    if threshold < 0:
        raise ValueError(f"threshold {threshold} is negative")
    patterns = tuple(patterns)
    people = sum(pattern.people for pattern in patterns)
    if people <= threshold:
        return None
    named = _named(patterns, measured)
    left_out = frozenset(hidden) | {b for b in named if _is_hidden(patterns, b, people, threshold)}
    barriers = tuple(barrier for barrier in named if barrier not in left_out)
    merged = _merge(patterns, frozenset(barriers))
    kept = _kept({named: people for named, (people, _, _) in merged.items()}, barriers, threshold)
    return _table(merged, kept, barriers, tuple(sorted(left_out)), digits=DIGITS)


def unprotected(patterns: Iterable[Pattern], measured: Collection[str] = ()) -> ProtectedPatterns:
    """All patterns as they are, for an analyst's own terminal and for checks: nobody is in the pool."""
    patterns = tuple(patterns)
    barriers = tuple(_named(patterns, measured))
    merged = _merge(patterns, frozenset(barriers))
    return _table(merged, {named: people for named, (people, _, _) in merged.items()}, barriers, (), digits=None)


def _named(patterns: Iterable[Pattern], measured: Collection[str]) -> list[str]:
    return sorted({*measured, *(barrier for pattern in patterns for barrier in pattern.barriers)})


def _is_hidden(patterns: Sequence[Pattern], barrier: str, people: int, threshold: int) -> bool:
    count = sum(pattern.people for pattern in patterns if barrier in pattern.barriers)
    return 0 < count <= threshold or people - count <= threshold


def _merge(patterns: Sequence[Pattern], shown: _Set) -> dict[_Set, tuple[int, float, float]]:
    """Of each pattern of shown barriers the people, and the sums of their weights and of the squares, sorted."""
    largest = max((pattern.weight for pattern in patterns), default=1.0)
    found: dict[_Set, tuple[int, float, float]] = {}
    for pattern in sorted(patterns, key=lambda pattern: (sorted(pattern.barriers), pattern.weight)):
        people, total, squares = found.get(pattern.barriers & shown, (0, 0.0, 0.0))
        weight = pattern.weight / largest
        sums = (people + pattern.people, total + pattern.people * weight, squares + pattern.people * weight**2)
        found[pattern.barriers & shown] = sums
    return dict(sorted(found.items(), key=lambda item: sorted(item[0])))


def _kept(people: dict[_Set, int], barriers: tuple[str, ...], threshold: int) -> dict[_Set, int]:
    """How many people of each pattern are kept, in steps of ``threshold + 1``."""
    step = threshold + 1
    kept = {named: count // step * step for named, count in people.items()}
    if threshold == 0:
        return kept
    nothing = dict.fromkeys(kept, 0)
    total = sum(people.values())
    while True:
        size = total - sum(kept.values())
        counts = [sum(n - kept[named] for named, n in people.items() if b in named) for b in barriers]
        few = {b for b, count in zip(barriers, counts, strict=True) if 0 < count <= threshold}
        nearly_all = {b for b, count in zip(barriers, counts, strict=True) if 0 < size - count <= threshold}
        if not few and not nearly_all and not 0 < size <= threshold:
            return kept if _has_room(size, counts, threshold) else nothing
        mends = {named: len(few & named) + len(nearly_all - named) for named, n in kept.items() if n}
        kept[min(mends, key=lambda named: (-mends[named], -kept[named], sorted(named)))] -= step


def _has_room(size: int, counts: Iterable[int], threshold: int) -> bool:
    """Whether the pool is well below what it can hold; never where fewer than three barriers vary in it (see above)."""
    varying = [count for count in counts if 0 < count < size]
    if not varying:
        return False
    most: int = threshold * (2 ** (len(varying) - 1) - 2)
    return max(varying) <= most and size - min(varying) <= most


def _table(
    merged: dict[_Set, tuple[int, float, float]],
    kept: dict[_Set, int],
    barriers: tuple[str, ...],
    left_out: tuple[str, ...],
    digits: int | None,
) -> ProtectedPatterns:
    """What is shown. Whoever is pooled has the mean weight of the pattern."""
    people = sum(count for count, _, _ in merged.values())
    unit = sum(total for _, total, _ in merged.values()) / people if people else 1.0

    def rounded(value: float) -> float:
        return value if digits is None else float(f"{value:.{digits}g}")

    pool = [(named, count - kept[named], total / count / unit) for named, (count, total, _) in merged.items()]
    pool = [(named, count, weight) for named, count, weight in pool if count]

    def mean(of: Iterable[tuple[_Set, int, float]]) -> tuple[int, float]:
        of = tuple(of)
        count = sum(count for _, count, _ in of)
        return count, rounded(sum(count * weight for _, count, weight in of) / count) if count else 0.0

    named = [mean(item for item in pool if barrier in item[0]) for barrier in barriers]
    size, weight = mean(pool)
    squares = sum(square for _, _, square in merged.values())
    between = sum(total**2 / count for count, total, _ in merged.values())
    return ProtectedPatterns(
        barriers=barriers,
        kept=tuple(
            KeptPattern(of, kept[of], rounded(total / count / unit))
            for of, (count, total, _) in merged.items()
            if kept[of]
        ),
        pool_people=size,
        pool_weight=weight,
        pool_counts=tuple(count for count, _ in named),
        pool_weights=tuple(weight for _, weight in named),
        left_out=left_out,
        efficiency=rounded(min(1.0, between / squares)) if squares else 1.0,
    )
