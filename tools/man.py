"""The manual page, written from the program's own verbs, options, exit codes and settings.

`tools/docs.py` writes it to `docs/man/jt.1`; the wheel installs it as `share/man/man1/jt.1`.
"""

from __future__ import annotations

from typing import Any

import typer

from jobtraining_cli import __version__
from jobtraining_cli.cli.main import app
from jobtraining_cli.models.settings import Settings

_FILES = (
    ("./data/", "The data folder that is used where none is named: projects.yaml, taxonomy.yaml, evidence.yaml and barriers/."),
    ("jt.toml, pyproject.toml", "Settings: the nearest file going up from the current folder; in pyproject.toml the table [tool.jt]."),
)  # fmt: skip
_EXAMPLES = (
    ('jt rank --county "Doña Ana"', "Rank the projects for a county."),
    ("jt explain 9.1 --county 35013", "Show the sum behind one project's place."),
    ('jt barriers --county "Doña Ana"', "Show its barriers, and how sure their order is."),
    ("jt rank --county Taos --draws 10000 --seed 7", "Draw more often, from another start."),
    ("jt rank --county Taos --weights weights.yaml", "Let some barriers count for more."),
    ('jt brief --county "Doña Ana" -o brief.md', "Write a brief to hand out."),
    ("jt init my-county", "Start a workspace for a survey of your own."),
    ("jt rank --county Taos --json | jq '.rankings[0].projects[0].title'", "Hand the result to a script."),
)


def roff(text: str) -> str:
    r"""Text that a manual page shows as it is: no request at the start of a line, no escape, hyphens as typed."""
    safe = (
        text.replace("\\", "\\e")
        .replace("-", "\\-")
        .replace("'", "\\(aq")
        .replace("`", "\\(ga")
        .replace("^", "\\(ha")
        .replace('"', "\\(dq")
    )
    return "\\&" + safe if safe.startswith(".") else safe


def manual(exit_meanings: dict[int, str]) -> str:
    """The page as roff. ``exit_meanings`` says what each exit code means."""
    root: Any = typer.main.get_command(app)
    lines = [
        '.\\" Written by the program itself: make docs',
        f'.TH JT 1 "" "jt {__version__}" "User commands"',
        ".SH NAME",
        "jt \\- rank job\\-training projects by how well they fit the barriers found in a county",
        ".SH SYNOPSIS",
        ".B jt",
        ".I verb",
        ".RI [ options ]",
        ".SH DESCRIPTION",
        roff(
            f"{root.help} It reads a county's survey, or official figures where there is none, says how sure the order is and"
        ),
        roff(
            "what the figures cannot say, and shows no figure about few people. Results go to standard output, everything else"
        ),
        "to standard error.",
        ".SH VERBS",
    ]
    for name, command in _verbs(root):
        lines += [f".SS {roff(_usage(name, command))}", roff(_sentence(command))]
        context = command.make_context(name, [], resilient_parsing=True)
        for parameter in command.params:
            lines += _parameter(parameter, context)
    lines += [".SH OPTIONS", ".TP", ".B \\-\\-version", "Show the version.", ".TP", ".BR \\-h ,\\  \\-\\-help", "Show help, also behind each verb."]  # fmt: skip
    lines += [".SH EXIT STATUS"]
    for code, meaning in exit_meanings.items():
        lines += [".TP", f".B {code}", roff(meaning)]
    lines += [".SH ENVIRONMENT"]
    for name, field in Settings.model_fields.items():
        lines += [
            ".TP",
            f".B JT_{name.upper()}",
            roff(f"{(field.description or '')[:1].upper()}{(field.description or '')[1:]}."),
        ]
    lines += [".TP", ".B JT_CONFIG", "The settings file to read in place of the nearest one; none for no file."]
    lines += [".TP", ".B NO_COLOR", "Where it is set, no colours."]
    lines += [".TP", ".B SOURCE_DATE_EPOCH", roff("The date of a brief, in seconds since 1970.")]
    lines += [".SH FILES"]
    for file, about in _FILES:
        lines += [".TP", f".I {roff(file)}", roff(about)]
    lines += [".SH EXAMPLES"]
    for line, about in _EXAMPLES:
        lines += [".TP", f".B {roff(line)}", roff(about)]
    return "\n".join(lines) + "\n"


def _verbs(root: Any) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, command in root.commands.items():
        below = getattr(command, "commands", None)
        found += [(f"{name} {part}", item) for part, item in below.items()] if below else [(name, command)]
    return found


def _usage(name: str, command: Any) -> str:
    arguments = [_argument(p) for p in command.params if p.param_type_name == "argument"]
    return " ".join(["jt", name, *arguments, "[options]"])


def _argument(parameter: Any) -> str:
    shown = parameter.name.upper() + ("..." if parameter.nargs == -1 else "")
    return str(shown if parameter.required else f"[{shown}]")


def _sentence(command: Any) -> str:
    return " ".join(str(command.help or "").split())


def _parameter(parameter: Any, context: Any) -> list[str]:
    """An argument or option with its help, as the help of the verb has it."""
    names, about = parameter.get_help_record(context) or ("", parameter.help or "")
    if parameter.param_type_name == "argument":
        names = parameter.name.upper()
    return [".TP", f".B {roff(names)}", roff(" ".join(about.split()))]
