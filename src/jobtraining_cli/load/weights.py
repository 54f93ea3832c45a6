"""The file of stakeholder weights -> a model whose barriers are all known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from jobtraining_cli.errors import DataError, Problem, at_most, did_you_mean
from jobtraining_cli.load.build import build_yaml, show_field
from jobtraining_cli.load.files import read_text, show_path
from jobtraining_cli.load.yaml_text import marks
from jobtraining_cli.models.taxonomy import Taxonomy
from jobtraining_cli.models.weights import Weights

_Path = tuple[str | int, ...]


def load_weights(path: Path, taxonomy: Taxonomy | None) -> Weights:
    """Stakeholder weights. ``taxonomy`` has the barriers there are, ``None`` allows any.

    Raises ``DataError`` with every problem of the file, each with its line, ``UsageError`` and ``RunError``.
    """
    text, place = read_text(path), show_path(path)
    weights = build_yaml(Weights, text, place)
    if taxonomy is not None:
        problems = at_most(_unknown(weights, taxonomy, text, place), place)
        if problems:
            raise DataError(problems)
    return weights


def _unknown(weights: Weights, taxonomy: Taxonomy, text: str, place: str) -> Iterator[Problem]:
    """Barriers that are not in the taxonomy, with the id of a label or the nearest id."""
    known = frozenset(taxonomy.ids)
    for index, one in enumerate(weights.sets):
        path: _Path = ("weights",) if weights.people is None else ("people", index, "weights")
        for barrier in one.weights:
            if barrier in known:
                continue
            by_label = taxonomy.find(barrier)
            hint = f"its id is {by_label!r}" if by_label else did_you_mean(barrier, known)
            shown = barrier if len(barrier) <= 60 else barrier[:57] + "..."
            line, column = marks(text, place).get((*path, barrier, "#key"), (None, None))
            yield Problem(
                f"unknown barrier {shown!r}",
                place,
                line,
                column,
                show_field((*path, barrier)),
                hint or "the ids stand in taxonomy.yaml",
            )
