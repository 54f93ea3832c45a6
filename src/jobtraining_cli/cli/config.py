"""``jt config``: which settings and files are in force, and whence."""

from jobtraining_cli.cli import options


def config(
    wide: options.Wide = None,
    format_: options.FormatOption = None,
    json: options.Json = False,
    output: options.Output = None,
    data: options.Data = None,
    color: options.Color = None,
    raw_csv: options.RawCsv = None,
    debug: options.Debug = False,
) -> None:
    """Show the settings and files in force, and where each comes from."""
    from jobtraining_cli.cli.setup import settle
    from jobtraining_cli.inventory import configuration
    from jobtraining_cli.load.settings import in_force
    from jobtraining_cli.present.configuration import render

    chosen = settle(format_, json=json, data=data, wide=wide, color=color, raw_csv=raw_csv)
    found = configuration(chosen.workspace(), in_force())
    chosen.emit(lambda look: render(found, chosen.format, look), output)
