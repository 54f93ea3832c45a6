"""What there is to work with: the projects, barriers, counties, surveys and settings in force."""

from datetime import date
from typing import Literal

from jobtraining_cli.models.base import Result
from jobtraining_cli.models.catalog import Cost, Feasibility, Origin, Source
from jobtraining_cli.models.survey import Survey
from jobtraining_cli.models.taxonomy import Crosswalk


class EdgeEntry(Result):
    """A barrier that a project acts on, with the judgement and the evidence in words."""

    barrier: str
    label: str
    fit: str
    basis: str
    rating: str
    rating_label: str
    strength: float
    why: str
    clearinghouse: str | None
    outcome: str | None
    url: str | None
    accessed: date | None
    note: str | None


class ProjectEntry(Result):
    """A project as the catalogue has it. ``refused`` are the feasibility questions answered with no."""

    code: str
    id: str
    service: str
    innovation: int
    innovation_name: str | None
    title: str
    summary: str
    origin: Origin
    source: Source | None
    level: tuple[str, ...]
    leads: str | None
    partners: tuple[str, ...]
    changes: str | None
    next_steps: tuple[str, ...]
    next_steps_origin: Origin
    edges: tuple[EdgeEntry, ...]
    feasibility: Feasibility
    refused: tuple[str, ...]
    criteria: dict[str, float]
    cost: Cost | None
    months_to_start: float | None
    illustrative: bool


class BarrierEntry(Result):
    """A barrier of the taxonomy, and which projects act on it fully or in part (by code)."""

    id: str
    label_en: str
    label_es: str
    description: str
    aliases: tuple[str, ...]
    crosswalk: Crosswalk
    full: tuple[str, ...]
    partial: tuple[str, ...]


class CountyEntry(Result):
    """A county of the register, how to name it, and the table it would be ranked on.

    ``survey`` is null where no table covers the county. ``surveys`` are all that do, examples among them.
    """

    fips: str
    slug: str
    name: str
    state: str
    survey: str | None
    kind: str | None
    surveys: tuple[str, ...]


class SurveyEntry(Result):
    """A table with its sidecar: what it is, where it lies, and how much it covers.

    ``whence`` says whose it is: ``own`` (the data folder in force), ``packaged``, or ``example``, which is
    used only when it is named.
    """

    survey: Survey
    place: str
    whence: Literal["own", "packaged", "example"]
    counties: int
    barriers: tuple[str, ...]


class SettingEntry(Result):
    """A setting, its value as text, and whence it comes: a variable, a file and line, or the default."""

    setting: str
    value: str | None
    whence: str
    help: str


class FileEntry(Result):
    """What is read for one part of the data, and which file has it."""

    part: str
    file: str


class Configuration(Result):
    """Settings and files in force."""

    settings: tuple[SettingEntry, ...]
    files: tuple[FileEntry, ...]
