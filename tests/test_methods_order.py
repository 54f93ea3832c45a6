"""A ranking in the order of another method, for the verbs that show one."""

import pytest

from jobtraining_cli.errors import UsageError
from jobtraining_cli.models.methods import Method
from jobtraining_cli.pipeline import Engine
from jobtraining_cli.pipeline.methods import compare_methods, criterion_weights, method_results, rank_by, reorder
from jobtraining_cli.pipeline.select import select
from jobtraining_cli.workspace import Workspace
from methods_cases import ACTS, FULL, write


@pytest.fixture
def engine(tmp_path):
    """The pipeline over a folder in which RICE cannot run, and the others can."""
    own = {id_: {"seriousness": n, "effectiveness": 2 * n} for n, id_ in enumerate(ACTS, 1)}
    own["9.1"]["impact"] = 1
    return Engine(Workspace.open(write(tmp_path / "d", own, refused=("9.3",)), "--data"), "s")


def taos(engine):
    return engine.workspace.register.resolve("Taos")


def test_reorder(engine):
    ranking = engine.rank(taos(engine))
    found = {result.id: result for result in method_results(engine, ranking)}
    told = reorder(ranking, found[Method.hanlon_bpr])
    assert told == rank_by(engine, ranking, Method.hanlon_bpr)
    assert [p.id for p in told.projects] == ["9.4", "9.2", "9.1"]
    assert [p.id for p in ranking.projects] == ["9.1", "9.2", "9.4"]
    before = {p.code: p for p in ranking.projects}
    for place, project in enumerate(told.projects, 1):
        assert project.rank == place == found[Method.hanlon_bpr].ranks[project.code]
        assert project.method_score == found[Method.hanlon_bpr].scores[project.code]
        kept = ("fit_score", "relief_index", "contributions", "best_edge_rank", "title", "edges")
        assert all(getattr(project, key) == getattr(before[project.code], key) for key in kept)
        # What was drawn, was drawn of the default order.
        drawn = [name for name, field in type(project).model_fields.items() if field.default is None]
        assert all(getattr(project, name) is None for name in drawn if name != "method_score")
    assert (told.method.id, told.method.tau_b) == ("hanlon-bpr", -1.0)
    assert all(value is None for value in told.uncertainty.__dict__.values())
    assert told.headline == (
        "In Taos, NM, Project 9.4 (9.4) comes first by another method, Hanlon, Basic Priority Rating (hanlon-bpr): "
        f"score {found[Method.hanlon_bpr].scores['Job Training.9.4']:.4g}."
    )
    assert "Kendall's tau-b with the default: -1.00." in told.caveats[-1]
    assert (told.unranked, told.ranked_total, told.digests) == (ranking.unranked, ranking.ranked_total, ranking.digests)
    assert [p.id for p in select(told, engine.workspace, top=1).projects] == ["9.4"]


def test_reorder_where_there_is_nothing_to_do(engine):
    ranking = engine.rank(taos(engine))
    assert rank_by(engine, ranking, Method.coverage) is ranking
    none = ranking.model_copy(update={"projects": (), "ranked_total": 0})
    for method in Method:
        assert rank_by(engine, none, method) is none


def test_reorder_by_a_method_that_cannot_run(engine):
    ranking = engine.rank(taos(engine))
    with pytest.raises(UsageError, match=r"rice cannot run for Taos, NM: the catalogue lacks impact: 9\.2, 9\.4; confidence, effort: all 3"):  # fmt: skip
        rank_by(engine, ranking, Method.rice)


def test_ties_of_a_method_are_in_the_order_of_codes(tmp_path):
    acts = {"9.10": "cost", "9.9": "child_care", "9.2": "transport"}
    folder = write(tmp_path / "d", dict.fromkeys(acts, FULL | {"size": 3}), acts=acts)
    engine = Engine(Workspace.open(folder, "--data"), "s")
    told = rank_by(engine, engine.rank(taos(engine)), Method.hanlon_naccho)
    assert [(p.id, p.rank) for p in told.projects] == [("9.2", 1), ("9.9", 1), ("9.10", 1)]
    assert "Project 9.2 (9.2), Project 9.9 (9.9) and Project 9.10 (9.10) share the first place" in told.headline


def test_methods_are_not_run_on_a_part(engine):
    ranking = select(engine.rank(taos(engine)), engine.workspace, top=1)
    with pytest.raises(ValueError, match="narrow the list down afterwards"):
        method_results(engine, ranking)


def test_on_indicators_the_place_of_the_default_in_the_state_is_left_out():
    engine = Engine(Workspace.packaged())
    ranking = engine.rank(taos(engine))
    weights = {"size": 1.0, "fit": -1.0}
    told = rank_by(engine, ranking, Method.weighted_sum, weights)
    assert ranking.state_context is not None
    assert told.state_context is None
    assert not any("comes first in" in line for line in told.caveats)
    assert compare_methods(engine, taos(engine), weights).weights == weights


def test_no_weights_are_none():
    assert criterion_weights(Workspace.packaged(), []) is None
