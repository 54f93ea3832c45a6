"""``jt rank``: which projects fit a county's barriers best."""

from typing import TYPE_CHECKING, Annotated, Optional

import typer

from jobtraining_cli.cli import complete, options

if TYPE_CHECKING:
    from jobtraining_cli.models.county import County
    from jobtraining_cli.models.methods import Method
    from jobtraining_cli.models.ranking import Ranking


@options.with_given
def rank(
    county: options.Counties = None,
    state: options.State = None,
    survey: options.Survey = None,
    base: options.BaseOption = None,
    top: Annotated[
        Optional[int],
        typer.Option("--top", min=1, metavar="N", help="Only the projects up to this rank.", show_default=False),
    ] = None,
    barrier: options.ActsOn = None,
    innovation: options.OfInnovation = None,
    origin: options.OfOrigin = None,
    uncertainty: options.UncertaintyOption = None,
    draws: options.Draws = None,
    seed: options.Seed = None,
    weights: options.Weights = None,
    method: Annotated[
        Optional[str],
        typer.Option(
            "--method",
            metavar="METHOD",
            help="Order by another method, such as hanlon-bpr, as `jt methods` lists them.",
            show_default=False,
            autocompletion=complete.methods,
        ),
    ] = None,
    unsuppressed: options.Unsuppressed = False,
    *,
    given: options.Given,
) -> None:
    """Rank the projects by how well they fit the barriers found in a county."""
    from jobtraining_cli.errors import one_of
    from jobtraining_cli.models.catalog import Origin
    from jobtraining_cli.pipeline import select
    from jobtraining_cli.present.ranking import render

    whence = one_of(origin, Origin, "--origin")
    chosen = given.settle(county=county, state=state, survey=survey, base=base, uncertainty=uncertainty, draws=draws,
                          seed=seed, weights=weights, unsuppressed=unsuppressed)  # fmt: skip
    engine = chosen.engine()
    by = _by(method)

    def ranked(one: "County") -> "Ranking":
        from jobtraining_cli.pipeline.methods import rank_by

        found = engine.rank(one)
        return found if by is None else rank_by(engine, found, by)

    rankings = [
        select(ranked(one), engine.workspace, top=top, barrier=barrier, innovation=innovation, origin=whence)
        for one in chosen.counties(engine.workspace)
    ]
    chosen.emit(lambda look: render(rankings, chosen.format, look))


def _by(method: Optional[str]) -> "Optional[Method]":
    """The method named; ``None`` for the default. Raises ``UsageError``."""
    if not method:
        return None
    from jobtraining_cli.errors import one_of
    from jobtraining_cli.models.methods import Method

    return one_of(method, Method, "--method")
