"""Sets of ranks as plain lists, and the ranks that follow from pairs by counting."""

from __future__ import annotations


def lists(sets):
    return tuple(ranks.tolist() for ranks in sets)


def as_sets(above, items):
    """Best and worst ranks from the set of pairs (a, b) with a above b."""
    best = [1 + sum((other, item) in above for other in range(items)) for item in range(items)]
    worst = [items - sum((item, other) in above for other in range(items)) for item in range(items)]
    return best, worst


def own_ranks(values):
    """The ranks that ways to break ties among the values can give."""
    return (
        [1 + sum(other > value for other in values) for value in values],
        [len(values) - sum(other < value for other in values) for value in values],
    )


def holds(sets, inner):
    """Whether the sets contain the inner ones, item by item."""
    pairs = zip(*lists(sets), *(list(ranks) for ranks in inner), strict=True)
    return all(best <= low and high <= worst for best, worst, low, high in pairs)
