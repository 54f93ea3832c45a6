"""What is fuzzed: each loader with its seeds, and what must hold whatever the bytes are.

A loader gives a model or raises a ``DataError`` or a ``UsageError`` whose problems name the file, a line that is in
it, and say in printable words of a bounded length what is wrong. Nothing else ever leaves it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jobtraining_cli.errors import MAX_PROBLEMS, DataError, Problem, UsageError
from jobtraining_cli.load.catalogue import check_catalogue, load_catalogue_file, load_policy, load_taxonomy
from jobtraining_cli.load.check_sidecar import check_indicators
from jobtraining_cli.load.files import show_path
from jobtraining_cli.load.packaged import packaged_data
from jobtraining_cli.load.patterns import load_patterns
from jobtraining_cli.load.settings import load_file
from jobtraining_cli.load.tables import TableFile, load_survey
from jobtraining_cli.load.weights import load_weights
from jobtraining_cli.models.settings import Settings
from jobtraining_cli.models.survey import Survey
from jobtraining_cli.present.text import printable
from jobtraining_cli.workspace import Workspace

DATA = packaged_data()
LONGEST = 1_000


@cache
def workspace() -> Workspace:
    """The packaged data: the register, the taxonomy and the policy that files are checked against."""
    return Workspace((DATA,))


def _catalogue(path: Path) -> None:
    loaded = load_catalogue_file(path)
    for problem in check_catalogue([loaded], workspace().taxonomy, workspace().policy):
        check_problem(problem, path)


def _sidecar(path: Path) -> None:
    for problem in check_indicators(path, load_survey(path), workspace().taxonomy.ids):
        check_problem(problem, path)


_PEOPLE = {"schema": 1, "id": "t", "title": "T", "kind": "survey"}
_OFFICIAL = {"barrier": "cost", "name": "n", "label": "l", "universe": "u", "stands_in_for": "s"}
SURVEYS = [
    Survey.model_validate(item)
    for item in (
        {**_PEOPLE, "base": "needed"},
        {**_PEOPLE, "base": "respondents", "weighting": "raked"},
        {**_PEOPLE, "base": "difficulty", "scale": "share", "state": "MD"},
        {**_PEOPLE, "kind": "indicator", "base": "population", "indicators": [_OFFICIAL]},
    )
]


def _table(path: Path) -> None:
    """Read under the sidecar that the length of the file chooses, in both ways, which must agree."""
    data = path.read_bytes()
    survey = SURVEYS[len(data) % len(SURVEYS)]
    file = TableFile(path, survey, workspace().register, frozenset(workspace().taxonomy.ids))
    rows = file.table().rows
    for prefix in ("35", "35013"):
        assert file.table(prefix).rows == tuple(row for row in rows if row.fips.startswith(prefix)), prefix
    assert file.covers("35013") == any(row.fips == "35013" and row.group is None for row in rows)


def _patterns(path: Path) -> None:
    survey = SURVEYS[len(path.read_bytes()) % 3]
    load_patterns(path, survey, workspace().register, frozenset(workspace().taxonomy.ids))


def _weights(path: Path) -> None:
    load_weights(path, workspace().taxonomy)


@dataclass(frozen=True)
class Target:
    """A loader, the name that its file has, and the files that fuzzing starts from."""

    file: str
    load: Callable[[Path], object]
    seeds: Callable[[], list[str]]


def _items(name: str, most: int) -> list[str]:
    """A packaged YAML list with one item at a time, as whole files are slow to read and hide each other's errors."""
    head, *items = (DATA / name).read_text(encoding="utf-8").split("\n  - ")
    return [f"{head}\n  - {item}" for item in items[:most]]


def _lines(name: str, most: int) -> str:
    return "".join((DATA / name).read_text(encoding="utf-8").splitlines(keepends=True)[:most])


TABLES = [
    "fips,measure,barrier,count,base_n\n35013,need,,120,300\n35013,,cost,60,120\n35013,,transport,40,120\n",
    "county,barrier,count,base_n,group,suppressed\nDoña Ana,cost,5,20,language:es,\nTaos,cost,,20,,yes\n",
    "fips,county,barrier,percent,moe90\n35013,Doña Ana,cost,30,2\n35001,,cost,0.4,0.1\n",
    'fips,barrier,count,base_n,percent,n_eff,df\n35013,cost,60,120,50,90,7\n"35013","language",40,120,33.3,90,\n',
    "fips,barrier,percent,se\n35013,cost,0.3,0.02\n35001,cost,0.25,0.02\n",
]
PATTERNS = [
    "fips,barriers,count\n35013,cost child_care,12\n35013,cost;transport,3\n35013,,40\n",
    "county,barriers,weight\nTaos,cost,1.25\nTaos,,0.8\n",
]
WEIGHTS = [
    "schema: 1\ntitle: T\nweights: {cost: 3, child_care: 2}\nrest: 1\nconcentration: 20\n",
    "schema: 1\nillustrative: true\npeople:\n  - {label: A, weights: {cost: 1}, rest: 0}\n  - {weights: {cost: 1, transport: 4}, rest: 1}\n",
]
SETTINGS = 'data = "d"\nsurvey = "a/b.csv"\ncounty = ["Taos"]\nwide = true\nformat = "json"\n'


def _settings() -> list[str]:
    keys = [field.alias or name for name, field in Settings.model_fields.items()]
    return [SETTINGS, *(f"{key} = {value}\n" for key in keys for value in ('"x"', "true", "[1, 2.5]"))]


TARGETS = {
    "catalogue": Target("projects.yaml", _catalogue, lambda: _items("projects.yaml", 12)),
    "taxonomy": Target("taxonomy.yaml", load_taxonomy, lambda: _items("taxonomy.yaml", 6)),
    "policy": Target("evidence.yaml", load_policy, lambda: [_lines("evidence.yaml", 99)]),
    "sidecar": Target("t.yaml", _sidecar, lambda: [_lines("barriers/us-acs-2020.yaml", 99)]),
    "table": Target("t.csv", _table, lambda: [*TABLES, _lines("barriers/us-acs-2020.csv", 20)]),
    "patterns": Target("t.patterns.csv", _patterns, lambda: PATTERNS),
    "weights": Target("weights.yaml", _weights, lambda: WEIGHTS),
    "settings": Target("jt.toml", load_file, _settings),
}


def check_problem(problem: Problem, path: Path) -> None:
    """What every problem is like."""
    assert problem.message
    assert problem.file == show_path(path), problem
    if problem.line is not None:
        data = path.read_bytes().replace(b"\r\n", b"\n")
        assert 1 <= problem.line <= data.count(b"\n") + data.count(b"\r") + 1, problem
    assert problem.column is None or problem.column >= 1, problem
    for text in (str(problem), problem.hint or ""):
        shown = printable(text)
        assert len(shown) <= LONGEST, problem
        assert "\n" not in shown, problem
        assert shown.isprintable(), problem


def run(target: Target, path: Path, data: bytes) -> None:
    """Load a file of these bytes. Raises where something else happens than may."""
    path.write_bytes(data)
    problems = _problems(target, path)
    if problems is not None:
        assert 1 <= len(problems) <= MAX_PROBLEMS + 1
        for problem in problems:
            check_problem(problem, path)


def _problems(target: Target, path: Path) -> tuple[Problem, ...] | None:
    """What the loader says against the file; ``None`` where it takes it."""
    try:
        target.load(path)
    except (DataError, UsageError) as error:
        return error.problems
    return None
