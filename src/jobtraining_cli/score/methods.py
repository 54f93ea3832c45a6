"""Other ways to set priorities, as cross-checks on the default score (SCORING section 6).

Each takes the ranked projects only: what a gate stopped is out of every method. What is measured here comes from the
reaches that enter the default score, and from nothing else of the survey.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from jobtraining_cli.models.catalog import Fit
from jobtraining_cli.models.methods import ComparedProject, Method, MethodResult
from jobtraining_cli.models.ranking import BarrierReach, RankedProject, Ranking
from jobtraining_cli.score.agreement import kendall_tau_b
from jobtraining_cli.score.alternatives import hanlon, hanlon_bpr, rice, topsis, weighted_sum
from jobtraining_cli.score.coverage import DECIMALS, Array, competition_rank

# Ratings are from 0 to 10. What is measured per 100 is brought there by a tenth, a confidence from 0 to 1 tenfold.
TOP = 10.0
SUM_WEIGHTS: Mapping[str, float] = {"size": 1.0, "seriousness": 1.0, "effectiveness": 1.0}
TOPSIS_WEIGHTS: Mapping[str, float] = {**SUM_WEIGHTS, "effort": -1.0}
# The criteria that methods ask for by name, and those that every ranked project has.
NAMED = ("seriousness", "effectiveness", "impact", "confidence", "effort")
KNOWN = ("size", "fit")
_FARTHEST = "the farthest-reaching barrier that the project acts on"


def farthest_barrier(project: RankedProject, barriers: Mapping[str, BarrierReach]) -> BarrierReach | None:
    """The barrier with the largest reach among those the project acts on; ``None`` where it acts on none.

    The people whom a project can reach are at least those who name this one: somebody who names two of its barriers is
    one person, so reaches are not added. Of barriers that reach equally far it is the first by id.
    """
    acts = sorted(term.barrier for term in project.contributions if term.fit != Fit.none.value)
    known = [barriers[barrier] for barrier in acts if barriers[barrier].used is not None]
    return max(known, key=lambda barrier: barrier.used or 0.0, default=None)


def compared_projects(ranking: Ranking, criteria: Mapping[str, Mapping[str, float]]) -> tuple[ComparedProject, ...]:
    """The ranked projects, in order, with what the methods take of each.

    ``criteria`` are the catalogue's, by project code and name. The size of the problem is the catalogue's rating (0 to
    10) where there is one, otherwise a tenth of the reach (per 100). The published tables that turn a percentage into a
    rating of the size differ from each other, and put most barriers of a survey into one class or two: none is used.
    """
    barriers = {barrier.barrier: barrier for barrier in ranking.barriers}
    found = []
    for project in ranking.projects:
        own = dict(criteria.get(project.code, {}))
        far = farthest_barrier(project, barriers)
        reach = 0.0 if far is None else far.used or 0.0
        found.append(
            ComparedProject.model_construct(
                code=project.code,
                id=project.id,
                title=project.title,
                rank=project.rank,
                fit_score=project.fit_score,
                barrier=None if far is None else far.barrier,
                reach=reach,
                assumed=far is not None and far.reach is None,
                size=own.get("size", round(reach / TOP, DECIMALS)),
                size_rated="size" in own,
                criteria=own,
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Recipe:
    """A method as it is told and computed: ``needs`` are the criteria that ``score`` takes, each as a column."""

    id: Method
    name: str
    formula: str
    source: str
    needs: tuple[str, ...]
    score: Callable[..., float | Array]


def run_methods(
    ranking: Ranking, projects: tuple[ComparedProject, ...], weights: Mapping[str, float] | None = None
) -> tuple[MethodResult, ...]:
    """Every method in turn, the default first, each with its scores and ranks or with what it lacks.

    ``projects`` are those of `compared_projects`. ``weights`` are for the weighted sum and for TOPSIS, by criterion: not
    0, and below 0 where less is better. A method runs only where all projects have what it needs. Kendall's tau-b
    compares its scores with the default ones.
    """
    columns = _Columns(projects)
    return tuple(_run(recipe, columns) for recipe in _recipes(columns, ranking.reach_unit, weights))


def _recipes(columns: _Columns, unit: str, weights: Mapping[str, float] | None) -> tuple[_Recipe, ...]:
    sums, distances = dict(weights or SUM_WEIGHTS), dict(weights or TOPSIS_WEIGHTS)
    size = columns.size_words(unit)
    notes = {
        "size": f"size = {size}",
        "fit": "fit = a tenth of the fit score",
        "confidence": "confidence counts tenfold",
    }
    of_sum = "".join(f"; {text}" for name, text in notes.items() if name in sums)
    of_topsis = "".join(f"; {notes[name]}" for name in KNOWN if name in distances)
    terms = [f"{abs(w):g} x {name if w > 0 else f'(10 - {name})'}" for name, w in sums.items()]
    told = [f"{name} {abs(w):g}{'' if w > 0 else ' (less is better)'}" for name, w in distances.items()]
    return (
        _Recipe(
            Method.coverage,
            "Weighted coverage, the default",
            "100 x sum(weight x reach x fit x strength) / sum(weight x reach), over the measured barriers",
            "jt, documentation on scoring",
            ("fit",),
            lambda fit: fit * TOP,
        ),
        _Recipe(
            Method.hanlon_naccho,
            "Hanlon, NACCHO variant",
            f"(A + 2B) x C; A = size: {size}; B = seriousness and C = effectiveness, each rated 0 to 10",
            "NACCHO, Guide to Prioritization Techniques",
            ("size", "seriousness", "effectiveness"),
            hanlon,
        ),
        _Recipe(
            Method.hanlon_bpr,
            "Hanlon, Basic Priority Rating",
            f"(A + B) x C / 3; A = size: {size}; B = seriousness on 0 to 20: {columns.serious_words}; C = effectiveness, "
            "rated 0 to 10",
            "Hanlon and Pickett, Public Health: Administration and Practice",
            ("size", "seriousness_20", "effectiveness"),
            hanlon_bpr,
        ),
        _Recipe(
            Method.rice,
            "RICE",
            f"reach x impact x confidence / effort; reach = that of {_FARTHEST}, per {unit}, so that somebody who names two "
            "barriers is counted once; impact, confidence (0 to 1) and effort as rated",
            "Sean McBride, Intercom",
            ("reach", "impact", "confidence", "effort"),
            rice,
        ),
        _Recipe(
            Method.weighted_sum,
            "Weighted sum",
            f"({' + '.join(terms)}) / {sum(map(abs, sums.values())):g}, each from 0 to 10{of_sum}",
            "simple additive weighting, Fishburn 1967",
            tuple(sums),
            lambda *values: _weighted_sum(sums, values, columns.ids),
        ),
        _Recipe(
            Method.topsis,
            "TOPSIS",
            "distance to the worst / (distance to the best + distance to the worst), Euclidean, each criterion over its "
            f"vector length; weights: {', '.join(told)}{of_topsis}; it depends on which projects are compared",
            "Hwang and Yoon 1981",
            tuple(distances),
            lambda *values: _topsis(distances, values),
        ),
    )


def _weighted_sum(weights: Mapping[str, float], values: tuple[Array, ...], ids: list[str]) -> Array:
    """``sum(w_j x_j) / sum(w_j)``, with 10 - x_j where less is better. Raises ``ValueError`` for a rating above 10."""
    ratings = [value * TOP if name == "confidence" else value for name, value in zip(weights, values, strict=True)]
    above = [
        f"{name} is above 10 for {', '.join(id_ for id_, value in zip(ids, rating, strict=True) if value > TOP)}"
        for name, rating in zip(weights, ratings, strict=True)
        if (rating > TOP).any()
    ]
    if above:
        raise ValueError(f"{'; '.join(above)}: only ratings on one scale can be added up")
    signed = np.array(list(weights.values()))
    matrix = np.column_stack([x if w > 0 else TOP - x for x, w in zip(ratings, signed, strict=True)])
    return weighted_sum(matrix, np.abs(signed) / np.abs(signed).sum())


def _topsis(weights: Mapping[str, float], values: tuple[Array, ...]) -> Array:
    signed = np.array(list(weights.values()))
    return topsis(np.column_stack(values), np.abs(signed), signed > 0)


def _run(recipe: _Recipe, columns: _Columns) -> MethodResult:
    missing, reason, scores = columns.missing(recipe.needs), None, None
    if not columns.projects:
        reason = "no project is ranked"
    elif not missing:
        try:
            scores = np.round(recipe.score(*map(columns.array, recipe.needs)), DECIMALS)
        except ValueError as error:
            reason = str(error)
    codes = columns.codes
    found = {} if scores is None else dict(zip(codes, map(float, scores), strict=True))
    ranks = {} if scores is None else dict(zip(codes, map(int, competition_rank(scores)), strict=True))
    order = sorted(ranks, key=lambda code: ranks[code])
    tau = math.nan if scores is None else kendall_tau_b(scores, columns.array("fit"))
    return MethodResult.model_construct(
        id=recipe.id,
        name=recipe.name,
        formula=recipe.formula,
        source=recipe.source,
        can_run=scores is not None,
        missing=missing,
        reason=reason,
        tau_b=None if math.isnan(tau) else round(tau, DECIMALS),
        scores={code: found[code] for code in order},
        ranks={code: ranks[code] for code in order},
    )


@dataclass(frozen=True, slots=True)
class _Columns:
    """The projects, and each criterion as a column of them."""

    projects: tuple[ComparedProject, ...]

    @property
    def codes(self) -> list[str]:
        return [project.code for project in self.projects]

    @property
    def ids(self) -> list[str]:
        return [project.id for project in self.projects]

    def array(self, name: str) -> Array:
        """A criterion that every project has, shape (projects,)."""
        return np.array([_value(project, name) for project in self.projects], dtype=np.float64)

    def missing(self, needs: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        """The criteria that some project lacks, by the name that the catalogue would have, with the projects' ids."""
        lacking = {
            "seriousness" if name == "seriousness_20" else name: tuple(
                project.id for project in self.projects if _value(project, name) is None
            )
            for name in needs
        }
        return {name: ids for name, ids in lacking.items() if ids}

    def size_words(self, unit: str) -> str:
        """Where the size of the problem comes from."""
        rated = [project.id for project in self.projects if project.size_rated]
        if self.projects and len(rated) == len(self.projects):
            return "as rated, 0 to 10"
        some = f"as rated, 0 to 10, for {', '.join(rated)}; for the others " if rated else ""
        return f"{some}a tenth of the reach (per {unit}) of {_FARTHEST}"

    @property
    def serious_words(self) -> str:
        """Where a seriousness on 0 to 20 comes from."""
        rated = [project.id for project in self.projects if "seriousness_20" in project.criteria]
        if self.projects and len(rated) == len(self.projects):
            return "seriousness_20 as rated"
        if rated:
            return f"seriousness_20 as rated for {', '.join(rated)}, for the others twice the seriousness"
        return "twice the seriousness, so that the order is that of the NACCHO variant"


def _value(project: ComparedProject, name: str) -> float | None:
    if name == "fit":
        return project.fit_score / TOP
    if name in ("reach", "size"):
        return project.reach if name == "reach" else project.size
    if name == "seriousness_20" and name not in project.criteria and "seriousness" in project.criteria:
        # The Basic Priority Rating has its seriousness on a scale twice as long, so that at most it is 100.
        return 2 * project.criteria["seriousness"]
    return project.criteria.get(name)
