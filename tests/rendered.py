"""Markdown as two CommonMark implementations see it, and text as a terminal would."""

import csv
import io
import re
import unicodedata
from html.parser import HTMLParser

import mistune
from markdown_it import MarkdownIt

HARMLESS = {
    *("h1", "h2", "h3", "p", "strong", "ul", "ol", "li", "code", "a"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
# Shown as nothing, whatever their category (Default_Ignorable_Code_Point), and what only looks like a blank. Left
# out are the two that choose between a sign and its picture: emoji are written with them.
INVISIBLE = frozenset(
    {
        *(0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), *range(0x200B, 0x2010)),
        *(*range(0x202A, 0x202F), *range(0x2060, 0x2070), 0x2800, 0x3164, *range(0xFE00, 0xFE0E), 0xFEFF, 0xFFA0),
        *(*range(0xFFF0, 0xFFFC), *range(0x1BCA0, 0x1BCA4), *range(0x1D173, 0x1D17B), *range(0xE0000, 0xE1000)),
    }
)
UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def unsafe(text):
    """The characters of a text that a terminal would act on, or not show."""
    return {c for c in set(text) if unicodedata.category(c) in UNPRINTABLE or ord(c) in INVISIBLE} - {"\n"}


def squeezed(text):
    return " ".join(text.split())


class _Page(HTMLParser):
    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.links, self.attributes, self.tables, self.odd = set(), [], set(), [], []
        self._cell, self._words = None, []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value for name, value in attrs if name in ("href", "src")]
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self._cell = []

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.tables[-1][-1].append(squeezed("".join(self._cell)))
            self._cell = None
        elif tag in HARMLESS - {"a", "code", "strong"}:
            self._words.append(" ")

    def handle_data(self, data):
        self._words.append(data)
        if self._cell is not None:
            self._cell.append(data)

    def handle_comment(self, data):
        self.odd.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment

    @property
    def text(self):
        return squeezed("".join(self._words))


def pages(source):
    """The pages that two implementations make of Markdown, with what GitHub links and strikes by itself in one."""
    html = (
        MarkdownIt("commonmark").enable("table").render(source),
        mistune.create_markdown(plugins=["table", "strikethrough", "url"])(source),
    )
    return [_Page(text) for text in html]


def tables(source):
    """The cells of every table, which are the same to both, row by row and none missing."""
    first, second = (page.tables for page in pages(source))
    assert first == second
    assert all(len(row) == len(table[0]) for table in first for row in table)
    return first


def assert_harmless(source, addresses=()):
    """Both pages have only harmless tags, the same tables, and links to nothing but the addresses of ``url`` fields."""
    found = pages(source)
    for page in found:
        assert page.tags <= HARMLESS
        assert page.attributes <= {"href", "style", "start"}
        assert page.odd == []
        assert [link for link in page.links if link not in addresses] == []
    assert found[0].tables == found[1].tables
    assert found[0].text == found[1].text
    return found[0]


def table_under(text, heading):
    """The lines between a heading of Markdown and the next."""
    return re.split(r"^#+ ", text.split(heading, 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def cells(text):
    """The rows of CSV text, however long its cells are."""
    limit = csv.field_size_limit(1_000_000)
    try:
        return list(csv.reader(io.StringIO(text, newline="")))
    finally:
        csv.field_size_limit(limit)


def records(text):
    """The rows of CSV text by the names of its columns."""
    head, *rows = cells(text)
    return [dict(zip(head, row, strict=True)) for row in rows]
