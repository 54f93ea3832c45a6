"""``jt explain``: where one project stands, why, and what would change it."""

from typing import Annotated

import typer

from jobtraining_cli.cli import options


def explain(
    project: Annotated[
        str, typer.Argument(help="Code of the project, such as 9.1 or 'Job Training.9.1'.", show_default=False)
    ],
    county: options.Counties = None,
    state: options.State = None,
    survey: options.Survey = None,
    base: options.BaseOption = None,
    wide: options.Wide = False,
    format_: options.FormatOption = None,
    json: options.Json = False,
    output: options.Output = None,
    data: options.Data = None,
    no_color: options.NoColor = False,
    raw_csv: options.RawCsv = False,
    debug: options.Debug = False,
) -> None:
    """Show the whole sum behind a project's place, and what would change it."""
    from jobtraining_cli.cli.output import emit, wanted_format
    from jobtraining_cli.cli.setup import engine_for, resolve_counties
    from jobtraining_cli.present.explanation import render

    chosen = wanted_format(format_, json=json)
    engine = engine_for(data, survey, base)
    counties = resolve_counties(engine.workspace, county, state)
    found = [engine.explain(one, project) for one in counties]
    emit(lambda look: render(found, chosen, look), output, wide=wide, no_color=no_color, raw_csv=raw_csv)
