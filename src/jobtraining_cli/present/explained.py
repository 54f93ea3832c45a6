"""The sentences on one project: where it stands, why, and what would change it."""

from __future__ import annotations

from jobtraining_cli.models.explanation import Change, Explanation, Swap
from jobtraining_cli.present.shown import UNRELIABLE, listing, number, printed
from jobtraining_cli.present.wording import county_name


def explanation(found: Explanation) -> str:
    """Where the project stands and why, in one or two sentences."""
    ranking, project = found.ranking, found.project
    where = county_name(ranking)
    if project is None:
        other = found.unranked
        if other is None:
            return ranking.headline
        if other.why == "screened_out":
            return f"{other.title} ({other.id}) is screened out: {', '.join(other.questions)} (no). {other.reason or ''}".strip()
        if not ranking.supported:
            return ranking.headline
        why = (
            "none of the barriers it acts on was measured here, or none may be shown"
            if other.why == "not_measured"
            else "the catalogue names no barrier it acts on"
        )
        labels = {b.barrier: b.label for b in ranking.barriers}
        acts = listing([labels.get(barrier, barrier) for barrier in other.barriers])
        also = f" It acts on {acts}." if other.barriers else ""
        return f"{other.title} ({other.id}) has no place in {where}, because {why}.{also}"
    tied = sum(p.rank == project.rank for p in ranking.projects) > 1
    return (
        f"{project.title} ({project.id}) has rank {project.rank}{' (shared)' if tied else ''} of {ranking.ranked_total} in {where}: "
        f"fit {number(project.fit_score)} of 100, {ranking.relief_name} {number(project.relief_index)}. It acts on "
        f"{project.edges_measured} measured barrier{'s' if project.edges_measured != 1 else ''} of {project.edges} in the catalogue; "
        f"by its best single edge alone it would have rank {project.best_edge_rank}."
    )


def swaps(found: Explanation) -> str | None:
    """What would change the place, a sentence for each neighbour."""
    return " ".join(swap_line(found, swap) for swap in found.swaps) or None


def swap_line(found: Explanation, swap: Swap) -> str:
    """What would turn the order with one neighbour."""
    project = found.project
    assert project is not None
    neighbour = f"{swap.title} ({swap.id}, rank {swap.rank}, fit {number(swap.fit_score)})"
    if swap.direction == "level":
        return f"It shares its rank with {neighbour}."
    doing = "It would overtake" if swap.direction == "up" else "It would fall behind"
    vague = {b.barrier for b in found.ranking.barriers if not printed(b)}
    ways = [
        _change_words(change, printed_=change.what != "reach" or change.name not in vague)
        for change in (swap.reach, swap.strength)
        if change is not None
    ]
    if not ways:
        return f"No change of a single reach or strength makes it {'overtake' if swap.direction == 'up' else 'fall behind'} {neighbour}."
    return f"{doing} {neighbour} if {', or if '.join(ways)}."


def _change_words(change: Change, *, printed_: bool) -> str:
    verb = "rose" if change.change > 0 else "fell"
    digits = 1 if change.what == "reach" else 2
    if abs(change.change) < 10**-digits:
        digits += 2
    size = number(abs(change.change), digits)
    if not printed_:
        return f"{change.label} ({UNRELIABLE}) {verb} by {size}"
    if change.what == "reach":
        return (
            f"{change.label} {verb} from {number(change.now, digits)} to past {number(change.to, digits)} (by {size})"
        )
    return f'the strength of "{change.label}" {verb} from {number(change.now, digits)} to past {number(change.to, digits)} (by {size})'
