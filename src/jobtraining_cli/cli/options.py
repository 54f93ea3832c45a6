"""The options that several verbs share, each defined once."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, Optional, get_type_hints

import typer

from jobtraining_cli.cli import complete
from jobtraining_cli.present.format import Format

if TYPE_CHECKING:
    from jobtraining_cli.cli.setup import Choices

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
    Optional[Format],
    typer.Option(
        "--format", "-f", help="How to write it.  [default: by the ending of --output, else table]", show_default=False
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Short for --format json.")]
Output = Annotated[
    Optional[str],
    typer.Option("--output", "-o", metavar="FILE", help="File to write, or - for stdout.", show_default=False),
]
ActsOn = Annotated[
    Optional[str],
    typer.Option("--barrier", metavar="ID", help="Only projects that act on this barrier, by id or label.", show_default=False, autocompletion=complete.barriers),
]  # fmt: skip
OfInnovation = Annotated[
    Optional[int],
    typer.Option("--innovation", metavar="N", help="Only projects of this innovation.", show_default=False),
]
OfOrigin = Annotated[
    Optional[str],
    typer.Option("--origin", metavar="ORIGIN", help="Only published or only proposed projects.", show_default=False, autocompletion=complete.origins),
]  # fmt: skip
UncertaintyOption = Annotated[
    Optional[str],
    typer.Option("--uncertainty", metavar="WHAT", help="What to draw to say how sure the order is: data, judgement, both or none.  [default: both]", show_default=False, autocompletion=complete.uncertainties),
]  # fmt: skip
Draws = Annotated[
    Optional[int],
    typer.Option("--draws", min=100, max=100_000, metavar="N", help="How often to draw.  [default: 2000]", show_default=False),
]  # fmt: skip
Seed = Annotated[
    Optional[int],
    typer.Option("--seed", min=0, max=2**63 - 1, metavar="N", help="Where the draws start: the same seed gives the same figures.  [default: 1]", show_default=False),
]  # fmt: skip
Weights = Annotated[
    Optional[str],
    typer.Option("--weights", metavar="FILE", help="Stakeholder weights of the barriers (YAML).", show_default=False),
]
Unsuppressed = Annotated[
    bool,
    typer.Option("--unsuppressed", help="Hide nothing. Only on a terminal, for those who may see single answers."),
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


@dataclass(frozen=True, slots=True)
class Given:
    """The options of every verb that prints records, as they were given on the command line."""

    wide: Wide = None
    format_: FormatOption = None
    json: Json = False
    output: Output = None
    data: Data = None
    color: Color = None
    raw_csv: RawCsv = None
    debug: Debug = False

    def settle(self, **more: Any) -> "Choices":
        """What holds: these options and ``more`` of the verb's own, over variables and settings file."""
        from jobtraining_cli.cli.setup import settle, wanted_format

        return settle(
            format=wanted_format(self.format_, json=self.json, output=self.output),
            output=self.output,
            wide=self.wide,
            data=self.data,
            color=self.color,
            raw_csv=self.raw_csv,
            **more,
        )


_HINTS = get_type_hints(Given, include_extras=True)
_SHARED = [
    p.replace(kind=p.POSITIONAL_OR_KEYWORD, annotation=_HINTS[p.name])
    for p in inspect.signature(Given).parameters.values()
]


def with_given(verb: Callable[..., None]) -> Callable[..., None]:
    """Give a verb the options of ``Given`` besides its own; it takes them as one, named ``given``."""
    own = [p for p in inspect.signature(verb).parameters.values() if p.name != "given"]

    @wraps(verb)
    def command(**values: Any) -> None:
        given = Given(**{p.name: values.pop(p.name) for p in _SHARED})
        verb(**values, given=given)

    command.__signature__ = inspect.Signature([*own, *_SHARED])  # type: ignore[attr-defined]
    command.__annotations__ = {p.name: p.annotation for p in (*own, *_SHARED)}
    # typer reads the hints of what is wrapped, where something is.
    del command.__wrapped__
    return command
