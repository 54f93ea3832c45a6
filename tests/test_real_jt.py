"""The installed program as a process of its own: exits, streams, files, terminals, data folders."""

import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

# Many processes or pages: `make check` runs them, `make test` stays under two minutes.
pytestmark = pytest.mark.slow

PROGRAM = str(Path(sys.executable).with_name("jt"))
ROOT = Path(__file__).resolve().parents[1]
SURVEY = """schema: 1
id: {id}
title: Test survey
kind: {kind}
service: Job Training
base: needed
collected: {{start: 2026-01-01, end: 2026-02-01}}
"""
TABLE = "county,barrier,count,base_n\nTaos,cost,61,180\nTaos,transport,44,180\n"


def workspace(folder, id_="taos-2026", kind="survey"):
    (folder / "barriers").mkdir(parents=True)
    (folder / "barriers" / f"{id_}.csv").write_text(TABLE, encoding="utf-8")
    (folder / "barriers" / f"{id_}.yaml").write_text(SURVEY.format(id=id_, kind=kind), encoding="utf-8")
    return folder


def test_it_works_from_any_folder(real_jt):
    done = real_jt("rank", "--county", "Doña Ana", "--json")
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out)["rankings"][0]["survey"]["id"] == "us-acs-2020"


def test_python_m_is_the_same_program(tmp_path):
    outs = [
        subprocess.run([*program, "rank", "-c", "35013"], cwd=tmp_path, capture_output=True, check=True).stdout
        for program in ([PROGRAM], [sys.executable, "-m", "jobtraining_cli"])
    ]
    assert outs[0] == outs[1]


def test_version_and_help(real_jt):
    assert real_jt("--version").out.startswith("jt 0.")
    assert "rank" in real_jt("--help").out
    assert real_jt().code == 2


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["rank"], 2, "no county was named"),
        (["rank", "--county", "Dona Anna"], 2, "did you mean 'Doña Ana'?"),
        (["rank", "--county", "Baltimore", "--state", "MD"], 2, "Baltimore (24005) or Baltimore City (24510)"),
        (["rank", "--county", "Autauga"], 2, "--state AL"),
        (["rank", "--conty", "x"], 2, "--county"),
        (["rnk"], 2, "rank"),
        (["rank", "-c", "35013", "--survey", "us-acs-2021"], 2, "did you mean 'us-acs-2020'"),
        (["rank", "-c", "35013", "--barrier", "transprt"], 2, "did you mean 'transport'"),
        (["rank", "-c", "35013", "--origin", "publishd"], 2, "did you mean 'published'"),
        (["rank", "-c", "35013", "--innovation", "77"], 2, "there are 1, 2, 3"),
        (["rank", "-c", "35013", "--format", "xml"], 2, "jsonl"),
        (["rank", "-c", "35013", "--json", "--format", "csv"], 2, "two formats"),
        (["rank", "-c", "35013", "--data", "nowhere"], 2, "no such folder"),
        (["explain", "9.11", "-c", "35013"], 2, "did you mean '9.1'"),
        (["validate", "nowhere.csv"], 2, "no such file"),
        (["rank", "-c", "35013", "-o", "no/such/folder/x.md"], 3, "folder does not exist"),
        (["rank", "-c", "35013", "-o", "."], 2, "folder"),
    ],
)
def test_errors_and_exit_codes(arguments, code, said, real_jt):
    done = real_jt(*arguments)
    assert done.code == code
    assert done.out == ""
    assert said in done.err
    assert "Traceback" not in done.err


