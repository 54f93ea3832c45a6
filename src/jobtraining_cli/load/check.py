"""Checking data files: everything that is wrong with them, and with each other, at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from os.path import lexists
from pathlib import Path
from typing import TypeVar

from jobtraining_cli.errors import MAX_PROBLEMS, DataError, JtError, Problem, RunError, UsageError, at_most
from jobtraining_cli.load.catalogue import Loaded, check_catalogue, load_catalogue_file, load_policy, load_taxonomy
from jobtraining_cli.load.check_sidecar import Places, check_against_table, check_indicators
from jobtraining_cli.load.counties import Register
from jobtraining_cli.load.files import pattern_path, read_text, show_path
from jobtraining_cli.load.patterns import check_patterns, load_patterns
from jobtraining_cli.load.tables import TableFile, load_survey
from jobtraining_cli.load.weights import load_weights
from jobtraining_cli.load.yaml_text import parse
from jobtraining_cli.models.catalog import Fit
from jobtraining_cli.models.report import CheckedFile, FileKind, Finding, Report
from jobtraining_cli.models.survey import BarrierTable, Base, Kind, Survey
from jobtraining_cli.models.taxonomy import EvidencePolicy, Taxonomy
from jobtraining_cli.models.weights import Weights

T = TypeVar("T")
# A key that only one kind of file has at its top.
_KEYS: dict[str, FileKind] = {
    "projects": "catalogue",
    "innovations": "catalogue",
    "barriers": "taxonomy",
    "levels": "evidence policy",
    "weights": "weights",
    "people": "weights",
    "kind": "survey",
    "base": "survey",
}
_NAMES: dict[str, FileKind] = {
    "projects.yaml": "catalogue",
    "taxonomy.yaml": "taxonomy",
    "evidence.yaml": "evidence policy",
}


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The YAML and CSV files that ``paths`` name; of a folder those that a data folder has.

    Raises ``UsageError`` for a path that is not there and for a folder with nothing to check.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            try:
                inside = list(_in_folder(path))
            except OSError as error:
                place = show_path(Path(error.filename or path))
                raise RunError(Problem(f"cannot read the folder: {error.strerror}", place)) from None
            if not inside:
                hint = "a data folder has projects.yaml, taxonomy.yaml, evidence.yaml or barriers/"
                raise UsageError(Problem("there is nothing to check in this folder", show_path(path), hint=hint))
            found += inside
        elif not path.exists():
            raise UsageError(
                Problem("there is no such file or folder", show_path(path), hint="check the name and the folder")
            )
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def _in_folder(folder: Path) -> Iterator[Path]:
    # What is there and cannot be read is an error, so it must not look as if it were not there.
    for name in _NAMES:
        if lexists(folder / name):
            yield folder / name
    if lexists(folder / "projects"):
        yield from sorted(p for p in (folder / "projects").iterdir() if p.suffix == ".yaml")
    nested = [folder / "barriers", folder / "examples" / "barriers"]
    tables = [inside for inside in nested if lexists(inside)]
    for inside in tables or [folder]:
        yield from sorted(
            p for p in inside.iterdir() if p.suffix in (".yaml", ".csv") and p.name not in (*_NAMES, "counties.csv")
        )


class Checker:
    """Files of all kinds, read once, with everything that was found."""

    def __init__(
        self, register: Register, taxonomy: Callable[[], Taxonomy], policy: Callable[[], EvidencePolicy]
    ) -> None:
        """``taxonomy`` and ``policy`` give those in force, for files that are checked without their own."""
        self.register = register
        self._taxonomy, self._policy = taxonomy, policy
        self.files: list[CheckedFile] = []
        self.problems: list[Problem] = []
        # Tables of people's answers that can be used: what would be hidden of them is for others to say.
        self.tables: list[BarrierTable] = []

    def _note(self, problems: Iterable[Problem]) -> None:
        """Keep what was found, up to ``MAX_PROBLEMS`` in all and one that says so."""
        room = MAX_PROBLEMS - len(self.problems)
        if room >= 0:
            self.problems += at_most(problems, room=room)

    def check(self, paths: Iterable[Path]) -> Report:
        """Check files of all kinds together. Raises what ``find_files`` raises."""
        by_kind: dict[FileKind, list[Path]] = {}
        for path in find_files(paths):
            by_kind.setdefault(self._kind(path), []).append(path)
        taxonomies = self._each(
            by_kind.get("taxonomy", ()),
            "taxonomy",
            load_taxonomy,
            lambda t: _counted(len(t.barriers), "barrier", "barriers"),
        )
        policies = self._each(
            by_kind.get("evidence policy", ()),
            "evidence policy",
            load_policy,
            lambda p: _counted(len(p.levels), "level", "levels"),
        )
        # What rests on a file that was itself rejected cannot be judged: one finding is enough.
        taxonomy = taxonomies[0][1] if taxonomies else None if "taxonomy" in by_kind else self._taxonomy()
        policy = policies[0][1] if policies else None if "evidence policy" in by_kind else self._policy()
        self._catalogue(by_kind.get("catalogue", ()), taxonomy, policy)
        self._each(by_kind.get("weights", ()), "weights", lambda p: load_weights(p, taxonomy), _weights_held)
        self._patterns = dict.fromkeys(by_kind.get("patterns", ()), False)
        self._tables(by_kind.get("survey", ()), by_kind.get("barrier table", ()), taxonomy)
        for path, checked in self._patterns.items():
            if not checked:
                self._add(path, "patterns", "not checked")
                name = path.name.replace(".patterns.csv", ".csv")
                message, hint = (
                    "these patterns have no barrier table that can be used",
                    f"they belong to {name} beside them",
                )
                self._note([Problem(message, show_path(path), hint=hint)])
        order = {file.file: place for place, file in enumerate(self.files)}
        self.problems.sort(key=lambda p: (order.get(p.file or "", -1), p.line or 0, p.column or 0))
        return Report.model_construct(files=tuple(self.files), findings=tuple(map(_finding, self.problems)))

    def _kind(self, path: Path) -> FileKind:
        if path.name.endswith(".patterns.csv"):
            return "patterns"
        if path.suffix == ".csv":
            return "barrier table"
        if path.name in _NAMES:
            return _NAMES[path.name]
        if path.parent.name == "projects":
            return "catalogue"
        try:
            content = parse(read_text(path), show_path(path))
        except JtError as error:
            self._add(path, "unknown", "cannot be read")
            self._note(error.problems)
            return "unknown"
        keys = content if isinstance(content, dict) else {}
        kind: FileKind = next((kind for key, kind in _KEYS.items() if key in keys), "unknown")
        if kind == "unknown":
            self._add(path, "unknown", "not a jt file")
            hint = (
                "a catalogue has `projects:`, a taxonomy `barriers:`, a policy `levels:`, a sidecar `kind:` and `base:`"
            )
            self._note([Problem("this is no file that jt knows", show_path(path), 1, hint=hint)])
        return kind

    def _add(self, path: Path, kind: FileKind, holds: str) -> None:
        self.files.append(CheckedFile.model_construct(file=show_path(path), kind=kind, holds=holds))

    def _each(
        self, paths: Iterable[Path], kind: FileKind, load: Callable[[Path], T], holds: Callable[[T], str]
    ) -> list[tuple[Path, T]]:
        """Load each file; what cannot be loaded is noted and left out."""
        loaded = []
        for path in paths:
            try:
                item = load(path)
            except JtError as error:
                self._add(path, kind, "rejected")
                self._note(error.problems)
            else:
                self._add(path, kind, holds(item))
                loaded.append((path, item))
        return loaded

    def _catalogue(self, paths: Iterable[Path], taxonomy: Taxonomy | None, policy: EvidencePolicy | None) -> None:
        loaded = self._each(
            paths,
            "catalogue",
            load_catalogue_file,
            lambda f: (
                f"{_counted(len(f.content.projects), 'project', 'projects')}, "
                f"{_counted(sum(len(p.addresses) for p in f.content.projects), 'edge', 'edges')}"
            ),
        )
        files: list[Loaded] = [item for _, item in loaded]
        self._note(check_catalogue(files, taxonomy, policy))
        acted_on = {e.barrier for f in files for p in f.content.projects for e in p.addresses if e.fit is not Fit.none}
        missed = [
            barrier for barrier in (taxonomy.ids if taxonomy else ()) if barrier not in acted_on and barrier != "other"
        ]
        if files and missed:
            message = f"no project acts on {', '.join(missed)}"
            hint = "add edges, or leave it: reports then say so"
            self._note([Problem(message, files[0].place, hint=hint, severity="warning")])

    def _tables(self, sidecars: Iterable[Path], tables: Iterable[Path], taxonomy: Taxonomy | None) -> None:
        tables = list(tables)
        surveys = self._each(sidecars, "survey", load_survey, lambda s: f"{s.id}: {s.kind.value}, base {s.base.value}")
        barriers = None if taxonomy is None else frozenset(taxonomy.ids)
        ids: dict[str, Path] = {}
        for path, survey in surveys:
            if survey.id in ids:
                message = f"the id {survey.id!r} is also that of {show_path(ids[survey.id])}"
                self._note([Places(path).problem(("id",), message, "give each survey its own id")])
            ids.setdefault(survey.id, path)
            self._note(check_indicators(path, survey, barriers))
            csv = path.with_suffix(".csv")
            if csv not in tables and csv.exists():
                tables.append(csv)
            elif csv not in tables:
                self._note([Places(path).problem((), "this sidecar has no table", f"write {csv.name} beside it")])
        by_csv = {path.with_suffix(".csv"): survey for path, survey in surveys}
        for csv in tables:
            self._table(csv, self._sidecar_of(csv, by_csv), barriers)

    def _sidecar_of(self, csv: Path, by_csv: dict[Path, Survey]) -> Survey | None:
        """What the sidecar of a table says; ``None``, and a finding, where there is none that can be read."""
        sidecar = csv.with_suffix(".yaml")
        if csv in by_csv:
            return by_csv[csv]
        if sidecar.is_file():
            try:
                return load_survey(sidecar)
            except JtError as error:
                if show_path(sidecar) not in {file.file for file in self.files}:
                    self._note(error.problems)
                return None
        message = "this table has no sidecar that says what its percentages are of"
        hint = f"write {sidecar.name} beside it; until then it needs --base"
        self._note([Problem(message, show_path(csv), hint=hint, severity="warning")])
        return None

    def _table(self, csv: Path, survey: Survey | None, barriers: frozenset[str] | None) -> None:
        # Without a sidecar the rows can still be checked, but for what only the sidecar knows.
        known = survey or Survey.model_construct(
            version=1, id="unknown", title=csv.name, kind=Kind.survey, base=Base.respondents, weighting="unknown"
        )
        try:
            table = TableFile(csv, known, self.register, barriers).table()
        except JtError as error:
            self._add(csv, "barrier table", "rejected" if isinstance(error, DataError) else "cannot be read")
            self._note(error.problems)
            return
        counties = len({row.fips for row in table.rows})
        self._add(
            csv,
            "barrier table",
            f"{_counted(len(table.rows), 'row', 'rows')}, {_counted(counties, 'county', 'counties')}",
        )
        if survey is not None:
            self._note(check_against_table(csv.with_suffix(".yaml"), table))
            if survey.from_people:
                self.tables.append(table)
            self._check_patterns(pattern_path(csv), table, barriers)

    def _check_patterns(self, path: Path, table: BarrierTable, barriers: frozenset[str] | None) -> None:
        """The patterns beside a table, where there are any, by themselves and against it."""
        if not lexists(path):
            return
        self._patterns[path] = True
        try:
            patterns = load_patterns(path, table.survey, self.register, barriers)
        except JtError as error:
            self._add(path, "patterns", "rejected" if isinstance(error, DataError) else "cannot be read")
            self._note(error.problems)
            return
        different = sum(map(len, patterns.by_county.values()))
        self._add(
            path,
            "patterns",
            f"{_counted(different, 'pattern', 'patterns')}, {_counted(len(patterns.by_county), 'county', 'counties')}",
        )
        self._note(check_patterns(patterns, table))


def _weights_held(weights: Weights) -> str:
    return _counted(len(weights.sets), "set of weights", "sets of weights")


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _finding(problem: Problem) -> Finding:
    return Finding(
        severity=problem.severity,
        file=problem.file,
        line=problem.line,
        column=problem.column,
        field=problem.field,
        message=problem.message,
        hint=problem.hint,
    )
