"""The JSON Schemas of the files that people write, and of the JSON that the program writes."""

from __future__ import annotations

import json
from typing import Any, Literal

from pydantic import create_model

from jobtraining_cli.models.brief import Brief
from jobtraining_cli.models.explanation import Explanation
from jobtraining_cli.models.inventory import (
    BarrierEntry,
    CountyEntry,
    FileEntry,
    ProjectEntry,
    SettingEntry,
    SurveyEntry,
)
from jobtraining_cli.models.methods import Comparison
from jobtraining_cli.models.places import CountyBarriers
from jobtraining_cli.models.ranking import Ranking
from jobtraining_cli.models.report import CheckedFile, Finding
from jobtraining_cli.models.settings import Settings
from jobtraining_cli.starter import schemas as file_schemas

_FILTERS = (dict[str, str], ...)
OUTPUTS: dict[str, dict[str, Any]] = {
    "rank": {"rankings": (tuple[Ranking, ...], ...)},
    "explain": {"explanations": (tuple[Explanation, ...], ...)},
    "methods": {"comparisons": (tuple[Comparison, ...], ...)},
    "brief": {"briefs": (tuple[Brief, ...], ...)},
    "projects": {"filters": _FILTERS, "projects": (tuple[ProjectEntry, ...], ...)},
    "barriers": {"filters": _FILTERS, "barriers": (tuple[BarrierEntry, ...], ...)},
    "county-barriers": {"counties": (tuple[CountyBarriers, ...], ...)},
    "counties": {"filters": _FILTERS, "counties": (tuple[CountyEntry, ...], ...)},
    "surveys": {"filters": _FILTERS, "surveys": (tuple[SurveyEntry, ...], ...)},
    "config": {"settings": (tuple[SettingEntry, ...], ...), "files": (tuple[FileEntry, ...], ...)},
    "validate": {
        "ok": (bool, ...),
        "errors": (int, ...),
        "warnings": (int, ...),
        "files": (tuple[CheckedFile, ...], ...),
        "findings": (tuple[Finding, ...], ...),
    },
}


def schemas() -> dict[str, dict[str, Any]]:
    """File name -> JSON Schema."""
    found: dict[str, dict[str, Any]] = {
        f"{name}.schema.json": json.loads(text) for name, text in file_schemas().items()
    }
    found["settings.schema.json"] = Settings.model_json_schema(by_alias=True)
    generator = create_model("Generator", name=(str, ...), version=(str, ...))
    for verb, fields in OUTPUTS.items():
        head: dict[str, Any] = {
            "schema_": (Literal[f"jt.{verb}"], ...),
            "version": (Literal[1], ...),
            "generator": (generator, ...),
        }
        model = create_model(f"jt {verb}", **head, **fields)
        text = json.dumps(model.model_json_schema(by_alias=True, mode="serialization")).replace('"schema_"', '"schema"')
        found[f"{verb}.v1.schema.json"] = json.loads(text)
    return {
        name: {"$schema": "https://json-schema.org/draft/2020-12/schema"} | content for name, content in found.items()
    }
