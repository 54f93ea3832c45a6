"""What protection hides of a table, and why, without any number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from jobtraining_cli.models.protected import Hidden, ProtectedTable


class HiddenInCounty(NamedTuple):
    """The figures of one county that are not shown: what, by reason, and whether figures of groups are among them."""

    fips: str
    line: int
    by_reason: dict[Hidden, tuple[str, ...]]
    groups: bool


def hidden_summary(table: ProtectedTable) -> Iterator[HiddenInCounty]:
    """Each county of which something is hidden, by FIPS code.

    Of groups it is only told that figures are hidden: how many could tell which.
    """
    counties: dict[str, dict[Hidden, list[str]]] = {}
    groups: dict[str, bool] = {}
    lines: dict[str, int] = {}
    for row in table.rows:
        if row.hidden is None:
            continue
        lines[row.fips] = min(row.line, lines.get(row.fips, row.line))
        found = counties.setdefault(row.fips, {})
        if row.group is not None:
            groups[row.fips] = True
        else:
            found.setdefault(row.hidden, []).append(row.barrier or row.measure.value)
    for fips in sorted(counties):
        by_reason = {why: tuple(sorted(counties[fips][why])) for why in Hidden if why in counties[fips]}
        yield HiddenInCounty(fips, lines[fips], by_reason, groups.get(fips, False))
