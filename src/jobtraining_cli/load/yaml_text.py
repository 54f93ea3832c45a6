"""YAML text -> dictionaries, lists and strings, without any of YAML's surprises.

Built from the parser's events, one after the other. Scalars stay strings (``9.10`` is not 9.1, ``NO``
is not False); only an empty value, ``~`` and ``null`` mean nothing. What no data file needs
is refused: aliases and anchors, tags, several documents, keys that are not plain text, duplicate
keys, nesting deeper than 32, texts of more than 10,000 characters and more than 100,000 values. So
a file of `MAX_TEXT_BYTES` takes seconds at worst, and what is built from it is a few times its size.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import Any

import yaml

from jobtraining_cli.errors import DataError, Problem

MAX_DEPTH = 32
MAX_TEXT = 10_000
MAX_VALUES = 100_000
Mark = tuple[int, int]
Marks = dict[tuple[str | int, ...], Mark]
# The C parser where PyYAML has it (ten times as fast), else the same events from the slow one.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOTHING = frozenset(("", "~", "null"))
_PLAIN = (None, "")
_UNPRINTABLE = re.compile("[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def parse(text: str, place: str) -> Any:
    """The document as dictionaries, lists, strings and ``None``.

    Raises ``DataError`` with line and column for bad syntax and for whatever is refused.
    """
    return _build(text, place, None)


@lru_cache(maxsize=1)
def marks(text: str, place: str) -> Marks:
    """Line and column (from 1) of every value, by key path, and of keys by path + ``("#key",)``.

    Kept apart from ``parse``, because only errors need it; the last is kept, as errors come in numbers.
    """
    found: Marks = {}
    _build(text, place, found)
    return found


class _Lines:
    """Where a place in the text is as editors count: YAML knows line ends that they do not."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.text))]

    def at(self, mark: Any) -> Mark:
        """Line and column (from 1) of a mark that the parser set."""
        index = min(mark.index, len(self.text))
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1


def _events(text: str, place: str, lines: _Lines) -> Iterator[Any]:
    try:
        yield from yaml.parse(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = lines.at(mark) if mark else (None, None)
        message = error.problem or error.context or "bad syntax"
        hint = "check indentation, quotes and colons near this place"
        raise DataError(Problem(f"not valid YAML: {message}", place, line, column, hint=hint)) from None
    except yaml.YAMLError as error:
        bad = _UNPRINTABLE.search(text)
        before = text[: bad.start()] if bad else ""
        line, column = (before.count("\n") + 1, len(before) - before.rfind("\n")) if bad else (None, None)
        message = (
            f"not valid YAML: the character U+{ord(bad[0]):04X}"
            if bad
            else f"not valid YAML: {str(error).splitlines()[0]}"
        )
        raise DataError(Problem(message, place, line, column, hint="remove what is not plain text")) from None


class _Builder:
    """Fills mappings and sequences from events, one open inside the other."""

    def __init__(self, place: str, found: Marks | None, lines: _Lines) -> None:
        self.place, self.found, self.lines = place, found, lines
        self.root: Any = None
        self.documents = 0
        self.count = 0
        # Of each open mapping or sequence: itself, its key path, and the key that waits for its value.
        self.values: list[dict[str, Any] | list[Any]] = []
        self.paths: list[tuple[str | int, ...]] = []
        self.keys: list[str | None] = []

    def refuse(self, event: Any, message: str, hint: str) -> DataError:
        return DataError(Problem(message, self.place, *self.lines.at(event.start_mark), hint=hint))

    def check(self, event: Any) -> None:
        if event.tag is not None or event.anchor is not None:
            raise self.refuse(event, "tags and anchors are not allowed", "write the value out, without ! or &")

    def wants_key(self) -> bool:
        return bool(self.values) and self.keys[-1] is None and type(self.values[-1]) is dict

    def scalar(self, event: Any) -> None:
        self.check(event)
        text = event.value
        if len(text) > MAX_TEXT:
            message = f"this text is longer than {MAX_TEXT:,} characters"
            raise self.refuse(event, message, "shorten it; if it goes on over the next keys, check its quotes")
        if not self.wants_key():
            self.put(event, None if event.style in _PLAIN and text in _NOTHING else text)
            return
        if text in self.values[-1]:
            raise self.refuse(event, f"the key {text[:60]!r} stands here twice", "keep one of the two")
        self.keys[-1] = text
        if self.found is not None:
            self.found[(*self.paths[-1], text, "#key")] = self.lines.at(event.start_mark)

    def open(self, event: Any, value: dict[str, Any] | list[Any]) -> None:
        self.check(event)
        if self.wants_key():
            raise self.refuse(event, "a key must be plain text", "write `key: value`")
        if len(self.values) >= MAX_DEPTH:
            raise self.refuse(
                event, f"nested deeper than {MAX_DEPTH} levels", "no jt file needs that: check the brackets"
            )
        path = self.put(event, value)
        self.values.append(value)
        self.paths.append(path)
        self.keys.append(None)

    def close(self) -> None:
        self.values.pop()
        self.paths.pop()
        self.keys.pop()

    def put(self, event: Any, value: Any) -> tuple[str | int, ...]:
        """Put a value where it belongs; returns its key path (empty while no marks are asked for)."""
        path: tuple[str | int, ...] = ()
        self.count += 1
        if self.count > MAX_VALUES:
            raise self.refuse(event, f"there are more than {MAX_VALUES:,} values", "split the file")
        if not self.values:
            self.root = value
        else:
            holder, key = self.values[-1], self.keys[-1]
            at: str | int = len(holder) if key is None else key
            if self.found is not None:
                path = (*self.paths[-1], at)
            if isinstance(holder, list):
                holder.append(value)
            else:
                holder[str(at)] = value
                self.keys[-1] = None
        if self.found is not None:
            self.found[path] = self.lines.at(event.start_mark)
        return path


def _build(text: str, place: str, found: Marks | None) -> Any:
    lines = _Lines(text)
    builder = _Builder(place, found, lines)
    for event in _events(text, place, lines):
        kind = type(event)
        if kind is yaml.ScalarEvent:
            builder.scalar(event)
        elif kind is yaml.MappingStartEvent:
            builder.open(event, {})
        elif kind is yaml.SequenceStartEvent:
            builder.open(event, [])
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            builder.close()
        elif kind is yaml.AliasEvent:
            raise builder.refuse(event, "aliases are not allowed", "write the value out, without *")
        elif kind is yaml.DocumentStartEvent:
            builder.documents += 1
            if builder.documents > 1:
                raise builder.refuse(
                    event, "a second document starts here", "one file holds one document: remove the `---`"
                )
    return builder.root
