"""Catalogue, taxonomy and evidence policy: files -> models, and whether they agree with each other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jobtraining_cli.errors import DataError, Problem, did_you_mean
from jobtraining_cli.load.build import build_yaml, show_field
from jobtraining_cli.load.files import read_text, show_path
from jobtraining_cli.load.yaml_text import marks
from jobtraining_cli.models.catalog import Catalogue, CatalogueFile, Innovation, Project, parse_code
from jobtraining_cli.models.taxonomy import EvidencePolicy, Taxonomy

Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Loaded:
    """One catalogue file with its text, so that a finding can be given its line."""

    place: str
    text: str
    content: CatalogueFile

    def problem(self, path: tuple[str | int, ...], message: str, hint: str | None) -> Problem:
        """A finding at a key path of this file."""
        found = marks(self.text, self.place)
        line, column = found.get(path, (None, None))
        return Problem(message, self.place, line, column, show_field(path), hint)


def load_catalogue_file(path: Path) -> Loaded:
    """One file of a catalogue. Raises ``DataError``, ``UsageError`` or ``RunError``."""
    text, place = read_text(path), show_path(path)
    return Loaded(place, text, build_yaml(CatalogueFile, text, place))


def load_taxonomy(path: Path) -> Taxonomy:
    """The taxonomy. Raises ``DataError``, also for an id that stands twice."""
    text, place = read_text(path), show_path(path)
    taxonomy = build_yaml(Taxonomy, text, place)
    seen: set[str] = set()
    for index, barrier in enumerate(taxonomy.barriers):
        if barrier.id in seen:
            where = ("barriers", index, "id")
            line, column = marks(text, place)[where]
            raise DataError(
                Problem(
                    f"the barrier id {barrier.id!r} stands here twice",
                    place,
                    line,
                    column,
                    show_field(where),
                    "keep one of the two",
                )
            )
        seen.add(barrier.id)
    return taxonomy


def load_policy(path: Path) -> EvidencePolicy:
    """The evidence policy. Raises ``DataError``, ``UsageError`` or ``RunError``."""
    return build_yaml(EvidencePolicy, read_text(path), show_path(path))


def check_catalogue(
    files: Iterable[Loaded], taxonomy: Taxonomy | None, policy: EvidencePolicy | None
) -> Iterator[Problem]:
    """Everything that one file cannot know: codes twice, unknown barriers, ratings and innovations.

    Without a taxonomy barriers are not checked, without a policy ratings are not.
    """
    barriers = None if taxonomy is None else taxonomy.ids
    ratings = None if policy is None else tuple(policy.strengths)
    files = list(files)
    innovations: dict[tuple[str, int], str] = {}
    for file in files:
        yield from _check_innovations(file, innovations)
    codes: dict[str, str] = {}
    for file in files:
        for index, project in enumerate(file.content.projects):
            here: Path_ = ("projects", index)
            if project.code in codes:
                message = f"{project.code} is already in {codes[project.code]}"
                yield file.problem((*here, "code"), message, "give each project its own code")
            codes.setdefault(project.code, file.place)
            key = (project.key.service, project.key.innovation)
            if key not in innovations:
                services = {service for service, _ in innovations}
                hint = None if key[0] in services else did_you_mean(key[0], services)
                message = f"no innovation {key[1]} of {key[0]} is listed in this catalogue"
                yield file.problem((*here, "code"), message, hint or "list it under `innovations:`")
            yield from _check_edges(file, here, project, barriers, ratings)


def _check_innovations(file: Loaded, known: dict[tuple[str, int], str]) -> Iterator[Problem]:
    for index, innovation in enumerate(file.content.innovations):
        if file.content.service is None:
            message = "innovations need the `service` they belong to"
            yield file.problem(("innovations",), message, "add `service:` to this file")
            return
        key = (file.content.service, innovation.number)
        if key in known:
            message = f"innovation {innovation.number} of {key[0]} is already in {known[key]}"
            yield file.problem(("innovations", index, "number"), message, "keep one of the two")
        known.setdefault(key, file.place)


def _check_edges(
    file: Loaded, here: Path_, project: Project, barriers: Collection[str] | None, ratings: Collection[str] | None
) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, edge in enumerate(project.addresses):
        path = (*here, "addresses", place)
        if barriers is not None and edge.barrier not in barriers:
            hint = did_you_mean(edge.barrier, barriers) or "the ids stand in taxonomy.yaml"
            yield file.problem((*path, "barrier"), f"unknown barrier {edge.barrier!r}", hint)
        elif edge.barrier in seen:
            message = f"{project.code} has two edges to {edge.barrier!r}"
            yield file.problem((*path, "barrier"), message, "keep one of the two")
        seen.add(edge.barrier)
        rating = edge.evidence.rating
        if ratings is not None and rating not in ratings:
            hint = did_you_mean(rating, ratings) or f"the ratings are {', '.join(ratings)}"
            yield file.problem((*path, "evidence", "rating"), f"unknown rating {rating!r}", hint)


def join_catalogue(files: Iterable[Loaded]) -> Catalogue:
    """All files as one catalogue, projects sorted by code as people count."""
    contents = [file.content for file in files]
    innovations: dict[str, list[Innovation]] = {}
    for content in contents:
        if content.service is not None:
            innovations.setdefault(content.service, []).extend(content.innovations)
    return Catalogue.model_construct(
        titles=tuple(content.title for content in contents if content.title),
        state=next(iter(states)) if len(states := {content.state for content in contents}) == 1 else None,
        illustrative=any(content.illustrative for content in contents),
        innovations={
            service: tuple(sorted(items, key=lambda i: i.number)) for service, items in sorted(innovations.items())
        },
        projects=tuple(sorted((p for content in contents for p in content.projects), key=lambda p: parse_code(p.code))),
    )
