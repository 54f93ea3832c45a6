"""Catalogue, taxonomy and policy: what a file may say, and where and how a mistake is reported."""

from pathlib import Path
from typing import Any

import pytest

from jobtraining_cli.errors import Problem
from jobtraining_cli.load.build import build_yaml
from jobtraining_cli.load.catalogue import (
    check_catalogue,
    join_catalogue,
    load_catalogue_file,
    load_policy,
    load_taxonomy,
)
from jobtraining_cli.models.catalog import CatalogueFile, Fit
from jobtraining_cli.models.survey import Survey
from jobtraining_cli.models.taxonomy import EvidencePolicy, Taxonomy
from jobtraining_cli.workspace import packaged_data
from load.common import TAXONOMY, only, refused, where

POLICY = load_policy(packaged_data() / "evidence.yaml")

PROJECTS = """\
schema: 1
service: Job Training
innovations:
  - {number: 9, known: unknown}
projects:
  - code: Job Training.9.1
    title: T
    summary: S
    origin: proposed
    level: [county]
    addresses:
      - barrier: cost
        fit: full
        evidence: {rating: unrated}
        why: W
"""
LABELS = """\
schema: 1
barriers:
  - id: cost
    label: {en: Cost, es: Costo}
    description: D
  - id: transport
    label: {en: Transport, es: Transporte}
    description: D
"""
LEVELS = """\
schema: 1
id: even
title: T
levels:
  - {id: strong, label: Strong}
  - {id: weak, label: Weak}
"""
SIDECAR = """\
schema: 1
id: t
title: T
kind: survey
base: needed
"""
FILES: dict[type, str] = {CatalogueFile: PROJECTS, Taxonomy: LABELS, EvidencePolicy: LEVELS, Survey: SIDECAR}

