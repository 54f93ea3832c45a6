"""A ranking with how sure it is: draws of the data, of the judgement, and of both."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import cast

from jobtraining_cli.estimate.bootstrap import never_named
from jobtraining_cli.estimate.draws import bootstrapped, reach_draws
from jobtraining_cli.estimate.precision import MIN_SIZE
from jobtraining_cli.estimate.reach import CountyReach
from jobtraining_cli.models.catalog import Project
from jobtraining_cli.models.patterns import ProtectedPatterns
from jobtraining_cli.models.ranking import Ranking
from jobtraining_cli.models.streams import DRAWS, SEED
from jobtraining_cli.models.taxonomy import EvidencePolicy
from jobtraining_cli.models.uncertainty import ModeName
from jobtraining_cli.score.coverage import Array
from jobtraining_cli.score.draws import edge_terms
from jobtraining_cli.score.judgement import Judgement, judgement_draws, point
from jobtraining_cli.score.ranking import reach_vector
from jobtraining_cli.score.uncertainty import Chances, draw_modes, ranks_without, summary, with_uncertainty


class Uncertain(StrEnum):
    """What is drawn to say how sure a ranking is."""

    data = "data"
    judgement = "judgement"
    both = "both"
    none = "none"


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn for a ranking, and how often."""

    mode: Uncertain = Uncertain.both
    draws: int = DRAWS
    seed: int = SEED


class Chance:
    """The draws of the judgement, which all counties share."""

    def __init__(self, policy: EvidencePolicy, drawing: Drawing) -> None:
        """Nothing is drawn before it is needed."""
        self.policy, self.drawing = policy, drawing

    @cached_property
    def judgement(self) -> tuple[Judgement, Judgement]:
        """The policy as it stands, and drawn."""
        return point(self.policy), judgement_draws(self.policy, self.drawing.draws, self.drawing.seed)

    def add(
        self,
        ranking: Ranking,
        reach: CountyReach,
        projects: tuple[Project, ...],
        weights: tuple[Array, Array] | None = None,
        patterns: ProtectedPatterns | None = None,
    ) -> Ranking:
        """The ranking with the uncertainty of its order.

        ``weights``: stakeholder weights (B,) as they are, and drawn; ``patterns``: who named what together.
        """
        drawing = self.drawing
        if drawing.mode is Uncertain.none or not ranking.projects:
            return ranking
        mode = cast("ModeName", drawing.mode.value)
        draws, seed = drawing.draws, drawing.seed
        by_code = {project.code: project for project in projects}
        ordered = tuple(by_code[project.code] for project in ranking.projects)
        terms = edge_terms(ordered, tuple(barrier.barrier for barrier in reach.barriers))
        drawn = reach_draws(reach, draws, seed, patterns)
        modes = draw_modes(terms, Chances((reach_vector(reach.barriers), drawn), self.judgement, weights), draws)
        weak = tuple(b.barrier for b in reach.barriers if b.drawn_size is not None and b.drawn_size < MIN_SIZE)
        told = with_uncertainty(ranking.projects, modes, mode, draws)
        if weak:
            places = ranks_without(told, frozenset(weak))
            told = tuple(
                project.model_copy(update={"rank_without_prior_dominated": place})
                for project, place in zip(told, places, strict=True)
            )
        found = summary(told, modes, mode, draws, seed, self.policy.partial_fit)
        found = found.model_copy(update={"prior_dominated": weak, "data_draws": "jeffreys"})
        together = bootstrapped(reach, patterns)
        if patterns is not None and together:
            never = never_named(patterns, together)
            found = found.model_copy(update={"data_draws": "bootstrap", "never_named": never})
        return ranking.model_copy(update={"projects": told, "uncertainty": found})


__all__ = ["Chance", "Drawing", "Uncertain"]
