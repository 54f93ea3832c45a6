"""The parts of pages that are written by the program and its models.

In Markdown, ``<!-- made: NAME -->`` ... ``<!-- end -->`` holds such a part. In a table of fields or columns the last
cell of a row is written by hand, and kept: the model says which rows there are and what may stand in them.
"""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import typer
from pydantic import BaseModel, TypeAdapter

import jobtraining_cli
from docs_run import ROOT, output_of
from jobtraining_cli.cli.diagnostics import ExitCode
from jobtraining_cli.cli.main import app
from jobtraining_cli.load.tables import COLUMNS
from jobtraining_cli.models.base import Result
from jobtraining_cli.models.settings import Settings
from jobtraining_cli.models.survey import BarrierRow

MADE = re.compile(r"(<!-- made: (?P<name>.+?) -->\n)(?P<body>.*?)(<!-- end -->\n)", re.DOTALL)
_MODULES = (
    "catalog",
    "survey",
    "taxonomy",
    "weights",
    "ranking",
    "uncertainty",
    "places",
    "methods",
    "explanation",
    "brief",
    "inventory",
    "report",
)
_BOUNDS = (("minimum", "{} or more"), ("maximum", "at most {}"), ("exclusiveMinimum", "more than {}"))


def with_parts(text: str) -> str:
    """A page with every part made anew."""
    return MADE.sub(lambda match: f"{match[1]}\n{part(match['name'], match['body'])}\n\n{match[4]}", text)


def part(name: str, old: str) -> str:
    """One part; ``old`` is what stands there now."""
    kind, _, argument = name.partition(" ")
    match kind:
        case "commands":
            return commands()
        case "exit-codes":
            return exit_codes()
        case "settings":
            return settings()
        case "api":
            return api()
        case "columns":
            return columns(old)
        case "fields":
            return fields(model_of(argument), old)
        case "own-fields":
            return fields(model_of(argument), old, own=True)
        case "functions":
            return functions(argument)
    raise ValueError(f"no part is called {name!r}")


def verbs() -> dict[str, Any]:
    """Every verb of the program, such as ``rank`` and ``projects list``, in the order of the help, with its command."""
    found: dict[str, Any] = {}
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        below = getattr(command, "commands", {})
        found |= {f"{name} {verb}": inner for verb, inner in below.items()} or {name: command}
    return found


def commands() -> str:
    """The help of every verb."""
    names = ("jt", *(f"jt {verb}" for verb in verbs()))
    return "\n\n".join(f"## `{name}`\n\n```text\n{output_of(f'{name} --help').rstrip()}\n```" for name in names)


def exit_meanings() -> dict[str, str]:
    """The docstring under each exit code, as it stands in the source."""
    source = (ROOT / "src/jobtraining_cli/cli/diagnostics.py").read_text(encoding="utf-8")
    return dict(re.findall(r'^    ([A-Z_]+) = \d+\n    """(.+?)"""$', source, re.MULTILINE))


def exit_codes() -> str:
    """The exit codes, as a table."""
    meanings = exit_meanings()
    return _table("code | name | meaning", [(str(code.value), code.name, meanings[code.name]) for code in ExitCode])


def settings() -> str:
    """The keys of ``jt.toml``, as a table."""
    schema = Settings.model_json_schema(by_alias=True)
    rows = []
    for name, field in Settings.model_fields.items():
        key = field.alias or name
        kind = kind_of(schema["properties"][key], schema.get("$defs", {}))
        rows.append((f"`{key}`", f"`JT_{name.upper()}`", f"`--{key}`", kind, field.description or ""))
    return _table("key | variable | option | value | is", rows)


def model_of(name: str) -> type[BaseModel]:
    """A model by its name."""
    for module in _MODULES:
        found = getattr(import_module(f"jobtraining_cli.models.{module}"), name, None)
        if found is not None:
            return found  # type: ignore[no-any-return]
    raise ValueError(f"no model is called {name!r}")


def fields(model: type[BaseModel], old: str, *, own: bool = False) -> str:
    """The fields of a model, as a table: of a file with what is left out, of a result with what may be null.

    ``own`` leaves out those that it has from another model.
    """
    mode: Any = "serialization" if issubclass(model, Result) else "validation"
    schema = model.model_json_schema(by_alias=True, mode=mode)
    said = _said(old)
    inherited = {key for base in model.__bases__ for key in getattr(base, "model_fields", {})} if own else set()
    rows: list[tuple[str, ...]] = []
    for key, value in schema["properties"].items():
        if key in inherited:
            continue
        kind = kind_of(value, schema.get("$defs", {}))
        if mode == "serialization":
            null = {"type": "null"} in value.get("anyOf", [])
            rows.append((f"`{key}`", f"{kind}, or null" if null else kind, said.get(f"`{key}`", "")))
        else:
            needed = "yes" if key in schema.get("required", []) else _default(value)
            rows.append((f"`{key}`", kind, needed, said.get(f"`{key}`", "")))
    return _table("key | value | is" if mode == "serialization" else "key | value | needed | is", rows)


def columns(old: str) -> str:
    """The columns of a barrier table."""
    schema = TypeAdapter(BarrierRow).json_schema()
    said = _said(old)
    kinds = {name: kind_of(value, schema.get("$defs", {})) for name, value in schema["properties"].items()}
    rows = [(f"`{name}`", kinds.get(name, "text"), said.get(f"`{name}`", "")) for name in COLUMNS]
    return _table("column | value | is", rows)


