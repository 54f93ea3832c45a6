"""What stands beside a ranking: the policy in force, and how the county's figures stand among its state's."""

from __future__ import annotations

import numpy as np

from jobtraining_cli.estimate.reach import CountyReach, shares, state_rows
from jobtraining_cli.models.catalog import Project
from jobtraining_cli.models.county import County
from jobtraining_cli.models.protected import ProtectedTable
from jobtraining_cli.models.ranking import Policy, StateContext, Strength
from jobtraining_cli.models.survey import Kind
from jobtraining_cli.models.taxonomy import EvidencePolicy
from jobtraining_cli.score.coverage import Array, coverage_matrix
from jobtraining_cli.score.ranking import first_places


def policy_in_force(policy: EvidencePolicy) -> Policy:
    """The evidence policy as a result tells it."""
    strengths = tuple(
        Strength.model_construct(rating=r, label=policy.label(r), strength=s) for r, s in policy.strengths.items()
    )
    return Policy.model_construct(id=policy.id, title=policy.title, strengths=strengths, partial_fit=policy.partial_fit)


def state_context(
    county: County,
    table: ProtectedTable,
    projects: tuple[Project, ...],
    reach: CountyReach,
    policy: EvidencePolicy,
    weights: Array | None,
) -> StateContext | None:
    """How often the same indicator, and the same project, leads in the state's counties."""
    if table.survey.kind is not Kind.indicator:
        return None
    ids = tuple(barrier.barrier for barrier in reach.barriers)
    counties = state_rows(table, county.fips)
    matrix = np.array([[found.get(barrier, 0.0) for barrier in ids] for found in map(shares, counties.values())])
    leading = matrix == matrix.max(axis=1, keepdims=True)
    weighted = matrix if weights is None else matrix * weights
    first = first_places(weighted, coverage_matrix(projects, ids, policy))
    most, best = int(leading.sum(axis=0).argmax()), int(first[list(counties).index(county.fips)].argmax())
    return StateContext(
        state=county.state,
        counties=len(counties),
        leading_barrier=ids[most],
        leading_in=int(leading[:, most].sum()),
        first_project=projects[best].code,
        first_in=int(first[:, best].sum()),
    )
