"""The escapes: whatever a file says, it stays text where it goes."""

import csv
import io
import json
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jobtraining_cli.cli.complete import explained
from jobtraining_cli.present.records import Column, plain, to_csv, to_markdown
from jobtraining_cli.present.text import csv_cell, json_text, markdown, markdown_cell, markdown_url, printable
from rendered import HARMLESS, INVISIBLE, pages, squeezed, unsafe

MARKS = "\\`*_[]<>|~#$&!-+=.1 \n\r\t\x1b\x9b\u202e\u200b:/@'\"a"
PIECES = [
    *(
        "http://e.x",
        "HTTPS://e.x",
        "ftp://e.x",
        "www.e.x",
        "mailto:a@e.x",
        "&amp;",
        "&#60;",
        "<b>",
        "</td>",
        "<!--",
        "-->",
    ),
    *(
        "![i](",
        "](",
        "[r]:",
        "```",
        "~~~",
        "~~",
        "**",
        "__",
        "---",
        "===",
        "1.",
        "2)",
        "- ",
        "+ ",
        "> ",
        "# ",
        "| ",
        "|\n",
    ),
    *(
        "    ",
        "\t",
        "\\",
        "\\\\",
        "\r\n",
        "\u2028",
        "\x85",
        "\ud800",
        "\ufffe",
        "\U000e0041",
        "\ufe01",
        "\u3164",
        "=1+1",
        "@a",
        "\uff1d",
    ),
]
texts = (
    st.text(max_size=80)
    | st.text(alphabet=MARKS, max_size=40)
    | st.lists(st.sampled_from(PIECES) | st.text(MARKS, max_size=3), max_size=8).map("".join)
)
encodable = texts.filter(lambda text: not re.search("[\ud800-\udfff]", text))


@given(texts)
def test_nothing_that_a_terminal_acts_on_survives(text):
    shown = printable(text)
    assert not unsafe(shown)
    assert "\n" not in shown
    assert printable(shown) == shown


def test_what_cannot_be_seen_is_made_visible():
    for code in (*INVISIBLE, *range(0x20), 0x7F, *range(0x80, 0xA0), 0x2028, 0x2029, 0xD800, 0xE000, 0xFFFE):
        char = chr(code)
        assert not unsafe(printable(f"a{char}b") + explained(f"a{char}b"))
        if code != 0xD800:
            text = json_text({"a": char})
            assert not unsafe(text)
            assert json.loads(text) == {"a": char}


def test_what_can_be_printed_is_left_alone():
    for text in ("Doña Ana", "Ñandú – «así»", "汉字", "[bold]x[/bold] :smiley:", "½ ± 3 °", "❤\ufe0f", "नमस्ते", "שלום"):
        assert printable(text) == text


def test_what_cannot_be_printed_is_shown():
    assert printable("a\x1b[31mb\x9b\u202e\u200b\U000e0041c\nd") == "a\\x1b[31mb\\x9b\\u202e\\u200b\\U000e0041c d"
    assert printable("x" * 20, 10) == "x" * 9 + "…"


@given(texts, st.integers(1, 60))
def test_a_limit_holds(text, limit):
    shown = printable(text, limit)
    assert len(shown) <= limit
    assert shown == printable(text) or (len(shown) == limit and shown[:-1] == printable(text)[: limit - 1])


def bare(page):
    """Only text: no tag but those of the place, no link, no picture."""
    return page.tags <= HARMLESS - {"a", "code", "strong"} and page.links == [] and page.odd == []


@given(texts)
@example("_http://e.x")
@example("1https://e.x")
def test_markdown_cells_stay_cells(text):
    columns = [Column("a", "A", plain("a")), Column("b", "B", plain("b"))]
    for cells in ({"a": text, "b": "end"}, {"a": "end", "b": text}):
        for page in pages(to_markdown([cells, {"a": "1", "b": "2"}], columns)):
            assert page.tables == [[["A", "B"], [squeezed(printable(v)) for v in cells.values()], ["1", "2"]]]
            assert bare(page)


