"""`jt methods`: criteria of one's own, and texts and counts that nobody should trust or see."""

import json

import pytest

from hostile import NASTY, TEXTS, write_data
from methods_cases import ACTS, COUNTS, FULL, by_id, comparison, on, write
from rendered import assert_harmless, cells, unsafe

FORMATS = ["table", "json", "jsonl", "csv", "md"]


# --- criteria of one's own


def test_criteria_and_their_weights(tmp_path, jt):
    folder = write(tmp_path / "d", {id_: {"hope": n, "effort": n} for n, id_ in enumerate(ACTS, 1)})
    found = comparison(jt, *on(folder), "--criterion", "hope=2", "--criterion", " Effort = -1.5")
    assert found["weights"] == {"hope": 2.0, "effort": -1.5}
    assert by_id(found)["weighted-sum"]["scores"]["Job Training.9.4"] == round((2 * 4 + 1.5 * 6) / 3.5, 9)
    assert by_id(found)["topsis"]["can_run"]
    assert not by_id(found)["rice"]["can_run"]
    text = " ".join(jt(*on(folder), "--criterion", "fit=1", "--criterion", "size=1").out.split())
    assert "(1 x fit + 1 x size) / 2, each from 0 to 10; size = a tenth of the reach" in text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("sriousness=2", "did you mean 'seriousness'?"),
        ("hop=2", "did you mean 'hope'?"),
        ("zeppelin=2", "the criteria are confidence, effectiveness, effort, fit, hope, impact, seriousness, size"),
        ("hope", "hope needs a weight"),
        ("hope=", "hope needs a weight"),
        ("hope=much", "'much' is not a weight for hope"),
        ("hope=0", "'0' is not a weight for hope"),
        ("hope=nan", "'nan' is not a weight for hope"),
        ("hope=-inf", "'-inf' is not a weight for hope"),
        ("hope=1e300", "'1e300' is not a weight for hope"),
        ("hope=1e-300", "'1e-300' is not a weight for hope"),
        ("hope=1_0", "'1_0' is not a weight for hope"),
        ("=2", "there is no criterion ''"),
    ],
)
def test_criteria_that_are_none(given, said, tmp_path, jt):
    folder = write(tmp_path / "d", {id_: {"hope": 1} for id_ in ACTS})
    done = jt(*on(folder), "--criterion", given)
    assert (done.code, done.out) == (2, "")
    assert said in " ".join(done.err.split())


def test_a_criterion_twice(tmp_path, jt):
    done = jt(*on(write(tmp_path / "d", {})), "--criterion", "size=1", "--criterion", "SIZE=2")
    assert (done.code, done.out) == (2, "")
    assert "size has two weights" in done.err


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("seriousness", 12, "seriousness of Job Training.9.2 is 12, which is beyond its scale"),
        ("seriousness_20", 20.5, "rate it from 0 to 20"),
        ("effectiveness", 10.1, "rate it from 0 to 10"),
        ("size", 11, "rate it from 0 to 10"),
        ("confidence", 80, "rate it from 0 to 1"),
        ("effort", 0, "effort of Job Training.9.2 is 0, and other figures are divided by it"),
        ("hope", -1, "greater than or equal to 0"),
        ("fit", 1, "fit of Job Training.9.2 is not a criterion"),
        ("reach", 1, "the reach of a project comes from the survey"),
    ],
)
def test_a_value_beyond_its_scale_is_an_error_with_its_place(name, value, said, tmp_path, jt):
    folder = write(tmp_path / "d", {"9.2": FULL | {name: value}})
    for command in (("validate", str(folder / "projects.yaml")), on(folder)):
        done = jt(*command)
        text = " ".join((done.out + done.err).split())
        assert done.code == 1
        assert f"projects[1].criteria.{name}" in text
        assert said in text


@pytest.mark.parametrize(("name", "value"), [("seriousness", 10), ("size", 0), ("confidence", 1), ("effort", 99), ("hope", 1e9)])  # fmt: skip
def test_the_ends_of_a_scale_are_on_it(name, value, tmp_path, jt):
    done = jt("validate", str(write(tmp_path / "d", {"9.2": {name: value}}) / "projects.yaml"))
    assert done.code == 0, done.out


# --- what may not be shown, and what may not be trusted


@pytest.mark.parametrize("format_", FORMATS)
def test_hidden_counts_change_nothing(format_, tmp_path, jt):
    """Nine hidden counts, one published table: every byte is the same, also of the methods that use a reach."""
    folder, full = tmp_path / "d", dict.fromkeys(ACTS, FULL)
    outs = {
        jt(*on(write(folder, full, counts=COUNTS | {"discrimination": count})), "--format", format_).out
        for count in range(1, 10)
    }
    assert len(outs) == 1
    assert outs != {jt(*on(write(folder, full, counts=COUNTS | {"discrimination": 30})), "--format", format_).out}


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("survey", ["s1", "indicators"])
def test_hostile_text_is_harmless(format_, survey, tmp_path, jt, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_data(tmp_path / "d")
    done = jt(
        "methods", "--county", "35013", "--survey", survey, "--data", "d", "--format", format_, "--criterion", "fit=1"
    )
    assert done.code == 0, done.err
    assert not unsafe(done.out)
    if format_ == "md":
        assert_harmless(done.out)
    elif format_ == "csv":
        assert not [cell for row in cells(done.out) for cell in row if cell.startswith(("=", "+", "@", "\t"))]
    elif format_ == "json":
        titles = {project["title"] for project in json.loads(done.out)["comparisons"][0]["projects"]}
        assert titles <= set(TEXTS)
        assert len(titles) > 10


@pytest.mark.parametrize("name", ["markup", "escapes", "table", "formula", "html"])
def test_a_hostile_title_comes_first(name, tmp_path, jt):
    folder = write(tmp_path / "d", dict.fromkeys(ACTS, FULL), titles={"9.1": NASTY[name]})
    for format_ in FORMATS:
        out = jt(*on(folder), "--format", format_).out
        assert not unsafe(out)
        if format_ == "md":
            assert_harmless(out)
    assert comparison(jt, *on(folder))["projects"][0]["title"] == NASTY[name]
