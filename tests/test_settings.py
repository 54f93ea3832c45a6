"""What a folder, a variable or an option settles: which goes first, whence it is, and what is refused."""

import json
import os

import pytest

PROJECTS = """\
schema: 1
service: Job Training
innovations: [{number: 9, known: unknown}]
projects:
  - {code: Job Training.9.1, title: "TITLE", summary: s, origin: proposed, level: [county], addresses: [{barrier: cost,
     fit: full, why: w, evidence: {rating: unrated}}]}
"""
TABLE = "county,barrier,count,base_n\nTaos,cost,61,180\n"


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder below another, with three data folders and a table without a sidecar, and nothing settled."""
    for name in [name for name in os.environ if name.startswith("JT_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "team" / "county"
    for name, title in (("file", "=of the file"), ("env", "=of the variable"), ("flag", "=of the option")):
        (folder / name).mkdir(parents=True)
        (folder / name / "projects.yaml").write_text(PROJECTS.replace("TITLE", title), encoding="utf-8")
        (folder / f"{name}.csv").write_text(TABLE, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def first_title(done):
    return done.out.splitlines()[1].split(",")[2]


def ranking(done):
    return json.loads(done.out)["rankings"][0]


RANK = ["rank", "--json"]
COUNTIES = ["counties", "--search", "taos"]
OWN = ["projects", "list", "--data", "file", "--format", "csv"]
BASE = [*RANK, "-c", "Taos", "--survey", "file.csv"]
# Setting: the command, what it shows of the setting, and the values (as written, as shown) of file, variable and option.
TEXTS = {
    "data": (["projects", "list", "--format", "csv"], first_title,
             [("file", "'=of the file"), ("env", "'=of the variable"), ("flag", "'=of the option")], "'=of the file"),
    "county": (RANK, lambda done: ranking(done)["county"]["name"], [("Taos", "Taos"), ("mora", "Mora"), ("35001", "Bernalillo")], None),
    "state": (["counties", "--json", "--search", "lincoln"], lambda done: json.loads(done.out)["filters"]["state"],
              [("TX", "TX"), ("Nevada", "NV"), ("wa", "WA")], "NM"),
    "survey": ([*RANK, "-c", "Socorro"], lambda done: ranking(done)["survey"]["id"],
               [("illustrative-2026", "illustrative-2026"), ("us-acs-2020", "us-acs-2020"), ("illustrative-2026", "illustrative-2026")], None),
    "base": (BASE, lambda done: ranking(done)["survey"]["base"], [("needed", "needed"), ("respondents", "respondents"), ("needed", "needed")], None),
    "format": (COUNTIES, lambda done: done.out[:1], [("json", "{"), ("csv", "f"), ("md", "#")], "F"),
}  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
def test_an_option_goes_before_a_variable_and_that_before_the_file(name, here, jt, monkeypatch):
    command, show, ((file, of_file), (variable, of_variable), (option, of_option)), default = TEXTS[name]
    if default and name != "data":
        assert show(jt(*command)) == default
    (here / "jt.toml").write_text(f'{name} = "{file}"\n', encoding="utf-8")
    assert show(jt(*command)) == of_file
    monkeypatch.setenv(f"JT_{name.upper()}", variable)
    assert show(jt(*command)) == of_variable
    assert show(jt(*command, f"--{name}", option)) == of_option
    monkeypatch.setenv(f"JT_{name.upper()}", "")
    assert show(jt(*command)) == of_file, "an empty variable settles nothing"
    if default and name not in ("data", "format"):
        assert show(jt(*command, f"--{name}", "")) == default, "an empty option asks for the default"


SWITCHES = {
    "wide": (COUNTIES, lambda done: "Tables" in done.out),
    "color": (COUNTIES, lambda done: "\x1b[" in done.out),
    "raw-csv": (OWN, lambda done: '"=of the file"' in done.out),
}


@pytest.mark.parametrize("name", SWITCHES)
def test_switches_can_be_turned_on_and_off_at_each_level(name, here, jt, monkeypatch):
    command, is_on = SWITCHES[name]
    variable = f"JT_{name.upper().replace('-', '_')}"
    assert not is_on(jt(*command))
    assert is_on(jt(*command, f"--{name}"))
    (here / "jt.toml").write_text(f"{name} = true\n", encoding="utf-8")
    assert is_on(jt(*command))
    assert not is_on(jt(*command, f"--no-{name}"))
    monkeypatch.setenv(variable, "false")
    assert not is_on(jt(*command))
    assert is_on(jt(*command, f"--{name}"))
    (here / "jt.toml").write_text(f"{name} = false\n", encoding="utf-8")
    for text in ("true", "1", "yes", "on"):
        monkeypatch.setenv(variable, text)
        assert is_on(jt(*command)), text
    assert not is_on(jt(*command, f"--no-{name}"))
    monkeypatch.setenv(variable, "perhaps")
    done = jt(*command)
    assert (done.code, done.out) == (2, "")
    assert variable in done.err


def test_the_nearest_file_goes_first(here, jt):
    def state():
        return json.loads(jt("config", "--json").out)["settings"][2]

    top, team = here.parents[1], here.parent
    (top / "jt.toml").write_text('state = "TX"\n', encoding="utf-8")
    assert state()["value"] == "TX"
    assert state()["whence"] == f"{top / 'jt.toml'}:1"
    (team / "pyproject.toml").write_text('[project]\nname = "x"\n', encoding="utf-8")
    assert state()["value"] == "TX", "a pyproject.toml of somebody else is passed over"
    (team / "pyproject.toml").write_text('[project]\nname = "x"\n[tool.jt]\nstate = "NV"\n', encoding="utf-8")
    assert (state()["value"], state()["whence"]) == ("NV", f"{team / 'pyproject.toml'}:4")
    (here / "pyproject.toml").write_text('[ tool . jt ]\nstate = "WA"\n', encoding="utf-8")
    assert state()["value"] == "WA"
    (here / "jt.toml").write_text('state = "OR"\n', encoding="utf-8")
    assert (state()["value"], state()["whence"]) == ("OR", "jt.toml:1")
    (here / "jt.toml").write_text("", encoding="utf-8")
    done = jt("config", "--json")
    assert done.code == 2 or json.loads(done.out)["settings"][2]["value"] == "NM", "one file holds, not the sum of two"


@pytest.mark.parametrize("text", ["not TOML [", "", "[tool.other]\nx = 1\n", "\xff", "[tool.jtx]\nstate = 1\n"])
def test_a_pyproject_that_is_not_ours_is_nobodys_problem(text, here, jt):
    (here / "pyproject.toml").write_bytes(text.encode("latin-1"))
    done = jt("counties", "--search", "taos")
    assert (done.code, done.err) == (0, "")


def test_the_line_of_a_setting_is_that_of_its_own_table(here, jt):
    text = '[tool.other]\nstate = "x"\n\n[tool.jt]\n"state" = "TX" # here\n'
    (here / "pyproject.toml").write_text(text, encoding="utf-8")
    (state,) = (s for s in json.loads(jt("config", "--json").out)["settings"] if s["setting"] == "state")
    assert (state["value"], state["whence"]) == ("TX", "pyproject.toml:5")


def test_paths_are_those_of_the_file_that_names_them(here, jt, monkeypatch):
    team = here.parent
    (team / "jt.toml").write_text(
        'data = "county/file"\nsurvey = "county/file.csv"\nbase = "needed"\n', encoding="utf-8"
    )
    assert first_title(jt("projects", "list", "--format", "csv")) == "'=of the file"
    assert ranking(jt("rank", "-c", "Taos", "--json"))["survey"]["title"] == "file.csv"
    monkeypatch.chdir(here / "env")
    assert ranking(jt("rank", "-c", "Taos", "--json"))["survey"]["title"] == "file.csv"
    monkeypatch.setenv("JT_DATA", "../flag")
    assert first_title(jt("projects", "list", "--format", "csv")) == "'=of the option", "a variable is of where one is"
    monkeypatch.delenv("JT_DATA")
    (team / "jt.toml").write_text('survey = "us-acs-2020"\n', encoding="utf-8")
    assert ranking(jt("rank", "-c", "Taos", "--json"))["survey"]["id"] == "us-acs-2020", "an id is no path"
    monkeypatch.setenv("HOME", str(here))
    (team / "jt.toml").write_text(f'data = "~/file"\nsurvey = "{here}/env.csv"\nbase = "needed"\n', encoding="utf-8")
    assert ranking(jt("rank", "-c", "Taos", "--json"))["survey"]["title"] == "env.csv"


def test_several_counties(here, jt, monkeypatch):
    def counties(*more):
        return [r["county"]["name"] for r in json.loads(jt("rank", "--json", *more).out)["rankings"]]

    (here / "jt.toml").write_text('county = ["Taos", "Mora", "taos"]\n', encoding="utf-8")
    assert counties() == ["Taos", "Mora"]
    assert counties("-c", "Otero") == ["Otero"]
    monkeypatch.setenv("JT_COUNTY", "Eddy")
    assert counties() == ["Eddy"]
    monkeypatch.setenv("JT_COUNTY", "Eddy; Doña Ana")
    assert counties() == ["Eddy", "Doña Ana"]


# What stands in jt.toml, the line that is named, and words of the message and its help.
WRONG = {
    "unknown key": ('state = "NM"\ncuonty = "Taos"\n', "jt.toml:2", ["unknown key 'cuonty'", "did you mean 'county'?"]),
    "unknown key far from all": ("zzz = 1\n", "jt.toml:1", ["unknown key 'zzz'", "raw-csv"]),
    "underscore for hyphen": ("raw_csv = true\n", "jt.toml:1", ["unknown key 'raw_csv'", "did you mean 'raw-csv'?"]),
    "quoted key": ('"stat" = 1\n', "jt.toml:1", ["unknown key 'stat'", "did you mean 'state'"]),
    "broken": ('state = "NM"\nwide = \n', "jt.toml:2", ["not valid TOML"]),
    "twice": ('state = "NM"\nstate = "TX"\n', "jt.toml:2", ["not valid TOML"]),
    "number for text": ("\nstate = 5\n", "jt.toml:2", ["state", "string"]),
    "text for yes or no": ('wide = "perhaps"\n', "jt.toml:1", ["wide", "write true or false"]),
    "list for text": ('state = ["NM"]\n', "jt.toml:1", ["state"]),
    "numbers in a list": ("county = [35013]\n", "jt.toml:1", ["county"]),
    "empty list": ("county = []\n", "jt.toml:1", ["county"]),
    "empty text": ('state = ""\n', "jt.toml:1", ["state"]),
    "no format": ('format = "jsn"\n', "jt.toml:1", ["did you mean 'json'"]),
    "no base": ('base = "neded"\n', "jt.toml:1", ["did you mean 'needed'"]),
    "a table": ("[wide]\nx = 1\n", "jt.toml", ["wide"]),
    "tool.jt in jt.toml": ('[tool.jt]\nstate = "NM"\n', "jt.toml", ["unknown key 'tool'"]),
    "UTF-16": ("\ufeffx", "jt.toml", ["UTF-16"]),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_cannot_be_is_refused_with_its_line(what, here, jt):
    text, place, words = WRONG[what]
    (here / "jt.toml").write_text(text, encoding="utf-16" if what == "UTF-16" else "utf-8")
    for verb in (["rank", "-c", "Taos"], ["config"], ["validate"], ["counties"], ["init", "new"]):
        done = jt(*verb)
        assert (done.code, done.out) == (2, "")
        assert done.err.startswith(f"error: {place}"), done.err
        assert "\n  help: " in done.err
        assert all(word in done.err for word in words), done.err
    assert not (here / "new").exists()


@pytest.mark.parametrize("kind", ["a folder", "a dangling link", "a pipe"])
def test_a_settings_file_that_is_no_file(kind, here, jt):
    path = here / "jt.toml"
    {"a folder": path.mkdir, "a dangling link": lambda: path.symlink_to("nowhere"), "a pipe": lambda: os.mkfifo(path)}[
        kind
    ]()
    done = jt("counties")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: jt.toml: ")


def test_a_file_that_is_named_is_the_only_one(here, jt, monkeypatch):
    (here / "jt.toml").write_text('state = "TX"\n', encoding="utf-8")
    (here / "other.toml").write_text('state = "NV"\n', encoding="utf-8")
    state = lambda: json.loads(jt("counties", "--json", "--search", "x").out)["filters"]["state"]  # noqa: E731
    monkeypatch.setenv("JT_CONFIG", "other.toml")
    assert state() == "NV"
    monkeypatch.setenv("JT_CONFIG", "none")
    assert state() == "NM"
    monkeypatch.setenv("JT_CONFIG", "")
    assert state() == "TX"
    monkeypatch.setenv("JT_CONFIG", "nowhere.toml")
    done = jt("counties")
    assert (done.code, done.out) == (2, "")
    assert (
        done.err == "error: nowhere.toml: there is no such file\n  help: JT_CONFIG names a settings file, or 'none'\n"
    )
    (here / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    monkeypatch.setenv("JT_CONFIG", "pyproject.toml")
    assert jt("counties").code == 2


def test_config_shows_each_value_and_whence(here, jt, monkeypatch):
    text = '# mine\ncounty = ["Taos", "Mora"]\nsurvey = "file.csv"\nwide = true\nraw-csv = true\nbase = "needed"\n'
    (here / "jt.toml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("JT_STATE", "Texas")
    monkeypatch.setenv("JT_COLOR", "no")
    found = json.loads(jt("config", "--json").out)
    assert {item["setting"]: (item["value"], item["whence"]) for item in found["settings"]} == {
        "data": (None, "default"),
        "county": ("Taos; Mora", "jt.toml:2"),
        "state": ("Texas", "JT_STATE"),
        "survey": (str(here / "file.csv"), "jt.toml:3"),
        "base": ("needed", "jt.toml:6"),
        "uncertainty": ("both", "default"),
        "draws": ("2000", "default"),
        "seed": ("1", "default"),
        "weights": (None, "default"),
        "format": ("table", "default"),
        "wide": ("true", "jt.toml:4"),
        "color": ("false", "JT_COLOR"),
        "raw-csv": ("true", "jt.toml:5"),
    }
    assert found["files"][0] == {"part": "settings file", "file": "jt.toml"}
    assert all(item["help"] for item in found["settings"])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("JT_STAT", "'JT_STATE'"),
        ("JT_CONIFG", "'JT_CONFIG'"),
        ("JT_RAWCSV", "'JT_RAW_CSV'"),
        ("JT_LAUNCHER_HOME", None),
        ("JT_X", None),
    ],
)
def test_variables_that_are_no_setting_are_noted_only_where_they_look_like_one(name, said, here, jt, monkeypatch):
    monkeypatch.setenv(name, "x")
    done = jt("counties", "--search", "taos")
    assert done.code == 0
    assert done.err.startswith(f"note: the variable {name} is no setting of jt: did you mean {said}" if said else "")
    assert done.err.count("\n") == bool(said)
