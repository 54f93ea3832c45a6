"""What people think that each barrier should count for: one set of stakeholder weights, or one a person."""

from typing import Annotated, Any, NamedTuple, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from jobtraining_cli.models.base import Model, Text, Version, wrong

# Only ratios count, so nothing is lost by a largest weight, and sums stay far from what a float can hold.
MOST = 1_000_000.0
LEAST_CONCENTRATION = 0.01


def _check_weight(value: float) -> float:
    if not 0 <= value <= MOST:
        raise wrong(f"the weight {value:g} is not between 0 and {MOST:,.0f}", "only the ratios of weights count")
    return value


def _check_concentration(value: float) -> float:
    if not LEAST_CONCENTRATION <= value <= MOST:
        raise wrong(
            f"the concentration {value:g} is not between {LEAST_CONCENTRATION:g} and {MOST:,.0f}",
            "20 lets weights move a good deal, 200 hardly; leave it out to keep them fixed",
        )
    return value


def _check_mapping(value: Any) -> Any:
    if isinstance(value, dict) and value:
        return value
    raise wrong("this is no list of barriers with their weights", "write `barrier: number` lines, such as `cost: 3`")


Weight = Annotated[float, AfterValidator(_check_weight)]
Concentration = Annotated[float, AfterValidator(_check_concentration)]
ByBarrier = Annotated[dict[str, Weight], BeforeValidator(_check_mapping)]


class Person(Model):
    """The weights of one person, or of a group that agreed. ``rest`` is that of each barrier not named."""

    label: Text | None = None
    weights: ByBarrier
    rest: Weight | None = None


class WeightSet(NamedTuple):
    """One set of weights, whichever way the file wrote it: barrier id -> weight, and that of all others."""

    label: str | None
    weights: dict[str, float]
    rest: float | None


class Weights(Model):
    """A file of stakeholder weights: ``weights`` of one person or of a group that agreed, or those of ``people``.

    A ``rest`` beside ``people`` holds for each who has none of their own. Weights count by their ratios, so
    ``{cost: 3, child_care: 2}`` and ``{cost: 30, child_care: 20}`` say the same. ``concentration`` is the
    precision of the Dirichlet distribution around the only set there is; without one it is not drawn.
    """

    version: Version = Field(alias="schema")
    title: Text | None = None
    illustrative: bool = False
    concentration: Concentration | None = None
    rest: Weight | None = None
    weights: ByBarrier | None = None
    people: tuple[Person, ...] | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _is_of_one_kind(self) -> Self:
        if (self.weights is None) == (self.people is None):
            raise wrong(
                "give either `weights`, for one person or a group that agreed, or `people`, not both",
                "write `weights:` with `barrier: number` lines, or `people:` with one `- weights:` a person",
            )
        if self.concentration is not None and len(self.sets) > 1:
            raise wrong(
                "`concentration` goes with one set of weights: of several people it is estimated",
                "remove it, or keep one set",
            )
        labels = [one.label.casefold() for one in self.sets if one.label is not None]
        if len(set(labels)) < len(labels):
            raise wrong("two people have the same label", "give each another label, or none")
        for number, one in enumerate(self.sets, 1):
            if not one.rest and not any(one.weights.values()):
                who = f" of person {number}" if self.people else ""
                raise wrong(f"all weights{who} are 0", "give at least one barrier a weight above 0")
        return self

    @property
    def sets(self) -> tuple[WeightSet, ...]:
        """One set a person, in file order; a single one without a label where the file says ``weights``."""
        if self.people is None:
            return (WeightSet(None, self.weights or {}, self.rest),)
        return tuple(
            WeightSet(one.label, one.weights, self.rest if one.rest is None else one.rest) for one in self.people
        )

    @property
    def named(self) -> tuple[str, ...]:
        """The barrier ids that anybody weighs by name, sorted."""
        return tuple(sorted({barrier for one in self.sets for barrier in one.weights}))
