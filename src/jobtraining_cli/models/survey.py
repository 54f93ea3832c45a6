"""What residents answered, or what stands in for it: surveys and the rows of barrier tables."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic.dataclasses import dataclass

from jobtraining_cli.models.base import Date, Id, Model, Result, Slug, State, Text, Url, Version, wrong


class Kind(StrEnum):
    """What the figures are: answers, official statistics in their place, or invented."""

    survey = "survey"
    indicator = "indicator"
    illustrative = "illustrative"


class Base(StrEnum):
    """The denominator of the barrier percentages."""

    respondents = "respondents"
    needed = "needed"
    difficulty = "difficulty"
    population = "population"


class Sampling(StrEnum):
    """How the people who answered were chosen."""

    probability = "probability"
    volunteer = "volunteer"
    census = "census"


class Measure(StrEnum):
    """What a row counts: who needed the service, who had difficulty, who names a barrier."""

    need = "need"
    difficulty = "difficulty"
    barrier = "barrier"


class Scale(StrEnum):
    """Whether the column ``percent`` holds percentages (0-100) or shares (0-1)."""

    percent = "percent"
    share = "share"


class Choice(StrEnum):
    """Whether people could name several barriers, or named exactly one each."""

    many = "many"
    one = "one"


class Period(Model):
    """The dates of a data collection, both inclusive."""

    start: Date
    end: Date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start > self.end:
            raise wrong("`start` is after `end`", "swap the two dates, or correct one")
        return self


class Indicator(Model):
    """An official statistic that stands in for a barrier, and for whom it is counted."""

    barrier: Slug
    name: Text
    label: Text
    universe: Text
    stands_in_for: Text


class Survey(Model):
    """One data collection: the sidecar of a barrier table."""

    version: Version = Field(alias="schema")
    id: Id
    title: Text
    publisher: Text | None = None
    url: Url | None = None
    kind: Kind
    service: Text | None = None
    base: Base
    collected: Period | None = None
    mode: Text | None = None
    sampling: Sampling | None = None
    languages: tuple[Text, ...] = ()
    population: Text | None = None
    weighting: Text | None = None
    scale: Scale | None = None
    choice: Choice = Choice.many
    state: State | None = None
    partitions: tuple[Annotated[tuple[Text, ...], Field(min_length=2)], ...] = ()
    indicators: tuple[Indicator, ...] = ()
    licence: Text | None = None
    notes: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _kind_and_base_agree(self) -> Self:
        indicator = self.kind is Kind.indicator
        if indicator != (self.base is Base.population):
            raise wrong(
                "`base: population` belongs to `kind: indicator`, and to no other kind",
                "make `kind` or `base` say what the figures are",
            )
        if bool(self.indicators) != indicator:
            raise wrong(
                "`indicators` belongs to `kind: indicator`, and that kind needs it",
                "it says what each official statistic stands in for",
            )
        named = [item.barrier for item in self.indicators]
        if len(set(named)) < len(named):
            raise wrong("a barrier has one indicator, not two", "keep one entry a barrier under `indicators:`")
        return self

    @property
    def from_people(self) -> bool:
        """Whether the figures are people's answers, so that disclosure rules hold."""
        return self.kind is not Kind.indicator

    @property
    def years(self) -> str:
        """The year or years of collection, for example ``2016-2020``; empty where unknown."""
        if self.collected is None:
            return ""
        first, last = self.collected.start.year, self.collected.end.year
        return str(first) if first == last else f"{first}-{last}"


