"""A project as a page: what it is, who does it, what it acts on and on what evidence, and how to begin."""

from __future__ import annotations

from collections.abc import Sequence

from jobtraining_cli.models.base import as_plain
from jobtraining_cli.models.catalog import PEARL, Answer, Origin
from jobtraining_cli.models.inventory import EdgeEntry, ProjectEntry
from jobtraining_cli.present.format import Format, Look
from jobtraining_cli.present.inventory import PROJECTS
from jobtraining_cli.present.listing import document
from jobtraining_cli.present.records import Column, plain, to_csv, to_jsonl, to_markdown, to_table
from jobtraining_cli.present.shown import listing
from jobtraining_cli.present.text import markdown, markdown_url

_EDGES = [
    Column("label", "Barrier", plain("label"), wraps=True),
    Column("fit", "Fit", plain("fit")),
    Column("rating_label", "Evidence", plain("rating_label"), wraps=True),
    Column("strength", "Strength", lambda r: f"{r['strength']:.2f}", right=True),
    Column("why", "Why", plain("why"), wraps=True),
]


def render(projects: Sequence[ProjectEntry], format_: Format, look: Look) -> str:
    """The projects as text in a format, ending in a newline."""
    if format_ is Format.json:
        return document("projects", filters={}, projects=as_plain(list(projects)))
    if format_ in (Format.jsonl, Format.csv):
        records = [{key: PROJECTS.flat(entry)[key] for key in PROJECTS.keys} for entry in projects]
        return to_jsonl(records) if format_ is Format.jsonl else to_csv(records, PROJECTS.keys, raw=look.raw_csv)
    page = _markdown if format_ is Format.md else _terminal
    return "\n".join(page(entry, look) for entry in projects)


def _facts(entry: ProjectEntry) -> list[tuple[str, str]]:
    """Short facts, each with its name; those that nobody has written down are left out."""
    name = (
        f"{entry.innovation} {entry.innovation_name}"
        if entry.innovation_name
        else f"{entry.innovation} (its name is not known)"
    )
    facts = [("Code", entry.code), ("Innovation", name), ("Origin", _origin(entry)), ("Level", ", ".join(entry.level))]
    if entry.leads:
        facts.append(("Led by", entry.leads))
    if entry.partners:
        facts.append(("Partners", ", ".join(entry.partners)))
    if entry.changes:
        facts.append(("What changes", entry.changes))
    if entry.cost:
        cost = entry.cost
        facts.append(("Cost", f"{cost.low:,.0f} to {cost.high:,.0f} {cost.currency} ({cost.basis})"))
    if entry.months_to_start is not None:
        facts.append(("Months to start", f"{entry.months_to_start:g}"))
    if entry.criteria:
        facts.append(("Criteria", ", ".join(f"{name} {value:g}" for name, value in entry.criteria.items())))
    return [*facts, ("Feasibility", _feasibility(entry))]


def _origin(entry: ProjectEntry) -> str:
    if entry.origin is Origin.proposed:
        return "proposed by this catalogue; the initiative has not published it"
    source = entry.source
    title = f", {source.title}" if source and source.title else ""
    return f"published by {source.publisher}{title}" if source else "published"


def _feasibility(entry: ProjectEntry) -> str:
    answers = {question: getattr(entry.feasibility, question) for question in PEARL}
    if entry.refused:
        reason = f" {entry.feasibility.reason}" if entry.feasibility.reason else ""
        return f"screened out: {listing(list(entry.refused))} (no).{reason}"
    open_ = [question for question, answer in answers.items() if answer is Answer.unknown]
    if len(open_) == len(PEARL):
        return f"not looked at yet ({', '.join(PEARL)})"
    return (
        f"nothing speaks against it; still open: {listing(open_)}" if open_ else "all five questions answered with yes"
    )


