"""The program: its verbs, and the one place where errors become messages and exit codes."""

import os
import sys
from typing import Annotated

import typer

from jobtraining_cli import __version__
from jobtraining_cli.cli import complete, projects
from jobtraining_cli.cli.barriers import barriers
from jobtraining_cli.cli.brief import brief
from jobtraining_cli.cli.config import config
from jobtraining_cli.cli.counties import counties
from jobtraining_cli.cli.explain import explain
from jobtraining_cli.cli.init import init
from jobtraining_cli.cli.methods import methods
from jobtraining_cli.cli.rank import rank
from jobtraining_cli.cli.surveys import surveys
from jobtraining_cli.cli.validate import validate

app = typer.Typer(
    name="jt",
    help="Rank job-training projects by how well they fit the barriers found in a county.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
# The few words of each verb in the list of verbs; its docstring is the whole sentence.
app.command(short_help="Rank a county's projects by fit to its barriers.")(rank)
app.command(short_help="Show the sum behind a project's place.")(explain)
app.command(short_help="Compare with other ways to set priorities.")(methods)
app.command(short_help="Write a brief to hand out.")(brief)
app.command(short_help="Start a workspace.")(init)
app.command(short_help="Check data files.")(validate)
app.add_typer(projects.app, name="projects", short_help="List the projects, or show some in full.")
app.command(short_help="List the barriers.")(barriers)
app.command(short_help="List counties and their short names.")(counties)
app.command(short_help="List the tables to rank on.")(surveys)
app.command(short_help="Show the settings and files in force.")(config)


def _show_version(value: bool) -> None:
    if value:
        from jobtraining_cli.cli.output import write_stdout

        write_stdout(f"jt {__version__}\n")
        raise typer.Exit


@app.callback()
def callback(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Rank job-training projects by how well they fit the barriers found in a county."""


def run(arguments: list[str] | None = None) -> int:
    """Run ``jt`` and return the exit code. Every way out is documented, and none shows a traceback."""
    from jobtraining_cli.cli import diagnostics
    from jobtraining_cli.errors import JtError, Problem

    arguments = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in arguments
    if "_JT_COMPLETE" in os.environ:
        complete.without_markup()
    try:
        code = app(arguments, standalone_mode=True)
    except SystemExit as done:
        code = done.code
        if code == 1 and type(sys.stdout).__name__ == "PacifyFlushWrapper":
            return diagnostics.ExitCode.BROKEN_PIPE  # typer saw the reader of its own help go away
    except JtError as error:
        if debug:
            raise
        diagnostics.report(error.problems)
        return diagnostics.exit_code(error)
    except KeyboardInterrupt:
        return diagnostics.ExitCode.INTERRUPTED
    except OSError as error:
        # Every file is read and written where its errors are told in full; this is a name the system refuses.
        if debug:
            raise
        problem = Problem(
            str(error.strerror or error), str(error.filename or "")[:200] or None, hint="check the name and the folder"
        )
        diagnostics.report([problem])
        return diagnostics.ExitCode.RUN
    except MemoryError:
        if debug:
            raise
        diagnostics.report([Problem("there is not enough memory", hint="use smaller tables, or a larger machine")])
        return diagnostics.ExitCode.RUN
    except Exception as error:
        if debug:
            raise
        diagnostics.write(f"error: this should not have happened: {type(error).__name__}: {str(error)[:200]}")
        diagnostics.write("  help: run it again with --debug and report what it prints")
        return diagnostics.ExitCode.RUN
    return code if isinstance(code, int) else 0