EDGE = "projects[0].addresses[0]"
# model, what is replaced, by what, (line, column, field), what the message says, what the hint says
WRONG: dict[str, tuple[type, str, str, tuple[int, int, str | None], str, str]] = {
    "other version": (Survey, "schema: 1", "schema: 2", (1, 9, "schema"), "reads `schema: 1`, not 2", ""),
    "no version": (Survey, "schema: 1\n", "", (1, 1, "schema"), "the key 'schema' is missing", "add `schema:`"),
    "unknown key": (Survey, "title: T", "title: T\nsamplng: volunteer", (4, 1, "samplng"), "unknown key 'samplng'",
                    "did you mean 'sampling'?"),
    "unknown key, nothing near": (Survey, "title: T", "title: T\nzzz: 1", (4, 1, "zzz"), "unknown key 'zzz'",
                                  "the keys here are schema, id, title,"),
    "unknown key below": (CatalogueFile, "{rating: unrated}", "{rating: unrated, clearinghose: X}",
                          (14, 37, f"{EDGE}.evidence.clearinghose"), "unknown key 'clearinghose'",
                          "did you mean 'clearinghouse'?"),
    "missing key": (Survey, "base: needed\n", "", (1, 1, "base"), "the key 'base' is missing", "add `base:`"),
    "missing key below": (CatalogueFile, "        why: W\n", "", (12, 9, f"{EDGE}.why"), "the key 'why' is missing",
                          "add `why:`"),
    "wrong word": (Survey, "base: needed", "base: neded", (5, 7, "base"),
                   "'neded' is not one of respondents, needed, difficulty, population", "did you mean 'needed'?"),
    "wrong word below": (CatalogueFile, "fit: full", "fit: ful", (13, 14, f"{EDGE}.fit"),
                         "'ful' is not one of none, partial, full", "did you mean 'full'?"),
    "list for a word": (Survey, "kind: survey", "kind: [survey]", (4, 7, "kind"), "is not one of survey, indicator",
                        ""),
    "list for text": (Survey, "title: T", "title: [T]", (3, 8, "title"), "should be a valid string", ""),
    "text for a list": (CatalogueFile, "[county]", "county", (10, 12, "projects[0].level"), "'county': ",
                        "write a list"),
    "text for keys": (CatalogueFile, "{rating: unrated}", "unrated", (14, 19, f"{EDGE}.evidence"), "'unrated': ",
                      "write `key: value` lines"),
    "no project": (CatalogueFile, "  - code: Job Training.9.1", "  -\n  - code: Job Training.9.1", (6, 4,
                   "projects[0]"),
                   "there is no value", "write one"),
    "not a number": (CatalogueFile, "number: 9", "number: nine", (4, 14, "innovations[0].number"), "'nine': ",
                     "write a whole number"),
    "code with zeros": (CatalogueFile, "Training.9.1", "Training.09.1", (6, 11, "projects[0].code"),
                        "write 'Job Training.9.1', without leading zeros", ""),
    "code without service": (CatalogueFile, "Job Training.9.1", "9.1", (6, 11, "projects[0].code"),
                             "'9.1' is not a project code", ""),
    "published without source": (CatalogueFile, "proposed", "published", (6, 5, "projects[0]"), "needs its `source`",
                                 ""),
    "a no without reason": (CatalogueFile, "level: [county]", "level: [county]\n    feasibility: {legality: no}",
                            (11, 18, "projects[0].feasibility"), "`reason` must say why", ""),
    "not a date": (Survey, "title: T", "title: T\ncollected: {start: 2026, end: 2026-01-02}",
                   (4, 20, "collected.start"), "'2026' is not a date such as 2026-03-31", ""),
    "no such day": (Survey, "title: T", "title: T\ncollected: {start: 2026-02-30, end: 2026-03-02}",
                    (4, 20, "collected.start"), "'2026-02-30': ", ""),
    "dates in the wrong order": (Survey, "title: T", "title: T\ncollected: {start: 2026-03-02, end: 2026-03-01}",
                                 (4, 12, "collected"), "`start` is after `end`", ""),
    "address that is none": (Survey, "title: T", "title: T\nurl: javascript:alert(1)", (4, 6, "url"),
                             "starts with http:// or https://", ""),
    "id that leaves its folder": (Survey, "id: t", "id: ../t", (2, 5, "id"), "'../t': ", ""),
    "population of people": (Survey, "base: needed", "base: population", (1, 1, None), "`base: population` belongs to",
                             ""),
    "strength for one level": (EvidencePolicy, "label: Weak", "label: Weak, strength: 0.1", (1, 1, None),
                               "for every level, or for none", ""),
    "level twice": (EvidencePolicy, "id: weak", "id: strong", (1, 1, None), "level ids are unique", ""),
    "capital letters": (Taxonomy, "id: cost", "id: Cost", (3, 9, "barriers[0].id"), "'Cost': ", "use small letters"),
    "label in one language": (Taxonomy, ", es: Costo", "", (4, 12, "barriers[0].label.es"), "the key 'es' is missing",
                              "add `es:`"),
    "empty key": (Survey, "base: needed", "base:", (5, 6, "base"), "there is no value", "write one"),
    "no barriers": (Taxonomy, LABELS[10:], "barriers: []\n", (2, 11, "barriers"), "", ""),
    "infinite cost": (CatalogueFile, "level: [county]",
                      "level: [county]\n    cost: {low: 1, high: inf, currency: USD, basis: B}",
                      (11, 26, "projects[0].cost.high"), "'inf' is not a number that can be used", ""),
}  # fmt: skip


@pytest.mark.parametrize(("model", "text"), FILES.items())
def test_the_files_that_the_cases_start_from_are_right(model: type, text: str) -> None:
    assert isinstance(build_yaml(model, text, "f.yaml"), model)


@pytest.mark.parametrize(("model", "old", "new", "place", "message", "hint"), WRONG.values(), ids=WRONG)
def test_a_mistake_is_one_problem_at_its_place(
    model: type, old: str, new: str, place: tuple[int, int, str | None], message: str, hint: str
) -> None:
    assert old in FILES[model]
    problem = only(refused(build_yaml, model, FILES[model].replace(old, new, 1), "f.yaml"))
    assert where(problem) == ("f.yaml", *place)
    assert message in problem.message
    assert hint in (problem.hint or "")


