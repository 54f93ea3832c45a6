"""What a folder or a person may settle once, so that it need not be typed each time."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from jobtraining_cli.models.base import Model, Text

FormatName = Literal["table", "json", "jsonl", "csv", "md"]


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


class Settings(Model):
    """The keys of ``jt.toml`` and of ``[tool.jt]``; ``JT_`` variables have the same names in capitals.

    Paths are those of the file that names them. What is null was not settled.
    """

    data: Text | None = Field(default=None, description="data folder that goes before the packaged data")
    county: Annotated[tuple[Text, ...], BeforeValidator(_as_list)] | None = Field(
        default=None,
        min_length=1,
        description="county or counties, where none is named (in a variable with ; between them)",
    )
    state: Text | None = Field(default=None, description="state in which counties are looked up")
    survey: Text | None = Field(default=None, description="table to rank on, by id or path")
    base: Literal["respondents", "needed", "difficulty"] | None = Field(
        default=None, description="what the percentages of a table without a sidecar are of"
    )
    uncertainty: Literal["data", "judgement", "both", "none"] | None = Field(
        default=None, description="what is drawn to say how sure a ranking is"
    )
    draws: int | None = Field(default=None, ge=100, le=100_000, description="how often it is drawn")
    seed: int | None = Field(default=None, ge=0, le=2**63 - 1, description="where the draws start")
    weights: Text | None = Field(default=None, description="file of stakeholder weights")
    format: FormatName | None = Field(default=None, description="how results are written")
    wide: bool | None = Field(default=None, description="all columns, however wide the terminal")
    color: bool | None = Field(default=None, description="colours and bold")
    raw_csv: bool | None = Field(default=None, alias="raw-csv", description="CSV text as it is, formulas and all")
