"""``jt rank``: which projects fit a county's barriers best."""

from typing import Annotated, Optional

import typer

from jobtraining_cli.cli import options


@options.with_given
def rank(
    county: options.Counties = None,
    state: options.State = None,
    survey: options.Survey = None,
    base: options.BaseOption = None,
    top: Annotated[
        Optional[int],
        typer.Option("--top", min=1, metavar="N", help="Only the projects up to this rank.", show_default=False),
    ] = None,
    barrier: options.ActsOn = None,
    innovation: options.OfInnovation = None,
    origin: options.OfOrigin = None,
    *,
    given: options.Given,
) -> None:
    """Rank the projects by how well they fit the barriers found in a county."""
    from jobtraining_cli.errors import one_of
    from jobtraining_cli.models.catalog import Origin
    from jobtraining_cli.pipeline import select
    from jobtraining_cli.present.ranking import render

    whence = one_of(origin, Origin, "--origin")
    chosen = given.settle(county=county, state=state, survey=survey, base=base)
    engine = chosen.engine()
    rankings = [
        select(engine.rank(one), engine.workspace, top=top, barrier=barrier, innovation=innovation, origin=whence)
        for one in chosen.counties(engine.workspace)
    ]
    chosen.emit(lambda look: render(rankings, chosen.format, look))
