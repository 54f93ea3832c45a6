"""Reading a file whole, as text, or saying in one line why that cannot be done."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from jobtraining_cli.errors import DataError, Problem, RunError, UsageError

MAX_BYTES = 256 * 2**20


def show_path(path: Path) -> str:
    """The path as messages name it: relative to the current folder where it lies below it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


def read_bytes(path: Path) -> bytes:
    """The content of a regular file of at most 256 MiB.

    Raises ``UsageError`` where nothing of that name can be a file, ``DataError`` where it is
    too large, ``RunError`` where the system refuses to read it. Never waits on a FIFO.
    """
    place = show_path(path)
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
        status = os.fstat(handle)
        if stat.S_ISDIR(status.st_mode):
            raise UsageError(Problem("this is a folder, not a file", place, hint="name a file in it"))
        if not stat.S_ISREG(status.st_mode):
            raise UsageError(Problem("this is not a regular file", place, hint="save it as a file first"))
        with open(handle, "rb", closefd=False) as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _refused(error, place) from None
    finally:
        os.close(handle)
    if len(data) > MAX_BYTES:
        raise DataError(
            Problem("the file is larger than 256 MiB", place, hint="split it, or leave out what is not needed")
        )
    return data


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
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8-sig", "replace")) + 1
        message = f"byte 0x{error.object[error.start]:02x} is not UTF-8"
        hint = "save it as UTF-8 (in Excel: CSV UTF-8; in a text editor: encoding UTF-8)"
        raise DataError(Problem(message, place, before.count(b"\n") + 1, column, hint=hint)) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_text(path: Path) -> str:
    """The text of a UTF-8 file: ``read_bytes`` and ``decode``."""
    return decode(read_bytes(path), show_path(path))
