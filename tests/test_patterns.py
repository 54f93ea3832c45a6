"""Patterns of answers beside a table: any and all relief by hand, people drawn whole, and files that contradict it."""

import json
import re
from pathlib import Path

import pytest
from scipy.stats import beta

import brute_force
from by_hand import as_shown, counts, relief
from jobtraining_cli.pipeline import Drawing, Engine, Uncertain
from jobtraining_cli.workspace import Workspace
from rendered import tables

DATA = Path(__file__).resolve().parents[1] / "data"
KEYS = ("any_relief_independent", "any_relief_dependent", "all_relief_independent", "all_relief_dependent")
# Eleven people of a pattern are kept together; here five more of each are only counted.
PATTERNS = {
    "": 2205, "cost": 3305, "transport": 1105, "cost transport": 2205, "child_care": 1655, "child_care cost": 555,
    "child_care cost transport": 445, "child_care transport": 335,
}  # fmt: skip
ON = ("-c", "Taos", "--survey", "made", "--data", "d")
FEW = ("--draws", "100")


def write(patterns, folder=Path(), more=(), **other):
    """A survey of Taos and its patterns; ``more`` are barriers that nobody names, ``other`` counts that differ."""
    people = sum(patterns.values())
    named = counts(patterns) | dict.fromkeys(more, 0) | other
    rows = [f"Taos,barrier,{barrier},{count},{people}" for barrier, count in sorted(named.items())]
    brute_force.write_table(folder / "d", "needed", rows, columns="county,measure,barrier,count,base_n")
    lines = [f"Taos,{named},{people}" for named, people in patterns.items()]
    text = "\n".join(["county,barriers,count", *lines, ""])
    (folder / "d" / "barriers" / "made.patterns.csv").write_text(text, encoding="utf-8")


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JT_CONFIG", "none")


@pytest.fixture
def rank(jt):
    def call(*more):
        done = jt("rank", *ON, *FEW, *more, "--json")
        assert done.code == 0, done.err
        (found,) = json.loads(done.out)["rankings"]
        return found

    return call


def strengths():
    """Project -> barrier -> how far it is covered."""
    catalogue = brute_force.read_catalogue(DATA)
    return {
        code: {b: float(catalogue.fit[fit] * catalogue.strength[rating]) for b, fit, rating in edges}
        for code, edges in catalogue.edges.items()
    }


def test_relief_by_hand(rank):
    write(PATTERNS, more=["distance"])
    found, (groups, known) = rank(), as_shown(PATTERNS)
    assert found["patterns"] == {"people": 11810, "known_share": pytest.approx(known, abs=1e-9), "left_out": []}
    assert 0.99 < known < 1
    covered = strengths()
    assert len(found["projects"]) == 9
    for project in found["projects"]:
        wanted = relief(groups, covered[project["code"]])
        assert [project[key] for key in KEYS] == pytest.approx(wanted, abs=1e-7)


def engine(seed=1, draws=10_000):
    """The pipeline where nothing is hidden, so that every pattern is kept as it is."""
    drawing = Drawing(Uncertain.data, draws, seed)
    return Engine(Workspace.open(Path("d"), "--data"), "made", drawing=drawing, reveal=True)


def test_relief_by_hand_where_everything_is_kept():
    small = {"": 9, "cost": 31, "cost transport": 22, "child_care cost transport": 3, "transport": 17, "child_care": 14}
    write(small)
    pipeline = engine(draws=100)
    found = pipeline.rank(pipeline.workspace.register.resolve("Taos"))
    assert found.patterns is not None
    assert (found.patterns.people, found.patterns.known_share) == (96, 1.0)
    groups = {tuple(named.split()): people for named, people in small.items()}
    covered = strengths()
    for project in found.projects:
        assert [getattr(project, key) for key in KEYS] == pytest.approx(relief(groups, covered[project.code]), abs=1e-7)


PROJECTS = "schema: 1\nservice: Job Training\ninnovations: [{number: 9, known: unknown}]\nprojects:\n" + "".join(
    f"  - {{code: Job Training.9.{n}, title: P{n}, summary: s, origin: proposed, level: [county],\n"
    f"     addresses: [{{barrier: {barrier}, fit: full, why: w, evidence: {{rating: unrated}}}}]}}\n"
    for n, barrier in ((1, "cost"), (2, "transport"))
)


