"""``jt brief``: a page or two that a coordinator can hand out."""

from typing import Annotated, Optional

import typer

from jobtraining_cli.cli import complete, options
from jobtraining_cli.present.format import Format


def brief(
    county: options.Counties = None,
    state: options.State = None,
    project: Annotated[
        Optional[str],
        typer.Option(
            "--project",
            metavar="CODE",
            help="A brief about this project, such as 9.2, in place of all.",
            show_default=False,
            autocompletion=complete.projects,
        ),
    ] = None,
    date: Annotated[
        Optional[str],
        typer.Option(
            "--date",
            metavar="DATE",
            help="Date of the brief.  [default: SOURCE_DATE_EPOCH, else today]",
            show_default=False,
        ),
    ] = None,
    survey: options.Survey = None,
    base: options.BaseOption = None,
    format_: Annotated[
        Format, typer.Option("--format", "-f", help="How to write it: md or json.", metavar="[md|json]")
    ] = Format.md,
    json: options.Json = False,
    output: options.Output = None,
    data: options.Data = None,
    debug: options.Debug = False,
) -> None:
    """Write a brief to hand out: the answer, its limits, barriers, projects and next steps."""
    from jobtraining_cli.cli.setup import day, settle
    from jobtraining_cli.errors import UsageError
    from jobtraining_cli.present.brief import render

    format_ = Format.json if json else format_
    if format_ not in (Format.md, Format.json):
        raise UsageError(f"a brief is not written as {format_.value}", hint="use --format md or --format json")
    when = day(date)
    chosen = settle(county=county, state=state, survey=survey, base=base, data=data, output=output)
    engine = chosen.engine()
    briefs = [engine.brief(one, when, project or None) for one in chosen.counties(engine.workspace)]
    chosen.emit(lambda _: render(briefs, format_))