Count = Annotated[int, Field(ge=0, le=1_000_000_000)]
Percent = Annotated[float, Field(ge=0, le=100)]
Positive = Annotated[float, Field(gt=0)]


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid", allow_inf_nan=False, defer_build=True))
class BarrierRow:
    """One row of a barrier table: a county, a measure, and its figure.

    A dataclass that Pydantic validates: tables are long, and a model takes ten times the memory.

    A plain row has ``count`` and ``base_n``, or ``percent`` with exactly one of ``base_n``,
    ``n_eff``, ``se``, ``moe90``, ``moe95`` (percentage points). A weighted row has ``percent``,
    ``n_eff``, and the unweighted ``count`` and ``base_n``, and perhaps ``df``. A row that its
    publisher suppressed has no figure but perhaps its base.
    """

    line: int
    fips: str
    measure: Measure = Measure.barrier
    barrier: Slug | None = None
    group: Text | None = None
    count: Count | None = None
    base_n: Count | None = None
    percent: Percent | None = None
    n_eff: Positive | None = None
    df: Positive | None = None
    se: Annotated[float, Field(ge=0)] | None = None
    moe90: Annotated[float, Field(ge=0)] | None = None
    moe95: Annotated[float, Field(ge=0)] | None = None
    suppressed: bool = False

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if (self.measure is Measure.barrier) != (self.barrier is not None):
            raise wrong(
                "a `barrier` row names its barrier, a `need` or `difficulty` row does not",
                "fill in `barrier`, or empty it",
            )
        if self.suppressed:
            if any(
                value is not None for value in (self.count, self.percent, self.n_eff, self.se, self.moe90, self.moe95)
            ):
                raise wrong(
                    "a suppressed row must not carry the figure it hides", "empty the figure, or the `suppressed` mark"
                )
            return self
        if self.count is not None and self.base_n is not None and self.count > self.base_n:
            raise wrong(
                "`count` is above `base_n`",
                "check the two figures: a part is not more than the whole",
            )
        if self.percent is None:
            self._check_counts()
        else:
            self._check_percent()
        return self

    def _check_counts(self) -> None:
        if self.count is None:
            raise wrong(
                "give `count` and `base_n`, or `percent` and its precision",
                "a row without a figure says `suppressed`, or is left out",
            )
        if self.base_n is None:
            raise wrong(
                "a count needs `base_n`, the number of people it is a part of",
                "add how many people were asked and answered",
            )
        if self.base_n == 0:
            raise wrong("base_n is 0", "nobody was asked, so leave the row out")
        if any(value is not None for value in (self.n_eff, self.df, self.se, self.moe90, self.moe95)):
            raise wrong(
                "`n_eff`, `df`, `se`, `moe90` and `moe95` go with `percent`", "empty them, or give the percentage"
            )

    def _check_percent(self) -> None:
        precisions = [self.n_eff, self.se, self.moe90, self.moe95]
        given = sum(value is not None for value in precisions)
        if self.count is not None:
            if self.n_eff is None or self.base_n is None or given > 1:
                raise wrong(
                    "a weighted row has `percent`, `n_eff`, and the unweighted `count` and `base_n`",
                    "fill in what is missing, and nothing else",
                )
            if self.base_n == 0:
                raise wrong("base_n is 0", "nobody was asked, so leave the row out")
        elif given + (self.base_n is not None) != 1:
            raise wrong(
                "`percent` goes with exactly one of base_n, n_eff, se, moe90, moe95",
                "say once how precise the percentage is",
            )
        if self.df is not None and self.n_eff is None:
            raise wrong("`df` goes with `n_eff`", "give `n_eff`, or empty `df`")
        if self.base_n == 0:
            raise wrong("base_n is 0", "nobody was asked, so leave the row out")

    @property
    def weighted(self) -> bool:
        """Whether the row carries a weighted percentage beside its unweighted count."""
        return self.percent is not None and self.count is not None


class BarrierTable(Result):
    """A survey and the rows of its table for the counties that were asked for.

    ``place`` is how messages and explanations name the file; ``digest`` is the SHA-256 of
    the file for indicators, and empty for people's answers (a digest can be searched).
    """

    survey: Survey
    place: str
    rows: tuple[BarrierRow, ...]
    digest: str = ""


def effective_size(percent: float, se: float | None, moe90: float | None, moe95: float | None) -> float | None:
    """``n* = p (1 - p) / se^2``, with ``se = moe90 / 1.645`` (SCORING section 3, intervals).

    The arguments are in percentage points. ``None`` where it is undefined: at 0 and 100 percent, and
    without an error that a float can square.
    """
    p = percent / 100
    error = se if se is not None else moe90 / 1.645 if moe90 is not None else moe95 / 1.96 if moe95 is not None else 0.0
    if not 1e-100 < error < 1e100 or not 0 < p < 1:
        return None
    return p * (1 - p) / (error / 100) ** 2
