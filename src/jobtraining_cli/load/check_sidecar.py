"""What a sidecar says, against the taxonomy and against its own table."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property
from pathlib import Path
from typing import Literal

from jobtraining_cli.errors import Problem, did_you_mean
from jobtraining_cli.load.build import show_field
from jobtraining_cli.load.files import read_text, show_path
from jobtraining_cli.load.yaml_text import Marks, marks
from jobtraining_cli.models.survey import BarrierTable, Kind, Survey

KeyPath = tuple[str | int, ...]


class Places:
    """Where the keys of a sidecar stand; only findings read the file again for that, and once."""

    def __init__(self, path: Path) -> None:
        """Of the sidecar ``path``."""
        self.path = path

    @cached_property
    def _marks(self) -> Marks:
        return marks(read_text(self.path), show_path(self.path))

    def problem(
        self, keys: KeyPath, message: str, hint: str, severity: Literal["error", "warning"] = "error"
    ) -> Problem:
        """A finding at a key path, with its line."""
        line, column = self._marks.get(keys, (None, None)) if keys else (None, None)
        return Problem(message, show_path(self.path), line, column, show_field(keys), hint, severity)


def check_indicators(path: Path, survey: Survey, barriers: Collection[str] | None) -> Iterator[Problem]:
    """Indicators of barriers that the taxonomy lacks; ``None`` checks nothing."""
    places = Places(path)
    for index, item in enumerate(survey.indicators):
        if barriers is not None and item.barrier not in barriers:
            hint = did_you_mean(item.barrier, barriers) or "the ids stand in taxonomy.yaml"
            yield places.problem(("indicators", index, "barrier"), f"unknown barrier {item.barrier!r}", hint)


def check_against_table(path: Path, table: BarrierTable) -> Iterator[Problem]:
    """What a sidecar and its table say differently: indicators left unsaid, groups that nobody is in."""
    survey, places = table.survey, Places(path)
    if survey.kind is Kind.indicator:
        named = {item.barrier for item in survey.indicators}
        for barrier in sorted({row.barrier for row in table.rows if row.barrier} - named):
            message = f"the table has {barrier!r}, but the sidecar does not say which indicator that is"
            hint = "add it under `indicators:` with its name, label, universe and what it stands in for"
            yield places.problem(("indicators",), message, hint)
    groups = {row.group for row in table.rows if row.group}
    for index, partition in enumerate(survey.partitions):
        for group in partition:
            if table.rows and group not in groups:
                hint = did_you_mean(group, groups) or "name the groups as the column `group` does"
                yield places.problem(("partitions", index), f"no row is about the group {group!r}", hint, "warning")