HINTS = {
    "state in full": (Survey, "title: T", "title: T\nstate: New Mexico", "small letters"),
    "currency": (CatalogueFile, "level: [county]",
                 "level: [county]\n    cost: {low: 1, high: 2, currency: usd, basis: B}", "small letters"),
    "crosswalk": (Taxonomy, "description: D", "description: D\n    crosswalk: {piaac_b_q26b: 9}", "percentage"),
    "strength": (EvidencePolicy, "label: Weak}\n", "label: Weak}\nunrated: 2\n", "percentage"),
    "number": (CatalogueFile, "level: [county]", "level: [county]\n    months_to_start: nan", "cell"),
}  # fmt: skip


@pytest.mark.parametrize(("model", "old", "new", "wrong"), HINTS.values(), ids=HINTS)
def test_a_hint_is_about_the_field_that_it_stands_at(model: type, old: str, new: str, wrong: str) -> None:
    problems = refused(build_yaml, model, FILES[model].replace(old, new, 1), "f.yaml")
    assert wrong not in " ".join(problem.hint or "" for problem in problems)


@pytest.mark.parametrize("text", ["- a\n", "# nothing\n", "text\n", "[]"])
def test_a_file_without_keys_is_told_what_to_start_with(text: str) -> None:
    problem = only(refused(build_yaml, Survey, text, "f.yaml"))
    assert where(problem) == ("f.yaml", 1, None, None)
    assert (problem.hint or "").startswith("start with `schema: 1` (keys: schema, id, title, ")


def test_a_key_has_the_name_that_is_documented() -> None:
    problems = refused(build_yaml, Survey, SIDECAR.replace("schema: 1", "version: 1"), "f.yaml")
    assert ("version", "unknown key 'version'") in [(problem.field, problem.message) for problem in problems]


def test_a_list_whose_only_item_is_wrong_is_not_called_empty() -> None:
    text = LABELS[: LABELS.index("  - id: transport")].replace(", es: Costo", "")
    problem = only(refused(build_yaml, Taxonomy, text, "f.yaml"))
    assert where(problem) == ("f.yaml", 4, 12, "barriers[0].label.es")


def test_several_mistakes_are_reported_at_once() -> None:
    text = PROJECTS.replace("fit: full", "fit: fully").replace("why: W", "wy: W").replace("[county]", "county")
    problems = refused(build_yaml, CatalogueFile, text, "f.yaml")
    assert {(problem.line, problem.field) for problem in problems} == {
        (10, "projects[0].level"),
        (12, f"{EDGE}.why"),
        (13, f"{EDGE}.fit"),
        (15, f"{EDGE}.wy"),
    }


def load(name: str, text: str) -> Any:
    Path(name).write_text(text, encoding="utf-8")
    return load_catalogue_file(Path(name))


def found(*texts: str) -> list[Problem]:
    """What is wrong between catalogue files ``0.yaml``, ``1.yaml`` and so on."""
    return list(check_catalogue([load(f"{i}.yaml", text) for i, text in enumerate(texts)], TAXONOMY, POLICY))


def test_a_catalogue_that_agrees_has_no_findings() -> None:
    assert found(PROJECTS) == []


SECOND_EDGE = "        why: W\n      - {barrier: cost, fit: partial, evidence: {rating: mixed}, why: W}\n"


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "field", "message", "hint"),
    [
        ("barrier: cost", "barrier: cots", 12, 18, f"{EDGE}.barrier", "unknown barrier 'cots'", "did you mean 'cost'?"),
        ("barrier: cost", "barrier: zzz", 12, 18, f"{EDGE}.barrier", "unknown barrier 'zzz'", "taxonomy.yaml"),
        ("unrated", "unratd", 14, 28, f"{EDGE}.evidence.rating", "unknown rating 'unratd'", "did you mean 'unrated'?"),
        ("unrated", "zzz", 14, 28, f"{EDGE}.evidence.rating", "unknown rating 'zzz'", "scientifically_supported"),
        ("Training.9.1", "Training.8.1", 6, 11, "projects[0].code", "no innovation 8 of Job Training", "innovations:"),
        ("Job Training.9.1", "Job Trainin.9.1", 6, 11, "projects[0].code", "no innovation 9 of Job Trainin",
         "did you mean 'Job Training'?"),
        ("        why: W\n", SECOND_EDGE, 16, 19, "projects[0].addresses[1].barrier", "two edges to 'cost'",
         "keep one"),
        ("{number: 9, known: unknown}", "{number: 9, known: unknown}\n  - {number: 9, known: unknown}", 5, 14,
         "innovations[1].number", "innovation 9 of Job Training is already in 0.yaml", "keep one"),
    ],
)  # fmt: skip
def test_what_the_files_say_of_each_other_is_checked(
    old: str, new: str, line: int, column: int, field: str, message: str, hint: str
) -> None:
    problem = only(found(PROJECTS.replace(old, new, 1)))
    assert where(problem) == ("0.yaml", line, column, field)
    assert message in problem.message
    assert hint in (problem.hint or "")


