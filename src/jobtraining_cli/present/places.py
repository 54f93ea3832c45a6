"""The barriers of a county in every format."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jobtraining_cli.models.base import as_plain
from jobtraining_cli.models.places import CountyBarriers
from jobtraining_cli.models.survey import Kind
from jobtraining_cli.present import barrier_words, shown
from jobtraining_cli.present.format import Format, Look
from jobtraining_cli.present.listing import document
from jobtraining_cli.present.records import Column, decimals, plain, to_csv, to_jsonl, to_markdown, to_table
from jobtraining_cli.present.text import markdown

KEYS = (
    "county_fips", "county", "state", "survey", "kind", "illustrative", "barrier", "label", "status", "hidden", "rank", "reach", "assumed",
    "share", "interval_low", "interval_high", "interval_method", "level", "ranks_by_intervals_best", "ranks_by_intervals_worst",
    "ranks_by_differences_best", "ranks_by_differences_worst", "reliability", "flags", "count", "base_n", "n_eff", "moe90", "moe95",
    "se", "drawn_size", "state_median",
)  # fmt: skip


def records(found: CountyBarriers) -> list[dict[str, Any]]:
    """One flat record a barrier, the farthest reaching first."""
    shared = {
        "county_fips": found.county.fips,
        "county": found.county.name,
        "state": found.county.state,
        "survey": found.survey.id,
        "kind": found.survey.kind.value,
        "illustrative": found.illustrative,
        "level": found.level,
    }
    # Where a hidden figure stands in the list must not tell more than its bounds.
    order = sorted(
        found.barriers,
        key=lambda b: (
            ("measured", "hidden", "not_measured").index(b.status),
            b.rank if b.rank is not None else 0,
            b.barrier,
        ),
    )
    return [
        as_plain(barrier)
        | shared
        | _ends("interval", barrier.interval, ("low", "high"))
        | _ends("ranks_by_intervals", barrier.ranks_by_intervals, ("best", "worst"))
        | _ends("ranks_by_differences", barrier.ranks_by_differences, ("best", "worst"))
        | {
            **{f"{key}_shown": value for key, value in shown.cells(barrier).items()},
            "by_intervals": barrier_words.ranks(barrier.ranks_by_intervals),
            "by_differences": barrier_words.ranks(barrier.ranks_by_differences),
            "flags_text": barrier_words.flags(barrier.reliability, barrier.flags),
        }
        for barrier in order
    ]


def _ends(name: str, pair: tuple[float, float] | None, ends: tuple[str, str]) -> dict[str, float | None]:
    return {f"{name}_{end}": value for end, value in zip(ends, pair or (None, None), strict=True)}


def columns(found: CountyBarriers) -> list[Column]:
    """The columns that people read."""
    indicator = found.survey.kind is Kind.indicator
    return [
        Column("rank", "Rank", plain("rank"), right=True),
        Column("label", "Barrier", plain("label"), wraps=True, least=14),
        Column("reach", "Percent" if indicator else "Reach", plain("reach_text_shown"), right=True, wraps=True),
        Column(
            "interval", f"{100 * found.level:g}%\ninterval", plain("interval_text_shown"), right=True, from_width=50
        ),
        Column("by_intervals", "Ranks by\nintervals", plain("by_intervals"), right=True, from_width=60),
        Column("by_differences", "Ranks by\ndifferences", plain("by_differences"), right=True),
        Column("count", "Named by", plain("count_shown"), right=True, from_width=100),
        Column("base_n", "Of", plain("base_n_shown"), right=True, from_width=100),
        Column("drawn_size", "Worth\n(people)", decimals("drawn_size", 0), right=True, from_width=110),
        Column("flags", "To know", plain("flags_text"), wraps=True, from_width=70),
    ]


def render(found: Sequence[CountyBarriers], format_: Format, look: Look) -> str:
    """The barriers of one or more counties as text in a format, ending in a newline."""
    if format_ is Format.json:
        return document("county-barriers", counties=[as_plain(item) for item in found])
    flat = ({key: record[key] for key in KEYS} for item in found for record in records(item))
    if format_ is Format.jsonl:
        return to_jsonl(flat)
    if format_ is Format.csv:
        return to_csv(flat, KEYS, raw=look.raw_csv)
    if format_ is Format.md:
        return "\n".join(map(_markdown, found))
    return "\n".join(_terminal(item, look) for item in found)


def _heading(found: CountyBarriers) -> str:
    return f"Barriers to {found.service.lower()} in {found.county.name}, {found.county.state}"


def _unmeasured(found: CountyBarriers) -> list[str]:
    labels = [b.label for b in found.barriers if b.status == "not_measured"]
    return [f"Not measured here: {shown.listing(labels)}."] if labels else []


def _measured(found: CountyBarriers) -> list[dict[str, Any]]:
    return [record for record in records(found) if record["status"] != "not_measured"]


def _markdown(found: CountyBarriers) -> str:
    parts = [f"# {markdown(_heading(found))}", "", f"**{markdown(found.headline)}**", "", "What this rests on:", ""]
    parts += [*[f"- {markdown(line)}" for line in barrier_words.basis(found)], ""]
    parts += ["What it cannot say:", "", *[f"- {markdown(line)}" for line in found.caveats], ""]
    if _measured(found):
        parts += [to_markdown(_measured(found), columns(found))]
    for line in [*barrier_words.method_lines(found), *_unmeasured(found)]:
        parts += [markdown(line), ""]
    return "\n".join(parts).rstrip("\n") + "\n"


def _terminal(found: CountyBarriers, look: Look) -> str:
    from jobtraining_cli.present.screen import Screen  # rich is slow to import, and only tables need it

    screen = Screen(look)
    screen.say(_heading(found), "bold")
    screen.say(found.headline)
    screen.say()
    screen.bullets(barrier_words.basis(found))
    screen.bullets(found.caveats, "yellow", marker="! ")
    screen.say()
    if _measured(found):
        screen.table(to_table(_measured(found), columns(found), look))
        screen.say()
    for line in [*barrier_words.method_lines(found), *_unmeasured(found)]:
        screen.say(line, "dim")
    return screen.text()
