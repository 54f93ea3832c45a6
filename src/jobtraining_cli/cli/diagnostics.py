"""The only writer of stderr, and the exit codes."""

from __future__ import annotations

import sys
from enum import IntEnum
from typing import TYPE_CHECKING

from jobtraining_cli.errors import MOST_SHOWN, DataError, JtError, Problem, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST = 20


class ExitCode(IntEnum):
    """What the exit code of ``jt`` says. Scripts may rely on these."""

    OK = 0
    """It worked; an empty result counts as one."""
    DATA = 1
    """The data was rejected, or a check has findings."""
    USAGE = 2
    """The command line or the configuration asks for something that is not there."""
    RUN = 3
    """It could not run: files that cannot be read or written, a missing optional package."""
    INTERRUPTED = 130
    """Stopped by Ctrl-C."""
    BROKEN_PIPE = 141
    """The reader of the output went away."""


def exit_code(error: JtError) -> ExitCode:
    """The exit code for a kind of error."""
    if isinstance(error, DataError):
        return ExitCode.DATA
    return ExitCode.USAGE if isinstance(error, UsageError) else ExitCode.RUN


def write(line: str) -> None:
    """One line to stderr, harmless for a terminal; a closed or full stderr is nobody's problem."""
    from jobtraining_cli.present.text import printable

    text = printable(line)
    try:
        encoding = sys.stderr.encoding or "utf-8"
        sys.stderr.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        pass


def note(line: str) -> None:
    """Something worth knowing that is not part of the result."""
    write(f"note: {line}")


def report(problems: Iterable[Problem]) -> None:
    """Problems: place, what is wrong, and what to do about it; at most twenty of them."""
    problems = tuple(problems)
    for problem in problems[:_MOST]:
        write(f"{problem.severity}: {problem}")
        if problem.hint:
            write(f"  help: {problem.hint}")
    if len(problems) > _MOST:
        verb = "jt validate" if len(problems) <= MOST_SHOWN else "jt validate --format csv"
        write(f"and {len(problems) - _MOST} more problems; `{verb}` lists them all")
