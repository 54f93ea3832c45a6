"""What `validate` found, in every format."""

from __future__ import annotations

from typing import Any

from jobtraining_cli.models.report import Report
from jobtraining_cli.present.format import SCHEMA_VERSION, Format, Look
from jobtraining_cli.present.ranking import console
from jobtraining_cli.present.records import Column, plain, to_csv, to_jsonl, to_markdown, to_table
from jobtraining_cli.present.text import json_text, markdown, printable
from jobtraining_cli.present.version import generator

KEYS = ("severity", "file", "line", "column", "field", "message", "hint")
_FILES = [Column("file", "File", plain("file"), ratio=2), Column("kind", "Is", plain("kind")), Column("holds", "Holds", plain("holds"), ratio=2)]
_FINDINGS = [
    Column("severity", "Severity", plain("severity")),
    Column("file", "File", plain("file")),
    Column("line", "Line", plain("line"), right=True),
    Column("field", "Field", plain("field")),
    Column("message", "Problem", plain("message")),
    Column("hint", "Help", plain("hint")),
]


def records(report: Report) -> list[dict[str, Any]]:
    """One record a finding."""
    return [finding.model_dump(mode="json") for finding in report.findings]


def summary(report: Report) -> str:
    """How many files and findings, in one line."""
    files = f"{len(report.files)} file{'s' if len(report.files) != 1 else ''} checked"
    if not report.findings:
        return f"{files}: no problems."
    errors = f"{report.errors} error{'s' if report.errors != 1 else ''}"
    return f"{files}: {errors}, {report.warnings} warning{'s' if report.warnings != 1 else ''}."


def render(report: Report, format_: Format, look: Look) -> str:
    """The report as text in a format, ending in a newline."""
    if format_ is Format.json:
        content = {"schema": "jt.validate", "version": SCHEMA_VERSION, "generator": generator(), "ok": report.errors == 0}
        content |= {"errors": report.errors, "warnings": report.warnings}
        return json_text(content | report.model_dump(mode="json")) + "\n"
    if format_ is Format.jsonl:
        return to_jsonl(records(report))
    if format_ is Format.csv:
        return to_csv(records(report), KEYS, raw=look.raw_csv)
    if format_ is Format.md:
        parts = ["# Check of the data", "", markdown(summary(report)), ""]
        parts.append(to_markdown([f.model_dump() for f in report.files], _FILES))
        if report.findings:
            parts.append(to_markdown(records(report), _FINDINGS))
        return "\n".join(parts)
    return _terminal(report, look)


def _terminal(report: Report, look: Look) -> str:
    from rich.text import Text

    screen, out = console(look)
    for finding in report.findings:
        place = ":".join(str(part) for part in (finding.file, finding.line, finding.column) if part is not None)
        line = ": ".join(part for part in (place, finding.field, finding.message) if part)
        style = ("red" if finding.severity == "error" else "yellow") if look.color else ""
        screen.print(Text(f"{finding.severity}: ", style=style) + Text(printable(line)))
        if finding.hint:
            screen.print(Text(printable(f"  help: {finding.hint}")))
    if report.findings:
        screen.print()
    screen.print(to_table([f.model_dump() for f in report.files], _FILES, look))
    screen.print()
    screen.print(Text(summary(report), style="bold"))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"
