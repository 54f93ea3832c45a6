"""The ranking of a county beside what other methods make of the same projects, and in the order of one of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from jobtraining_cli.errors import UsageError, did_you_mean
from jobtraining_cli.models.catalog import parse_code
from jobtraining_cli.models.methods import ComparedProject, Comparison, Method, MethodResult
from jobtraining_cli.models.ranking import Ranking
from jobtraining_cli.models.uncertainty import MethodUsed, Uncertainty
from jobtraining_cli.present import methods as words
from jobtraining_cli.present import wording
from jobtraining_cli.score.methods import KNOWN, NAMED, compared_projects, run_methods

if TYPE_CHECKING:
    from jobtraining_cli.models.county import County
    from jobtraining_cli.pipeline.engine import Engine
    from jobtraining_cli.workspace import Workspace

# What is told of the default order only.
_OF_THE_DEFAULT = (
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
)
# Weights beyond this say no more than "only this one", and their sum could become too large.
_MOST = 1e6


def compare_methods(engine: Engine, county: County, criteria: Mapping[str, float] | None = None) -> Comparison:
    """The projects of a county under every method that can run. ``criteria``: as `criterion_weights` gives them."""
    ranking = engine.rank(county)
    projects, results = _compared(engine, ranking, criteria)
    comparison = Comparison.model_construct(
        ranking=ranking,
        agreement=None,
        weights=None if criteria is None else dict(criteria),
        projects=projects,
        methods=results,
    )
    return comparison.model_copy(update={"agreement": words.agreement(comparison)})


def method_results(
    engine: Engine, ranking: Ranking, criteria: Mapping[str, float] | None = None
) -> tuple[MethodResult, ...]:
    """What each method makes of the projects of a ranking, the default first; of all of them, so narrow it down later.

    Raises ``ValueError`` for a ranking that was narrowed down.
    """
    return _compared(engine, ranking, criteria)[1]


def _compared(
    engine: Engine, ranking: Ranking, criteria: Mapping[str, float] | None
) -> tuple[tuple[ComparedProject, ...], tuple[MethodResult, ...]]:
    if len(ranking.projects) != ranking.ranked_total:
        raise ValueError("methods compare all ranked projects: narrow the list down afterwards")
    catalogue = {project.code: project.criteria for project in engine.workspace.catalogue.of_service(ranking.service)}
    projects = compared_projects(ranking, catalogue)
    return projects, run_methods(ranking, projects, criteria)


def rank_by(engine: Engine, ranking: Ranking, method: Method, criteria: Mapping[str, float] | None = None) -> Ranking:
    """A ranking in the order of a method. Raises ``UsageError`` where the method cannot run, with what it lacks."""
    return reorder(ranking, next(found for found in method_results(engine, ranking, criteria) if found.id is method))


def reorder(ranking: Ranking, result: MethodResult) -> Ranking:
    """A ranking in the order of a method; where there is none, it stays as it is, and says why.

    Rank and ``method_score`` of a project are those of the method, and ``method`` of the ranking says which it is. Fit score, relief index and contributions stay: they are what the default says. What is only true of the
    default order is taken out: how sure it is, and how often it has the same first project in the state.
    Raises ``UsageError`` where the method cannot run, with what it lacks.
    """
    if not ranking.projects or result.id is Method.coverage:
        return ranking
    if not result.can_run:
        raise UsageError(
            f"{result.id.value} cannot run for {wording.county_name(ranking)}: "
            f"{words.hindrance(result, ranking.ranked_total)}",
            hint="add it under `criteria:` of the projects in the catalogue; `jt methods` shows the methods that can run",
        )
    drawn = dict.fromkeys(_OF_THE_DEFAULT)
    projects = [
        project.model_copy(
            update=drawn | {"rank": result.ranks[project.code], "method_score": result.scores[project.code]}
        )
        for project in ranking.projects
    ]
    projects.sort(key=lambda project: (project.rank, parse_code(project.code)))
    told = ranking.model_copy(
        update={
            "projects": tuple(projects),
            "method": MethodUsed.model_construct(
                id=result.id.value, name=result.name, formula=result.formula, source=result.source, tau_b=result.tau_b
            ),
            "state_context": None,
            "uncertainty": Uncertainty.model_construct(),
        }
    )
    caveats = (*wording.caveats(told), words.reordered_caveat(result))
    return told.model_copy(update={"headline": words.reordered_headline(told, result), "caveats": caveats})


def criterion_weights(workspace: Workspace, given: Iterable[str]) -> dict[str, float] | None:
    """The weights of criteria written as ``name=weight``; ``None`` for none, where each method has its own.

    The names are those of the catalogue's criteria, those that methods ask for, `size` and `fit`. Raises ``UsageError``.
    """
    in_use = {name for project in workspace.catalogue.projects for name in project.criteria}
    known = sorted(in_use | {*NAMED, *KNOWN})
    weights: dict[str, float] = {}
    for text in given:
        name, sign, number = (part.strip() for part in text.partition("="))
        name = name.casefold()
        if name not in known:
            hint = did_you_mean(name, known) or f"the criteria are {', '.join(known[:30])}"
            raise UsageError(f"--criterion: there is no criterion {name!r}", hint=hint)
        if name in weights:
            raise UsageError(f"--criterion: {name} has two weights", hint="leave out one of the two")
        weights[name] = _weight(name, number if sign else "")
    return weights or None


def _weight(name: str, text: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        weight = math.nan
    # Text such as 1_000 is a number to Python only.
    if "_" in text or not 1 / _MOST <= abs(weight) <= _MOST:
        raise UsageError(
            f"--criterion: {text!r} is not a weight for {name}" if text else f"--criterion: {name} needs a weight",
            hint=f"write it like {name}=2, or {name}=-1 where less is better; to leave a criterion out, do not name it",
        )
    return weight
