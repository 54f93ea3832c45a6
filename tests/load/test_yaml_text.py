"""YAML text -> plain data: nothing is converted, nothing surprising is let in, every refusal has its place."""

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from jobtraining_cli.load import yaml_text
from jobtraining_cli.load.yaml_text import MAX_DEPTH, marks, parse
from load.common import only, refused, where

SCALARS = [
    ("9.10", "9.10"),
    ("01001", "01001"),
    ("NO", "NO"),
    ("yes", "yes"),
    ("2026-01-01", "2026-01-01"),
    ("0x10", "0x10"),
    ("1_000", "1_000"),
    (".inf", ".inf"),
    ("1e3", "1e3"),
    ("12:30:45", "12:30:45"),
    ("=", "="),
    ("Null", "Null"),
    ("'it''s'", "it's"),
    ('"a\\tb"', "a\tb"),
    ("", None),
    ("~", None),
    ("null", None),
    ("''", ""),
    ("'null'", "null"),
    ('"~"', "~"),
    ("|\n  one\n  two", "one\ntwo\n"),
    (">-\n  one\n  two", "one two"),
    ("Doña Ana 🏜", "Doña Ana 🏜"),
]

WRITE_OUT = "write the value out"
BRACKETS = "check the brackets"
SYNTAX = "check indentation, quotes and colons"
# text, line, column, what the message says, what the hint says
REFUSED = {
    "duplicate key": ("a: 1\nb: 2\na: 3\n", 3, 1, "the key 'a' stands here twice", "keep one of the two"),
    "duplicate key, quoted": ("'a': 1\na: 2\n", 2, 1, "the key 'a' stands here twice", "keep one of the two"),
    "duplicate key below": ("x:\n  - {é: 1, é: 2}\n", 2, 12, "the key 'é' stands here twice", "keep one of the two"),
    "alias": ("a: *x\n", 1, 4, "aliases are not allowed", WRITE_OUT),
    "anchor on a value": ("a: &x 1\n", 1, 4, "tags and anchors", WRITE_OUT),
    "anchor on a key": ("&x a: 1\n", 1, 1, "tags and anchors", WRITE_OUT),
    "anchor on a list": ("a: &x [1]\n", 1, 4, "tags and anchors", WRITE_OUT),
    "anchor on a mapping": ("a: &x\n  b: 1\n", 1, 4, "tags and anchors", WRITE_OUT),
    "anchor after an accent": ("ñandú: [x, &a y]\n", 1, 12, "tags and anchors", WRITE_OUT),
    "tag": ("a: !!str 1\n", 1, 4, "tags and anchors", WRITE_OUT),
    "tag that would run code": ("a: !!python/object/apply:os.system [x]\n", 1, 4, "tags and anchors", WRITE_OUT),
    "tag of one's own": ("a: !x {b: 1}\n", 1, 4, "tags and anchors", WRITE_OUT),
    "tag without a name": ("a: ! 1\n", 1, 4, "tags and anchors", WRITE_OUT),
    "merge key": ("a: &x {b: 1}\nc:\n  <<: *x\n", 1, 4, "tags and anchors", WRITE_OUT),
    "two documents": ("a: 1\n---\nb: 2\n", 2, 1, "a second document starts here", "one document"),
    "document after an end": ("--- a\n...\n--- b\n", 3, 1, "a second document starts here", "one document"),
    "list as a key": ("? [a]\n: 1\n", 1, 3, "a key must be plain text", "write `key: value`"),
    "mapping as a key": ("{a: 1}: 2\n", 1, 1, "a key must be plain text", "write `key: value`"),
    "braces as keys": ("{" * 400_000, 1, 2, "a key must be plain text", "write `key: value`"),
    "brackets": ("[" * 400_000, 1, 33, "nested deeper than 32 levels", BRACKETS),
    "brackets below a key": ("a: " + "[" * 400_000, 1, 35, "nested deeper than 32 levels", BRACKETS),
    "dashes": ("- " * 200_000, 1, 65, "nested deeper than 32 levels", BRACKETS),
    "indents": ("".join(" " * i + "a:\n" for i in range(500)), 33, 33, "nested deeper than 32 levels", BRACKETS),
    "bracket left open": ("a: [1, 2\nb: 3\n", 2, 2, "not valid YAML: ", SYNTAX),
    "quote left open": ('a: "x\nb: 1\n', 3, 1, "not valid YAML: ", SYNTAX),
    "colon in a value": ("a: 1\nb: c: d\n", 2, 5, "not valid YAML: mapping values", SYNTAX),
    "list among keys": ("- a\nb: c\n", 2, 1, "not valid YAML: ", SYNTAX),
    "tab for indentation": ("a:\n\tb: 1\n", 2, 1, "not valid YAML: ", SYNTAX),
    "reserved character": ("a: @x\n", 1, 4, "not valid YAML: ", SYNTAX),
    "closing brace alone": ("}\n", 1, 1, "not valid YAML: ", SYNTAX),
    "newer YAML": ("%YAML 3.0\n---\na: 1\n", 1, 1, "not valid YAML: ", SYNTAX),
}


