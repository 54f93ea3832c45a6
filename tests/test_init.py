"""A new workspace: it is right, what it says to do works, and nothing that was there is touched."""

import json
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from jobtraining_cli.load.catalogue import load_catalogue_file
from jobtraining_cli.starter import starter_files

ROOT = Path(__file__).resolve().parents[1]
KINDS = {"empty": (), "example": ("--example",)}
FILES = {kind: {str(f.path): f for f in starter_files(example=kind == "example")} for kind in KINDS}


@pytest.fixture
def here(tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith("JT_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def tree(folder):
    """Every path below a folder, with its bytes or where it leads."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        found[name] = str(path.readlink()) if path.is_symlink() else path.read_bytes() if path.is_file() else None
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_workspace_has_no_findings(kind, here, jt, monkeypatch):
    done = jt("init", "ws", *KINDS[kind])
    assert (done.code, done.err) == (0, "")
    assert {name for name, content in tree(here / "ws").items() if content is not None} == set(FILES[kind])
    monkeypatch.chdir(here / "ws")
    report = json.loads(jt("validate", "--json").out)
    problems = [finding for finding in report["findings"] if finding["severity"] != "note"]
    assert (report["ok"], problems) == (True, [])
    assert {Path(f["file"]).name for f in report["files"]} == {
        "projects.yaml", *({"illustrative-2026.csv", "illustrative-2026.yaml"} if kind == "example" else {"county-survey.csv", "county-survey.yaml"}),
    }  # fmt: skip
    done = jt("validate")
    assert (done.code, done.err) == (0, "")
    assert "warning" not in done.out


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_printed_names_every_file(kind, here, jt):
    out = jt("init", "ws", *KINDS[kind]).out
    assert out.startswith("A workspace in ws:\n")
    for name, file in FILES[kind].items():
        assert re.search(rf"^  {re.escape(name)} +{re.escape(file.about)}$", out, re.MULTILINE)
    assert max(map(len, out.splitlines())) <= 100


def commands(text):
    return [found.strip() for found in re.findall(r"`(jt [^`]+)`", text)]


def run_all(lines, jt):
    for line in lines:
        words = shlex.split(line.replace("your county", "Taos"))
        assert words[0] == "jt"
        done = jt(*words[1:])
        assert done.code == 0, (line, done.err)
        assert "warning" not in done.err


@pytest.mark.parametrize("options", [(), ("--county", "Doña Ana"), ("--county", "autauga", "--state", "AL")], ids=str)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_next_works(kind, options, here, jt, monkeypatch):
    done = jt("init", "ws", *KINDS[kind], *options)
    if kind == "example" and "AL" in options:
        # The invented survey has three counties only.
        assert (done.code, done.out) == (2, "")
        assert "Harding" in done.err
        assert not Path("ws").exists()
        return
    out = done.out
    monkeypatch.chdir(here / "ws")
    next_ = out.splitlines()[-1]
    found = re.search(r"in that folder, (jt validate) and (jt rank.*)\.$", next_)
    assert found
    lines = list(found.groups())
    assert ("--county" in lines[1]) is (kind == "empty" and not options)
    run_all(lines, jt)


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_readme_says_to_do_works(kind, here, jt, monkeypatch):
    jt("init", "ws", *KINDS[kind])
    monkeypatch.chdir(here / "ws")
    text = Path("README.md").read_text(encoding="utf-8")
    lines = commands(text)
    assert len(lines) >= 4
    run_all(lines, jt)
    for name in re.findall(r"`((?:data|schemas|jt\.toml)[^`]*)`", text):
        assert Path(name).exists(), name


def test_a_filled_in_table_is_what_is_ranked_on(here, jt, monkeypatch):
    """As the README says: a line a barrier, and one each for `need` and `difficulty`."""
    jt("init", "ws", "--county", "Taos")
    monkeypatch.chdir(here / "ws")
    assert json.loads(jt("rank", "--json").out)["rankings"][0]["survey"]["id"] == "us-acs-2020"
    table = Path("data/barriers/county-survey.csv")
    rows = "Taos,need,,180,240\nTaos,difficulty,,90,180\nTaos,,cost,61,180\nTaos,barrier,transport,44,180\n"
    table.write_text(table.read_text(encoding="utf-8") + rows, encoding="utf-8")
    report = json.loads(jt("validate", "--json").out)
    assert report["findings"] == []
    ranking = json.loads(jt("rank", "--json").out)["rankings"][0]
    assert ranking["survey"]["id"] == "county-survey"
    assert {b["barrier"] for b in ranking["barriers"] if b["status"] == "measured"} == {"cost", "transport"}


@pytest.mark.parametrize("kind", KINDS)
def test_the_schemas_that_editors_are_pointed_to_are_there(kind, here, jt):
    jt("init", "ws", *KINDS[kind])
    for path in (here / "ws").rglob("*.yaml"):
        found = re.search(r"\A# yaml-language-server: \$schema=(\S+)\n", path.read_text(encoding="utf-8"))
        assert found, path
        schema = (path.parent / found[1]).resolve()
        assert schema.is_relative_to(here / "ws")
        assert "$schema" in json.loads(schema.read_text(encoding="utf-8"))
        wanted = {"projects.yaml": "projects.schema.json"}.get(path.name, "survey.schema.json")
        assert schema.name == wanted
    for schema in (here / "ws" / "schemas").iterdir():
        assert json.loads(schema.read_text(encoding="utf-8")) == json.loads((ROOT / "docs" / "schemas" / schema.name).read_text(encoding="utf-8"))  # fmt: skip


def test_the_county_is_written_into_the_settings(here, jt, monkeypatch):
    jt("init", "ws", "--county", "dona-ana")
    assert 'county = "35013" # Doña Ana, NM' in (here / "ws" / "jt.toml").read_text(encoding="utf-8")
    monkeypatch.chdir(here / "ws")
    (county, *_) = (s for s in json.loads(jt("config", "--json").out)["settings"] if s["setting"] == "county")
    assert county["value"] == "35013"
    for wrong in ("Dona Anna", "lincoln county, xx"):
        done = jt("init", "other", "--county", wrong)
        assert (done.code, done.out) == (2, "")
        assert not Path("other").exists()


# --- the ratings of the example are invented, and nothing else is


def test_the_example_rates_every_project_and_changes_nothing_else(here, jt):
    jt("init", "ws", "--example")
    packaged = load_catalogue_file(ROOT / "data" / "projects.yaml").content
    copied = load_catalogue_file(here / "ws" / "data" / "projects.yaml").content
    assert (packaged.illustrative, copied.illustrative) == (False, True)
    own = {"criteria", "feasibility"}
    assert copied.model_dump(exclude={"illustrative": True, "projects": {"__all__": own}}) == packaged.model_dump(
        exclude={"illustrative": True, "projects": {"__all__": own}}
    )
    assert not any(project.criteria for project in packaged.projects)
    names = {"seriousness", "seriousness_20", "effectiveness", "impact", "confidence", "effort"}
    assert all(set(project.criteria) == names for project in copied.projects)
    (stopped,) = [project for project in copied.projects if project.feasibility.refused]
    assert stopped.feasibility.reason.startswith("Invented")


def test_the_example_says_that_its_ratings_are_invented():
    text = FILES["example"]["data/projects.yaml"].text
    assert text.count("invented") >= 2
    assert re.search(r"^# ILLUSTRATIVE\. The `criteria` of every project in this copy are invented", text, re.MULTILINE)
    assert "left out: nothing is known yet" not in text
    assert "left out: nothing is known yet" in FILES["empty"]["data/projects.yaml"].text
    assert "illustrative: true" not in FILES["empty"]["data/projects.yaml"].text


# --- nothing is ever overwritten

MINE = b"mine \xff\n"


def put_file(path):
    path.write_bytes(MINE)


def put_link(path):
    elsewhere = path.with_name("elsewhere.txt")
    elsewhere.write_bytes(MINE)
    path.symlink_to(elsewhere)


def put_dangling(path):
    path.symlink_to(path.parent / "nowhere")


def put_folder(path):
    path.mkdir()
    (path / "inside").write_bytes(MINE)


@pytest.mark.parametrize("put", [put_file, put_link, put_dangling, put_folder], ids=lambda put: put.__name__)
@pytest.mark.parametrize("kind", KINDS)
def test_what_was_there_stays_as_it_was(kind, put, here, jt):
    for number, (name, file) in enumerate(FILES[kind].items()):
        folder = here / str(number)
        (folder / name).parent.mkdir(parents=True)
        (folder / "notes.txt").write_bytes(MINE)
        put(folder / name)
        before = tree(folder)
        done = jt("init", str(folder), *KINDS[kind])
        after = tree(folder)
        assert {path: after.get(path, "gone") for path in before} == before
        if file.optional:
            assert done.code == 0
            assert f"note: {name} was there already and is left as it is" in done.err
            assert {path for path, content in after.items() if content is not None} >= set(FILES[kind]) - {name}
        else:
            assert (done.code, done.out) == (2, "")
            assert "nothing is overwritten" in done.err
            assert after == before


@pytest.mark.parametrize("name", ["", "data", "data/barriers", "schemas"])
@pytest.mark.parametrize("put", [put_file, put_dangling], ids=lambda put: put.__name__)
def test_a_file_in_the_place_of_a_folder(put, name, here, jt):
    place = here / "ws" / name
    place.parent.mkdir(parents=True, exist_ok=True)
    put(place)
    before = tree(here)
    done = jt("init", "ws")
    assert (done.code, done.out) == (2, ""), done.err
    assert done.err.count("error: ") == 1
    assert tree(here) == before


def test_a_second_time_is_refused_and_changes_nothing(here, jt):
    assert jt("init", "ws").code == 0
    (here / "ws" / "data" / "projects.yaml").write_text("mine", encoding="utf-8")
    before = tree(here)
    for options in ((), ("--example",)):
        done = jt("init", "ws", *options)
        assert (done.code, done.out) == (2, "")
        assert tree(here) == before


@pytest.mark.parametrize("number", [0, 3, 7])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["full", "Ctrl-C"])
def test_what_goes_wrong_half_way_leaves_nothing_behind(number, error, here, jt, monkeypatch):
    calls = []

    def failing(real):
        def put(path, target):
            calls.append(target)
            if len(set(calls)) > number:
                raise error
            return real(path, target)

        return put

    # Where a file cannot be linked to its place, it is renamed into it.
    monkeypatch.setattr(os, "link", failing(os.link))
    monkeypatch.setattr(Path, "rename", failing(Path.rename))
    (here / "old").mkdir()
    (here / "old" / "notes.txt").write_bytes(MINE)
    for folder in ("old", "new/below"):
        calls.clear()
        done = jt("init", folder)
        assert (done.code, done.out) == (130 if isinstance(error, KeyboardInterrupt) else 3, "")
        assert tree(here) == {"old": None, "old/notes.txt": MINE}


@pytest.mark.parametrize("folder", [".", "new/below/it", "with a space"])
def test_any_folder_will_do(folder, here, jt):
    assert jt("init", folder).code == 0
    assert (here / folder / "data" / "projects.yaml").is_file()


def test_what_git_should_leave_out_is_told_where_there_is_a_list_already(here, jt):
    (here / ".gitignore").write_text("mine\n", encoding="utf-8")
    patterns = [x for x in FILES["empty"][".gitignore"].text.splitlines() if x and not x.startswith("#")]
    done = jt("init", ".")
    assert done.code == 0
    assert f"people's answers stay out of git: {', '.join(patterns)}\n" in done.err
    assert (here / ".gitignore").read_text(encoding="utf-8") == "mine\n"


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
@pytest.mark.parametrize("kind", KINDS)
def test_git_leaves_out_what_people_answered(kind, here, jt):
    jt("init", "ws", *KINDS[kind])
    environment = {"HOME": str(here), "GIT_CONFIG_NOSYSTEM": "1", "PATH": os.environ["PATH"]}

    def git(*arguments):
        return subprocess.run(["git", *arguments], cwd=here / "ws", env=environment, capture_output=True, text=True, check=False)  # fmt: skip

    assert git("init", "--quiet", ".").returncode == 0
    for secret in (
        "exports/raw.csv",
        "data/exports/x/raw.csv",
        "restricted/a.csv",
        "data/restricted/b",
        "data/a.restricted.csv",
    ):
        assert git("check-ignore", "--quiet", secret).returncode == 0, secret
    for name in FILES[kind]:
        assert git("check-ignore", "--quiet", name).returncode == 1, name
