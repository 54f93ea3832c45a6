"""A ranking narrowed down to the projects asked for."""

from __future__ import annotations

from collections.abc import Iterable

from jobtraining_cli.errors import UsageError
from jobtraining_cli.models.ranking import Ranking
from jobtraining_cli.workspace import Workspace


def select(
    ranking: Ranking,
    workspace: Workspace,
    *,
    top: int | None = None,
    barrier: str | None = None,
    innovation: int | None = None,
    origin: str | None = None,
) -> Ranking:
    """The ranking with only the projects asked for. Ranks and scores stay those of the whole list.

    Raises ``UsageError`` for a barrier that is not in the taxonomy, or an innovation without a number.
    """
    if barrier is not None:
        from jobtraining_cli.inventory import find_barrier

        barrier = find_barrier(workspace, barrier)
    numbers = [item.number for item in workspace.catalogue.innovations.get(ranking.service, ())]
    if innovation is not None and innovation not in numbers:
        raise UsageError(
            f"{ranking.service} has no innovation {innovation}", hint=f"there are {', '.join(map(str, numbers))}"
        )
    filters = {"top": top, "barrier": barrier, "innovation": innovation, "origin": origin}

    def wanted(number: int, whence: str, edges: Iterable[str]) -> bool:
        return innovation in (None, number) and origin in (None, whence) and (barrier is None or barrier in edges)

    projects = [
        p for p in ranking.projects if wanted(p.innovation, p.origin.value, (c.barrier for c in p.contributions))
    ]
    unranked = [p for p in ranking.unranked if wanted(p.innovation, p.origin.value, p.barriers)]
    if top is not None:
        projects = [p for p in projects if p.rank <= top]
    return ranking.model_copy(
        update={
            "projects": tuple(projects),
            "unranked": tuple(unranked),
            "filters": {name: str(value) for name, value in filters.items() if value is not None},
        }
    )