def test_people_are_drawn_with_all_that_they_named(rank):
    """Those who name both barriers or none do not decide which is ahead: a gamma of 65 beats one of 50.

    Rubin (1981): weights of a Bayesian bootstrap are gamma variates over their sum, so the share of draws in which the
    65 who name only the first outweigh the 50 who name only the second is that in which Beta(50, 65) is below a half.
    """
    people = {"": 300, "cost transport": 300, "cost": 65, "transport": 50}
    write(people)
    Path("d/projects.yaml").write_text(PROJECTS, encoding="utf-8")
    pipeline = engine()
    found = pipeline.rank(pipeline.workspace.register.resolve("Taos"))
    wins = found.uncertainty.modes["data"].pairwise["Job Training.9.1"]["Job Training.9.2"]
    assert wins == pytest.approx(beta(50, 65).cdf(0.5), abs=4 * 0.003)
    assert wins > 0.9
    assert found.uncertainty.data_draws == "bootstrap"
    Path("d/barriers/made.patterns.csv").unlink()
    alone = rank("--draws", "2000")["uncertainty"]
    assert alone["modes"]["data"]["pairwise"]["Job Training.9.1"]["Job Training.9.2"] < 0.85
    assert (alone["data_draws"], alone["never_named"]) == ("jeffreys", None)


def test_what_nobody_names_and_what_is_hidden_is_marked(rank, jt):
    """Five people name language too: their count is hidden, so they are taken for people who do not."""
    named = PATTERNS | {"cost": 3300, "cost language": 5}
    write(named, more=["distance"])
    found = rank()
    assert found["patterns"]["left_out"] == ["language"]
    assert found["uncertainty"]["never_named"] == ["distance"]
    groups, _ = as_shown(PATTERNS)
    covered = strengths()
    for project in found["projects"]:
        wanted = relief(groups, {b: e for b, e in covered[project["code"]].items() if b != "language"})
        assert [project[key] for key in KEYS] == pytest.approx(wanted, abs=1e-7)
    text = " ".join(jt("rank", *ON, *FEW).out.split())
    assert "Nobody named No program nearby, so draws of people leave it at 0, as if that were certain." in text
    assert "For >99% of these people it is known what they named together" in text


def test_without_patterns_that_is_said(rank, jt):
    write(PATTERNS)
    Path("d/barriers/made.patterns.csv").unlink()
    found = rank()
    assert found["patterns"] is None
    assert {project[key] for project in found["projects"] for key in KEYS} == {None}
    assert "could not be computed: they need to know who named what together" in " ".join(jt("rank", *ON).out.split())
    assert "relief could not" not in jt("rank", "-c", "Taos").out, "nobody was asked"


def test_two_barriers_that_nobody_names(jt):
    write(PATTERNS, more=["distance", "language"])
    assert "leave them at 0" in " ".join(jt("rank", *ON, *FEW).out.split())


def test_cells_of_every_format(rank, jt, monkeypatch):
    write(PATTERNS)
    found = rank()

    def both(project, name):
        ends = sorted(project[f"{name}_relief_{how}"] for how in ("independent", "dependent"))
        return "-".join(dict.fromkeys(f"{end:.1f}" for end in ends))

    wanted = [[both(p, "any"), both(p, "all")] for p in found["projects"]]
    head, *rows = tables(jt("rank", *ON, *FEW, "--format", "md").out)[0]
    at = head.index("Any relief")
    assert [row[at : at + 2] for row in rows] == wanted
    lines = [json.loads(line) for line in jt("rank", *ON, *FEW, "--format", "jsonl").out.splitlines()]
    flat = [{key: p[key] for key in KEYS} for p in found["projects"]]
    assert [{key: line[key] for key in KEYS} for line in lines if line["status"] == "ranked"] == flat
    monkeypatch.setenv("COLUMNS", "1000")
    lines = [re.split(r"\s{2,}", line.strip()) for line in jt("rank", *ON, *FEW).out.splitlines()]
    assert [line[9:11] for line in lines if line[0].isdigit() and len(line) > 11] == wanted


SAME = {
    "other people of what is only counted": PATTERNS | {"": 2204, "cost": 3306, "transport": 1106, "cost transport": 2204},
    "the order of the rows": dict(reversed(PATTERNS.items())),
}  # fmt: skip
VERBS = [
    *(("rank", *FEW, "--format", format_) for format_ in ("table", "json")),
    ("explain", "2.51", *FEW, "--json"),
    ("brief", *FEW, "--date", "2026-11-24"),
    ("barriers", "--json"),
]


