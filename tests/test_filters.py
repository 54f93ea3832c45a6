"""Filters of the lists: each keeps what it says, several keep what all keep, and a word that is not there is told."""

import json
import unicodedata

import pytest

LISTS = {"projects": ["projects", "list"], "barriers": ["barriers"], "counties": ["counties"], "surveys": ["surveys"]}


@pytest.fixture(autouse=True)
def _nothing_settled(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JT_CONFIG", "none")


@pytest.fixture
def entries(jt):
    def get(kind, *filters):
        done = jt(*LISTS[kind], *filters, "--json")
        assert done.code == 0, done.err
        return json.loads(done.out)[kind]

    return get


def words(*texts):
    plain = unicodedata.normalize("NFKD", " ".join(texts)).casefold()
    return "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)).split()


def begins(entry, wanted):
    own = words(entry["title"], entry["summary"], entry["leads"] or "", *entry["partners"], *entry["next_steps"])
    return all(any(word.startswith(w) for word in own) for w in words(wanted))


def acts(entry, barrier):
    return any(edge["barrier"] == barrier and edge["fit"] != "none" for edge in entry["edges"])


PROJECTS = {
    ("--barrier", "child_care"): lambda e: acts(e, "child_care"),
    ("--barrier", "COST"): lambda e: acts(e, "cost"),
    ("--innovation", "9"): lambda e: e["innovation"] == 9,
    ("--origin", "published"): lambda e: e["origin"] == "published",
    ("--origin", "Proposed"): lambda e: e["origin"] == "proposed",
    ("--level", "state"): lambda e: "state" in e["level"],
    ("--service", "job training"): lambda e: e["service"] == "Job Training",
    ("--search", "child"): lambda e: begins(e, "child"),
    ("--search", "TRAIN work"): lambda e: begins(e, "train work"),
}


@pytest.mark.parametrize("one", PROJECTS, ids=str)
def test_filters_of_projects(one, entries):
    whole = entries("projects")
    kept = [entry["code"] for entry in entries("projects", *one)]
    assert kept == [entry["code"] for entry in whole if PROJECTS[one](entry)]
    assert kept
    for other, wanted in PROJECTS.items():
        if other[0] != one[0]:
            both = [entry["code"] for entry in entries("projects", *one, *other)]
            assert both == [entry["code"] for entry in whole if PROJECTS[one](entry) and wanted(entry)]


def test_filters_of_barriers(entries):
    whole = entries("barriers")
    ids = lambda *filters: [entry["id"] for entry in entries("barriers", *filters)]  # noqa: E731
    assert ids("--uncovered") == [e["id"] for e in whole if not e["full"] and not e["partial"]]
    projects = entries("projects")
    assert ids("--uncovered") == [e["id"] for e in whole if not any(acts(p, e["id"]) for p in projects)]
    named = {"cost", "internet", "prerequisites", "disability_access", "language", "child_care", "transport"}
    assert set(ids("--survey", "us-acs-2020")) == named
    assert set(ids("--survey", "us-acs-2020", "--search", "dinero")) <= named
    assert "cost" in ids("--search", "COST")
    assert ids("--survey", "us-acs-2020", "--uncovered") == []
    for entry in whole:
        assert entry["id"] in ids("--search", entry["label_es"].split()[0])
        assert entry["full"] == [p["code"] for p in projects if any(e["barrier"] == entry["id"] and e["fit"] == "full" for e in p["edges"])]  # fmt: skip


def test_filters_of_counties(entries):
    assert len(entries("counties")) == 33
    assert len(entries("counties", "--all")) == 3_143
    assert {e["state"] for e in entries("counties", "--state", "alabama")} == {"AL"}
    assert [e["name"] for e in entries("counties", "--search", "DONA")] == ["Doña Ana"]
    assert {e["state"] for e in entries("counties", "--all", "--search", "taos")} == {"NM"}
    covered = [e["name"] for e in entries("counties", "--survey", "illustrative-2026")]
    assert covered == ["Doña Ana", "Harding", "Socorro"]
    assert [e["name"] for e in entries("counties", "--all", "--survey", "illustrative-2026")] == covered
    assert entries("counties", "--state", "TX", "--survey", "illustrative-2026") == []
    for entry in entries("counties", "--search", "socorro"):
        assert (entry["survey"], entry["kind"]) == ("us-acs-2020", "indicator")
        assert set(entry["surveys"]) == {"us-acs-2020", "illustrative-2026"}


def test_filters_of_surveys(entries):
    ids = lambda *filters: [entry["survey"]["id"] for entry in entries("surveys", *filters)]  # noqa: E731
    assert ids() == ["us-acs-2020", "illustrative-2026"]
    assert ids("--kind", "Indicator") == ["us-acs-2020"]
    assert ids("--county", "Taos") == ["us-acs-2020"]
    assert ids("--county", "Harding") == ids("--service", "JOB training") == ids()
    assert ids("--kind", "illustrative", "--county", "Taos") == []
    assert ids("--county", "autauga", "--state", "AL") == ["us-acs-2020"]


NONE = [
    ["projects", "list", "--search", "zeppelin"],
    ["projects", "list", "--innovation", "9", "--barrier", "other"],
    ["barriers", "--search", "zeppelin"],
    ["counties", "--search", "zeppelin"],
    ["surveys", "--kind", "survey"],
]


@pytest.mark.parametrize("command", NONE, ids=" ".join)
def test_nothing_that_matches_is_no_error(command, jt):
    for format_ in ("table", "json", "jsonl", "csv", "md"):
        done = jt(*command, "--format", format_)
        assert (done.code, done.err) == (0, "")
    name = command[0]
    document = json.loads(jt(*command, "--json").out)
    assert document[name] == []
    assert command[-1] in document["filters"].values()
    assert jt(*command, "--format", "jsonl").out == ""
    assert jt(*command, "--format", "csv").out.count("\n") == 1
    for format_ in ("table", "md"):
        out = jt(*command, "--format", format_).out
        what = "tables" if name == "surveys" else name
        assert f"0 {what}" in out
        assert command[-1] in out
        assert "|" not in out


UNKNOWN = {
    ("projects", "list", "--barrier", "chld_care"): "did you mean 'child_care'",
    ("projects", "list", "--level", "stat"): "did you mean 'state'",
    ("projects", "list", "--service", "Job Trainig"): "did you mean 'Job Training'",
    ("projects", "list", "--origin", "publishd"): "did you mean 'published'",
    ("projects", "list", "--innovation", "99"): "there are 1, ",
    ("projects", "list", "--barrier", "zzz"): "are awareness, ",
    ("projects", "show", "9.3"): "'9.2'",
    ("projects", "show", "9.2", "Job Trainin.9.2"): "did you mean 'Job Training.9.2'",
    ("projects", "show", "9.2", "--service", "Food"): "the projects are",
    ("barriers", "--survey", "us-acs-2021"): "did you mean 'us-acs-2020'",
    ("counties", "--survey", "ilustrative-2026"): "did you mean 'illustrative-2026'",
    ("counties", "--state", "New Mexiko"): "did you mean 'New Mexico'",
    ("surveys", "--kind", "indicators"): "did you mean 'indicator'",
    ("surveys", "--county", "Dona Anna"): "did you mean 'Doña Ana",
    ("surveys", "--service", "Job"): "Job Training",
    ("counties", "--all", "--state", "TX"): "leave out one of the two",
    ("projects", "list", "--json", "--format", "csv"): "leave out one of the two",
}


@pytest.mark.parametrize("command", UNKNOWN, ids=" ".join)
def test_a_word_that_is_not_there_is_told_with_the_nearest(command, jt):
    done = jt(*command)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: ")
    assert UNKNOWN[command] in done.err.split("\n  help: ")[1]


def test_an_edge_of_no_fit_is_no_reason_to_be_kept(tmp_path, entries):
    edge = "{{barrier: {}, fit: {}, why: w, evidence: {{rating: unrated}}}}"
    (tmp_path / "projects.yaml").write_text(
        "schema: 1\nservice: Job Training\ninnovations: [{number: 1, known: unknown}]\nprojects: [{code: Job Training.1.1, title: t, "
        f"summary: s, origin: proposed, level: [county], addresses: [{edge.format('cost', 'none')}, {edge.format('health', 'full')}]}}]\n",
        encoding="utf-8",
    )
    own = ("--data", str(tmp_path))
    assert entries("projects", "--barrier", "cost", *own) == []
    assert len(entries("projects", "--barrier", "health", *own)) == 1
    uncovered = {entry["id"] for entry in entries("barriers", "--uncovered", *own)}
    assert "cost" in uncovered
    assert "health" not in uncovered
