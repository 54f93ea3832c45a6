"""The Python API, for notebooks and programs: load a workspace, rank, explain, brief.

Everything goes through the same pipeline as the command line and gives the same figures. Results are frozen.
``jobtraining_cli`` hands these names out; importing the package itself loads nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from jobtraining_cli.errors import UsageError, one_of
from jobtraining_cli.models.base import as_plain
from jobtraining_cli.models.catalog import Origin
from jobtraining_cli.models.explanation import Explanation
from jobtraining_cli.models.ranking import BarrierReach, Contribution, RankedProject, Ranking
from jobtraining_cli.models.streams import DRAWS, SEED
from jobtraining_cli.models.survey import Base
from jobtraining_cli.pipeline import Drawing, Engine, Uncertain, select
from jobtraining_cli.present.format import Format, Look
from jobtraining_cli.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

    from jobtraining_cli.models.county import County
    from jobtraining_cli.models.methods import Comparison
    from jobtraining_cli.models.places import CountyBarriers

__all__ = ["CountyExplanation", "CountyRanking", "barriers", "brief", "explain", "load_workspace", "methods", "rank"]

UncertaintyWord = Literal["data", "judgement", "both", "none"]
Table = Literal["projects", "barriers", "contributions"]


def load_workspace(data: str | Path | None = None) -> Workspace:
    """The data in force: ``data`` over the packaged data, else ``./data`` where there is such a folder.

    Settings files and ``JT_`` variables are for the command line and are not read. Raises ``UsageError`` where the folder
    is not there. Files are read when they are first needed, and once.
    """
    return Workspace.open(None if data is None else Path(data), "data")


class CountyRanking(Ranking):
    """A ranking with ``to_frame``; in a notebook it shows as its tables. All fields are those of the JSON output."""

    def to_frame(self, table: Table = "projects") -> pd.DataFrame:
        """One table as a pandas frame, with the columns of the CSV output.

        ``projects``: one row a project, ranked ones first, then those without a place. ``barriers``: one row a barrier
        of the taxonomy. ``contributions``: one row a ranked project and barrier, the terms of its score. Whole numbers
        are ``Int64``, other figures ``Float64``, yes and no ``boolean``, text ``string`` and lists ``object``; what is
        unknown is ``NA`` (``None`` among lists), never 0.
        """
        from jobtraining_cli.present.ranking import PROJECT_KEYS, identity, project_records

        if table == "projects":
            return _frame(project_records(self), PROJECT_KEYS)
        shared = identity(self)
        if table == "barriers":
            rows = [shared | as_plain(barrier) for barrier in self.barriers]
            return _frame(rows, (*shared, *BarrierReach.model_fields))
        if table == "contributions":
            terms = [(project, term) for project in self.projects for term in project.contributions]
            rows = [shared | {"code": p.code, "rank": p.rank} | as_plain(term) for p, term in terms]
            return _frame(rows, (*shared, "code", "rank", *Contribution.model_fields))
        raise ValueError(f"there is no table {table!r}: use 'projects', 'barriers' or 'contributions'")

    def __repr__(self) -> str:
        first = [project.id for project in self.projects if project.rank == 1]
        return f"<CountyRanking {self.county.name}, {self.county.state} on {self.survey.id}: {self.ranked_total} projects, first {first}>"

    __str__ = __repr__

    def to_markdown(self) -> str:
        """The ranking as ``jt rank --format md`` writes it."""
        from jobtraining_cli.present.ranking import render

        return render([self], Format.md, Look())

    def _repr_markdown_(self) -> str:
        return self.to_markdown()


class CountyExplanation(Explanation):
    """One project's place, with ``to_frame``. All fields are those of the JSON output."""

    def to_frame(self) -> pd.DataFrame:
        """One row a barrier that the project acts on: the terms of its score, with the columns of the CSV output."""
        from jobtraining_cli.present.explanation import TERM_KEYS, term_records

        return _frame(term_records(self), TERM_KEYS)

    def to_markdown(self) -> str:
        """The explanation as ``jt explain --format md`` writes it."""
        from jobtraining_cli.present.explanation import render

        return render([self], Format.md, Look())

    def _repr_markdown_(self) -> str:
        return self.to_markdown()


def rank(
    workspace: Workspace,
    county: str,
    *,
    state: str | None = None,
    survey: str | None = None,
    base: str | None = None,
    uncertainty: UncertaintyWord = "both",
    draws: int = DRAWS,
    seed: int = SEED,
    weights: str | Path | None = None,
    top: int | None = None,
    barrier: str | None = None,
    innovation: int | None = None,
    origin: str | None = None,
) -> CountyRanking:
    """Rank the projects for a county, as ``jt rank`` does.

    ``county`` is a name, a short name such as ``dona-ana``, or a FIPS code. ``uncertainty`` says what is drawn to tell how
    sure the order is (data, judgement, both or none), how often (``draws``), and from which ``seed``; ``weights`` is a file
    of stakeholder weights. Raises ``UsageError`` for what is not there,
    ``DataError`` for files that are rejected, ``RunError`` for those that cannot be read.
    """
    if top is not None and top < 1:
        raise UsageError(f"top {top} leaves nothing", hint="ranks start at 1")
    whence = one_of(origin, Origin, "origin")
    engine = _engine(workspace, survey, base, _drawing(uncertainty, draws, seed), weights)
    ranking = engine.rank(_county(workspace, county, state))
    chosen = select(ranking, workspace, top=top, barrier=barrier, innovation=innovation, origin=whence)
    return CountyRanking.model_construct(**dict(chosen))


