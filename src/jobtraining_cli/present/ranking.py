"""A ranking in every format."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from jobtraining_cli.models.base import as_plain
from jobtraining_cli.models.ranking import Ranking
from jobtraining_cli.models.survey import Kind
from jobtraining_cli.present import doubt, shown, wording
from jobtraining_cli.present.format import SCHEMA_VERSION, Format, Look
from jobtraining_cli.present.records import Column, Record, decimals, plain, to_csv, to_jsonl, to_markdown, to_table
from jobtraining_cli.present.text import json_text, markdown
from jobtraining_cli.present.version import generator

PROJECT_KEYS = (
    "county_fips",
    "county",
    "state",
    "survey",
    "kind",
    "illustrative",
    "status",
    "rank",
    "code",
    "title",
    "fit_score",
    "relief_index",
    "top_barriers",
    "ratings",
    "origin",
    "innovation",
    "edges",
    "edges_measured",
    "best_edge_rank",
    "p_first",
    "p_first_mcse",
    "rank_low",
    "rank_high",
    "expected_rank",
    "expected_rank_mcse",
    "tier",
    "tier_label",
    "tier_borderline",
    "p_beats_next",
    "p_beats_next_mcse",
    "level_with_next",
    "rank_without_prior_dominated",
    "rank_unweighted",
    "method",
    "method_score",
    "any_relief_independent",
    "any_relief_dependent",
    "all_relief_independent",
    "all_relief_dependent",
    "reason",
)
_TOP = 3


def identity(ranking: Ranking) -> dict[str, Any]:
    """What every flat record says first: which county, on which survey, of what kind."""
    return {
        "county_fips": ranking.county.fips,
        "county": ranking.county.name,
        "state": ranking.county.state,
        "survey": ranking.survey.id,
        "kind": ranking.survey.kind.value,
        "illustrative": ranking.illustrative,
    }


def project_records(ranking: Ranking) -> list[dict[str, Any]]:
    """One flat record a project, the ranked ones first: what CSV and JSON lines hold."""
    shared = identity(ranking)
    labels = {b.barrier: b.label for b in ranking.barriers}
    records: list[dict[str, Any]] = []
    for project in ranking.projects:
        values = {key: getattr(project, key, None) for key in PROJECT_KEYS}
        names = [labels[b] for b in project.top_barriers[:_TOP]]
        records.append(
            values
            | shared
            | {
                "status": "ranked",
                "origin": project.origin.value,
                "id": project.id,
                "top_barrier_labels": names,
                "project": project,
            }
        )
    for other in ranking.unranked:
        values = {key: getattr(other, key, None) for key in PROJECT_KEYS}
        status = other.why if ranking.supported or other.why == "screened_out" else "not_supported"
        records.append(values | shared | {"status": status, "origin": other.origin.value, "id": other.id})
    return records


def _flat(ranking: Ranking) -> list[dict[str, Any]]:
    return [{key: record[key] for key in PROJECT_KEYS} for record in project_records(ranking)]


def _names(key: str, most: int) -> Any:
    def text(record: Record) -> str:
        return ", ".join(record[key][:most]) or "-"

    return text


def project_columns(ranking: Ranking, look: Look | None = None) -> list[Column]:
    """The columns that people read, in order, each from the width at which it has room; with a picture for a terminal."""
    index = "Indicator\nindex" if ranking.survey.kind is Kind.indicator else "Relief\nindex"
    columns = [
        Column("rank", "Rank", plain("rank"), right=True),
        Column("id", "Code", plain("id")),
        Column("title", "Project", plain("title"), wraps=True, least=14 if look is None or look.width >= 60 else None),
        Column("fit_score", "Fit", decimals("fit_score"), right=True),
    ]
    if ranking.method is not None:
        columns.insert(3, Column("method_score", "Score", decimals("method_score", 2), right=True))
    if ranking.uncertainty.mode is not None:
        columns += [
            Column("p_first", "First", lambda r: doubt.percent(r["p_first"]), right=True),
            Column("rank_low", "Ranks\n(90%)", lambda r: doubt.rank_range(r["project"]), right=True, from_width=60),
            Column(
                "tier",
                "Tier",
                lambda r: "-" if r["tier"] is None else f"{r['tier']}{'?' if r['tier_borderline'] else ''}",
                right=True,
            ),
            Column("p_beats_next", "Next", lambda r: doubt.beats_next(r["project"]), right=True, from_width=70),
        ]
        if look is not None:
            total, unicode = ranking.ranked_total, look.unicode
            columns.append(
                Column("bar", _axis(total), lambda r: doubt.bar(r["project"], total, unicode=unicode), from_width=110)
            )
    if any(project.rank_unweighted is not None for project in ranking.projects):
        columns.append(Column("rank_unweighted", "Un-\nweighted", plain("rank_unweighted"), right=True, from_width=80))
    if ranking.patterns is not None:
        columns += [
            Column("any_relief", "Any\nrelief", _from_to("any_relief"), right=True, from_width=120),
            Column("all_relief", "All\nrelief", _from_to("all_relief"), right=True, from_width=120),
        ]
    return [
        *columns,
        Column("relief_index", index, decimals("relief_index"), right=True, from_width=140),
        Column(
            "top_barriers",
            "Acts on",
            _names("top_barrier_labels", _TOP),
            wraps=True,
            least=14 if look is None or look.width >= 80 else None,
            from_width=70,
        ),
        Column("ratings", "Evidence", _names("ratings", 9), wraps=True, from_width=150),
        Column("origin", "Origin", plain("origin"), from_width=150),
        Column("edges", "Measured", lambda r: f"{r['edges_measured']} of {r['edges']}", right=True, from_width=150),
        Column("best_edge_rank", "Best\nedge", plain("best_edge_rank"), right=True, from_width=150),
    ]


def _from_to(name: str) -> Callable[[Record], str]:
    """An index under the two suppositions on strengths, the smaller first."""

    def text(record: Record) -> str:
        ends = sorted((record[f"{name}_dependent"], record[f"{name}_independent"]))
        return "-".join(dict.fromkeys(f"{end:.1f}" for end in ends))

    return text


def _axis(total: int) -> str:
    """The head of the column of pictures: its first and last rank."""
    width = min(total, doubt.BAR)
    last = str(total)
    return f"1{last.rjust(width - 1)}" if width > len(last) + 1 else "Ranks"


def barrier_columns(ranking: Ranking) -> list[Column]:
    """The columns of the table of barriers."""
    indicator = ranking.survey.kind is Kind.indicator
    columns = [
        Column("label", "Barrier", plain("label"), wraps=True),
        Column("reach", "Reach" if not indicator else "Percent", plain("reach_text"), right=True, wraps=True),
        Column("interval", "95%\ninterval", plain("interval_text"), right=True, from_width=70),
    ]
    if indicator:
        return [
            *columns,
            Column("moe90", "± (90%)", decimals("moe90"), right=True),
            Column("state_median", f"{ranking.county.state} median", decimals("state_median"), right=True),
            Column("indicator", "Indicator", plain("indicator"), wraps=True),
            Column("universe", "Counted among", plain("universe"), wraps=True, from_width=110),
        ]
    columns += [
        Column("count", "Named by", plain("count"), right=True),
        Column("base_n", "Of", plain("base_n"), right=True),
        Column("moe90", "± (90%)", decimals("moe90"), right=True),
        Column("moe95", "± (95%)", decimals("moe95"), right=True),
        Column("se", "Standard\nerror", decimals("se"), right=True),
        Column("n_eff", "Effective\nn", decimals("n_eff"), right=True),
    ]
    # A table gives its precision in one way or another: the columns that it does not have say nothing.
    kept = {"label", "reach", "interval"} | {
        c.key for c in columns if any(getattr(b, c.key, None) is not None for b in ranking.barriers)
    }
    return [column for column in columns if column.key in kept]


def barrier_records(ranking: Ranking) -> list[dict[str, Any]]:
    """One record a barrier that the table has, the farthest reaching first."""
    found = [b for b in ranking.barriers if b.status != "not_measured"]
    found.sort(key=lambda b: (-(b.used or 0.0) if b.reach is not None or b.hidden == "nearly_all" else 1.0, b.barrier))
    return [as_plain(b) | shown.cells(b) for b in found]


def document(ranking: Ranking) -> dict[str, Any]:
    """The ranking as the documented JSON object."""
    plain_ranking: dict[str, Any] = as_plain(ranking)
    return plain_ranking


def render(rankings: Sequence[Ranking], format_: Format, look: Look) -> str:
    """The rankings of one or more counties as text in a format, ending in a newline."""
    if format_ is Format.json:
        content = {"schema": "jt.rank", "version": SCHEMA_VERSION, "generator": generator()}
        return json_text(content | {"rankings": [document(r) for r in rankings]}) + "\n"
    if format_ is Format.jsonl:
        return to_jsonl(record for r in rankings for record in _flat(r))
    if format_ is Format.csv:
        return to_csv((record for r in rankings for record in _flat(r)), PROJECT_KEYS, raw=look.raw_csv)
    if format_ is Format.md:
        return "\n".join(_markdown(r) for r in rankings)
    return "\n".join(_terminal(r, look) for r in rankings)


def _markdown(ranking: Ranking) -> str:
    parts = [
        f"# {markdown(ranking.service)} projects for {markdown(wording.county_name(ranking))}",
        "",
        f"**{markdown(ranking.headline)}**",
        "",
    ]
    parts += ["What this rests on:", "", *[f"- {markdown(line)}" for line in wording.basis(ranking)], ""]
    if ranking.caveats:
        parts += ["What it cannot say:", "", *[f"- {markdown(line)}" for line in ranking.caveats], ""]
    if ranking.projects:
        records = [r for r in project_records(ranking) if r["status"] == "ranked"]
        parts += ["## Projects", "", to_markdown(records, project_columns(ranking))]
    for line in _after_table(ranking):
        parts += [markdown(line), ""]
    for heading, lines in wording.unranked_groups(ranking):
        parts += [f"{markdown(heading)}:", "", *[f"- {markdown(line)}" for line in lines], ""]
    rows = barrier_records(ranking)
    if rows:
        parts += [
            "## Barriers",
            "",
            f"Per {markdown(ranking.reach_unit)}.",
            "",
            to_markdown(rows, barrier_columns(ranking)),
        ]
    for line in _last(ranking):
        parts += [markdown(line), ""]
    return "\n".join(parts).rstrip("\n") + "\n"


def _after_table(ranking: Ranking, keys: Collection[str] | None = None) -> list[str]:
    lines = [
        wording.shown_line(ranking),
        *doubt.lines(ranking, keys),
        wording.screened_line(ranking) if ranking.projects else None,
    ]
    return [line for line in lines if line]


def _last(ranking: Ranking) -> list[str]:
    lines = [wording.not_measured(ranking), wording.unaddressed(ranking), wording.policy_line(ranking)]
    return [line for line in lines if line]


def _terminal(ranking: Ranking, look: Look) -> str:
    from jobtraining_cli.present.screen import Screen  # rich is slow to import, and only tables need it

    screen = Screen(look)
    screen.say(f"{ranking.service} projects for {wording.county_name(ranking)}", "bold")
    screen.say(ranking.headline)
    screen.say()
    screen.bullets(wording.basis(ranking))
    screen.bullets(ranking.caveats, "yellow", marker="! ")
    if ranking.projects:
        records = [r for r in project_records(ranking) if r["status"] == "ranked"]
        screen.say()
        screen.table(to_table(records, project_columns(ranking, look), look))
        screen.say()
    keys = {c.key for c in project_columns(ranking, look) if look.wide or c.from_width <= look.width}
    for line in _after_table(ranking, keys):
        screen.say(line)
    for heading, lines in wording.unranked_groups(ranking):
        screen.say(f"{heading}:")
        screen.bullets(lines, marker="  ")
    rows = barrier_records(ranking)
    if rows:
        screen.say()
        screen.say(f"Barriers, per {ranking.reach_unit}", "bold")
        screen.table(to_table(rows, barrier_columns(ranking), look))
        screen.say()
    for line in _last(ranking):
        screen.say(line, "dim")
    return screen.text()
