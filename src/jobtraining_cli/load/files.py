"""Reading a file whole, as text, or saying in one line why that cannot be done."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

from jobtraining_cli.errors import DataError, Problem, RunError, UsageError

MAX_BYTES = 256 * 2**20
# A catalogue of a hundred projects in two languages has a fiftieth of this.
MAX_TEXT_BYTES = 16 * 2**20
# Nanoseconds: the coarsest clocks of file systems go in steps of two seconds.
_CLOCK_TICK = 2 * 10**9


# Which files this process has read, so that none of them is written over with what was made of it.
_was_read: set[tuple[int, int]] = set()


def was_read(path: Path) -> bool:
    """Whether this process has read the file that is there now."""
    try:
        status = path.stat()
    except OSError:
        return False
    return (status.st_dev, status.st_ino) in _was_read


def show_path(path: Path) -> str:
    """The path as messages name it: relative to the current folder where it lies below it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


def read_bytes(path: Path, most: int | None = None) -> bytes:
    """The content of a regular file of at most 256 MiB, or of at most ``most`` bytes.

    Raises ``UsageError`` where nothing of that name can be a file, ``DataError`` where it is
    too large, ``RunError`` where the system refuses to read it and where it changes meanwhile: what
    was read would be half old and half new. Never waits on a FIFO, and never holds more than the limit.
    """
    place, most = show_path(path), MAX_BYTES if most is None else most
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (FileNotFoundError, NotADirectoryError):
        raise UsageError(Problem("there is no such file", place, hint="check the name and the folder")) from None
    except IsADirectoryError:
        raise UsageError(Problem("this is a folder, not a file", place, hint="name a file in it")) from None
    except ValueError:
        raise UsageError(Problem("this cannot be the name of a file", place, hint="check the name")) from None
    except OSError as error:
        raise _refused(error, place) from None
    try:
        return _read_whole(handle, place, most)
    except OSError as error:
        raise _refused(error, place) from None
    finally:
        os.close(handle)


def _read_whole(handle: int, place: str, most: int) -> bytes:
    before = os.fstat(handle)
    _was_read.add((before.st_dev, before.st_ino))
    if stat.S_ISDIR(before.st_mode):
        raise UsageError(Problem("this is a folder, not a file", place, hint="name a file in it"))
    if not stat.S_ISREG(before.st_mode):
        raise UsageError(Problem("this is not a regular file", place, hint="save it as a file first"))
    data = _read(handle, most) if before.st_size <= most else b""
    if max(before.st_size, len(data)) > most:
        hint = "split it, or leave out what is not needed"
        raise DataError(
            Problem(
                f"the file is larger than {f'{most >> 20} MiB' if most >> 20 else f'{most >> 10} KiB'}",
                place,
                hint=hint,
            )
        )
    after = os.fstat(handle)
    changed = (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns)
    # Some systems give no size for files that they make up themselves.
    changed = changed or after.st_size not in (0, len(data))
    # A file written this moment may be written again without a new time.
    if not changed and abs(time.time_ns() - after.st_mtime_ns) < _CLOCK_TICK:
        changed = _read(handle, most) != data
    if changed:
        raise RunError(Problem("the file changed while it was read", place, hint="try again when nothing writes to it"))
    return data


def _read(handle: int, most: int) -> bytes:
    """The file from its start, up to one byte more than ``most``."""
    os.lseek(handle, 0, os.SEEK_SET)
    with open(handle, "rb", closefd=False) as file:
        return file.read(most + 1)


def _refused(error: OSError, place: str) -> RunError:
    return RunError(
        Problem(f"cannot read the file: {error.strerror}", place, hint="check its name, and who may read it")
    )


def decode(data: bytes, place: str) -> str:
    r"""UTF-8 text, with or without a byte order mark, newlines as ``\n``.

    Raises ``DataError`` for an empty or binary file and for any other encoding.
    """
    if not data.strip(b" \t\r\n\xef\xbb\xbf"):
        raise DataError(
            Problem("the file is empty", place, hint="the documented formats start with a header or `schema: 1`")
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DataError(Problem("the file is UTF-16", place, hint="save it as UTF-8 (in Excel: CSV UTF-8)"))
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise DataError(Problem("this is a binary file, not text", place, line, hint="export it as CSV or YAML text"))
    # In bytes, where a copy is smallest.
    data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8-sig", "replace")) + 1
        message = f"byte 0x{error.object[error.start]:02x} is not UTF-8"
        hint = "save it as UTF-8 (in Excel: CSV UTF-8; in a text editor: encoding UTF-8)"
        raise DataError(Problem(message, place, before.count(b"\n") + 1, column, hint=hint)) from None


def read_text(path: Path, most: int = MAX_TEXT_BYTES) -> str:
    """The text of a UTF-8 file of at most ``most`` bytes: ``read_bytes`` and ``decode``."""
    return decode(read_bytes(path, most), show_path(path))


def pattern_path(table: Path) -> Path:
    """Where the patterns of a barrier table are: ``taos.patterns.csv`` beside ``taos.csv``."""
    return table.with_name(f"{table.stem}.patterns.csv")
