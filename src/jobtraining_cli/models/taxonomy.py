"""The list of barriers, and the policy that turns an evidence rating into a strength."""

from itertools import pairwise
from typing import Self

from pydantic import Field, model_validator

from jobtraining_cli.models.base import Id, Model, Slug, Text, Url, Version, wrong
from jobtraining_cli.models.catalog import Source


class Label(Model):
    """A name in the languages that residents are asked in."""

    en: Text
    es: Text


class Crosswalk(Model):
    """The same barrier in other lists."""

    piaac_b_q26b: int | None = Field(default=None, ge=1, le=8)
    acs_indicator: Text | None = None
    adult_education_survey: Text | None = None


class Barrier(Model):
    """A reason why a resident could not get the service."""

    id: Slug
    label: Label
    description: Text
    aliases: tuple[Text, ...] = ()
    crosswalk: Crosswalk = Field(default_factory=Crosswalk)


class Taxonomy(Model):
    """The barriers, in file order; ids are unique."""

    version: Version = Field(alias="schema")
    title: Text | None = None
    sources: tuple[Source, ...] = ()
    barriers: tuple[Barrier, ...] = Field(min_length=1)

    @property
    def ids(self) -> tuple[str, ...]:
        """All barrier ids, sorted: the column order of every matrix."""
        return tuple(sorted(barrier.id for barrier in self.barriers))

    def find(self, text: str) -> str | None:
        """The id that ``text`` is, or whose English or Spanish label it is, in any case."""
        wanted = text.strip().casefold()
        names = ((b.id, (b.id, b.label.en, b.label.es)) for b in self.barriers)
        return next((id_ for id_, known in names if wanted in map(str.casefold, known)), None)

    def label(self, barrier: str) -> str:
        """The English label of a barrier id; the id itself where the taxonomy lacks it."""
        return next((b.label.en for b in self.barriers if b.id == barrier), barrier)


class Level(Model):
    """One positive evidence rating."""

    id: Slug
    label: Text
    strength: float | None = Field(default=None, ge=0, le=1)


class EvidencePolicy(Model):
    """How sure each rating lets us be: a policy, not a fact.

    ``levels`` run from the strongest to the weakest. Where none of them says its own
    strength, level k from below of K has k / (K + 1): the mean of the k-th of K sorted
    uniform draws (SCORING: evidence policy).
    """

    version: Version = Field(alias="schema")
    id: Id
    title: Text
    scale: Text | None = None
    url: Url | None = None
    levels: tuple[Level, ...] = Field(min_length=1)
    ineffective: float = Field(default=0.0, ge=0, le=1)
    unrated: float = Field(default=1 / 3, ge=0, le=1)
    partial_fit: float = Field(default=0.5, ge=0, le=1)

    @model_validator(mode="after")
    def _levels_are_distinct_and_ordered(self) -> Self:
        ids = [level.id for level in self.levels]
        if len(set(ids)) < len(ids) or {"ineffective", "unrated"} & set(ids):
            raise wrong(
                "level ids are unique, and `ineffective` and `unrated` are keys of their own", "rename one of them"
            )
        given = [level.strength for level in self.levels if level.strength is not None]
        if given and len(given) < len(ids):
            raise wrong("give a strength for every level, or for none", "fill in the others, or remove them all")
        if any(low > high for high, low in pairwise(given)):
            raise wrong(
                "strengths must not rise from a stronger level to a weaker one",
                "list the levels from the strongest to the weakest",
            )
        return self

    @property
    def strengths(self) -> dict[str, float]:
        """Rating id -> strength in [0, 1], all levels and `ineffective` and `unrated`."""
        count = len(self.levels)
        rated = {
            level.id: (count - place) / (count + 1) if level.strength is None else level.strength
            for place, level in enumerate(self.levels)
        }
        return rated | {"ineffective": self.ineffective, "unrated": self.unrated}

    @property
    def bounds(self) -> dict[str, tuple[float, float]]:
        """Rating id -> between which strengths each level may move without overtaking its neighbours."""
        values = [1.0, *(self.strengths[level.id] for level in self.levels), 0.0]
        return {level.id: (values[place + 2], values[place]) for place, level in enumerate(self.levels)}

    def label(self, rating: str) -> str:
        """The label of a rating id."""
        fixed = {"ineffective": "Evidence of Ineffectiveness", "unrated": "Unrated"}
        return next((level.label for level in self.levels if level.id == rating), fixed.get(rating, rating))
