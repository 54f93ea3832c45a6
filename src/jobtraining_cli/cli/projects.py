"""``jt projects``: what a county can choose to do."""

from typing import Annotated, Optional

import typer

from jobtraining_cli.cli import complete, options

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="List the projects of the catalogue, or show some in full."
)

Service = Annotated[
    Optional[str],
    typer.Option("--service", metavar="SERVICE", help="Only projects for this service.", show_default=False),
]


@app.command("list")
@options.with_given
def list_(
    barrier: options.ActsOn = None,
    innovation: options.OfInnovation = None,
    origin: options.OfOrigin = None,
    level: Annotated[
        Optional[str],
        typer.Option(
            "--level", metavar="LEVEL", help="Only projects of this level, such as county.", show_default=False
        ),
    ] = None,
    search: options.Search = None,
    service: Service = None,
    *,
    given: options.Given,
) -> None:
    """List the projects, with the barriers they act on."""
    from jobtraining_cli.cli.setup import told
    from jobtraining_cli.errors import one_of
    from jobtraining_cli.inventory import list_projects
    from jobtraining_cli.models.catalog import Origin
    from jobtraining_cli.present.inventory import PROJECTS
    from jobtraining_cli.present.listing import render_list

    whence = one_of(origin, Origin, "--origin")
    chosen = given.settle()
    filters = {
        "service": service,
        "barrier": barrier,
        "innovation": innovation,
        "origin": whence,
        "level": level,
        "search": search,
    }
    found = list_projects(chosen.workspace(), **filters)  # type: ignore[arg-type]
    chosen.emit(lambda look: render_list(PROJECTS, found, chosen.format, look, told(filters)))


@app.command()
@options.with_given
def show(
    projects: Annotated[
        list[str], typer.Argument(help="Codes, such as 9.1 or 'Job Training.9.1'.", autocompletion=complete.projects)
    ],
    service: Service = None,
    *,
    given: options.Given,
) -> None:
    """Show projects in full: what each is, who does it, what it acts on and why, and its next steps."""
    from jobtraining_cli.inventory import find_project, project_entry
    from jobtraining_cli.present.project_page import render

    chosen = given.settle()
    workspace = chosen.workspace()
    wanted = dict.fromkeys(find_project(workspace, name, service).code for name in projects)
    found = [project_entry(project, workspace) for project in workspace.catalogue.projects if project.code in wanted]
    found.sort(key=lambda entry: list(wanted).index(entry.code))
    chosen.emit(lambda look: render(found, chosen.format, look))