@given(texts)
def test_headings_of_columns_stay_cells(text):
    for page in pages(
        to_markdown([{"a": "1", "b": "2"}], [Column("a", f"x{text}", plain("a")), Column("b", "B", plain("b"))])
    ):
        assert page.tables == [[[squeezed(printable(f"x{text}")), "B"], ["1", "2"]]]


PLACES = {
    "a paragraph": "{}\n",
    "a list": "- {}\n- end\n",
    "a numbered list": "1. {}\n2. end\n",
    "bold": "**{}**\n",
    "a heading": "# {}\n\nend\n",
    "after a paragraph": "before\n\n{}\n\nafter\n",
    "after a line": "before\n{}\n",
}


@pytest.mark.parametrize("place", PLACES)
@given(text=texts)
@example(text="---")
@example(text="===")
@example(text="#")
@example(text="1.")
@example(text="+")
@example(text="http://e.x")
def test_markdown_shows_exactly_the_text(place, text):
    shown = squeezed(printable(text))
    if place == "bold" and not shown:
        return
    before, after = (
        ("before" in PLACES[place]) * "before",
        next((w for w in ("end", "after") if w in PLACES[place]), ""),
    )
    wanted = squeezed(f"{before} {shown} {after}")
    for page in pages(PLACES[place].format(markdown(text))):
        assert page.text == wanted
        assert page.tags <= HARMLESS - {"a", "code", "table"}
        assert page.links == []
        assert page.odd == []


@given(texts)
def test_text_in_a_line_shows_exactly_the_text(text):
    for page in pages(f"before {markdown_cell(text)} after\n"):
        assert page.text == squeezed(f"before {printable(text)} after")
        assert page.tags == {"p"}


@given(st.from_regex(r"https?://[^\s<>\"`{}|\\^]+", fullmatch=True))
def test_addresses_stay_one_link(url):
    source = markdown_url(url)
    assert not unsafe(source)
    for page in pages(f"- x {source}\n"):
        assert len(page.links) == 1
        assert page.links[0].startswith(("http://", "https://"))
        assert page.tags == {"ul", "li", "a"}


@given(texts)
def test_csv_never_starts_a_formula(text):
    cell = csv_cell(text)
    assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20"))
    assert not unsafe(cell)
    assert "\n" not in cell
    rows = list(csv.reader(io.StringIO(to_csv([{"a": text, "b": "end"}], ["a", "b"]), newline="")))
    assert rows == [["a", "b"], [cell, "end"]]


@given(encodable)
def test_plain_text_round_trips_through_csv(text):
    rows = list(csv.reader(io.StringIO(to_csv([{"a": text, "b": 1}], ["a", "b"], raw=True), newline="")))
    assert rows == [["a", "b"], [text, "1"]]
    if not unsafe(text) and squeezed(text) == text and text[:1].isalnum():
        assert csv_cell(text) == text


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers())
def test_csv_numbers_stay_numbers(number):
    assert type(number)(csv_cell(number)) == number


def test_raw_csv_is_raw():
    assert csv_cell("=1+1", raw=True) == "=1+1"
    assert csv_cell("=1+1") == "'=1+1"


@given(
    st.dictionaries(encodable, encodable | st.lists(encodable | st.none() | st.integers() | st.booleans(), max_size=3))
)
def test_json_is_lossless_and_harmless(content):
    for indent in (2, None):
        text = json_text(content, indent=indent)
        assert json.loads(text) == content
        assert not unsafe(text)
        assert indent or "\n" not in text


@given(texts)
def test_names_that_are_no_text_are_json_all_the_same(text):
    """A file system may hold names that are no text: they come back as Python wrote them."""
    found = json_text({"file": f"\udcff{text}"})
    assert not unsafe(found)
    back = json.loads(found)["file"]
    assert back.encode("utf-16-be", "surrogatepass") == f"\udcff{text}".encode("utf-16-be", "surrogatepass")


@given(texts)
def test_explanations_for_a_shell_are_harmless(text):
    shown = explained(text)
    assert len(shown) <= 60
    assert not unsafe(shown)
    assert all(char.isalnum() or char in "_ .,/-" for char in shown)
    assert shown == squeezed(shown)
