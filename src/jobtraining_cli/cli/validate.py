"""``jt validate``: is the data right, and does it fit together?"""

from pathlib import Path
from typing import Annotated, Optional

import typer

from jobtraining_cli.cli import options


@options.with_given
def validate(
    paths: Annotated[
        Optional[list[Path]],
        typer.Argument(help="Files and data folders; by default the data in force.", show_default=False),
    ] = None,
    *,
    given: options.Given,
) -> None:
    """Check catalogue, taxonomy, policy and tables, and how they fit together. Exit code 1 on errors."""
    from jobtraining_cli.cli.diagnostics import ExitCode
    from jobtraining_cli.pipeline import check
    from jobtraining_cli.present.report import render
    from jobtraining_cli.workspace import Workspace

    chosen = given.settle()
    report = check(Workspace.open(chosen.data, chosen.data_by), paths or [])
    chosen.emit(lambda look: render(report, chosen.format, look))
    if report.errors:
        raise typer.Exit(ExitCode.DATA)
