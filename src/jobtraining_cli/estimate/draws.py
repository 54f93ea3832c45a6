"""Drawing what the data leave open: the reach of every barrier, again and again (SCORING section 4, data)."""

from __future__ import annotations

from math import isinf

import numpy as np
from numpy.typing import NDArray

from jobtraining_cli.estimate import bootstrap
from jobtraining_cli.estimate.figures import Figure, figure_of
from jobtraining_cli.estimate.reach import CountyReach
from jobtraining_cli.models.patterns import ProtectedPatterns
from jobtraining_cli.models.streams import stream

Array = NDArray[np.float64]


def reach_draws(county: CountyReach, draws: int, seed: int, patterns: ProtectedPatterns | None = None) -> Array:
    """The reach of each barrier of the taxonomy as a share, shape (draws, B); 0 where nothing is known.

    Jeffreys: ``Beta(k + 1/2, n - k + 1/2)`` with n, n_eff or n*. A hidden count is first drawn from the whole numbers
    that the published table allows, all alike. ``d``, the share of those who needed the service who had difficulty, is
    one draw for all barriers; so is the number of those who needed it, where that is hidden. Each barrier has a stream
    of its own, so a draw does not depend on which other barriers, counties or rows there are.

    With ``patterns`` the barriers that they know are drawn together, person by person (Bayesian bootstrap).
    """
    survey = county.table.survey.id

    def rng(*what: str) -> np.random.Generator:
        return np.random.Generator(np.random.PCG64(stream(seed, "data", county.fips, survey, *what)))

    found = np.zeros((draws, len(county.barriers)))
    factor, people = _shared(county, draws, rng("base"))
    together = bootstrapped(county, patterns)
    if patterns is not None and together:
        shares = bootstrap.reach_draws(patterns, together, draws, rng("patterns"))
        columns = [at for at, barrier in enumerate(county.barriers) if barrier.barrier in together]
        found[:, columns] = np.minimum(1.0, shares * _of_needed(county, factor, people))
    for place, barrier in enumerate(county.barriers):
        if barrier.used is not None and barrier.barrier not in together:
            figure = county.figures[barrier.barrier]
            found[:, place] = np.minimum(
                1.0, factor * _share_draws(figure, draws, rng("barrier", barrier.barrier), people)
            )
    return found


def bootstrapped(county: CountyReach, patterns: ProtectedPatterns | None) -> tuple[str, ...]:
    """The barriers that are drawn from patterns, in the order of the taxonomy."""
    known = set() if patterns is None or not patterns.people else set(patterns.barriers)
    return tuple(b.barrier for b in county.barriers if b.used is not None and b.barrier in known)


def _of_needed(county: CountyReach, factor: Array | float, people: Array | None) -> Array | float:
    """What turns shares of everybody in the patterns into reach; one draw for all barriers, as a column."""
    if county.among_needed and county.base_n:
        needed = people if people is not None else county.people
        factor = county.base_n / needed if needed is not None else factor
    return factor[:, None] if isinstance(factor, np.ndarray) else factor


def _shared(county: CountyReach, draws: int, rng: np.random.Generator) -> tuple[Array | float, Array | None]:
    """What one draw has for all barriers: the factor on their shares, and how many people they are shares of."""
    if county.divisor is None:
        return 1.0, None
    if not county.among_needed:
        figure = figure_of(county.divisor)
        assert figure is not None
        return _share_draws(figure, draws, rng), None
    row = county.divisor
    if not row.hidden or row.low is None or row.high is None:
        return 1.0, None
    return 1.0, rng.integers(row.low, row.high, size=draws, endpoint=True).astype(np.float64)


def _share_draws(figure: Figure, draws: int, rng: np.random.Generator, people: Array | None = None) -> Array:
    """Draws of one share. ``people`` (draws,) is how many it is a share of in each draw, where that is hidden."""
    if isinf(figure.size):
        return np.full(draws, figure.share)
    size: Array | float = figure.size if people is None else people
    if figure.step is not None:
        low, high = round(figure.low / figure.step), round(figure.high / figure.step)
        most = np.minimum(high, np.floor(size)).astype(np.int64)
        count: Array | float = rng.integers(np.minimum(low, most), most, size=draws, endpoint=True).astype(np.float64)
    else:
        count = np.minimum(figure.share * figure.size, size)
    shares: Array = rng.beta(count + 0.5, size - count + 0.5, size=draws)
    return shares
