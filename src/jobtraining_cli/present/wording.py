"""The sentences of a result: the answer, what it rests on, what it cannot say, what would change it."""

from __future__ import annotations

from jobtraining_cli.models.county import STATES
from jobtraining_cli.models.ranking import Contribution, RankedProject, Ranking
from jobtraining_cli.models.survey import Base, Kind
from jobtraining_cli.present.shown import NOT_RELIABLE, hidden_labels, is_open, listing, number, printed

ILLUSTRATIVE = "ILLUSTRATIVE: these figures are invented to show the format. They describe nobody."
_HARDLY_DIFFER = 0.75


def county_name(ranking: Ranking) -> str:
    """The county with its state."""
    return f"{ranking.county.name}, {ranking.county.state}"


def kind_words(ranking: Ranking) -> str:
    """What kind of figures these are, in words."""
    return {
        Kind.survey: "survey of residents",
        Kind.indicator: "official indicators, not a survey",
        Kind.illustrative: "ILLUSTRATIVE, invented figures",
    }[ranking.survey.kind]


def headline(ranking: Ranking) -> str:
    """The answer in one sentence."""
    where = county_name(ranking)
    if ranking.no_ranking or not ranking.projects:
        return f"{why_none(ranking)} There is no ranking for {where}."
    first = [p for p in ranking.projects if p.rank == 1]
    fit = f"fit {number(first[0].fit_score)} of 100"
    if len(first) == 1:
        return f"{_label(ranking)}In {where}, {first[0].title} ({first[0].id}) comes first: {fit}, {_why_first(first[0])}.{_how_sure(ranking)}"
    names = [f"{p.title} ({p.id})" for p in first[:3]]
    more = [f"{len(first) - 3} more"] if len(first) > 3 else []
    return (
        f"{_label(ranking)}In {where}, {listing(names + more)} share the first place: {fit} each.{_how_sure(ranking)}"
    )


def _how_sure(ranking: Ranking) -> str:
    from jobtraining_cli.present.doubt import first_share

    said = first_share(ranking)
    return f" {said}" if said else ""


def _label(ranking: Ranking) -> str:
    """What must never be lost when the headline is quoted alone."""
    if ranking.illustrative:
        return "ILLUSTRATIVE. "
    return "On official indicators, not a survey. " if ranking.survey.kind is Kind.indicator else ""


def why_none(ranking: Ranking) -> str:
    """Why there is no ranking, in one sentence."""
    whole = all(b.hidden == "small_base" for b in ranking.barriers if b.status == "hidden")
    return {
        "not_measured": "Nothing was measured.",
        "hidden": "This survey cannot support a ranking: "
        + (
            "too few people answered for its figures to be shown."
            if whole
            else "none of its figures above 0 may be shown."
        ),
        "small_base": "This survey cannot support a ranking: its figures are of fewer than 30 people.",
        "unreliable": "This table cannot support a ranking: each of its figures is too uncertain to be printed.",
        "none_named": "Nobody named any of the barriers that were measured.",
        "no_project": "No project is left to rank: each is screened out, or acts on nothing that was measured.",
        "no_points": "No project gets any points: what they act on has no reach here, or the evidence speaks against them.",
    }[ranking.no_ranking or "no_project"]


def _rated(term: Contribution) -> str:
    return "strategy not rated" if term.rating == "unrated" else f"strategy rated {term.rating_label.lower()}"


def _why_first(project: RankedProject) -> str:
    terms = [t for t in project.contributions if t.fit_points][:2]
    return "because it acts on " + listing([f"{t.label} ({t.fit} fit, {_rated(t)})" for t in terms])


