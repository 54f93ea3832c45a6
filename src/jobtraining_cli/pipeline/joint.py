"""Any relief and all relief, from who named what together."""

from __future__ import annotations

from jobtraining_cli.models.catalog import Project
from jobtraining_cli.models.patterns import ProtectedPatterns
from jobtraining_cli.models.ranking import Ranking
from jobtraining_cli.models.taxonomy import EvidencePolicy
from jobtraining_cli.models.uncertainty import PatternsUsed
from jobtraining_cli.score.coverage import coverage_matrix
from jobtraining_cli.score.joint_relief import joint_relief


def with_joint_relief(
    ranking: Ranking, patterns: ProtectedPatterns, projects: tuple[Project, ...], policy: EvidencePolicy
) -> Ranking:
    """The ranking with the joint indices of each project; as it is where nobody names a barrier."""
    ids = tuple(barrier.barrier for barrier in ranking.barriers)
    found = joint_relief(patterns, coverage_matrix(projects, ids, policy), ids)
    if found is None:
        return ranking
    row = {project.code: at for at, project in enumerate(projects)}
    told = tuple(
        project.model_copy(
            update={
                "any_relief_independent": float(found.any_independent[row[project.code]]),
                "any_relief_dependent": float(found.any_dependent[row[project.code]]),
                "all_relief_independent": float(found.all_independent[row[project.code]]),
                "all_relief_dependent": float(found.all_dependent[row[project.code]]),
            }
        )
        for project in ranking.projects
    )
    used = PatternsUsed.model_construct(
        people=patterns.people, known_share=round(found.known_share, 9), left_out=patterns.left_out
    )
    return ranking.model_copy(update={"projects": told, "patterns": used})
