"""Files of hostile size and shape, and places that cannot be read or written: one clear line, bounded time and memory."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from jobtraining_cli.models.county import County
from jobtraining_cli.workspace import Workspace
from load.bad_input import COUNTS, CSV, FILES, RANK, SIDECAR, YAML

# Many processes or pages: `make check` runs them, `make test` stays under two minutes.
pytestmark = pytest.mark.slow

PROGRAM = str(Path(sys.executable).with_name("jt"))
MB = 2**20
PLACES = ["projects.yaml", "taxonomy.yaml", "evidence.yaml", YAML, CSV]


@pytest.fixture(autouse=True)
def _a_data_folder_that_is_right(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        path = Path("ws") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def said(err, code, *, place=None, message=""):
    """The one error: what, where, and perhaps what to do."""
    lines = [line for line in err.splitlines() if not line.startswith("note: ")]
    assert [line.split(": ")[0].strip() for line in lines] in (["error", "help"], ["error"]), (code, err[:2000])
    assert max(map(len, lines)) < 600
    assert "should not have happened" not in err
    assert message in lines[0]
    assert place is None or lines[0].startswith(f"error: {place}")
    return lines


# A process between this one and `jt`, because the memory of whoever starts a process counts as its own at first.
MEASURE = """
import resource, subprocess, sys
report, room, *command = sys.argv[1:]
if int(room):
    resource.setrlimit(resource.RLIMIT_AS, (int(room), int(room)))
