"""The escapes: whatever a file says, it stays text where it goes."""

import csv
import io
import json
import re
import unicodedata

import mistune
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from jobtraining_cli.present.records import Column, plain, to_csv, to_markdown
from jobtraining_cli.present.text import csv_cell, json_text, markdown, markdown_url, printable

texts = st.text(max_size=80) | st.text(alphabet="\\`*_[]<>|~#$&!-+=.1 \n\r\t\x1b\x9b\u202e\u200b:/@'\"a", max_size=40)


@given(texts)
def test_nothing_that_a_terminal_acts_on_survives(text):
    shown = printable(text)
    assert all(unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in shown)
    assert "\n" not in shown


def test_what_can_be_printed_is_left_alone():
    for text in ("Doña Ana", "Ñandú – «así»", "汉字", "[bold]x[/bold] :smiley:", "½ ± 3 °"):
        assert printable(text) == text


def test_what_cannot_be_printed_is_shown():
    assert printable("a\x1b[31mb\x9b\u202e\u200b\U000e0041c\nd") == "a\\x1b[31mb\\x9b\\u202e\\u200b\\U000e0041c d"
    assert printable("x" * 20, 10) == "x" * 9 + "…"


def as_html(source):
    return [
        MarkdownIt("commonmark").enable("table").render(source),
        mistune.create_markdown(plugins=["table", "strikethrough", "url"])(source),
    ]


def unescape(html):
    text = re.sub(r"<[^>]*>", "", html)
    for name, char in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&#x27;", "'"), ("&amp;", "&")):
        text = text.replace(name, char)
    return text


@given(texts)
def test_markdown_cells_stay_cells(text):
    source = to_markdown([{"a": text, "b": "end"}], [Column("a", "A", plain("a")), Column("b", "B", plain("b"))])
    for html in as_html(source):
        cells = re.findall(r"<td[^>]*>(.*?)</td>", html, re.DOTALL)
        assert len(cells) == 2
        assert not re.search(r"<(?!/?(?:td|tr)\b)[a-z/!]", cells[0])
        assert " ".join(unescape(cells[0]).split()) == " ".join(printable(text).split())


@given(texts)
def test_markdown_paragraphs_stay_text(text):
    for html in as_html(f"- {markdown(text)}\n"):
        inside = html.replace("<ul>", "").replace("</ul>", "").replace("<li>", "").replace("</li>", "").strip()
        assert not re.search(r"<[a-z/!]", inside)
        assert " ".join(unescape(inside).split()) == " ".join(printable(text).split())


@given(st.from_regex(r"https?://[^\s<>\"`{}|\\^]+", fullmatch=True))
def test_addresses_stay_one_link(url):
    (html, _) = as_html(markdown_url(url))
    assert html.count("<a ") == 1
    assert "<script" not in html


@given(texts)
def test_csv_never_starts_a_formula(text):
    cell = csv_cell(text)
    assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20"))
    (row,) = csv.reader(io.StringIO(to_csv([{"a": text}], ["a"]).partition("\n")[2])) if cell else [[""]]
    assert row == [cell]


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers())
def test_csv_numbers_stay_numbers(number):
    assert float(csv_cell(number)) == number


def test_raw_csv_is_raw():
    assert csv_cell("=1+1", raw=True) == "=1+1"
    assert csv_cell("=1+1") == "'=1+1"


@given(
    st.dictionaries(
        texts.filter(lambda t: not any("\ud800" <= c <= "\udfff" for c in t)),
        texts.filter(lambda t: not any("\ud800" <= c <= "\udfff" for c in t)),
    )
)
def test_json_is_lossless_and_harmless(content):
    text = json_text(content)
    assert json.loads(text) == content
    assert all(unicodedata.category(char) not in {"Cc", "Zl", "Zp"} or char == "\n" for char in text)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b-\u200f\ufeff]", text)
