r"""Every escape in one place: text from a file is harmless where it goes, and loses nothing it need not.

Terminal: control, bidi, zero-width and other unprintable characters become visible escapes.
Markdown: what would be markup is escaped, and cells stay cells. CSV: no cell starts a formula.
JSON: lossless, with unprintable characters as ``\u`` escapes.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

from pydantic_core import PydanticSerializationError, to_json

# How much of one text a page shows. JSON has all of it.
LINE = 2_000
CELL = 300
_SAFE = re.compile(r"[\x20-\x7e\xa1-\xac\xae-\u02ff]*")
_HIDDEN_CATEGORIES = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
# Letters, marks and fillers that show as nothing, though Unicode does not call them format characters. A row of
# variation selectors can hide a whole text; the two that choose between a sign and its picture are left alone.
_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0d\uffa0\U000e0100-\U000e01ef]")
_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>|~#$&]")
# What makes a list item, a rule or a heading of the line it starts.
_BLOCK_START = re.compile(r"^(?:[-+]|[0-9]{1,9}[.)]|[-=]+)(?=\s|$)")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_NOT_PLAIN = re.compile(r"[^\n\x20-\x7e\xa1-\xac\xae-\u02ff]")


def printable(text: str, limit: int | None = None) -> str:
    r"""One line that any terminal shows as it is: what cannot be printed becomes ``\x1b`` and the like.

    White space of any kind becomes a space. Text beyond ``limit`` characters is cut, with an ellipsis.
    """
    if not _SAFE.fullmatch(text):
        text = "".join(map(_visible, text))
    return text if limit is None or len(text) <= limit else text[: limit - 1] + "…"


def _visible(char: str) -> str:
    if char in "\n\r\t\v\f\x85\u2028\u2029":
        return " "
    if unicodedata.category(char) == "Zs":
        return " "
    if _is_hidden(char):
        code = ord(char)
        return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"
    return char


def _is_hidden(char: str) -> bool:
    return unicodedata.category(char) in _HIDDEN_CATEGORIES or _BLANK.match(char) is not None


def markdown(text: str, limit: int = LINE) -> str:
    """Text as Markdown that shows exactly that text, in a paragraph or a list, up to ``limit`` characters."""
    return _BLOCK_START.sub(_escape_marker, markdown_cell(text, limit))


def markdown_cell(text: str, limit: int = CELL) -> str:
    """Text for a cell of a table, or after other text in a line, where nothing can start a list or a heading."""
    safe = _MARKDOWN.sub(lambda match: "\\" + match[0], printable(text, limit).strip())
    # Some readers of Markdown make links of bare addresses.
    return re.sub(r"(?i)(https?|ftp)://", r"\1:\\/\\/", re.sub(r"(?i)(www)\.", r"\1\\.", safe))


def _escape_marker(match: re.Match[str]) -> str:
    return f"{match[0][:-1]}\\{match[0][-1]}"


def markdown_url(url: str) -> str:
    """An address (already checked to be http or https) as a CommonMark autolink that cannot be broken out of."""
    return "<" + re.sub(r"[\s<>\\]", "", printable(url)) + ">"


def csv_cell(value: Any, *, raw: bool = False) -> str:
    """A value for a CSV cell: numbers as they are, text that no spreadsheet takes for a formula.

    Text that starts like a formula gets a leading apostrophe. ``raw`` leaves text as it is.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if raw:
        return str(value)
    shown = printable(str(value))
    return (
        "'" + shown if str(value).lstrip(" ").startswith(_FORMULA) or shown.lstrip(" ").startswith(_FORMULA) else shown
    )


def json_text(value: Any, *, indent: int | None = 2) -> str:
    r"""JSON, readable as UTF-8, with everything that a terminal would act on as a ``\u`` escape."""
    try:
        text = to_json(value, indent=indent).decode()
    except PydanticSerializationError:
        # The name of a file may hold bytes that are no text, which only the slow writer can escape.
        text = json.dumps(value, indent=indent, ensure_ascii=False, separators=None if indent else (",", ":"))
    return _NOT_PLAIN.sub(_json_escape, text)


def _json_escape(match: re.Match[str]) -> str:
    if not _is_hidden(match[0]):
        return match[0]
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
