"""What the tests of the loaders share: write a file, load it, and look at what was refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jobtraining_cli.errors import DataError, JtError, Problem
from jobtraining_cli.load.catalogue import load_taxonomy
from jobtraining_cli.load.counties import Register, parse_register
from jobtraining_cli.load.files import read_text
from jobtraining_cli.load.tables import TableFile
from jobtraining_cli.models.survey import BarrierTable, Survey
from jobtraining_cli.workspace import packaged_data

REGISTER = Register(parse_register(read_text(packaged_data() / "counties.csv"), "counties.csv"))
TAXONOMY = load_taxonomy(packaged_data() / "taxonomy.yaml")
BARRIERS = frozenset(TAXONOMY.ids)

INDICATOR = {
    "kind": "indicator",
    "base": "population",
    "indicators": [{"barrier": "cost", "name": "n", "label": "l", "universe": "u", "stands_in_for": "s"}],
}


def refused(
    action: Callable[..., Any], *arguments: Any, error: type[JtError] = DataError, **options: Any
) -> list[Problem]:
    """The problems with which ``action`` refuses."""
    with pytest.raises(JtError) as caught:
        action(*arguments, **options)
    assert type(caught.value) is error, caught.value
    return list(caught.value.problems)


def only(problems: list[Problem]) -> Problem:
    """The one problem there is."""
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


def where(problem: Problem) -> tuple[str | None, int | None, int | None, str | None]:
    """File, line, column and field."""
    return problem.file, problem.line, problem.column, problem.field


def survey(**changes: Any) -> Survey:
    """A sidecar; a county survey of those who needed the service, unless ``changes`` say otherwise."""
    return Survey.model_validate({"schema": 1, "id": "t", "title": "T", "kind": "survey", "base": "needed"} | changes)


def table_file(folder: Path, text: str, **changes: Any) -> TableFile:
    """A table file of this text."""
    path = folder / "t.csv"
    path.write_bytes(text.encode())
    return TableFile(path, survey(**changes), REGISTER, BARRIERS)


def load_table(folder: Path, text: str, prefix: str = "", **changes: Any) -> BarrierTable:
    """The rows of a table of this text."""
    return table_file(folder, text, **changes).table(prefix)
