"""The uncertainty of a ranking once more, in plain loops over given draws, to compare the program with.

Nothing of the package, and no arrays. Shares are counted, and compared with 5% and 95% as whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, combinations
from math import fsum, log, sqrt
from pathlib import Path

import pytest

import brute_force
from brute_force import Edge, Row

Catalogue = Mapping[str, Sequence[Edge]]


@dataclass(frozen=True)
class Draw:
    """What one draw holds: reach by barrier as a share, strength by rating, what a partial fit counts, weights."""

    reach: Mapping[str, float]
    strength: Mapping[str, float]
    partial: float
    weight: Mapping[str, float] | None = None


@dataclass(frozen=True)
class Told:
    """All that the draws say, by project code."""

    acceptability: dict[str, list[float]]
    expected: dict[str, float]
    expected_error: dict[str, float]
    interval: dict[str, tuple[int, int]]
    wins: dict[str, dict[str, int]]
    draws: int

    @property
    def width(self) -> float:
        """The mean width of the 90% rank intervals."""
        return sum(high - low for low, high in self.interval.values()) / len(self.interval)

    def share(self, above: str, below: str) -> float:
        """In which share of the draws one project is strictly above another."""
        return self.wins[above][below] / self.draws


def scores(catalogue: Catalogue, draw: Draw) -> dict[str, float]:
    """The relief index of each project in one draw, to nine decimals."""
    found = {}
    for code, edges in catalogue.items():
        terms = []
        for barrier, fit, rating in edges:
            if barrier in draw.reach:
                worth = {"none": 0.0, "partial": draw.partial, "full": 1.0}[fit]
                weight = 1.0 if draw.weight is None else draw.weight[barrier]
                terms.append(100 * weight * draw.reach[barrier] * worth * draw.strength[rating])
        found[code] = round(fsum(terms), 9)
    return found


def tell(catalogue: Catalogue, draws: Sequence[Draw]) -> Told:
    """Everything of one mode."""
    codes, total = list(catalogue), len(draws)
    ranks: dict[str, list[int]] = {code: [] for code in codes}
    wins = {code: dict.fromkeys((other for other in codes if other != code), 0) for code in codes}
    for draw in draws:
        found = scores(catalogue, draw)
        for code in codes:
            better = 0
            for other in codes:
                if found[other] > found[code]:
                    better += 1
                if found[code] > found[other]:
                    wins[code][other] += 1
            ranks[code].append(1 + better)
    expected = {code: sum(ranks[code]) / total for code in codes}
    errors = {
        code: sqrt(fsum((rank - expected[code]) ** 2 for rank in ranks[code]) / (total - 1) / total) for code in codes
    }
    acceptability = {code: [ranks[code].count(place) / total for place in range(1, len(codes) + 1)] for code in codes}
    return Told(acceptability, expected, errors, {code: middle(ranks[code]) for code in codes}, wins, total)


def middle(ranks: Sequence[int]) -> tuple[int, int]:
    """The ranks that at least 5% and at least 95% of the draws do not pass."""
    ends = []
    for twentieths in (1, 19):
        rank = 1
        while 20 * sum(1 for one in ranks if one <= rank) < twentieths * len(ranks):
            rank += 1
        ends.append(rank)
    return ends[0], ends[1]


def tiers(order: Sequence[str], told: Told) -> dict[str, tuple[int, str, bool]]:
    """Code -> tier, the first project of it, whether the boundary is a close call; ``order`` is by score."""
    found, tier, first = {}, 1, order[0]
    near = 2 * sqrt(0.95 * 0.05 / told.draws)
    for code in order:
        close = False
        if code != order[0]:
            won = told.wins[first][code]
            close = abs(won / told.draws - 0.95) <= near
            if 20 * won >= 19 * told.draws:
                tier, first = tier + 1, code
        found[code] = (tier, first, close)
    return found


def driver(data: float, judgement: float) -> str:
    """What the order hangs on: mostly the one that is at least twice the other."""
    if data == 0 and judgement == 0:
        return "neither"
    if data >= 2 * judgement:
        return "data"
    if judgement >= 2 * data:
        return "judgement"
    return "both"


def standard_error(share: float, draws: int) -> float:
    """Of a share of independent draws."""
    return sqrt(share * (1 - share) / draws)


def changed(catalogue: Catalogue, changes: Sequence[tuple[str, str, str]]) -> Catalogue:
    """The catalogue with other fits: ``changes`` are code, barrier, new fit."""
    new = {(code, barrier): fit for code, barrier, fit in changes}
    return {
        code: [(barrier, new.get((code, barrier), fit), rating) for barrier, fit, rating in edges]
        for code, edges in catalogue.items()
    }


def fewest_changes(catalogue: Catalogue, first: str, draw: Draw, least: float = 1e-9) -> int | None:
    """The fewest edges, over all sets of changes, after which some project is above ``first`` by more than ``least``."""
    possible = [(first, barrier, "none") for barrier, fit, _ in catalogue[first] if fit != "none"]
    for code, edges in catalogue.items():
        if code != first:
            possible += [(code, barrier, "full") for barrier, fit, _ in edges if fit == "partial"]
    for some in _subsets(possible):
        found = scores(changed(catalogue, some), draw)
        if any(found[code] - found[first] > least for code in catalogue if code != first):
            return len(some)
    return None


def _subsets(items: Sequence[tuple[str, str, str]]) -> Iterator[tuple[tuple[str, str, str], ...]]:
    return chain.from_iterable(combinations(items, size) for size in range(len(items) + 1))


def sizes(rows: Sequence[Row]) -> dict[str, float]:
    """How many people each barrier's figure of one county is worth, from the rows of the file."""
    found = {}
    for row in rows:
        if not row["barrier"] or row.get("group"):
            continue
        if row.get("base_n"):
            found[row["barrier"]] = float(row["base_n"])
            continue
        p, margin = float(row["percent"]) / 100, float(row["moe90"]) / 100
        if margin:
            ends = log(0.05) / log(1 - margin) if p in {0, 1} else None
            found[row["barrier"]] = ends or p * (1 - p) / (margin / 1.645) ** 2
    return found


