"""Bad input: one clear error that names the place and the remedy, the documented exit code, and no partial output."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from load.bad_input import COUNTS, CSV, MARGINS, MISSING, RANK, REJECTED, YAML, Bad, of_table


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("options", [(), ("--json",), ("-o", "out.csv")])
@pytest.mark.parametrize(
    "text", [COUNTS, "\ufeff" + COUNTS.replace("\n", "\r\n"), MARGINS], ids=["", "BOM CRLF", "0.4%"]
)
def test_the_folder_that_the_cases_start_from_is_right(jt: Callable[..., Any], options: tuple[str], text: str) -> None:
    of_table("", "", "", text).write()
    done = jt(*RANK, *options)
    assert done.code == 0, done.err
    assert "error" not in done.err
    assert bool(done.out) is ("-o" not in options)
    assert Path("out.csv").exists() is ("-o" in options)


CASES = {**REJECTED, **{f"{name} (asked for)": case for name, case in MISSING.items()}}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_bad_input_is_one_clear_error_and_no_output(jt: Callable[..., Any], case: Bad) -> None:
    case.write()
    for options in ((), ("-o", "out.csv")):
        done = jt(*case.command, *options)
        assert (done.code, done.out) == (case.code, ""), done.err
        lines = [line for line in done.err.splitlines() if not line.startswith("note: ")]
        assert [line.split(": ")[0].strip() for line in lines] == ["error", "help"], done.err
        assert lines[0].startswith(f"error: {case.place}")
        assert case.message in lines[0]
        assert case.help in lines[1]
        assert "Traceback" not in done.err
        assert "should not have happened" not in done.err
        assert max(map(len, lines)) < 600
        assert not Path("out.csv").exists()
    assert sorted(path.name for path in Path().iterdir()) == ["ws"]


@pytest.mark.parametrize("case", REJECTED.values(), ids=REJECTED)
def test_validate_finds_the_same_at_the_same_place(jt: Callable[..., Any], case: Bad) -> None:
    case.write()
    done = jt("validate", "ws", "--json")
    assert (done.code, done.err) == (1, "")
    errors = [item for item in json.loads(done.out)["findings"] if item["severity"] == "error"]
    assert [item["message"] for item in errors if case.message not in item["message"]] == []
    for item in errors:
        numbers = [str(item[key]) for key in ("line", "column") if item[key] is not None]
        place = ": ".join(filter(None, (":".join([item["file"], *numbers]), item["field"])))
        assert place.startswith(case.place)
    assert len(errors) == 1


@pytest.mark.parametrize("arguments", [("--survey", "x" * 300 + ".csv"), ("--data", "x" * 300)])
def test_a_name_that_no_file_can_have_is_an_error_like_others(jt: Callable[..., Any], arguments: tuple[str]) -> None:
    done = jt("rank", "--county", "13", *arguments)
    assert done.code in (2, 3)
    assert done.out == ""
    assert "should not have happened" not in done.err
    assert done.err.count("error: ") == 1


def test_an_existing_file_is_left_as_it_is(jt: Callable[..., Any]) -> None:
    REJECTED["count above base"].write()
    Path("out.csv").write_text("mine")
    assert jt(*RANK, "-o", "out.csv").code == 1
    assert Path("out.csv").read_text() == "mine"


def test_a_tag_runs_nothing(jt: Callable[..., Any]) -> None:
    REJECTED["dangerous tag"].write()
    jt(*RANK)
    jt("validate", "ws")
    assert not Path("owned").exists()


def test_several_problems_are_all_reported_up_to_twenty(jt: Callable[..., Any]) -> None:
    rows = "".join(f"35013,b{i},9,5\n" for i in range(30))
    of_table("", "", "", "fips,barrier,count,base_n\n" + rows).write()
    done = jt(*RANK)
    assert (done.code, done.out) == (1, "")
    assert done.err.count("error: ") == 20
    assert done.err.splitlines()[-1] == "and 10 more problems; `jt validate` lists them all"
    assert jt("validate", "ws", "--format", "jsonl").out.count("is above `base_n`") == 30


def test_what_a_file_holds_cannot_steer_the_terminal(jt: Callable[..., Any]) -> None:
    of_table("", "", "", "fips,barrier,count,base_n\n35013,\x1b]0;x\x07\u202ecost,1,20\n").write()
    done = jt(*RANK)
    assert done.code == 1
    assert re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", done.err) is None


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("name", [CSV, YAML, "projects.yaml", "taxonomy.yaml"])
def test_a_file_without_permission_cannot_be_read(jt: Callable[..., Any], name: str) -> None:
    of_table("", "", "", COUNTS).write()
    (Path("ws") / name).chmod(0)
    done = jt(*RANK)
    assert (done.code, done.out) == (3, "")
    assert f"error: ws/{name}: cannot read the file: Permission denied" in done.err


def test_a_refusal_of_the_system_ends_with_exit_code_3(jt: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    of_table("", "", "", COUNTS).write()
    real = os.open

    def no(path: Any, *rest: Any) -> int:
        if str(path).endswith("t.csv"):
            raise PermissionError(13, "Permission denied")
        return real(path, *rest)

    monkeypatch.setattr(os, "open", no)
    done = jt(*RANK)
    assert (done.code, done.out) == (3, "")
    assert f"error: ws/{CSV}: cannot read the file: Permission denied\n  help: " in done.err


@pytest.mark.parametrize(
    "arguments", [("--top", "0"), ("--top", "x"), ("--format", "pdf"), ("--formt", "json"), ("--innovation", "nine")]
)
def test_a_wrong_command_line_ends_with_exit_code_2(jt: Callable[..., Any], arguments: tuple[str]) -> None:
    done = jt("rank", "--county", "13", *arguments)
    assert (done.code, done.out) == (2, "")
    assert arguments[0] in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("path", ["nope", "nope.csv"])
def test_validate_of_nothing_ends_with_exit_code_2(jt: Callable[..., Any], path: str) -> None:
    done = jt("validate", path)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"error: {path}: there is no such file or folder\n  help: ")


def test_a_base_that_is_offered_is_one_that_is_taken(jt: Callable[..., Any]) -> None:
    MISSING["table without sidecar"].write()
    done = jt(*RANK, "--survey", "ws/x.csv")
    for base in re.findall(r"\w+", done.err.split("--base (")[1]):
        assert jt(*RANK, "--survey", "ws/x.csv", "--base", base).code == 0, base


def test_a_base_that_the_rows_contradict_is_refused(jt: Callable[..., Any], tmp_path: Path) -> None:
    rows = "county,measure,barrier,count,base_n\nTaos,need,,85,200\nTaos,difficulty,,80,85\nTaos,,cost,40,80\n"
    (tmp_path / "t.csv").write_text(rows, encoding="utf-8")
    table = str(tmp_path / "t.csv")
    assert jt("rank", "-c", "Taos", "--survey", table, "--base", "difficulty").code == 0
    refused = jt("rank", "-c", "Taos", "--survey", table, "--base", "respondents")
    assert (refused.code, refused.out) == (1, "")
    assert "not everybody asked" in refused.err
