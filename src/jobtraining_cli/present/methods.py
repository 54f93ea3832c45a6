"""The default score beside other methods, in every format."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jobtraining_cli.models.base import as_plain
from jobtraining_cli.models.methods import Comparison, Method, MethodResult
from jobtraining_cli.models.ranking import Ranking
from jobtraining_cli.present import shown, wording
from jobtraining_cli.present.format import Format, Look
from jobtraining_cli.present.listing import document
from jobtraining_cli.present.ranking import identity
from jobtraining_cli.present.records import Column, plain, to_csv, to_jsonl, to_markdown, to_table
from jobtraining_cli.present.text import markdown

KEYS = (
    "county_fips",
    "county",
    "state",
    "survey",
    "kind",
    "illustrative",
    "method",
    "name",
    "can_run",
    "tau_b",
    "code",
    "title",
    "rank",
    "score",
    "missing",
    "reason",
    "formula",
    "source",
)
# The heading of a method's column, and the one where there is little room.
_HEADINGS = {
    Method.coverage: ("Coverage", "Cov"),
    Method.hanlon_naccho: ("Hanlon\nNACCHO", "NAC-\nCHO"),
    Method.hanlon_bpr: ("Hanlon\nBPR", "BPR"),
    Method.rice: ("RICE", "RICE"),
    Method.weighted_sum: ("Weighted\nsum", "Sum"),
    Method.topsis: ("TOPSIS", "TOP-\nSIS"),
}
_ROOM = 76
# A sentence names as many projects.
_NAMED = 6
TAU = (
    "Kendall's tau-b compares the order of a method with the default one: 1 is the same, -1 the reverse, and about 0 means "
    "that they have little to do with each other."
)
PURPOSE = (
    "Cross-checks: each method asks another question, and none of them says how sure its order is. Feasibility is a gate "
    "before all of them."
)


def agreement(found: Comparison) -> str | None:
    """How far the methods agree on the first place, in a sentence or two; ``None`` where nothing is ranked."""
    able = [result for result in found.methods if result.can_run]
    if not able:
        return None
    if len(able) == 1:
        return "Only the default can run here, so there is nothing to compare it with."
    titles = {project.code: project for project in found.projects}
    times = {code: sum(code in result.first for result in able) for code in titles}
    best, *others = sorted((code for code in titles if times[code]), key=lambda code: -times[code])
    whole = times[best] == len(able)
    share = f"all {len(able)}" if whole else f"{times[best]} of the {len(able)}"
    parts = [f"{titles[best].title} ({titles[best].id}) comes first under {share} methods that can run"]
    for number in sorted({times[code] for code in others}, reverse=True):
        ids = [titles[code].id for code in others if times[code] == number]
        more = [f"{len(ids) - _NAMED} more"] if len(ids) > _NAMED else []
        parts.append(f"{shown.listing(ids[:_NAMED] + more)} under {number}{' each' if len(ids) > 1 else ''}")
    shared = " Projects that share a first place are all counted for it." if any(len(m.first) > 1 for m in able) else ""
    return f"{'; '.join(parts)}.{shared}"


def hindrance(result: MethodResult, total: int) -> str:
    """Why a method cannot run: which criterion is missing, and for which projects, or what else."""
    lacking: dict[tuple[str, ...], list[str]] = {}
    for name, ids in result.missing.items():
        lacking.setdefault(ids, []).append(name)
    parts = [
        f"{', '.join(names)}: {f'all {total} ranked projects' if len(ids) == total > 1 else ', '.join(ids)}"
        for ids, names in lacking.items()
    ]
    return f"the catalogue lacks {'; '.join(parts)}" if parts else result.reason or ""


def tau_words(result: MethodResult) -> str:
    """How far the order of a method agrees with the default one."""
    if result.id is Method.coverage:
        return ""
    return f"Kendall's tau-b with the default: {'not defined' if result.tau_b is None else f'{result.tau_b:.2f}'}."


def method_lines(found: Comparison) -> list[tuple[str, str]]:
    """For each method its name, and its formula, source and agreement, or why it cannot run."""
    lines = []
    for result in found.methods:
        about = f"{result.formula}. Source: {result.source}."
        how = tau_words(result) if result.can_run else f"Cannot run: {hindrance(result, found.ranking.ranked_total)}."
        lines.append((f"{result.name} ({result.id.value})", f"{about} {how}".rstrip()))
    return lines


def reordered_headline(ranking: Ranking, result: MethodResult) -> str:
    """Which project comes first by a method, in one sentence."""
    first = [f"{project.title} ({project.id})" for project in ranking.projects if project.rank == 1]
    more = [f"{len(first) - _NAMED} more"] if len(first) > _NAMED else []
    names = shown.listing(first[:_NAMED] + more)
    place = "comes first" if len(first) == 1 else "share the first place"
    score = next(iter(result.scores.values()))
    return f"In {wording.county_name(ranking)}, {names} {place} by another method, {result.name} ({result.id.value}): score {score:.4g}."


def reordered_caveat(result: MethodResult) -> str:
    """What an order by a method is, and how far it is from the default one."""
    return (
        f"The order is by {result.name}: {result.formula} (source: {result.source}). {tau_words(result)} Fit scores and what "
        "they are made of are the default's."
    )


def flat_records(found: Comparison) -> list[dict[str, Any]]:
    """One flat record a method and project, in the order of the default: what CSV and JSON lines hold."""
    shared = identity(found.ranking)
    return [
        shared
        | as_plain(result)
        | {
            "method": result.id.value,
            "code": project.code,
            "title": project.title,
            "rank": result.ranks.get(project.code),
            "score": result.scores.get(project.code),
            "missing": [name for name, ids in result.missing.items() if project.id in ids],
        }
        for result in found.methods
        for project in found.projects
    ]


def table_records(found: Comparison) -> list[dict[str, Any]]:
    """One record a project with its rank under each method that can run."""
    able = [result for result in found.methods if result.can_run]
    return [
        {"id": project.id, "title": project.title} | {result.id.value: result.ranks[project.code] for result in able}
        for project in found.projects
    ]


def rank_columns(found: Comparison, *, narrow: bool = False) -> list[Column]:
    """The columns that people read: the project, and a rank for each method that can run."""
    able = [result.id for result in found.methods if result.can_run]
    return [
        Column("id", "Code", plain("id")),
        Column("title", "Project", plain("title"), wraps=True, from_width=56),
        *[Column(id_.value, _HEADINGS[id_][narrow], plain(id_.value), right=True) for id_ in able],
    ]


def document_of(found: Comparison) -> dict[str, Any]:
    """The comparison as the documented JSON object; the ranking inside lists no projects, they are beside it."""
    content: dict[str, Any] = as_plain(found)
    return content | {"ranking": as_plain(found.ranking.model_copy(update={"projects": ()}))}


def render(comparisons: Sequence[Comparison], format_: Format, look: Look) -> str:
    """The comparisons, one a county, as text in a format, ending in a newline."""
    if format_ is Format.json:
        return document("methods", comparisons=[document_of(found) for found in comparisons])
    records = ({key: record[key] for key in KEYS} for found in comparisons for record in flat_records(found))
    if format_ is Format.jsonl:
        return to_jsonl(records)
    if format_ is Format.csv:
        return to_csv(records, KEYS, raw=look.raw_csv)
    if format_ is Format.md:
        return "\n".join(map(_markdown, comparisons))
    return "\n".join(_terminal(found, look) for found in comparisons)


def _heading(found: Comparison) -> str:
    return f"{found.ranking.service} projects for {wording.county_name(found.ranking)}, by several methods"


def _markdown(found: Comparison) -> str:
    ranking = found.ranking
    parts = [f"# {markdown(_heading(found))}", "", f"**{markdown(found.agreement or ranking.headline)}**", ""]
    parts += ["What this rests on:", "", *[f"- {markdown(line)}" for line in wording.basis(ranking)], ""]
    if ranking.caveats:
        parts += ["What it cannot say:", "", *[f"- {markdown(line)}" for line in ranking.caveats], ""]
    if found.projects:
        parts += ["## Ranks", "", to_markdown(table_records(found), rank_columns(found))]
        parts += [f"{markdown(PURPOSE)} {markdown(TAU)}", "", "## Methods", ""]
        parts += [f"- **{markdown(name)}**: {markdown(text)}" for name, text in method_lines(found)]
        parts += ["", markdown(wording.screened_line(ranking)), ""]
    for heading, lines in wording.unranked_groups(ranking):
        parts += [f"{markdown(heading)}:", "", *[f"- {markdown(line)}" for line in lines], ""]
    parts += [markdown(wording.policy_line(ranking)), ""]
    return "\n".join(parts).rstrip("\n") + "\n"


def _terminal(found: Comparison, look: Look) -> str:
    from jobtraining_cli.present.screen import Screen  # rich is slow to import, and only tables need it

    screen, ranking = Screen(look), found.ranking
    screen.say(_heading(found), "bold")
    screen.say(found.agreement or ranking.headline)
    screen.say()
    screen.bullets(wording.basis(ranking))
    screen.bullets(ranking.caveats, "yellow", marker="! ")
    screen.say()
    if found.projects:
        columns = rank_columns(found, narrow=look.width < _ROOM and not look.wide)
        screen.table(to_table(table_records(found), columns, look))
        screen.say()
        screen.say(PURPOSE)
        screen.say(TAU)
        screen.say()
        screen.say("Methods", "bold")
        screen.bullets(f"{name}: {text}" for name, text in method_lines(found))
        screen.say()
        screen.say(wording.screened_line(ranking))
    for heading, lines in wording.unranked_groups(ranking):
        screen.say(f"{heading}:")
        screen.bullets(lines, marker="  ")
    screen.say(wording.policy_line(ranking), "dim")
    return screen.text()
