"""``jt counties``: how counties are named, and which table each is ranked on."""

from typing import Annotated, Optional

import typer

from jobtraining_cli.cli import complete, options


@options.with_given
def counties(
    state: Annotated[
        Optional[str],
        typer.Option(
            "--state",
            metavar="STATE",
            help="Counties of this state, by letters or name.  [default: NM]",
            show_default=False,
            autocompletion=complete.states,
        ),
    ] = None,
    all_states: Annotated[bool, typer.Option("--all", help="Counties of all states.")] = False,
    search: options.Search = None,
    survey: Annotated[
        Optional[str],
        typer.Option(
            "--survey",
            metavar="TABLE",
            help="Only counties that this table covers, by id or path.",
            show_default=False,
            autocompletion=complete.surveys,
        ),
    ] = None,
    *,
    given: options.Given,
) -> None:
    """List counties with their codes and short names, and the table that each is ranked on."""
    from jobtraining_cli.cli.setup import told
    from jobtraining_cli.errors import UsageError
    from jobtraining_cli.inventory import list_counties
    from jobtraining_cli.present.inventory import COUNTIES
    from jobtraining_cli.present.listing import render_list

    if all_states and state:
        raise UsageError("--all and --state contradict each other", hint="leave out one of the two")
    chosen = given.settle(state=None if all_states else state, survey=None)
    workspace = chosen.workspace()
    scope = None if all_states else workspace.register.state(chosen.state or "NM")
    found = list_counties(
        workspace, states=None if scope is None else [scope], survey=survey, search=search, chosen=chosen.survey
    )
    filters = told({"state": scope, "search": search, "survey": survey})
    notes = [] if all_states or chosen.state else ["Another state: --state TX; all of them: --all."]
    chosen.emit(lambda look: render_list(COUNTIES, found, chosen.format, look, filters, notes))
