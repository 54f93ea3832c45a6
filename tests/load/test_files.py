"""Reading files: text or one clear reason why not, and never a wait."""

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from jobtraining_cli.errors import DataError, JtError, RunError, UsageError
from jobtraining_cli.load import files
from jobtraining_cli.load.files import decode, read_bytes, read_text, show_path
from load.common import only, refused, where

EXCEL = "save it as UTF-8"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a,b\n", "a,b\n"),
        (b"\xef\xbb\xbfa,b\n1,2\n", "a,b\n1,2\n"),
        (b"a,b\r\n1,2\r\n", "a,b\n1,2\n"),
        (b"a,b\r1,2", "a,b\n1,2"),
        (b"\xef\xbb\xbfa\r\n", "a\n"),
        ("Doña Ana\u2028 🏜".encode(), "Doña Ana\u2028 🏜"),
    ],
    ids=["plain", "byte order mark", "CRLF", "CR", "both", "Unicode"],
)
def test_utf8_is_read_with_any_line_ends(data: bytes, text: str) -> None:
    assert decode(data, "f") == text


@pytest.mark.parametrize(
    ("data", "line", "column", "message", "hint"),
    [
        (b"", None, None, "the file is empty", "start with a header"),
        (b" \r\n\t\n", None, None, "the file is empty", "start with a header"),
        (b"\xef\xbb\xbf", None, None, "the file is empty", "start with a header"),
        ("fips,count\n".encode("utf-16"), None, None, "the file is UTF-16", EXCEL),
        ("fips,count\n".encode("utf-16-be"), 1, None, "this is a binary file", "export it"),
        (b"\xfe\xff\0f", None, None, "the file is UTF-16", EXCEL),
        (b"PK\x03\x04\n\n\x14\x00", 3, None, "this is a binary file, not text", "export it"),
        ("x\nDoña".encode("cp1252"), 2, 3, "byte 0xf1 is not UTF-8", EXCEL),
        (b"\xef\xbb\xbfx\r\nD\xc3\xb1a \xf1", 2, 5, "byte 0xf1 is not UTF-8", EXCEL),
        ("Doña".encode() + "\nDoña".encode("latin1"), 2, 3, "byte 0xf1 is not UTF-8", EXCEL),
    ],
    ids=["empty", "blank", "mark alone", "UTF-16", "UTF-16 no mark", "UTF-16 BE", "binary", "cp1252", "mixed", "lines"],
)
def test_what_is_not_utf8_text_is_refused(
    data: bytes, line: int | None, column: int | None, message: str, hint: str
) -> None:
    problem = only(refused(decode, data, "f"))
    assert where(problem) == ("f", line, column, None)
    assert problem.message.startswith(message)
    assert hint in (problem.hint or "")


def _folder() -> str:
    Path("folder.csv").mkdir()
    return "folder.csv"


def _fifo() -> str:
    os.mkfifo("fifo.csv")
    return "fifo.csv"


def _loop() -> str:
    Path("loop.csv").symlink_to("loop.csv")
    return "loop.csv"


def _below_a_file() -> str:
    Path("file").write_text("x")
    return "file/t.csv"


@pytest.mark.parametrize(
    ("make", "kind", "message", "hint"),
    [
        (lambda: "nope.csv", UsageError, "there is no such file", "check the name"),
        (_below_a_file, UsageError, "there is no such file", "check the name"),
        (_folder, UsageError, "this is a folder, not a file", "name a file in it"),
        (_fifo, UsageError, "this is not a regular file", "save it as a file"),
        (lambda: "/dev/null", UsageError, "this is not a regular file", "save it as a file"),
        (lambda: "a\0b.csv", UsageError, "this cannot be the name of a file", ""),
        (lambda: "x" * 300 + ".csv", RunError, "cannot read the file: ", ""),
        (_loop, RunError, "cannot read the file: ", ""),
    ],
    ids=["missing", "below a file", "folder", "FIFO", "device", "NUL", "long name", "loop"],
)
def test_what_cannot_be_read_is_refused(make: Callable[[], str], kind: type[JtError], message: str, hint: str) -> None:
    name = make()
    problem = only(refused(read_bytes, Path(name), error=kind))
    assert where(problem) == (name, None, None, None)
    assert problem.message.startswith(message)
    assert hint in (problem.hint or "")


