"""Which data: the user's own folder over what the package carries, and the surveys in both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from os.path import lexists
from pathlib import Path

from jobtraining_cli.errors import DataError, JtError, Problem, RunError, UsageError, at_most, did_you_mean
from jobtraining_cli.load.catalogue import (
    Loaded,
    check_catalogue,
    join_catalogue,
    load_catalogue_file,
    load_policy,
    load_taxonomy,
)
from jobtraining_cli.load.counties import Register, parse_register
from jobtraining_cli.load.files import read_text, show_path
from jobtraining_cli.load.packaged import packaged_data
from jobtraining_cli.load.tables import TableFile, load_survey
from jobtraining_cli.models.catalog import Catalogue
from jobtraining_cli.models.survey import Base, Kind, Survey
from jobtraining_cli.models.taxonomy import EvidencePolicy, Taxonomy


def holds_data(folder: Path) -> bool:
    """Whether a folder is a jt data folder: it has a catalogue, or a table with its sidecar."""
    return (folder / "projects.yaml").is_file() or any(
        sidecar.with_suffix(".csv").is_file() for sidecar in (folder / "barriers").glob("*.yaml")
    )


def _as_text(path: Path) -> str:
    """A path as text that UTF-8 can hold, whatever bytes its name has."""
    return str(path).encode("utf-8", "backslashreplace").decode("utf-8")


@dataclass(frozen=True, slots=True)
class SurveyFile:
    """A barrier table and what its sidecar says.

    ``place`` is how results name the file: the same on every machine, so without the way to the folder.
    """

    survey: Survey
    csv: Path
    place: str
    packaged: bool = False
    example: bool = False


def _of_base(item: SurveyFile, base: Base | None) -> SurveyFile:
    """The survey itself. Raises ``UsageError`` where ``--base`` contradicts its sidecar."""
    if base not in (None, item.survey.base):
        message = f"the base {base} contradicts the sidecar, which says {item.survey.base.value}"
        raise UsageError(
            Problem(message, item.place, hint="leave out --base (or empty JT_BASE): it is for tables without a sidecar")
        )
    return item


def _yaml_files(folder: Path) -> list[Path]:
    """The YAML files in a folder, sorted. Raises ``RunError`` where it is there and cannot be read."""
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == ".yaml")
    except OSError as error:
        if not lexists(folder):
            return []
        place = show_path(folder)
        raise RunError(
            Problem(f"cannot read the folder: {error.strerror}", place, hint="check who may read it")
        ) from None


def find_folders(named: Path | None, by: str, here: Path) -> tuple[Path, ...]:
    """The data folders in force, the user's own first: the one that ``by`` names, else ``./data``.

    Raises ``UsageError`` where a folder that was named is not there.
    """
    package = packaged_data()
    if named is not None:
        if not named.is_dir():
            raise UsageError(
                Problem(
                    "there is no such folder",
                    show_path(named),
                    hint=f"{by} names a folder with projects.yaml or barriers/",
                )
            )
        own = named
    else:
        own = here / "data"
        if not own.is_dir() or not holds_data(own):
            return (package,)
    return (package,) if own.resolve() == package.resolve() else (own, package)


@dataclass(eq=False)
class Workspace:
    """The data folders in force, read on demand and once.

    ``folders`` run from the user's own to the packaged one; ``named`` says that somebody named the own one, which is not
    just ``./data`` then. The catalogue, the taxonomy and the policy each
    come from the first folder that has them; barrier tables are the union.
    """

    folders: tuple[Path, ...]
    named: bool = False
    _hidden: list[str] = field(default_factory=list, repr=False)
    _table_files: dict[Path, TableFile] = field(default_factory=dict, repr=False)

    @classmethod
    def open(cls, data: Path | None = None, by: str = "--data") -> Workspace:
        """The workspace over a data folder that ``by`` names, or over ``./data``. Raises ``UsageError``."""
        return cls(find_folders(data, by, Path.cwd()), named=data is not None)

    @classmethod
    def packaged(cls) -> Workspace:
        """The data that travels with the program, and nothing else."""
        return cls((packaged_data(),))

    def _first(self, name: str) -> Path:
        return next((f / name for f in self.folders if lexists(f / name)), self.folders[-1] / name)

    @property
    def taxonomy_path(self) -> Path:
        """The file of the taxonomy in force."""
        return self._first("taxonomy.yaml")

    @property
    def policy_path(self) -> Path:
        """The file of the evidence policy in force."""
        return self._first("evidence.yaml")

    @property
    def catalogue_paths(self) -> tuple[Path, ...]:
        """The files of the catalogue: ``projects.yaml`` and ``projects/*.yaml`` of one folder."""
        for folder in self.folders:
            paths = [folder / "projects.yaml", *_yaml_files(folder / "projects")]
            found = tuple(path for path in paths if lexists(path))
            if found:
                return found
        return (self.folders[-1] / "projects.yaml",)

    @cached_property
    def catalogue_files(self) -> tuple[Loaded, ...]:
        """The files of the catalogue, each checked by itself."""
        return tuple(load_catalogue_file(path) for path in self.catalogue_paths)

    @cached_property
    def taxonomy(self) -> Taxonomy:
        """The list of barriers in force."""
        return load_taxonomy(self.taxonomy_path)

    @cached_property
    def policy(self) -> EvidencePolicy:
        """The evidence policy in force."""
        return load_policy(self.policy_path)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The projects, checked against taxonomy and policy. Raises ``DataError`` with every finding."""
        problems = at_most(check_catalogue(self.catalogue_files, self.taxonomy, self.policy))
        if problems:
            raise DataError(problems)
        return join_catalogue(self.catalogue_files)

    @cached_property
    def register(self) -> Register:
        """The county register: always the packaged one."""
        path = self.folders[-1] / "counties.csv"
        return Register(parse_register(read_text(path), show_path(path)))

    @cached_property
    def surveys(self) -> tuple[SurveyFile, ...]:
        """Every table with a sidecar, the user's own first; an id of an own table hides a packaged one.

        The tables of ``examples/`` are among them, marked, and never chosen unless named.
        """
        found: dict[str, SurveyFile] = {}
        for folder in self.folders:
            for id_, item in self._surveys_of(folder).items():
                if id_ in found:
                    self._hidden.append(id_)
                found.setdefault(id_, item)
        return tuple(found.values())

    def _surveys_of(self, folder: Path) -> dict[str, SurveyFile]:
        """The tables of one data folder by id. Raises ``DataError`` for an id that stands twice."""
        here: dict[str, SurveyFile] = {}
        for sidecar, below in self._sidecars_of(folder):
            item = self._survey_file(folder, sidecar, below)
            id_ = item.survey.id
            if id_ in here:
                message = f"the id {id_!r} is also that of {show_path(here[id_].csv)}"
                raise DataError(Problem(message, show_path(sidecar), field="id", hint="give each survey its own id"))
            here[id_] = item
        return here

    def _sidecars_of(self, folder: Path) -> Iterator[tuple[Path, str]]:
        """The sidecars of a data folder that have a table beside them, and below which folder they lie."""
        for below in ("barriers", "examples/barriers"):
            for sidecar in _yaml_files(folder / below):
                if lexists(sidecar.with_suffix(".csv")):
                    yield sidecar, below

    def _survey_file(self, folder: Path, sidecar: Path, below: str) -> SurveyFile:
        packaged, csv = folder == self.folders[-1], sidecar.with_suffix(".csv")
        place = f"{'packaged' if packaged else folder.resolve().name}/{below}/{csv.name}"
        return SurveyFile(load_survey(sidecar), csv, place, packaged, below.startswith("examples"))

    def _named_alone(self, name: str) -> SurveyFile | None:
        """The table with this id, whatever is wrong with the sidecars of others; ``None`` for none, or for two in a folder."""
        for folder in self.folders:
            found = []
            for sidecar, below in self._sidecars_of(folder):
                try:
                    item = self._survey_file(folder, sidecar, below)
                except JtError:
                    if sidecar.stem == name:
                        raise  # it is most likely this one, which another of that id must not stand in for
                    continue
                found += [item] if item.survey.id == name else []
            if found:
                return found[0] if len(found) == 1 else None
        return None

    def table_file(self, item: SurveyFile) -> TableFile:
        """The table of a survey, read once and its header checked."""
        if item.csv not in self._table_files:
            self._table_files[item.csv] = TableFile(item.csv, item.survey, self.register, frozenset(self.taxonomy.ids))
        return self._table_files[item.csv]

    def named_survey(self, name: str, base: Base | None = None) -> SurveyFile:
        """The survey that ``--survey`` names, by id or by the path of its CSV or sidecar.

        Raises ``UsageError`` where there is none, or where a table has no sidecar and ``base`` is
        not given: the denominator of a percentage is never guessed.
        """
        alone = self._named_alone(name)
        if alone is not None:
            return _of_base(alone, base)
        known = self.surveys
        if not re.search(r"[/\\]|\.(csv|yaml)$", name):
            ids = [item.survey.id for item in known]
            hint = did_you_mean(name, ids) or f"there are {', '.join(ids)}; or give the path of a CSV file"
            raise UsageError(f"there is no survey {name!r}", hint=hint)
        path = Path(name)
        sidecar = path.with_suffix(".yaml")
        csv = path.with_suffix(".csv") if path.suffix == ".yaml" else path
        if csv.is_file() and sidecar.is_file():
            return _of_base(SurveyFile(load_survey(sidecar), csv, _as_text(csv)), base)
        if csv.is_file() and base is None:
            bases = ", ".join(b.value for b in Base if b is not Base.population)
            raise UsageError(Problem("this table has no sidecar that says what its percentages are of", show_path(csv),
                                     hint=f"write {sidecar.name} beside it, or name the base with --base ({bases})"))  # fmt: skip
        if base is Base.population:
            raise UsageError(
                "a table of indicators needs a sidecar",
                hint="it says what each indicator stands in for, and for whom it is counted",
            )
        own_id = re.sub(r"[^a-z0-9._-]+", "-", path.stem.lower()).strip("-._")[:64] or "table"
        survey = Survey.model_construct(
            version=1, id=own_id, title=path.name, kind=Kind.survey, base=base or Base.respondents
        )
        return SurveyFile(survey, csv, _as_text(csv))

    def by_preference(self) -> tuple[SurveyFile, ...]:
        """The tables that are taken unnamed, the first choice first: surveys before indicators, newest first, own before packaged.

        Illustrative tables and examples are never taken here: they have to be named.
        """
        own = [s for s in self.surveys if not s.example and s.survey.kind is not Kind.illustrative]

        def newest_first(item: SurveyFile) -> tuple[bool, date, bool]:
            collected = item.survey.collected
            return (item.survey.kind is Kind.survey, collected.end if collected else date.min, not item.packaged)

        return tuple(sorted(own, key=newest_first, reverse=True))

    def default_survey(self, fips: str) -> SurveyFile | None:
        """The table that a county is ranked on unless one is named: the first choice that covers it."""
        return next((s for s in self.by_preference() if self.table_file(s).covers(fips)), None)

    def unused_folder(self) -> str | None:
        """``./data``, where it holds a taxonomy or a policy but nothing that makes it a data folder."""
        here = Path("data")
        if len(self.folders) > 1 or self.named or here.resolve() == self.folders[-1].resolve():
            return None
        found = [name for name in ("taxonomy.yaml", "evidence.yaml", "projects") if (here / name).exists()]
        return (
            f"data has {', '.join(found)}, but no projects.yaml or table, so it is not used: name it with --data data"
            if found
            else None
        )

    def left_out(self) -> list[str]:
        """The tables in the user's own folder that have no sidecar, and so are not used unless they are named."""
        if len(self.folders) == 1:
            return []
        folder = self.folders[0] / "barriers"
        try:
            tables = sorted(folder.glob("*.csv"))
        except OSError:
            return []
        tables = [path for path in tables if not path.name.endswith(".patterns.csv")]
        return [show_path(path) for path in tables if not lexists(path.with_suffix(".yaml"))]

    def describe(self) -> str | None:
        """One line that says which data are in force, or ``None`` where only the packaged are."""
        if len(self.folders) == 1:
            return None
        own = self.folders[0]
        parts = [p.name for p in self.catalogue_paths if own in p.parents]
        parts += [name for name in ("taxonomy.yaml", "evidence.yaml") if (own / name).is_file()]
        parts += [f"{below}/{sidecar.with_suffix('.csv').name}" for sidecar, below in self._sidecars_of(own)]
        with suppress(JtError):  # what is wrong with a sidecar is told where that table is used
            self.surveys  # noqa: B018 - it notes which packaged tables are hidden
        shown = ", ".join(parts[:6]) + (f" and {len(parts) - 6} more" if len(parts) > 6 else "")
        hidden = f", whose {', '.join(self._hidden)} it hides" if self._hidden else ""
        return f"using {show_path(own)} ({shown or 'nothing usable in it'}) over the packaged data{hidden}"
