"""Small tables of people's answers, and what is left of them."""

from __future__ import annotations

from dataclasses import asdict, is_dataclass

from hypothesis import settings

from jobtraining_cli.models.protected import ProtectedRow
from jobtraining_cli.models.survey import BarrierRow, BarrierTable, Indicator, Survey
from jobtraining_cli.protect.primary import THRESHOLD, protect

CHECKED = settings(max_examples=100, deadline=None, derandomize=True, database=None)
FIPS = "35013"
FIGURES = ("count", "percent", "df", "se", "moe90", "moe95")


def table(*rows: BarrierRow, base: str = "needed", kind: str = "survey") -> BarrierTable:
    indicators = (
        (Indicator(barrier="cost", name="n", label="l", universe="u", stands_in_for="s"),)
        if kind == "indicator"
        else ()
    )
    survey = Survey(version=1, id="made", title="Made up", kind=kind, base=base, indicators=indicators)
    return BarrierTable.model_construct(survey=survey, place="made.csv", rows=rows, digest="of the file")


def row(line: int = 2, measure: str = "barrier", **figures) -> BarrierRow:
    named = {"barrier": "cost"} if measure == "barrier" else {}
    return BarrierRow(**{"line": line, "fips": FIPS, "measure": measure, **named, **figures})


def one(threshold: int = THRESHOLD, **figures) -> ProtectedRow:
    return protect(table(row(**figures)), threshold).rows[0]


def content(found: ProtectedRow) -> dict:
    """Everything about a protected row but its line."""
    values = asdict(found) if is_dataclass(found) else found._asdict()
    return {name: value for name, value in values.items() if name != "line"}


def says_nothing(found: ProtectedRow) -> bool:
    return all(getattr(found, name) is None for name in FIGURES)