def compare(ranking: dict, told: Mapping[str, Told], mode: str) -> None:
    """Every figure about draws in a ranking from the JSON output; ``told`` are the three modes."""
    found, projects = ranking["uncertainty"], ranking["projects"]
    codes = [project["code"] for project in projects]
    assert [project["rank"] for project in projects] == sorted(project["rank"] for project in projects)
    for name, expected in told.items():
        compare_mode(found["modes"][name], expected)
    assert (found["mode"], found["draws"], found["data_draws"]) == (mode, told[mode].draws, "jeffreys")
    for name in ("rank_acceptability", "pairwise", "pairwise_mcse"):
        assert found[name] == found["modes"][mode][name]
    assert found["driver"] == driver(told["data"].width, told["judgement"].width)
    one, shown = told[mode], found["modes"][mode]
    # Without points there is nothing to be apart by.
    places = tiers([project["code"] for project in projects if project["fit_score"]] or codes[:1], one)
    ids = {project["code"]: project["id"] for project in projects}
    for row, project in enumerate(projects):
        code = project["code"]
        first = one.acceptability[code][0]
        assert (project["p_first"], project["rank_low"], project["rank_high"]) == (first, *one.interval[code])
        assert project["p_first_mcse"] == near(standard_error(first, one.draws))
        assert project["expected_rank"] == shown["expected_rank"][code]
        assert project["expected_rank_mcse"] == shown["expected_rank_mcse"][code]
        if project["fit_score"]:
            tier, opener, close = places[code]
            label = None if opener == code else f"not separated from {ids[opener]}"
        else:
            tier = label = close = None
        assert (project["tier"], project["tier_label"], project["tier_borderline"]) == (tier, label, close)
        beats = one.share(code, codes[row + 1]) if row + 1 < len(codes) else None
        assert project["p_beats_next"] == beats
        assert project["p_beats_next_mcse"] == (None if beats is None else near(standard_error(beats, one.draws)))


