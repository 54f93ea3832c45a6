"""What a new workspace starts with: a catalogue to edit, a table to fill in, and how to go on."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from jobtraining_cli.load.files import read_text
from jobtraining_cli.load.packaged import packaged_data

if TYPE_CHECKING:
    from pydantic import BaseModel

    from jobtraining_cli.load.counties import Register
    from jobtraining_cli.models.county import County

_SCHEMA_LINE = re.compile(r"(# yaml-language-server: \$schema=)\S*/(\w+\.schema\.json)")
# A project's code, and the lines that belong to it.
_RATINGS = re.compile(r"^(\S.*):\n((?: .*\n)+)", re.MULTILINE)
_LEFT_OUT = re.compile(r"^# - `feasibility`, `cost` and `criteria` are left out: .*\n(?:#   .*\n)*", re.MULTILINE)
_INVENTED = """#
# ILLUSTRATIVE. The `criteria` of every project in this copy are invented, so that `jt methods` has something to show,
# and so is the `no` under `feasibility` of one of them. They describe no project: replace them before any use.
"""


@dataclass(frozen=True, slots=True)
class StarterFile:
    """A file of a new workspace. One that is ``optional`` is left alone where there is one already."""

    path: PurePosixPath
    text: str
    about: str
    optional: bool = False


def starter_files(*, example: bool, county: County | None = None) -> tuple[StarterFile, ...]:
    """The files of a new workspace, in the order in which people should read them."""
    package = packaged_data()
    starter = package / "starter"
    own = starter / "example" if example else starter
    settings = read_text(own / "jt.toml")
    if county is not None:
        settings = re.sub(
            r"^(# )?county = .*$", f'county = "{county.fips}" # {county.full_name}', settings, flags=re.MULTILINE
        )
    catalogue = read_text(package / "projects.yaml")
    if example:
        catalogue = rated(catalogue, read_text(own / "ratings.yaml"))
    tables = package / "examples" / "barriers" if example else starter / "barriers"
    files = [
        StarterFile(PurePosixPath("README.md"), read_text(own / "README.md"), "what to do next", optional=True),
        StarterFile(PurePosixPath("jt.toml"), settings, "settings", optional=True),
        StarterFile(PurePosixPath(".gitignore"), read_text(starter / "gitignore"), "keeps people's answers out of git", optional=True),
        StarterFile(PurePosixPath("data/projects.yaml"), catalogue, "the projects, to edit" + (" (ratings invented)" if example else "")),
    ]  # fmt: skip
    for path in sorted(tables.iterdir(), key=lambda path: path.suffix):
        about = (
            "what the table is"
            if path.suffix == ".yaml"
            else "the barrier table" + (" (invented)" if example else ", to fill in")
        )
        files.append(StarterFile(PurePosixPath("data/barriers") / path.name, read_text(path), about))
    files = [_with_schema(file) for file in files]
    files += [
        StarterFile(PurePosixPath("schemas") / f"{name}.schema.json", text, "lets editors check the YAML files")
        for name, text in schemas().items()
    ]
    return tuple(files)


def rated(catalogue: str, ratings: str) -> str:
    """A catalogue with the invented ratings of its projects, and labelled as illustrative; its comments are kept.

    ``ratings`` has the code of each project, with lines below it that are put before the project's ``addresses``.
    """
    lines = dict(_RATINGS.findall(ratings))
    head, *projects = re.split(r"(?m)(?=^  - code: )", catalogue)
    head = _LEFT_OUT.sub("", head).replace("\n", f"\n{_INVENTED}", 1)
    head = re.sub(r"(?m)^schema: 1\n", "schema: 1\nillustrative: true # the ratings are invented\n", head)
    for place, text in enumerate(projects):
        code = text.partition("\n")[0].removeprefix("  - code: ")
        more = re.sub(r"(?m)^", "  ", lines[code].rstrip("\n")) + "\n"
        projects[place] = re.sub(r"(?m)(?=^    addresses:)", lambda _, more=more: more, text, count=1)
    return head + "".join(projects)


def example_counties(register: Register) -> tuple[County, ...]:
    """The counties of the invented survey."""
    found = {
        line.split(",")[0]
        for path in (packaged_data() / "examples" / "barriers").glob("*.csv")
        for line in read_text(path).splitlines()
    }
    return tuple(county for county in register.counties if county.fips in found)


def _with_schema(file: StarterFile) -> StarterFile:
    """The file with its first line pointing to the schemas of the workspace."""
    up = "../" * (len(file.path.parts) - 1)
    text = _SCHEMA_LINE.sub(rf"\g<1>{up}schemas/\g<2>", file.text, count=1)
    return StarterFile(file.path, text, file.about, file.optional)


def schemas() -> dict[str, str]:
    """The JSON Schemas of the files that people write, by name."""
    from jobtraining_cli.models.catalog import CatalogueFile
    from jobtraining_cli.models.survey import Survey
    from jobtraining_cli.models.taxonomy import EvidencePolicy, Taxonomy
    from jobtraining_cli.models.weights import Weights

    models: dict[str, type[BaseModel]] = {
        "projects": CatalogueFile,
        "taxonomy": Taxonomy,
        "evidence": EvidencePolicy,
        "survey": Survey,
        "weights": Weights,
    }
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return {
        name: json.dumps(head | model.model_json_schema(by_alias=True), indent=2, ensure_ascii=False) + "\n"
        for name, model in models.items()
    }
