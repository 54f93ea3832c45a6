"""``jt barriers``: the reasons that keep people away."""

from typing import Annotated, Optional

import typer

from jobtraining_cli.cli import complete, options


@options.with_given
def barriers(
    search: options.Search = None,
    survey: Annotated[
        Optional[str],
        typer.Option(
            "--survey",
            metavar="TABLE",
            help="Only barriers that this table has figures for, by id or path.",
            show_default=False,
            autocompletion=complete.surveys,
        ),
    ] = None,
    uncovered: Annotated[bool, typer.Option("--uncovered", help="Only barriers that no project acts on.")] = False,
    *,
    given: options.Given,
) -> None:
    """List the barriers that surveys and projects are matched by."""
    from jobtraining_cli.cli.setup import told
    from jobtraining_cli.inventory import list_barriers
    from jobtraining_cli.present.inventory import BARRIERS
    from jobtraining_cli.present.listing import render_list

    chosen = given.settle()
    found = list_barriers(chosen.workspace(), search=search, survey=survey, uncovered=uncovered)
    filters = told({"search": search, "survey": survey, "uncovered": uncovered or None})
    chosen.emit(lambda look: render_list(BARRIERS, found, chosen.format, look, filters))
