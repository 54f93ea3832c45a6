"""``jt init``: a workspace to start from."""

from typing import Annotated, Optional

import typer

from jobtraining_cli.cli import complete, options


def init(
    folder: Annotated[str, typer.Argument(help="Folder to make, or to add to. Nothing in it is overwritten.")],
    example: Annotated[
        bool, typer.Option("--example", help="With an invented survey to try things on, in place of an empty table.")
    ] = False,
    county: Annotated[
        Optional[str],
        typer.Option(
            "--county",
            "-c",
            metavar="COUNTY",
            help="The county to rank where none is named: name, slug or FIPS code.",
            show_default=False,
            autocompletion=complete.counties,
        ),
    ] = None,
    state: options.State = None,
    debug: options.Debug = False,
) -> None:
    """Start a workspace: projects to edit, a barrier table to fill in, and what to do next."""
    from pathlib import Path

    from jobtraining_cli.cli import diagnostics
    from jobtraining_cli.cli.output import write_new_files, write_stdout
    from jobtraining_cli.cli.setup import settle
    from jobtraining_cli.errors import UsageError
    from jobtraining_cli.present.text import printable
    from jobtraining_cli.starter import example_counties, starter_files
    from jobtraining_cli.workspace import Workspace

    if not folder.strip():
        raise UsageError("no folder was named", hint="name one, such as my-county, or . for this one")
    chosen = settle(state=state)
    where = None
    if county:
        register = Workspace.packaged().register
        where = register.resolve(county, register.state(chosen.state) if chosen.state else None)
        if example and where not in (known := example_counties(register)):
            names = ", ".join(c.name for c in known)
            raise UsageError(f"the invented survey has no row about {where.full_name}", hint=f"it has {names}")
    files = starter_files(example=example, county=where)
    kept = write_new_files(
        Path(folder), {str(f.path): f.text for f in files}, {str(f.path) for f in files if f.optional}
    )
    for name in kept:
        diagnostics.note(f"{name} was there already and is left as it is")
    if ".gitignore" in kept:
        lines = [line for f in files if str(f.path) == ".gitignore" for line in f.text.split() if line[0] in "*re"]
        diagnostics.note(f"add to .gitignore, so that people's answers stay out of git: {', '.join(lines)}")
    width = max(len(str(f.path)) for f in files)
    lines = [f"  {f.path!s:<{width}}  {f.about}" for f in files if str(f.path) not in kept]
    next_ = "jt rank" if example or where else 'jt rank --county "your county"'
    write_stdout(
        "\n".join(
            [
                f"A workspace in {printable(folder)}:",
                *lines,
                "",
                f"Next: read README.md there; then, in that folder, jt validate and {next_}.",
                "",
            ]
        )
    )
