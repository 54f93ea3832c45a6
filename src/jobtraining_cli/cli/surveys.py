"""``jt surveys``: which tables there are, and what each rests on."""

from typing import Annotated, Optional

import typer

from jobtraining_cli.cli import complete, options


@options.with_given
def surveys(
    kind: Annotated[
        Optional[str],
        typer.Option(
            "--kind",
            metavar="KIND",
            help="Only tables of this kind: survey, indicator or illustrative.",
            show_default=False,
            autocompletion=complete.kinds,
        ),
    ] = None,
    county: Annotated[
        Optional[str],
        typer.Option(
            "--county",
            "-c",
            metavar="COUNTY",
            help="Only tables that cover this county: name, slug or FIPS code.",
            show_default=False,
            autocompletion=complete.counties,
        ),
    ] = None,
    state: options.State = None,
    service: Annotated[
        Optional[str],
        typer.Option("--service", metavar="SERVICE", help="Only tables about this service.", show_default=False),
    ] = None,
    *,
    given: options.Given,
) -> None:
    """List the tables to rank on, in the order in which they are taken. Illustrative ones have to be named."""
    from jobtraining_cli.cli.setup import told
    from jobtraining_cli.errors import one_of
    from jobtraining_cli.inventory import list_surveys
    from jobtraining_cli.models.survey import Kind
    from jobtraining_cli.present.inventory import SURVEYS
    from jobtraining_cli.present.listing import render_list

    wanted = one_of(kind, Kind, "--kind")
    chosen = given.settle(state=state)
    workspace = chosen.workspace()
    scope = workspace.register.state(chosen.state) if chosen.state else None
    where = workspace.register.resolve(county, scope) if county else None
    found = list_surveys(workspace, kind=wanted, county=where, service=service)
    filters = told({"kind": wanted, "county": where.full_name if where else None, "service": service})
    chosen.emit(lambda look: render_list(SURVEYS, found, chosen.format, look, filters))