def test_a_broken_pipe_is_silent(tmp_path):
    process = subprocess.Popen(
        [PROGRAM, "rank", "-c", "35013", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path
    )
    process.stdout.close()
    assert process.wait() == 141
    assert process.stderr.read() == b""
    process.stderr.close()


def test_a_full_disk_is_one_line(real_jt):
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [PROGRAM, "rank", "-c", "35013"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1


INTERRUPTED = """
import sys
class Interrupt:
    def find_spec(self, name, path=None, target=None):
        if name == {name!r}:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupt())
from jobtraining_cli.__main__ import main
sys.argv = ["jt", "rank", "-c", "35013"]
main()
"""


@pytest.mark.parametrize("name", ["typer", "jobtraining_cli.pipeline", "numpy", "rich.console"])
def test_ctrl_c_while_loading_is_silent(name):
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED.format(name=name)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_files_are_written_whole(real_jt, tmp_path):
    target = tmp_path / "out.md"
    target.write_text("old", encoding="utf-8")
    done = real_jt("rank", "-c", "35013", "--format", "md", "-o", str(target))
    assert (done.code, done.out) == (0, "")
    assert target.read_text(encoding="utf-8").startswith("# Job Training projects for Doña Ana, NM")
    assert [path.name for path in tmp_path.iterdir()] == ["out.md"]
    failed = real_jt("rank", "-c", "nowhere", "-o", str(target))
    assert failed.code == 2
    assert target.read_text(encoding="utf-8").startswith("# Job Training")
    assert real_jt("rank", "-c", "35013", "-o", "-").out.startswith("Job Training projects")


def test_a_link_stays_a_link(real_jt, tmp_path):
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("", encoding="utf-8")
    link.symlink_to(real)
    assert real_jt("rank", "-c", "35013", "--format", "csv", "-o", str(link)).code == 0
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8").startswith("county_fips")


def on_a_terminal(arguments, **environment):
    parent, child = pty.openpty()
    env = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "90", **environment}
    process = subprocess.Popen([PROGRAM, *arguments], stdout=child, stderr=child, stdin=child, env=env)
    os.close(child)
    data = b""
    try:
        while chunk := os.read(parent, 65536):
            data += chunk
    except OSError:
        pass
    os.close(parent)
    assert process.wait() == 0
    return data.decode()


def test_colour_only_where_it_is_wanted(real_jt):
    rank = ["rank", "-c", "35013"]
    assert "\x1b[" in on_a_terminal(rank)
    assert "\x1b" not in on_a_terminal(rank, NO_COLOR="1")
    assert "\x1b" not in on_a_terminal(rank, TERM="dumb")
    assert "\x1b" not in on_a_terminal([*rank, "--no-color"])
    assert "\x1b" not in real_jt(*rank).out


def test_a_stdout_that_is_not_utf8_loses_nothing(tmp_path):
    env = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([PROGRAM, "rank", "-c", "Doña Ana"], env=env, capture_output=True, check=True)
    assert b"Do\\u00f1a Ana" in done.stdout
    done.stdout.decode("ascii")
    target = tmp_path / "x.md"
    subprocess.run([PROGRAM, "rank", "-c", "Doña Ana", "--format", "md", "-o", str(target)], env=env, check=True)
    assert "Doña Ana" in target.read_text(encoding="utf-8")


def test_whose_data(real_jt, tmp_path):
    mine = workspace(tmp_path / "mine")
    named = real_jt("rank", "-c", "Taos", "--json", "--data", str(mine))
    assert json.loads(named.out)["rankings"][0]["survey"]["id"] == "taos-2026"
    assert named.err.startswith("note: using ")
    assert named.err.count("\n") == 1
    by_variable = real_jt("rank", "-c", "Taos", "--json", env={"JT_DATA": str(mine)})
    assert by_variable.out == named.out
    other = workspace(tmp_path / "here" / "data", id_="here-2026")
    by_folder = real_jt("rank", "-c", "Taos", "--json", cwd=other.parent)
    assert json.loads(by_folder.out)["rankings"][0]["survey"]["id"] == "here-2026"
    # The option goes before the variable, the variable before the folder.
    both = real_jt("rank", "-c", "Taos", "--json", "--data", str(mine), cwd=other.parent, env={"JT_DATA": str(other)})
    assert json.loads(both.out)["rankings"][0]["survey"]["id"] == "taos-2026"
    # A county that the own survey does not cover still has the packaged table.
    elsewhere = real_jt("rank", "-c", "Luna", "--json", "--data", str(mine))
    assert json.loads(elsewhere.out)["rankings"][0]["survey"]["id"] == "us-acs-2020"


def test_an_unrelated_data_folder_is_left_alone(real_jt, tmp_path):
    (tmp_path / "data" / "barriers").mkdir(parents=True)
    (tmp_path / "data" / "sales.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    done = real_jt("rank", "-c", "35013", cwd=tmp_path)
    assert (done.code, done.err) == (0, "")


def test_an_illustrative_survey_has_to_be_named(real_jt, tmp_path):
    mine = workspace(tmp_path / "mine", id_="made-up", kind="illustrative")
    default = real_jt("rank", "-c", "Taos", "--json", "--data", str(mine))
    assert json.loads(default.out)["rankings"][0]["survey"]["id"] == "us-acs-2020"
    named = real_jt("rank", "-c", "Taos", "--data", str(mine), "--survey", "made-up")
    assert "ILLUSTRATIVE" in named.out


def test_the_newest_survey_is_taken(real_jt, tmp_path):
    mine = workspace(tmp_path / "mine", id_="older")
    newer = SURVEY.format(id="newer", kind="survey").replace("2026", "2027")
    (mine / "barriers" / "newer.yaml").write_text(newer, encoding="utf-8")
    (mine / "barriers" / "newer.csv").write_text(TABLE, encoding="utf-8")
    found = real_jt("rank", "-c", "Taos", "--json", "--data", str(mine))
    assert json.loads(found.out)["rankings"][0]["survey"]["id"] == "newer"


def test_a_survey_by_path(real_jt, tmp_path):
    folder = workspace(tmp_path / "mine") / "barriers"
    for name in ("taos-2026.csv", "taos-2026.yaml"):
        done = real_jt("rank", "-c", "Taos", "--json", "--survey", str(folder / name))
        assert json.loads(done.out)["rankings"][0]["survey"]["id"] == "taos-2026"
    shutil.copy(folder / "taos-2026.csv", tmp_path / "bare.csv")
    refused = real_jt("rank", "-c", "Taos", "--survey", "bare.csv")
    assert refused.code == 2
    assert "--base" in refused.err
    based = real_jt("rank", "-c", "Taos", "--survey", "bare.csv", "--base", "needed", "--json")
    assert json.loads(based.out)["rankings"][0]["reach_unit"] == "100 who needed job training"


def test_several_counties_in_one_run(real_jt):
    done = real_jt("rank", "-c", "Taos", "-c", "35013", "-c", "taos", "--json")
    assert [r["county"]["fips"] for r in json.loads(done.out)["rankings"]] == ["35055", "35013"]
    alone = json.loads(real_jt("rank", "-c", "35013", "--json").out)["rankings"][0]
    assert json.loads(done.out)["rankings"][1] == alone


def test_the_same_bytes_every_time(real_jt):
    first, second = (real_jt("rank", "-c", "35013", "--json", env={"PYTHONHASHSEED": seed}).out for seed in ("1", "2"))
    assert first == second


def test_a_catalogue_over_several_files_and_services(real_jt, tmp_path):
    folder = tmp_path / "split" / "projects"
    folder.mkdir(parents=True)
    edge = "addresses: [{barrier: transport, fit: full, evidence: {rating: some_evidence}, why: It gives rides.}]"
    project = "{{code: {code}, title: {title}, summary: Text., origin: proposed, level: [county], {edge}}}"
    for service, code in (("Job Training", "Job Training.1.1"), ("Parent Support", "Parent Support.1.1")):
        (folder / f"{code}.yaml").write_text(
            f"schema: 1\nservice: {service}\ninnovations: [{{number: 1, name: One, known: published}}]\n"
            f"projects:\n  - {project.format(code=code, title=service, edge=edge)}\n",
            encoding="utf-8",
        )
    done = real_jt("rank", "-c", "35013", "--json", "--data", str(tmp_path / "split"))
    assert [p["code"] for p in json.loads(done.out)["rankings"][0]["projects"]] == ["Job Training.1.1"]
    assert real_jt("validate", str(tmp_path / "split")).code == 0


def test_a_project_that_is_not_feasible_is_screened_out(real_jt, tmp_path):
    text = (ROOT / "data" / "projects.yaml").read_text(encoding="utf-8")
    marker = "  - code: Job Training.2.52\n"
    assert marker in text
    screened = text.replace(marker, f"{marker}    feasibility: {{resources: 'no', reason: No host employers.}}\n")
    (tmp_path / "projects.yaml").write_text(screened, encoding="utf-8")
    done = real_jt("rank", "-c", "35013", "--json", "--data", str(tmp_path))
    ranking = json.loads(done.out)["rankings"][0]
    assert "2.52" not in {p["id"] for p in ranking["projects"]}
    (out,) = [p for p in ranking["unranked"] if p["id"] == "2.52"]
    assert (out["why"], out["questions"], out["reason"]) == ("screened_out", ["resources"], "No host employers.")
    assert "No host employers." in real_jt("rank", "-c", "35013", "--data", str(tmp_path)).out