code = subprocess.run(command).returncode
print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=open(report, "w"))
"""


def measured(*arguments, room=0):
    """The real program: its exit code, stdout, stderr and the most memory that it took, in MB."""
    command = [sys.executable, "-c", MEASURE, "measured", str(room), PROGRAM, *arguments]
    env = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=env, check=True)
    code, most = Path("measured").read_text().split()
    assert "Traceback" not in done.stderr
    return int(code), done.stdout, done.stderr, int(most) / 1024


def loop(path):
    path.symlink_to(path.name)


def sparse(path):
    path.touch()
    os.truncate(path, 300 * MB)


def one_text(path):
    path.write_bytes(b'schema: 1\nid: "' + b"x" * 50 * MB + b'"\n')


SHAPES = {
    "loop": (loop, 3, "Too many levels of symbolic links"),
    "FIFO": (os.mkfifo, 2, "this is not a regular file"),
    "folder": (Path.mkdir, 2, "this is a folder"),
    "nothing": (lambda path: path.symlink_to("nowhere"), 2, "there is no such file"),
    "300 MB": (sparse, 1, "the file is larger than"),
    "50 MB in one text": (one_text, 1, ""),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", PLACES)
def test_a_file_that_is_none_in_each_place(name, shape, jt):
    make, code, message = SHAPES[shape]
    (Path("ws") / name).unlink()
    make(Path("ws") / name)
    for options in ((), ("-o", "out.csv")):
        done = jt(*RANK, *options)
        assert (done.code, done.out) == (code, "")
        said(done.err, code, place=f"ws/{name}", message=message)
    checked = jt("validate", "ws", "--json")
    assert (checked.code, checked.err) == (1, "")
    found = json.loads(checked.out)["findings"]
    assert any(item["file"] == f"ws/{name}" and message in item["message"] for item in found)
    assert [path.name for path in Path().iterdir()] == ["ws"]


@pytest.mark.parametrize("place", ["ws", "ws/barriers", "ws/projects"])
def test_a_loop_for_a_folder(place, jt):
    Path(place).exists() and Path(place).rename("away")
    loop(Path(place))
    done = jt(*RANK)
    assert (done.code, done.out) == (2 if place == "ws" else 3, "")
    said(done.err, done.code, place=place)


@pytest.mark.parametrize("place", ["ws/barriers", "ws/projects"])
@pytest.mark.parametrize("verb", [RANK, ("validate", "ws")])
def test_a_folder_that_the_system_does_not_list(place, verb, jt, monkeypatch):
    Path("ws/projects").mkdir()
    real = Path.iterdir

    def no(self):
        if str(self) == place:
            raise OSError(5, "Input/output error", str(self))
        return real(self)

    monkeypatch.setattr(Path, "iterdir", no)
    done = jt(*verb)
    assert (done.code, done.out) == (3, "")
    said(done.err, 3, place=place, message="cannot read the folder: Input/output error")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read and write everything")
@pytest.mark.parametrize("place", ["ws", "ws/barriers"])
def test_a_folder_without_permission(place, jt):
    Path(place).chmod(0)
    done = jt(*RANK)
    Path(place).chmod(0o755)
    assert (done.code, done.out) == (3, "")
    said(done.err, 3, message="Permission denied")


CELLS = {
    "plain": lambda: COUNTS.replace("cost", "x" * 50 * MB, 1),
    "quoted": lambda: COUNTS.replace("cost", '"' + "x" * 50 * MB + '"', 1),
    "quoted lines": lambda: COUNTS.replace("cost", '"' + "x\n" * 25 * MB + '"', 1),
    "never closed": lambda: COUNTS.replace("cost", '"' + ",\n" * 25 * MB, 1),
    "column": lambda: COUNTS.replace("base_n", "x" * 50 * MB, 1),
    "commas": lambda: COUNTS.replace("60,120", "," * 50 * MB, 1),
    "columns": lambda: "fips," * 10 * MB + "\n",
    "blank lines": lambda: COUNTS + "\n" * 50 * MB + "x",
    "one wide letter": lambda: COUNTS.replace("cost", "x" * 50 * MB + "\U0001f3dc", 1),
}


_QUICK = ("plain", "never closed")


@pytest.mark.parametrize("cell", [c if c in _QUICK else pytest.param(c, marks=pytest.mark.slow) for c in CELLS])
def test_50_mb_where_a_few_letters_should_be(cell):
    Path("ws", CSV).write_text(CELLS[cell]())
    code, out, err, most = measured(*RANK)
    assert (code, out) == (1, "")
    said(err, 1, place=f"ws/{CSV}:")
    assert most < 600


def test_two_thousand_columns(jt):
    columns = [f"c{number}" for number in range(2000)]
    Path("ws", CSV).write_text(",".join(columns) + "\n" + "1," * 1999 + "1\n")
    done = jt(*RANK)
    assert (done.code, done.out) == (1, "")
    assert done.err.count("error: ") == 20
    assert "and 1 more problems" in done.err
    rows = "".join(f"{row}{',1' * 1995}\n" for row in COUNTS.splitlines())
    Path("ws", CSV).write_text(rows.replace(",1" * 1995, "", 1))
    said(jt(*RANK).err, 1, place=f"ws/{CSV}:2", message="2000 cells in this row, 5 columns in the header")


def counties() -> tuple[County, ...]:
    return Workspace.open().register.counties


@pytest.mark.slow
def test_a_million_rows_are_read_and_protected():
    groups = ["", *(f"language:{number}" for number in range(106))]
    lines = [
        f"{{0}},,{barrier},{20 + at},180,{group}\n"
        for group in groups
        for at, barrier in enumerate(("cost", "transport", "language"))
    ]
    block = "".join(lines)
    text = "fips,measure,barrier,count,base_n,group\n" + "".join(block.format(county.fips) for county in counties())
    Path("ws", CSV).write_text(text)
    assert text.count("\n") > 1_000_000
    code, out, err, most = measured(*RANK, "--json")
    assert (code, "error" in err) == (0, False)
    assert json.loads(out)["rankings"][0]["barriers"][0]["count"] == 20
    assert most < 1200


def test_a_yaml_file_of_millions_of_values():
    Path("ws/projects.yaml").write_text("schema: 1\nprojects:\n" + "- {a: b}\n" * 1_500_000)
    code, out, err, most = measured(*RANK)
    assert (code, out) == (1, "")
    said(err, 1, place="ws/projects.yaml:", message="more than 100,000 values")
    assert most < 600


def test_too_little_memory_is_one_line():
    Path("ws", CSV).write_text(COUNTS + "\n" * 250 * MB)
    code, out, err, _ = measured(*RANK, room=500 * MB)
    assert (code, out) == (3, "")
    said(err, 3, message="there is not enough memory")


def test_many_problems_are_shown_up_to_a_number(jt):
    rows = "".join(f"35013,b{number},9,5\n" for number in range(5000))
    Path("ws", CSV).write_text("fips,barrier,count,base_n\n" + rows)
    done = jt(*RANK)
    assert (done.code, done.out, done.err.count("error: ")) == (1, "", 20)
    assert done.err.splitlines()[-1] == "and 981 more problems; `jt validate --format csv` lists them all"
    shown = jt("validate", "ws")
    assert (shown.code, len(re.findall(r"^(error|warning): ", shown.out, re.MULTILINE))) == (1, 200)
    assert "and 801 more problems, which --format csv, json and jsonl list" in " ".join(shown.out.split())
    table = jt("validate", "ws", "--format", "md")
    assert len(re.findall(r"^\| (?:error|warning)", table.out, re.MULTILINE)) == 200
    assert "and 801 more problems" in table.out
    found = json.loads(jt("validate", "ws", "--json").out)["findings"]
    assert len(found) == 1001
    assert sum("more than 1,000 problems" in item["message"] for item in found) == 1


def test_two_bad_tables_are_bounded_together(jt):
    rows = "".join(f"35013,b{number},9,5\n" for number in range(800))
    for name in ("t", "u"):
        Path(f"ws/barriers/{name}.csv").write_text("fips,barrier,count,base_n\n" + rows)
        Path(f"ws/barriers/{name}.yaml").write_text(SIDECAR.replace("id: t", f"id: {name}"))
    found = json.loads(jt("validate", "ws", "--json").out)
    assert (len(found["findings"]), found["errors"] + found["warnings"]) == (1001, 1001)


@pytest.mark.parametrize("name", ["jt.toml", "pyproject.toml"])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_settings_file_that_is_none(name, shape, jt):
    make, _, message = SHAPES[shape]
    make(Path(name))
    done = jt(*RANK)
    # Somebody else's pyproject.toml is nobody's business where it cannot be read.
    assert done.code in ((2, 3) if name == "jt.toml" else (0,))
    if name == "jt.toml":
        said(done.err, done.code, place=name, message=message)
