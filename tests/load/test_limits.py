"""What is too much is refused at its place, and what is wrong a thousand times is not said a million times."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from jobtraining_cli import errors
from jobtraining_cli.errors import MAX_PROBLEMS, RunError, at_most, near
from jobtraining_cli.load import csv_text
from jobtraining_cli.load.build import build_yaml
from jobtraining_cli.load.catalogue import load_catalogue_file
from jobtraining_cli.load.check import find_files
from jobtraining_cli.load.csv_text import MAX_LINE, read_header, read_records
from jobtraining_cli.load.files import MAX_TEXT_BYTES, read_text
from jobtraining_cli.load.yaml_text import MAX_TEXT, MAX_VALUES, parse
from jobtraining_cli.models.taxonomy import Taxonomy
from load.common import load_table, only, refused, table_file, where


@pytest.mark.parametrize("text", ["a,b\n1,2\n{long}\n", "a,b\n1,2\n{long}", 'a,b\n1,2\n"{long}\n'])
def test_a_line_has_an_end(text: str) -> None:
    problem = only(refused(lambda: list(read_records(text.format(long="," * (MAX_LINE + 1)), "t.csv", 2))))
    assert where(problem) == ("t.csv", 3, None, None)
    assert problem.message == "this line is longer than 1,000,000 characters"


def test_so_has_a_header() -> None:
    problem = only(refused(read_header, "," * (MAX_LINE + 1), "t.csv", ("a",)))
    assert where(problem) == ("t.csv", 1, None, None)


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_line_as_long_as_may_be_is_read(end: str) -> None:
    width = 200
    cells = ["x" * (MAX_LINE // width - 1)] * width
    line = ",".join(cells) + "x" * (1 - len(end)) + end
    assert len(line) == MAX_LINE
    ((number, found),) = read_records("a\n" + line, "t.csv", width)
    assert (number, len(found)) == (2, width)


def test_a_table_may_have_as_many_rows_as_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    assert csv_text.MAX_ROWS == 2_000_000
    monkeypatch.setattr(csv_text, "MAX_ROWS", 3)
    assert len(list(read_records("a\n1\n\n2\n", "t.csv", 1))) == 2
    problem = only(refused(lambda: list(read_records("a\n1\n\n2\n3\n", "t.csv", 1))))
    assert where(problem) == ("t.csv", 5, None, None)
    assert "more than 3 rows" in problem.message


@pytest.mark.parametrize("style", ["{}", '"{}"', "|\n  {}"])
def test_a_yaml_text_may_be_as_long_as_a_cell(style: str) -> None:
    assert len(parse("a: " + style.format("x" * MAX_TEXT), "f")["a"]) == MAX_TEXT
    problem = only(refused(parse, "b: 1\na: " + style.format("x" * (MAX_TEXT + 1)), "f"))
    assert where(problem) == ("f", 2, 4, None)
    assert problem.message == "this text is longer than 10,000 characters"


def test_a_yaml_file_holds_so_many_values() -> None:
    assert len(parse("- a\n" * (MAX_VALUES - 1), "f")) == MAX_VALUES - 1
    problem = only(refused(parse, "- a\n" * (MAX_VALUES + 5), "f"))
    assert (problem.line, problem.message) == (MAX_VALUES, "there are more than 100,000 values")


def test_a_yaml_file_has_so_many_bytes(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(b"#" * MAX_TEXT_BYTES)
    assert len(read_text(path)) == MAX_TEXT_BYTES
    os.truncate(path, MAX_TEXT_BYTES + 1)
    assert only(refused(read_text, path)).message == "the file is larger than 16 MiB"


def test_problems_are_kept_up_to_a_number_and_then_one_says_so() -> None:
    found = at_most((errors.Problem(str(number)) for number in range(MAX_PROBLEMS)), "f")
    assert [problem.message for problem in found] == [str(number) for number in range(MAX_PROBLEMS)]
    found = at_most((errors.Problem(str(number)) for number in range(MAX_PROBLEMS + 7)), "f")
    assert len(found) == MAX_PROBLEMS + 1
    assert str(found[-1]) == "f: there are more than 1,000 problems, so the rest is not shown"


@pytest.mark.parametrize("row", ["35013,x,{},5\n", "35013,cost,9,5\n", "35013,cost,1,5\n"])
def test_a_table_wrong_in_every_row_gives_a_bounded_list(row: str, tmp_path: Path) -> None:
    text = "fips,barrier,count,base_n\n" + "".join(row.format(number % 5) for number in range(3000))
    problems = refused(load_table, tmp_path, text)
    assert len(problems) == MAX_PROBLEMS + 1
    assert sum("more than 1,000 problems" in problem.message for problem in problems) == 1
    assert problems[-1].file == "t.csv"


def test_a_catalogue_wrong_in_every_line_gives_a_bounded_list(tmp_path: Path) -> None:
    path = tmp_path / "projects.yaml"
    path.write_text("schema: 1\nprojects:\n" + "  - {addresses: []}\n" * 20_000)
    problems = refused(load_catalogue_file, path)
    assert len(problems) == MAX_PROBLEMS + 1


def test_a_list_that_is_called_too_short_for_its_only_item_is_not_named() -> None:
    problem = only(refused(build_yaml, Taxonomy, "schema: 1\nbarriers: [{id: a, description: d, label: x}]", "f"))
    assert problem.field == "barriers[0].label"


def test_nothing_is_suggested_out_of_a_list_that_nobody_wrote() -> None:
    words = [f"word{number}" for number in range(501)]
    assert near("word1x", words[:-1])
    assert near("word1x", words) == []


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


def _nowhere(path: Path) -> None:
    path.symlink_to("nowhere")


@pytest.mark.parametrize("make", [_loop, _nowhere, Path.touch])
@pytest.mark.parametrize("name", ["projects", "barriers"])
def test_a_folder_that_cannot_be_read_does_not_pass_for_an_empty_one(
    make: Callable[[Path], None], name: str, tmp_path: Path
) -> None:
    (tmp_path / "ws").mkdir()
    make(tmp_path / "ws" / name)
    problem = only(refused(find_files, [Path("ws")], error=RunError))
    assert problem.file == f"ws/{name}"
    assert problem.message.startswith("cannot read the folder: ")


@pytest.mark.parametrize("name", ["projects.yaml", "taxonomy.yaml", "evidence.yaml"])
def test_a_file_that_cannot_be_read_is_one_to_check(name: str, tmp_path: Path) -> None:
    (tmp_path / "ws").mkdir()
    _loop(tmp_path / "ws" / name)
    assert find_files([Path("ws")]) == [Path("ws") / name]


def test_a_broken_row_far_below_is_noticed_whatever_comes_first(tmp_path: Path) -> None:
    text = "fips,county,barrier,count,base_n\n35013,,cost,1,2\n99999,,cost,1,2\n"
    assert only(refused(table_file(tmp_path, text).covers, "35013")).line == 3


def test_what_a_problem_says_has_an_end() -> None:
    problem = errors.Problem("m" * 500, "f", field="x" * 500, hint="h" * 400)
    assert (len(problem.message), len(problem.field or ""), problem.hint) == (400, 400, "h" * 400)
    assert problem.message.endswith("m...")
