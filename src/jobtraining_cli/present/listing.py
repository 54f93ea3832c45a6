"""A list of things in every format: the same records behind each, so that no two can disagree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from jobtraining_cli.models.base import Result, as_plain
from jobtraining_cli.present.format import SCHEMA_VERSION, Format, Look
from jobtraining_cli.present.records import Column, to_csv, to_jsonl, to_markdown, to_table
from jobtraining_cli.present.text import json_text, markdown
from jobtraining_cli.present.version import generator


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list shows: its name in JSON, the flat record of an entry, its keys, and the columns people read."""

    name: str
    one: str
    many: str
    keys: tuple[str, ...]
    columns: tuple[Column, ...]
    flat: Callable[[Any], dict[str, Any]]


def counted(number: int, one: str, many: str) -> str:
    """``1 project``, ``2 projects``."""
    return f"{number:,} {one if number == 1 else many}"


def document(name: str, **content: Any) -> str:
    """A JSON document with the head that all of ours have."""
    head = {"schema": f"jt.{name}", "version": SCHEMA_VERSION, "generator": generator()}
    return json_text(head | content) + "\n"


def render_list(
    listing: Listing,
    entries: Sequence[Result],
    format_: Format,
    look: Look,
    filters: dict[str, str],
    notes: Sequence[str] = (),
) -> str:
    """The entries as text in a format, ending in a newline. ``filters`` are told, so that nobody takes a part for the whole."""
    if format_ is Format.json:
        return document(listing.name, filters=filters, **{listing.name: as_plain(list(entries))})
    records = [listing.flat(entry) for entry in entries]
    if format_ is Format.jsonl:
        return to_jsonl({key: record[key] for key in listing.keys} for record in records)
    if format_ is Format.csv:
        return to_csv(records, listing.keys, raw=look.raw_csv)
    said = counted(len(records), listing.one, listing.many)
    if filters:
        said += f" ({', '.join(f'{name} {value}' for name, value in filters.items())})"
    if format_ is Format.md:
        parts = [f"# {markdown(listing.many[:1].upper() + listing.many[1:])}", "", markdown(said + "."), ""]
        parts += [line for note in notes for line in (markdown(note), "")]
        return "\n".join([*parts, to_markdown(records, listing.columns)]) if records else "\n".join(parts)
    from jobtraining_cli.present.screen import Screen  # rich is slow to import, and only tables need it

    screen = Screen(look)
    if records:
        screen.table(to_table(records, listing.columns, look))
        screen.say()
    screen.say(said + ".", "bold")
    screen.bullets(notes, "dim", marker="")
    return screen.text()
