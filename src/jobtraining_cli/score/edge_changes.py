"""How many judgements would have to be otherwise for another project to come first."""

from __future__ import annotations

from collections.abc import Sequence

from jobtraining_cli.models.ranking import Contribution, RankedProject
from jobtraining_cli.models.uncertainty import EdgeChange

_TINY = 1e-9


def fewest_edge_changes(projects: Sequence[RankedProject]) -> tuple[EdgeChange, ...] | None:
    """The fewest edges whose fit must be judged otherwise until some project is strictly above the first one.

    An edge of the first project may be dropped, and a partial one of the other project may be full. No edge is added:
    what a project does not act on in the catalogue stays so. The largest gains first are the fewest changes, since gains
    add up. ``None`` where no such changes are enough, or where there is no other project.
    """
    best: tuple[EdgeChange, ...] | None = None
    for other in projects[1:]:
        gap = projects[0].relief_index - other.relief_index
        gains = [(t.relief or 0.0, EdgeChange.model_construct(code=projects[0].code, barrier=t.barrier, fit=t.fit, to="none"))
                 for t in projects[0].contributions]  # fmt: skip
        gains += [(_to_full(t), EdgeChange.model_construct(code=other.code, barrier=t.barrier, fit=t.fit, to="full"))
                  for t in other.contributions if t.fit == "partial"]  # fmt: skip
        gains.sort(key=lambda item: (-item[0], item[1].code, item[1].barrier))
        changes: list[EdgeChange] = []
        for gain, change in gains:
            if gap < -_TINY or gain <= 0:
                break
            changes.append(change)
            gap -= gain
        if gap < -_TINY and (best is None or len(changes) < len(best)):
            best = tuple(changes)
    return best


def _to_full(term: Contribution) -> float:
    """What a partial edge would add if its fit were full."""
    used = term.reach if term.reach is not None else term.assumed
    return term.weight * (used or 0.0) * term.strength * (1.0 - term.fit_value)
