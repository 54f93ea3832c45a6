"""The explanation of one project's place, in every format."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jobtraining_cli.models.base import as_plain
from jobtraining_cli.models.explanation import Explanation
from jobtraining_cli.present import doubt, explained, shown, wording
from jobtraining_cli.present.format import SCHEMA_VERSION, Format, Look
from jobtraining_cli.present.ranking import identity
from jobtraining_cli.present.records import Column, Record, decimals, plain, to_csv, to_jsonl, to_markdown, to_table
from jobtraining_cli.present.text import json_text, markdown, markdown_url
from jobtraining_cli.present.version import generator

TERM_KEYS = (
    "county_fips",
    "county",
    "state",
    "survey",
    "kind",
    "illustrative",
    "code",
    "rank",
    "barrier",
    "label",
    "status",
    "row",
    "reach",
    "assumed",
    "weight",
    "fit",
    "fit_value",
    "rating",
    "strength",
    "coverage",
    "relief",
    "fit_points",
    "basis",
    "why",
    "clearinghouse",
    "outcome",
    "url",
    "note",
)


def term_records(found: Explanation) -> list[dict[str, Any]]:
    """One flat record an edge: the terms of the sum, largest first."""
    ranking, project = found.ranking, found.project
    if project is None:
        return []
    shared = identity(ranking) | {"code": project.code, "rank": project.rank}
    vague = {b.barrier for b in ranking.barriers if not shown.printed(b)}
    return [
        as_plain(term)
        | shared
        | {"row": f"{ranking.place}:{term.line}" if term.line else None, "reliable": term.barrier not in vague}
        for term in project.contributions
    ]


def _reach(record: Record) -> str:
    if record["status"] == "hidden":
        assumed = record["assumed"]
        return "not shown" + (f" ({shown.number(assumed)} assumed)" if assumed is not None else "")
    if record["reach"] is None:
        return "not measured"
    # The sum cannot be followed without the figure, so it stands here, marked.
    return shown.number(record["reach"], 2) + ("" if record["reliable"] else f" ({shown.UNRELIABLE})")


def _fit(record: Record) -> str:
    return f"{record['fit']} {record['fit_value']:g}"


def columns(found: Explanation) -> list[Column]:
    """The columns of the sum; stakeholder weights where there are any."""
    weighed = found.ranking.stakeholders is not None
    weight = [Column("weight", "x Weight", decimals("weight", 3), right=True)] if weighed else []
    return [
        Column("label", "Barrier", plain("label"), wraps=True),
        Column("reach", "Reach", _reach, right=True, wraps=True),
        *weight,
        Column("fit", "x Fit", _fit, right=True),
        Column("strength", "x Strength", lambda r: f"{r['strength']:.3f}", right=True),
        Column("rating_label", "Rating", plain("rating_label"), wraps=True, from_width=90),
        Column("relief", "= Index", decimals("relief", 2), right=True),
        Column("fit_points", "Fit points", decimals("fit_points", 2), right=True),
        Column("row", "Survey row", plain("row"), wraps=True, from_width=120),
    ]


def sum_line(found: Explanation) -> str:
    """The sum, written out, so that it can be checked by hand."""
    project, ranking = found.project, found.ranking
    assert project is not None
    terms = " + ".join(shown.number(t.fit_points, 2) for t in project.contributions if t.fit_points is not None)
    return (
        f"Fit score {shown.number(project.fit_score, 2)} = {terms}. Fit points are the index of each barrier as a part of all reach "
        f"in the county, {shown.number(found.total_reach, 2)}; the {ranking.relief_name} is {shown.number(project.relief_index, 2)}."
    )


def why_lines(found: Explanation) -> list[tuple[str, str | None]]:
    """For each edge the judgement and the evidence behind it, with its address."""
    assert found.project is not None
    lines = []
    for term in found.project.contributions:
        evidence = term.rating_label + (f" ({term.clearinghouse})" if term.clearinghouse else "")
        outcome = f", rated for: {term.outcome.rstrip('.')}" if term.outcome else ""
        note = f" {term.note}" if term.note else ""
        place = f" Survey row: {found.ranking.place}, line {term.line}." if term.line else ""
        lines.append(
            (
                f"{term.label} ({term.fit} fit, {term.basis}): {term.why} Evidence: {evidence}{outcome}.{note}{place}",
                term.url,
            )
        )
    return lines


def document_of(found: Explanation) -> dict[str, Any]:
    """The explanation as the documented JSON object; the ranking inside lists no projects, the sum is beside it."""
    content: dict[str, Any] = as_plain(found)
    return content | {"ranking": as_plain(found.ranking.model_copy(update={"projects": (), "unranked": ()}))}


def render(explanations: Sequence[Explanation], format_: Format, look: Look) -> str:
    """The explanations, one a county, as text in a format, ending in a newline."""
    if format_ is Format.json:
        content = {"schema": "jt.explain", "version": SCHEMA_VERSION, "generator": generator()}
        return json_text(content | {"explanations": [document_of(e) for e in explanations]}) + "\n"
    records = ({key: record[key] for key in TERM_KEYS} for e in explanations for record in term_records(e))
    if format_ is Format.jsonl:
        return to_jsonl(records)
    if format_ is Format.csv:
        return to_csv(records, TERM_KEYS, raw=look.raw_csv)
    if format_ is Format.md:
        return "\n".join(map(_markdown, explanations))
    return "\n".join(_terminal(e, look) for e in explanations)


def _heading(found: Explanation) -> str:
    item = found.project or found.unranked
    where = wording.county_name(found.ranking)
    return f"{item.title} ({item.code}) in {where}" if item else f"{found.ranking.service} projects in {where}"


def _markdown(found: Explanation) -> str:
    parts = [f"# {markdown(_heading(found))}", "", f"**{markdown(found.summary)}**", "", "What this rests on:", ""]
    parts += [*[f"- {markdown(line)}" for line in wording.basis(found.ranking)], ""]
    if found.ranking.caveats:
        parts += ["What it cannot say:", "", *[f"- {markdown(line)}" for line in found.ranking.caveats], ""]
    if found.project:
        shown_columns = [c for c in columns(found) if c.key != "row"] + [Column("row", "Survey row", plain("row"))]
        parts += ["## The sum", "", to_markdown(term_records(found), shown_columns), markdown(sum_line(found)), ""]
        parts += ["## Why each barrier", ""]
        parts += [f"- {markdown(line)}{f' {markdown_url(url)}' if url else ''}" for line, url in why_lines(found)]
        parts += ["", "## How sure its place is", ""]
        parts += [f"- {markdown(line)}" for line in doubt.of_project(found)]
        parts += ["", "## What would change its place", ""]
        parts += [f"- {markdown(line)}" for line in _swap_lines(found)]
        parts.append("")
    parts += [markdown(wording.policy_line(found.ranking)), ""]
    return "\n".join(parts).rstrip("\n") + "\n"


def _terminal(found: Explanation, look: Look) -> str:
    from jobtraining_cli.present.screen import Screen  # rich is slow to import, and only tables need it

    screen = Screen(look)
    screen.say(_heading(found), "bold")
    screen.say(found.summary)
    screen.say()
    screen.bullets(wording.basis(found.ranking))
    screen.bullets(found.ranking.caveats, "yellow", marker="! ")
    screen.say()
    if found.project:
        screen.table(to_table(term_records(found), columns(found), look))
        screen.say()
        screen.say(sum_line(found))
        screen.say()
        screen.say("Why each barrier", "bold")
        screen.bullets(f"{line}{f' {url}' if url else ''}" for line, url in why_lines(found))
        screen.say()
        screen.say("How sure its place is", "bold")
        screen.bullets(doubt.of_project(found))
        screen.say()
        screen.say("What would change its place", "bold")
        screen.bullets(_swap_lines(found))
        screen.say()
    screen.say(wording.policy_line(found.ranking), "dim")
    return screen.text()


def _swap_lines(found: Explanation) -> list[str]:
    return [explained.swap_line(found, swap) for swap in found.swaps] or ["It is the only project ranked."]
