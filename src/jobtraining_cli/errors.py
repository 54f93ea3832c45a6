"""What can go wrong, in few kinds: each says what, where, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Literal, TypeVar

# Nobody mends a thousand places one after the other: what is wrong with so many is wrong once.
MAX_PROBLEMS = 1_000
MAX_SAID = 400
# As many as somebody reads; the formats for programs hold all.
MOST_SHOWN = 200
E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: what is wrong, where, and what to do.

    ``line`` and ``column`` count from 1. ``field`` is a key path or a CSV column. Texts that quote a file are
    cut at `MAX_SAID` characters.
    """

    message: str
    file: str | None = None
    line: int | None = None
    column: int | None = None
    field: str | None = None
    hint: str | None = None
    severity: Literal["error", "warning"] = "error"

    def __post_init__(self) -> None:
        """Cut what is too long to read."""
        for name in ("message", "field", "hint"):
            text = getattr(self, name)
            if text is not None and len(text) > MAX_SAID:
                object.__setattr__(self, name, text[: MAX_SAID - 3] + "...")

    @property
    def where(self) -> str:
        """The place as ``file:line:column: field``, as far as it is known."""
        numbers = [str(number) for number in (self.line, self.column) if number is not None]
        place = ":".join([self.file or "", *numbers]) if self.file or numbers else ""
        return ": ".join(part for part in (place, self.field) if part)

    def __str__(self) -> str:
        return ": ".join(part for part in (self.where, self.message) if part)


def at_most(problems: Iterable[Problem], place: str | None = None, room: int = MAX_PROBLEMS) -> list[Problem]:
    """The first ``room`` problems; where there are more, one behind them says that the rest is not looked for."""
    found = list(islice(problems, room + 1))
    if len(found) > room:
        hint = "correct these first, then check again"
        found[room] = Problem(
            f"there are more than {MAX_PROBLEMS:,} problems, so the rest is not shown", place, hint=hint
        )
    return found


class JtError(Exception):
    """The base of all errors that are reported without a traceback."""

    def __init__(self, problem: Problem | str | Iterable[Problem], hint: str | None = None) -> None:
        """Raise with one problem, several, or just a message and a hint."""
        if isinstance(problem, str):
            problem = Problem(problem, hint=hint)
        self.problems = (problem,) if isinstance(problem, Problem) else tuple(problem)
        super().__init__("\n".join(f"{p} ({p.hint})" if p.hint else str(p) for p in self.problems))


class DataError(JtError):
    """The data was rejected: a file says something that cannot be, or cannot be read."""


class UsageError(JtError):
    """The command line or the configuration asks for something that is not there."""


class RunError(JtError):
    """The program could not run: no permission, no space, a missing optional package."""


def near(word: str, known: Iterable[str], count: int = 3, most: int = 500) -> list[str]:
    """The known words that are spelled most like ``word``, nearest first.

    None of more than ``most``: nobody wrote such a list, and comparing with all of it takes time.
    """
    from difflib import get_close_matches  # slow to import, and needed only for errors

    by_fold = {item.casefold(): item for item in islice(known, most + 1)}
    if len(by_fold) > most:
        return []
    same = [item for item in by_fold if item.replace("_", "-") == word.casefold().replace("_", "-")]
    if same:
        return [by_fold[same[0]]]
    return [by_fold[item] for item in get_close_matches(word.casefold()[:200], by_fold, n=count, cutoff=0.6)]


def one_of(text: str | None, kind: type[E], what: str) -> E | None:
    """The member of ``kind`` that ``text`` is, in any case, and ``None`` for none.

    Raises ``UsageError`` with the nearest; ``what`` names the choice.
    """
    if not text:
        return None
    known = [item.value for item in kind]
    if text.casefold() not in known:
        hint = did_you_mean(text, known) or f"use {', '.join(known)}"
        raise UsageError(f"{what} {text!r} is not one of {', '.join(known)}", hint=hint)
    return kind(text.casefold())


def did_you_mean(word: str, known: Iterable[str], most: int = 500) -> str | None:
    """A hint with the nearest known words, or ``None`` where nothing is near."""
    matches = near(word, known, most=most)
    return f"did you mean {' or '.join(map(repr, matches))}?" if matches else None
