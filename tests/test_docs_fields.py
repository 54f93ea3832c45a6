"""Every field, column, setting, name and formula is documented, as it is."""

import inspect
import json
import re
from importlib import import_module
from itertools import chain
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator
from pydantic import BaseModel

import docs_parts
import jobtraining_cli
from doc_pages import DOCS, PAGES, name, text_of
from jobtraining_cli.load.patterns import COLUMNS as PATTERN_COLUMNS
from jobtraining_cli.load.tables import COLUMNS
from jobtraining_cli.models.catalog import MEASURED, SCALES, CatalogueFile
from jobtraining_cli.models.explanation import Explanation
from jobtraining_cli.models.methods import Comparison
from jobtraining_cli.models.places import CountyBarriers
from jobtraining_cli.models.ranking import Ranking
from jobtraining_cli.models.settings import Settings
from jobtraining_cli.models.survey import Survey
from jobtraining_cli.models.taxonomy import EvidencePolicy, Taxonomy
from jobtraining_cli.models.uncertainty import Uncertainty
from jobtraining_cli.models.weights import Weights
from jobtraining_cli.score.methods import NAMED


def models_in(model, seen):
    """A model and all that stand in it."""
    if model not in seen:
        seen.append(model)
        for field in model.model_fields.values():
            waiting = [field.annotation]
            while waiting:
                kind = waiting.pop()
                waiting += getattr(kind, "__args__", ())
                if isinstance(kind, type) and issubclass(kind, BaseModel):
                    models_in(kind, seen)
    return seen


@pytest.mark.parametrize("model", [CatalogueFile, Survey, Taxonomy, EvidencePolicy, Weights], ids=lambda m: m.__name__)
def test_every_field_of_every_file_is_in_the_formats(model):
    page = text_of(DOCS / "formats.md")
    keys = [field.alias or key for one in models_in(model, []) for key, field in one.model_fields.items()]
    assert len(keys) > 8
    assert [key for key in keys if f"`{key}`" not in page] == []


def test_every_criterion_with_a_scale_is_in_the_formats_and_in_the_guide():
    guide, section = text_of(DOCS / "how-to" / "compare-methods.md"), text_of(DOCS / "formats.md")
    section = section.partition("\n### Criteria\n")[2].partition("\n### ")[0]
    for key in {*NAMED, *SCALES, "seriousness_20"}:
        bounds = f"0 to {SCALES[key]} " if key in SCALES else ""
        assert f"| `{key}` | {bounds}" in section, key
        assert f"| `{key}` | {bounds}" in guide, key
    assert all(f"`{key}`" in section for name in MEASURED)


def test_every_column_of_patterns_is_in_the_formats():
    section = text_of(DOCS / "formats.md").partition("\n## Patterns\n")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == list(PATTERN_COLUMNS)


OBJECTS = {
    "jt rank --json": (Ranking,),
    "jt explain --json": (Explanation,),
    "jt methods --json": (Comparison,),
    "jt barriers --county --json": (CountyBarriers,),
}


@pytest.mark.parametrize("verb", OBJECTS)
def test_every_key_of_the_json_is_documented(verb):
    page = text_of(DOCS / "reference" / "json.md")
    for model in chain.from_iterable(models_in(one, []) for one in OBJECTS[verb]):
        if model not in (Survey, *models_in(Survey, [])):
            keys = [field.alias or key for key, field in model.model_fields.items()]
            assert [key for key in keys if f"`{key}`" not in page] == [], model.__name__


def test_every_column_and_setting_is_documented():
    formats, settings = text_of(DOCS / "formats.md"), text_of(DOCS / "reference" / "settings.md")
    assert [column for column in COLUMNS if f"| `{column}` |" not in formats] == []
    keys = [field.alias or key for key, field in Settings.model_fields.items()]
    assert [key for key in keys if f"| `{key}` |" not in settings] == []


@pytest.mark.parametrize("page", [page for page in PAGES if "<!-- made:" in text_of(page)], ids=name)
def test_every_row_of_a_made_table_says_what_it_is(page):
    for match in docs_parts.MADE.finditer(text_of(page)):
        rows = [line for line in match["body"].splitlines() if line.startswith("| `")]
        assert [row for row in rows if row.endswith("| |")] == []


def test_a_new_field_stands_out_until_somebody_says_what_it_is():
    old = docs_parts.fields(Settings, "| `data` | kept |")
    assert "| `data` | text | no | kept |" in old
    assert "| `state` | text | no | |" in old
    assert docs_parts.fields(Settings, old) == old


