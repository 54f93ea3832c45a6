"""What the shell offers at the tab key: asked as shells ask, and by the shells themselves where they are installed."""

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

# Many processes or pages: `make check` runs them, `make test` stays under two minutes.
pytestmark = pytest.mark.slow

JT = Path(sys.executable).with_name("jt")
ENV = {"PATH": f"{JT.parent}:{os.environ['PATH']}", "JT_CONFIG": "none"}
NASTY = """
schema: 1
service: Job Training
innovations: [{number: 1, known: unknown}]
projects:
"""


def ask(line, cwd, shell="zsh", **env):
    """What `jt` prints to a shell that completes a line; the cursor is at its end."""
    words = line.split(" ")
    asked = {
        "_JT_COMPLETE": f"complete_{shell}",
        "_TYPER_COMPLETE_ARGS": line,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }
    asked |= {"COMP_WORDS": line.replace(" ", "\n"), "COMP_CWORD": str(len(words) - 1)}
    return subprocess.run(
        [JT], cwd=cwd, env={**os.environ, **ENV, **asked, **env}, capture_output=True, text=True, check=False
    )


def offers(line, cwd, **env):
    """The offers with their explanations."""
    done = ask(line, cwd, "fish", **env)
    assert done.stderr == ""
    assert "Traceback" not in done.stdout
    return dict((*found.split("\t"), "")[:2] for found in done.stdout.splitlines() if found)


ALABAMA = ("Autauga", "Baldwin", "Barbour", "Bibb", "Blount")
CASES = {
    "jt ra": {"rank": "Rank a county's projects by fit to its barriers."},
    "jt rank --county dona": {"dona-ana": "Doña Ana, NM"},
    "jt rank -c soc": {"socorro": "Socorro, NM"},
    "jt brief --county 0100": {f"0100{n}": f"{name}, AL" for n, name in zip("13579", ALABAMA, strict=True)},
    "jt rank --state AL --county autau": {"autauga": "Autauga, AL"},
    "jt explain 9.1 --state Alabama --county autau": {"autauga": "Autauga, AL"},
    "jt counties --state NM": {"NM": "New Mexico"},
    "jt rank --survey us": {"us-acs-2020": "County indicators, American Community Survey 5-year estimate"},
    "jt barriers --survey ill": {"illustrative-2026": "ILLUSTRATIVE survey of three counties invented figures"},
    "jt rank --barrier chi": {"child_care": "Child care and family"},
    "jt projects list --barrier tra": {"transport": "Transportation"},
    "jt explain 10": {"10.1": "A job training department paid for by city and county"},
    "jt projects show 9.1 1.5": {"1.51": "Shared count of training seats and waiting lists"},
    "jt brief --project 8": {"8.51": "Registered apprenticeship with the county as an employer"},
    "jt rank --origin pub": {"published": ""},
    "jt rank --base n": {"needed": ""},
    "jt surveys --kind ind": {"indicator": ""},
    "jt rank --uncertainty j": {"judgement": ""},
    "jt explain 9.1 --uncertainty no": {"none": ""},
    "jt brief --uncertainty b": {"both": ""},
    "jt rank --method h": {"hanlon-naccho": "", "hanlon-bpr": ""},
    "jt barriers --county soc": {"socorro": "Socorro, NM"},
    "jt barriers --base d": {"difficulty": ""},
    "jt methods -c soc": {"socorro": "Socorro, NM"},
    "jt methods --survey us": {"us-acs-2020": "County indicators, American Community Survey 5-year estimate"},
    "jt rank --weights ": {},
    "jt barriers --level ": {},
    "jt surveys --county taos": {"taos": "Taos, NM"},
    "jt init x --county tao": {"taos": "Taos, NM"},
    "jt rank --format j": {"json": "", "jsonl": ""},
    "jt rank --county nowhere": {},
    "jt rank --state ZZ --county a": {},
}


@pytest.mark.parametrize("line", CASES)
def test_offers(line, tmp_path):
    assert offers(line, tmp_path) == CASES[line]


