"""How many judgements would have to be otherwise for another project to come first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jobtraining_cli.models.ranking import Contribution, RankedProject
from jobtraining_cli.models.uncertainty import EdgeChange

_TINY = 1e-9


def fewest_edge_changes(projects: Sequence[RankedProject], partial_fit: float = 0.5) -> tuple[EdgeChange, ...] | None:
    """The fewest edges whose fit must be judged otherwise until some project is strictly above the first one.

    The fit of an edge of the first project may be lower (partial, or none), and a partial one of the other project may be
    full. No edge is added: what a project does not act on in the catalogue stays so. The largest gains first are the fewest
    changes, since gains add up; where one is enough, the mildest that is: by a step rather than two, then by the least gain.
    ``None`` where no such changes are enough, or where there is no other project. ``partial_fit`` is what that counts for.
    """
    best: tuple[EdgeChange, ...] | None = None
    single: list[tuple[int, float, str, str, EdgeChange]] = []
    for other in projects[1:]:
        gap = projects[0].relief_index - other.relief_index
        largest: dict[tuple[str, str], _Change] = {}
        for change in (*_losses(projects[0], partial_fit), *_gains(other)):
            if change.gain > gap + _TINY:
                single.append((change.steps, change.gain, change.edge.code, change.edge.barrier, change.edge))
            key = (change.edge.code, change.edge.barrier)
            if key not in largest or change.gain > largest[key].gain:
                largest[key] = change
        changes: list[EdgeChange] = []
        for _, change in sorted(largest.items(), key=lambda item: (-item[1].gain, item[0])):
            if gap < -_TINY or change.gain <= 0:
                break
            changes.append(change.edge)
            gap -= change.gain
        if gap < -_TINY and (best is None or len(changes) < len(best)):
            best = tuple(changes)
    return (min(single, key=lambda item: item[:4])[-1],) if single else best


class _Change(NamedTuple):
    """A changed edge, by how many steps of fit, and by how much of the index it closes the gap."""

    edge: EdgeChange
    steps: int
    gain: float


def _losses(project: RankedProject, partial: float) -> Iterator[_Change]:
    """Edges with a lower fit."""
    for term in project.contributions:
        relief = term.relief or 0.0
        if term.fit == "full":
            yield _Change(_edge(project, term, "partial"), 1, relief * (1 - partial))
            yield _Change(_edge(project, term, "none"), 2, relief)
        elif term.fit == "partial":
            yield _Change(_edge(project, term, "none"), 1, relief)


def _gains(project: RankedProject) -> Iterator[_Change]:
    """Partial edges that were full."""
    for term in project.contributions:
        if term.fit == "partial":
            used = term.reach if term.reach is not None else term.assumed
            gain = term.weight * (used or 0.0) * term.strength * (1.0 - term.fit_value)
            yield _Change(_edge(project, term, "full"), 1, gain)


def _edge(project: RankedProject, term: Contribution, to: str) -> EdgeChange:
    return EdgeChange.model_construct(code=project.code, barrier=term.barrier, fit=term.fit, to=to)
