"""Records -> CSV, JSON lines, Markdown tables and terminal tables, from one list of columns.

A column says once what it shows, so that no two formats can disagree.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jobtraining_cli.present.format import Look
from jobtraining_cli.present.text import CELL, csv_cell, json_text, markdown_cell, printable

if TYPE_CHECKING:
    from rich.table import Table

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table that people read: its key, heading, text, from which width it is there, and its least width."""

    key: str
    heading: str
    text: Callable[[Record], str]
    right: bool = False
    from_width: int = 0
    wraps: bool = False
    least: int | None = None


def decimals(key: str, digits: int = 1) -> Callable[[Record], str]:
    """The text of a number with a fixed number of decimals; a dash where it is null."""

    def text(record: Record) -> str:
        value = record[key]
        return "-" if value is None else f"{value:.{digits}f}"

    return text


def plain(key: str) -> Callable[[Record], str]:
    """The text of a value as it is; a dash where it is null."""

    def text(record: Record) -> str:
        value = record[key]
        return "-" if value is None else str(value)

    return text


def to_csv(records: Iterable[Record], keys: Sequence[str], *, raw: bool = False) -> str:
    """CSV with a header; cells that a spreadsheet would run are made text unless ``raw``."""
    out = io.StringIO()
    plain, quoted = (csv.writer(out, lineterminator="", quoting=how) for how in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL))

    def write(cells: list[str]) -> None:
        for place, cell in enumerate(cells):
            out.write("," if place else "")
            # Where lists are separated by semicolons, a spreadsheet may cut a cell there.
            if cell or raw:
                (quoted if raw or ";" in cell or "\t" in cell else plain).writerow([cell])
        out.write("\n")

    write(list(keys))
    for record in records:
        write([csv_cell(_flat(record[key]), raw=raw) for key in keys])
    return out.getvalue()


def _flat(value: Any) -> Any:
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else value


def to_jsonl(records: Iterable[Record]) -> str:
    """One JSON object a line."""
    return "".join(json_text(dict(record), indent=None) + "\n" for record in records)


def to_markdown(records: Iterable[Record], columns: Sequence[Column]) -> str:
    """A Markdown pipe table with the given columns."""
    lines = [
        "| " + " | ".join(markdown_cell(column.heading) for column in columns) + " |",
        "| " + " | ".join("---:" if column.right else "---" for column in columns) + " |",
    ]
    lines += [
        "| " + " | ".join(markdown_cell(column.text(record)) or " " for column in columns) + " |" for record in records
    ]
    return "\n".join(lines) + "\n"


def to_table(records: Iterable[Record], columns: Sequence[Column], look: Look) -> Table:
    """A terminal table with the columns that fit the width, or with all where ``look.wide``."""
    from rich import box  # the slowest import of the terminal path
    from rich.table import Table
    from rich.text import Text

    shown = [column for column in columns if look.wide or column.from_width <= look.width]
    table = Table(
        box=box.SIMPLE_HEAD if look.unicode else box.ASCII,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        header_style="bold",
        show_edge=False,
    )
    for column in shown:
        table.add_column(
            Text(column.heading),
            justify="right" if column.right else "left",
            no_wrap=not column.wraps,
            overflow="fold",
            min_width=column.least,
        )
    for record in records:
        table.add_row(*[Text(printable(column.text(record), CELL)) for column in shown])
    return table
