"""Draws of the judgement: sorted uniforms in the order of the ratings, bent where a policy has values of its own."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from jobtraining_cli.models.taxonomy import EvidencePolicy, Level
from jobtraining_cli.score.judgement import judgement_draws, point
from jobtraining_cli.workspace import Workspace

DRAWS = 10_000
# The draws are the same in every run, so a test at this level passes or fails for good.
LEVEL = 1e-3
SHIPPED = Workspace.open().policy
LEVELS = ("scientifically_supported", "some_evidence", "expert_opinion", "mixed", "insufficient")


def policy(*strengths: float | None, **more) -> EvidencePolicy:
    levels = tuple(Level(id=f"l{place}", label="l", strength=value) for place, value in enumerate(strengths))
    return EvidencePolicy(version=1, id="p", title="p", levels=levels, **more)


def follows(sample, theory) -> bool:
    return bool(stats.kstest(sample, theory.cdf).pvalue > LEVEL)


@pytest.mark.parametrize("seed", [1, 99])
def test_levels_are_order_statistics_of_uniforms(seed):
    found = judgement_draws(SHIPPED, DRAWS, seed)
    for from_below, level in enumerate(reversed(LEVELS), 1):
        drawn = found.strengths[level]
        theory = stats.beta(from_below, 6 - from_below)
        assert follows(drawn, theory)
        assert drawn.mean() == pytest.approx(SHIPPED.strengths[level], abs=5 * theory.std() / DRAWS**0.5)
        assert drawn.mean() == pytest.approx(from_below / 6, abs=0.01)
        assert drawn.var() == pytest.approx(theory.var(), rel=0.08)
    # Cov(U(i), U(j)) = i (K + 1 - j) / ((K + 1)^2 (K + 2)), of the lowest and the highest of 5.
    ends = np.cov(found.strengths["insufficient"], found.strengths["scientifically_supported"])[0, 1]
    assert ends == pytest.approx(1 / (36 * 7), rel=0.15)


def test_the_order_of_the_ratings_holds_in_every_draw():
    found = judgement_draws(SHIPPED, DRAWS, 1).strengths
    for above, below in pairwise(LEVELS):
        assert (found[above] > found[below]).all()
    assert (found["unrated"] <= found["some_evidence"]).all()


def test_unrated_is_uniform_up_to_some_evidence():
    found = judgement_draws(SHIPPED, DRAWS, 1).strengths
    share = found["unrated"] / found["some_evidence"]
    assert follows(share, stats.uniform())
    assert abs(np.corrcoef(share, found["some_evidence"])[0, 1]) < 0.03
    assert found["unrated"].mean() == pytest.approx(1 / 3, abs=0.01)


def test_partial_is_one_uniform_and_of_its_own():
    found = judgement_draws(SHIPPED, DRAWS, 1)
    assert found.partial.shape == (DRAWS,)
    assert follows(found.partial, stats.uniform())
    others = [found.strengths[level] for level in LEVELS]
    others.append(found.strengths["unrated"] / found.strengths["some_evidence"])
    assert max(abs(np.corrcoef(found.partial, other)[0, 1]) for other in others) < 0.03


@pytest.mark.parametrize("value", [0.0, 0.25])
def test_ineffective_is_not_drawn(value):
    found = judgement_draws(policy(None, None, ineffective=value), 100, 1)
    assert found.strengths["ineffective"] == value


def test_the_point_is_the_policy():
    found = point(SHIPPED)
    assert (found.strengths, found.partial) == (SHIPPED.strengths, 0.5)
    assert set(judgement_draws(SHIPPED, 2, 1).strengths) == set(found.strengths)


@pytest.mark.parametrize("levels", [1, 2, 3, 9])
def test_any_number_of_levels(levels):
    found = judgement_draws(policy(*[None] * levels), 5000, 1).strengths
    for place in range(levels):
        assert follows(found[f"l{place}"], stats.beta(levels - place, place + 1))


def test_strengths_given_as_the_defaults_change_nothing():
    given_ = policy(*[(5 - place) / 6 for place in range(5)])
    plain = policy(*[None] * 5)
    one, other = judgement_draws(given_, 500, 3), judgement_draws(plain, 500, 3)
    for rating, drawn in one.strengths.items():
        assert np.asarray(drawn) == pytest.approx(np.asarray(other.strengths[rating]), abs=1e-12)
    assert one.partial.tolist() == other.partial.tolist()


strengths = st.lists(st.floats(0, 1), min_size=1, max_size=7).map(lambda found: sorted(found, reverse=True))


@settings(max_examples=40)
@given(strengths, st.floats(0, 1), st.floats(0, 1), st.integers(0, 2**63 - 1))
def test_what_holds_of_any_policy(values, unrated, partial, seed):
    made = policy(*values, unrated=unrated, partial_fit=partial)
    found = judgement_draws(made, 200, seed)
    for drawn in [*found.strengths.values(), found.partial]:
        assert np.isfinite(drawn).all()
        assert (np.asarray(drawn) >= 0).all()
        assert (np.asarray(drawn) <= 1).all()
    for above, below in pairwise(range(len(values))):
        assert (found.strengths[f"l{above}"] >= found.strengths[f"l{below}"]).all()
        if values[above] == values[below]:
            assert (found.strengths[f"l{above}"] >= found.strengths[f"l{below}"]).all()


def test_a_policy_of_its_own_has_its_values_in_the_middle():
    made = policy(0.9, 0.5, 0.1, unrated=0.25, partial_fit=0.7)
    found = judgement_draws(made, DRAWS, 1)
    for place, value in enumerate((0.9, 0.5, 0.1)):
        # The default point of the k-th of K sorted uniforms is k / (K + 1), and it falls on the value.
        below = stats.beta(3 - place, place + 1).cdf((3 - place) / 4)
        assert (found.strengths[f"l{place}"] < value).mean() == pytest.approx(below, abs=0.015)
    assert (found.partial < 0.7).mean() == pytest.approx(0.5, abs=0.015)
    # Twice 0.25 is the middle level.
    assert follows(found.strengths["unrated"] / found.strengths["l1"], stats.uniform())


def test_equal_levels_stay_about_their_value():
    found = judgement_draws(policy(0.6, 0.6, 0.2), DRAWS, 1).strengths
    assert (found["l0"] >= found["l1"]).all()
    assert (found["l0"] >= 0.6).mean() > 0.5
    assert found["l1"].max() <= 1


def test_unrated_worth_nothing_stays_so():
    found = judgement_draws(policy(None, None, unrated=0.0), 500, 1).strengths
    assert not found["unrated"].any()


@pytest.mark.parametrize(
    ("values", "unrated"),
    [((1.0, 0.75, 0.5, 0.25, 0.0), 0.05), ((1.0, 0.0), 0.2), ((0.0,), 0.5), ((0.5, 0.0), 0.1), ((0.3, 0.2, 0.1), 0.4)],
)
def test_unrated_that_counts_is_drawn_about_its_value(values, unrated):
    # A level without any strength is no measure of what unrated may be worth.
    found = judgement_draws(policy(*values, unrated=unrated), DRAWS, 1).strengths["unrated"]
    assert found.mean() == pytest.approx(unrated, rel=0.35)
    assert (found > 0).mean() > 0.5


@pytest.mark.parametrize("partial", [0.0, 1.0])
def test_a_partial_fit_at_an_end_is_drawn_within_bounds(partial):
    found = judgement_draws(policy(None, None, partial_fit=partial), 2000, 1).partial
    assert np.median(found) == pytest.approx(partial, abs=0.1)
    assert found.min() >= 0
    assert found.max() <= 1


def test_what_the_draws_depend_on():
    found = judgement_draws(SHIPPED, 50, 1)
    again, other = judgement_draws(SHIPPED, 50, 1), judgement_draws(SHIPPED, 50, 2)
    renamed = SHIPPED.model_copy(update={"id": "another", "title": "Another"})
    for rating in (*LEVELS, "unrated"):
        assert found.strengths[rating].tolist() == again.strengths[rating].tolist()
        assert found.strengths[rating].tolist() == judgement_draws(renamed, 50, 1).strengths[rating].tolist()
        assert found.strengths[rating].tolist() != other.strengths[rating].tolist()
    assert found.partial.tolist() == again.partial.tolist() != other.partial.tolist()
    assert judgement_draws(SHIPPED, 1, 0).partial.shape == (1,)
