"""A small survey of Taos, and files of stakeholder weights."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import brute_force

# Named by so many of 400 who needed it.
COUNTS = {"cost": 160, "transport": 120, "child_care": 80, "language": 40, "schedule": 60}
ON = ("-c", "Taos", "--survey", "made", "--data", "d")
PEOPLE = """rest: 1
people:
  - {weights: {cost: 3}}
  - {weights: {cost: 1, transport: 0}}
  - {weights: {child_care: 5}, rest: 2}"""


def survey(counts: Mapping[str, int], base: int = 400) -> None:
    """The survey in the folder `d`, here."""
    rows = [f"Taos,barrier,{barrier},{count},{base}" for barrier, count in counts.items()]
    brute_force.write_table(Path("d"), "needed", rows, columns="county,measure,barrier,count,base_n")


def write(text: str, name: str = "w.yaml") -> tuple[str, str]:
    """The options that name a file of weights, which is written here."""
    Path(name).write_text(f"schema: 1\n{text}\n", encoding="utf-8")
    return "--weights", name