def test_no_open_file_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    names, opened = (_folder(), _fifo()), []
    real = os.open
    monkeypatch.setattr(os, "open", lambda *rest: opened.append(real(*rest)) or opened[-1])
    for name in names:
        with pytest.raises(JtError):
            read_bytes(Path(name))
    assert len(opened) == 2
    for handle in opened:
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.fstat(handle)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_cannot_be_read() -> None:
    Path("t.csv").write_text("x")
    Path("t.csv").chmod(0)
    problem = only(refused(read_bytes, Path("t.csv"), error=RunError))
    assert problem.message == "cannot read the file: Permission denied"


def test_a_refusal_of_the_system_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def no(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", no)
    problem = only(refused(read_bytes, Path("t.csv"), error=RunError))
    assert str(problem) == "t.csv: cannot read the file: Permission denied"


@pytest.mark.parametrize(("size", "fits"), [(2**20, True), (2**20 + 1, False)])
def test_a_file_may_be_as_large_as_the_limit(size: int, fits: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    assert files.MAX_BYTES == 256 * 2**20
    monkeypatch.setattr(files, "MAX_BYTES", 2**20)
    Path("t.csv").write_bytes(b"x" * size)
    if fits:
        assert len(read_bytes(Path("t.csv"))) == size
    else:
        problem = only(refused(read_bytes, Path("t.csv"), error=DataError))
        assert "larger than 1 MiB" in problem.message
        assert "split it" in (problem.hint or "")


def test_messages_name_files_from_where_the_user_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = tmp_path / "ws" / "t.csv"
    inside.parent.mkdir()
    inside.write_bytes(b"\xff")
    assert show_path(inside) == "ws/t.csv"
    assert only(refused(read_text, inside)).file == "ws/t.csv"
    monkeypatch.chdir(inside.parent)
    assert show_path(inside) == "t.csv"
    assert show_path(tmp_path / "other.csv") == str(tmp_path / "other.csv")
    assert show_path(Path("../other.csv")) == "../other.csv"


def _grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more\n")


def _shrink(path: Path) -> None:
    os.truncate(path, 3)


def _write_again(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"1", b"2"))


def _write_again_in_the_same_tick(path: Path) -> None:
    status = path.stat()
    _write_again(path)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


@pytest.mark.parametrize("change", [_grow, _shrink, _write_again, _write_again_in_the_same_tick])
def test_a_file_that_changes_while_it_is_read_is_refused(
    change: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, real, times = Path("t.csv"), files._read, []
    path.write_bytes(b"a,b\n" + b"1,1\n" * 1000)

    def read(*rest: int) -> bytes:
        data = real(*rest)
        if not times:
            times.append(change(path))
        return data

    monkeypatch.setattr(files, "_read", read)
    problem = only(refused(read_bytes, path, error=RunError))
    assert str(problem) == "t.csv: the file changed while it was read"
    assert problem.hint == "try again when nothing writes to it"
    assert read_bytes(path) == path.read_bytes()


def test_what_is_read_is_never_half_old_and_half_new() -> None:
    path, stop = Path("t.csv"), threading.Event()
    states = [letter * 2**20 for letter in (b"a", b"b")]
    path.write_bytes(states[0])

    def write() -> None:
        handle, turn = os.open(path, os.O_WRONLY), 0
        while not stop.is_set():
            turn += 1
            os.pwrite(handle, states[turn % 2], 0)
        os.close(handle)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(100):
            with suppress(RunError):
                assert read_bytes(path) in states
    finally:
        stop.set()
        writer.join()


def test_a_file_replaced_while_it_is_read_is_read_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    path, real = Path("t.csv"), files._read
    path.write_bytes(b"old")

    def read(*rest: int) -> bytes:
        Path("new").write_bytes(b"newer")
        Path("new").replace(path)
        return real(*rest)

    monkeypatch.setattr(files, "_read", read)
    assert read_bytes(path) == b"old"


def test_a_file_without_a_size_is_read() -> None:
    path = Path("/proc/version")
    if not path.exists():
        pytest.skip("no /proc here")
    assert b"Linux" in read_bytes(path)
