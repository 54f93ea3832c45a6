"""What there is in a workspace, as lists: projects, barriers, counties, surveys.

Every list is in a fixed order, and narrowed down by filters that are told when they cannot match.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from jobtraining_cli.errors import UsageError, did_you_mean
from jobtraining_cli.load.counties import fold
from jobtraining_cli.load.files import show_path
from jobtraining_cli.models.catalog import SHORT_ID_PATTERN, Fit, Origin, Project
from jobtraining_cli.models.inventory import BarrierEntry, CountyEntry, EdgeEntry, ProjectEntry, SurveyEntry
from jobtraining_cli.models.streams import DRAWS, SEED

if TYPE_CHECKING:
    from jobtraining_cli.load.settings import InForce
    from jobtraining_cli.models.county import County
    from jobtraining_cli.models.inventory import Configuration
    from jobtraining_cli.models.survey import Kind
    from jobtraining_cli.workspace import SurveyFile, Workspace


def _known(value: str | None, known: Iterable[str], what: str) -> str | None:
    """The known word that ``value`` is, in any case. Raises ``UsageError`` with the nearest."""
    if value is None:
        return None
    words = sorted(set(known))
    found = next((word for word in words if word.casefold() == value.strip().casefold()), None)
    if found is None:
        hint = did_you_mean(value, words) or f"there are {', '.join(words[:20]) or 'none'}"
        raise UsageError(f"there is no {what} {value!r}", hint=hint)
    return found


def find_barrier(workspace: Workspace, text: str) -> str:
    """The id of a barrier given by id or label. Raises ``UsageError`` with the nearest."""
    taxonomy = workspace.taxonomy
    found = taxonomy.find(text)
    if found is None:
        labels = {taxonomy.label(id_): id_ for id_ in taxonomy.ids}
        near = did_you_mean(text, taxonomy.ids) or did_you_mean(text, labels)
        raise UsageError(f"there is no barrier {text!r}", hint=near or f"the barriers are {', '.join(taxonomy.ids)}")
    return found


def _mentions(search: str | None, *texts: str | None) -> bool:
    """Whether every word searched for begins a word of the texts, whatever its case and accents."""
    if not search:
        return True
    words = {word for text in texts if text for word in fold(text)}
    return all(any(word.startswith(wanted) for word in words) for wanted in fold(search))


def project_entry(project: Project, workspace: Workspace) -> ProjectEntry:
    """A project with the names that its ids stand for."""
    taxonomy, policy, key = workspace.taxonomy, workspace.policy, project.key
    names = {i.number: i.name for i in workspace.catalogue.innovations.get(key.service, ())}
    edges = tuple(
        EdgeEntry.model_construct(
            barrier=edge.barrier,
            label=taxonomy.label(edge.barrier),
            fit=edge.fit.value,
            basis=edge.basis,
            rating=edge.evidence.rating,
            rating_label=policy.label(edge.evidence.rating),
            strength=round(policy.strengths[edge.evidence.rating], 9),
            why=edge.why,
            clearinghouse=edge.evidence.clearinghouse,
            outcome=edge.evidence.outcome,
            url=edge.evidence.url,
            accessed=edge.evidence.accessed,
            note=edge.evidence.note,
        )
        for edge in project.addresses
    )
    return ProjectEntry.model_construct(
        code=project.code,
        id=project.id,
        service=key.service,
        innovation=key.innovation,
        innovation_name=names.get(key.innovation),
        title=project.title,
        summary=project.summary,
        origin=project.origin,
        source=project.source,
        level=project.level,
        leads=project.leads,
        partners=project.partners,
        changes=project.changes,
        next_steps=project.next_steps,
        next_steps_origin=project.next_steps_origin,
        edges=edges,
        feasibility=project.feasibility,
        refused=project.feasibility.refused,
        criteria=project.criteria,
        cost=project.cost,
        months_to_start=project.months_to_start,
        illustrative=workspace.catalogue.illustrative,
    )


def list_projects(
    workspace: Workspace,
    *,
    service: str | None = None,
    barrier: str | None = None,
    innovation: int | None = None,
    origin: str | None = None,
    level: str | None = None,
    search: str | None = None,
) -> tuple[ProjectEntry, ...]:
    """The projects of the catalogue, by code. Raises ``UsageError`` for a filter that names nothing there is."""
    projects = workspace.catalogue.projects
    service = _known(service, workspace.catalogue.services, "service")
    barrier = None if barrier is None else find_barrier(workspace, barrier)
    level = _known(level, (name for p in projects for name in p.level), "level")
    numbers = sorted({i.number for items in workspace.catalogue.innovations.values() for i in items})
    if innovation is not None and innovation not in numbers:
        raise UsageError(f"there is no innovation {innovation}", hint=f"there are {', '.join(map(str, numbers))}")

    def wanted(project: Project) -> bool:
        acts_on = {edge.barrier for edge in project.addresses if edge.fit is not Fit.none}
        return (
            service in (None, project.key.service)
            and (barrier is None or barrier in acts_on)
            and innovation in (None, project.key.innovation)
            and (origin is None or project.origin is Origin(origin))
            and (level is None or level in project.level)
            and _mentions(search, project.title, project.summary, project.leads, *project.partners, *project.next_steps)
        )

    return tuple(project_entry(project, workspace) for project in projects if wanted(project))


def find_project(workspace: Workspace, name: str, service: str | None = None) -> Project:
    """The project with a code such as ``Job Training.9.1``, or an id such as ``9.1`` where one service has it.

    Raises ``UsageError`` where there is none, or where several services have the id.
    """
    wanted, projects = name.strip(), workspace.catalogue.projects
    short = SHORT_ID_PATTERN.fullmatch(wanted) is not None
    found = [p for p in projects if (p.id if short else p.code).casefold() == wanted.casefold()]
    found = [p for p in found if service in (None, p.key.service)]
    if len(found) == 1:
        return found[0]
    if found:
        codes = " or ".join(p.code for p in found)
        raise UsageError(f"{wanted!r} could be {codes}", hint="give the whole code")
    ids = [p.id for p in projects if service in (None, p.key.service)]
    hint = did_you_mean(name, ids) or did_you_mean(name, [p.code for p in projects])
    whose = f" for {service}" if service else ""
    raise UsageError(f"there is no project {name!r}{whose}", hint=hint or f"the projects are {', '.join(ids)}")


def list_barriers(
    workspace: Workspace, *, search: str | None = None, survey: str | None = None, uncovered: bool = False
) -> tuple[BarrierEntry, ...]:
    """The barriers of the taxonomy, in its order: all, those that a survey asked about, those nothing acts on.

    Raises ``UsageError`` for a survey that is not there.
    """
    asked = None
    if survey:
        asked = workspace.table_file(workspace.named_survey(survey)).barriers_named()
    acts: dict[tuple[str, str], list[str]] = {}
    for project in workspace.catalogue.projects:
        for edge in project.addresses:
            acts.setdefault((edge.barrier, edge.fit.value), []).append(project.code)
    entries = []
    for barrier in workspace.taxonomy.barriers:
        full, partial = (tuple(acts.get((barrier.id, fit), ())) for fit in ("full", "partial"))
        texts = (
            barrier.id.replace("_", " "),
            barrier.label.en,
            barrier.label.es,
            barrier.description,
            *barrier.aliases,
        )
        if (asked is not None and barrier.id not in asked) or (uncovered and (full or partial)):
            continue
        if _mentions(search, *texts):
            entries.append(
                BarrierEntry.model_construct(
                    id=barrier.id,
                    label_en=barrier.label.en,
                    label_es=barrier.label.es,
                    description=barrier.description,
                    aliases=barrier.aliases,
                    crosswalk=barrier.crosswalk,
                    full=full,
                    partial=partial,
                )
            )
    return tuple(entries)


def list_counties(
    workspace: Workspace,
    *,
    states: Iterable[str] | None = None,
    survey: str | None = None,
    search: str | None = None,
    chosen: str | None = None,
) -> tuple[CountyEntry, ...]:
    """The counties of some states, or of all, with the table that each would be ranked on.

    ``survey`` keeps those that it covers; ``chosen`` is the table that a setting names for all counties. Raises
    ``UsageError`` for a survey that is not there.
    """
    wanted = None if states is None else set(states)
    only = workspace.named_survey(survey) if survey else None
    settled = workspace.named_survey(chosen) if chosen else None
    tables = list(workspace.surveys)
    tables += [item for item in (only, settled) if item is not None and item.csv not in {t.csv for t in tables}]
    covered = {item.csv: workspace.table_file(item).covered() for item in tables}
    order = workspace.by_preference() if settled is None else (settled,)

    def entry(county: County) -> CountyEntry:
        best = next((item for item in order if county.fips in covered[item.csv]), None)
        return CountyEntry.model_construct(
            fips=county.fips,
            slug=workspace.register.slug(county),
            name=county.name,
            state=county.state,
            survey=best.survey.id if best else None,
            kind=best.survey.kind.value if best else None,
            surveys=tuple(item.survey.id for item in tables if county.fips in covered[item.csv]),
        )

    return tuple(
        entry(county)
        for county in workspace.register.counties
        if (wanted is None or county.state in wanted)
        and (only is None or county.fips in covered[only.csv])
        and _mentions(search, county.name)
    )


def list_surveys(
    workspace: Workspace, *, kind: Kind | None = None, county: County | None = None, service: str | None = None
) -> tuple[SurveyEntry, ...]:
    """The tables with a sidecar, in the order in which they would be taken, examples last."""
    order = workspace.by_preference()
    tables = [*order, *(item for item in workspace.surveys if item not in order)]

    def entry(item: SurveyFile) -> SurveyEntry:
        table = workspace.table_file(item)
        return SurveyEntry.model_construct(
            survey=item.survey,
            place=item.place,
            whence="example" if item.example else "packaged" if item.packaged else "own",
            counties=len(table.covered()),
            barriers=tuple(sorted(table.barriers_named())),
        )

    service = _known(service, {item.survey.service for item in tables if item.survey.service}, "service")
    return tuple(
        entry(item)
        for item in tables
        if kind in (None, item.survey.kind)
        and service in (None, item.survey.service)
        and (county is None or workspace.table_file(item).covers(county.fips))
    )


def configuration(workspace: Workspace, settings: InForce, data_by: str) -> Configuration:
    """Every setting with its value and whence it comes, and the files that are read for each part of the data.

    ``data_by`` says who named the data folder, where somebody did.
    """
    from jobtraining_cli.load.settings import Settled
    from jobtraining_cli.models.inventory import Configuration, FileEntry, SettingEntry
    from jobtraining_cli.models.settings import Settings

    entries = []
    own = workspace.folders[0] if len(workspace.folders) > 1 and not workspace.named else None
    found = {} if own is None else {"data": show_path(own)}
    for name, field in Settings.model_fields.items():
        settled = settings.get(name)
        if name == "data" and workspace.named:
            settled = Settled(show_path(workspace.folders[0]), data_by)
        value = None if settled is None else settled.value
        text = "; ".join(value) if isinstance(value, tuple) else None if value is None else str(value)
        text = text.lower() if isinstance(value, bool) and text else text
        entries.append(
            SettingEntry.model_construct(
                setting=field.alias or name,
                value=text if settled else found.get(name) or _DEFAULTS.get(name),
                whence=settled.whence if settled else "found here" if name in found else "default",
                help=field.description or "",
            )
        )
    parts = [("settings file", settings.file.path)] if settings.file else []
    parts += [("data folder", folder) for folder in workspace.folders]
    parts += [("catalogue", path) for path in workspace.catalogue_paths]
    parts += [("taxonomy", workspace.taxonomy_path), ("evidence policy", workspace.policy_path)]
    parts += [("table", item.csv) for item in workspace.surveys]
    files = tuple(FileEntry.model_construct(part=part, file=show_path(path)) for part, path in parts)
    return Configuration.model_construct(settings=tuple(entries), files=files)


_DEFAULTS = {
    "uncertainty": "both",
    "draws": str(DRAWS),
    "seed": str(SEED),
    "state": "NM",
    "format": "table",
    "wide": "false",
    "color": "where stdout is a terminal",
    "raw_csv": "false",
}
