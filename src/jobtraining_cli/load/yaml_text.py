"""YAML text -> dictionaries, lists and strings, without any of YAML's surprises.

Built from the parser's events, one after the other. Scalars stay strings (``9.10`` is not 9.1, ``NO``
is not False); only an empty value, ``~`` and ``null`` mean nothing. What no data file needs
is refused: aliases and anchors, tags, several documents, keys that are not plain text, duplicate
keys, and nesting deeper than 32.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from jobtraining_cli.errors import DataError, Problem

MAX_DEPTH = 32
Mark = tuple[int, int]
Marks = dict[tuple[str | int, ...], Mark]
# The C parser where PyYAML has it (ten times as fast), else the same events from the slow one.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOTHING = frozenset(("", "~", "null"))
_PLAIN = (None, "")


def parse(text: str, place: str) -> Any:
    """The document as dictionaries, lists, strings and ``None``.

    Raises ``DataError`` with line and column for bad syntax and for whatever is refused.
    """
    return _build(text, place, None)


def marks(text: str, place: str) -> Marks:
    """Line and column (from 1) of every value, by key path, and of keys by path + ``("#key",)``.

    Kept apart from ``parse``, because only errors need it.
    """
    found: Marks = {}
    _build(text, place, found)
    return found


def _events(text: str, place: str) -> Iterator[Any]:
    try:
        yield from yaml.parse(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
        message = error.problem or error.context or "bad syntax"
        hint = "check indentation, quotes and colons near this place"
        raise DataError(Problem(f"not valid YAML: {message}", place, line, column, hint=hint)) from None
    except yaml.YAMLError as error:
        message = str(error).splitlines()[0]
        raise DataError(Problem(f"not valid YAML: {message}", place, hint="remove what is not plain text")) from None


class _Open:
    """A mapping or sequence that is being filled."""

    __slots__ = ("key", "path", "value")

    def __init__(self, value: Any, path: tuple[str | int, ...]) -> None:
        self.value, self.path, self.key = value, path, None


def _build(text: str, place: str, found: Marks | None) -> Any:  # noqa: C901 - one loop over one stack, quicker whole
    def refuse(event: Any, message: str, hint: str) -> DataError:
        return DataError(Problem(message, place, event.start_mark.line + 1, event.start_mark.column + 1, hint=hint))

    def put(event: Any, value: Any) -> tuple[str | int, ...]:
        nonlocal root
        if not stack:
            root = value
            path: tuple[str | int, ...] = ()
        else:
            top = stack[-1]
            if type(top.value) is list:
                path = (*top.path, len(top.value)) if found is not None else ()
                top.value.append(value)
            else:
                path = (*top.path, top.key) if found is not None else ()
                top.value[top.key] = value
                top.key = None
        if found is not None:
            found[path] = (event.start_mark.line + 1, event.start_mark.column + 1)
        return path

    root: Any = None
    stack: list[_Open] = []
    documents = 0
    for event in _events(text, place):
        kind = type(event)
        if kind is yaml.ScalarEvent:
            if event.tag is not None or event.anchor is not None:
                raise refuse(event, "tags and anchors are not allowed", "write the value out, without ! or &")
            value = event.value
            if stack and type(stack[-1].value) is dict and stack[-1].key is None:
                top = stack[-1]
                if value in top.value:
                    raise refuse(event, f"the key {value!r} stands here twice", "keep one of the two")
                top.key = value
                if found is not None:
                    found[(*top.path, value, "#key")] = (event.start_mark.line + 1, event.start_mark.column + 1)
                continue
            put(event, None if event.style in _PLAIN and value in _NOTHING else value)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            if event.tag is not None or event.anchor is not None:
                raise refuse(event, "tags and anchors are not allowed", "write the value out, without ! or &")
            if stack and type(stack[-1].value) is dict and stack[-1].key is None:
                raise refuse(event, "a key must be plain text", "write `key: value`")
            if len(stack) >= MAX_DEPTH:
                raise refuse(event, f"nested deeper than {MAX_DEPTH} levels", "no jt file needs that: check the brackets")
            fresh: Any = {} if kind is yaml.MappingStartEvent else []
            stack.append(_Open(fresh, put(event, fresh)))
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            stack.pop()
        elif kind is yaml.AliasEvent:
            raise refuse(event, "aliases are not allowed", "write the value out, without *")
        elif kind is yaml.DocumentStartEvent:
            documents += 1
            if documents > 1:
                raise refuse(event, "a second document starts here", "one file holds one document: remove the `---`")
    return root
