"""The only writer of stdout and of files."""

from __future__ import annotations

import codecs
import errno
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from jobtraining_cli.cli.diagnostics import ExitCode
from jobtraining_cli.cli.stop import undoing, unfinished
from jobtraining_cli.errors import Problem, RunError, UsageError
from jobtraining_cli.load.files import was_read
from jobtraining_cli.present.format import Look


def _as_escape(error: UnicodeError) -> tuple[str, int]:
    """What an encoding lacks, as a backslash, u and four digits: right in JSON, readable elsewhere."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2)), error.end


codecs.register_error("jsonescape", _as_escape)


def look(*, wide: bool, color: bool | None, raw_csv: bool, to_file: bool = False) -> Look:
    """How to show a result here: width, colour and letters of the terminal that stdout is.

    ``color`` is ``None`` where nobody asked for it or against it.
    """
    tty = not to_file and sys.stdout is not None and sys.stdout.isatty()
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    encoding = "utf-8" if to_file or sys.stdout is None else (sys.stdout.encoding or "ascii").lower()
    return Look(
        width=_width(),
        color=(tty and not plain) if color is None else color and not to_file,
        unicode=encoding.startswith("utf"),
        wide=wide,
        raw_csv=raw_csv and not tty,
    )


def _width() -> int:
    """Columns across: ``COLUMNS``, else the terminal's (also behind a pager), else 100."""
    asked = os.environ.get("COLUMNS", "")
    if asked.isdecimal() and int(asked[:9]) > 0:
        return max(40, min(int(asked[:9]), 1000))
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
    color: bool | None = None,
    raw_csv: bool = False,
) -> None:
    """Render and write a result: to stdout, or to ``target`` (``-`` is stdout), whole or not at all.

    Raises ``RunError`` where the file cannot be written, ``UsageError`` where it cannot be a file.
    """
    to_file = bool(target) and target != "-"
    if to_file and target is not None and target.endswith(("/", os.sep)):
        raise UsageError(Problem("this is a folder, not a file", target, hint="name a file in it"))
    text = render(look(wide=wide, color=color, raw_csv=raw_csv, to_file=to_file))
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
    if was_read(path):
        raise UsageError(Problem("this file was read to make the output", place, hint="name another: it would be lost"))
    if path.exists() and not path.stat().st_mode & 0o222:
        raise RunError(Problem("this file is write-protected", place, hint="name another, or make it writable"))
    try:
        target = _behind_links(path)
        # A name that is known before the file is there, so that a signal at any moment can remove it.
        temporary = target.with_name(f".{target.name[:40]}.{os.urandom(8).hex()}.tmp")
        with unfinished(temporary):
            with open(temporary, "x", encoding="utf-8", newline="", opener=_private) as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
            temporary.replace(target)
    except FileNotFoundError:
        raise RunError(
            Problem("cannot write the file: its folder does not exist", place, hint="make the folder first")
        ) from None
    except OSError as error:
        raise RunError(Problem(f"cannot write the file: {error.strerror or error}", place)) from None
    except ValueError:
        raise UsageError(Problem("this cannot be the name of a file", place)) from None


def _behind_links(path: Path) -> Path:
    """The file that a link stands for, there or not yet. Raises ``OSError`` for links in a circle."""
    target = Path(os.path.realpath(path)) if path.is_symlink() else path
    if target.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    return target


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_new_files(folder: Path, texts: dict[str, str], optional: set[str]) -> list[str]:
    """Files below a folder, all of them or none, and nothing overwritten; returns the ``optional`` ones that were there.

    Raises ``UsageError`` where one that is not optional is there already, ``RunError`` where one cannot be written.
    """
    folder = Path(os.path.normpath(folder))
    kept = [name for name in texts if name in optional and os.path.lexists(folder / name)]
    there = [name for name in texts if name not in optional and os.path.lexists(folder / name)]
    if there:
        message = f"{', '.join(there[:5])}{' and more' if len(there) > 5 else ''} {'is' if len(there) == 1 else 'are'} there already"
        raise UsageError(Problem(message, str(folder), hint="choose another folder: nothing is overwritten"))
    made: list[Path] = []

    def take_back() -> None:
        for path in reversed(made):
            with suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink()

    try:
        with undoing(take_back):
            for name, text in texts.items():
                if name not in kept:
                    _make_folders((folder / name).parent, made)
                    _write_new(folder / name, text)
                    made.append(folder / name)
    except BaseException as error:
        take_back()
        if isinstance(error, FileExistsError | NotADirectoryError):
            hint = "choose another folder: nothing is overwritten"
            raise UsageError(Problem("something else of that name is in the way", str(folder), hint=hint)) from None
        if isinstance(error, OSError):
            raise RunError(Problem(f"cannot write the files: {error.strerror or error}", str(folder))) from None
        if isinstance(error, ValueError):
            raise UsageError(Problem("this cannot be the name of a folder", str(folder))) from None
        raise
    return kept


def _make_folders(folder: Path, made: list[Path]) -> None:
    """Make a folder and those above it; what was not there is added to ``made``, one by one."""
    missing = []
    while not folder.exists() and folder != folder.parent:
        missing.append(folder)
        folder = folder.parent
    for path in reversed(missing):
        path.mkdir()
        made.append(path)


def _write_new(path: Path, text: str) -> None:
    """A file that was not there, whole or not at all."""
    temporary = path.with_name(f".{path.name[:40]}.{os.urandom(8).hex()}.tmp")
    with unfinished(temporary):
        with open(temporary, "x", encoding="utf-8", newline="") as file:
            file.write(text)
        try:
            os.link(temporary, path)  # which never replaces anything, as renaming does
        except FileExistsError:
            raise
        except OSError:  # no such links here
            if os.path.lexists(path):
                raise FileExistsError(path) from None
            temporary.rename(path)
