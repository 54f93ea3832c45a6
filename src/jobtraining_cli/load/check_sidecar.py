"""What a sidecar says, against the taxonomy and against its own table."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Literal

from jobtraining_cli.errors import Problem, did_you_mean
from jobtraining_cli.load.build import show_field
from jobtraining_cli.load.files import read_text, show_path
from jobtraining_cli.load.yaml_text import marks
from jobtraining_cli.models.survey import BarrierTable, Kind, Survey

KeyPath = tuple[str | int, ...]


def sidecar_problem(
    path: Path, keys: KeyPath, message: str, hint: str, severity: Literal["error", "warning"] = "error"
) -> Problem:
    """A finding at a key path of a sidecar, with its line; only findings read the file again for that."""
    place = show_path(path)
    line, column = marks(read_text(path), place).get(keys, (None, None)) if keys else (None, None)
    return Problem(message, place, line, column, show_field(keys), hint, severity)


def check_indicators(path: Path, survey: Survey, barriers: Collection[str] | None) -> Iterator[Problem]:
    """Indicators of barriers that the taxonomy lacks; ``None`` checks nothing."""
    for index, item in enumerate(survey.indicators):
        if barriers is not None and item.barrier not in barriers:
            hint = did_you_mean(item.barrier, barriers) or "the ids stand in taxonomy.yaml"
            yield sidecar_problem(path, ("indicators", index, "barrier"), f"unknown barrier {item.barrier!r}", hint)


def check_against_table(path: Path, table: BarrierTable) -> Iterator[Problem]:
    """What a sidecar and its table say differently: indicators left unsaid, groups that nobody is in."""
    survey = table.survey
    if survey.kind is Kind.indicator:
        named = {item.barrier for item in survey.indicators}
        for barrier in sorted({row.barrier for row in table.rows if row.barrier} - named):
            message = f"the table has {barrier!r}, but the sidecar does not say which indicator that is"
            hint = "add it under `indicators:` with its name, label, universe and what it stands in for"
            yield sidecar_problem(path, ("indicators",), message, hint)
    groups = {row.group for row in table.rows if row.group}
    for index, partition in enumerate(survey.partitions):
        for group in partition:
            if table.rows and group not in groups:
                hint = did_you_mean(group, groups) or "name the groups as the column `group` does"
                yield sidecar_problem(
                    path, ("partitions", index), f"no row is about the group {group!r}", hint, "warning"
                )
