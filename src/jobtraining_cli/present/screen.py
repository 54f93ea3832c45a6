"""A terminal page: lines, bullets and tables, rendered to text at a width."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from jobtraining_cli.present.format import Look
from jobtraining_cli.present.text import LINE, printable


def _pieces(line: str, width: int) -> list[str]:
    """A line, cut before and after an address that is too long for it: a cut address is none, so the terminal wraps it."""
    return [piece for piece in re.split(rf"\s*(https?://\S{{{width - 7},}})\s*", line) if piece] or [""]


class Screen:
    """Collects a page. Everything said is made printable, and never parsed as markup."""

    def __init__(self, look: Look) -> None:
        """Render at the width and with the colours of ``look``; ``--wide`` has 160 columns at least."""
        self.look = look
        self._out = io.StringIO()
        self.console = Console(
            file=self._out,
            width=max(look.width, 160) if look.wide else look.width,
            height=25,  # without one, a dumb terminal has 80 columns
            color_system="standard" if look.color else None,
            force_terminal=look.color,
            legacy_windows=False,
            highlight=False,
            markup=False,
            emoji=False,
        )

    def say(self, line: str = "", style: str = "", marker: str = "") -> None:
        """A line, wrapped; lines after the first stand under the text behind ``marker``."""
        width = max(20, self.console.width - len(marker))
        parts = [part for piece in _pieces(printable(line, LINE), width) for part in self._wrapped(piece, width)]
        for number, part in enumerate(parts or [Text()]):
            part.rstrip()
            part.stylize(style if self.look.color else "")
            self.console.print(
                Text(marker if number == 0 else " " * len(marker)) + part, no_wrap=True, overflow="ignore", crop=False
            )

    def _wrapped(self, piece: str, width: int) -> list[Text]:
        return [Text(piece)] if piece.startswith("http") else list(Text(piece).wrap(self.console, width))

    def bullets(self, lines: Iterable[str], style: str = "", marker: str = "- ") -> None:
        """A list, a line each."""
        for line in lines:
            self.say(line, style, marker)

    def table(self, table: Table) -> None:
        """A table."""
        self.console.print(table)

    def text(self) -> str:
        """The page, without trailing blanks, ending in a newline."""
        return "\n".join(line.rstrip() for line in self._out.getvalue().split("\n")).rstrip("\n") + "\n"
