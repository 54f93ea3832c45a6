"""Hostile text that is no data: names of files and folders, settings, variables, arguments, and what errors repeat of it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hostile import FOLDER, NASTY, TEXTS, quoted, write_data
from rendered import assert_harmless, cells, unsafe

# Many processes or pages: `make check` runs them, `make test` stays under two minutes.
pytestmark = pytest.mark.slow

FORMATS = ["table", "json", "jsonl", "csv", "md"]
NAMES = {kind: text for kind, text in NASTY.items() if "/" not in text and len(text.encode()) < 200}
# As many as it takes to see each way of escaping fail.
SOME = {kind: NASTY[kind] for kind in ("markup", "escapes", "bidi", "invisible", "table", "path", "long")}
JT = Path(sys.executable).with_name("jt")


def assert_rejected(done, codes=(1, 2)):
    """An error with its place, on stderr and nowhere else, and harmless."""
    assert done.code in codes
    assert done.out == ""
    assert not unsafe(done.err)
    assert "should not have happened" not in done.err
    assert len(done.err) < 12_000


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


TABLE = "county,barrier,count,base_n\nTaos,cost,61,180\nTaos,transport,44,180\n"


@pytest.mark.parametrize("format_", FORMATS)
def test_names_of_files_that_are_checked(format_, here, jt):
    (here / "d" / "barriers").mkdir(parents=True)
    for name in NAMES.values():
        (here / "d" / "barriers" / f"{name}.csv").write_text(
            "county,barrier,count,base_n\n<script>|[/red]\x9b,cost,1,2\n", encoding="utf-8"
        )
    done = jt("validate", "d", "--format", format_)
    assert done.code == 1
    assert not unsafe(done.out + done.err)
    if format_ == "csv":
        for cell in (cell for row in cells(done.out)[1:] for cell in row):
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    elif format_ == "md":
        assert_harmless(done.out)
    elif format_ == "json":
        found = {finding["file"] for finding in json.loads(done.out)["findings"]}
        assert {f"d/barriers/{name}.csv" for name in NAMES.values()} <= found


@pytest.mark.slow
@pytest.mark.parametrize("kind", NAMES)
def test_the_name_of_a_table_without_a_sidecar(kind, here, jt):
    name = f"{NAMES[kind]}.csv"
    (here / name).write_text(TABLE, encoding="utf-8")
    base = ("--survey", f"./{name}", "--base", "needed", "--county", "Taos")
    for verb, formats in (("rank", ["md", "table", "csv"]), ("explain", ["md", "csv"]), ("brief", ["md"])):
        for format_ in formats:
            done = jt(verb, *["2.51"][: verb == "explain"], *base, "--format", format_)
            assert done.code == 0
            assert not unsafe(done.out + done.err)
            if format_ == "md":
                assert "a" not in assert_harmless(done.out, AnyPackaged()).tags or verb != "rank"
    (ranking,) = json.loads(jt("rank", *base, "--json").out)["rankings"]
    assert ranking["place"] == name
    assert ranking["survey"]["title"] == name


class AnyPackaged:
    def __contains__(self, link):
        return link.startswith("https://www.countyhealthrankings.org/")


@pytest.mark.parametrize("kind", NAMES)
def test_the_name_of_the_file_to_write(kind, here, jt):
    done = jt("counties", "--search", "taos", f"--output={NAMES[kind]}")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert [path.name for path in here.iterdir()] == [NAMES[kind]]
    done = jt("counties", f"--output=nowhere/{NAMES[kind]}")
    assert_rejected(done, (3,))


BYTES = b"da\xff\x1b[31mta"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
@pytest.mark.parametrize("format_", FORMATS)
def test_a_folder_whose_name_is_no_text(format_, here, jt):
    folder = here / os.fsdecode(BYTES)
    write_data(folder)
    verbs = [["rank", "-c", "35013"], ["explain", "1.1", "-c", "35013"], ["surveys"], ["config"], ["validate"]]
    verbs += [["brief", "-c", "35013"]] if format_ in ("md", "json") else []
    for verb in verbs:
        done = jt(*verb, "--data", folder.name, "--format", format_)
        assert done.code == 0, done.err
        assert not unsafe(done.out + done.err)
        if format_ == "json":
            json.loads(done.out)


@pytest.mark.slow
@pytest.mark.parametrize("text", SOME.values(), ids=SOME)
def test_arguments(text, jt):
    on = ("-c", "35013")
    for arguments in (
        *(["rank", "--county", text], ["rank", *on, "--survey", text], ["explain", text, *on]),
        *(["rank", *on, "--barrier", text], ["rank", *on, "--state", text], ["rank", *on, "--origin", text]),
        *(["rank", *on, "--base", text], ["rank", *on, "--data", text], ["brief", *on, "--date", text]),
        *(["brief", *on, "--project", text], ["projects", "show", text], ["projects", "list", "--barrier", text]),
        *(["projects", "list", "--level", text], ["projects", "list", "--service", text]),
        *(["barriers", "--survey", text], ["counties", "--state", text], ["counties", "--survey", text]),
        *(["surveys", "--kind", text], ["surveys", "--county", text], ["surveys", "--service", text]),
        *(["validate", text], ["init", "new", "--county", text]),
    ):
        assert_rejected(jt(*arguments), (1, 2, 3))


@pytest.mark.slow
@pytest.mark.parametrize("text", SOME.values(), ids=SOME)
def test_what_was_searched_for_is_told_harmlessly(text, jt):
    for format_ in FORMATS:
        for verb in (["projects", "list"], ["barriers"], ["counties"]):
            done = jt(*verb, f"--search={text}", "--format", format_)
            assert done.code == 0
            assert not unsafe(done.out + done.err)
            if format_ == "json":
                assert json.loads(done.out)["filters"]["search"] == text
            elif format_ == "md":
                assert_harmless(done.out)


@pytest.mark.parametrize("text", SOME.values(), ids=SOME)
def test_variables(text, jt, here, monkeypatch):
    for name in ("DATA", "STATE", "SURVEY", "BASE", "FORMAT", "WIDE", "COLOR", "CONFIG", "COUNTY"):
        with monkeypatch.context() as context:
            context.setenv(f"JT_{name}", text)
            given = [] if name == "COUNTY" else ["-c", "35013"]
            assert_rejected(jt("rank", *given), (1, 2, 3))
    monkeypatch.setenv("JT_SURVEY", text)
    for format_ in FORMATS:
        done = jt("config", "--format", format_)
        assert done.code == 0
        assert not unsafe(done.out + done.err)
        if format_ == "json":
            assert {s["setting"]: s["value"] for s in json.loads(done.out)["settings"]}["survey"] == text
        elif format_ == "md":
            assert_harmless(done.out)
    monkeypatch.delenv("JT_SURVEY")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", text)
    assert_rejected(jt("brief", "-c", "35013"))
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    monkeypatch.setenv("COLUMNS", text)
    assert jt("rank", "-c", "35013").code == 0


def test_names_of_variables(jt, monkeypatch):
    monkeypatch.setenv("JT_SURVEY\x1b[31m\u202e", "x")
    done = jt("counties", "--search", "taos")
    assert done.code == 0
    assert "JT_SURVEY\\x1b[31m\\u202e is no setting" in done.err
    assert not unsafe(done.err)


@pytest.mark.parametrize("text", SOME.values(), ids=SOME)
def test_settings(text, jt, here):
    value = quoted(text)
    for line in (
        *(f"data = {value}", f"county = [{value}]", f"state = {value}", f"survey = {value}", f"base = {value}"),
        *(f"format = {value}", f"wide = {value}", f"{value} = 1", f"state = 1\n# {text!a}", f'county = "x\n{text}'),
    ):
        Path("jt.toml").write_text(line, encoding="utf-8")
        given = [] if line.startswith("county") else ["-c", "35013"]
        assert_rejected(jt("rank", *given), (1, 2, 3))
    Path("jt.toml").write_text(f"county = [{value}, {value}]\nsurvey = {value}\n", encoding="utf-8")
    found = json.loads(jt("config", "--json").out)["settings"]
    settings = {item["setting"]: item["value"] for item in found}
    assert settings["county"] == f"{text}; {text}"
    for format_ in ("table", "md", "csv"):
        assert not unsafe(jt("config", "--format", format_).out)


BROKEN = {
    "a key": "schema: 1\n{0}: 1\n",
    "a barrier": "schema: 1\nservice: S\ninnovations: [{{number: 1, known: unknown}}]\nprojects:\n  - {{code: S.1.1, "
    "title: t, summary: s, origin: proposed, level: [county], addresses: [{{barrier: {0}, fit: full, why: w, evidence: "
    "{{rating: unrated}}}}]}}\n",
    "a code": "schema: 1\nservice: S\nprojects: [{{code: {0}, title: t, summary: s, origin: {0}, level: [county]}}]\n",
    "a version": "schema: {0}\n",
}


@pytest.mark.parametrize("what", BROKEN)
def test_errors_in_files(what, jt, here):
    Path("d").mkdir()
    for number, text in enumerate(TEXTS):
        Path("d/projects.yaml").write_text(BROKEN[what].format(quoted(text)), encoding="utf-8")
        assert_rejected(jt("rank", "-c", "35013", "--data", "d"))
        done = jt("validate", "d", "--format", FORMATS[number % 5])
        assert done.code == 1
        assert not unsafe(done.out)


def test_errors_in_tables(jt, here):
    for text in SOME.values():
        plain = '"' + text.replace('"', '""') + '"'
        for table in (
            *(f"county,barrier,count,base_n\n{plain},cost,1,2\n", f"county,barrier,count,base_n\nTaos,{plain},1,2\n"),
            *(f"county,barrier,count,base_n\nTaos,cost,{plain},2\n", f"county,{plain},count,base_n\nTaos,cost,1,2\n"),
            f"fips,barrier,count,base_n\n{plain},cost,1,2\n",
        ):
            Path("t.csv").write_text(table, encoding="utf-8")
            assert_rejected(jt("rank", "-c", "Taos", "--survey", "t.csv", "--base", "needed"))


@pytest.mark.parametrize("kind", NASTY)
def test_a_new_workspace_in_a_folder_of_any_name(kind, jt, here):
    inside = here / "a" / "b" / "c"
    inside.mkdir(parents=True)
    os.chdir(inside)
    name = NASTY[kind]
    done = jt("init", "--example", "--", name)
    assert not unsafe(done.out + done.err)
    if kind == "long":
        assert_rejected(done, (2, 3))
        assert list(inside.iterdir()) == []
        return
    assert done.code == 0, done.err
    folder = inside / name
    assert (folder / "jt.toml").is_file()
    os.chdir(folder)
    ranked = jt("rank", "--json")
    assert ranked.code == 0
    assert json.loads(ranked.out)["rankings"][0]["place"] == "data/barriers/illustrative-2026.csv"
    if os.sep not in name:
        assert [path.name for path in inside.iterdir()] == [name]


# --- completion: what a shell evaluates must not run anything

ZSH = """
_arguments() { eval "ws=( ${1[7,-3]} )"; print -rl -- $ws }
_files() { : }
eval $(env _TYPER_COMPLETE_ARGS="$LINE" _JT_COMPLETE=complete_zsh jt)
"""
LINES = ["jt explain ", "jt rank --survey ", "jt rank --barrier ", "jt projects show 1.", "jt barriers --survey s"]


@pytest.mark.skipif(shutil.which("zsh") is None, reason="needs zsh")
@pytest.mark.parametrize("line", LINES)
def test_completion_runs_nothing_in_zsh(line, here):
    data = write_data(here / FOLDER)
    environment = {"JT_DATA": str(data), "LINE": line, "PATH": f"{JT.parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["zsh", "-f", "-c", ZSH],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    offers = done.stdout.splitlines()
    assert len(offers) >= 20
    assert not unsafe(done.stdout)
    assert not any(mark in done.stdout for mark in "$`\"'\\();|&<>")
    assert [path.name for path in here.iterdir()] == [FOLDER]
