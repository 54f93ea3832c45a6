"""One environment for all tests: a plain terminal of 80 columns, and no settings of whoever runs them."""

import os

for name in (
    "FORCE_COLOR",
    "NO_COLOR",
    "CI",
    "GITHUB_ACTIONS",
    "PY_COLORS",
    "CLICOLOR_FORCE",
    "TTY_COMPATIBLE",
    *(name for name in os.environ if name.startswith("JT_")),
):
    os.environ.pop(name, None)
os.environ |= {"TERM": "dumb", "COLUMNS": "80", "PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8"}

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from jobtraining_cli.cli.main import run
from jobtraining_cli.load import files

ROOT = Path(__file__).resolve().parents[1]
settings.register_profile("suite", deadline=None, derandomize=True)
settings.load_profile("suite")


@dataclass(frozen=True)
class Done:
    """What a command line did."""

    code: int
    out: str
    err: str


@pytest.fixture
def jt(capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Run `jt` in this process."""

    def call(*arguments: str) -> Done:
        capsys.readouterr()
        files._was_read.clear()  # each command is a process of its own, and names of files are used again
        code = run(list(arguments))
        captured = capsys.readouterr()
        return Done(int(code), captured.out, captured.err)

    return call


@pytest.fixture
def real_jt(tmp_path: Path) -> Callable[..., Done]:
    """Run the installed `jt` as a process of its own, away from the checkout."""
    program = Path(sys.executable).with_name("jt")

    def call(*arguments: str, cwd: Path | None = None, env: dict[str, str] | None = None) -> Done:
        done = subprocess.run(
            [str(program), *arguments],
            cwd=cwd or tmp_path,
            env={**os.environ, **(env or {})},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    return call
