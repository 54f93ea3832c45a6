"""Barrier patterns: who named which barriers together, as people answered and as it may be shown."""

from dataclasses import dataclass

from jobtraining_cli.models.base import Result
from jobtraining_cli.models.survey import Survey


@dataclass(frozen=True, slots=True)
class Pattern:
    """People who named exactly these barriers, perhaps none. ``weight`` is the survey weight of each of them.

    ``line`` is the first line of the file that has the pattern with this weight.
    """

    barriers: frozenset[str]
    people: int = 1
    weight: float = 1.0
    line: int = 0


class PatternTable(Result):
    """A survey and its patterns by FIPS code, in an order that does not depend on that of the rows.

    Nearly personal data: nothing but ``protect`` and checks of the files may read it.
    """

    survey: Survey
    place: str
    by_county: dict[str, tuple[Pattern, ...]]


@dataclass(frozen=True, slots=True)
class KeptPattern:
    """People who named exactly these of the barriers that may be shown, and their mean weight."""

    barriers: frozenset[str]
    people: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class ProtectedPatterns:
    """What may be shown of the patterns of a county: some as they are, and a pool of all other people.

    ``barriers`` are those that were asked about and whose counts may be shown, sorted, named or not. Of the pool
    is known how many people it has, how many of them name each barrier (``pool_counts``), and the mean weights
    of the former and of the latter (``pool_weights``; 0 where there is nobody). ``left_out`` are the barriers
    whose counts are hidden: who named them is not in here, and who named nothing else counts as naming none.

    ``efficiency`` in (0, 1] is the sum of squared weights, had all people of a pattern their mean weight,
    over that of the weights: what weighting costs in precision within patterns (1 without weights).
    """

    barriers: tuple[str, ...]
    kept: tuple[KeptPattern, ...]
    pool_people: int = 0
    pool_weight: float = 0.0
    pool_counts: tuple[int, ...] = ()
    pool_weights: tuple[float, ...] = ()
    left_out: tuple[str, ...] = ()
    efficiency: float = 1.0

    def __post_init__(self) -> None:
        """Without a pool nobody in it names anything."""
        for name, empty in (("pool_counts", 0), ("pool_weights", 0.0)):
            if not getattr(self, name):
                object.__setattr__(self, name, (empty,) * len(self.barriers))

    @property
    def people(self) -> int:
        """Everybody: the base of the barriers."""
        return self.pool_people + sum(pattern.people for pattern in self.kept)

    @property
    def known_share(self) -> float:
        """The share of people in [0, 1] whose pattern is kept; 0 where there is nobody."""
        return 1 - self.pool_people / self.people if self.people else 0.0

    @property
    def pool_shares(self) -> tuple[float, ...]:
        """The weighted share of the pool that names each barrier, in [0, 1]; 0 without a pool."""
        whole = self.pool_people * self.pool_weight
        return tuple(
            1.0 if 0 < count == self.pool_people else min(1.0, count * weight / whole) if count else 0.0
            for count, weight in zip(self.pool_counts, self.pool_weights, strict=True)
        )
