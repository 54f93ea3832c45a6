"""``jt config``: which settings and files are in force, and whence."""

from jobtraining_cli.cli import options


@options.with_given
def config(*, given: options.Given) -> None:
    """Show the settings and files in force, and where each comes from."""
    from jobtraining_cli.inventory import configuration
    from jobtraining_cli.load.settings import in_force
    from jobtraining_cli.present.configuration import render

    chosen = given.settle()
    found = configuration(chosen.workspace(), in_force(), chosen.data_by)
    chosen.emit(lambda look: render(found, chosen.format, look))
