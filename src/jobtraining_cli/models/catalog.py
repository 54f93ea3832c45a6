"""What a county can do: services, innovations, projects, and the barriers they act on."""

import re
from enum import StrEnum
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import AfterValidator, Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails

from jobtraining_cli.models.base import Date, Model, Result, Slug, State, Text, Url, Version, wrong

CODE_PATTERN = re.compile(r"(?P<service>[^\W\d_][\w &'-]*?)\.(?P<innovation>[0-9]{1,3})\.(?P<number>[0-9]{1,4})")
SHORT_ID_PATTERN = re.compile(r"(?P<innovation>[0-9]{1,3})\.(?P<number>[0-9]{1,4})")


class Code(NamedTuple):
    """The parts of a project code such as ``Job Training.9.1``. Sorts as people count."""

    service: str
    innovation: int
    number: int

    @property
    def id(self) -> str:
        """The shorthand within one service, such as ``9.1``."""
        return f"{self.innovation}.{self.number}"


def parse_code(text: str) -> Code:
    """Split a full project code into service, innovation and number.

    Raises ``ValueError`` for anything that is not ``<Service>.<innovation>.<number>``.
    """
    match = CODE_PATTERN.fullmatch(text)
    if match is None:
        raise ValueError(f"{text[:60]!r} is not a project code")
    return Code(match["service"], int(match["innovation"]), int(match["number"]))


def _check_code(text: str) -> str:
    try:
        code = parse_code(text)
    except ValueError as error:
        raise wrong(str(error), "write it like 'Job Training.9.1'") from None
    canonical = f"{code.service}.{code.innovation}.{code.number}"
    if canonical != text:
        raise wrong(f"write {canonical!r}, without leading zeros", "codes are numbers, and 9.01 is 9.1")
    return text


ProjectCode = Annotated[str, AfterValidator(_check_code)]
Score = Annotated[float, Field(ge=0)]
# Criteria that methods take to be on a scale from 0 to this. Effort, which has none, is above 0.
SCALES = {"size": 10, "seriousness": 10, "seriousness_20": 20, "effectiveness": 10, "confidence": 1}
# What a survey and this program say of a project, which nobody may say otherwise in the catalogue.
MEASURED = ("fit", "reach")


class Fit(StrEnum):
    """How squarely a project acts on a barrier."""

    none = "none"
    partial = "partial"
    full = "full"


class Origin(StrEnum):
    """Where a project comes from: the initiative's pages, or a proposal of this catalogue."""

    published = "published"
    proposed = "proposed"


class Known(StrEnum):
    """How the name of an innovation is known."""

    published = "published"
    sibling = "sibling"
    unknown = "unknown"


class Answer(StrEnum):
    """An answer to one of the PEARL questions."""

    yes = "yes"
    no = "no"
    unknown = "unknown"


class Source(Model):
    """Where a statement can be looked up."""

    publisher: Text
    title: Text | None = None
    url: Url | None = None
    accessed: Date | None = None


class Innovation(Model):
    """One of the numbered areas of a service."""

    number: int = Field(ge=1, le=999)
    name: Text | None = None
    known: Known
    seen_on: Text | None = None

    @model_validator(mode="after")
    def _name_and_status_agree(self) -> Self:
        if (self.name is None) != (self.known is Known.unknown):
            raise wrong("an innovation has a name, or `known: unknown`, but not both", "leave out one of the two")
        return self


class Evidence(Model):
    """What a clearinghouse says of a strategy, and about which outcome."""

    rating: Slug
    clearinghouse: Text | None = None
    outcome: Text | None = None
    url: Url | None = None
    accessed: Date | None = None
    note: Text | None = None


class Edge(Model):
    """The judgement that a project acts on a barrier: how squarely, on what evidence, why.

    ``basis`` says whose judgement it is: ``published`` only where a source states which
    barrier the project addresses, otherwise ``judged`` (by whoever wrote the catalogue).
    """

    barrier: Slug
    fit: Fit
    evidence: Evidence
    why: Text
    basis: Literal["judged", "published"] = "judged"