def basis(ranking: Ranking) -> list[str]:
    """What the ranking rests on: survey, kind, years, base, numbers."""
    survey = ranking.survey
    lines = [f"{survey.title} ({survey.id}): {kind_words(ranking)}{', ' + survey.years if survey.years else ''}."]
    bases = {
        Base.respondents: "everyone who answered",
        Base.needed: f"those who needed {ranking.service.lower()}",
        Base.difficulty: f"those who had difficulty getting {ranking.service.lower()}",
        Base.population: "each indicator's own population",
    }
    counts = sorted({b.base_n for b in ranking.barriers if b.base_n is not None})
    size = f", n = {counts[0]}" if len(counts) == 1 else f", n = {counts[0]} to {counts[-1]}" if counts else ""
    if not counts and any(b.moe90 is not None for b in ranking.barriers):
        size = ", with published 90% margins of error"
    elif not counts and any(b.moe95 is not None for b in ranking.barriers):
        size = ", with published 95% margins of error"
    lines.append(f"Base: {bases[survey.base]}{size}. Reach is per {ranking.reach_unit}.")
    if ranking.reach_note:
        lines.append(f"{ranking.reach_note}.")
    if survey.weighting and any(b.n_eff is not None for b in ranking.barriers):
        sizes = [b.n_eff for b in ranking.barriers if b.n_eff is not None]
        lines.append(
            f"Weighted ({survey.weighting}): {'counts are of people, ' if counts else ''}reaches are weighted; effective n "
            f"from {min(sizes):g}."
        )
    if survey.from_people:
        how = f"a {survey.sampling.value} survey" if survey.sampling else "a survey whose sampling is not stated"
        whom = f" of {survey.population}" if survey.population else ""
        lines.append(f"It was {how}{f' ({survey.mode})' if survey.mode else ''}{whom}.")
    return [*lines, *weights_lines(ranking)]


def weights_lines(ranking: Ranking) -> list[str]:
    """What stakeholders want each barrier to count for, where they said so."""
    found = ranking.stakeholders
    if found is None:
        return []
    labels = {b.barrier: b.label for b in ranking.barriers}
    order = sorted(found.weights, key=lambda w: (-w.mean, w.barrier))
    many = found.people > 1
    shown = ", ".join(f"{labels[w.barrier]} {w.mean:.2f}{f' (± {w.sd:.2f})' if many else ''}" for w in order)
    whose = f"the mean of {found.people} sets, with the standard deviation between them" if many else "one set"
    judged = ranking.uncertainty.mode in ("judgement", "both")
    drawn = "drawn with the judgement" if found.drawn and judged else "not drawn"
    return [
        (
            f"Stakeholder weights, a judgement, from {found.title or found.place} ({whose}, {drawn}); 1 is the average: {shown}."
        )
    ]


def caveats(ranking: Ranking) -> tuple[str, ...]:
    """What a reader must know before using the ranking, the most important first."""
    said: list[str] = []
    survey = ranking.survey
    invented = illustrative(ranking)
    if invented:
        said.append(invented)
    if survey.kind is Kind.indicator:
        said.append(
            f"These are indicators that stand in for a survey: nobody was asked what kept them from {ranking.service.lower()}. "
            "They show where barriers are likely, not which ones people met."
        )
        said.append("Each indicator is counted in its own universe, so their sum is an index, not a share of anyone.")
    if ranking.alternative is not None:
        said.append(
            f"Another table can be used instead: jt rank --county {ranking.county.fips} --survey {ranking.alternative}"
        )
    vague = [b.label for b in ranking.barriers if not printed(b)]
    if vague:
        use = " Scores and draws use them even so." if ranking.projects else ""
        said.append(f"{NOT_RELIABLE}: {listing(vague)}.{use}")
    open_ = [b.label for b in ranking.barriers if is_open(b)]
    if open_:
        said.append(
            f"The margin of error is as large as the figure itself for {listing(open_)}: what rests on it is open."
        )
    said += hidden_lines(ranking)
    context = ranking.state_context
    if context is not None and ranking.projects:
        label = next(b.label for b in ranking.barriers if b.barrier == context.leading_barrier)
        first = next((p for p in ranking.projects if p.code == context.first_project), None)
        named = f"{first.id} comes first" if first else "the same project comes first"
        every = context.first_in == context.counties
        often = f"all {context.counties}" if every else f"{context.first_in} of all {context.counties}"
        alike = (
            " The projects below it may come in another order."
            if context.first_in >= _HARDLY_DIFFER * context.counties
            else ""
        )
        if context.counties > 1:
            said.append(
                f"In {STATES[context.state]}, {label} is the largest indicator in {context.leading_in} of {context.counties} counties, "
                f"and {named} in {often}.{alike}"
            )
    if elsewhere(ranking):
        said.append(
            f"The projects were written for {STATES[ranking.catalogue_state or '']}: partners and next steps may name offices "
            f"that {STATES[ranking.county.state]} does not have."
        )
    if ranking.projects:
        sure = (
            "; how sure the order is was not computed, so take close scores as equal"
            if ranking.uncertainty.mode is None
            else ""
        )
        said.append(
            f"Which barriers a project acts on, and how squarely, is the catalogue's judgement{sure}. Ratings grade strategies, "
            "often for jobs or earnings, and not how well they remove a barrier."
        )
    return tuple(said)


