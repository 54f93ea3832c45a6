"""Rankings made of a few projects and reaches, and what the methods make of them."""

from jobtraining_cli.models.ranking import BarrierReach, Contribution, RankedProject, Ranking
from jobtraining_cli.score.methods import compared_projects, run_methods

UNIT = "100 who needed job training"
ALL = {"seriousness": 6, "effectiveness": 5, "impact": 2, "confidence": 0.8, "effort": 4}


def barrier(id_, reach=None, assumed=None):
    status = "measured" if reach is not None else "hidden" if assumed is not None else "not_measured"
    return BarrierReach.model_construct(barrier=id_, label=id_, status=status, reach=reach, assumed=assumed)


def project(id_, fit_score, acts, rank=1):
    terms = tuple(
        Contribution.model_construct(barrier=name, fit=fit) for name, fit in (a.split(":") for a in acts.split())
    )
    return RankedProject.model_construct(
        rank=rank, code=f"Job Training.{id_}", id=id_, title=f"Project {id_}", fit_score=fit_score, contributions=terms
    )


def ranking(projects, **reaches):
    barriers = tuple(
        value if isinstance(value, BarrierReach) else barrier(name, value) for name, value in reaches.items()
    )
    ordered = sorted(projects, key=lambda p: -p.fit_score)
    return Ranking.model_construct(
        reach_unit=UNIT, barriers=barriers, projects=tuple(ordered), ranked_total=len(ordered)
    )


def run(found, criteria, weights=None):
    """Results by method id; ``criteria`` by project id."""
    projects = compared_projects(found, {f"Job Training.{id_}": own for id_, own in criteria.items()})
    return {result.id.value: result for result in run_methods(found, projects, weights)}


def scores(result):
    return {code.removeprefix("Job Training."): value for code, value in result.scores.items()}


def ranks(result):
    return {code.removeprefix("Job Training."): value for code, value in result.ranks.items()}
