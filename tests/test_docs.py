"""The documentation says what the program does."""

import re
import runpy
from pathlib import Path

import pytest

from jobtraining_cli.cli.diagnostics import ExitCode
from jobtraining_cli.models.ranking import RankedProject, Ranking, Uncertainty

ROOT = Path(__file__).resolve().parents[1]
DOCS = runpy.run_path(str(ROOT / "tools" / "docs.py"))
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_outputs_reference_and_schemas_are_up_to_date():
    stale = [path.name for path, text in DOCS["wanted"]().items() if path.read_text(encoding="utf-8") != text]
    assert stale == [], "run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?://|#)([^)#]+)", text)
    missing = [target for target in targets if not (page.parent / target).exists()]
    assert missing == []


def test_every_command_in_the_docs_runs(jt, tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    import shlex

    seen = set()
    for page in PAGES:
        for command in re.findall(r"`(jt (?:rank|explain|validate) [^`]+)`", page.read_text(encoding="utf-8")):
            if command in seen or "survey.csv" in command or (command.endswith("--json") and command.count(" ") == 2):
                continue
            seen.add(command)
            words = [str(tmp_path / w) if w.endswith(".md") else w for w in shlex.split(command)[1:]]
            assert jt(*words).code == 0, command
    assert len(seen) >= 6


def test_every_exit_code_is_documented():
    text = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    for code in ExitCode:
        assert re.search(rf"\| {code.value} \| {code.name} \| \S", text)


def test_every_key_that_is_null_for_now_is_documented():
    text = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    keys = [name for name, field in RankedProject.model_fields.items() if field.default is None]
    assert [key for key in keys if f"`{key}`" not in text] == []
    assert "`uncertainty`" in text
    assert all(field.default is None for field in Uncertainty.model_fields.values())
    assert [key for key in Ranking.model_fields if f"`{key}`" not in text] == []
