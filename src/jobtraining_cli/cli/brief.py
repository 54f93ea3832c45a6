"""``jt brief``: a page or two that a coordinator can hand out."""

from enum import StrEnum
from typing import Annotated, Optional

import typer

from jobtraining_cli.cli import complete, options
from jobtraining_cli.present.format import Format


class BriefFormat(StrEnum):
    """How a brief is written."""

    md = "md"
    json = "json"


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
    uncertainty: options.UncertaintyOption = None,
    draws: options.Draws = None,
    seed: options.Seed = None,
    weights: options.Weights = None,
    format_: Annotated[
        Optional[BriefFormat],
        typer.Option(
            "--format",
            "-f",
            help="How to write it.  [default: by the ending of --output, else md]",
            show_default=False,
        ),
    ] = None,
    json: options.Json = False,
    output: options.Output = None,
    data: options.Data = None,
    debug: options.Debug = False,
) -> None:
    """Write a brief to hand out: the answer, its limits, barriers, projects and next steps."""
    from jobtraining_cli.cli.setup import day, settle, wanted_format
    from jobtraining_cli.errors import UsageError
    from jobtraining_cli.present.brief import render

    asked = wanted_format(None if format_ is None else Format(format_.value), json=json, output=output)
    if asked not in (None, Format.md, Format.json):
        raise UsageError(f"a brief is not written as {asked.value}", hint="name a file that ends in .md or .json")
    when = day(date)
    chosen = settle(format=asked, county=county, state=state, survey=survey, base=base, data=data, output=output,
                    uncertainty=uncertainty, draws=draws, seed=seed, weights=weights)  # fmt: skip
    # Settings may ask for tables: a brief is no table.
    format_chosen = Format.json if chosen.format is Format.json else Format.md
    engine = chosen.engine()
    briefs = [engine.brief(one, when, project or None) for one in chosen.counties(engine.workspace)]
    chosen.emit(lambda _: render(briefs, format_chosen))