def explain(
    workspace: Workspace,
    county: str,
    project: str,
    *,
    state: str | None = None,
    survey: str | None = None,
    base: str | None = None,
    uncertainty: UncertaintyWord = "both",
    draws: int = DRAWS,
    seed: int = SEED,
    weights: str | Path | None = None,
) -> CountyExplanation:
    """The whole sum behind the place of ``project`` (such as ``"9.1"``), as ``jt explain``. Raises what ``rank`` raises."""
    engine = _engine(workspace, survey, base, _drawing(uncertainty, draws, seed), weights)
    return CountyExplanation.model_construct(**dict(engine.explain(_county(workspace, county, state), project)))


def barriers(
    workspace: Workspace,
    county: str,
    *,
    level: float = 0.95,
    state: str | None = None,
    survey: str | None = None,
    base: str | None = None,
) -> CountyBarriers:
    """The barriers of a county with intervals and sets of ranks at a confidence ``level``, as ``jt barriers --county``.

    Raises what ``rank`` raises.
    """
    from jobtraining_cli.pipeline.places import county_barriers

    if not 0.5 <= level <= 0.999:
        raise UsageError(f"level {level} is not between 0.5 and 0.999", hint="write it like 0.95")
    return county_barriers(_engine(workspace, survey, base), _county(workspace, county, state), level)


def methods(
    workspace: Workspace,
    county: str,
    *,
    criteria: Mapping[str, float] | None = None,
    state: str | None = None,
    survey: str | None = None,
    base: str | None = None,
) -> Comparison:
    """The projects of a county under every method that can run, as ``jt methods``. Raises what ``rank`` raises.

    ``criteria`` are weights for the weighted sum and TOPSIS by name; below 0, less is better.
    """
    from jobtraining_cli.pipeline.methods import compare_methods, criterion_weights

    chosen = criterion_weights(workspace, [f"{name}={weight}" for name, weight in (criteria or {}).items()])
    engine = _engine(workspace, survey, base, _drawing("none", DRAWS, SEED))
    return compare_methods(engine, _county(workspace, county, state), chosen)


def brief(
    workspace: Workspace,
    county: str,
    project: str | None = None,
    *,
    day: date | None = None,
    state: str | None = None,
    survey: str | None = None,
    base: str | None = None,
    uncertainty: UncertaintyWord = "both",
    draws: int = DRAWS,
    seed: int = SEED,
    weights: str | Path | None = None,
) -> str:
    """The brief for a county, or about one project there, in Markdown, dated ``day`` (today by default). Raises what ``rank`` raises."""
    from jobtraining_cli.present.brief import render

    engine = _engine(workspace, survey, base, _drawing(uncertainty, draws, seed), weights)
    return render(
        [engine.brief(_county(workspace, county, state), day or datetime.now().astimezone().date(), project)], Format.md
    )


def _county(workspace: Workspace, name: str, state: str | None) -> County:
    register = workspace.register
    return register.resolve(name, register.state(state) if state else None)


def _drawing(uncertainty: str, draws: int, seed: int) -> Drawing:
    mode = one_of(uncertainty, Uncertain, "uncertainty") or Uncertain.both
    if type(draws) is not int or not 100 <= draws <= 100_000:
        raise UsageError(f"{draws} draws are too few or too many", hint="draw 100 to 100,000 times")
    if type(seed) is not int or not 0 <= seed < 2**63:
        raise UsageError(f"seed {seed} is not a whole number from 0 on", hint="use a number such as 1")
    return Drawing(mode, draws, seed)


def _engine(
    workspace: Workspace,
    survey: str | None,
    base: str | None,
    drawing: Drawing | None = None,
    weights: str | Path | None = None,
) -> Engine:
    """The pipeline over a workspace: the tables of one for each survey, so that each is protected once for all counties."""
    engines: dict[tuple[str | None, str | None], Engine] = workspace.__dict__.setdefault("_engines", {})
    if (survey, base) not in engines:
        engines[survey, base] = Engine(workspace, survey, one_of(base, Base, "base"))
    engine = engines[survey, base]
    path = None if weights is None else Path(weights)
    if drawing in (None, engine.drawing) and path is None:
        return engine
    other = Engine(workspace, survey, engine.tables.base, drawing, weights=path)
    other.tables = engine.tables
    return other


def _frame(records: list[dict[str, Any]], columns: tuple[str, ...]) -> pd.DataFrame:
    """Records as a frame. A column has the type that its field has in the model, also where all of it is unknown."""
    import pandas as pd

    types = _dtypes()
    return pd.DataFrame(
        {name: pd.array([record[name] for record in records], dtype=types.get(name, "string")) for name in columns}
    )


@cache
def _dtypes() -> dict[str, str]:
    """Field name -> pandas type, for every field of a ranking that is not text."""
    found = {"illustrative": "boolean"}
    for model in (RankedProject, BarrierReach, Contribution):
        for name, field in model.model_fields.items():
            kinds = {field.annotation, *get_args(field.annotation)} - {NoneType}
            plain = next((dtype for kind, dtype in _DTYPES.items() if kind in kinds), None)
            if plain or any(get_origin(kind) is tuple for kind in kinds):
                found[name] = plain or "object"
    return found


_DTYPES = {bool: "boolean", int: "Int64", float: "Float64"}
