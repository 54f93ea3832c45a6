"""``jt explain``: where one project stands, why, and what would change it."""

from typing import Annotated

import typer

from jobtraining_cli.cli import complete, options


def explain(
    project: Annotated[
        str,
        typer.Argument(
            help="Code of the project, such as 9.1 or 'Job Training.9.1'.",
            autocompletion=complete.projects,
            show_default=False,
        ),
    ],
    county: options.Counties = None,
    state: options.State = None,
    survey: options.Survey = None,
    base: options.BaseOption = None,
    wide: options.Wide = None,
    format_: options.FormatOption = None,
    json: options.Json = False,
    output: options.Output = None,
    data: options.Data = None,
    color: options.Color = None,
    raw_csv: options.RawCsv = None,
    debug: options.Debug = False,
) -> None:
    """Show the whole sum behind a project's place, and what would change it."""
    from jobtraining_cli.cli.setup import settle
    from jobtraining_cli.present.explanation import render

    chosen = settle(
        format_, json=json, county=county, state=state, survey=survey, base=base, data=data, wide=wide, color=color, raw_csv=raw_csv
    )  # fmt: skip
    engine = chosen.engine()
    found = [engine.explain(one, project) for one in chosen.counties(engine.workspace)]
    chosen.emit(lambda look: render(found, chosen.format, look), output)
