"""The lists of projects, barriers, counties and surveys: which fields, in which columns."""

from __future__ import annotations

from typing import Any

from jobtraining_cli.models.base import as_plain
from jobtraining_cli.models.inventory import BarrierEntry, CountyEntry, ProjectEntry, SurveyEntry
from jobtraining_cli.models.survey import Kind
from jobtraining_cli.present.listing import Listing
from jobtraining_cli.present.records import Column, Record, plain


def _joined(key: str, most: int = 99) -> Any:
    def text(record: Record) -> str:
        return ", ".join(map(str, record[key][:most])) or "-"

    return text


def _project(entry: ProjectEntry) -> dict[str, Any]:
    values: dict[str, Any] = as_plain(entry)
    acting = {fit: [edge for edge in entry.edges if edge.fit == fit] for fit in ("full", "partial")}
    return values | {
        "source": entry.source.publisher if entry.source else None,
        "source_url": entry.source.url if entry.source else None,
        "barriers_full": [edge.barrier for edge in acting["full"]],
        "barriers_partial": [edge.barrier for edge in acting["partial"]],
        "labels": [edge.label for edge in acting["full"] + acting["partial"]],
        "ratings": list(dict.fromkeys(edge.rating_label for edge in entry.edges)),
        "screened_out": bool(entry.refused),
        "cost_low": entry.cost.low if entry.cost else None,
        "cost_high": entry.cost.high if entry.cost else None,
        "currency": entry.cost.currency if entry.cost else None,
    }


PROJECTS = Listing(
    "projects",
    "project",
    "projects",
    (
        "code",
        "id",
        "title",
        "origin",
        "innovation",
        "innovation_name",
        "level",
        "leads",
        "partners",
        "barriers_full",
        "barriers_partial",
        "ratings",
        "screened_out",
        "summary",
        "changes",
        "next_steps",
        "next_steps_origin",
        "source",
        "source_url",
        "months_to_start",
        "cost_low",
        "cost_high",
        "currency",
        "illustrative",
    ),
    (
        Column("id", "Code", plain("id")),
        Column("title", "Project", plain("title"), wraps=True),
        Column("labels", "Acts on", _joined("labels"), wraps=True),
        Column("origin", "Origin", plain("origin")),
        Column("innovation_name", "Innovation", plain("innovation_name"), from_width=120, wraps=True),
        Column("level", "Level", _joined("level"), from_width=100, wraps=True),
        Column("ratings", "Evidence", _joined("ratings"), from_width=130, wraps=True),
    ),
    _project,
)


def _barrier(entry: BarrierEntry) -> dict[str, Any]:
    values: dict[str, Any] = as_plain(entry)
    crosswalk: dict[str, Any] = as_plain(entry.crosswalk)
    return values | crosswalk | {"acting": len(entry.full) + len(entry.partial)}


BARRIERS = Listing(
    "barriers",
    "barrier",
    "barriers",
    (
        "id",
        "label_en",
        "label_es",
        "description",
        "aliases",
        "full",
        "partial",
        "piaac_b_q26b",
        "acs_indicator",
        "adult_education_survey",
    ),
    (
        Column("id", "Id", plain("id")),
        Column("label_en", "Barrier", plain("label_en"), wraps=True),
        Column("label_es", "In Spanish", plain("label_es"), from_width=100, wraps=True),
        Column("description", "What keeps people away", plain("description"), wraps=True),
        Column("acting", "Projects", lambda r: str(r["acting"]), right=True),
        Column("aliases", "Also worded as", _joined("aliases", 6), from_width=140, wraps=True),
    ),
    _barrier,
)


def _county(entry: CountyEntry) -> dict[str, Any]:
    plain_entry: dict[str, Any] = as_plain(entry)
    return plain_entry


COUNTIES = Listing(
    "counties",
    "county",
    "counties",
    ("fips", "slug", "name", "state", "survey", "kind", "surveys"),
    (
        Column("fips", "FIPS", plain("fips")),
        Column("slug", "Short name", plain("slug")),
        Column("name", "County", plain("name"), wraps=True),
        Column("state", "State", plain("state")),
        Column("survey", "Ranked on", plain("survey"), wraps=True),
        Column("surveys", "Tables", _joined("surveys"), from_width=100, wraps=True),
    ),
    _county,
)


def _survey(entry: SurveyEntry) -> dict[str, Any]:
    survey = entry.survey
    values: dict[str, Any] = as_plain(survey)
    return values | {
        "years": survey.years or None,
        "collected_start": survey.collected.start.isoformat() if survey.collected else None,
        "collected_end": survey.collected.end.isoformat() if survey.collected else None,
        "is": "ILLUSTRATIVE" if survey.kind is Kind.illustrative else survey.kind.value,
        "place": entry.place,
        "whence": entry.whence,
        "counties": entry.counties,
        "barriers": list(entry.barriers),
        "asked": len(entry.barriers),
    }


SURVEYS = Listing(
    "surveys",
    "table",
    "tables",
    (
        "id",
        "title",
        "kind",
        "service",
        "base",
        "collected_start",
        "collected_end",
        "publisher",
        "mode",
        "sampling",
        "population",
        "weighting",
        "languages",
        "counties",
        "barriers",
        "whence",
        "place",
        "url",
        "licence",
        "notes",
    ),
    (
        Column("id", "Id", plain("id")),
        Column("is", "Kind", plain("is")),
        Column("title", "Title", plain("title"), wraps=True),
        Column("years", "Years", plain("years")),
        Column("base", "Base", plain("base"), from_width=100),
        Column("counties", "Counties", lambda r: f"{r['counties']:,}", right=True),
        Column("asked", "Barriers", plain("asked"), right=True),
        Column("whence", "Whose", plain("whence"), from_width=100),
        Column("place", "File", plain("place"), from_width=130, wraps=True),
    ),
    _survey,
)
