"""Made-up worlds whose truth is known, and the methods that are tried on them.

A world gives many samples at once. What a method says of each sample is compared with the truth: see `covered`.
Every draw comes from the generator that is handed in.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jobtraining_cli.estimate.intervals import clopper_pearson
from jobtraining_cli.estimate.quantiles import normal_quantile
from jobtraining_cli.estimate.rank_sets import (
    from_differences,
    from_intervals,
    from_marginals,
    from_margins,
    joint_level,
    joint_normal,
)

Array = NDArray[np.float64]
Answers = NDArray[np.bool_]
Sets = tuple[NDArray[np.int64], NDArray[np.int64]]
Bounds = tuple[Array, Array]
LEVEL = 0.95
# Of the bootstrap within each sample; the default of the program is ten times as many.
DRAWS = 999


class Sample(NamedTuple):
    """One sample: estimates (K,), their covariance (K, K), the counts (K,) that they come from, of how many, its number."""

    estimate: Array
    cov: Array
    counts: NDArray[np.int64]
    n: int
    number: int = 0


Method = Callable[[Sample], Sets]


# -- samples


def equal_correlation(items: int, correlation: float) -> Array:
    """A correlation matrix (K, K) whose entries off the diagonal are equal, at least -1 / (K - 1)."""
    return np.full((items, items), correlation) + (1 - correlation) * np.eye(items)


def select_all(rng: np.random.Generator, shares: Array, n: int, correlation: float, runs: int) -> Answers:
    """Answers (runs, n, K) to a select-all question: yes where a latent normal value is below its threshold.

    The latent values of two answers of one person have the correlation given.
    """
    root = np.linalg.cholesky(equal_correlation(shares.size, correlation) + 1e-12 * np.eye(shares.size))
    latent = rng.standard_normal((runs, n, shares.size)) @ root.T
    yes: Answers = latent < normal_quantile(shares)
    return yes


def choose_one(rng: np.random.Generator, shares: Array, n: int, runs: int) -> Answers:
    """Answers (runs, n, K) of people who name one thing at most: the most negative dependence there is."""
    ends = np.cumsum(shares)
    place = np.searchsorted(ends, rng.random((runs, n)), side="right")
    named: Answers = place[:, :, None] == np.arange(shares.size)
    return named


def samples(answers: Answers) -> list[Sample]:
    """A sample for each run of answers, with the covariance that respondent rows give."""
    n = answers.shape[1]
    found = []
    for number, rows in enumerate(answers.astype(np.float64)):
        counts = rows.sum(axis=0)
        estimate = counts / n
        cov = (rows.T @ rows / n - np.outer(estimate, estimate)) / n
        found.append(Sample(estimate, cov, counts.astype(np.int64), n, number))
    return found


def published(rng: np.random.Generator, truth: Array, se: Array, correlation: float, runs: int) -> list[Sample]:
    """Published estimates with known standard errors, whose errors have the correlation given."""
    cov = equal_correlation(truth.size, correlation) * np.outer(se, se)
    drawn = rng.multivariate_normal(truth, cov, size=runs, method="eigh")
    nobody = np.zeros(truth.size, dtype=np.int64)
    return [Sample(estimate, cov, nobody, 0, number) for number, estimate in enumerate(drawn)]


# -- truth


def true_ranks(truth: Array) -> Sets:
    """The first and last rank (K,) that each item can have, whichever way ties are broken."""
    above, below = truth[:, None] > truth + 1e-12, truth[:, None] < truth - 1e-12
    return 1 + above.sum(axis=0), truth.size - below.sum(axis=0)


def covered(sets: Sets, truth: Sets) -> bool:
    """Whether every set holds every rank that its item can have."""
    return bool((sets[0] <= truth[0]).all() and (sets[1] >= truth[1]).all())


# -- methods for ranks


@cache
def _exact_table(n: int, level: float) -> Bounds:
    """Clopper-Pearson bounds of every count of n."""
    return clopper_pearson(np.arange(n + 1), n, level)


def exact_bounds(sample: Sample, level: float) -> Bounds:
    """Clopper-Pearson bounds (K,) of the counts of a sample."""
    low, high = _exact_table(sample.n, level)
    return low[sample.counts], high[sample.counts]


def exact_intervals(sample: Sample) -> Sets:
    """Clopper-Pearson at Bonferroni's level."""
    return from_intervals(*exact_bounds(sample, joint_level(LEVEL, sample.counts.size)))


