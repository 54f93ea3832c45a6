"""Stopped at any moment, full disks, closed streams: the documented exit code, one line at most, and no half file."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

# Many processes or pages: `make check` runs them, `make test` stays under two minutes.
pytestmark = pytest.mark.slow

PROGRAM = str(Path(sys.executable).with_name("jt"))
RANK = ("rank", "-c", "35013")
FULL = Path("/dev/full")


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """What a run writes when nothing stops it, and how many seconds it takes."""
    start = time.monotonic()
    done = subprocess.run(
        [PROGRAM, *RANK, "-f", "md"], capture_output=True, check=True, cwd=tmp_path_factory.mktemp("w")
    )
    return done.stdout, time.monotonic() - start


def until_it_listens(process):
    """Wait until the program itself decides what a signal does: before that, Python is still starting."""
    wanted = 1 << (signal.SIGTERM - 1)
    while process.poll() is None:
        lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
        caught = [line.split()[1] for line in lines if line.startswith("SigCgt")]
        if caught and int(caught[0], 16) & wanted:
            return
        time.sleep(0.001)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only /proc tells when a program is listening")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -15), (signal.SIGHUP, -1)])
@pytest.mark.parametrize("old", [None, b"old"])
@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.slow) for part in (1, 2))])
def test_stopped_at_any_moment(number, code, old, part, whole):
    target, dice = Path("out.md"), random.Random(f"{number}{old}{part}")
    turns = 6 if number == signal.SIGINT else 1
    for turn in range(turns):
        target.unlink(missing_ok=True)
        if old is not None:
            target.write_bytes(old)
        command = [PROGRAM, *RANK, "-f", "md", "-o", "out.md"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        until_it_listens(process)
        # Each part of a run has its turn.
        time.sleep(dice.uniform(turn, turn + 1) / turns * whole[1])
        process.send_signal(number)
        out, err = process.communicate()
        assert process.returncode in (0, code)
        assert (out, err) == (b"", b"")
        left = {path.name: path.read_bytes() for path in Path().iterdir()}
        if process.returncode == 0:
            assert left == {"out.md": whole[0]}
        else:
            assert left in ({"out.md": whole[0]}, {} if old is None else {"out.md": old})


# The signal comes when all is written under the temporary name, and nothing is renamed yet.
WHILE_WRITING = """
import os, signal, sys
real = os.fsync
def fsync(handle):
    assert any(name.endswith(".tmp") for name in os.listdir())
    real(handle)
    os.kill(os.getpid(), {number})
os.fsync = fsync
from jobtraining_cli.__main__ import main
sys.argv = ["jt", "rank", "-c", "35013", "-o", "out.md"]
main()
"""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -15), (signal.SIGHUP, -1)])
def test_stopped_while_writing(number, code):
    Path("out.md").write_text("old")
    program = WHILE_WRITING.format(number=int(number))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", "")
    assert [path.name for path in Path().iterdir()] == ["out.md"]
    assert Path("out.md").read_text() == "old"


WHILE_MAKING = """
import os, signal, sys
done = []
def counted(real):
    def put(*paths, **options):
        if len(done) == 2:
            os.kill(os.getpid(), {number})
        done.append(real(*paths, **options))
    return put