def kind_of(value: dict[str, Any], defs: dict[str, Any]) -> str:
    """What may stand in a field, in words, from its JSON Schema; null is left aside."""
    if "anyOf" in value:
        kinds = [kind_of(item, defs) for item in value["anyOf"] if item != {"type": "null"}]
        return " or ".join(dict.fromkeys(kinds))
    if "$ref" in value:
        return kind_of(defs[value["$ref"].rpartition("/")[2]], defs)
    if "enum" in value:
        return ", ".join(f"`{item}`" for item in value["enum"])
    if "const" in value:
        return f"`{value['const']}`"
    match value.get("type"):
        case "array":
            inner = value.get("items") or (value.get("prefixItems") or [{}])[0]
            return f"list of {_several(kind_of(inner, defs))}"
        case "object" if "additionalProperties" in value and "properties" not in value:
            inner = value["additionalProperties"]
            named = f" and {_several(kind_of(inner, defs))}" if isinstance(inner, dict) and inner else ""
            return f"object of names{named}"
        case "boolean":
            return "`true`, `false`"
        case "integer" | "number":
            whole = value["type"] == "integer"
            shown = {key: f"{value[key]:{',' if whole else 'g'}}" for key, _ in _BOUNDS if key in value}
            words = [text.format(shown[key]) for key, text in _BOUNDS if key in value]
            bounds = f"{shown['minimum']} to {shown['maximum']}" if {"minimum", "maximum"} <= set(value) else ""
            plain = "whole number" if whole else "number"
            return f"{plain}, {bounds or ' and '.join(words)}" if words else plain
        case "string":
            return "date" if value.get("format") == "date" else "text"
    return "object"


def _several(kind: str) -> str:
    """The plural of what ``kind_of`` gives."""
    word, of, rest = kind.partition(" of ")
    if word in ("text", "object", "number", "whole number", "list", "date"):
        return f"{word}s{of}{rest}"
    return f"({kind})"


def _default(value: dict[str, Any]) -> str:
    default = value.get("default")
    if default in (None, [], {}, ""):
        return "no"
    return f"else `{f'{default:.4g}' if isinstance(default, float) else str(default).lower()}`"


def _said(old: str) -> dict[str, str]:
    """First cell -> last cell of the rows of a Markdown table."""
    rows = [re.split(r"(?<!\\)\|", line.strip()[1:-1]) for line in old.splitlines() if line.startswith("| `")]
    return {row[0].strip(): row[-1].strip() for row in rows if len(row) > 1}


def _table(head: str, rows: Sequence[tuple[str, ...]]) -> str:
    rule = " | ".join("---" for _ in head.split(" | "))
    return "\n".join([f"| {head} |", f"| {rule} |", *(f"| {' | '.join(row)} |".replace("|  |", "| |") for row in rows)])


def api() -> str:
    """What ``jobtraining_cli`` hands out: signatures and docstrings."""
    parts = []
    for name in sorted(jobtraining_cli.__all__, key=_place):
        thing = getattr(jobtraining_cli, name)
        if inspect.isfunction(thing):
            parts.append(f"## `{name}`\n\n```text\n{_signature(name, thing)}\n```\n\n{_doc(thing)}")
        elif inspect.isclass(thing):
            parts.append(f"## `{name}`\n\n{_doc(thing)}")
            own = {key: item for key, item in vars(thing).items() if inspect.isfunction(item) and key[0] != "_"}
            parts += [
                f"```text\n{_signature(f'{name}.{key}', item)}\n```\n\n{_doc(item)}"
                for key, item in own.items()
                if not name.endswith("Error")
            ]
    return "\n\n".join(parts)


def public_functions(name: str) -> dict[str, Any]:
    """The public functions of a module, in the order of its source; where it says which they are, in that order."""
    module = import_module(f"jobtraining_cli.{name}")
    found = {key: item for key, item in vars(module).items() if inspect.isfunction(item) and key[0] != "_"}
    named = getattr(module, "__all__", None)
    if named is not None:
        return {key: found[key] for key in named}
    return {key: item for key, item in found.items() if item.__module__ == module.__name__}


def functions(module: str) -> str:
    """The public functions of a module, such as ``estimate.intervals``: signatures and docstrings."""
    return "\n\n".join(
        f"### `{name}`\n\n```text\n{_signature(name, function)}\n```\n\n{_doc(function)}"
        for name, function in public_functions(module).items()
    )


def _place(name: str) -> tuple[bool, bool, int, str]:
    """Functions first, errors last; functions in the order of the source."""
    thing = getattr(jobtraining_cli, name)
    line = thing.__code__.co_firstlineno if inspect.isfunction(thing) else 0
    return name.endswith("Error"), not line, line, name


def _signature(name: str, function: Any) -> str:
    signature = inspect.signature(function)
    words, star = [], False
    for parameter in signature.parameters.values():
        if parameter.name == "self":
            continue
        if parameter.kind is parameter.KEYWORD_ONLY and not star:
            words.append("*")
            star = True
        default = "" if parameter.default is parameter.empty else f" = {parameter.default!r}"
        words.append(f"{parameter.name}: {parameter.annotation}{default}")
    one_line = f"{name}({', '.join(words)}) -> {signature.return_annotation}"
    if len(one_line) <= 90:
        return one_line
    return f"{name}(\n" + "".join(f"    {word},\n" for word in words) + f") -> {signature.return_annotation}"


def _doc(thing: Any) -> str:
    text = inspect.getdoc(thing) or ""
    return textwrap.dedent(text).replace("``", "`")
