"""Colours are for terminals, and for those who ask."""

import os
import pty
import re
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

COUNTIES = ["counties", "--search", "taos"]


def on_a_terminal(*arguments, **env):
    """What `jt` writes to a terminal of 80 columns."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ.pop("NO_COLOR", None)
        os.execve(Path(sys.executable).with_name("jt"), ["jt", *arguments], {**os.environ, "TERM": "xterm", **env})
    out = b""
    try:
        while part := os.read(terminal, 4096):
            out += part
    except OSError:
        pass
    os.waitpid(child, 0)
    os.close(terminal)
    return out.decode()


@pytest.mark.parametrize(
    ("arguments", "env", "coloured"),
    [
        ((), {}, True),
        ((), {"NO_COLOR": "1"}, False),
        ((), {"NO_COLOR": ""}, True),
        ((), {"TERM": "dumb"}, False),
        (("--no-color",), {}, False),
        (("--color",), {"NO_COLOR": "1"}, True),
        (("-o", "-"), {}, True),
    ],
)
def test_colours_are_for_terminals_that_nobody_asked_to_be_plain(arguments, env, coloured):
    out = on_a_terminal(*COUNTIES, *arguments, **env)
    assert "35055" in out
    assert bool(re.search(r"\x1b\[[0-9;]+m", out)) is coloured


def test_a_file_never_has_colours(tmp_path, jt):
    assert jt(*COUNTIES, "--color", "-o", str(tmp_path / "out.txt")).code == 0
    assert "\x1b" not in (tmp_path / "out.txt").read_text(encoding="utf-8")
