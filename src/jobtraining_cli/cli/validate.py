"""``jt validate``: is the data right, and does it fit together?"""

from pathlib import Path
from typing import Annotated, Optional

import typer

from jobtraining_cli.cli import options


def validate(
    paths: Annotated[
        Optional[list[Path]],
        typer.Argument(help="Files and data folders; by default the data in force.", show_default=False),
    ] = None,
    format_: options.FormatOption = None,
    json: options.Json = False,
    output: options.Output = None,
    data: options.Data = None,
    wide: options.Wide = None,
    color: options.Color = None,
    raw_csv: options.RawCsv = None,
    debug: options.Debug = False,
) -> None:
    """Check catalogue, taxonomy, policy and tables, and how they fit together. Exit code 1 on errors."""
    from jobtraining_cli.cli.diagnostics import ExitCode
    from jobtraining_cli.cli.setup import settle
    from jobtraining_cli.pipeline import check
    from jobtraining_cli.present.report import render
    from jobtraining_cli.workspace import Workspace

    chosen = settle(format_, json=json, data=data, wide=wide, color=color, raw_csv=raw_csv)
    report = check(Workspace.open(chosen.data, chosen.data_by), paths or [])
    chosen.emit(lambda look: render(report, chosen.format, look), output)
    if report.errors:
        raise typer.Exit(ExitCode.DATA)