def hidden_lines(ranking: Ranking) -> list[str]:
    """Which figures are not shown, and why; what that means for the scores is said where there are any."""
    hidden = [b for b in ranking.barriers if b.status == "hidden"]
    lines = hidden_labels(hidden)
    if ranking.projects and any(b.assumed is not None for b in hidden):
        lines[0] += (
            " Where a figure is not shown, its middle possible value enters the scores, so small differences mean little."
        )
    return lines


def illustrative(ranking: Ranking) -> str | None:
    """That something is invented, and what."""
    if ranking.survey.kind is Kind.illustrative:
        return ILLUSTRATIVE
    if ranking.stakeholders is not None and ranking.stakeholders.illustrative:
        return "ILLUSTRATIVE: the stakeholder weights are invented to show the format."
    return (
        "ILLUSTRATIVE: what the catalogue says of its projects is in part invented, to show the format."
        if ranking.illustrative
        else None
    )


def elsewhere(ranking: Ranking) -> bool:
    """Whether the projects were written for another state."""
    return ranking.catalogue_state is not None and ranking.catalogue_state != ranking.county.state


def not_measured(ranking: Ranking) -> str | None:
    """The barriers that this table says nothing about."""
    labels = [b.label for b in ranking.barriers if b.status == "not_measured"]
    return f"Not measured here, so not in any score: {listing(labels)}." if labels else None


def unaddressed(ranking: Ranking) -> str | None:
    """The measured barriers that no project acts on."""
    labels = {b.barrier: b.label for b in ranking.barriers}
    names = [labels[barrier] for barrier in ranking.unaddressed]
    apart = "Apart from those screened out, no" if any(p.why == "screened_out" for p in ranking.unranked) else "No"
    return f"{apart} project acts on: {listing(names)}." if names and ranking.supported else None


def unranked_groups(ranking: Ranking) -> list[tuple[str, list[str]]]:
    """Heading and lines for the projects without a place."""
    groups = []
    screened = [p for p in ranking.unranked if p.why == "screened_out"]
    if screened:
        lines = [f"{p.id} {p.title}: {', '.join(p.questions)} (no). {p.reason or ''}".strip() for p in screened]
        groups.append(("Screened out as not feasible", lines))
    blind = [p for p in ranking.unranked if p.why == "not_measured"]
    if blind and ranking.supported:
        lines = [f"{p.id} {p.title}" for p in blind]
        groups.append(
            ("Not ranked, because no barrier they act on was measured or may be shown (unknown is not zero)", lines)
        )
    empty = [p for p in ranking.unranked if p.why == "no_edges"]
    if empty:
        groups.append(
            ("Not ranked, because the catalogue names no barrier they act on", [f"{p.id} {p.title}" for p in empty])
        )
    return groups


def screened_line(ranking: Ranking) -> str:
    """One sentence on the feasibility gate, also where it stopped nothing."""
    screened = [p for p in ranking.unranked if p.why == "screened_out"]
    if screened:
        return f"Screened out: {listing([p.id for p in screened])}."
    asked = bool(ranking.filters) or any(len(p.feasibility_open) < 5 for p in ranking.projects)
    return (
        "Screened out: none."
        if asked
        else "Screened out: none (no feasibility question is answered yet in the catalogue)."
    )


def policy_line(ranking: Ranking) -> str:
    """The evidence policy, in full, because it is a policy and not a fact."""
    steps = ", ".join(f"{s.label} {s.strength:.2f}" for s in ranking.policy.strengths)
    return f'Evidence policy "{ranking.policy.title}" ({ranking.policy.id}): {steps}; partial fit {ranking.policy.partial_fit:g}.'


def shown_line(ranking: Ranking) -> str | None:
    """How many projects a filtered list leaves out."""
    if not ranking.filters:
        return None
    what = ", ".join(f"{name} {value}" for name, value in ranking.filters.items())
    return f"Showing {len(ranking.projects)} of {ranking.ranked_total} ranked projects ({what}); ranks are those of the whole list."
