"""The sentences on how sure a ranking is. They speak of draws, and never of confidence."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from jobtraining_cli.models.ranking import RankedProject, Ranking
from jobtraining_cli.models.survey import Kind
from jobtraining_cli.present import shown

if TYPE_CHECKING:
    from jobtraining_cli.models.explanation import Explanation
    from jobtraining_cli.models.places import CountyBarriers

_WHAT = {
    "data": "what the data leave open",
    "judgement": "what the judgement of the evidence leaves open",
    "both": "what the data and the judgement of the evidence leave open",
}
BAR = 24


def percent(share: float | None) -> str:
    """A share of draws as a whole percentage; what is not quite none or all does not read as such."""
    if share is None:
        return "-"
    if 0 < share <= 0.005:
        return "<1%"
    return ">99%" if 0.995 <= share < 1 else f"{100 * share:.0f}%"


def beats_next(project: RankedProject) -> str:
    """How often a project beats the next of the whole list; ``level`` where neither ever beats the other."""
    return "level" if project.level_with_next else percent(project.p_beats_next)


def draws(ranking: Ranking) -> str:
    """How many draws there were: ``2,000 draws``."""
    return f"{ranking.uncertainty.draws or 0:,} draws"


def rank_range(project: RankedProject) -> str:
    """The 90% rank interval: ``1-3``, or ``2`` where it is one rank."""
    low, high = project.rank_low, project.rank_high
    return "-" if low is None else str(low) if low == high else f"{low}-{high}"


def bar(project: RankedProject, total: int, *, unicode: bool) -> str:
    """The 90% rank interval as a picture: a line from the best to the worst rank, and a point at the rank."""
    if project.rank_low is None or project.rank_high is None:
        return ""
    width = min(total, BAR)
    low, at, high = (round((rank - 1) * (width - 1) / max(1, total - 1)) for rank in (project.rank_low, project.rank, project.rank_high))  # fmt: skip
    empty, line, point = "·─●" if unicode else ".-o"
    cells = [line if low <= place <= high else empty for place in range(width)]
    cells[at] = point
    return "".join(cells)


def first_share(ranking: Ranking) -> str | None:
    """How often the first project comes first, and which ones the draws do not separate from it."""
    if ranking.uncertainty.mode is None or not ranking.projects:
        return None
    first = [project for project in ranking.projects if project.rank == 1]
    if len(first) == 1:
        said = f"It comes first in {percent(first[0].p_first)} of {draws(ranking)}"
    else:
        shares = shown.listing([f"{p.id} in {percent(p.p_first)}" for p in first[:3]])
        said = f"They come first, alone or with others, {shares} of {draws(ranking)}"
    more_often = max(ranking.projects, key=lambda p: p.p_first or 0.0)
    if (more_often.p_first or 0.0) > max(p.p_first or 0.0 for p in first):
        said += f"; {more_often.id} does more often, in {percent(more_often.p_first)}"
    level = [f"{p.id}{' (a close call)' if p.tier_borderline else ''}" for p in ranking.projects if p.tier == 1][1:]
    level = [id_ for id_ in level if id_ not in {p.id for p in first}]
    if not level:
        return f"{said}."
    more = f" and {len(level) - 5} more" if len(level) > 6 else ""
    named = ", ".join(level[:5]) + more if more else shown.listing(level)
    return f"{said}; not separated from {ranking.projects[0].id}: {named}."


def meaning(ranking: Ranking, keys: Collection[str] = ("rank_low", "p_beats_next", "rank_unweighted")) -> str | None:
    """What the columns are shares of, as far as they are shown."""
    found = ranking.uncertainty
    if found.mode is None:
        return None
    said = [
        f"Each of {draws(ranking)} (seed {found.seed}) varies {_WHAT[found.mode]}.",
        "First: the share in which a project comes first.",
    ]
    said += ["Ranks: where the middle 90% of the draws put it."] if "rank_low" in keys else []
    said += ["Next: the share in which it beats the project below it."] if "p_beats_next" in keys else []
    if "rank_unweighted" in keys and ranking.stakeholders is not None:
        said.append("Unweighted: its rank without the stakeholder weights.")
    good = 100 / (found.draws or 1) ** 0.5
    return " ".join(
        [
            *said,
            f"These shares describe the draws; they are no confidence. With so many draws they are good to about {good:.1f} points.",
        ]
    )


def tiers(ranking: Ranking) -> str | None:
    """Which projects share a tier, by id."""
    if ranking.uncertainty.mode is None:
        return None
    found: dict[int, list[RankedProject]] = {}
    for project in ranking.projects:
        if project.tier is not None:
            found.setdefault(project.tier, []).append(project)
    if not found:
        return None
    parts = []
    for tier, projects in found.items():
        rest = [project.id for project in projects[1:]]
        parts.append(f"{tier}: {projects[0].id}" + (f" (not separated from it: {', '.join(rest)})" if rest else ""))
    close = [project.id for project in ranking.projects if project.tier_borderline]
    near = (
        f" A close call, marked ?, for {shown.listing(close)}: another seed may put it, and the tiers below, elsewhere."
        if close
        else ""
    )
    return (
        f"Tiers, by the first project of each, {'; '.join(parts)}. A new tier starts where that project wins in at least 95% of "
        f"the draws.{near}"
    )


def driver(ranking: Ranking) -> str | None:
    """What makes the order uncertain."""
    found = ranking.uncertainty
    if found.driver is None or found.modes is None:
        return None
    data, judgement = found.modes["data"].mean_interval_width, found.modes["judgement"].mean_interval_width
    spans = f"a project's ranks span {data:.1f} places on average when only the data are drawn, {judgement:.1f} when only the judgement is"
    weighed = ", and the stakeholder weights" if ranking.stakeholders is not None and ranking.stakeholders.drawn else ""
    policy = f"the evidence policy (what ratings and partial fits are worth{weighed})"
    verb = "make" if found.driver == "both" else "makes"
    what = {
        "data": "mostly the data",
        "judgement": f"mostly {policy}",
        "both": f"both the data and {policy}",
        "neither": "nothing",
    }
    return f"Of what is drawn, {what[found.driver]} {verb} the order uncertain: {spans}."


def chance_only(ranking: Ranking) -> str | None:
    """What intervals and draws of the data do not cover."""
    if not any(barrier.interval for barrier in ranking.barriers):
        return None
    drawn = ranking.uncertainty.mode not in (None, "judgement")
    return only_chance(ranking, "Intervals, and draws of the data," if drawn else "Intervals")


def only_chance(ranking: Ranking | CountyBarriers, what: str = "Intervals") -> str:
    """That intervals cover chance only, and what they assume."""
    survey = ranking.survey
    if survey.kind is Kind.indicator:
        return (
            f"{what} cover the published margins of error only, and not how well an indicator stands in for a barrier."
        )
    whom = survey.population or "the residents who needed the service"
    how = f"a {survey.sampling.value} survey" if survey.sampling else "a survey whose sampling is not stated"
    mode = f" by {survey.mode}" if survey.mode else ""
    return f"{what} cover chance only, and assume that those who answered stand for {whom}; this was {how}{mode}."


def prior_dominated(ranking: Ranking) -> str | None:
    """The barriers whose draws rest on next to no people, and the order without them."""
    weak = ranking.uncertainty.prior_dominated
    if not weak:
        return None
    labels = [b.label for b in ranking.barriers if b.barrier in weak]
    order = without_weak(ranking)
    it = "it" if len(labels) == 1 else "them"
    shown_ids = ", ".join(p.id for p in order[:8]) + (" ..." if len(order) > 8 else "")
    gone = len(ranking.projects) - len(order)
    without = (
        f" Without {it} the order is {shown_ids}{f', and {gone} have no rank' if gone else ''}."
        if order
        else f" Without {it} there is no order."
    )
    return f"Worth fewer than 30 people, so draws of {it} rest mostly on the prior: {shown.listing(labels)}.{without}"


def without_weak(ranking: Ranking) -> list[RankedProject]:
    """The projects in their order without the barriers whose draws rest on next to no people."""
    ranked = [p for p in ranking.projects if p.rank_without_prior_dominated is not None]
    return sorted(ranked, key=lambda p: p.rank_without_prior_dominated or 0)


def outside(ranking: Ranking) -> str | None:
    """The projects whose rank by score lies outside the middle of the draws."""
    found = [
        p.id for p in ranking.projects if p.rank_low is not None and not p.rank_low <= p.rank <= (p.rank_high or 0)
    ]
    if not found:
        return None
    return (
        f"The score ranks {shown.listing(found)} where the middle 90% of the draws do not: take these ranks with care."
    )


def unstable(ranking: Ranking) -> str | None:
    """The printed figures that official statistics would mark."""
    printed = [b for b in ranking.barriers if b.reach is not None and shown.printed(b)]
    marks = {
        "not_for_decisions": "not for decisions (relative standard error above 50%)",
        "unstable": "unstable (relative standard error 30-50%)",
        "few_df": "of fewer than 8 degrees of freedom",
        "small_base": "of fewer than 50 people",
        "review": "0 or 100%, to be checked",
    }
    said = [
        f"{words}: {shown.listing(labels)}"
        for flag, words in marks.items()
        if (labels := [b.label for b in printed if flag in b.flags])
    ]
    return f"Printed figures to take with care. {'; '.join(said)[:1].upper()}{'; '.join(said)[1:]}." if said else None


def edge_changes(ranking: Ranking) -> str | None:
    """The fewest judgements of fit that would displace the first project."""
    changes = ranking.uncertainty.edge_changes
    if ranking.uncertainty.mode is None or len(ranking.projects) < 2:
        return None
    first = ranking.projects[0]
    if changes is None:
        return f"No other judgement of its edges would take the first place from {first.id}."
    labels = {b.barrier: b.label for b in ranking.barriers}
    ids = {p.code: p.id for p in ranking.projects}
    said = [
        f"{ids[c.code]} did not act on {labels[c.barrier]}"
        if c.to == "none"
        else f"{ids[c.code]} acted fully on {labels[c.barrier]}"
        for c in changes
    ]
    count = f"{len(changes)} judgement{'s' if len(changes) != 1 else ''}"
    return f"It takes {count} of fit to displace {first.id}, for example if {shown.listing(said)}."


def joint(ranking: Ranking) -> str | None:
    """What any relief and all relief are, or that they could not be worked out."""
    if not ranking.projects or not ranking.survey.from_people:
        return None
    found = ranking.patterns
    if found is None:
        return "Any relief and all relief could not be computed: they need to know who named what together (a file of patterns)."
    return (
        "Any relief and all relief are indices, per 100 who name a barrier, of some or all of what a person named being acted on, with "
        f"strengths that stand and fall together and independent ones. For {percent(found.known_share)} of these people it is known "
        "what they named together; for the others barriers are taken to be named independently."
    )


def never_named(ranking: Ranking) -> str | None:
    """Barriers that stay at nobody in draws of people, as if that were certain."""
    ids = ranking.uncertainty.never_named
    labels = [b.label for b in ranking.barriers if ids and b.barrier in ids]
    return (
        f"Nobody named {shown.listing(labels)}, so draws of people leave {'it' if len(labels) == 1 else 'them'} at 0, as if that were certain."
        if labels
        else None
    )


def lines(ranking: Ranking, keys: Collection[str] | None = None) -> list[str]:
    """All sentences under a table of projects, in the order in which they matter."""
    whole = (tiers, prior_dominated, outside, edge_changes)
    told = (tiers, driver, prior_dominated, never_named, outside, edge_changes, meaning, chance_only, unstable, joint)
    # What is said of the whole list cannot be said of a part of it.
    return [
        line
        for tell in told
        if not (ranking.filters and tell in whole)
        and (line := meaning(ranking, keys) if tell is meaning and keys is not None else tell(ranking))
    ]


def of_project(found: Explanation) -> list[str]:
    """How sure one project's place is, and which single input its order hangs on."""
    ranking, project = found.ranking, found.project
    if project is None:
        return []
    said = []
    if ranking.uncertainty.mode is not None:
        ranks = rank_range(project)
        word = "rank" if project.rank_low == project.rank_high else "ranks"
        text = f"It comes first in {percent(project.p_first)} of {draws(ranking)}; the middle 90% give it {word} {ranks} of {ranking.ranked_total}"
        if found.next_id is not None:
            text += (
                f", and it is level with the next one, {found.next_id}"
                if project.level_with_next
                else f", and it beats the next one, {found.next_id}, in {percent(project.p_beats_next)}"
            )
        said.append(f"{text}.")
        said.append(
            f"Tier {project.tier}" + (f": {project.tier_label}." if project.tier_label else ", the first of its tier.")
            + (" This is a close call: another seed may say otherwise." if project.tier_borderline else "")
        )  # fmt: skip
    if found.most_sensitive is not None:
        change = found.most_sensitive
        scale = "points of reach" if change.what == "reach" else "of a strength from 0 to 1"
        name = f"the strength of {change.label}" if change.what == "strength" else f"the reach of {change.label}"
        size = shown.number(abs(change.change), 1 if change.what == "reach" and abs(change.change) >= 0.1 else 3)
        said.append(f"Its place is most sensitive to {name}: {size} {scale} would change it.")
    said.append(f"When only each project's best edge counts, its rank is {project.best_edge_rank}.")
    if project.rank_unweighted is not None:
        said.append(f"Without the stakeholder weights its rank is {project.rank_unweighted}.")
    run = [f"{m.method} {m.rank}" for m in found.methods if m.rank is not None]
    if run:
        said.append(f"Its rank by other methods: {', '.join(run)} (jt methods shows them all).")
    lacking = [f"{m.name} ({', '.join(m.missing)})" for m in found.methods if m.rank is None and m.missing]
    if lacking:
        said.append(f"Other methods cannot run, because the catalogue lacks what they need: {'; '.join(lacking)}.")
    return said