def compare_mode(found: dict, told: Told) -> None:
    """Every figure of one mode, and what must hold of them."""
    assert found["rank_acceptability"] == told.acceptability
    assert found["expected_rank"] == near(told.expected)
    assert found["expected_rank_mcse"] == near(told.expected_error)
    assert {code: tuple(ends) for code, ends in found["rank_interval"].items()} == told.interval
    assert found["mean_interval_width"] == near(told.width)
    assert list(found["pairwise"]) == list(told.wins)
    for code, row in found["pairwise"].items():
        shares = {other: told.share(code, other) for other in told.wins[code]}
        assert row == shares
        errors = {other: standard_error(share, told.draws) for other, share in shares.items()}
        assert found["pairwise_mcse"][code] == near(errors)
        assert all(share + found["pairwise"][other][code] <= 1 + 1e-12 for other, share in shares.items())
        acceptability = found["rank_acceptability"][code]
        assert sum(acceptability) == near(1)
        assert found["expected_rank"][code] == near(sum(r * share for r, share in enumerate(acceptability, 1)))


def near(expected):
    """Equal but for the ninth decimal, to which outputs are rounded."""
    return pytest.approx(expected, abs=1e-9)


def compare_point(
    ranking: dict, catalogue: brute_force.Catalogue, rows: Sequence[Row], reach: Mapping[str, Fraction]
) -> None:
    """What is told without draws: the barriers that the prior decides, and the edges that decide the first place."""
    found, codes = ranking["uncertainty"], [project["code"] for project in ranking["projects"]]
    weak = {barrier for barrier, size in sizes(rows).items() if size < 30}
    assert set(found["prior_dominated"]) == weak
    assert {b["barrier"] for b in ranking["barriers"] if "prior_dominated" in b["flags"]} == weak
    rest = brute_force.rank(catalogue, {b: share for b, share in reach.items() if b not in weak}) if weak else {}
    expected = {code: rest[code].rank if code in rest else None for code in codes}
    assert {p["code"]: p["rank_without_prior_dominated"] for p in ranking["projects"]} == expected
    strength = {rating: float(value) for rating, value in catalogue.strength.items()}
    one = Draw({b: float(share) for b, share in reach.items()}, strength, float(catalogue.fit["partial"]))
    edges = {code: catalogue.edges[code] for code in codes}
    # Changes of two others help neither: a set that is enough has changes of the first and of one other.
    pairs = ({codes[0]: edges[codes[0]], code: edges[code]} for code in codes[1:])
    fewest = [count for pair in pairs if (count := fewest_changes(pair, codes[0], one)) is not None]
    changes = found["edge_changes"]
    assert found["edge_changes_to_displace_first"] == min(fewest, default=None)
    assert (changes is None) == (not fewest)
    if changes is not None:
        assert len(changes) == min(fewest)
        after = scores(changed(edges, [(c["code"], c["barrier"], c["to"]) for c in changes]), one)
        assert max(after.values()) > after[codes[0]]


PROJECT = """  - code: Job Training.1.{number}
    title: Project {number}
    summary: Made up.
    origin: proposed
    level: [county]
    next_steps: [Begin.]
    addresses: [{edges}]
"""
HEAD = "schema: 1\ntitle: Made up\nservice: Job Training\ninnovations:\n  - {number: 1, name: One, known: sibling, seen_on: Food}\n"


def write_catalogue(folder: Path, data: Path, *projects: str, policy: str = "") -> Path:
    """A data folder with the rest from ``data``; a project is its edges, `barrier fit rating`, with commas between."""
    text = HEAD + "projects:\n"
    for number, project in enumerate(projects, 1):
        edges, _, more = project.partition(";")
        made = ", ".join(
            f"{{barrier: {b}, fit: {fit}, why: Made up., evidence: {{rating: {r}, clearinghouse: Made up}}}}"
            if r != "unrated"
            else f"{{barrier: {b}, fit: {fit}, why: Made up., evidence: {{rating: {r}}}}}"
            for b, fit, r in (edge.split() for edge in edges.split(","))
        )
        text += PROJECT.format(number=number, edges=made) + (f"    {more.strip()}\n" if more else "")
    (folder / "projects.yaml").write_text(text, encoding="utf-8")
    own = (
        f"schema: 1\nid: own\ntitle: Own\n{policy}" if policy else (data / "evidence.yaml").read_text(encoding="utf-8")
    )
    (folder / "evidence.yaml").write_text(own, encoding="utf-8")
    (folder / "taxonomy.yaml").write_bytes((data / "taxonomy.yaml").read_bytes())
    return folder
