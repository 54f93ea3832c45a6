"""Checking data files: everything that is wrong with them, and with each other, at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from jobtraining_cli.errors import DataError, JtError, Problem, RunError, UsageError, did_you_mean
from jobtraining_cli.load.catalogue import Loaded, check_catalogue, load_catalogue_file, load_policy, load_taxonomy
from jobtraining_cli.load.counties import Register
from jobtraining_cli.load.files import read_text, show_path
from jobtraining_cli.load.tables import TableFile, load_survey
from jobtraining_cli.load.yaml_text import parse
from jobtraining_cli.models.catalog import Fit
from jobtraining_cli.models.report import CheckedFile, FileKind, Finding, Report
from jobtraining_cli.models.survey import BarrierTable, Base, Kind, Survey
from jobtraining_cli.models.taxonomy import EvidencePolicy, Taxonomy

T = TypeVar("T")
# A key that only one kind of file has at its top.
_KEYS: dict[str, FileKind] = {
    "projects": "catalogue",
    "innovations": "catalogue",
    "barriers": "taxonomy",
    "levels": "evidence policy",
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
                raise RunError(Problem(f"cannot read the folder: {error.strerror}", show_path(path))) from None
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
    for name in _NAMES:
        if (folder / name).exists():
            yield folder / name
    yield from sorted((folder / "projects").glob("*.yaml"))
    nested = [folder / "barriers", folder / "examples" / "barriers"]
    tables = [inside for inside in nested if inside.is_dir()]
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

    def check(self, paths: Iterable[Path]) -> Report:
        """Check files of all kinds together. Raises what ``find_files`` raises."""
        by_kind: dict[FileKind, list[Path]] = {}
        for path in find_files(paths):
            by_kind.setdefault(self._kind(path), []).append(path)
        taxonomies = self._each(
            by_kind.get("taxonomy", ()), "taxonomy", load_taxonomy, lambda t: f"{len(t.barriers)} barriers"
        )
        policies = self._each(
            by_kind.get("evidence policy", ()), "evidence policy", load_policy, lambda p: f"{len(p.levels)} levels"
        )
        # Tables may be checked by a taxonomy that is itself broken: then by the one in force.
        taxonomy = taxonomies[0][1] if taxonomies else self._taxonomy()
        policy = policies[0][1] if policies else self._policy()
        self._catalogue(by_kind.get("catalogue", ()), taxonomy, policy)
        self._tables(by_kind.get("survey", ()), by_kind.get("barrier table", ()), taxonomy)
        order = {file.file: place for place, file in enumerate(self.files)}
        self.problems.sort(key=lambda p: (order.get(p.file or "", -1), p.line or 0, p.column or 0))
        return Report.model_construct(files=tuple(self.files), findings=tuple(map(_finding, self.problems)))

    def _kind(self, path: Path) -> FileKind:
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
            self.problems += error.problems
            return "unknown"
        keys = content if isinstance(content, dict) else {}
        kind: FileKind = next((kind for key, kind in _KEYS.items() if key in keys), "unknown")
        if kind == "unknown":
            self._add(path, "unknown", "not a jt file")
            hint = (
                "a catalogue has `projects:`, a taxonomy `barriers:`, a policy `levels:`, a sidecar `kind:` and `base:`"
            )
            self.problems.append(Problem("this is no file that jt knows", show_path(path), 1, hint=hint))
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
                self.problems += error.problems
            else:
                self._add(path, kind, holds(item))
                loaded.append((path, item))
        return loaded

    def _catalogue(self, paths: Iterable[Path], taxonomy: Taxonomy, policy: EvidencePolicy) -> None:
        loaded = self._each(
            paths,
            "catalogue",
            load_catalogue_file,
            lambda f: f"{len(f.content.projects)} projects, {sum(len(p.addresses) for p in f.content.projects)} edges",
        )
        files: list[Loaded] = [item for _, item in loaded]
        self.problems += check_catalogue(files, taxonomy, policy)
        acted_on = {e.barrier for f in files for p in f.content.projects for e in p.addresses if e.fit is not Fit.none}
        missed = [barrier for barrier in taxonomy.ids if barrier not in acted_on and barrier != "other"]
        if files and missed:
            message = f"no project acts on {', '.join(missed)}"
            self.problems.append(
                Problem(message, files[0].place, hint="add edges, or leave it: reports then say so", severity="warning")
            )

    def _tables(self, sidecars: Iterable[Path], tables: Iterable[Path], taxonomy: Taxonomy) -> None:
        tables = list(tables)
        surveys = self._each(sidecars, "survey", load_survey, lambda s: f"{s.id}: {s.kind.value}, base {s.base.value}")
        by_csv = {path.with_suffix(".csv"): survey for path, survey in surveys}
        ids: dict[str, Path] = {}
        for path, survey in surveys:
            place = show_path(path)
            if survey.id in ids:
                self.problems.append(
                    Problem(
                        f"the id {survey.id!r} is also that of {show_path(ids[survey.id])}",
                        place,
                        field="id",
                        hint="give each survey its own id",
                    )
                )
            ids.setdefault(survey.id, path)
            csv = path.with_suffix(".csv")
            if csv not in tables:
                if csv.exists():
                    tables.append(csv)
                else:
                    self.problems.append(
                        Problem("this sidecar has no table", place, hint=f"write {csv.name} beside it")
                    )
            for index, item in enumerate(survey.indicators):
                if item.barrier not in taxonomy.ids:
                    hint = did_you_mean(item.barrier, taxonomy.ids) or "the ids stand in taxonomy.yaml"
                    self.problems.append(
                        Problem(
                            f"unknown barrier {item.barrier!r}", place, field=f"indicators[{index}].barrier", hint=hint
                        )
                    )
        for csv in tables:
            self._table(csv, by_csv, taxonomy)

    def _table(self, csv: Path, by_csv: dict[Path, Survey], taxonomy: Taxonomy) -> None:
        sidecar = csv.with_suffix(".yaml")
        survey = by_csv.get(csv)
        if survey is None and sidecar.is_file():
            try:
                survey = load_survey(sidecar)
            except JtError as error:
                if show_path(sidecar) not in {file.file for file in self.files}:
                    self.problems += error.problems
        elif survey is None:
            hint = f"write {sidecar.name} beside it; until then it needs --base"
            self.problems.append(
                Problem(
                    "this table has no sidecar that says what its percentages are of",
                    show_path(csv),
                    hint=hint,
                    severity="warning",
                )
            )
        # Without a sidecar the rows can still be checked, but for what only the sidecar knows.
        known = survey or Survey.model_construct(
            version=1, id="unknown", title=csv.name, kind=Kind.survey, base=Base.respondents, weighting="unknown"
        )
        try:
            table = TableFile(csv, known, self.register, frozenset(taxonomy.ids)).table()
        except DataError as error:
            self._add(csv, "barrier table", "rejected")
            self.problems += error.problems
        except JtError as error:
            self._add(csv, "barrier table", "cannot be read")
            self.problems += error.problems
        else:
            self._add(
                csv, "barrier table", f"{len(table.rows):,} rows, {len({row.fips for row in table.rows}):,} counties"
            )
            if survey is not None:
                self.problems += _against_sidecar(table, show_path(sidecar))


def _against_sidecar(table: BarrierTable, place: str) -> Iterator[Problem]:
    """What a sidecar and its table say differently."""
    survey = table.survey
    if survey.kind is Kind.indicator:
        named = {item.barrier for item in survey.indicators}
        for barrier in sorted({row.barrier for row in table.rows if row.barrier} - named):
            hint = "add it under `indicators:` with its name, label, universe and what it stands in for"
            yield Problem(
                f"the table has {barrier!r}, but the sidecar does not say which indicator that is",
                place,
                field="indicators",
                hint=hint,
            )
    groups = {row.group for row in table.rows if row.group}
    for index, partition in enumerate(survey.partitions):
        for group in partition:
            if table.rows and group not in groups:
                hint = did_you_mean(group, groups) or "name the groups as the column `group` does"
                yield Problem(
                    f"no row is about the group {group!r}",
                    place,
                    field=f"partitions[{index}]",
                    hint=hint,
                    severity="warning",
                )


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