class Feasibility(Model):
    """The PEARL questions. Any ``no`` screens the project out and needs a reason."""

    propriety: Answer = Answer.unknown
    economics: Answer = Answer.unknown
    acceptability: Answer = Answer.unknown
    resources: Answer = Answer.unknown
    legality: Answer = Answer.unknown
    reason: Text | None = None

    @model_validator(mode="after")
    def _a_no_has_a_reason(self) -> Self:
        if self.refused and self.reason is None:
            raise wrong("a `no` screens the project out, so `reason` must say why", "add `reason:`")
        return self

    @property
    def refused(self) -> tuple[str, ...]:
        """The questions answered with no, in PEARL order."""
        return tuple(name for name in PEARL if getattr(self, name) is Answer.no)

    @property
    def open(self) -> tuple[str, ...]:
        """The questions nobody has answered yet, in PEARL order."""
        return tuple(name for name in PEARL if getattr(self, name) is Answer.unknown)


PEARL = ("propriety", "economics", "acceptability", "resources", "legality")


class Cost(Model):
    """What a project costs, as a range with its basis. Shown beside the score, never in it."""

    low: float = Field(ge=0)
    high: float = Field(ge=0)
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    basis: Text

    @model_validator(mode="after")
    def _low_is_not_above_high(self) -> Self:
        if self.low > self.high:
            raise wrong("`low` is above `high`", "swap the two")
        return self


def _off_scale(name: str, value: float) -> tuple[str, str] | None:
    """What is wrong with the value of a criterion, and what to do; ``None`` where nothing is."""
    if name in MEASURED:
        return "is not a criterion", f"leave it out: the {name} of a project comes from the survey"
    if name == "effort" and value == 0:
        return "is 0, and other figures are divided by it", "write what the project takes, such as months of one person"
    if value > SCALES.get(name, value):
        return f"is {value:g}, which is beyond its scale", f"rate it from 0 to {SCALES[name]}"
    return None


def _scales(schema: dict[str, Any]) -> None:
    """The scales for editors, in the JSON Schema of the file."""
    number = {"type": "number", "minimum": 0}
    schema["properties"] = {name: number | {"maximum": high} for name, high in SCALES.items()} | {
        "effort": {"type": "number", "exclusiveMinimum": 0},
        **dict.fromkeys(MEASURED, False),
    }


class Project(Model):
    """A thing that an action team can do."""

    code: ProjectCode
    title: Text
    summary: Text
    origin: Origin
    source: Source | None = None
    level: tuple[Text, ...] = Field(min_length=1)
    leads: Text | None = None
    partners: tuple[Text, ...] = ()
    changes: Text | None = None
    next_steps: tuple[Text, ...] = ()
    next_steps_origin: Origin = Origin.proposed
    addresses: tuple[Edge, ...] = ()
    feasibility: Feasibility = Field(default_factory=Feasibility)
    criteria: dict[Slug, Score] = Field(default_factory=dict, json_schema_extra=_scales)
    cost: Cost | None = None
    months_to_start: float | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _published_has_a_source(self) -> Self:
        if self.origin is Origin.published and self.source is None:
            raise wrong(
                "a published project needs its `source`", "add `source:` with its publisher, or `origin: proposed`"
            )
        return self

    @model_validator(mode="after")
    def _criteria_are_on_their_scales(self) -> Self:
        found = {name: why for name, value in self.criteria.items() if (why := _off_scale(name, value))}
        if found:
            # One error a criterion, each with its own place in the file.
            raise ValidationError.from_exception_data(
                "criteria",
                [
                    InitErrorDetails(
                        type=wrong(f"{name} of {self.code} {message}", hint),
                        loc=("criteria", name),
                        input=self.criteria[name],
                    )
                    for name, (message, hint) in found.items()
                ],
            )
        return self

    @property
    def key(self) -> Code:
        """The parsed code: the sort key of projects."""
        return parse_code(self.code)

    @property
    def id(self) -> str:
        """The shorthand within the service, such as ``9.1``."""
        return self.key.id


class CatalogueFile(Model):
    """One file of a catalogue, as it is written on disk. ``state`` is the one whose offices and laws it has in mind."""

    version: Version = Field(alias="schema")
    title: Text | None = None
    illustrative: bool = False
    service: Text | None = None
    state: State | None = None
    innovations: tuple[Innovation, ...] = ()
    projects: tuple[Project, ...] = ()


class Catalogue(Result):
    """All projects of all files, sorted by code."""

    titles: tuple[str, ...] = ()
    illustrative: bool = False
    state: str | None = None
    innovations: dict[str, tuple[Innovation, ...]]
    projects: tuple[Project, ...]

    @property
    def services(self) -> tuple[str, ...]:
        """The services that have projects, sorted."""
        return tuple(sorted({project.key.service for project in self.projects}))

    def of_service(self, service: str) -> tuple[Project, ...]:
        """The projects of one service, sorted by code."""
        return tuple(p for p in self.projects if p.key.service == service)
