"""Do intervals and rank sets cover what they say? A simulation under known truths.

    python tools/validate_statistics.py           print the table
    python tools/validate_statistics.py --write   put it into docs/scoring/coverage.md

The seed is fixed: the same table every time, on one version of numpy. Some minutes.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

import coverage_worlds as worlds
from coverage_worlds import LEVEL, Array, Bounds, Method, Sample
from jobtraining_cli.estimate.intervals import clopper_pearson, jeffreys, korn_graubard, wilson
from jobtraining_cli.estimate.rank_sets import joint_level, joint_normal

PAGE = Path(__file__).resolve().parents[1] / "docs" / "scoring" / "coverage.md"
TABLE = re.compile(r"(<!-- table -->\n).*?(<!-- end table -->)", re.DOTALL)
SEED = 20_240_917
RUNS, SINGLE_RUNS = 3_000, 40_000

EQUAL = np.full(8, 0.20)
NEAR = np.array([0.32, 0.31, 0.30, 0.29, 0.28, 0.27, 0.26, 0.25])
SPREAD = np.array([0.60, 0.45, 0.35, 0.25, 0.15, 0.10, 0.05, 0.02])
FEW = np.array([0.15, 0.15, 0.10, 0.10, 0.05, 0.05, 0.02, 0.02])
COMMON = np.full(8, 0.90)
TWO = np.array([0.35, 0.35])
POSITIVE, NONE, NEGATIVE = 0.6, 0.0, -0.14

ON_ANSWERS: dict[str, Method] = {
    "exact intervals": worlds.exact_intervals,
    "sign tests of pairs": worlds.sign_tests,
    "sign tests, 1-10 hidden": worlds.hidden_sign_tests,
    "bootstrap of pairs": worlds.bootstrap,
    "normal intervals": worlds.normal_intervals,
    "normal tests of pairs (not used)": worlds.normal_differences,
}
ON_MARGINS: dict[str, Method] = {
    "margins of error": worlds.margins,
    "normal intervals": worlds.normal_intervals,
    "normal intervals, as if independent": worlds.independent_normal_intervals,
    "bootstrap of pairs": worlds.bootstrap,
}


class Row(NamedTuple):
    """One line of the table; ``runs`` is 0 where coverage was summed exactly."""

    what: str
    scenario: str
    method: str
    runs: int
    coverage: float
    width: float

    @property
    def error(self) -> float:
        """The Monte Carlo standard error of the coverage."""
        return math.sqrt(self.coverage * (1 - self.coverage) / self.runs) if self.runs else 0.0

    @property
    def cells(self) -> tuple[str, ...]:
        """The line as text."""
        runs, error = (f"{self.runs:,}", f"{self.error:.4f}") if self.runs else ("all", "0")
        width = f"{self.width:.2f}" if self.what == "ranks" else f"{self.width:.3f}"
        return self.what, self.scenario, self.method, f"{LEVEL:.2f}", runs, f"{self.coverage:.3f}", error, width


def judge(scenario: str, truth: Array, drawn: Sequence[Sample], methods: dict[str, Method]) -> Iterator[Row]:
    """How often the sets of each method hold all true ranks, and how many ranks a set has on average."""
    ranks = worlds.true_ranks(truth)
    for name, method in methods.items():
        found = [method(sample) for sample in drawn]
        hits = sum(worlds.covered(sets, ranks) for sets in found)
        width = float(np.mean([worst - best + 1 for best, worst in found]))
        yield Row("ranks", scenario, name, len(drawn), hits / len(drawn), width)


def judge_answers(rng: np.random.Generator, runs: int) -> Iterator[Row]:
    """Ranks of the barriers of one select-all question."""
    for name, shares, n, correlations in (
        ("8 equal barriers", EQUAL, 30, (NONE,)),
        ("8 equal barriers", EQUAL, 60, (POSITIVE, NONE, NEGATIVE)),
        ("8 equal barriers", EQUAL, 200, (NONE, NEGATIVE)),
        ("8 near ties", NEAR, 200, (POSITIVE, NEGATIVE)),
        ("8 spread out", SPREAD, 200, (POSITIVE, NEGATIVE)),
        ("8 rare ones, in pairs", FEW, 30, (POSITIVE, NEGATIVE)),
        ("8 rare ones, in pairs", FEW, 100, (NONE,)),
        ("8 that nearly all name", COMMON, 60, (NEGATIVE,)),
    ):
        for correlation in correlations:
            drawn = worlds.samples(worlds.select_all(rng, shares, n, correlation, runs))
            yield from judge(f"{name}, n {n}, correlation {correlation:+.2g}", shares, drawn, ON_ANSWERS)
    for name, shares, n in (("2 equal, one answer each", TWO, 30), ("8 equal, one answer each", EQUAL / 2, 100)):
        drawn = worlds.samples(worlds.choose_one(rng, shares, n, runs))
        yield from judge(f"{name}, n {n}", shares, drawn, ON_ANSWERS)


def judge_margins(rng: np.random.Generator, runs: int) -> Iterator[Row]:
    """Ranks of published indicators, from their margins of error."""
    se = np.array([0.01, 0.02, 0.02, 0.03, 0.04, 0.06])
    for name, truth in (
        ("6 equal", np.full(6, 0.20)),
        ("6 apart by 4 points", np.array([0.30, 0.26, 0.22, 0.18, 0.14, 0.10])),
    ):
        for correlation in (0.8, 0.0, -0.2):
            drawn = worlds.published(rng, truth, se, correlation, runs)
            yield from judge(f"{name}, published, correlation {correlation:+.2g}", truth, drawn, ON_MARGINS)


def judge_joint(rng: np.random.Generator, runs: int) -> Iterator[Row]:
    """How often all intervals of a county hold at once."""
    for name, shares, n in (
        ("8 rare ones, in pairs", FEW, 30),
        ("8 rare ones, in pairs", FEW, 100),
        ("8 equal barriers", EQUAL, 60),
    ):
        drawn = worlds.samples(worlds.select_all(rng, shares, n, NONE, runs))
        methods = {
            "Clopper-Pearson, Bonferroni": exact_at(joint_level(LEVEL, shares.size)),
            "Clopper-Pearson, independent": exact_at(joint_level(LEVEL, shares.size, independent=True)),
            "normal, Bonferroni": normal_together,
        }
        for method, interval in methods.items():
            ends = [interval(sample) for sample in drawn]
            hits = sum(bool((low <= shares).all() and (shares <= high).all()) for low, high in ends)
            width = float(np.mean([high - low for low, high in ends]))
            yield Row("all intervals", f"{name}, n {n}, correlation +0", method, runs, hits / runs, width)


def normal_together(sample: Sample) -> Bounds:
    """Normal intervals at Bonferroni's level."""
    return joint_normal(sample.estimate, worlds.errors(sample), LEVEL)


