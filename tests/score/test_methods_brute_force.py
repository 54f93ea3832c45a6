"""Every method against a brute force that was written by itself."""

import math
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from score.methods_cases import project, ranking, ranks, run, scores

rating = st.integers(0, 10)
criteria = st.fixed_dictionaries(
    {"seriousness": rating, "effectiveness": rating, "impact": rating, "confidence": st.sampled_from([0, 0.5, 0.8, 1]), "effort": st.integers(1, 12)}
)  # fmt: skip
cases = st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100), criteria), min_size=1, max_size=6)


def topsis_by_hand(rows, weights):
    """As in the textbook: over the length of the column, times the weight, distances to the best and the worst."""
    table = [[0.0] * len(weights) for _ in rows]
    for column, weight in enumerate(weights):
        length = math.sqrt(sum(row[column] ** 2 for row in rows))
        for place, row in enumerate(rows):
            table[place][column] = weight * row[column] / length if length else 0.0
    best = [max(column) for column in zip(*table, strict=True)]
    worst = [min(column) for column in zip(*table, strict=True)]
    result = []
    for row in table:
        near, far = math.dist(row, best), math.dist(row, worst)
        result.append(far / (near + far) if near + far > 1e-15 else 0.5)
    return result


def tau_by_hand(x, y):
    signs = [((a > b) - (a < b), (c > d) - (c < d)) for (a, c), (b, d) in combinations(list(zip(x, y, strict=True)), 2)]
    pairs = math.sqrt(sum(s != 0 for s, _ in signs) * sum(t != 0 for _, t in signs))
    return sum(s * t for s, t in signs) / pairs if pairs else None


@given(cases)
def test_all_methods_against_a_brute_force(rows):
    ids = [f"1.{number}" for number in range(1, len(rows) + 1)]
    reaches = {f"b{number}": float(row[1]) for number, row in enumerate(rows, 1)}
    case = ranking(
        [project(id_, float(row[0]), f"b{id_[2:]}:full") for id_, row in zip(ids, rows, strict=True)], **reaches
    )
    found = run(case, {id_: row[2] for id_, row in zip(ids, rows, strict=True)})
    size = [row[1] / 10 for row in rows]
    own = [row[2] for row in rows]
    serious, effect = [c["seriousness"] for c in own], [c["effectiveness"] for c in own]
    wanted = {
        "coverage": [float(row[0]) for row in rows],
        "hanlon-naccho": [(a + 2 * b) * c for a, b, c in zip(size, serious, effect, strict=True)],
        "hanlon-bpr": [(a + 2 * b) * c / 3 for a, b, c in zip(size, serious, effect, strict=True)],
        "rice": [10 * a * c["impact"] * c["confidence"] / c["effort"] for a, c in zip(size, own, strict=True)],
        "weighted-sum": [(a + b + c) / 3 for a, b, c in zip(size, serious, effect, strict=True)],
        "topsis": topsis_by_hand(
            [(a, b, c, -o["effort"]) for a, b, c, o in zip(size, serious, effect, own, strict=True)], (1, 1, 1, 1)
        ),
    }
    assert set(wanted) == set(found)
    for id_, values in wanted.items():
        got = scores(found[id_])
        assert [got[i] for i in ids] == pytest.approx(values, abs=1e-8), id_
        rounded = [got[i] for i in ids]
        assert [ranks(found[id_])[i] for i in ids] == [1 + sum(b > a for b in rounded) for a in rounded]
        assert list(found[id_].ranks.values()) == sorted(found[id_].ranks.values())
        tau = tau_by_hand(rounded, wanted["coverage"])
        assert found[id_].tau_b == (None if tau is None else pytest.approx(tau, abs=1e-9))


@given(cases, st.randoms(use_true_random=False))
def test_the_order_of_the_projects_changes_nothing(rows, random):
    ids = [f"1.{number}" for number in range(1, len(rows) + 1)]
    own = {id_: row[2] for id_, row in zip(ids, rows, strict=True)}
    projects = [project(id_, float(row[0]), "cost:full") for id_, row in zip(ids, rows, strict=True)]
    first = run(ranking(projects, cost=40.0), own)
    random.shuffle(projects)
    second = run(ranking(projects, cost=40.0), own)
    for id_, result in first.items():
        assert scores(result) == pytest.approx(scores(second[id_]), abs=1e-9)
