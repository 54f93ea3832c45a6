"""The settings and files in force, in every format."""

from __future__ import annotations

from typing import Any

from jobtraining_cli.models.base import as_plain
from jobtraining_cli.models.inventory import Configuration
from jobtraining_cli.present.format import Format, Look
from jobtraining_cli.present.listing import document
from jobtraining_cli.present.records import Column, plain, to_csv, to_jsonl, to_markdown, to_table

_KEYS = ("what", "name", "value", "whence", "help")
_SETTINGS = [
    Column("setting", "Setting", plain("setting")),
    Column("value", "Value", plain("value"), wraps=True),
    Column("whence", "From", plain("whence"), wraps=True),
    Column("help", "Is", plain("help"), wraps=True),
]
_FILES = [Column("part", "Read for", plain("part")), Column("file", "File", plain("file"), wraps=True)]


def _records(found: Configuration) -> list[dict[str, Any]]:
    """One record a setting, then one a file."""
    settings = [
        {"what": "setting", "name": s.setting, "value": s.value, "whence": s.whence, "help": s.help}
        for s in found.settings
    ]
    files = [{"what": "file", "name": f.part, "value": f.file, "whence": None, "help": None} for f in found.files]
    return settings + files


def render(found: Configuration, format_: Format, look: Look) -> str:
    """The configuration as text in a format, ending in a newline."""
    if format_ is Format.json:
        return document("config", **as_plain(found))
    if format_ is Format.jsonl:
        return to_jsonl(_records(found))
    if format_ is Format.csv:
        return to_csv(_records(found), _KEYS, raw=look.raw_csv)
    settings, files = as_plain(found.settings), as_plain(found.files)
    if format_ is Format.md:
        parts = ["# Configuration", "", to_markdown(settings, _SETTINGS), to_markdown(files, _FILES)]
        return "\n".join(parts)
    from jobtraining_cli.present.screen import Screen  # rich is slow to import, and only tables need it

    screen = Screen(look)
    screen.table(to_table(settings, _SETTINGS, look))
    screen.say()
    screen.table(to_table(files, _FILES, look))
    screen.say()
    screen.say("An option on the command line goes before a JT_ variable, and that before the settings file.", "dim")
    return screen.text()
