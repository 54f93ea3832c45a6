"""From options, variables and settings files to what the pipeline takes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jobtraining_cli.cli import diagnostics
from jobtraining_cli.errors import UsageError, one_of
from jobtraining_cli.load.settings import InForce, in_force, unknown_variables
from jobtraining_cli.present.format import Format, Look
from jobtraining_cli.workspace import Workspace

if TYPE_CHECKING:
    from jobtraining_cli.models.county import County
    from jobtraining_cli.pipeline import Drawing, Engine


def wanted_format(format_: Format | None, *, json: bool, output: str | None = None) -> Format | None:
    """``--format``, or ``--json`` for short, else what the ending of ``--output`` says, if anything.

    Raises ``UsageError`` where the first two disagree.
    """
    if json and format_ not in (None, Format.json):
        raise UsageError(
            f"--json and --format {format_.value if format_ else ''} ask for two formats",
            hint="leave out one of the two",
        )
    ending = Path(output).suffix.removeprefix(".").lower() if output else ""
    by_ending = Format(ending) if ending in (item.value for item in Format if item is not Format.table) else None
    return Format.json if json else format_ or by_ending


@dataclass(frozen=True, slots=True)
class Choices:
    """What holds for one command: an option goes before a variable, a variable before the settings file."""

    data: Path | None = None
    data_by: str = "--data"
    county: tuple[str, ...] = ()
    state: str | None = None
    survey: str | None = None
    base: str | None = None
    format: Format = Format.table
    wide: bool = False
    color: bool | None = None
    raw_csv: bool = False
    output: str | None = None
    uncertainty: str | None = None
    draws: int | None = None
    seed: int | None = None
    weights: str | None = None
    unsuppressed: bool = False

    def workspace(self) -> Workspace:
        """The workspace in force; says on stderr which data it is where that is not the packaged one."""
        workspace = Workspace.open(self.data, self.data_by)
        said = workspace.describe()
        if said:
            diagnostics.note(said)
        unused = workspace.unused_folder()
        if unused:
            diagnostics.note(unused)
        for path in workspace.left_out()[:5]:
            diagnostics.note(f"{path} is left out: it has no sidecar (.yaml) that says what its percentages are of")
        return workspace

    def engine(self) -> Engine:
        """The pipeline over the workspace in force. Raises ``UsageError``."""
        from jobtraining_cli.models.survey import Base
        from jobtraining_cli.pipeline import Engine

        if self.unsuppressed:
            self._only_here()
        return Engine(
            self.workspace(),
            self.survey,
            one_of(self.base, Base, "--base"),
            self._drawing(),
            weights=Path(self.weights) if self.weights else None,
            reveal=self.unsuppressed,
        )

    def _drawing(self) -> Drawing:
        from jobtraining_cli.models.streams import DRAWS, SEED
        from jobtraining_cli.pipeline import Drawing, Uncertain

        mode = one_of(self.uncertainty, Uncertain, "--uncertainty")
        seed = SEED if self.seed is None else self.seed
        return Drawing(Uncertain.both if mode is None else mode, self.draws or DRAWS, seed)

    def _only_here(self) -> None:
        """Raise ``UsageError`` where the result would go anywhere but to a terminal."""
        if (self.output and self.output != "-") or sys.stdout is None or not sys.stdout.isatty():
            raise UsageError(
                "--unsuppressed prints to a terminal only",
                hint="leave it out: files and pipes get the protected figures",
            )
        diagnostics.note("nothing is hidden here: these figures may be about single people. Pass nothing of it on")

    def counties(self, workspace: Workspace) -> list[County]:
        """The counties named, each once, in the order given. Raises ``UsageError``."""
        register = workspace.register
        scope = register.state(self.state) if self.state is not None else None
        if not self.county:
            raise UsageError("no county was named", hint='add --county, for example --county "Doña Ana"')
        return list(dict.fromkeys(register.resolve(name, scope) for name in self.county))

    def emit(self, render: Callable[[Look], str]) -> None:
        """Write a result where and how it was asked for. Raises what ``output.emit`` raises."""
        from jobtraining_cli.cli.output import emit

        emit(render, self.output, wide=self.wide, color=self.color, raw_csv=self.raw_csv)


def settle(**options: Any) -> Choices:
    """The choices of a command from its options; an option not given is ``None``.

    A verb passes the options it has, and only these are looked up elsewhere. An empty text asks for the
    program's own default, whatever is settled elsewhere. Raises ``UsageError``.
    """
    settings = in_force()
    for path in settings.passed_over:
        diagnostics.note(f"{path} belongs to somebody else and is not used: name it with JT_CONFIG where it should be")
    for line in unknown_variables(os.environ):
        diagnostics.note(line)
    return Choices(**{name: value for name, value in _choose(options, settings).items() if value not in (None, "")})


def _choose(options: dict[str, Any], settings: InForce) -> dict[str, Any]:
    chosen: dict[str, Any] = {}
    for name, given in options.items():
        settled = settings.get(name) if given is None or given == [] else None
        value = settled.value if settled else given
        if name == "data" and value is not None:
            chosen["data_by"] = settled.whence if settled else "--data"
            value = Path(value) if str(value) else None
        elif name == "county":
            value = tuple(value or ())
        elif name == "format" and value is not None:
            value = Format(value)
        chosen[name] = value
    return chosen


def day(text: str | None) -> date:
    """The date of a document: the one given, else ``SOURCE_DATE_EPOCH`` (UTC), else today. Raises ``UsageError``."""
    if text:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise UsageError(f"--date {text!r} is not a date", hint="write it like 2026-03-31") from None
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return datetime.now().astimezone().date()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError):
        hint = "it counts seconds since 1970; unset it to use today"
        raise UsageError(f"SOURCE_DATE_EPOCH {epoch!r} is not a time", hint=hint) from None


def told(filters: dict[str, Any]) -> dict[str, str]:
    """The filters that were asked for, as outputs tell them."""
    return {name: "yes" if value is True else str(value) for name, value in filters.items() if value is not None}