def normal_intervals(sample: Sample) -> Sets:
    """Estimate plus and minus z standard errors, at Bonferroni's level."""
    return from_intervals(*joint_normal(sample.estimate, errors(sample), LEVEL))


def independent_normal_intervals(sample: Sample) -> Sets:
    """As `normal_intervals`, at the level for independent estimates."""
    return from_intervals(*joint_normal(sample.estimate, errors(sample), LEVEL, independent=True))


def sign_tests(sample: Sample) -> Sets:
    """All pairs, from the marginals of one select-all question."""
    return from_marginals(sample.estimate, sample.estimate, sample.n, LEVEL)


def hidden_sign_tests(sample: Sample) -> Sets:
    """As `sign_tests`, with counts of 1-10 hidden: only these bounds are known of them."""
    hidden = (sample.counts >= 1) & (sample.counts <= 10)
    low, high = np.where(hidden, 1, sample.counts), np.where(hidden, min(10, sample.n), sample.counts)
    return from_marginals(low / sample.n, high / sample.n, sample.n, LEVEL)


def bootstrap(sample: Sample) -> Sets:
    """All pairs, with their joint covariance and step-down; draws of its own for every sample."""
    return from_differences(sample.estimate, sample.cov, LEVEL, draws=DRAWS, seed=sample.number)


def margins(sample: Sample) -> Sets:
    """All pairs, from published margins of error."""
    return from_margins(sample.estimate, errors(sample), LEVEL)


def normal_differences(sample: Sample) -> Sets:
    """Not used by the program: as `sign_tests`, with `normal_pairs` instead."""
    items = sample.counts.size
    above = normal_pairs(sample.counts, sample.n, items * (items - 1))
    return 1 + above.sum(axis=0), items - above.sum(axis=1)


def normal_pairs(counts: NDArray[np.int64], n: int, tests: int) -> NDArray[np.bool_]:
    """Which of two answers is above the other (K, K), by a normal test with the largest variance the shares allow.

    Half a person is added to each count within the variance, and Bonferroni's limit for so many tests is taken.
    """
    share = (counts + 0.5) / (n + 1)
    total, gap = share[:, None] + share, share[:, None] - share
    variance = (total - 2 * np.maximum(0.0, total - 1) - gap**2) / n
    z = -float(normal_quantile((1 - LEVEL) / tests))
    above: NDArray[np.bool_] = (counts[:, None] - counts) / n > z * np.sqrt(np.maximum(variance, 0.0))
    return above


def errors(sample: Sample) -> Array:
    """The standard errors (K,) of a sample."""
    root: Array = np.sqrt(np.maximum(np.diag(sample.cov), 0.0))
    return root


# -- samples for one proportion


def clustered(rng: np.random.Generator, p: float, clusters: int, size: int, alike: float, runs: int) -> Array:
    """Counts (runs, clusters) of ``size`` people each; ``alike`` is the correlation within a cluster."""
    spread = 1 / alike - 1
    return rng.binomial(size, rng.beta(p * spread, (1 - p) * spread, size=(runs, clusters))).astype(np.float64)


def from_clusters(counts: Array, size: int) -> tuple[Array, Array, int, int]:
    """Share (runs,), effective size (runs,), people and degrees of freedom of clusters of one size.

    The variance is that between clusters. Where it is 0 the effective size is the number of people.
    """
    clusters = counts.shape[1]
    n = clusters * size
    p = counts.sum(axis=1) / n
    variance = (counts / size).var(axis=1, ddof=1) / clusters
    with np.errstate(divide="ignore", invalid="ignore"):
        size_found = p * (1 - p) / variance
    return p, np.where(variance > 0, np.minimum(size_found, 10.0 * n), n), n, clusters - 1


def weighted(rng: np.random.Generator, p: float, n: int, spread: float, runs: int) -> tuple[Array, Array]:
    """Share (runs,) with log-normal weights that have nothing to do with the answer, and Kish's effective size."""
    weights = np.exp(spread * rng.standard_normal((runs, n)))
    yes = rng.random((runs, n)) < p
    total = weights.sum(axis=1)
    return (weights * yes).sum(axis=1) / total, total**2 / (weights**2).sum(axis=1)
