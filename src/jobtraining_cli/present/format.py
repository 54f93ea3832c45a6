"""The formats, and what every presenter is given."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Format(StrEnum):
    """How a result is written."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    md = "md"


@dataclass(frozen=True, slots=True)
class Look:
    """How a terminal shows it: columns across, colour, letters beyond ASCII, all columns, raw CSV."""

    width: int = 80
    color: bool = False
    unicode: bool = True
    wide: bool = False
    raw_csv: bool = False


SCHEMA_VERSION = 1
