"""The only composer of the stages: load -> protect -> estimate -> score -> present.

Everything that ranks goes through here, so that every verb says the same.
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from jobtraining_cli.errors import JtError, UsageError, did_you_mean
from jobtraining_cli.estimate.reach import CountyReach, shares, state_rows
from jobtraining_cli.models.catalog import Fit, Project
from jobtraining_cli.models.county import County
from jobtraining_cli.models.protected import ProtectedTable
from jobtraining_cli.models.ranking import CountyRef, Digests, Policy, Ranking, StateContext, Strength, Uncertainty
from jobtraining_cli.models.survey import Base, Kind, Survey
from jobtraining_cli.present import wording
from jobtraining_cli.protect.primary import protect
from jobtraining_cli.score.coverage import coverage_matrix
from jobtraining_cli.score.ranking import first_places, rank_projects, screen
from jobtraining_cli.workspace import SurveyFile, Workspace

if TYPE_CHECKING:
    from datetime import date

    from jobtraining_cli.models.brief import Brief
    from jobtraining_cli.models.explanation import Explanation


# A brief gives the next steps of as many projects.
_FIRST = 3


class Engine:
    """A workspace, with what several counties share kept: tables, protected once, and the catalogue."""

    def __init__(self, workspace: Workspace, survey: str | None = None, base: Base | None = None) -> None:
        """Rank on ``survey`` (an id or a path), or on the best table for each county."""
        self.workspace, self.survey, self.base = workspace, survey, base
        self._tables: dict[tuple[str, str], ProtectedTable] = {}

    @cached_property
    def _named(self) -> SurveyFile | None:
        return self.workspace.named_survey(self.survey, self.base) if self.survey is not None else None

    @cached_property
    def _catalogue_digest(self) -> str:
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

    def table_for(self, county: County) -> ProtectedTable:
        """The protected table that a county is ranked on.

        People's answers are read and protected whole; of indicators, which need no protection, only the
        county's state is read. Raises ``UsageError`` where no table covers the county.
        """
        item = self._named or self.workspace.default_survey(county.fips)
        if item is None:
            raise UsageError(
                f"no table covers {county.full_name}", hint="add one to the data folder, or name one with --survey"
            )
        table = self._protected(item, county)
        if county.fips not in table.by_county:
            raise UsageError(f"survey {item.survey.id!r} has no row about {county.full_name}",
                             hint='leave out --survey, or give it empty (--survey "") where a setting names one, to use the table that covers it')  # fmt: skip
        return table

    def _protected(self, item: SurveyFile, county: County) -> ProtectedTable:
        prefix = "" if item.survey.from_people else county.fips[:2]
        key = (str(item.csv), prefix)
        if key not in self._tables:
            self._tables[key] = protect(
                self.workspace.table_file(item).table(prefix).model_copy(update={"place": item.place})
            )
        return self._tables[key]

    def rank(self, county: County) -> Ranking:
        """The ranking of one county, with every figure it rests on."""
        workspace, table = self.workspace, self.table_for(county)
        survey, policy = table.survey, workspace.policy
        service = self.service_of(survey)
        reach = CountyReach(table, county.fips, workspace.taxonomy, service)
        projects, unranked = screen(workspace.catalogue.of_service(service), reach.barriers)
        reason = reach.unsupported
        supported = reason is None
        ranked = rank_projects(projects, reach.barriers, policy) if supported else ()
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
            illustrative=survey.kind is Kind.illustrative or workspace.catalogue.illustrative,
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
            alternative=None if supported else self._alternative(county, survey, service),
            state_context=self._state_context(county, table, projects, reach) if ranked else None,
            policy=self._policy(),
            uncertainty=Uncertainty.model_construct(),
            digests=Digests.model_construct(catalogue=self._catalogue_digest, table=table.digest),
        )
        return ranking.model_copy(update={"headline": wording.headline(ranking), "caveats": wording.caveats(ranking)})

    def _alternative(self, county: County, survey: Survey, service: str) -> str | None:
        """The table to offer where a survey cannot support a ranking: the first choice that can."""
        try:
            items = self.workspace.by_preference()
        except JtError:
            return None
        for item in items:
            try:
                other = item.survey.id != survey.id and item.survey.service == survey.service
                if not other or not self.workspace.table_file(item).covers(county.fips):
                    continue
                table = self._protected(item, county)
            except JtError:
                continue  # it is no alternative, and nobody asked for it
            if CountyReach(table, county.fips, self.workspace.taxonomy, service).unsupported is None:
                return item.survey.id
        return None

    def _policy(self) -> Policy:
        policy = self.workspace.policy
        strengths = tuple(
            Strength.model_construct(rating=r, label=policy.label(r), strength=s) for r, s in policy.strengths.items()
        )
        return Policy.model_construct(
            id=policy.id, title=policy.title, strengths=strengths, partial_fit=policy.partial_fit
        )

    def _state_context(
        self, county: County, table: ProtectedTable, projects: tuple[Project, ...], reach: CountyReach
    ) -> StateContext | None:
        """How often the same indicator, and the same project, leads in the state's counties."""
        if table.survey.kind is not Kind.indicator:
            return None
        ids = tuple(barrier.barrier for barrier in reach.barriers)
        counties = state_rows(table, county.fips)
        matrix = np.array([[found.get(barrier, 0.0) for barrier in ids] for found in map(shares, counties.values())])
        leading = matrix == matrix.max(axis=1, keepdims=True)
        first = first_places(matrix, coverage_matrix(projects, ids, self.workspace.policy))
        most, best = int(leading.sum(axis=0).argmax()), int(first[list(counties).index(county.fips)].argmax())
        return StateContext(
            state=county.state,
            counties=len(counties),
            leading_barrier=ids[most],
            leading_in=int(leading[:, most].sum()),
            first_project=projects[best].code,
            first_in=int(first[:, best].sum()),
        )

    def explain(self, county: County, name: str) -> Explanation:
        """One project's whole sum in one county, and what would change its place. Raises ``UsageError``."""
        # Only this verb needs them, and building models takes time.
        from jobtraining_cli.inventory import find_project
        from jobtraining_cli.models.explanation import Explanation
        from jobtraining_cli.score.neighbours import neighbour_swaps

        ranking = self.rank(county)
        code = find_project(self.workspace, name, ranking.service).code
        project = next((p for p in ranking.projects if p.code == code), None)
        catalogue = {p.code: p for p in self.workspace.catalogue.projects}
        explanation = Explanation.model_construct(
            ranking=ranking,
            project=project,
            unranked=next((p for p in ranking.unranked if p.code == code), None),
            summary="",
            changes=None,
            total_reach=round(sum(b.used or 0.0 for b in ranking.barriers), 9),
            swaps=tuple(neighbour_swaps(ranking, project, catalogue, self.workspace.policy)) if project else (),
        )
        return explanation.model_copy(
            update={"summary": wording.explanation(explanation), "changes": wording.swaps(explanation)}
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
        if self.workspace.named or ranking.place not in {item.place for item in self.workspace.surveys}:
            return None
        about = "" if project is None else f" --project {project.id}"
        return f"jt brief --county {ranking.county.fips} --survey {ranking.survey.id}{about} --date {day.isoformat()}"
