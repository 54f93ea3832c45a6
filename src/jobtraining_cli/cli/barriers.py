"""``jt barriers``: the reasons that keep people away."""

from typing import Annotated, Any, Optional

import typer

from jobtraining_cli.cli import complete, options


@options.with_given
def barriers(
    county: Annotated[
        Optional[list[str]],
        typer.Option(
            "--county",
            "-c",
            metavar="COUNTY",
            help="The barriers of this county with their figures, and how sure their order is.",
            show_default=False,
            autocompletion=complete.counties,
        ),
    ] = None,
    level: Annotated[
        Optional[float],
        typer.Option(
            "--level",
            min=0.5,
            max=0.999,
            metavar="P",
            help="Confidence level of a county's intervals and ranks.  [default: 0.95]",
            show_default=False,
        ),
    ] = None,
    state: options.State = None,
    base: options.BaseOption = None,
    unsuppressed: options.Unsuppressed = False,
    search: options.Search = None,
    survey: Annotated[
        Optional[str],
        typer.Option(
            "--survey",
            metavar="TABLE",
            help="Only barriers that this table has figures for, by id or path; with --county the table to use.",
            show_default=False,
            autocompletion=complete.surveys,
        ),
    ] = None,
    uncovered: Annotated[bool, typer.Option("--uncovered", help="Only barriers that no project acts on.")] = False,
    *,
    given: options.Given,
) -> None:
    """List the barriers that surveys and projects are matched by, or the figures of a county's barriers."""
    if county:
        _of_counties(given, county, level, state=state, survey=survey, base=base, unsuppressed=unsuppressed,
                     listed=search is not None or uncovered)  # fmt: skip
        return
    from jobtraining_cli.cli.setup import told
    from jobtraining_cli.errors import UsageError
    from jobtraining_cli.inventory import list_barriers
    from jobtraining_cli.present.inventory import BARRIERS
    from jobtraining_cli.present.listing import render_list

    for name, value in (("level", level), ("state", state), ("base", base), ("unsuppressed", unsuppressed)):
        if value:
            raise UsageError(f"--{name} is about the figures of a county", hint="add --county, or leave it out")
    chosen = given.settle()
    found = list_barriers(chosen.workspace(), search=search, survey=survey, uncovered=uncovered)
    filters = told({"search": search, "survey": survey, "uncovered": uncovered or None})
    chosen.emit(lambda look: render_list(BARRIERS, found, chosen.format, look, filters))


def _of_counties(
    given: options.Given, names: list[str], level: Optional[float], *, listed: bool, **options_: Any
) -> None:
    """The figures of the counties named. Raises ``UsageError`` where the list of all barriers was asked for as well."""
    from jobtraining_cli.errors import UsageError
    from jobtraining_cli.pipeline.places import LEVEL, county_barriers
    from jobtraining_cli.present.places import render

    if listed:
        raise UsageError("--search and --uncovered list the barriers of the taxonomy", hint="leave out --county")
    chosen = given.settle(county=names, **options_)
    engine = chosen.engine()
    found = [county_barriers(engine, one, level or LEVEL) for one in chosen.counties(engine.workspace)]
    chosen.emit(lambda look: render(found, chosen.format, look))
