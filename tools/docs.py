"""Keep the documentation true: outputs, the option reference and JSON Schemas come from the program itself.

    python tools/docs.py --write   write them
    python tools/docs.py --check   fail where they differ from what stands in the files

In Markdown, a comment `<!-- jt: COMMAND -->` is followed by a fenced block with what COMMAND prints, at 80 columns.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

import typer
from pydantic import create_model

from jobtraining_cli.cli.diagnostics import ExitCode
from jobtraining_cli.cli.main import app
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
from jobtraining_cli.models.ranking import Ranking
from jobtraining_cli.models.report import CheckedFile, Finding
from jobtraining_cli.models.settings import Settings
from jobtraining_cli.starter import schemas as file_schemas
from man import manual

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"(<!-- jt: (?P<command>.+?) -->\n```(?P<language>\w*)\n)(?P<body>.*?)(```\n)", re.DOTALL)


def output_of(command: str) -> str:
    """What a `jt` command line prints in this checkout, on a plain terminal of 80 columns."""
    words = shlex.split(command)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("JT_")}
    environment |= {"COLUMNS": "80", "TERM": "dumb", "PYTHONIOENCODING": "utf-8"}
    program = [sys.executable, "-m", "jobtraining_cli"]
    done = subprocess.run(
        [*program, *words[1:]], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def with_outputs(text: str) -> str:
    """Markdown with every marked block filled in anew."""

    def fill(match: re.Match[str]) -> str:
        return match[1] + output_of(match["command"]) + match[5]

    return BLOCK.sub(fill, text)


def verbs() -> list[str]:
    """Every verb of the program, such as ``rank`` and ``projects list``, in the order of the help."""
    found = []
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        below = getattr(command, "commands", {})
        found += [f"{name} {part}" for part in below] or [name]
    return found


def reference() -> str:
    """The page about every verb and option, and the exit codes."""
    parts = ["# Command reference", "", "Written by the program itself (`make docs`).", ""]
    for command in ("jt --help", *(f"jt {verb} --help" for verb in verbs())):
        shown = output_of(command).replace("python -m jobtraining_cli", "jt")
        parts += [f"## `{command.removesuffix(' --help')}`", "", "```text", shown.rstrip(), "```", ""]
    parts += ["## Exit codes", "", "| code | name | meaning |", "| ---: | --- | --- |"]
    meanings = exit_meanings()
    parts += [f"| {code.value} | {code.name} | {meanings[code.name]} |" for code in ExitCode]
    return "\n".join(parts) + "\n"


def exit_meanings() -> dict[str, str]:
    """The docstring under each exit code, as it stands in the source."""
    source = (ROOT / "src/jobtraining_cli/cli/diagnostics.py").read_text(encoding="utf-8")
    return dict(re.findall(r'^    ([A-Z_]+) = \d+\n    """(.+?)"""$', source, re.MULTILINE))


def schemas() -> dict[str, dict[str, Any]]:
    """File name -> JSON Schema, for the files people write and for the JSON the program writes."""
    found: dict[str, dict[str, Any]] = {
        f"{name}.schema.json": json.loads(text) for name, text in file_schemas().items()
    }
    found["settings.schema.json"] = Settings.model_json_schema(by_alias=True)
    filters = (dict[str, str], ...)
    generator = create_model("Generator", name=(str, ...), version=(str, ...))
    result: dict[str, dict[str, Any]] = {
        "rank": {"rankings": (tuple[Ranking, ...], ...)},
        "explain": {"explanations": (tuple[Explanation, ...], ...)},
        "brief": {"briefs": (tuple[Brief, ...], ...)},
        "projects": {"filters": filters, "projects": (tuple[ProjectEntry, ...], ...)},
        "barriers": {"filters": filters, "barriers": (tuple[BarrierEntry, ...], ...)},
        "counties": {"filters": filters, "counties": (tuple[CountyEntry, ...], ...)},
        "surveys": {"filters": filters, "surveys": (tuple[SurveyEntry, ...], ...)},
        "config": {"settings": (tuple[SettingEntry, ...], ...), "files": (tuple[FileEntry, ...], ...)},
        "validate": {
            "ok": (bool, ...),
            "errors": (int, ...),
            "warnings": (int, ...),
            "files": (tuple[CheckedFile, ...], ...),
            "findings": (tuple[Finding, ...], ...),
        },
    }
    for verb, fields in result.items():
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


def wanted() -> dict[Path, str]:
    """Every generated file with the text it should have."""
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    texts = {page: with_outputs(page.read_text(encoding="utf-8")) for page in pages if page.name != "reference.md"}
    texts[ROOT / "docs" / "reference.md"] = reference()
    meanings = exit_meanings()
    texts[ROOT / "docs" / "man" / "jt.1"] = manual({code.value: meanings[code.name] for code in ExitCode})
    for name, content in schemas().items():
        texts[ROOT / "docs" / "schemas" / name] = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    return texts


def main() -> None:
    """Write the files, or compare them."""
    stale = []
    for path, text in wanted().items():
        old = path.read_text(encoding="utf-8") if path.exists() else None
        if old != text:
            stale.append(str(path.relative_to(ROOT)))
            if "--write" in sys.argv:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    if stale and "--write" not in sys.argv:
        raise SystemExit(f"not what the program says any more: {', '.join(stale)}; run `make docs`")
    print("written: " + (", ".join(stale) or "nothing new") if "--write" in sys.argv else "docs agree with the program")


if __name__ == "__main__":
    main()