@pytest.mark.parametrize(("written", "value"), SCALARS)
def test_a_scalar_stays_as_it_is_written(written: str, value: str | None) -> None:
    assert parse(f"key: {written}\n", "f.yaml") == {"key": value}
    assert parse(f"- {written}\n", "f.yaml") == [value]


@pytest.mark.parametrize(("text", "line", "column", "message", "hint"), REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("read", [parse, marks])
def test_a_refusal_names_its_place(read: Any, text: str, line: int, column: int, message: str, hint: str) -> None:
    problem = only(refused(read, text, "f.yaml"))
    assert where(problem) == ("f.yaml", line, column, None)
    assert message in problem.message
    assert len(problem.message) < 200
    assert hint in (problem.hint or "")


@pytest.mark.parametrize("name", [name for name, case in REFUSED.items() if "not valid" not in case[3]])
def test_the_slow_parser_refuses_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_text, "_LOADER", yaml.SafeLoader)
    text, line, column, message, _ = REFUSED[name]
    problem = only(refused(parse, text, "f.yaml"))
    assert (problem.line, problem.column) == (line, column)
    assert message in problem.message


@pytest.mark.parametrize("char", ["\x07", "\x1b", "\x7f", "\ufffe"])
def test_a_control_character_is_refused_at_its_line(char: str) -> None:
    problem = only(refused(parse, f"a: 1\nb: x{char}\n", "f.yaml"))
    assert "not valid YAML" in problem.message
    assert problem.hint is not None
    assert (problem.file, problem.line) == ("f.yaml", 2)


@pytest.mark.parametrize("text", ["[" * MAX_DEPTH + "]" * MAX_DEPTH, "a: " + "[" * 31 + "]" * 31])
def test_nesting_up_to_the_limit_is_read(text: str) -> None:
    value, depth = parse(text, "f.yaml"), 0
    while value:
        value = value["a"] if isinstance(value, dict) else value[0]
        depth += 1
    assert depth == MAX_DEPTH - 1


@pytest.mark.parametrize("text", ["# only a remark\n", "---\n", "~\n"])
def test_a_document_without_content_is_nothing(text: str) -> None:
    assert parse(text, "f.yaml") is None


def test_marks_count_lines_and_columns_from_one() -> None:
    text = "# remark\ntitle: T\nlist:\n  - {en: a, es: ñ, x: b}\n  - ''\n"
    assert marks(text, "f.yaml") == {
        (): (2, 1),
        ("title", "#key"): (2, 1),
        ("title",): (2, 8),
        ("list", "#key"): (3, 1),
        ("list",): (4, 3),
        ("list", 0): (4, 5),
        ("list", 0, "en", "#key"): (4, 6),
        ("list", 0, "en"): (4, 10),
        ("list", 0, "es", "#key"): (4, 13),
        ("list", 0, "es"): (4, 17),
        ("list", 0, "x", "#key"): (4, 20),
        ("list", 0, "x"): (4, 23),
        ("list", 1): (5, 5),
    }


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_DATA = st.recursive(
    _TEXT, lambda below: st.lists(below, max_size=4) | st.dictionaries(_TEXT, below, max_size=4), max_leaves=15
)


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    if isinstance(value, dict):
        for key, inside in value.items():
            yield (*path, key, "#key")
            yield from _paths(inside, (*path, key))
    elif isinstance(value, list):
        for index, inside in enumerate(value):
            yield from _paths(inside, (*path, index))


@given(_DATA)
def test_what_another_program_wrote_reads_back(data: Any) -> None:
    text = yaml.safe_dump(data, default_style='"')
    assert parse(text, "f.yaml") == data
    assert set(marks(text, "f.yaml")) == set(_paths(data))
