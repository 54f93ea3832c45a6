"""Intervals, sets of ranks and joint relief once more, as their definitions read: to compare what `jt` prints with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from math import log, prod, sqrt

import numpy as np
from scipy.stats import beta, binom, norm

Ends = tuple[float, float]
Pairs = set[tuple[str, str]]


def wilson(count: float, n: float, level: float = 0.95) -> Ends:
    """Wilson's interval of a share."""
    z = norm.ppf((1 + level) / 2)
    p, middle = count / n, (count + z * z / 2) / (n + z * z)
    half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def clopper_pearson(count: float, n: float, level: float = 0.95) -> Ends:
    """Clopper and Pearson's interval of a share; Korn and Graubard's where n and degrees of freedom are unknown."""
    tail = (1 - level) / 2
    low = beta.ppf(tail, count, n - count + 1) if count > 0 else 0.0
    return float(low), float(beta.ppf(1 - tail, count + 1, n - count)) if count < n else 1.0


def effective(percent: float, moe90: float) -> Ends:
    """n* and the standard error of a published percentage; at 0 and 100 the error is that of half a person."""
    p, margin = percent / 100, moe90 / 100
    if p in {0, 1}:
        n = log(0.05) / log(1 - margin)
        p = (p * n + 0.5) / (n + 1)
        return n, sqrt(p * (1 - p) / n)
    error = margin / 1.645
    return p * (1 - p) / error**2, error


def margin_interval(percent: float, moe90: float, level: float = 0.95) -> Ends:
    """The normal curve where ten people are expected on either side, else Clopper-Pearson with n*."""
    n, error = effective(percent, moe90)
    p = percent / 100
    if min(p, 1 - p) * n < 10:
        return clopper_pearson(p * n, n, level)
    reach = norm.ppf((1 + level) / 2) * error
    return max(0.0, p - reach), min(1.0, p + reach)


def ranks_of(above: Pairs, names: Iterable[str]) -> dict[str, list[int]]:
    """Best and worst rank of each from the pairs (a, b) of which a is surely above b."""
    names = list(names)
    return {
        name: [1 + sum((o, name) in above for o in names), len(names) - sum((name, o) in above for o in names)]
        for name in names
    }


def by_intervals(ends: Mapping[str, Ends]) -> dict[str, list[int]]:
    """Klein, Wright & Wieczorek (2020): by counting the intervals entirely above and entirely below."""
    return ranks_of({(a, b) for a in ends for b in ends if ends[a][0] > ends[b][1]}, ends)


def by_differences(bounds: Mapping[str, tuple[int, int]], n: int, level: float) -> dict[str, list[int]]:
    """Sign tests on those who name only one of two, whatever number may have named both, with Holm's steps down.

    ``bounds`` are the least and the largest count that each barrier may have.
    """

    def p_value(x: int, y: int) -> float:
        both = np.arange(max(0, x + y - n), min(x, y) + 1)
        return float(binom.sf(x - both - 1, x + y - 2 * both, 0.5).max())

    pairs = [(a, b) for a in bounds for b in bounds if bounds[a][0] > bounds[b][1]]
    above: Pairs = set()
    for place, (p, a, b) in enumerate(sorted((p_value(bounds[a][0], bounds[b][1]), a, b) for a, b in pairs)):
        if p > (1 - level) / (len(bounds) * (len(bounds) - 1) - place):
            break
        above.add((a, b))
    return ranks_of(above, bounds)


def by_margins(figures: Mapping[str, tuple[float, float]], level: float) -> dict[str, list[int]]:
    """Differences larger than both errors together allow, by the better of two critical values that are both valid."""
    count = len(figures)
    z = norm.ppf(1 - (1 - level) / min(count * (count - 1), 2 * count))
    error = {name: effective(*figure)[1] for name, figure in figures.items()}
    share = {name: percent / 100 for name, (percent, _) in figures.items()}
    above = {(a, b) for a in figures for b in figures if share[a] - share[b] > z * (error[a] + error[b])}
    return ranks_of(above, figures)


def reliable(p: float, n_eff: float, n: float | None = None) -> str:
    """What the NCHS standards say of a proportion (Series 2 no. 175), without degrees of freedom, in their order."""
    if min(n_eff, n_eff if n is None else n) < 30:
        return "small_n"
    low, high = clopper_pearson(p * n_eff, n_eff)
    if high - low <= 0.05:
        return "shown"
    if high - low >= 0.30:
        return "wide"
    return "relative_width" if 0 < p < 1 and (high - low) / p > 1.30 else "shown"


def counts(patterns: Mapping[str, float]) -> dict[str, float]:
    """Barrier -> how many name it, from ``{"cost transport": people}``."""
    found: dict[str, float] = {}
    for named, people in patterns.items():
        for barrier in named.split():
            found[barrier] = found.get(barrier, 0) + people
    return found


def relief(groups: Mapping[tuple[str, ...], float], covered: Mapping[str, float]) -> list[float]:
    """Any and all relief of a project, each with strengths that act independently and that stand and fall together.

    ``groups``: barriers -> people; the means are over those who name something. ``covered``: barrier -> fit times strength.
    """
    sums, people = [0.0] * 4, 0.0
    for named, number in groups.items():
        if named:
            e = [covered.get(barrier, 0.0) for barrier in named]
            one = (1 - prod(1 - value for value in e), max(e), prod(e), min(e))
            sums = [total + number * value for total, value in zip(sums, one, strict=True)]
            people += number
    return [100 * total / people for total in sums]


def as_shown(patterns: Mapping[str, int]) -> tuple[dict[tuple[str, ...], float], float]:
    """What may be known of patterns: whole elevens of each, and the rest as if they named each barrier independently.

    And the share of those who name a barrier whose whole pattern is known.
    """
    groups: dict[tuple[str, ...], float] = {tuple(sorted(k.split())): n // 11 * 11 for k, n in patterns.items()}
    whole = sum(people for named, people in groups.items() if named)
    rest = {named: people % 11 for named, people in patterns.items()}
    pool, shares = sum(rest.values()), counts(rest)
    named_in_pool = 0.0
    for chosen in product((False, True), repeat=len(shares)):
        chance = pool * prod(n / pool if yes else 1 - n / pool for yes, n in zip(chosen, shares.values(), strict=True))
        key = tuple(sorted(barrier for yes, barrier in zip(chosen, shares, strict=True) if yes))
        groups[key] = groups.get(key, 0) + chance
        named_in_pool += chance if key else 0
    return groups, whole / (whole + named_in_pool)
