"""The only writer of stdout and of files."""

from __future__ import annotations

import codecs
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from jobtraining_cli.cli.diagnostics import ExitCode
from jobtraining_cli.errors import Problem, RunError, UsageError
from jobtraining_cli.present.format import Format, Look


def _as_escape(error: UnicodeError) -> tuple[str, int]:
    """What an encoding lacks, as a backslash, u and four digits: right in JSON, readable elsewhere."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2)), error.end


codecs.register_error("jsonescape", _as_escape)


def look(*, wide: bool, no_color: bool, raw_csv: bool, to_file: bool = False) -> Look:
    """How to show a result here: width, colour and letters of the terminal that stdout is."""
    tty = not to_file and sys.stdout is not None and sys.stdout.isatty()
    plain = no_color or bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    encoding = "utf-8" if to_file or sys.stdout is None else (sys.stdout.encoding or "ascii").lower()
    return Look(
        width=_width(),
        color=tty and not plain,
        unicode=encoding.startswith("utf"),
        wide=wide,
        raw_csv=raw_csv,
    )


def _width() -> int:
    """Columns across: ``COLUMNS``, else the terminal's (also behind a pager), else 100."""
    asked = os.environ.get("COLUMNS", "")
    if asked.isdigit() and int(asked) > 0:
        return max(40, min(int(asked), 1000))
    for stream in (1, 2, 0):
        try:
            columns = os.get_terminal_size(stream).columns
        except OSError:
            continue
        if columns > 0:
            return max(40, columns)
    return 100


def emit(
    render: Callable[[Look], str],
    target: str | None,
    *,
    wide: bool = False,
    no_color: bool = False,
    raw_csv: bool = False,
) -> None:
    """Render and write a result: to stdout, or to ``target`` (``-`` is stdout), whole or not at all.

    Raises ``RunError`` where the file cannot be written, ``UsageError`` where it cannot be a file.
    """
    to_file = target is not None and target != "-"
    text = render(look(wide=wide, no_color=no_color, raw_csv=raw_csv, to_file=to_file))
    if to_file and target is not None:
        write_file(Path(target), text)
    else:
        write_stdout(text)


def write_stdout(text: str) -> None:
    """Text to stdout; what its encoding lacks is written as an escape.

    Raises ``RunError`` where it cannot be written. Where the reader has gone away the program ends in
    silence, with the exit code that a shell gives for a broken pipe.
    """
    if sys.stdout is None:
        raise RunError("stdout is closed", hint="write to a file with -o")
    encoding = sys.stdout.encoding or "utf-8"
    try:
        sys.stdout.write(text.encode(encoding, "jsonescape").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        # Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(ExitCode.BROKEN_PIPE) from None
    except OSError as error:
        raise RunError(f"cannot write the output: {error.strerror or error}") from None


def write_file(path: Path, text: str) -> None:
    """A file, written beside its place and renamed into it, so that no reader ever sees half of it."""
    place = str(path)
    if path.is_dir():
        raise UsageError(Problem("this is a folder, not a file", place, hint="name a file in it"))
    if path.exists() and not path.is_file():
        raise UsageError(Problem("this is not a regular file", place, hint="use `-o -` for stdout"))
    target = path.resolve() if path.is_symlink() else path
    temporary: str | None = None
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name[:40]}.", suffix=".tmp", dir=target.parent)
        with open(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
        Path(temporary).chmod(mode)
        Path(temporary).replace(target)
        temporary = None
    except FileNotFoundError:
        raise RunError(
            Problem("cannot write the file: its folder does not exist", place, hint="make the folder first")
        ) from None
    except OSError as error:
        raise RunError(Problem(f"cannot write the file: {error.strerror or error}", place)) from None
    except ValueError:
        raise UsageError(Problem("this cannot be the name of a file", place)) from None
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def wanted_format(format_: Format | None, *, json: bool) -> Format:
    """``--format``, or ``--json`` for short. Raises ``UsageError`` where the two disagree."""
    if json and format_ not in (None, Format.json):
        raise UsageError(
            f"--json and --format {format_.value if format_ else ''} ask for two formats",
            hint="leave out one of the two",
        )
    return Format.json if json else format_ or Format.table