def _steps_heading(entry: ProjectEntry) -> str:
    published = entry.next_steps_origin is Origin.published
    return f"Next steps ({'published' if published else 'proposed by this catalogue'})"


def _evidence(edge: EdgeEntry) -> str:
    """Who rated it, for which outcome, and what the rating leaves out."""
    by = f" by {edge.clearinghouse}" if edge.clearinghouse else ""
    outcome = f", rated for: {edge.outcome.rstrip('.')}" if edge.outcome else ""
    note = f" {edge.note}" if edge.note else ""
    seen = f" (looked at {edge.accessed.isoformat()})" if edge.accessed else ""
    return f"{edge.label}: {edge.rating_label}{by}{outcome}{seen}.{note}"


def _about_edges(entry: ProjectEntry) -> str:
    published = [edge.label for edge in entry.edges if edge.basis == "published"]
    if not published:
        return "Which barriers it acts on, and how squarely, is the catalogue's judgement."
    return f"A source states that it acts on {listing(published)}; the rest is the catalogue's judgement."


def _rated(entry: ProjectEntry) -> list[EdgeEntry]:
    return [edge for edge in entry.edges if edge.clearinghouse or edge.url or edge.note]


def _markdown(entry: ProjectEntry, look: Look) -> str:  # noqa: ARG001 - as its sibling
    parts = [f"# {markdown(entry.title)} ({markdown(entry.id)})", ""]
    if entry.illustrative:
        parts += ["**ILLUSTRATIVE: this catalogue is invented to show the format.**", ""]
    parts += [markdown(entry.summary), ""]
    parts += [f"- {name}: {markdown(text)}" for name, text in _facts(entry)]
    if entry.source and entry.source.url:
        parts.append(f"- Source: {markdown_url(entry.source.url)}")
    parts += ["", "## Acts on", ""]
    if entry.edges:
        parts += [to_markdown([as_plain(edge) for edge in entry.edges], _EDGES), markdown(_about_edges(entry)), ""]
        rated = _rated(entry)
        parts += ["## Evidence", ""] if rated else []
        parts += [f"- {markdown(_evidence(e))}{f' {markdown_url(e.url)}' if e.url else ''}" for e in rated]
        parts += [""] if rated else []
    else:
        parts += ["The catalogue names no barrier that it acts on.", ""]
    if entry.next_steps:
        parts += [f"## {_steps_heading(entry)}", ""]
        parts += [f"{number}. {markdown(step)}" for number, step in enumerate(entry.next_steps, 1)]
    return "\n".join(parts).rstrip("\n") + "\n"


def _terminal(entry: ProjectEntry, look: Look) -> str:
    from jobtraining_cli.present.screen import Screen  # rich is slow to import, and only tables need it

    screen = Screen(look)
    screen.say(f"{entry.title} ({entry.id})", "bold")
    if entry.illustrative:
        screen.say("ILLUSTRATIVE: this catalogue is invented to show the format.", "yellow")
    screen.say(entry.summary)
    screen.say()
    for name, text in _facts(entry):
        screen.say(text, marker=f"{name + ':':<17}")
    if entry.source and entry.source.url:
        screen.say(entry.source.url, marker=f"{'Source:':<17}")
    screen.say()
    screen.say("Acts on", "bold")
    if entry.edges:
        screen.table(to_table([as_plain(edge) for edge in entry.edges], _EDGES, look))
        screen.say(_about_edges(entry), "dim")
        rated = _rated(entry)
        if rated:
            screen.say()
            screen.say("Evidence", "bold")
            screen.bullets(f"{_evidence(edge)}{f' {edge.url}' if edge.url else ''}" for edge in rated)
    else:
        screen.say("The catalogue names no barrier that it acts on.")
    if entry.next_steps:
        screen.say()
        screen.say(_steps_heading(entry), "bold")
        for number, step in enumerate(entry.next_steps, 1):
            screen.say(step, marker=f"{number}. ")
    return screen.text()
