"""What each verb asks for, composed of the stages."""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from jobtraining_cli.errors import UsageError, did_you_mean
from jobtraining_cli.estimate.reach import CountyReach
from jobtraining_cli.load.files import show_path
from jobtraining_cli.models.catalog import Fit, Project
from jobtraining_cli.models.county import County
from jobtraining_cli.models.ranking import CountyRef, Digests, Ranking
from jobtraining_cli.models.survey import Base, Kind, Survey
from jobtraining_cli.models.uncertainty import Uncertainty
from jobtraining_cli.pipeline.context import policy_in_force, state_context
from jobtraining_cli.pipeline.tables import Tables
from jobtraining_cli.pipeline.uncertain import Chance, Drawing
from jobtraining_cli.present import explained, wording
from jobtraining_cli.score.ranking import rank_projects, screen
from jobtraining_cli.workspace import Workspace

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from jobtraining_cli.models.brief import Brief
    from jobtraining_cli.models.explanation import Explanation, MethodRank
    from jobtraining_cli.models.ranking import RankedProject
    from jobtraining_cli.models.weights import Weights
    from jobtraining_cli.pipeline.stakeholders import InUse


# A brief gives the next steps of as many projects.
_FIRST = 3


class Engine:
    """A workspace, with what several counties share kept: tables, protected once, the catalogue, and the draws of the judgement."""

    def __init__(
        self,
        workspace: Workspace,
        survey: str | None = None,
        base: Base | None = None,
        drawing: Drawing | None = None,
        *,
        weights: Path | None = None,
        reveal: bool = False,
    ) -> None:
        """Rank on ``survey`` (an id or a path), or on the best table for each county.

        ``weights`` is a file of stakeholder weights. ``reveal`` hides nothing: for an analyst's own terminal.
        """
        self.workspace, self.weights, self.reveal = workspace, weights, reveal
        self.tables = Tables(workspace, survey, base, reveal)
        self.drawing = drawing or Drawing()

    @cached_property
    def chance(self) -> Chance:
        """What is drawn of the judgement, for all counties."""
        return Chance(self.workspace.policy, self.drawing)

    @cached_property
    def _stakeholders(self) -> Weights | None:
        if self.weights is None:
            return None
        from jobtraining_cli.load.weights import load_weights

        return load_weights(self.weights, self.workspace.taxonomy)

    def _weigh(self, reach: CountyReach) -> InUse | None:
        """The stakeholder weights for the barriers of a county. Raises ``DataError`` where some are missing."""
        if self._stakeholders is None or self.weights is None:
            return None
        from jobtraining_cli.pipeline.stakeholders import weigh

        return weigh(self._stakeholders, show_path(self.weights), reach.barriers, self.drawing.draws, self.drawing.seed)

    @cached_property
    def catalogue_digest(self) -> str:
        """SHA-256 of the files of the catalogue."""
        return hashlib.sha256("\0".join(file.text for file in self.workspace.catalogue_files).encode()).hexdigest()

    def service_of(self, survey: Survey) -> str:
        """The service whose projects a survey ranks. Raises ``UsageError`` where that is open."""
        services = self.workspace.catalogue.services
        if survey.service is None:
            if len(services) == 1:
                return services[0]
            raise UsageError(f"survey {survey.id!r} does not say its service, and the catalogue has {', '.join(services) or 'none'}",
                             hint="add `service:` to the sidecar")  # fmt: skip
        if survey.service not in services:
            hint = did_you_mean(survey.service, services) or f"the catalogue has {', '.join(services) or 'no projects'}"
            raise UsageError(
                f"no project in the catalogue is for {survey.service!r}, the service of survey {survey.id!r}", hint=hint
            )
        return survey.service

    def rank(self, county: County) -> Ranking:
        """The ranking of one county, with every figure it rests on."""
        workspace, table = self.workspace, self.tables.table_for(county)
        survey, policy = table.survey, workspace.policy
        service = self.service_of(survey)
        reach = CountyReach(table, county.fips, workspace.taxonomy, service)
        projects, unranked = screen(workspace.catalogue.of_service(service), reach.barriers)
        reason = reach.unsupported
        supported = reason is None
        # A file of weights that is wrong is told even where there is nothing to weigh.
        weighed = self._weigh(reach) if self._stakeholders is not None and supported else None
        weights = None if weighed is None else weighed.mean
        ranked = rank_projects(projects, reach.barriers, policy, weights) if supported else ()
        if supported and not any(project.fit_score for project in ranked):
            reason, ranked = ("no_points" if ranked else "no_project"), ()
        possible = [p for p in workspace.catalogue.of_service(service) if not p.feasibility.refused]
        acted_on = {edge.barrier for project in possible for edge in project.addresses if edge.fit is not Fit.none}
        ranking = Ranking.model_construct(
            county=CountyRef.model_construct(fips=county.fips, name=county.name, state=county.state),
            service=service,
            survey=survey,
            place=table.place,
            reach_unit=reach.unit,
            reach_note=reach.divisor_note,
            relief_name="indicator index" if survey.kind is Kind.indicator else "relief index",
            illustrative=survey.kind is Kind.illustrative
            or workspace.catalogue.illustrative
            or (weighed is not None and weighed.told.illustrative),
            supported=supported,
            no_ranking=reason,
            catalogue_state=workspace.catalogue.state,
            headline="",
            caveats=(),
            barriers=reach.barriers,
            ranked_total=len(ranked),
            filters={},
            projects=ranked,
            unranked=unranked,
            unaddressed=tuple(b.barrier for b in reach.barriers if b.used and b.barrier not in acted_on),
            alternative=None if supported else self.tables.alternative(county, survey, service),
            state_context=state_context(county, table, projects, reach, policy, weights) if ranked else None,
            policy=policy_in_force(policy),
            stakeholders=None if weighed is None else weighed.told,
            uncertainty=Uncertainty.model_construct(),
            digests=Digests.model_construct(catalogue=self.catalogue_digest, table=table.digest),
        )
        if weighed is not None and ranked:
            plain = {p.code: p.rank for p in rank_projects(projects, reach.barriers, policy)}
            marked = (p.model_copy(update={"rank_unweighted": plain[p.code]}) for p in ranked)
            ranking = ranking.model_copy(update={"projects": tuple(marked)})
        patterns = self.tables.patterns_for(county) if ranked else None
        if patterns is not None:
            from jobtraining_cli.pipeline.joint import with_joint_relief

            ranking = with_joint_relief(ranking, patterns, projects, policy)
        ranking = self.chance.add(ranking, reach, projects, weighed and (weighed.mean, weighed.drawn), patterns)
        return ranking.model_copy(update={"headline": wording.headline(ranking), "caveats": wording.caveats(ranking)})

    def explain(self, county: County, name: str) -> Explanation:
        """One project's whole sum in one county, and what would change its place. Raises ``UsageError``."""
        # Only this verb needs them, and building models takes time.
        from jobtraining_cli.inventory import find_project
        from jobtraining_cli.models.explanation import Explanation
        from jobtraining_cli.score.neighbours import most_sensitive, neighbour_swaps

        ranking = self.rank(county)
        code = find_project(self.workspace, name, ranking.service).code
        project = next((p for p in ranking.projects if p.code == code), None)
        catalogue = {p.code: p for p in self.workspace.catalogue.projects}
        told = {w.barrier: w.mean for w in ranking.stakeholders.weights} if ranking.stakeholders else {}
        weights = np.array([told.get(b.barrier, 1.0) for b in ranking.barriers])
        swaps = tuple(neighbour_swaps(ranking, project, catalogue, self.workspace.policy, weights)) if project else ()
        below = ranking.projects[ranking.projects.index(project) + 1 :] if project else ()
        explanation = Explanation.model_construct(
            ranking=ranking,
            project=project,
            unranked=next((p for p in ranking.unranked if p.code == code), None),
            summary="",
            changes=None,
            total_reach=round(sum((b.used or 0.0) * told.get(b.barrier, 1.0) for b in ranking.barriers), 9),
            swaps=swaps,
            next_id=below[0].id if below else None,
            most_sensitive=most_sensitive(swaps),
            methods=self._other_methods(ranking, project),
        )
        return explanation.model_copy(
            update={"summary": explained.explanation(explanation), "changes": explained.swaps(explanation)}
        )

    def _other_methods(self, ranking: Ranking, project: RankedProject | None) -> tuple[MethodRank, ...]:
        """The project's rank by each other method, or what that lacks."""
        from jobtraining_cli.models.explanation import MethodRank
        from jobtraining_cli.pipeline.methods import method_results

        if project is None:
            return ()
        return tuple(
            MethodRank.model_construct(
                method=found.id.value,
                name=found.name,
                rank=found.ranks.get(project.code) if found.can_run else None,
                missing=tuple(found.missing),
            )
            for found in method_results(self, ranking)[1:]
        )

    def brief(self, county: County, day: date, name: str | None = None) -> Brief:
        """What a brief about a county says, or about the project ``name`` there. Raises ``UsageError``."""
        # Only this verb needs them, and building models takes time.
        from jobtraining_cli import __version__
        from jobtraining_cli.inventory import find_project, project_entry
        from jobtraining_cli.models.brief import Brief

        explanation = None if name is None else self.explain(county, name)
        ranking = self.rank(county) if explanation is None else explanation.ranking
        codes = (
            [] if name is not None else [p.code for p in ranking.projects if p.rank <= _FIRST and p.fit_score][:_FIRST]
        )
        catalogue = {p.code: p for p in self.workspace.catalogue.projects}
        subject = None if name is None else find_project(self.workspace, name, ranking.service)
        return Brief.model_construct(
            date=day,
            version=__version__,
            command=self._command(ranking, day, subject),
            ranking=ranking,
            first=tuple(project_entry(catalogue[code], self.workspace) for code in codes),
            project=None if subject is None else project_entry(subject, self.workspace),
            explanation=explanation,
        )

    def _command(self, ranking: Ranking, day: date, project: Project | None) -> str | None:
        """The command line that makes a brief again, where it needs neither the way to a folder nor that to a table."""
        if (
            self.weights is not None
            or self.workspace.named
            or ranking.place not in {item.place for item in self.workspace.surveys}
        ):
            return None
        drawing, plain = self.drawing, Drawing()
        how = "".join(
            f" --{name} {getattr(drawing, name)}"
            for name in ("draws", "seed")
            if getattr(drawing, name) != getattr(plain, name)
        ) + ("" if drawing.mode is plain.mode else f" --uncertainty {drawing.mode.value}")
        about = "" if project is None else f" --project {project.id}"
        return (
            f"jt brief --county {ranking.county.fips} --survey {ranking.survey.id}{about} --date {day.isoformat()}{how}"
        )