os.rename, os.link = counted(os.rename), counted(os.link)
from jobtraining_cli.__main__ import main
sys.argv = ["jt", "init", "new"]
main()
"""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -15)])
def test_stopped_while_making_a_folder(number, code):
    program = WHILE_MAKING.format(number=int(number))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", "")
    assert list(Path().iterdir()) == []


def test_a_signal_that_is_ignored_stays_ignored():
    program = WHILE_WRITING.format(number=int(signal.SIGHUP))
    ignoring = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n" + program
    done = subprocess.run([sys.executable, "-c", ignoring], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert [path.name for path in Path().iterdir()] == ["out.md"]


LIMITED = "import os, resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)); os.execv(sys.argv[1], sys.argv[1:])"


@pytest.mark.parametrize("old", [None, "old"])
def test_a_disk_that_is_full_leaves_no_half_file(old):
    if old is not None:
        Path("out.csv").write_text(old)
    command = [sys.executable, "-c", LIMITED, PROGRAM, *RANK, "-f", "csv", "-o", "out.csv"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "error: out.csv: cannot write the file: File too large\n"
    assert {path.name: path.read_text() for path in Path().iterdir()} == ({} if old is None else {"out.csv": old})


def test_a_disk_that_is_full_at_the_last_moment_leaves_no_half_file(jt, monkeypatch):
    def no(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no)
    done = jt(*RANK, "-o", "out.md")
    assert (done.code, done.out) == (3, "")
    assert done.err == "error: out.md: cannot write the file: No space left on device\n"
    assert list(Path().iterdir()) == []


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here")
@pytest.mark.parametrize("verb", [RANK, ("explain", "2.51", "-c", "35013"), ("validate",), ("--version",), ("--help",)])
def test_a_full_stdout(verb):
    with FULL.open("wb") as full:
        done = subprocess.run([PROGRAM, *verb], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 3
    assert done.stderr.count("error: ") == 1
    assert "No space left on device" in done.stderr
    assert done.stderr.count("\n") <= 2


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here")
@pytest.mark.parametrize(("verb", "code"), [(RANK, 0), (("rank", "-c", "nowhere"), 2)])
def test_a_full_stderr_changes_nothing(verb, code):
    with FULL.open("wb") as full:
        done = subprocess.run([PROGRAM, *verb], stdout=subprocess.PIPE, stderr=full, text=True, check=False)
    assert (done.returncode, bool(done.stdout)) == (code, code == 0)


CLOSED = ["<&-", ">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"]


def shell(line):
    return subprocess.run(["/bin/sh", "-c", line, PROGRAM], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("closed", CLOSED)
def test_closed_streams(closed, whole):
    alive = " >&-" not in f" {closed}"
    done = shell(f'"$0" rank -c 35013 -f md {closed}')
    assert done.returncode == (0 if alive else 3)
    assert done.stdout == (whole[0].decode() if alive else "")
    assert done.stderr == ("error: stdout is closed\n  help: write to a file with -o\n" if closed == ">&-" else "")


@pytest.mark.parametrize("closed", CLOSED)
def test_closed_streams_and_a_file(closed, whole):
    done = shell(f'"$0" rank -c 35013 -f md -o out.md {closed}')
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert {path.name: path.read_bytes() for path in Path().iterdir()} == {"out.md": whole[0]}


@pytest.mark.parametrize(("verb", "code"), [("rank -c nowhere", 2), ("rank --nonsense", 2), ("validate nowhere", 2)])
def test_errors_without_a_stderr(verb, code):
    for closed in ("2>&-", ">&- 2>&-"):
        done = shell(f'"$0" {verb} {closed}')
        assert (done.returncode, done.stdout, done.stderr) == (code, "", "")


def fifo():
    os.mkfifo("out")
    return "out"


def loop():
    Path("out").symlink_to("out")
    return "out"


def socket_or_device():
    return "/dev/null"


@pytest.mark.parametrize(
    ("make", "code", "message"),
    [
        (fifo, 2, "this is not a regular file"),
        (socket_or_device, 2, "this is not a regular file"),
        (lambda: ".", 2, "this is a folder"),
        (loop, 3, "Too many levels of symbolic links"),
        (lambda: "no/out", 3, "its folder does not exist"),
        (lambda: "/proc/out", 3, "cannot write the file"),
        (lambda: "x" * 300, 3, "File name too long"),
    ],
)
def test_places_where_no_file_can_be_written(make, code, message, jt):
    place = make()
    done = jt(*RANK, "-o", place)
    assert (done.code, done.out) == (code, "")
    assert done.err.startswith(f"error: {place[:100]}")
    assert message in done.err
    assert done.err.count("error: ") == 1
    assert sum(path.name != "out" for path in Path().iterdir()) == 0


def test_a_link_to_what_is_not_there_yet_is_followed(jt):
    Path("there").mkdir()
    Path("out.md").symlink_to("there/new.md")
    assert jt(*RANK, "-o", "out.md").code == 0
    assert Path("out.md").is_symlink()
    assert Path("there/new.md").read_text()


@pytest.mark.parametrize("mask", [0o022, 0o077])
def test_a_new_file_has_the_usual_permissions_and_an_old_one_its_own(mask, jt):
    before = os.umask(mask)
    try:
        assert jt(*RANK, "-o", "out.md").code == 0
        assert Path("out.md").stat().st_mode & 0o777 == 0o666 & ~mask
        Path("out.md").chmod(0o640)
        assert jt(*RANK, "-o", "out.md").code == 0
        assert Path("out.md").stat().st_mode & 0o777 == 0o640
    finally:
        os.umask(before)
