"""The options that several verbs share, each defined once."""

from typing import Annotated, Optional

import typer

from jobtraining_cli.cli import complete
from jobtraining_cli.present.format import Format

Counties = Annotated[
    Optional[list[str]],
    typer.Option("--county", "-c", metavar="COUNTY", help="County: name, slug or FIPS code. Repeat it for several.", show_default=False, autocompletion=complete.counties),
]  # fmt: skip
State = Annotated[
    Optional[str],
    typer.Option("--state", metavar="STATE", help="State of the county, by letters or name.  [default: NM]", show_default=False, autocompletion=complete.states),
]  # fmt: skip
Survey = Annotated[
    Optional[str],
    typer.Option("--survey", metavar="TABLE", help="Table to rank on, by id or path. By default the newest survey that covers the county, else the indicators.", show_default=False, autocompletion=complete.surveys),
]  # fmt: skip
BaseOption = Annotated[
    Optional[str],
    typer.Option("--base", metavar="BASE", help="What the percentages of a table without a sidecar are of: respondents, needed or difficulty.", show_default=False, autocompletion=complete.bases),
]  # fmt: skip
Data = Annotated[
    Optional[str],
    typer.Option(
        "--data", metavar="FOLDER", help="Data folder that goes before the packaged data.", show_default=False
    ),
]
FormatOption = Annotated[
    Optional[Format], typer.Option("--format", "-f", help="How to write it.  [default: table]", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="Short for --format json.")]
Output = Annotated[
    Optional[str],
    typer.Option("--output", "-o", metavar="FILE", help="File to write, or - for stdout.", show_default=False),
]
Search = Annotated[
    Optional[str],
    typer.Option("--search", metavar="WORDS", help="Only where all these words occur; beginnings of words are enough.", show_default=False),
]  # fmt: skip
Wide = Annotated[
    Optional[bool],
    typer.Option("--wide/--no-wide", help="All columns, however wide the terminal.", show_default=False),
]
Color = Annotated[
    Optional[bool],
    typer.Option("--color/--no-color", help="Colours and bold.  [default: where stdout is a terminal]", show_default=False),
]  # fmt: skip
RawCsv = Annotated[
    Optional[bool],
    typer.Option("--raw-csv/--no-raw-csv", help="Leave CSV text as it is, even where a spreadsheet would run it.", show_default=False),
]  # fmt: skip
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]
