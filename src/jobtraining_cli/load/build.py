"""Dictionaries -> models, and what Pydantic says against them -> problems with line and column."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from jobtraining_cli.errors import DataError, Problem, at_most, did_you_mean
from jobtraining_cli.load.yaml_text import Marks, marks, parse

M = TypeVar("M", bound=BaseModel)
Path = tuple[str | int, ...]


def build_yaml(model: type[M], text: str, place: str) -> M:
    """A model from YAML text. Raises ``DataError`` with every problem, each with its place."""
    data = parse(text, place)
    if not isinstance(data, dict):
        raise DataError(
            Problem("expected `key: value` lines", place, 1, hint=f"start with `schema: 1` ({_keys(model)})")
        )
    return build(model, data, place, lambda: marks(text, place))


def build(model: type[M], data: dict[str, Any], place: str, find_marks: Callable[[], Marks]) -> M:
    """A model from a dictionary; ``find_marks`` is called only when there is something to report."""
    try:
        return model.model_validate(data, by_alias=True, by_name=False)
    except ValidationError as error:
        found = find_marks()
        raise DataError(at_most(_problems(model, error, place, found), place)) from None


def _keys(model: type[BaseModel]) -> str:
    return "keys: " + ", ".join(field.alias or name for name, field in model.model_fields.items())


def _problems(model: type[BaseModel], error: ValidationError, place: str, found: Marks) -> Iterator[Problem]:
    items = error.errors(include_url=False)
    paths = [tuple(item["loc"]) for item in items]
    holders = {path[:length] for path in paths for length in range(len(path))}
    for item, path in zip(items, paths, strict=True):
        if item["type"] == "too_short" and path in holders:
            continue  # a list is called too short because its only item is wrong
        line, column = _place_of(path, found, key=item["type"] == "extra_forbidden")
        message, hint = explain_error(model, dict(item))
        yield Problem(message, place, line, column, show_field(path), hint)


def _place_of(path: Path, found: Marks, *, key: bool) -> tuple[int, int] | tuple[None, None]:
    """The mark of a value, or of the nearest thing that holds it."""
    if key and (*path, "#key") in found:
        return found[(*path, "#key")]
    while path and path not in found:
        path = path[:-1]
    return found.get(path, (None, None))


def show_field(path: Path) -> str | None:
    """A key path as people write it: ``projects[3].addresses[0].fit``."""
    text = ""
    for part in path:
        name = part if isinstance(part, int) or len(part) <= 60 else part[:57] + "..."
        text += f"[{name}]" if isinstance(part, int) else f".{name}" if text else str(name)
    return text or None


def explain_error(model: type[BaseModel] | None, item: dict[str, Any]) -> tuple[str, str | None]:
    """What a Pydantic error says, in the words of these files, and what to do about it.

    ``model`` knows the keys there are; it is ``None`` where they were checked before.
    """
    path, kind, context = item["loc"], item["type"], item.get("ctx", {})
    name = str(path[-1]) if path else ""
    value = item.get("input")
    if kind == "extra_forbidden" and model is not None:
        known = [field.alias or key for key, field in _model_at(model, path[:-1]).model_fields.items()]
        return f"unknown key {_short(name)}", did_you_mean(name, known) or f"the keys here are {', '.join(known)}"
    if kind == "missing":
        return f"the key {name!r} is missing", f"add `{name}:`"
    if kind == "jt":
        return str(context["message"]), str(context["hint"])
    if value is None:
        return "there is no value", "write one, or remove the key where it is optional"
    if kind in ("enum", "literal_error"):
        expected = context["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        return f"{_short(value)} is not one of {', '.join(expected)}", did_you_mean(
            str(value), expected
        ) or "use one of these"
    if kind == "finite_number":
        return f"{_short(value)} is not a number that can be used", "leave it out where the figure is unknown"
    if kind in ("greater_than_equal", "greater_than"):
        return f"{_short(value)}: {_small(item['msg'])}", "a figure cannot be negative here"
    if kind == "less_than_equal":
        return f"{_short(value)}: {_small(item['msg'])}", _BOUNDS.get(name, "correct it, or leave it out")
    if kind == "string_pattern_mismatch":
        hint = _PATTERNS.get(context["pattern"], "see the file formats in the documentation")
        return f"{_short(value)}: not written as it must be", hint
    return f"{_short(value)}: {_small(item['msg'])}", _HINTS.get(kind, "see the file formats in the documentation")


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


_BOUNDS = {"percent": "a percentage lies between 0 and 100"}
_PATTERNS = {
    r"^[a-z][a-z0-9_]*$": "use small letters, digits and _, such as child_care",
    r"^[a-z0-9][a-z0-9._-]*$": "use small letters, digits, dots and hyphens, such as taos-2026",
    r"^[A-Z]{2}$": "use the two letters of a state, such as NM",
    r"^[A-Z]{3}$": "use the three letters of a currency, such as USD",
}
_HINTS = {
    "float_parsing": "write a plain number such as 12.5, without % or thousands separators",
    "int_parsing": "write a whole number such as 128, without separators",
    "int_from_float": "write a whole number: people are counted whole",
    "bool_parsing": "write true or false",
    "bool_type": "write true or false",
    "tuple_type": "write a list: `[a, b]`, or one `- item` a line",
    "model_type": "write `key: value` lines here",
    "model_attributes_type": "write `key: value` lines here",
    "too_short": "add at least one item",
    "string_too_short": "write some text",
    "string_too_long": "shorten it",
    "date_from_datetime_parsing": "write a day that exists, such as 2026-03-31",
    "date_parsing": "write a day that exists, such as 2026-03-31",
}


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _model_at(model: type[BaseModel], path: Path) -> type[BaseModel]:
    """The model that describes the place ``path`` below ``model``."""
    for part in path:
        if isinstance(part, int):
            continue
        fields = model.model_fields
        field = fields.get(part) or next((f for f in fields.values() if f.alias == part), None)
        inner = next(_models_in(field.annotation), None) if field else None
        if inner is None:
            return model
        model = inner
    return model


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)
