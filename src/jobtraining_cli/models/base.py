"""What all models share: they are frozen, and a key they do not know is an error."""

import re
from datetime import date
from enum import Enum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError


class Model(BaseModel):
    """A frozen model that refuses unknown keys, NaN and infinities.

    A validator is built where one is first used, not with the class: a model that only stands inside
    another needs none of its own, and each costs every run about a millisecond.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True, defer_build=True)


class Result(Model):
    """A frozen model that the program itself fills, with ``model_construct``, and nobody's file."""


def as_plain(value: Any) -> Any:
    """A result as dictionaries, lists and plain values: what ``model_dump(mode="json", by_alias=True)`` gives."""
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        return {fields[name].alias or name: as_plain(item) for name, item in value.__dict__.items() if name in fields}
    if isinstance(value, dict):
        return {key: as_plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [as_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def wrong(message: str, hint: str) -> PydanticCustomError:
    """What a validator raises: what is wrong, and what to do about it."""
    return PydanticCustomError("jt", "{message}", {"message": message, "hint": hint})


def _check_version(number: int) -> int:
    if number != 1:
        raise wrong(f"this program reads `schema: 1`, not {number}", "use a newer jt, or write the file in schema 1")
    return number


def _check_date(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise wrong(f"{value[:40]!r} is not a date such as 2026-03-31", "write year, month and day")
    return value


def _check_url(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s<>\"`{}|\\^]+", text):
        raise wrong(
            "an address starts with http:// or https:// and holds no spaces or quotes", "correct it, or leave it out"
        )
    return text


Version = Annotated[int, AfterValidator(_check_version), Field(json_schema_extra={"const": 1})]
Date = Annotated[date, BeforeValidator(_check_date)]
Url = Annotated[str, AfterValidator(_check_url)]
Text = Annotated[str, Field(min_length=1)]
# The id of a barrier or a rating: it stands in CSV cells and on command lines.
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
# The two letters of a state.
State = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
# The id of a survey or a policy: it may be a file name.
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=64)]
