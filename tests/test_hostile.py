"""Hostile text in every place where text comes from a file, through every verb and every format."""

import csv
import io
import json
import re
import unicodedata

import mistune
import pytest
from markdown_it import MarkdownIt

NASTY = [
    "[/red] [bold]x[/bold] [link=http://evil.example]y[/link] :smiley:",
    "\x1b[31mred\x1b]8;;http://evil.example\x07link\x9b31m",
    "\u202eright\u2066left\u200bzero\ufeff\U000e0041tag",
    "=cmd|'/c calc'!A0",
    "@SUM(1+1)",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "a|b`c`|d\n\n# heading\n- item\r\n| x | y |",
    "../../x CON nul.txt",
    "&lt;b&gt; &#x3c; ![i](http://evil.example/p.png) [t](javascript:alert(1)) <http://evil.example>",
    "x" * 10_000,
]
SAFE_BLANKS = {"\n"}


def quoted(text):
    """A YAML scalar in double quotes that holds exactly this text."""
    out = []
    for char in text:
        code = ord(char)
        if char in '"\\':
            out.append("\\" + char)
        elif code < 0x20 or 0x7F <= code < 0xA0 or unicodedata.category(char) in {"Cf", "Zl", "Zp"}:
            out.append(f"\\U{code:08x}")
        else:
            out.append(char)
    return '"' + "".join(out) + '"'


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A data folder in which every text is hostile, over the packaged taxonomy."""
    folder = tmp_path_factory.mktemp("data")
    projects = []
    for number, text in enumerate(NASTY, 1):
        nasty = quoted(text)
        fit = "full" if number % 2 else "partial"
        feasibility = f"\n    feasibility: {{legality: 'no', reason: {nasty}}}" if number == 3 else ""
        projects.append(
            f"""
  - code: Job Training.1.{number}
    title: {nasty}
    summary: {nasty}
    origin: published
    source: {{publisher: {nasty}, title: {nasty}}}
    level: [{nasty}]
    next_steps: [{nasty}]{feasibility}
    addresses:
      - barrier: {"transport" if number == 5 else "cost"}
        fit: {fit}
        why: {nasty}
        evidence: {{rating: unrated, clearinghouse: {nasty}, outcome: {nasty}, note: {nasty}, url: "https://x.example/)<|>"}}
""".replace('url: "https://x.example/)<|>"', 'url: "https://x.example/)(*_[]"')
        )
    (folder / "projects.yaml").write_text(
        "schema: 1\nservice: Job Training\ninnovations: [{number: 1, name: "
        + quoted(NASTY[5])
        + ", known: published}]\nprojects:"
        + "".join(projects),
        encoding="utf-8",
    )
    levels = f"levels: [{{id: some_evidence, label: {quoted(NASTY[6])}}}]"
    (folder / "evidence.yaml").write_text(
        f"schema: 1\nid: nasty\ntitle: {quoted(NASTY[1])}\n{levels}\n", encoding="utf-8"
    )
    (folder / "barriers").mkdir()
    (folder / "barriers" / "nasty.csv").write_text(
        "county,barrier,count,base_n\nDoña Ana,cost,61,180\nDoña Ana,transport,44,180\nDoña Ana,language,4,180\n",
        encoding="utf-8",
    )
    sidecar = f"""schema: 1
id: nasty
title: {quoted(NASTY[0])}
publisher: {quoted(NASTY[1])}
kind: survey
service: Job Training
base: needed
mode: {quoted(NASTY[2])}
population: {quoted(NASTY[6])}
languages: [{quoted(NASTY[5])}]
licence: {quoted(NASTY[3])}
notes: [{quoted(NASTY[8])}]
"""
    (folder / "barriers" / "nasty.yaml").write_text(sidecar, encoding="utf-8")
    return folder


VERBS = [
    ["rank", "--county", "Doña Ana"],
    ["rank", "--county", "Doña Ana", "--wide"],
    *[["explain", f"1.{number}", "--county", "Doña Ana"] for number in range(1, len(NASTY) + 1)],
]


@pytest.mark.parametrize("format_", ["table", "json", "jsonl", "csv", "md"])
@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_hostile_text_is_harmless(verb, format_, hostile, jt):
    done = jt(*verb, "--data", str(hostile), "--survey", "nasty", "--format", format_)
    assert done.code == 0
    for text in (done.out, done.err):
        bad = {c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}} - SAFE_BLANKS
        assert not bad
    if format_ == "csv":
        check_csv(done.out)
    elif format_ == "md":
        check_markdown(done.out)
    elif format_ == "json":
        found = json.dumps(json.loads(done.out), ensure_ascii=False)
        assert json.dumps(NASTY[2], ensure_ascii=False)[1:-1] in found
    elif format_ == "jsonl":
        assert all(isinstance(json.loads(line), dict) for line in done.out.splitlines())
    else:
        assert "[bold]x[/bold]" in done.out.replace("\n", "") or verb[0] == "explain"
        assert len(done.out) < 60_000


def check_csv(text):
    rows = list(csv.reader(io.StringIO(text)))
    assert {len(row) for row in rows} == {len(rows[0])}
    for row in rows[1:]:
        for cell in row:
            assert not cell.startswith(("=", "+", "@", "\t", "\r"))
            assert not cell.startswith("-") or re.fullmatch(r"-[0-9.]+", cell)


def check_markdown(text):
    for html in (
        MarkdownIt("commonmark").enable("table").render(text),
        mistune.create_markdown(plugins=["table", "url"])(text),
    ):
        tags = set(re.findall(r"<(\w+)", html))
        assert tags <= {"h1", "h2", "p", "strong", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "a"}
        assert all(link.startswith("https://x.example/") for link in re.findall(r'href="([^"]*)', html))


def test_json_is_lossless(hostile, jt):
    done = json.loads(jt("rank", "--county", "Doña Ana", "--data", str(hostile), "--survey", "nasty", "--json").out)
    ranking = done["rankings"][0]
    titles = {p["title"] for p in ranking["projects"]} | {p["title"] for p in ranking["unranked"]}
    assert titles == set(NASTY)
    assert ranking["survey"]["publisher"] == NASTY[1]


@pytest.mark.parametrize("format_", ["table", "json", "jsonl", "csv", "md"])
def test_hostile_names_and_findings(format_, tmp_path, jt):
    (tmp_path / "barriers").mkdir()
    for name in ("=cmd.csv", "[red]x[red].csv", "a|b.csv", "\u202egnp.csv", "x\x1b[31m.csv", "-o.csv"):
        (tmp_path / "barriers" / name).write_text(
            "county,barrier,count,base_n\n<script>|[/red]\x9b,cost,1,2\n", encoding="utf-8"
        )
    done = jt("validate", str(tmp_path), "--format", format_)
    assert done.code == 1
    bad = {c for c in done.out + done.err if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}} - SAFE_BLANKS
    assert not bad
    if format_ == "csv":
        check_csv(done.out)
    elif format_ == "md":
        check_markdown(done.out)


@pytest.mark.parametrize("text", NASTY[:9])
def test_hostile_arguments(text, jt):
    for arguments in (
        ["rank", "--county", text],
        ["rank", "-c", "35013", "--survey", text],
        ["explain", text, "-c", "35013"],
        ["rank", "-c", "35013", "--barrier", text],
    ):
        done = jt(*arguments)
        assert done.code in {1, 2}
        assert done.out == ""
        assert not {c for c in done.err if unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"}} - SAFE_BLANKS
