"""Mutation that knows lines, keys and cells, so that most inputs get past the parser to what lies behind it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

WORDS = [
    b"", b"~", b"null", b"0", b"-1", b"1e309", b"nan", b"inf", b"-0.0", b"1_000", b"00120", b"100.0000001", b"99999999999999999999",
    b"true", b"no", b"yes", b"2026-02-30", b"0000-00-00", b"schema: 1", b"schema: 2", b"barriers:", b"projects:", b"&a", b"*a", b"!!str",
    b"---", b"...", b"[", b"]", b"{", b"}", b"- ", b"? ", b"|\n", b">-\n", b'"', b"'", b"''", b"#", b"%YAML 1.1\n", b"\\x00", b'"\\ud800"',
    b"\xff", b"\xef\xbb\xbf", b"\x00", b"\x1b[31m", b"\xe2\x80\xae", b"\xe2\x80\xa8", b"\xc2\x85", b"\r", b"\r\n", b"\n", b"\t", b" ", b",", b";", b'""',
    b"fips", b"county", b"measure", b"barrier", b"count", b"base_n", b"percent", b"n_eff", b"df", b"se", b"moe90", b"moe95", b"group",
    b"suppressed", b"need", b"difficulty", b"cost", b"transport", b"35013", b"35", b"01001", b"1001", b"Do\xc3\xb1a Ana", b"Baltimore", b"Taos, NM",
    b"full", b"partial", b"none", b"proposed", b"published", b"survey", b"indicator", b"population", b"respondents", b"needed", b"share",
    b"Job Training.9.1", b"Job Training.9.10", b"x" * 300, b"[" * 40, b"https://example.org/", b"javascript:x", b"tool.jt", b"= ", b"[[", b'"""',
]  # fmt: skip
_TOKEN = re.compile(rb"[^\s,:\[\]{}\"'=]+")


def _token(line: bytes, dice: random.Random, word: bytes) -> bytes:
    """The line with one of its words replaced."""
    found = list(_TOKEN.finditer(line))
    if not found:
        return word + line
    match = dice.choice(found)
    return line[: match.start()] + word + line[match.end() :]


def _cell(line: bytes, dice: random.Random, word: bytes) -> bytes:
    """The line with one of its cells replaced, doubled or removed."""
    cells = line.split(b",")
    at = dice.randrange(len(cells))
    cells[at : at + 1] = dice.choice([[word], [word], [cells[at], word], []])
    return b",".join(cells)


def _indent(line: bytes, dice: random.Random, _: bytes) -> bytes:
    bare = line.lstrip(b" ")
    return b" " * max(0, len(line) - len(bare) + dice.choice([-4, -2, -1, 1, 2, 4])) + bare


def _number(line: bytes, dice: random.Random, _: bytes) -> bytes:
    return re.sub(
        rb"[0-9]+", lambda match: str(max(0, int(match[0][:9]) + dice.choice([-1, 1, 100]))).encode(), line, count=1
    )


def _insert(line: bytes, dice: random.Random, word: bytes) -> bytes:
    at = dice.randrange(len(line) + 1)
    return line[:at] + word + line[at:]


_IN_A_LINE: list[Callable[[bytes, random.Random, bytes], bytes]] = [
    _token,
    _token,
    _cell,
    _cell,
    _indent,
    _number,
    _insert,
]


def mutate(data: bytes, most: int, dice: random.Random, others: list[bytes]) -> bytes:
    """One to four changes of lines, or of a word or cell in one; ``others`` lend their lines."""
    lines = data.splitlines(keepends=True) or [b""]
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(lines))
        kind = dice.randrange(12)
        if kind == 0 and len(lines) > 1:
            del lines[at]
        elif kind == 1:
            lines.insert(at, lines[at])
        elif kind == 2:
            other = dice.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        elif kind == 3 and others:
            lines.insert(at, dice.choice(dice.choice(others).splitlines(keepends=True) or [b""]))
        elif kind == 4:
            end = min(len(lines), at + dice.randint(1, 8))
            lines[at:at] = lines[at:end]
        else:
            line = lines[at].rstrip(b"\n")
            ended = lines[at][len(line) :]
            lines[at] = dice.choice(_IN_A_LINE)(line, dice, dice.choice(WORDS)) + ended
    return b"".join(lines)[:most]
