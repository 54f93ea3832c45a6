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
    wide: options.Wide = False,
    no_color: options.NoColor = False,
    raw_csv: options.RawCsv = False,
    debug: options.Debug = False,
) -> None:
    """Check catalogue, taxonomy, policy and tables, and how they fit together. Exit code 1 on errors."""
    from jobtraining_cli.cli.diagnostics import ExitCode
    from jobtraining_cli.cli.output import emit, wanted_format
    from jobtraining_cli.pipeline import check
    from jobtraining_cli.present.report import render
    from jobtraining_cli.workspace import Workspace

    chosen = wanted_format(format_, json=json)
    report = check(Workspace.open(data), paths or [])
    emit(lambda look: render(report, chosen, look), output, wide=wide, no_color=no_color, raw_csv=raw_csv)
    if report.errors:
        raise typer.Exit(ExitCode.DATA)
