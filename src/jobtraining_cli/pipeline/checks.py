"""Checking the data in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from jobtraining_cli.workspace import Workspace

if TYPE_CHECKING:
    from jobtraining_cli.models.report import Finding, Report
    from jobtraining_cli.models.survey import BarrierTable


def check(workspace: Workspace, paths: Iterable[Path]) -> Report:
    """Everything that is wrong with the files, at once; of the folders in force where none is named."""
    from jobtraining_cli.load.check import Checker  # only this verb needs it

    chosen = list(paths) or list(workspace.folders[:1])
    checker = Checker(workspace.register, lambda: workspace.taxonomy, lambda: workspace.policy)
    report = checker.check(chosen)
    notes = tuple(note for table in checker.tables for note in _hidden(table, workspace))
    return report.model_copy(update={"findings": (*report.findings, *notes)}) if notes else report


def _hidden(table: BarrierTable, workspace: Workspace) -> Iterator[Finding]:
    """What outputs will not show of a table of people's answers, and why, without any number."""
    from jobtraining_cli.models.report import Finding
    from jobtraining_cli.protect.primary import protect
    from jobtraining_cli.protect.summary import hidden_summary

    found = tuple(hidden_summary(protect(table)))
    for county in found[:_MOST]:
        said = [f"{', '.join(names)} ({_WHY[why]})" for why, names in county.by_reason.items()]
        said += ["figures of groups"] if county.groups else []
        name = workspace.register.by_fips[county.fips].full_name
        yield Finding.model_construct(
            severity="note", file=table.place, line=None, column=None, field=None,
            message=f"outputs will not show for {name}: {'; '.join(said)}", hint=None,
        )  # fmt: skip
    if len(found) > _MOST:
        yield Finding.model_construct(
            severity="note", file=table.place, line=None, column=None, field=None,
            message=f"and figures of {len(found) - _MOST:,} more counties", hint="`jt barriers --county` shows each",
        )  # fmt: skip


_MOST = 20
_WHY = {
    "few": "too few answers",
    "nearly_all": "nearly everybody",
    "small_base": "too few people asked",
    "complement": "it would give another figure away",
    "withheld": "withheld, or it would give another figure away",
}
