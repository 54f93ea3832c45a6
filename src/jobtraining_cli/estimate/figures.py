"""A protected row as a share with its precision: one form for counts, weighted rows and published margins of error."""

from __future__ import annotations

from typing import NamedTuple

from jobtraining_cli.estimate.intervals import MOE90_FACTOR, korn_graubard_size, size_from_se
from jobtraining_cli.models.protected import Hidden, ProtectedRow

MOE95_FACTOR = 1.96


class Figure(NamedTuple):
    """A share of the row's own base, in [0, 1]; bounds may be above 1 where the base itself is hidden.

    ``low`` and ``high`` are the shares that the published table allows: equal to each other where the figure is
    shown. ``worth`` is how many people it is worth (n or n_eff); null where it has its published standard ``error``
    instead. ``nominal`` is how many people there were, ``step`` the share of one person where a count is hidden, and ``plain``
    says that it is a simple count.
    """

    low: float
    high: float
    worth: float | None
    nominal: float | None = None
    df: float | None = None
    step: float | None = None
    plain: bool = False
    error: float | None = None

    @property
    def margin(self) -> bool:
        """Whether the precision is a published margin or standard error."""
        return self.error is not None

    @property
    def size(self) -> float:
        """How many people the share is worth: n, n* by Korn and Graubard, or n* from a margin; infinite where exact.

        For a weighted row that is its n_eff, made smaller for few degrees of freedom, and never above the people asked.
        """
        if self.worth is None:
            return float(size_from_se(self.share, self.error or 0.0))
        if self.plain or (self.df is None and (self.nominal is None or self.worth <= self.nominal)):
            return self.worth
        return korn_graubard_size(self.worth, self.nominal, self.df if (self.nominal or 2) > 1 else None)

    @property
    def share(self) -> float:
        """The share, or the middle of what it may be."""
        return (self.low + self.high) / 2

    @property
    def hidden(self) -> bool:
        """Whether the figure is not shown, so that only bounds are known."""
        return self.step is not None


def figure_of(row: ProtectedRow | None, base: float | None = None) -> Figure | None:
    """The share that a row gives, of its own base or of ``base`` people; ``None`` where it gives none."""
    if row is None:
        return None
    whole = base if base is not None else row.base_n if row.base_n is not None else row.n_eff
    if row.hidden:
        if row.low is None or row.high is None or not whole or row.hidden is Hidden.small_base:
            return None
        return Figure(row.low / whole, row.high / whole, whole, row.base_n, row.df, 1 / whole)
    if row.percent is None:
        if row.count is None or not whole:
            return None
        share = min(1.0, row.count / whole)
        return Figure(share, share, whole, whole, None, plain=True)
    share = row.percent / 100
    if row.n_eff is not None:
        return Figure(share, share, row.n_eff, row.base_n, row.df)
    if row.base_n is not None:
        return Figure(share, share, row.base_n, row.base_n, None, plain=True)
    return Figure(share, share, None, error=standard_error(row))


def standard_error(row: ProtectedRow) -> float:
    """The published standard error as a share: ``moe90 / 1.645``, ``moe95 / 1.96`` (US Census Bureau's definition)."""
    if row.se is not None:
        return row.se / 100
    return row.moe90 / MOE90_FACTOR / 100 if row.moe90 is not None else (row.moe95 or 0.0) / MOE95_FACTOR / 100
