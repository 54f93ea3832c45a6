"""The ranking once more, as naively as the formulas are written, to compare the program with.

Exact fractions, plain loops, nothing of the package. It covers what the documented tables hold: counts with
a base, percentages with a base, weighted rows, and published percentages of indicators.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import yaml

Row = Mapping[str, str]
Edge = tuple[str, str, str]  # barrier, fit, rating
FEW = 10
MIN_BASE = 30


@dataclass(frozen=True)
class Catalogue:
    """Edges of each project that no gate screens out, the strength of each rating, the worth of each fit."""

    edges: dict[str, list[Edge]]
    strength: dict[str, Fraction]
    fit: dict[str, Fraction]
    barriers: list[str]


@dataclass(frozen=True)
class Place:
    """One project's rank and scores; ``points`` are its contributions by barrier."""

    rank: int
    fit_score: Fraction
    relief_index: Fraction
    best_edge_rank: int
    points: dict[str, Fraction]


def read_catalogue(folder: Path) -> Catalogue:
    """Projects, taxonomy and policy of a data folder."""
    projects, taxonomy, policy = (
        yaml.safe_load((folder / name).read_text(encoding="utf-8"))
        for name in ("projects.yaml", "taxonomy.yaml", "evidence.yaml")
    )
    edges = {}
    for project in projects["projects"]:
        # YAML 1.1 turns a plain no into False.
        if not {False, "no"} & set((project.get("feasibility") or {}).values()):
            found = [
                (str(e["barrier"]), str(e["fit"]), str(e["evidence"]["rating"])) for e in project.get("addresses", [])
            ]
            edges[str(project["code"])] = found
    levels = policy["levels"]
    strength = {"unrated": exact(policy.get("unrated", "1/3")), "ineffective": exact(policy.get("ineffective", 0))}
    for place, level in enumerate(levels):
        from_below = len(levels) - place
        strength[level["id"]] = (
            exact(level["strength"]) if "strength" in level else Fraction(from_below, len(levels) + 1)
        )
    fit = {"none": Fraction(0), "partial": exact(policy.get("partial_fit", "1/2")), "full": Fraction(1)}
    return Catalogue(edges, strength, fit, [str(barrier["id"]) for barrier in taxonomy["barriers"]])


def exact(value: object) -> Fraction:
    """A figure as it is written."""
    return Fraction(str(value))


def read_table(path: Path) -> tuple[dict[str, object], list[Row]]:
    """Sidecar and rows of a barrier table."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return yaml.safe_load(path.with_suffix(".yaml").read_text(encoding="utf-8")), rows


def is_hidden(count: Fraction, base: int) -> bool:
    """A count of 1-10, a complement of 1-10, or everybody."""
    return 0 < count < FEW + 1 or base - count < FEW + 1


def allowed(count: Fraction, base: int) -> list[int]:
    """The counts that a reader must hold possible for a hidden cell of a published base above 10."""
    if base <= 2 * FEW:
        return list(range(1, base + 1))
    return list(range(1, FEW + 1)) if count <= FEW else list(range(base - FEW, base + 1))


def count_of(row: Row | None) -> Fraction | None:
    """The count of a row of people's answers as it may be used: as it is, or the middle of what is possible."""
    if row is None or not row.get("base_n") or int(row["base_n"]) <= FEW:
        return None
    base = int(row["base_n"])
    people = Fraction(row["count"]) if row.get("count") else Fraction(round(exact(row["percent"]) * base / 100))
    if is_hidden(people, base):
        possible = allowed(people, base)
        return Fraction(sum(possible), len(possible))
    return exact(row["percent"]) * base / 100 if row.get("percent") else people


def reaches(sidecar: Mapping[str, object], rows: Iterable[Row], fips: str) -> dict[str, Fraction]:
    """Barrier -> reach as a share, for the barriers measured in a county."""
    mine = [row for row in rows if row["fips"] == fips and not row.get("group")]
    barriers = {row["barrier"]: row for row in mine if row["barrier"]}
    if sidecar["kind"] == "indicator":
        return {barrier: exact(row["percent"]) / 100 for barrier, row in barriers.items()}
    need, difficulty = (
        next((row for row in mine if row.get("measure") == name), None) for name in ("need", "difficulty")
    )
    found = {}
    for barrier, row in barriers.items():
        count = count_of(row)
        if count is not None:
            found[barrier] = count / int(row["base_n"])
    if sidecar["base"] == "difficulty":
        had = count_of(difficulty)
        # A hidden d is missing: the share then stays on its own base.
        if had is not None and not is_hidden(had, int(difficulty["base_n"])):
            found = {barrier: share * had / int(difficulty["base_n"]) for barrier, share in found.items()}
    if sidecar["base"] == "respondents" and not any(row.get("percent") for row in barriers.values()):
        needed = count_of(need)
        if needed:
            found = {
                barrier: min(Fraction(1), share * int(barriers[barrier]["base_n"]) / needed)
                for barrier, share in found.items()
            }
    return found


def competition_ranks(scores: Mapping[str, Fraction]) -> dict[str, int]:
    """1, 2, 2, 4: one more than the number of better scores; scores are compared to nine decimals."""
    rounded = {code: round(score, 9) for code, score in scores.items()}
    ranks = {}
    for code, score in rounded.items():
        better = 0
        for other in rounded.values():
            if other > score:
                better += 1
        ranks[code] = 1 + better
    return ranks


def rank(catalogue: Catalogue, reach: Mapping[str, Fraction]) -> dict[str, Place]:
    """Code -> place, for the projects of which at least one barrier was measured; empty where all scores are 0."""
    total = sum(reach.values(), Fraction(0))
    fit, relief, best, points = {}, {}, {}, {}
    for code, edges in catalogue.edges.items():
        terms = {}
        for barrier, how, rating in edges:
            if barrier in reach:
                terms[barrier] = 100 * reach[barrier] * catalogue.fit[how] * catalogue.strength[rating]
        if terms and total:
            relief[code] = sum(terms.values(), Fraction(0))
            points[code] = {barrier: term / total for barrier, term in terms.items()}
            fit[code] = sum(points[code].values(), Fraction(0))
            best[code] = max(points[code].values())
    if not any(fit.values()):
        return {}
    ranks, best_ranks = competition_ranks(fit), competition_ranks(best)
    return {code: Place(ranks[code], fit[code], relief[code], best_ranks[code], points[code]) for code in fit}


def rank_county(data: Path, table: Path, fips: str) -> dict[str, Place]:
    """The ranking of one county on a table; empty where people answered and the base is under 30."""
    sidecar, rows = read_table(table)
    bases = [
        int(row["base_n"])
        for row in rows
        if row["fips"] == fips and row["barrier"] and not row.get("group") and row.get("base_n")
    ]
    if sidecar["kind"] != "indicator" and bases and max(bases) < MIN_BASE:
        return {}
    return rank(read_catalogue(data), reaches(sidecar, rows, fips))


def write_table(
    folder: Path, base: str, rows: Iterable[str], *, columns: str = "fips,measure,barrier,count,base_n", more: str = ""
) -> Path:
    """A survey as files, ``barriers/made.csv`` with its sidecar, for the program and for this module to read."""
    (folder / "barriers").mkdir(parents=True, exist_ok=True)
    path = folder / "barriers" / "made.csv"
    path.write_text("\n".join([columns, *rows]) + "\n", encoding="utf-8")
    sidecar = f"schema: 1\nid: made\ntitle: Made up\nkind: survey\nservice: Job Training\nbase: {base}\n{more}"
    path.with_suffix(".yaml").write_text(sidecar, encoding="utf-8")
    return path
