"""Stakeholder weights: one set or one a person, and every way in which a file can be wrong."""

from pathlib import Path

import pytest

from jobtraining_cli.load.weights import load_weights
from jobtraining_cli.models.weights import MOST, Weights, WeightSet
from load.common import TAXONOMY, only, refused, where

ONE = """\
schema: 1
title: What the team weighed
illustrative: true
concentration: 20
rest: 1
weights: {cost: 3, child_care: 2.5}
"""
MANY = """\
schema: 1
rest: 1
people:
  - {label: "County manager's office", weights: {cost: 3, child_care: 2}}
  - weights:
      cost: 1
      transport: 4
    rest: 0
"""


def load(text: str) -> Weights:
    Path("w.yaml").write_text(text, encoding="utf-8")
    return load_weights(Path("w.yaml"), TAXONOMY)


def test_one_set():
    weights = load(ONE)
    assert (weights.title, weights.illustrative, weights.concentration) == ("What the team weighed", True, 20)
    assert weights.sets == (WeightSet(None, {"cost": 3.0, "child_care": 2.5}, 1.0),)
    assert weights.named == ("child_care", "cost")


def test_several_people_and_the_rest_of_those_who_have_none_of_their_own():
    weights = load(MANY)
    assert weights.concentration is None
    assert not weights.illustrative
    assert weights.sets == (
        WeightSet("County manager's office", {"cost": 3.0, "child_care": 2.0}, 1.0),
        WeightSet(None, {"cost": 1.0, "transport": 4.0}, 0.0),
    )
    assert weights.named == ("child_care", "cost", "transport")


def test_without_a_rest_there_is_none():
    assert load("schema: 1\nweights: {cost: 1}\n").sets == (WeightSet(None, {"cost": 1.0}, None),)


def test_one_person_under_people_is_one_set_and_may_have_a_concentration():
    weights = load("schema: 1\nconcentration: 5\npeople: [{weights: {cost: 1}}]\n")
    assert len(weights.sets) == 1


def test_weights_may_be_0_where_not_all_are():
    assert load("schema: 1\nweights: {cost: 0, child_care: 1}\n").sets[0].weights["cost"] == 0
    assert load("schema: 1\nrest: 1\nweights: {cost: 0}\n").sets[0].rest == 1


