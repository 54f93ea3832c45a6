"""What the shell offers at the tab key: counties, states, surveys, barriers, projects.

Every offer is a word that needs no quotes. A shell may evaluate what it is given, so explanations keep letters, digits
and a few marks only. Whatever goes wrong here means no offers: a half-typed line is no place for an error.
"""

import re
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

import typer

Offers = Iterator[tuple[str, str]]
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def explained(text: str) -> str:
    """Text as a shell may be given it beside an offer: no quotes, dollars, brackets, colons or control characters."""
    # The four letters show as nothing.
    return " ".join(re.sub(r"[^\w .,/-]|[\u115f\u1160\u3164\uffa0]", " ", text).split())[:60]


def _offers(find: Callable[[typer.Context, str], Offers]) -> Callable[[typer.Context, str], list[tuple[str, str]]]:
    """Make offers safe: words only, those that begin as typed, and none at all where anything fails."""

    @wraps(find)
    def offer(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
        try:
            found = [(word, explained(text)) for word, text in find(ctx, incomplete) if _WORD.fullmatch(word)]
        except Exception:  # noqa: BLE001 - the shell waits for offers, not for an explanation
            return []
        return [item for item in found if item[0].startswith(incomplete)]

    # typer asks the function itself which arguments it takes.
    del offer.__wrapped__
    return offer


def without_markup() -> None:
    """Spare typer the search for markup in explanations: ours hold none, and loading what reads it takes 80 ms a key press."""
    try:
        from typer import _completion_classes as classes

        classes._sanitize_help_text = str  # type: ignore[assignment]  # noqa: SLF001
    except (ImportError, AttributeError):
        return


def _given(ctx: typer.Context, name: str) -> str | None:
    """An option of the line typed so far, else what is settled elsewhere."""
    value = ctx.params.get(name)
    if value:
        return str(value)
    from jobtraining_cli.load.settings import in_force

    settled = in_force().get(name)
    return str(settled.value) if settled else None


def _folders(ctx: typer.Context) -> list[Any]:
    """The data folders in force, the user's own first."""
    from pathlib import Path

    from jobtraining_cli.load.packaged import packaged_data

    return [Path(_given(ctx, "data") or "data"), packaged_data()]


def _content(path: Any) -> dict[str, Any]:
    """What a YAML file holds, unchecked."""
    from jobtraining_cli.load.files import read_text
    from jobtraining_cli.load.yaml_text import parse

    content = parse(read_text(path), str(path))
    return content if isinstance(content, dict) else {}


def _counties_where(keep: Callable[[str], bool]) -> Any:
    """The register of the counties whose line is kept: reading all 3,143 takes longer than all the rest."""
    from jobtraining_cli.load.counties import Register, parse_register
    from jobtraining_cli.load.files import read_text
    from jobtraining_cli.load.packaged import packaged_data

    path = packaged_data() / "counties.csv"
    head, *lines = read_text(path).splitlines()
    return Register(parse_register("\n".join([head, *filter(keep, lines)]), str(path)))


def _state(text: str) -> str:
    """The letters of a state, given by letters or name."""
    from jobtraining_cli.models.county import STATES

    if text.upper() in STATES:
        return text.upper()
    return next(letters for letters, name in STATES.items() if name.casefold() == text.casefold())


@_offers
def counties(ctx: typer.Context, incomplete: str) -> Offers:
    """Counties of the state in force as short names; as codes where digits were typed, of any state."""
    if incomplete[:1].isdigit():
        found = _counties_where(lambda line: line.startswith(incomplete))
        yield from ((county.fips, county.full_name) for county in found.counties)
        return
    end = f",{_state(_given(ctx, 'state') or 'NM')}"
    register = _counties_where(lambda line: line.endswith(end))
    yield from ((register.slug(county), county.full_name) for county in register.counties)


@_offers
def states(ctx: typer.Context, incomplete: str) -> Offers:
    """The letters of the states."""
    from jobtraining_cli.models.county import STATES

    typed = incomplete.casefold()
    yield from ((letters, name) for letters, name in STATES.items() if f"{letters} {name}".casefold().startswith(typed))


@_offers
def surveys(ctx: typer.Context, incomplete: str) -> Offers:
    """The ids of the tables in force."""
    for folder in _folders(ctx):
        for below in ("barriers", "examples/barriers"):
            for path in sorted((folder / below).glob("*.yaml")):
                content = _content(path)
                if str(content.get("id", "")).startswith(incomplete):
                    yield str(content.get("id")), str(content.get("title", ""))


@_offers
def barriers(ctx: typer.Context, incomplete: str) -> Offers:
    """The ids of the barriers."""
    path = next(f / "taxonomy.yaml" for f in _folders(ctx) if (f / "taxonomy.yaml").exists())
    for item in _content(path).get("barriers", []):
        if str(item["id"]).startswith(incomplete):
            yield str(item["id"]), str(item["label"]["en"])


@_offers
def projects(ctx: typer.Context, incomplete: str) -> Offers:
    """The ids of the projects, such as 9.1."""
    for folder in _folders(ctx):
        paths = [
            path for path in (folder / "projects.yaml", *sorted((folder / "projects").glob("*.yaml"))) if path.exists()
        ]
        for path in paths:
            for item in _content(path).get("projects", []):
                id_ = ".".join(str(item["code"]).split(".")[-2:])
                if id_.startswith(incomplete):
                    yield id_, str(item["title"])
        if paths:
            return


def _words(*words: str) -> Callable[[typer.Context, str], list[tuple[str, str]]]:
    def find(ctx: typer.Context, incomplete: str) -> Offers:
        yield from ((word, "") for word in words if word.startswith(incomplete.casefold()))

    return _offers(find)


origins = _words("published", "proposed")
bases = _words("respondents", "needed", "difficulty")
methods = _words("coverage", "hanlon-naccho", "hanlon-bpr", "rice", "weighted-sum", "topsis")
uncertainties = _words("data", "judgement", "both", "none")
kinds = _words("survey", "indicator", "illustrative")