def test_every_key_that_is_null_for_now_is_documented():
    page = text_of(DOCS / "reference" / "json.md")
    assert all(field.default is None for field in Uncertainty.model_fields.values())
    assert [key for key in Ranking.model_fields if f"| `{key}` |" not in page] == []


@pytest.fixture
def example(jt, tmp_path, monkeypatch):
    """The examples of two pages side by side: a table with patterns, and weights of several people."""
    for page in ("patterns.md", "weigh-barriers.md"):
        text = text_of(DOCS / "how-to" / page)
        for path, body in re.findall(r"<!-- file: (.+?) -->\n```\w+\n(.*?)```", text, re.DOTALL):
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(body, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return jt


@pytest.mark.parametrize(
    ("schema", "verb"),
    [
        ("rank", "rank"),
        ("explain", "explain 2.51"),
        ("methods", "methods"),
        ("brief", "brief"),
        ("county-barriers", "barriers"),
    ],
)
def test_json_follows_its_schema_with_weights_and_patterns(schema, verb, example):
    weights = [] if verb == "barriers" else ["--weights", "members.yaml"]
    done = example(*verb.split(), "--county", "Taos", "--survey", "taos-2026", *weights, "--json")
    assert done.code == 0
    rules = json.loads(text_of(DOCS / "schemas" / f"{schema}.v1.schema.json"))
    document = json.loads(done.out)
    assert [error.message for error in Draft202012Validator(rules).iter_errors(document)] == []
    assert document["schema"] == f"jt.{schema}"
    assert not Draft202012Validator(rules).is_valid(document | {"version": 2})


@pytest.mark.parametrize("name", ["team.yaml", "members.yaml"])
def test_the_weights_of_the_guide_follow_their_schema(name, example):
    assert example("validate", name).code == 0
    rules = json.loads(text_of(DOCS / "schemas" / "weights.schema.json"))
    content = yaml.safe_load(Path(name).read_text(encoding="utf-8"))
    assert Draft202012Validator(rules).is_valid(content)
    assert not Draft202012Validator(rules).is_valid(content | {"wieghts": {}})


def test_every_name_of_the_api_is_documented():
    page = text_of(DOCS / "reference" / "python.md")
    assert [key for key in jobtraining_cli.__all__ if f"{key}`" not in page] == []


FORMULAS = {
    "estimate.intervals": ("wilson", "clopper_pearson", "korn_graubard"),
    "estimate.rank_sets": ("from_intervals", "joint_normal", "from_differences", "top_set"),
    "score.acceptability": ("rank_acceptability", "pairwise_wins", "smaa2"),
    "score.alternatives": ("hanlon", "hanlon_bpr", "rice", "weighted_sum", "topsis"),
}


@pytest.mark.parametrize("module", FORMULAS)
def test_every_formula_is_documented_with_its_arguments(module):
    section = text_of(DOCS / "reference" / "python.md").partition(f"\n## `{module}`\n")[2].partition("\n## ")[0]
    functions = {
        name: item
        for name, item in vars(import_module(f"jobtraining_cli.{module}")).items()
        if inspect.isfunction(item) and name[0] != "_" and item.__module__.startswith("jobtraining_cli." + module[:13])
    }
    assert set(FORMULAS[module]) <= set(functions)
    for key in re.findall(r"^### `(\w+)`$", section, re.MULTILINE):
        signature, _, said = section.partition(f"\n### `{key}`\n")[2].partition("```text\n")[2].partition("```")
        parameters = inspect.signature(functions[key]).parameters.values()
        written = [
            f"{p.name}: {p.annotation}" + (f" = {p.default!r}" if p.default is not p.empty else "") for p in parameters
        ]
        assert re.findall(r"(\w+: .+?)(?:, (?=\w+:|\*)|,?\n|\) ->)", signature) == written, key
        assert " ".join(inspect.getdoc(functions[key]).split("\n")[0].replace("``", "`").split()) in said
    assert set(FORMULAS[module]) <= set(re.findall(r"^### `(\w+)`$", section, re.MULTILINE))
    assert f"`from jobtraining_cli.{module} import " in section


def test_the_notebook_page_runs_an_example_of_each_module_of_formulas():
    page = text_of(DOCS / "how-to" / "notebook.md")
    assert [module for module in FORMULAS if f"\nfrom jobtraining_cli.{module} import " not in page] == []
