"""A brief in Markdown, from templates, or as JSON: a page or two that a coordinator can hand out.

All fixed sentences stand in the templates. What comes from files is escaped wherever it is put in, unless the code here
has made it Markdown itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from jobtraining_cli.models.base import as_plain
from jobtraining_cli.models.brief import Brief
from jobtraining_cli.models.county import STATES, long_name
from jobtraining_cli.models.ranking import Contribution, RankedProject, Ranking
from jobtraining_cli.models.survey import Kind
from jobtraining_cli.present import doubt, explained, shown, wording
from jobtraining_cli.present.explanation import document_of
from jobtraining_cli.present.format import Format
from jobtraining_cli.present.listing import document
from jobtraining_cli.present.ranking import barrier_columns, barrier_records
from jobtraining_cli.present.records import Column, Record, decimals, plain, to_markdown
from jobtraining_cli.present.text import markdown, markdown_url

if TYPE_CHECKING:
    from jinja2 import Environment

_LEFT_OUT = ("state_median", "universe", "moe90", "moe95", "se")
# A brief has two pages. A long list gives one reason a project, and what comes far down is told in one sentence.
_MANY = 15
_NAMED = 20
_REASONS = 8


class Safe(str):
    """Markdown that was made here, and is put in as it is."""

    __slots__ = ()


def render(briefs: Sequence[Brief], format_: Format) -> str:
    """The briefs, one a county, as Markdown or JSON, ending in a newline."""
    if format_ is Format.json:
        return document("brief", briefs=[_document(brief) for brief in briefs])
    environment = _environment()
    return "\n".join(_markdown(environment, brief) for brief in briefs)


def _document(brief: Brief) -> dict[str, Any]:
    content: dict[str, Any] = as_plain(brief)
    return content | {"explanation": None if brief.explanation is None else document_of(brief.explanation)}


def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # only a brief in Markdown needs it

    environment = Environment(
        loader=PackageLoader("jobtraining_cli.present", "templates"),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - that would be for HTML; finalize escapes for Markdown
        finalize=_put_in,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters |= {
        "listing": shown.listing,
        "decimals": shown.number,
        "url": lambda url: Safe(markdown_url(url)),
        # For what this program wrote itself: ids, digests and commands need no escapes between backticks.
        "code": Safe,
    }
    return environment


def _put_in(value: Any) -> Any:
    return value if isinstance(value, Safe) else markdown(str(value))


def _markdown(environment: Environment, brief: Brief) -> str:
    name = "county.md.j2" if brief.project is None else "project.md.j2"
    text = environment.get_template(name).render(context(brief))
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip("\n") + "\n"


def context(brief: Brief) -> dict[str, Any]:
    """What the templates may use."""
    ranking = brief.ranking
    # Those that few people name are told in the limits; one that nearly all name belongs to the picture.
    rows = [r for r in barrier_records(ranking) if r["status"] == "measured" or r["hidden"] == "nearly_all"]
    survey = ranking.survey
    state = ranking.state_context
    labels = {b.barrier: b.label for b in ranking.barriers}
    first = {entry.code: entry for entry in brief.first}
    used = {term.rating for project in ranking.projects for term in project.contributions}
    many = len(ranking.projects) > _MANY
    most, rows_shown = (1, 10) if many else (2, 12)
    return {
        "brief": brief,
        "ranking": ranking,
        "survey": survey,
        "years": "" if survey.years in survey.title else survey.years,
        "county": long_name(ranking.county.fips, ranking.county.name, ranking.county.state),
        "county_state": STATES[ranking.county.state],
        "catalogue_state": STATES[ranking.catalogue_state] if wording.elsewhere(ranking) and ranking.catalogue_state else None,
        "why_none": wording.why_none(ranking) if not ranking.projects else "",
        "service": ranking.service.lower(),
        "Service": ranking.service,
        "indicator": survey.kind is Kind.indicator,
        "sizes": _sizes(ranking),
        "weigh_as": min((b.n_eff for b in ranking.barriers if b.n_eff is not None), default=None),
        # Which line says so is for those who check: `jt explain` names it.
        "reach_note": re.sub(r" \(line [0-9]+\)", "", ranking.reach_note) if ranking.reach_note else None,
        "leaders": [p for p in ranking.projects if p.rank == 1],
        "named": lambda projects: _named([f"{p.title} ({p.id})" for p in projects]),
        "acts_on": lambda project: [c.label for c in _terms(project)],
        "sure": _sure(ranking),
        "invented": wording.illustrative(ranking),
        "population": ranking.survey.population or f"all who needed {ranking.service.lower()}",
        "vague": [b.label for b in ranking.barriers if not shown.printed(b)],
        "open": [b.label for b in ranking.barriers if shown.is_open(b)],
        "weak": [b.label for b in ranking.barriers if b.barrier in (ranking.uncertainty.prior_dominated or ())],
        "without_weak": [p.id for p in doubt.without_weak(ranking)[:3]],
        "intervals": any(b.interval for b in ranking.barriers),
        "weighed": wording.weights_lines(ranking),
        "hidden": [b.label for b in ranking.barriers if b.status == "hidden" and b.hidden != "nearly_all" and b.assumed is not None],
        "unknown": [b.label for b in ranking.barriers if b.status == "hidden" and b.hidden != "nearly_all" and b.assumed is None],
        "nearly_all": [b.label for b in ranking.barriers if b.hidden == "nearly_all"],
        "assumed": bool(ranking.projects) and any(b.assumed is not None for b in ranking.barriers),
        "unmeasured": [b.label for b in ranking.barriers if b.status == "not_measured"],
        "state": state,
        "state_name": STATES[state.state] if state else "",
        "state_barrier": labels[state.leading_barrier] if state else "",
        "state_first": next((p for p in ranking.projects if state and p.code == state.first_project), None),
        "uncovered": [labels[barrier] for barrier in ranking.unaddressed],
        "barriers": Safe(to_markdown(rows, _barrier_columns(ranking))) if rows else None,
        "projects": Safe(to_markdown([_project_record(p, most) for p in ranking.projects[:rows_shown]], _project_columns(ranking))),
        "further": _further(ranking.projects[rows_shown:]),
        "reasons": len(ranking.projects) - rows_shown <= _REASONS,
        "first": [(p, first[p.code], _terms(p)) for p in ranking.projects if p.code in first],
        "level_with_last": _level_with_last(brief),
        "unranked": {why: [p for p in ranking.unranked if p.why == why] for why in ("screened_out", "not_measured", "no_edges")},
        "edges": Safe(to_markdown(_edge_records(brief), _edge_columns(ranking))) if brief.project and brief.project.edges else None,
        "changes": [explained.swap_line(brief.explanation, swap) for swap in brief.explanation.swaps] if brief.explanation else [],
        "subject": brief.explanation.project if brief.explanation else None,
        "shared": lambda project: sum(p.rank == project.rank for p in ranking.projects) > 1,
        "screened": any(p.why == "screened_out" for p in ranking.unranked),
        "out": brief.explanation.unranked if brief.explanation else None,
        "strengths": [f"{s.label} {s.strength:.2f}" for s in ranking.policy.strengths if s.rating in used],
    }  # fmt: skip


def _sizes(ranking: Ranking) -> str | None:
    """How many people answered the question about barriers: one number, or from the least to the most."""
    sizes = sorted({b.base_n for b in ranking.barriers if b.base_n is not None})
    return None if not sizes else f"{sizes[0]:,}" if len(sizes) == 1 else f"{sizes[0]:,} to {sizes[-1]:,}"


def _named(items: list[str]) -> list[str]:
    """The items, or the first of a long list and how many more there are."""
    more = len(items) - _NAMED
    return [*items[:_NAMED], f"{more} more"] if more > 0 else items


def _terms(project: RankedProject) -> list[Contribution]:
    return [term for term in project.contributions if term.fit_points]


def _barrier_columns(ranking: Ranking) -> list[Column]:
    return [column for column in barrier_columns(ranking) if column.key not in _LEFT_OUT]


def _further(projects: Sequence[RankedProject]) -> list[str]:
    """The projects below the table, with a reason each where these are few."""
    return _named([_in_brief(p) if len(projects) <= _REASONS else f"{p.title} ({p.id})" for p in projects])


def _in_brief(project: RankedProject) -> str:
    """A project of a long list, with the barrier that gives it most of its points."""
    terms = _terms(project)
    return f"{project.title} ({project.id}){f': {terms[0].label}' if terms else ''}"


def _project_record(project: RankedProject, most: int) -> dict[str, Any]:
    terms = _terms(project)
    # A long list has room for the barrier only.
    reasons = [t.label if most == 1 else f"{t.label} ({t.fit})" for t in terms[:most]]
    more = [f"{len(terms) - most} more"] if len(terms) > most else []
    return {
        "rank": project.rank,
        "project": f"{project.title} ({project.id})",
        "fit_score": project.fit_score,
        "ranks": doubt.rank_range(project),
        "why": shown.listing(reasons + more) if reasons else _why_nothing(project),
    }


def _why_nothing(project: RankedProject) -> str:
    """Why a project has no points though something that it acts on was measured."""
    ignored = [t.label for t in project.contributions if (t.reach or t.assumed) and not t.weight]
    if ignored:
        return f"{shown.listing(ignored)}, which the weights count for nothing"
    against = [t.label for t in project.contributions if (t.reach or t.assumed) and not t.coverage]
    return (
        f"{shown.listing(against)}, but the evidence speaks against it"
        if against
        else "Nothing that has any reach here"
    )


def _project_columns(ranking: Ranking) -> list[Column]:
    """The columns of the projects; how sure their order is where it was drawn."""
    columns = [
        Column("rank", "Rank", plain("rank"), right=True),
        Column("project", "Project", plain("project")),
        Column("fit_score", "Fit", decimals("fit_score"), right=True),
    ]
    if ranking.uncertainty.mode is not None:
        columns.append(Column("ranks", "May rank", plain("ranks"), right=True))
    return [*columns, Column("why", "Why: it acts on", plain("why"))]


def _more_often(ranking: Ranking) -> RankedProject | None:
    """The project that comes first in more draws than that with the highest score, where there is one."""
    most = max(ranking.projects, key=lambda p: p.p_first or 0.0)
    best = max(p.p_first or 0.0 for p in ranking.projects if p.rank == 1)
    return most if (most.p_first or 0.0) > best else None


def _sure(ranking: Ranking) -> dict[str, Any] | None:
    """How sure the order is, for the templates; ``None`` where nothing was drawn."""
    found = ranking.uncertainty
    if found.mode is None or not ranking.projects:
        return None
    first = {p.code for p in ranking.projects if p.rank == 1}
    level = [f"{p.title} ({p.id})" for p in ranking.projects if p.tier == 1 and p.code not in first]
    return {
        "draws": f"{found.draws:,}",
        "mode": found.mode,
        "driver": found.driver,
        "more_often": _more_often(ranking),
        "level": [*level[:3], f"{len(level) - 3} more"] if len(level) > 4 else level,
        "first_of": lambda project: doubt.percent(project.p_first),
        "ranks": lambda project: doubt.rank_range(project).replace("-", " to "),
    }


def _level_with_last(brief: Brief) -> list[str]:
    """The projects that share the last of the first places and are not among the first for want of room."""
    named = {entry.code for entry in brief.first}
    last = max((p.rank for p in brief.ranking.projects if p.code in named), default=0)
    return [f"{p.title} ({p.id})" for p in brief.ranking.projects if p.rank == last and p.code not in named]


def _edge_records(brief: Brief) -> list[dict[str, Any]]:
    """Each barrier that the project acts on, with how far it reaches here."""
    here = {b.barrier: b for b in brief.ranking.barriers}
    assert brief.project is not None
    records: list[dict[str, Any]] = []
    for edge in brief.project.edges:
        found = here.get(edge.barrier)
        reach = shown.reach_text(found) if found else "not measured"
        margin = (
            f" ± {shown.number(found.moe90)}"
            if found and found.moe90 is not None and found.reach is not None and shown.printed(found)
            else ""
        )
        named = f"{edge.label}: {found.indicator}" if found and found.indicator else edge.label
        records.append(
            as_plain(edge) | {"reach": reach + margin, "named": named, "order": -(found.used or 0.0) if found else 1.0}
        )
    return sorted(records, key=lambda record: (record["order"], record["barrier"]))


def _rating(record: Record) -> str:
    by = f", {record['clearinghouse']}" if record["clearinghouse"] else ""
    return f"{record['rating_label']}{by}"


def _edge_columns(ranking: Ranking) -> list[Column]:
    """The columns of what a project acts on. An indicator is named in full: it is not what people answered."""
    indicator = ranking.survey.kind is Kind.indicator
    return [
        Column("named", "Barrier: indicator" if indicator else "Barrier", plain("named")),
        Column("reach", "Percent ± (90%)" if indicator else "Reach here", plain("reach"), right=True),
        Column("fit", "Fit", plain("fit")),
        Column("rating_label", "Evidence", _rating),
        Column("why", "Why", plain("why")),
    ]
