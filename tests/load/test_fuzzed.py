"""What fuzzing found, so that it stays mended."""

from pathlib import Path

import pytest

from jobtraining_cli.errors import UsageError
from jobtraining_cli.load.build import build_yaml
from jobtraining_cli.load.catalogue import load_catalogue_file
from jobtraining_cli.load.settings import load_file
from jobtraining_cli.load.yaml_text import parse
from jobtraining_cli.models.taxonomy import Taxonomy
from load.common import only, refused, where


def test_a_key_as_long_as_a_page_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "projects.yaml"
    path.write_text(f"schema: 1\n'{'k' * 900}': 1\nprojects: [{{'{'q' * 900}': {{'a': b}}}}]\n")
    for problem in refused(load_catalogue_file, path):
        assert len(str(problem)) < 300


@pytest.mark.parametrize("end", ["\u2028", "\u2029", "\x85"])
def test_a_line_is_what_editors_call_a_line(end: str) -> None:
    problem = only(refused(parse, f"schema: 1\ntitle: 'a{end}{end}b'\nid: x\nid: y\n", "f"))
    assert (problem.line, problem.column) == (4, 1)
    problem = only(refused(parse, f"schema: 1\ntitle: 'a{end}b'\nid: x: y\n", "f"))
    assert (problem.line, problem.column) == (3, 6)
    problem = refused(build_yaml, Taxonomy, f"schema: 1\n# {end}\nbarriers: []\nbariers: []\n", "f")[-1]
    assert (problem.line, problem.column) == (4, 1)


def test_the_last_line_is_where_a_file_ends() -> None:
    problem = only(refused(parse, "a: {b: #}", "f"))
    assert problem.line == 1


@pytest.mark.parametrize("key", ["data", "survey"])
def test_a_home_folder_that_nobody_has(key: str) -> None:
    path = Path("jt.toml")
    path.write_text(f'wide = true\n{key} = "~nobody of that name/x"\n')
    problem = only(refused(load_file, path, error=UsageError))
    assert where(problem) == ("jt.toml", 2, None, key)
    assert "has a home folder" in problem.message
