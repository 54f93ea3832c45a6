"""What `validate` found, in every format."""

from __future__ import annotations

from typing import Any

from jobtraining_cli.errors import MOST_SHOWN
from jobtraining_cli.models.base import as_plain
from jobtraining_cli.models.report import Report
from jobtraining_cli.present.format import SCHEMA_VERSION, Format, Look
from jobtraining_cli.present.records import Column, plain, to_csv, to_jsonl, to_markdown, to_table
from jobtraining_cli.present.text import json_text, markdown
from jobtraining_cli.present.version import generator

_STYLE = {"error": "red", "warning": "yellow", "note": "dim"}
KEYS = ("severity", "file", "line", "column", "field", "message", "hint")
_FILES = [
    Column("file", "File", plain("file"), wraps=True),
    Column("kind", "Is", plain("kind")),
    Column("holds", "Holds", plain("holds"), wraps=True),
]
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
    return [as_plain(finding) for finding in report.findings]


def summary(report: Report) -> str:
    """How many files and findings, in one line."""
    files = f"{len(report.files)} file{'s' if len(report.files) != 1 else ''} checked"
    if not report.errors and not report.warnings:
        return f"{files}: no problems."
    errors = f"{report.errors} error{'s' if report.errors != 1 else ''}"
    return f"{files}: {errors}, {report.warnings} warning{'s' if report.warnings != 1 else ''}."


def _rest(report: Report) -> str:
    """How many findings are not shown to people; empty where all are."""
    rest = len(report.findings) - MOST_SHOWN
    return f"and {rest:,} more problems, which --format csv, json and jsonl list" if rest > 0 else ""


def render(report: Report, format_: Format, look: Look) -> str:
    """The report as text in a format, ending in a newline."""
    if format_ is Format.json:
        content = {
            "schema": "jt.validate",
            "version": SCHEMA_VERSION,
            "generator": generator(),
            "ok": report.errors == 0,
        }
        content |= {"errors": report.errors, "warnings": report.warnings}
        return json_text(content | as_plain(report)) + "\n"
    if format_ is Format.jsonl:
        return to_jsonl(records(report))
    if format_ is Format.csv:
        return to_csv(records(report), KEYS, raw=look.raw_csv)
    if format_ is Format.md:
        parts = ["# Check of the data", "", markdown(summary(report)), ""]
        parts.append(to_markdown([as_plain(f) for f in report.files], _FILES))
        if report.findings:
            parts.append(to_markdown(records(report)[:MOST_SHOWN], _FINDINGS))
        if rest := _rest(report):
            parts.append(markdown(rest) + "\n")
        return "\n".join(parts)
    return _terminal(report, look)


def _terminal(report: Report, look: Look) -> str:
    from jobtraining_cli.present.screen import Screen  # rich is slow to import, and only tables need it

    screen = Screen(look)
    for finding in report.findings[:MOST_SHOWN]:
        place = ":".join(str(part) for part in (finding.file, finding.line, finding.column) if part is not None)
        line = ": ".join(part for part in (place, finding.field, finding.message) if part)
        screen.say(f"{finding.severity}: {line}", _STYLE[finding.severity])
        if finding.hint:
            screen.say(finding.hint, marker="  help: ")
    if rest := _rest(report):
        screen.say(rest)
    if report.findings:
        screen.say()
    screen.table(to_table([as_plain(f) for f in report.files], _FILES, look))
    screen.say()
    screen.say(summary(report), "bold")
    return screen.text()
