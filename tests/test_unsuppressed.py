"""`--unsuppressed`: on a terminal only, said on stderr, and settled nowhere but on the command line."""

import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

import brute_force

ROWS = [
    "Taos,barrier,cost,4,60",
    "Taos,barrier,transport,30,60",
    "Taos,barrier,distance,57,60",
    "Mora,barrier,cost,3,8",
]
ON = ("-c", "Taos", "--survey", "made", "--data", "d")
VERBS = [("rank",), ("explain", "2.52"), ("barriers",), ("methods",)]
WARNING = "nothing is hidden here: these figures may be about single people. Pass nothing of it on"
REFUSED = "--unsuppressed prints to a terminal only"


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JT_CONFIG", "none")
    brute_force.write_table(Path("d"), "needed", ROWS, columns="county,measure,barrier,count,base_n")


@pytest.fixture
def terminal(jt, monkeypatch):
    """Run `jt` in this process as if its stdout were a terminal."""

    def call(*arguments):
        # What pytest captures with takes no attributes of its own, so its class is told.
        monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True, raising=False)
        return jt(*arguments)

    return call


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb[0])
@pytest.mark.parametrize("more", [(), ("-o", "x.md"), ("-o", "-"), ("--json",)])
def test_it_is_refused_in_pipes_and_files(verb, more, jt):
    done = jt(*verb, *ON, "--unsuppressed", *more)
    assert (done.code, done.out) == (2, "")
    assert REFUSED in done.err
    assert WARNING not in done.err
    assert [path.name for path in Path().iterdir()] == ["d"]


@pytest.mark.parametrize("target", ["x.md", "/dev/stdout", "./-", "/dev/null"])
def test_a_file_is_refused_on_a_terminal_too(target, terminal):
    done = terminal("rank", *ON, "--unsuppressed", "-o", target)
    assert (done.code, done.out) == (2, "")
    assert REFUSED in done.err
    assert not Path("x.md").exists()


@pytest.mark.parametrize("verb", ["brief", "validate", "surveys", "counties", "config", "projects list", "init x"])
def test_other_verbs_know_no_such_option(verb, terminal):
    done = terminal(*verb.split(), "--unsuppressed")
    assert (done.code, done.out) == (2, "")
    assert "No such option: --unsuppressed" in done.err


def test_in_a_list_of_all_barriers_there_is_nothing_to_reveal(terminal):
    done = terminal("barriers", "--unsuppressed")
    assert (done.code, done.out) == (2, "")
    assert "--unsuppressed is about the figures of a county" in done.err


def test_a_loop_over_counties_is_refused_each_time(jt):
    codes = [
        jt("rank", "-c", county, *ON[2:], "--unsuppressed", "-o", f"{county}.md").code for county in ("Taos", "Mora")
    ]
    assert codes == [2, 2]
    assert [path.name for path in Path().iterdir()] == ["d"]


@pytest.mark.parametrize("text", ["unsuppressed = true", "unsuppressed = false"])
def test_it_is_no_setting(text, terminal, monkeypatch):
    monkeypatch.delenv("JT_CONFIG")
    Path("jt.toml").write_text(text + "\n", encoding="utf-8")
    done = terminal("rank", *ON)
    assert (done.code, done.out) == (2, "")
    assert "jt.toml:1:1: unsuppressed: unknown key 'unsuppressed'" in done.err


@pytest.mark.parametrize("value", ["1", "true", "yes"])
def test_no_variable_turns_it_on(value, terminal, monkeypatch):
    plain = terminal("rank", *ON)
    monkeypatch.setenv("JT_UNSUPPRESSED", value)
    done = terminal("rank", *ON)
    assert (done.code, done.out) == (0, plain.out)
    assert WARNING not in done.err
    assert "too few answers" in done.out


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb[0])
def test_on_a_terminal_it_warns_on_stderr(verb, terminal):
    plain, done = terminal(*verb, *ON), terminal(*verb, *ON, "--unsuppressed")
    assert done.code == 0, done.err
    assert WARNING in done.err
    assert WARNING not in done.out
    assert WARNING not in plain.err
    assert terminal(*verb, *ON, "--unsuppressed", "-o", "-").out == done.out