@pytest.mark.parametrize("line", ["jt rank --county ", "jt explain ", "jt rank --barrier ", "jt counties --state "])
def test_all_are_offered_where_nothing_is_typed(line, tmp_path):
    number = {"--county": 33, "explain": 20, "--barrier": 18, "--state": 51}[line.split()[-1]]
    assert len(offers(line, tmp_path)) == number


def test_every_option_and_verb_is_offered(tmp_path):
    verbs = {"rank", "explain", "brief", "init", "validate", "barriers", "counties", "surveys", "config", "projects"}
    assert set(offers("jt ", tmp_path)) == verbs | {"methods"}
    assert {"--county", "--survey", "--wide", "--no-color"} <= set(offers("jt rank --", tmp_path))
    drawn = {"--uncertainty", "--draws", "--seed", "--weights"}
    assert {*drawn, "--method", "--unsuppressed"} <= set(offers("jt rank --", tmp_path))
    assert {*drawn, "--unsuppressed"} <= set(offers("jt explain 9.1 --", tmp_path))
    assert drawn <= set(offers("jt brief --", tmp_path))
    assert "--unsuppressed" not in offers("jt brief --", tmp_path)
    assert {"--county", "--level", "--unsuppressed"} <= set(offers("jt barriers --", tmp_path))
    assert {"--criterion", "--weights", "--unsuppressed"} <= set(offers("jt methods --", tmp_path))
    assert set(offers("jt projects ", tmp_path)) == {"list", "show"}


def test_the_settings_in_force_decide(tmp_path):
    (tmp_path / "jt.toml").write_text('state = "AL"\n', encoding="utf-8")
    assert "autauga" in offers("jt rank --county a", tmp_path, JT_CONFIG="")
    assert "autauga" not in offers("jt rank --county a", tmp_path)
    assert "autauga" in offers("jt rank --county a", tmp_path, JT_STATE="al")
    (tmp_path / "own").mkdir()
    project = "  - {code: Job Training.1.7, title: Mine, summary: s, origin: proposed, level: [county]}\n"
    (tmp_path / "own" / "projects.yaml").write_text(NASTY + project, encoding="utf-8")
    assert offers("jt projects show --data own ", tmp_path) == {"1.7": "Mine"}
    assert offers("jt rank --data own --barrier tra", tmp_path) == {"transport": "Transportation"}
    assert offers("jt explain ", tmp_path, JT_DATA="own") == {"1.7": "Mine"}


BROKEN = {
    "no YAML": "a: [\x01",
    "empty": "",
    "a list": "- a\n",
    "no projects": "schema: 1\n",
    "projects without titles": "projects: [{code: 1}]\nbarriers: [{id: 1}]\nid: [x]\n",
    "no text": "\udcff",
}


@pytest.mark.parametrize("what", BROKEN)
def test_broken_data_give_no_offers_and_no_noise(what, tmp_path):
    folder = tmp_path / "data"
    (folder / "barriers").mkdir(parents=True)
    for name in ("projects.yaml", "taxonomy.yaml", "barriers/a.yaml", "barriers/a.csv"):
        (folder / name).write_bytes(BROKEN[what].encode("utf-8", "surrogateescape"))
    number = list(BROKEN).index(what) % 3
    assert offers(["jt explain ", "jt rank --barrier ", "jt rank --survey own"][number], tmp_path) == {}
    if number == 0:
        assert "socorro" in offers("jt rank --county so", tmp_path)


@pytest.mark.parametrize("settings", ["state = ", 'stat = "AL"', 'state = "ZZ"', "data = 1"])
def test_broken_settings_give_no_noise(settings, tmp_path):
    (tmp_path / "jt.toml").write_text(settings, encoding="utf-8")
    assert set(offers("jt rank --county so", tmp_path, JT_CONFIG="")) <= {"socorro"}
    if settings.startswith("data"):
        assert set(offers("jt explain 10", tmp_path, JT_CONFIG="")) <= {"10.1"}