# what is changed, line and column, field, what the message says, what the hint says
WRONG = {
    "no schema": (ONE.replace("schema: 1\n", ""), (1, 1), "schema", "the key 'schema' is missing", "add"),
    "newer schema": (ONE.replace("schema: 1", "schema: 2"), (1, 9), "schema", "reads `schema: 1`, not 2", "newer"),
    "unknown key": (ONE.replace("rest:", "rset:"), (5, 1), "rset", "unknown key 'rset'", "did you mean 'rest'?"),
    "unknown key of a person": (MANY.replace("rest: 0", "rset: 0"), (8, 5), "people[1].rset", "unknown key", "'rest'"),
    "both": (ONE + "people: [{weights: {cost: 1}}]\n", (1, 1), None, "give either `weights`", "write"),
    "neither": ("schema: 1\nrest: 1\n", (1, 1), None, "give either `weights`", "write"),
    "nothing": ("schema: 1\nweights:\n", (1, 1), None, "give either `weights`", "write"),
    "nobody": ("schema: 1\npeople: []\n", (2, 9), "people", "", "add at least one"),
    "empty": ("schema: 1\nweights: {}\n", (2, 10), "weights", "this is no list of barriers", "`cost: 3`"),
    "a list": ("schema: 1\nweights: [cost]\n", (2, 10), "weights", "this is no list of barriers", "`cost: 3`"),
    "a word": ("schema: 1\nweights: cost\n", (2, 10), "weights", "this is no list of barriers", "`cost: 3`"),
    "person without": ("schema: 1\npeople: [{rest: 1}]\n", (2, 10), "people[0].weights", "is missing", "add"),
    "person is a word": ("schema: 1\npeople: [Ana]\n", (2, 10), "people[0]", "", "`key: value` lines"),
    "negative": (ONE.replace("3,", "-3,"), (6, 17), "weights.cost", "-3 is not between 0 and", "ratios"),
    "too large": (ONE.replace("3,", "1000001,"), (6, 17), "weights.cost", "is not between 0 and 1,000,000", "ratios"),
    "NaN": (ONE.replace("3,", ".nan,"), (6, 17), "weights.cost", "'.nan'", ""),
    "not a number": (ONE.replace("3,", "nan,"), (6, 17), "weights.cost", "'nan' is not a number", "leave it out"),
    "infinite": (ONE.replace("3,", "inf,"), (6, 17), "weights.cost", "'inf' is not a number", "leave it out"),
    "a fraction": (ONE.replace("3,", "1/3,"), (6, 17), "weights.cost", "'1/3'", "plain number such as 12.5"),
    "a yes": (ONE.replace("3,", "yes,"), (6, 17), "weights.cost", "'yes'", "plain number"),
    "no weight": ("schema: 1\nweights:\n  cost:\n", (3, 8), "weights.cost", "there is no value", "write one"),
    "negative rest": (ONE.replace("rest: 1", "rest: -1"), (5, 7), "rest", "-1 is not between 0 and", "ratios"),
    "no concentration": (ONE.replace("20", "0"), (4, 16), "concentration", "0 is not between 0.01", "leave it out"),
    "concentration of many": (MANY + "concentration: 5\n", (1, 1), None, "goes with one set", "remove it"),
    "all 0": ("schema: 1\nweights: {cost: 0}\n", (1, 1), None, "all weights are 0", "above 0"),
    "all 0, and the rest": ("schema: 1\nrest: 0\nweights: {cost: 0}\n", (1, 1), None, "all weights are 0", "above 0"),
    "a person of all 0": (MANY.replace("1\n      transport: 4", "0"), (1, 1), None, "all weights of person 2", "above"),
    "a label twice": (MANY.replace("- weights", "- label: COUNTY manager's office\n    weights"), (1, 1), None,
                      "two people have the same label", "another label"),
    "a barrier twice": (ONE.replace("child_care", "cost"), (6, 20), None, "the key 'cost' stands here twice", "keep"),
    "unknown barrier": (ONE.replace("child_care", "childcare"), (6, 20), "weights.childcare",
                        "unknown barrier 'childcare'", "did you mean 'child_care'?"),
    "unknown barrier of a person": (MANY.replace("transport", "csot"), (7, 7), "people[1].weights.csot",
                                    "unknown barrier 'csot'", "did you mean 'cost'?"),
    "a label for an id": (ONE.replace("child_care", '"Waiting list or no places"'), (6, 20),
                          "weights.Waiting list or no places", "unknown barrier", "its id is 'waiting_list'"),
    "a Spanish label": (ONE.replace("child_care", "costo"), (6, 20), "weights.costo", "unknown", "its id is 'cost'"),
    "nothing near": (ONE.replace("child_care", "qqqq"), (6, 20), "weights.qqqq", "unknown barrier", "taxonomy.yaml"),
    "an alias": ("schema: 1\nweights: &w {cost: 1}\n", (2, 10), None, "anchors are not allowed", "write the value"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "place", "field", "message", "hint"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_with_its_place(text, place, field, message, hint):
    problem = only(refused(load, text))
    assert where(problem) == ("w.yaml", *place, field)
    assert message in problem.message
    assert hint in (problem.hint or "")


def test_every_problem_is_said_at_once():
    problems = refused(load, "schema: 1\nweights: {csot: 1, trnasport: 2, cost: 1}\n")
    assert [problem.column for problem in problems] == [11, 20]
    problems = refused(load, "schema: 1\nweights: {cost: -1, transport: x}\n")
    assert [problem.field for problem in problems] == ["weights.cost", "weights.transport"]


def test_a_thousand_unknown_barriers_are_not_all_listed():
    text = "schema: 1\nweights:\n" + "".join(f"  zz{n}: 1\n" for n in range(1200))
    problems = refused(load, text)
    assert len(problems) == 1001
    assert "more than 1,000 problems" in problems[-1].message


def test_without_a_taxonomy_any_barrier_may_be_named():
    Path("w.yaml").write_text(f"schema: 1\nweights: {{anything: {MOST:.0f}}}\n")
    assert load_weights(Path("w.yaml"), None).named == ("anything",)
