"""Checking the data in force."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from jobtraining_cli.workspace import Workspace

if TYPE_CHECKING:
    from jobtraining_cli.models.report import Report


def check(workspace: Workspace, paths: Iterable[Path]) -> Report:
    """Everything that is wrong with the files, at once; of the folders in force where none is named."""
    from jobtraining_cli.load.check import Checker  # only this verb needs it

    chosen = list(paths) or list(workspace.folders[:1])
    return Checker(workspace.register, lambda: workspace.taxonomy, lambda: workspace.policy).check(chosen)
