"""What may be shown of a barrier table: the only thing that anything below ``protect`` sees."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from jobtraining_cli.models.base import Result
from jobtraining_cli.models.survey import Measure, Survey


class Hidden(StrEnum):
    """Why a figure is not shown, as far as that may be said.

    ``few``, ``nearly_all`` and ``small_base`` protect the people of the figure itself, ``complement`` those of another
    figure that could be worked out from it. ``withheld`` gives no reason: so are all hidden figures of groups, and those
    that their publisher hid.
    """

    few = "few"
    nearly_all = "nearly_all"
    small_base = "small_base"
    withheld = "withheld"
    complement = "complement"


@dataclass(frozen=True, slots=True)
class ProtectedRow:
    """One row, with its figure or without. No Pydantic model, because tables are long.

    Where ``hidden`` is set there is no figure. ``low`` and ``high`` then bound the count (inclusive),
    as everybody can work out from what is published, and ``base_n`` or ``n_eff`` is there only where
    it may be shown.
    """

    line: int
    fips: str
    measure: Measure
    barrier: str | None
    group: str | None
    hidden: Hidden | None = None
    count: int | None = None
    base_n: int | None = None
    percent: float | None = None
    n_eff: float | None = None
    df: float | None = None
    se: float | None = None
    moe90: float | None = None
    moe95: float | None = None
    low: int | None = None
    high: int | None = None


class ProtectedTable(Result):
    """A survey and its protected rows. ``digest`` is the SHA-256 of exactly these rows."""

    survey: Survey
    place: str
    rows: tuple[ProtectedRow, ...]
    digest: str
    threshold: int

    @cached_property
    def by_county(self) -> dict[str, tuple[ProtectedRow, ...]]:
        """The rows about whole counties (no subgroups), by FIPS."""
        found: dict[str, list[ProtectedRow]] = {}
        for row in self.rows:
            if row.group is None:
                found.setdefault(row.fips, []).append(row)
        return {fips: tuple(rows) for fips, rows in found.items()}
