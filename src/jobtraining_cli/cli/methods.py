"""``jt methods``: the default score beside other ways to set priorities."""

from typing import Annotated, Optional

import typer

from jobtraining_cli.cli import options


@options.with_given
def methods(
    county: options.Counties = None,
    state: options.State = None,
    survey: options.Survey = None,
    base: options.BaseOption = None,
    criterion: Annotated[
        Optional[list[str]],
        typer.Option("--criterion", metavar="NAME=WEIGHT", help="Criterion of the weighted sum and of TOPSIS, with its weight; below 0 where less is better. Repeat it for several.", show_default=False),
    ] = None,
    weights: options.Weights = None,
    unsuppressed: options.Unsuppressed = False,
    *,
    given: options.Given,
) -> None:  # fmt: skip
    """Compare the ranking with other ways to set priorities: Hanlon, RICE, a weighted sum, TOPSIS."""
    from jobtraining_cli.pipeline.methods import compare_methods, criterion_weights
    from jobtraining_cli.present.methods import render

    # How sure an order is, is said of the default one only, by `jt rank`: nothing is drawn here.
    chosen = given.settle(county=county, state=state, survey=survey, base=base, uncertainty="none", weights=weights,
                          unsuppressed=unsuppressed)  # fmt: skip
    engine = chosen.engine()
    criteria = criterion_weights(engine.workspace, criterion or [])
    found = [compare_methods(engine, one, criteria) for one in chosen.counties(engine.workspace)]
    chosen.emit(lambda look: render(found, chosen.format, look))
