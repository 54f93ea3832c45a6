"""From options to what the pipeline takes: the workspace, the counties, a choice out of a few."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from jobtraining_cli.cli import diagnostics
from jobtraining_cli.errors import UsageError, did_you_mean
from jobtraining_cli.models.county import County
from jobtraining_cli.models.survey import Base
from jobtraining_cli.pipeline import Engine
from jobtraining_cli.workspace import Workspace

E = TypeVar("E", bound=StrEnum)


def choice(text: str | None, kind: type[E], option: str) -> E | None:
    """One of a few words. Raises ``UsageError`` with the nearest."""
    if text is None:
        return None
    known = [item.value for item in kind]
    if text.casefold() not in known:
        hint = did_you_mean(text, known) or f"use {', '.join(known)}"
        raise UsageError(f"{option} {text!r} is not one of {', '.join(known)}", hint=hint)
    return kind(text.casefold())


def open_workspace(data: Path | None) -> Workspace:
    """The workspace in force; says on stderr which data it is where that is not the packaged one."""
    workspace = Workspace.open(data)
    said = workspace.describe()
    if said:
        diagnostics.note(said)
    return workspace


def engine_for(data: Path | None, survey: str | None, base: str | None) -> Engine:
    """The pipeline over the workspace in force. Raises ``UsageError``."""
    return Engine(open_workspace(data), survey, choice(base, Base, "--base"))


def resolve_counties(workspace: Workspace, names: list[str] | None, state: str | None) -> list[County]:
    """The counties named on the command line, each once, in the order given. Raises ``UsageError``."""
    register = workspace.register
    scope = register.state(state) if state is not None else None
    if not names:
        raise UsageError("no county was named", hint='add --county, for example --county "Doña Ana"')
    return list(dict.fromkeys(register.resolve(name, scope) for name in names))