def test_a_code_stands_in_one_file_only() -> None:
    problem = only(found(PROJECTS, PROJECTS.replace("innovations:\n  - {number: 9, known: unknown}\n", "")))
    assert where(problem) == ("1.yaml", 4, 11, "projects[0].code")
    assert problem.message == "Job Training.9.1 is already in 0.yaml"


def test_innovations_need_their_service() -> None:
    problems = found(PROJECTS.replace("service: Job Training\n", ""))
    assert where(problems[0]) == ("0.yaml", 3, 3, "innovations")
    assert problems[0].hint == "add `service:` to this file"


def test_several_files_are_one_catalogue_sorted_as_people_count() -> None:
    second = PROJECTS.replace("number: 9,", "number: 10,").replace("Training.9.1", "Training.10.1")
    third = PROJECTS.replace("innovations:\n  - {number: 9, known: unknown}\n", "").replace("9.1", "9.12")
    fourth = PROJECTS.replace("Job Training", "Food") + "title: Food\n"
    files = [load(f"{i}.yaml", text) for i, text in enumerate([second, third, fourth, PROJECTS])]
    assert list(check_catalogue(files, TAXONOMY, POLICY)) == []
    catalogue = join_catalogue(files)
    codes = ["Food.9.1", "Job Training.9.1", "Job Training.9.12", "Job Training.10.1"]
    assert [project.code for project in catalogue.projects] == codes
    assert [item.number for item in catalogue.innovations["Job Training"]] == [9, 10]
    assert catalogue.services == ("Food", "Job Training")
    assert catalogue.titles == ("Food",)


def test_a_barrier_id_stands_once_in_a_taxonomy() -> None:
    Path("taxonomy.yaml").write_text(LABELS.replace("transport", "cost"))
    problem = only(refused(load_taxonomy, Path("taxonomy.yaml")))
    assert where(problem) == ("taxonomy.yaml", 6, 9, "barriers[1].id")
    assert problem.message == "the barrier id 'cost' stands here twice"


def test_numbers_and_words_are_read_as_what_the_field_is() -> None:
    text = PROJECTS.replace("why: W", "why: 'NO'").replace("title: T", "title: 9.10")
    project = load(
        "0.yaml", text + "    months_to_start: 1.50\n    cost: {low: 0, high: 10, currency: USD, basis: 1}\n"
    )
    project = project.content.projects[0]
    assert (project.title, project.addresses[0].why, project.addresses[0].fit) == ("9.10", "NO", Fit.full)
    assert (project.months_to_start, project.cost.high, project.cost.basis) == (1.5, 10.0, "1")


def test_the_shipped_files_load_and_agree() -> None:
    loaded = load_catalogue_file(packaged_data() / "projects.yaml")
    assert list(check_catalogue([loaded], TAXONOMY, POLICY)) == []
    catalogue = join_catalogue([loaded])
    assert {"9.1", "9.2", "1.1", "10.1"} <= {project.id for project in catalogue.projects}
    assert [item.number for item in catalogue.innovations["Job Training"]] == list(range(1, 11))
    assert 15 <= len(TAXONOMY.barriers) <= 18
    assert list(POLICY.strengths.values()) == pytest.approx([5 / 6, 4 / 6, 3 / 6, 2 / 6, 1 / 6, 0, 1 / 3])
