"""Catalogue, taxonomy and evidence policy: files -> models, and whether they agree with each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jobtraining_cli.errors import DataError, Problem, did_you_mean
from jobtraining_cli.load.build import build_yaml, show_field
from jobtraining_cli.load.files import read_text, show_path
from jobtraining_cli.load.yaml_text import marks
from jobtraining_cli.models.catalog import Catalogue, CatalogueFile, Innovation, parse_code
from jobtraining_cli.models.taxonomy import EvidencePolicy, Taxonomy


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
                Problem(f"the barrier id {barrier.id!r} stands here twice", place, line, column, show_field(where))
            )
        seen.add(barrier.id)
    return taxonomy


def load_policy(path: Path) -> EvidencePolicy:
    """The evidence policy. Raises ``DataError``, ``UsageError`` or ``RunError``."""
    return build_yaml(EvidencePolicy, read_text(path), show_path(path))


def check_catalogue(files: Iterable[Loaded], taxonomy: Taxonomy, policy: EvidencePolicy) -> Iterator[Problem]:
    """Everything that one file cannot know: codes twice, unknown barriers, ratings, innovations."""
    files = list(files)
    barriers, ratings = set(taxonomy.ids), policy.strengths
    innovations: dict[tuple[str, int], str] = {}
    for file in files:
        for index, innovation in enumerate(file.content.innovations):
            if file.content.service is None:
                yield file.problem(
                    ("innovations",), "innovations need the `service` they belong to", "add `service:` to this file"
                )
                break
            key = (file.content.service, innovation.number)
            if key in innovations:
                yield file.problem(
                    ("innovations", index, "number"),
                    f"innovation {innovation.number} of {key[0]} is already in {innovations[key]}",
                    "keep one of the two",
                )
            innovations.setdefault(key, file.place)
    codes: dict[str, str] = {}
    for file in files:
        for index, project in enumerate(file.content.projects):
            here: tuple[str | int, ...] = ("projects", index)
            if project.code in codes:
                yield file.problem(
                    (*here, "code"),
                    f"{project.code} is already in {codes[project.code]}",
                    "give each project its own code",
                )
            codes.setdefault(project.code, file.place)
            key = (project.key.service, project.key.innovation)
            if key not in innovations:
                hint = (
                    did_you_mean(key[0], {service for service, _ in innovations})
                    if key[0] not in {s for s, _ in innovations}
                    else None
                )
                message = f"no innovation {key[1]} of {key[0]} is listed in this catalogue"
                yield file.problem((*here, "code"), message, hint or "list it under `innovations:`")
            seen: set[str] = set()
            for place, edge in enumerate(project.addresses):
                edge_path = (*here, "addresses", place)
                if edge.barrier not in barriers:
                    hint = did_you_mean(edge.barrier, barriers) or "the ids stand in taxonomy.yaml"
                    yield file.problem((*edge_path, "barrier"), f"unknown barrier {edge.barrier!r}", hint)
                elif edge.barrier in seen:
                    yield file.problem(
                        (*edge_path, "barrier"),
                        f"{project.code} has two edges to {edge.barrier!r}",
                        "keep one of the two",
                    )
                seen.add(edge.barrier)
                if edge.evidence.rating not in ratings:
                    hint = did_you_mean(edge.evidence.rating, ratings) or f"the ratings are {', '.join(ratings)}"
                    yield file.problem(
                        (*edge_path, "evidence", "rating"), f"unknown rating {edge.evidence.rating!r}", hint
                    )


def join_catalogue(files: Iterable[Loaded]) -> Catalogue:
    """All files as one catalogue, projects sorted by code as people count."""
    contents = [file.content for file in files]
    innovations: dict[str, list[Innovation]] = {}
    for content in contents:
        if content.service is not None:
            innovations.setdefault(content.service, []).extend(content.innovations)
    return Catalogue.model_construct(
        titles=tuple(content.title for content in contents if content.title),
        illustrative=any(content.illustrative for content in contents),
        innovations={
            service: tuple(sorted(items, key=lambda i: i.number)) for service, items in sorted(innovations.items())
        },
        projects=tuple(sorted((p for content in contents for p in content.projects), key=lambda p: parse_code(p.code))),
    )