def figures(done):
    document = json.loads(done.out)
    (found,) = document.get("rankings") or document["counties"]
    return {
        b["barrier"]: (b["status"], b["count"], b["base_n"]) for b in found["barriers"] if b["status"] != "not_measured"
    }


@pytest.mark.parametrize("verb", ["rank", "barriers"])
def test_on_a_terminal_every_count_is_shown(verb, terminal):
    shown = {"cost": ("measured", 4, 60), "transport": ("measured", 30, 60), "distance": ("measured", 57, 60)}
    assert figures(terminal(verb, *ON, "--unsuppressed", "--json")) == shown
    protected = figures(terminal(verb, *ON, "--json"))
    assert protected["transport"] == shown["transport"]
    assert protected["cost"] == protected["distance"] == ("hidden", None, 60)
    mora = ("-c", "Mora", *ON[2:])
    assert figures(terminal(verb, *mora, "--unsuppressed", "--json")) == {"cost": ("measured", 3, 8)}


def test_scores_are_those_of_the_counts(terminal):
    """4 of 60 name cost: what acts on cost alone gets its part of all that was named."""
    document = json.loads(terminal("rank", *ON, "--unsuppressed", "--json").out)
    (ranking,) = document["rankings"]
    whole = 4 + 30 + 57
    scores = {p["id"]: p["fit_score"] for p in ranking["projects"]}
    assert scores["8.51"] == pytest.approx(100 * 4 / whole / 3, abs=1e-9)
    assert not ranking["illustrative"]


def test_outputs_do_not_say_that_something_is_hidden(terminal):
    for verb in VERBS:
        assert "not shown" not in terminal(*verb, *ON, "--unsuppressed").out.casefold()


def test_a_digest_gives_nothing_away(terminal):
    """It may be copied from the screen, so it is that of the protected table."""
    digests = [
        json.loads(terminal("rank", *ON, *more, "--json").out)["rankings"][0]["digests"]
        for more in ((), ("--unsuppressed",))
    ]
    assert digests[0] == digests[1]


def test_who_named_what_together_is_known_in_full(terminal):
    people = {"": 2, "cost distance": 4, "transport distance": 28, "distance": 24, "transport": 2}
    lines = "\n".join(["county,barriers,count", *(f"Taos,{named},{n}" for named, n in people.items()), ""])
    Path("d/barriers/made.patterns.csv").write_text(lines, encoding="utf-8")
    rows = ["Taos,barrier,cost,4,60", "Taos,barrier,transport,30,60", "Taos,barrier,distance,56,60"]
    brute_force.write_table(Path("d"), "needed", rows, columns="county,measure,barrier,count,base_n")
    (ranking,) = json.loads(terminal("rank", *ON, "--unsuppressed", "--json").out)["rankings"]
    assert ranking["patterns"] == {"people": 60, "known_share": 1.0, "left_out": []}
    (ranking,) = json.loads(terminal("rank", *ON, "--json").out)["rankings"]
    assert ranking["patterns"] is None or ranking["patterns"]["known_share"] < 1


def test_indicators_hide_nothing_anyway(terminal):
    where = ("rank", "-c", "Harding", "--draws", "100")
    assert terminal(*where, "--unsuppressed").out == terminal(*where).out


def in_a_terminal(*arguments, err=subprocess.PIPE):
    """The installed `jt` with a terminal of its own as stdout: exit code, what it printed there, and stderr."""
    mine, theirs = pty.openpty()
    program = Path(sys.executable).with_name("jt")
    process = subprocess.Popen([program, *arguments], stdout=theirs, stderr=err, stdin=subprocess.DEVNULL)
    os.close(theirs)
    shown = io.BytesIO()
    while True:
        try:
            block = os.read(mine, 65_536)
        except OSError:  # so Linux says that the other end is closed
            break
        if not block:
            break
        shown.write(block)
    os.close(mine)
    said = process.communicate()[1]
    return process.returncode, shown.getvalue().decode(), (said or b"").decode()


def test_a_real_terminal():
    code, out, err = in_a_terminal("barriers", *ON, "--unsuppressed")
    assert code == 0
    assert "Barriers to job training in Taos, NM" in out
    assert WARNING in err
    assert WARNING not in out
    code, out, err = in_a_terminal("barriers", *ON, "--unsuppressed", "-o", "x.csv")
    assert (code, out, Path("x.csv").exists()) == (2, "", False)
    assert REFUSED in err