@pytest.mark.parametrize("what", [*SAME, "who named what is hidden", "how many named it"])
def test_what_is_hidden_in_the_patterns_changes_no_byte(what, jt, monkeypatch, tmp_path):
    one = PATTERNS | {"cost": 3300, "cost language": 5}
    if what in SAME:
        one, other = PATTERNS, SAME[what]
    else:
        other = PATTERNS | (
            {"child_care": 1650, "child_care language": 5} if "who" in what else {"": 2197, "language": 8}
        )
    outs = []
    for name, patterns in (("a", one), ("b", other)):
        write(patterns, tmp_path / name)
        monkeypatch.chdir(tmp_path / name)
        outs.append([(done.code, done.out, done.err) for verb in VERBS for done in [jt(*verb, *ON)]])
    assert {code for code, _, _ in outs[0]} == {0}
    assert outs[0] == outs[1]


# --- files that cannot be


def edited(old, new):
    def edit(path):
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


CONTRADICTIONS = {
    "people are missing": (edited("Taos,,2205", "Taos,,2204"), "the people of this county are not as many as base_n in line 2"),
    "another count": (edited("Taos,cost,3305", "Taos,cost transport,3305"), "the people who name 'transport' are not as many as in line 4"),
    "no row": (edited("Taos,cost,3305", "Taos,cost language,3305"), "'language' has no row for this county"),
    "another county": (edited("Taos,cost,3305", "Mora,cost,3305"), "has no barrier rows for the county of this line"),
    "an unknown barrier": (edited("Taos,cost,3305", "Taos,csot,3305"), "unknown barrier 'csot'"),
    "nobody": (edited("Taos,cost,3305", "Taos,cost,0"), "'0' is not between 1 and 1,000,000,000 people"),
    "not a number": (edited("Taos,cost,3305", "Taos,cost,NaN"), "'NaN' is not a number of people"),
    "undeclared weights": (edited("county,barriers,count", "county,barriers,weight"), "no weighting is declared"),
    "empty": (lambda path: path.write_text(""), "the file is empty"),
    "binary": (lambda path: path.write_bytes(b"\xff\xfe\x00a"), "UTF-16"),
}  # fmt: skip


@pytest.mark.parametrize("what", CONTRADICTIONS)
def test_patterns_that_contradict_the_table(what, jt):
    """Said by every verb, with its place, and without the numbers, which are of single people."""
    write(PATTERNS)
    edit, said = CONTRADICTIONS[what]
    edit(Path("d/barriers/made.patterns.csv"))
    for verb in (("rank", *ON), ("barriers", *ON), ("validate", "d")):
        done = jt(*verb)
        assert done.code == 1
        text = " ".join((done.err if verb[0] != "validate" else done.out).split())
        assert said in text
        assert "made.patterns.csv" in text
        assert not {"2204", "2205", "3305", "11809", "11810"} & set(text.replace(",", " ").split())


def test_patterns_of_indicators(rank, jt):
    """Nobody's ranking rests on them, and `validate` rejects them."""
    write(PATTERNS)
    entries = ", ".join(f"{{barrier: {b}, name: n, label: l, universe: u, stands_in_for: s}}" for b in counts(PATTERNS))
    edited("base: needed", f"base: population\nindicators: [{entries}]")(Path("d/barriers/made.yaml"))
    edited("kind: survey", "kind: indicator")(Path("d/barriers/made.yaml"))
    assert rank()["patterns"] is None
    done = jt("validate", "d")
    assert (done.code, "a table of indicators has no patterns" in " ".join(done.out.split())) == (1, True)


def test_patterns_beside_no_table(jt):
    write(PATTERNS)
    Path("d/barriers/made.patterns.csv").rename("d/barriers/mode.patterns.csv")
    done = jt("validate", "d")
    assert (done.code, "these patterns have no barrier table" in " ".join(done.out.split())) == (1, True)


def test_weighted_shares_of_which_the_table_says_otherwise(jt):
    write(PATTERNS)
    path = Path("d/barriers/made.csv")
    rows = [f"Taos,barrier,{b},{90 if b == 'cost' else 100 * n / 11810:.1f},11810,{n},11810" for b, n in counts(PATTERNS).items()]  # fmt: skip
    path.write_text("\n".join(["county,measure,barrier,percent,n_eff,count,base_n", *rows, ""]))
    edited("base: needed", "base: needed\nweighting: raking")(path.with_suffix(".yaml"))
    assert jt("validate", "d").out.startswith("error: ")
    done = jt("rank", *ON, *FEW)
    assert (done.code, "made.patterns.csv" in done.err) == (1, True)