HOSTILE = ["9.1;touch pwned", "$(touch pwned).1.2", "a b.1.3", "`touch pwned`.1.4", "x'.1.5", 'x".1.6', "..", "-o.1"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_words_that_need_quotes_are_never_offered(shell, tmp_path):
    (tmp_path / "data").mkdir()
    projects = "".join(f"  - {{code: {json_text(code)}, title: t}}\n" for code in HOSTILE)
    (tmp_path / "data" / "projects.yaml").write_text(NASTY + projects, encoding="utf-8")
    done = ask("jt explain ", tmp_path, shell)
    assert done.stderr == ""
    assert not set("$`;'\"") & set(done.stdout.replace("_arguments '*: :((", "").replace("))'", "").replace('"', ""))
    assert "pwned" not in done.stdout.replace("touch pwned", "")


def json_text(text):
    return '"' + text.replace('"', '\\"') + '"'


# --- the shells themselves


def script(shell, folder):
    done = subprocess.run(
        [JT], env={**os.environ, **ENV, "_JT_COMPLETE": f"source_{shell}"}, capture_output=True, text=True, check=True
    )
    path = folder / f"jt.{shell}"
    path.write_text(done.stdout, encoding="utf-8")
    return path


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize(
    ("line", "wanted"),
    [("jt explain 6.5", "6.51 6.52 6.53"), ("jt rank --county soc", "socorro"), ("jt rank -c zz", "")],
)
def test_bash_completes(line, wanted, tmp_path):
    words = " ".join(f"'{word}'" for word in line.split())
    code = f"source {script('bash', tmp_path)}; COMP_WORDS=({words}); COMP_CWORD={len(line.split()) - 1}\n"
    code += '_jt_completion jt; echo "${COMPREPLY[@]}"; complete -p jt'
    done = subprocess.run(
        ["bash", "--norc", "-c", code], cwd=tmp_path, env=os.environ | ENV, capture_output=True, text=True, check=True
    )
    found, registered = done.stdout.splitlines()
    assert (found, done.stderr) == (wanted, "")
    assert registered == "complete -o default -F _jt_completion jt"


@pytest.mark.skipif(shutil.which("fish") is None, reason="needs fish")
def test_fish_completes(tmp_path):
    for line, wanted in (("jt explain 6.51", ["6.51\tHigh-school equivalency credentials"]), ("jt rank -c zz", [])):
        done = subprocess.run(
            ["fish", "--no-config", "-c", f"source {script('fish', tmp_path)}; complete -C '{line}'"],
            cwd=tmp_path,
            env={**os.environ, **ENV, "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.splitlines() == wanted


@pytest.mark.skipif(shutil.which("zsh") is None, reason="needs zsh")
def test_zsh_completes(tmp_path):
    """In a terminal of its own: what the line is after the tab key, and nothing written but that."""
    setup = "autoload -U compinit; compinit -u -D; PS1='> '; unsetopt beep\n"
    setup += f"source {script('zsh', tmp_path)}\n"
    setup += 'dump() { print -r -- "$BUFFER" >> lines; zle kill-buffer }\nzle -N dump; bindkey "^G" dump\n'
    setup += "print ready > lines\n"
    (tmp_path / ".zshrc").write_text(setup, encoding="utf-8")
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(tmp_path)
        os.execvpe("zsh", ["zsh", "-i"], {**os.environ, **ENV, "ZDOTDIR": str(tmp_path), "TERM": "dumb"})
    typed = [
        "jt rank --\t\x07",
        "jt explain 10.\t\x07",
        "jt rank --county soc\t\x07",
        "jt rank --orig\t\x07",
        "jt rank --survey us\t\x07",
    ]
    seen, lines = b"", tmp_path / "lines"
    try:
        for number, keys in enumerate(["", *typed]):
            os.write(terminal, keys.encode())
            until = time.monotonic() + 20
            while time.monotonic() < until:
                if select.select([terminal], [], [], 0.05)[0]:
                    seen += os.read(terminal, 4096)
                if lines.exists() and lines.read_text().count("\n") > number:
                    break
    finally:
        os.close(terminal)
        os.waitpid(child, 0)
    found = [line.rstrip() for line in lines.read_text(encoding="utf-8").splitlines()]
    wanted = ["jt explain 10.1", "jt rank --county socorro", "jt rank --origin", "jt rank --survey us-acs-2020"]
    assert found == ["ready", "jt rank --", *wanted]
    assert b"--innovation" in seen
    assert not re.search(rb"\(eval\)|not found|bad |zsh: |Traceback", seen)
