"""Dictionaries -> models, and what Pydantic says against them -> problems with line and column."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from jobtraining_cli.errors import DataError, Problem, did_you_mean
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
        return model.model_validate(data)
    except ValidationError as error:
        found = find_marks()
        raise DataError(tuple(_problems(model, error, place, found))) from None


def _keys(model: type[BaseModel]) -> str:
    return "keys: " + ", ".join(field.alias or name for name, field in model.model_fields.items())


def _problems(model: type[BaseModel], error: ValidationError, place: str, found: Marks) -> Iterator[Problem]:
    for item in error.errors(include_url=False):
        path = tuple(part for part in item["loc"] if part != "[key]")
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
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text or None


def explain_error(model: type[BaseModel], item: dict[str, Any]) -> tuple[str, str | None]:
    """What a Pydantic error says, in the words of these files, and what to do about it."""
    path, kind, context = item["loc"], item["type"], item.get("ctx", {})
    name = str(path[-1]) if path else ""
    value = item.get("input")
    if kind == "extra_forbidden":
        known = [field.alias or key for key, field in _model_at(model, path[:-1]).model_fields.items()]
        return f"unknown key {name!r}", did_you_mean(name, known) or f"the keys here are {', '.join(known)}"
    if kind == "missing":
        return f"the key {name!r} is missing", f"add `{name}:`"
    if kind in ("enum", "literal_error"):
        expected = context["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        return f"{_short(value)} is not one of {', '.join(expected)}", did_you_mean(str(value), expected)
    if kind == "value_error":
        return str(context["error"]), None
    if kind == "finite_number":
        return f"{_short(value)} is not a number that can be used", "leave the cell empty where a figure is unknown"
    if value is None:
        return "there is no value", "write one, or remove the key where it is optional"
    return f"{_short(value)}: {item['msg'][:1].lower()}{item['msg'][1:]}", _HINTS.get(kind)


_HINTS = {
    "float_parsing": "write a plain number such as 12.5, without % or thousands separators",
    "int_parsing": "write a whole number such as 128, without separators",
    "int_from_float": "write a whole number: people are counted whole",
    "string_pattern_mismatch": "use small letters, digits and _ as in the documented ids",
    "tuple_type": "write a list: `[a, b]`, or one `- item` a line",
    "model_type": "write `key: value` lines here",
    "model_attributes_type": "write `key: value` lines here",
    "less_than_equal": "a percentage lies between 0 and 100",
    "greater_than_equal": "a figure cannot be negative here",
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