def exact_at(level: float) -> Callable[[Sample], Bounds]:
    """Clopper-Pearson intervals at a level."""
    return lambda sample: worlds.exact_bounds(sample, level)


def judge_simple(p: float, n: int) -> Iterator[Row]:
    """One simple count: coverage summed over all counts."""
    counts = np.arange(n + 1)
    logs = np.array([math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) for k in range(n + 1)])
    mass = np.exp(logs + counts * math.log(p) + (n - counts) * math.log1p(-p))
    for interval in (wilson, clopper_pearson, jeffreys):
        low, high = interval(counts, n, LEVEL)
        name = interval.__name__.replace("_", "-").title()
        inside = (low <= p) & (p <= high)
        yield Row(
            "one interval", f"share {p:.0%}, n {n}", name, 0, float(mass[inside].sum()), float(mass @ (high - low))
        )


def judge_complex(rng: np.random.Generator, runs: int) -> Iterator[Row]:
    """One share of a clustered or a weighted sample."""
    for p in (0.05, 0.2, 0.5):
        for clusters, size in ((30, 10), (10, 20)):
            counts = worlds.clustered(rng, p, clusters, size, 0.05, runs)
            share, n_eff, n, df = worlds.from_clusters(counts, size)
            scenario = f"share {p:.0%}, {clusters} clusters of {size}"
            yield single("Korn-Graubard", scenario, p, korn_graubard(share, n_eff, n, df))
            yield single("Korn-Graubard, df unknown", scenario, p, korn_graubard(share, n_eff, n, None))
            yield single("Clopper-Pearson, clusters ignored", scenario, p, clopper_pearson(counts.sum(axis=1), n))
        share, n_eff = worlds.weighted(rng, p, 150, 0.7, runs // 4)
        scenario = f"share {p:.0%}, 150 people with unequal weights"
        yield single("Korn-Graubard", scenario, p, korn_graubard(share, n_eff, 150, None))
        yield single("Clopper-Pearson, weights ignored", scenario, p, korn_graubard(share, 150, 150, None))


def single(method: str, scenario: str, p: float, bounds: Bounds) -> Row:
    """How often an interval holds the share."""
    low, high = bounds
    return Row(
        "one interval", scenario, method, low.size, float(((low <= p) & (p <= high)).mean()), float((high - low).mean())
    )


def rows(runs: int = RUNS, single_runs: int = SINGLE_RUNS) -> Iterator[Row]:
    """The whole table. Every part has a stream of its own, so that none depends on the others."""
    yield from judge_answers(np.random.default_rng([SEED, 1]), runs)
    yield from judge_margins(np.random.default_rng([SEED, 2]), runs)
    yield from judge_joint(np.random.default_rng([SEED, 3]), runs)
    for n in (30, 100):
        for p in (0.02, 0.1, 0.3):
            yield from judge_simple(p, n)
    yield from judge_complex(np.random.default_rng([SEED, 4]), single_runs)


def table(lines: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    header = ("covered are", "scenario", "method", "nominal", "simulations", "coverage", "standard error", "mean width")
    cells = [header, ("---",) * len(header), *(row.cells for row in lines)]
    return "\n".join(f"| {' | '.join(line)} |" for line in cells) + "\n"


def main() -> None:
    """Print the table, or write it into the page."""
    found = []
    for row in rows():
        found.append(row)
        print(" ".join(row.cells), file=sys.stderr, flush=True)
    text = table(found)
    if "--write" in sys.argv:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(TABLE.sub(lambda match: match[1] + text + match[2], page), encoding="utf-8")
    else:
        print(text, end="")


if __name__ == "__main__":
    main()
