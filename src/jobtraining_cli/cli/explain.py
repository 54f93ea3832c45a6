"""``jt explain``: where one project stands, why, and what would change it."""

from typing import Annotated

import typer

from jobtraining_cli.cli import complete, options


@options.with_given
def explain(
    project: Annotated[
        str,
        typer.Argument(
            help="Code of the project, such as 9.1 or 'Job Training.9.1'.",
            autocompletion=complete.projects,
            show_default=False,
        ),
    ],
    county: options.Counties = None,
    state: options.State = None,
    survey: options.Survey = None,
    base: options.BaseOption = None,
    uncertainty: options.UncertaintyOption = None,
    draws: options.Draws = None,
    seed: options.Seed = None,
    weights: options.Weights = None,
    unsuppressed: options.Unsuppressed = False,
    *,
    given: options.Given,
) -> None:
    """Show the whole sum behind a project's place, and what would change it."""
    from jobtraining_cli.present.explanation import render

    chosen = given.settle(county=county, state=state, survey=survey, base=base, uncertainty=uncertainty, draws=draws,
                          seed=seed, weights=weights, unsuppressed=unsuppressed)  # fmt: skip
    engine = chosen.engine()
    found = [engine.explain(one, project) for one in chosen.counties(engine.workspace)]
    chosen.emit(lambda look: render(found, chosen.format, look))
