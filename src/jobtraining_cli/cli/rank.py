"""``jt rank``: which projects fit a county's barriers best."""

from typing import Annotated, Optional

import typer

from jobtraining_cli.cli import options


def rank(
    county: options.Counties = None,
    state: options.State = None,
    survey: options.Survey = None,
    base: options.BaseOption = None,
    top: Annotated[
        Optional[int], typer.Option("--top", min=1, help="Only the projects up to this rank.", show_default=False)
    ] = None,
    barrier: Annotated[
        Optional[str], typer.Option("--barrier", help="Only projects that act on this barrier.", show_default=False)
    ] = None,
    innovation: Annotated[
        Optional[int], typer.Option("--innovation", help="Only projects of this innovation.", show_default=False)
    ] = None,
    origin: Annotated[
        Optional[str], typer.Option("--origin", help="Only published or only proposed projects.", show_default=False)
    ] = None,
    wide: options.Wide = False,
    format_: options.FormatOption = None,
    json: options.Json = False,
    output: options.Output = None,
    data: options.Data = None,
    no_color: options.NoColor = False,
    raw_csv: options.RawCsv = False,
    debug: options.Debug = False,
) -> None:
    """Rank the projects by how well they fit the barriers found in a county."""
    from jobtraining_cli.cli.output import emit, wanted_format
    from jobtraining_cli.cli.setup import choice, engine_for, resolve_counties
    from jobtraining_cli.models.catalog import Origin
    from jobtraining_cli.pipeline import select
    from jobtraining_cli.present.ranking import render

    chosen = wanted_format(format_, json=json)
    whence = choice(origin, Origin, "--origin")
    engine = engine_for(data, survey, base)
    counties = resolve_counties(engine.workspace, county, state)
    rankings = [
        select(engine.rank(one), engine.workspace, top=top, barrier=barrier, innovation=innovation, origin=whence)
        for one in counties
    ]
    emit(lambda look: render(rankings, chosen, look), output, wide=wide, no_color=no_color, raw_csv=raw_csv)
