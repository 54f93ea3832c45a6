"""The other methods against published figures, plain loops and what must hold of them."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from jobtraining_cli.score.alternatives import hanlon, hanlon_bpr, ideals, rice, topsis, weighted_sum
from jobtraining_cli.score.coverage import competition_rank

CASES = Path(__file__).resolve().parents[1] / "cases"
TOPSIS = json.loads((CASES / "topsis-tzeng-huang-2011.json").read_text(encoding="utf-8"))
PHF = json.loads((CASES / "weighted-sum-phf-priority-matrix.json").read_text(encoding="utf-8"))
NAN, INF = math.nan, math.inf
RATINGS = hnp.arrays(np.float64, 5, elements=st.floats(0, 10))


def maximise(case) -> list[bool]:
    return [objective == "max" for objective in case["inputs"]["objectives"]]


# Hanlon


def test_hanlon_by_hand():
    assert hanlon(6, 4, 5) == 70
    assert hanlon([6, 0], [4, 10], [5, 1]).tolist() == [70, 20]
    assert hanlon(10, 10, 10) == 300


def test_basic_priority_rating_by_hand():
    assert hanlon_bpr(6, 4, 6) == 20
    assert hanlon_bpr([6, 0], [4, 20], [6, 3]).tolist() == [20, 20]
    assert hanlon_bpr(10, 20, 10) == 100


def test_the_two_variants_can_disagree():
    a, b, c = [8, 2], [2, 6], [5, 5]
    assert competition_rank(hanlon(a, b, c)).tolist() == [2, 1]
    assert competition_rank(hanlon_bpr(a, b, c)).tolist() == [1, 2]


@given(RATINGS, RATINGS, RATINGS)
def test_hanlon_loops(a, b, c):
    rows = list(zip(a.tolist(), b.tolist(), c.tolist(), strict=True))
    assert hanlon(a, b, c) == pytest.approx(np.array([(x + 2 * y) * z for x, y, z in rows]))
    assert hanlon_bpr(a, b, c) == pytest.approx(np.array([(x + y) * z / 3 for x, y, z in rows]))
    # B of the one on 0 to 10 and of the other on 0 to 20: the same up to the scale of the result.
    assert 3 * hanlon_bpr(a, 2 * b, c) == pytest.approx(hanlon(a, b, c))


# RICE


def test_rice_published():
    assert rice(2000, 2, 0.8, 4) == 800
    assert isinstance(rice(2000, 2, 0.8, 4), float)


def test_rice_by_hand():
    assert rice([500, 0], 2, [1, 0.5], [2.5, 1e-3]).tolist() == [400, 0]


@given(RATINGS, RATINGS, hnp.arrays(np.float64, 5, elements=st.floats(0, 1)), st.floats(0.1, 10))
def test_rice_loops(reach, impact, confidence, effort):
    rows = zip(reach.tolist(), impact.tolist(), confidence.tolist(), strict=True)
    assert rice(reach, impact, confidence, effort) == pytest.approx(np.array([x * y * z / effort for x, y, z in rows]))


@pytest.mark.parametrize(
    ("call", "why"),
    [
        (lambda: hanlon(-1, 1, 1), "a must not be negative"),
        (lambda: hanlon(1, [1, -1], 1), "b must not be negative"),
        (lambda: hanlon(1, 1, NAN), "c must be finite"),
        (lambda: hanlon([1, 2], [1, 2, 3], 1), r"shapes differ: a \(2,\), b \(3,\)"),
        (lambda: hanlon([1, 2], 1, [[1], [2]]), r"shapes differ: a \(2,\), c \(2, 1\)"),
        (lambda: hanlon("high", 1, 1), "a must be numbers"),
        (lambda: hanlon(1e308, 1e308, 1), "the result is too large"),
        (lambda: hanlon_bpr(1, 1, -1), "c must not be negative"),
        (lambda: hanlon_bpr(INF, 1, 1), "a must be finite"),
        (lambda: hanlon_bpr([1], [1, 2], 1), "shapes differ"),
        (lambda: hanlon_bpr(1, 1e308, 1e308), "the result is too large"),
        (lambda: rice(-1, 1, 1, 1), "reach must not be negative"),
        (lambda: rice(1, -1, 1, 1), "impact must not be negative"),
        (lambda: rice(1, 1, 80, 1), "confidence must be a share in 0 to 1"),
        (lambda: rice(1, 1, -0.1, 1), "confidence must not be negative"),
        (lambda: rice(1, 1, 1, 0), "effort must be above 0"),
        (lambda: rice(1, 1, 1, [1, -2]), "effort must be above 0"),
        (lambda: rice(1, 1, 1, NAN), "effort must be finite"),
        (lambda: rice([1, 1], 1, 1, [1, 1, 1]), r"shapes differ: reach \(2,\), effort \(3,\)"),
        (lambda: rice(1, 1, 1, 5e-324), "the result is too large"),
    ],
)
def test_bad_ratings(call, why):
    with pytest.raises(ValueError, match=why):
        call()


def test_no_items():
    assert hanlon([], [], []).shape == rice([], [], [], []).shape == (0,)
    assert weighted_sum(np.zeros((0, 2)), [1, 1]).shape == (0,)
    assert topsis(np.zeros((0, 2)), [1, 1], [True, True]).shape == (0,)


# Weighted sum


def test_weighted_sum_published():
    inputs, expected = PHF["inputs"], PHF["expected"]
    found = weighted_sum(inputs["scores"], inputs["weights"])
    assert found.tolist() == expected["total"]
    assert competition_rank(found).tolist() == expected["rank"]
    # The published cells are the terms of the sums.
    for criterion, weight in enumerate(inputs["weights"]):
        only = [weight if place == criterion else 0 for place in range(4)]
        assert weighted_sum(inputs["scores"], only).tolist() == [row[criterion] for row in expected["cells"]]


MATRICES = hnp.arrays(
    np.float64, st.tuples(st.integers(1, 6), st.integers(1, 4)), elements=st.integers(-9, 9).map(float)
)


@given(MATRICES, st.lists(st.integers(0, 5), min_size=4, max_size=4))
def test_weighted_sum_loops(matrix, weights):
    weights = weights[: matrix.shape[1]]
    assume(any(weights))
    expected = [sum(w * x for w, x in zip(weights, row, strict=True)) for row in matrix.tolist()]
    assert weighted_sum(matrix, weights).tolist() == expected


@given(MATRICES)
def test_weighted_sum_of_an_item_does_not_depend_on_the_others(matrix):
    weights = np.arange(1, matrix.shape[1] + 1) / 7
    together = weighted_sum(matrix, weights)
    assert [weighted_sum(row[None], weights)[0] for row in matrix] == together.tolist()


# TOPSIS


def test_topsis_published():
    """Tzeng & Huang (2011)."""
    inputs, expected = TOPSIS["inputs"], TOPSIS["expected"]
    found = topsis(inputs["matrix"], inputs["weights"], maximise(TOPSIS))
    assert found == pytest.approx(np.array(expected["similarity"]), abs=TOPSIS["tolerance"])
    assert competition_rank(found).tolist() == expected["rank"]


def test_topsis_without_normalisation():
    case = TOPSIS["second"]
    inputs, expected = case["inputs"], case["expected"]
    assert [part.tolist() for part in ideals(inputs["matrix"], maximise(case))] == [
        expected["ideal"],
        expected["anti_ideal"],
    ]
    found = topsis(inputs["matrix"], inputs["weights"], maximise(case), normalise=False)
    assert found == pytest.approx(np.array(expected["similarity"]), abs=case["tolerance"])
    assert competition_rank(found).tolist() == expected["rank"]


def topsis_loops(matrix, weights, up, *, normalise) -> list[float]:
    """One item at a time, straight from the definition."""
    columns = list(zip(*matrix, strict=True))
    norms = [math.sqrt(sum(x * x for x in column)) or 1.0 if normalise else 1.0 for column in columns]
    table = [[w * x / n for x, w, n in zip(row, weights, norms, strict=True)] for row in matrix]
    ends = [(max(column), min(column)) for column in zip(*table, strict=True)]
    best = [high if more else low for (high, low), more in zip(ends, up, strict=True)]
    worst = [low if more else high for (high, low), more in zip(ends, up, strict=True)]
    result = []
    for row in table:
        plus, minus = math.dist(row, best), math.dist(row, worst)
        result.append(minus / (plus + minus) if plus + minus else 0.5)
    return result


UPS = st.lists(st.booleans(), min_size=4, max_size=4)
WEIGHTS = st.lists(st.integers(0, 4), min_size=4, max_size=4)


@given(MATRICES, WEIGHTS, UPS, st.booleans())
def test_topsis_loops(matrix, weights, up, normalise):
    weights, up = weights[: matrix.shape[1]], up[: matrix.shape[1]]
    assume(any(weights))
    found = topsis(matrix, weights, up, normalise=normalise)
    assert found == pytest.approx(np.array(topsis_loops(matrix.tolist(), weights, up, normalise=normalise)), abs=1e-9)
    assert ((found >= 0) & (found <= 1)).all()


@given(MATRICES, WEIGHTS, UPS)
def test_topsis_reversed_directions_complement(matrix, weights, up):
    weights, up = weights[: matrix.shape[1]], up[: matrix.shape[1]]
    assume(any(weights))
    down = [not more for more in up]
    assert topsis(matrix, weights, up) + topsis(matrix, weights, down) == pytest.approx(np.ones(len(matrix)))


@pytest.mark.parametrize("scale", [1e-300, 1e-160, 1e150, 1e300])
def test_topsis_does_not_depend_on_units(scale):
    matrix, weights, up = [[5, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]], np.array([0.3, 0.4, 0.3]), [True, False, True]
    expected = topsis(matrix, weights, up)
    assert topsis(np.array(matrix) * scale, weights, up) == pytest.approx(expected)
    assert topsis(np.array(matrix) * [scale, 1, 1 / scale], weights, up) == pytest.approx(expected)
    assert topsis(matrix, weights * scale, up) == pytest.approx(expected)
    plain = topsis(matrix, weights, up, normalise=False)
    assert topsis(np.array(matrix) * scale, weights, up, normalise=False) == pytest.approx(plain)
    assert topsis(np.array(matrix) * scale, weights * scale, up, normalise=False) == pytest.approx(plain)


@pytest.mark.parametrize("normalise", [True, False])
@pytest.mark.parametrize("value", [0.0, 0.1, -3.0])
def test_a_constant_column_does_not_count(value, normalise):
    matrix = np.array([[5.0, 8], [7, 6], [8, 7]])
    wider = np.column_stack([matrix, np.full(3, value)])
    expected = topsis(matrix, [0.3, 0.4], [True, True], normalise=normalise)
    assert topsis(wider, [0.3, 0.4, 0.9], [True, True, False], normalise=normalise) == pytest.approx(expected)


@pytest.mark.parametrize("matrix", [[[3, 4]], [[3, 4], [3, 4], [3, 4]], [[0, 0], [0, 0]], [[0.1, -0.1]] * 7])
def test_no_item_is_nearer(matrix):
    assert topsis(matrix, [1, 2], [True, False]).tolist() == [0.5] * len(matrix)


def test_a_criterion_without_weight_does_not_count():
    assert topsis([[1, 9], [2, 1]], [1, 0], [True, True]).tolist() == [0, 1]


def test_removing_an_item_can_turn_the_order():
    """A property of the method, and why it is a cross-check only: places depend on who else is there."""
    chance = np.random.default_rng(11)
    turned = 0
    for _ in range(200):
        matrix = chance.random((5, 3))
        full = topsis(matrix, [1, 1, 1], [True] * 3)
        last = int(full.argmin())
        rest = np.delete(matrix, last, axis=0)
        turned += np.delete(full, last).argsort().tolist() != topsis(rest, [1, 1, 1], [True] * 3).argsort().tolist()
    assert turned > 10


@pytest.mark.parametrize("method", ["weighted_sum", "topsis"])
@pytest.mark.parametrize(
    ("matrix", "weights", "why"),
    [
        ([[1, NAN]], [1, 1], "matrix must be finite"),
        ([[1, -INF]], [1, 1], "matrix must be finite"),
        ([1, 2], [1, 1], "matrix must have 2 dimensions, not 1"),
        ([[1, 2], [1]], [1, 1], "matrix must be numbers in a regular array"),
        ([[1, 2]], [1], "weights must have one value per criterion: 2, not 1"),
        ([[1, 2]], [[1, 1]], "weights must have 1 dimension, not 2"),
        ([[1, 2]], [1, -1], "weights must not be negative"),
        ([[1, 2]], [0, 0], "weights are all zero"),
        ([[1, 2]], [1, NAN], "weights must be finite"),
        (np.ones((2, 0)), [], "weights are all zero"),
    ],
)
def test_bad_matrices(method, matrix, weights, why):
    with pytest.raises(ValueError, match=why):
        weighted_sum(matrix, weights) if method == "weighted_sum" else topsis(matrix, weights, [True, True])


@pytest.mark.parametrize(
    ("up", "why"),
    [
        ([True], "maximise must have one value per criterion: 2"),
        ([True, True, True], "maximise must have one value per criterion: 2"),
        (True, "maximise must have one value per criterion: 2, in one dimension"),
        ([[True, True]], "maximise must have one value per criterion: 2, in one dimension"),
        ([1, -1], "maximise must be booleans"),
        (["max", "min"], "maximise must be booleans"),
        ([True, None], "maximise must be booleans"),
    ],
)
def test_bad_directions(up, why):
    with pytest.raises(ValueError, match=why):
        topsis([[1, 2], [2, 1]], [1, 1], up)


def test_results_beyond_floats():
    with pytest.raises(ValueError, match="the result is too large"):
        weighted_sum([[1e308, 1e308]], [1, 1])
    with pytest.raises(ValueError, match="the result is too large"):
        topsis([[1.5e308], [-1.5e308]], [1], [True], normalise=False)
