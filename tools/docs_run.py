"""Run what stands in a page, in page order, and fill in what it prints.

In Markdown a comment before a fenced block says what is done with it:

- ``<!-- jt: COMMAND -->``: the block shows what the command prints in this checkout.
- ``<!-- run -->``: the block (``sh``, ``bash`` or ``python``) is run in the folder of the page, a temporary one; where
  another block follows at once, it shows the output. ``<!-- run: exit 1; from Rank; first 5 -->`` names another exit
  code, and the part to show: from the first line that starts with a text, so many lines.
- ``<!-- file: PATH -->``: the block is a file in the folder of the page.
- ``<!-- line: PATH TEXT -->``: the block takes the place of the line of that file that starts with a text.
- ``<!-- show: PATH -->``: the block shows a file of the docs, which is also in the folder of the page.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from jobtraining_cli.cli.main import run

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
CUT = "[...]"
BLOCK = re.compile(
    r"<!-- (?P<act>jt|run|file|line|show)(?:: (?P<how>.+?))? -->\n"
    r"```(?P<language>\w+)\n(?P<body>.*?)```\n"
    r"(?:(?<=```\n)(?P<gap>\n```(?P<shown>\w+)\n)(?P<output>.*?)```\n)?",
    re.DOTALL,
)


class BrokenExampleError(Exception):
    """A block of a page did not do what the page says."""


def with_outputs(text: str, folder: Path | None = None) -> str:
    """A page with every marked block filled in anew. What it runs leaves its files in ``folder``, if one is given."""
    if folder is None:
        with tempfile.TemporaryDirectory() as made:
            return with_outputs(text, Path(made))
    page = Page(folder)
    return BLOCK.sub(page.fill, text)


class Page:
    """One page while it is run: its folder, where it is in it, and the names that its Python blocks know."""

    def __init__(self, folder: Path) -> None:
        """Start in the folder, with no names."""
        self.folder = self.here = folder
        self.names: dict[str, Any] = {"__name__": "page"}

    def fill(self, match: re.Match[str]) -> str:
        """A block as it should stand in the page."""
        act, how, body = match["act"], match["how"] or "", match["body"]
        output = match[0][match.end("body") - match.start() :]
        if act == "run":
            said = self._run(match["language"], body, how)
            if match["gap"]:
                output = f"```\n{match['gap']}{said}```\n"
        elif act == "jt":
            body = output_of(how)
        elif act == "show":
            body = (DOCS / how).read_text(encoding="utf-8")
            (self.here / Path(how).name).write_text(body, encoding="utf-8")
        elif act == "line":
            name, start = how.split(maxsplit=1)
            lines = (self.here / name).read_text(encoding="utf-8").splitlines(keepends=True)
            (at,) = [at for at, line in enumerate(lines) if line.startswith(start)]
            lines[at] = body
            (self.here / name).write_text("".join(lines), encoding="utf-8")
        else:
            (self.here / how).parent.mkdir(parents=True, exist_ok=True)
            (self.here / how).write_text(body, encoding="utf-8")
        return match[0][: match.start("body") - match.start()] + body + output

    def _run(self, language: str, body: str, how: str) -> str:
        wanted = dict(part.split(maxsplit=1) for part in how.split("; ") if part)
        code, said = 0, ""
        if language == "python":
            said = self._python(body)
        elif language == "bash":
            code, said = _shell(body, self.here)
        else:
            for line in body.replace("\\\n", " ").splitlines():
                code, more = self._command(shlex.split(line, comments=True))
                said += more
        if code != int(wanted.get("exit", 0)):
            raise BrokenExampleError(f"exit code {code} of\n{body}\n{said}")
        return _part(said, wanted)

    def _command(self, words: list[str]) -> tuple[int, str]:
        match words:
            case []:
                return 0, ""
            case ["cd", name]:
                self.here = (self.here / name).resolve()
                return 0, ""
            case ["cat", name]:
                return 0, (self.here / name).read_text(encoding="utf-8")
            case ["jt", *arguments]:
                return _jt(arguments, self.here)
        raise BrokenExampleError(f"a page runs jt, cd and cat, not {shlex.join(words)}")

    def _python(self, code: str) -> str:
        with _plain(self.here) as said:
            exec(compile(code, "page", "exec"), self.names)  # noqa: S102 - the pages are our own
        return said()


def output_of(command: str) -> str:
    """What a `jt` command line prints in this checkout, on a plain terminal of 80 columns."""
    return _jt(shlex.split(command)[1:], ROOT)[1]


def _jt(arguments: list[str], folder: Path) -> tuple[int, str]:
    main = sys.modules["__main__"]
    with _plain(folder) as said, mock.patch.object(sys, "argv", ["jt"]), mock.patch.object(main, "__package__", None):
        code = run(arguments)
    return int(code), said()


def _environment() -> dict[str, str]:
    """A plain terminal of 80 columns, and no settings of whoever runs this."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("JT_", "_JT_"))}
    return environment | {"COLUMNS": "80", "TERM": "dumb", "PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8"}


@contextlib.contextmanager
def _plain(folder: Path) -> Iterator[Callable[[], str]]:
    """Standard output and error together, as text; in a folder, and without anybody's settings."""
    written = io.BytesIO()
    stream = io.TextIOWrapper(written, encoding="utf-8", newline="\n", write_through=True)

    def said() -> str:
        stream.flush()
        return written.getvalue().decode()

    with (
        contextlib.chdir(folder),
        mock.patch.dict(os.environ, _environment(), clear=True),
        contextlib.redirect_stdout(stream),
        contextlib.redirect_stderr(stream),
    ):
        yield said


def _shell(script: str, folder: Path) -> tuple[int, str]:
    """A script for bash, with this checkout's `jt`."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=_environment() | {"PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout


def _part(text: str, wanted: dict[str, str]) -> str:
    """The lines of an output that a page shows; what is left out is marked."""
    lines = text.splitlines(keepends=True)
    if "from" in wanted:
        start = next((at for at, line in enumerate(lines) if line.startswith(wanted["from"])), None)
        if start is None:
            raise BrokenExampleError(f"no line starts with {wanted['from']!r} in\n{text}")
        lines = ([f"{CUT}\n"] if start else []) + lines[start:]
    most = int(wanted.get("first", len(lines))) + (lines[:1] == [f"{CUT}\n"])
    return "".join(lines[:most]) + (f"{CUT}\n" if most < len(lines) else "")
