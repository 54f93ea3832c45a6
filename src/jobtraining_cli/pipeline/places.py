"""The barriers of one county, with intervals and confidence sets for their ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobtraining_cli.estimate.places import rank_sets
from jobtraining_cli.estimate.precision import reach_interval
from jobtraining_cli.estimate.rank_sets import top_set
from jobtraining_cli.estimate.reach import CountyReach
from jobtraining_cli.models.county import County
from jobtraining_cli.models.places import BarrierPlace, CountyBarriers
from jobtraining_cli.models.ranking import BarrierReach, CountyRef
from jobtraining_cli.models.survey import Kind
from jobtraining_cli.present import barrier_words

if TYPE_CHECKING:
    from jobtraining_cli.pipeline.engine import Engine

LEVEL = 0.95


def county_barriers(engine: Engine, county: County, level: float = LEVEL) -> CountyBarriers:
    """How far each barrier reaches in a county, at a confidence level. Raises ``UsageError`` where no table covers it."""
    table = engine.tables.table_for(county)
    service = engine.service_of(table.survey)
    reach = CountyReach(table, county.fips, engine.workspace.taxonomy, service)
    compared = [b for b in reach.barriers if b.used is not None]
    sets = rank_sets([reach.figures[b.barrier] for b in compared], level) if compared else None
    row = {barrier.barrier: at for at, barrier in enumerate(compared)}
    lows = [reach.figures[b.barrier].low for b in compared]

    def place(barrier: BarrierReach) -> BarrierPlace:
        found = BarrierPlace.model_construct(**dict(barrier))
        at = row.get(barrier.barrier)
        if at is None or sets is None:
            return found
        figure = reach.figures[barrier.barrier]
        update: dict[str, object] = {
            "ranks_by_intervals": tuple(int(end[at]) for end in sets.intervals),
            "ranks_by_differences": tuple(int(end[at]) for end in sets.differences),
        }
        if barrier.reach is not None:
            interval = reach_interval(figure, reach.base_figure, level) if reach.sure_base else None
            update["share"] = round(100 * figure.share, 9)
            # A hidden figure has no place of its own, and is above others where all that it may be is.
            update["rank"] = 1 + sum(low > figure.share for low in lows)
            update["interval"] = None if interval is None else tuple(round(100 * end, 9) for end in interval[:2])
        return found.model_copy(update=update)

    first: list[str] = []
    if sets is not None:
        # One method, whatever the data: to take the smaller set of two would cover less than the level.
        first = [compared[at].barrier for at in top_set(sets.differences[0], 1).tolist()]
    result = CountyBarriers.model_construct(
        county=CountyRef.model_construct(fips=county.fips, name=county.name, state=county.state),
        service=service,
        survey=table.survey,
        place=table.place,
        illustrative=table.survey.kind is Kind.illustrative,
        reach_unit=reach.unit,
        reach_note=reach.divisor_note,
        level=level,
        compared=len(compared),
        intervals_method=sets.intervals_method if sets else "none",
        differences_method=sets.differences_method if sets else "none",
        headline="",
        caveats=(),
        may_be_first=tuple(first),
        barriers=tuple(map(place, reach.barriers)),
        digest=table.digest,
    )
    return result.model_copy(
        update={"headline": barrier_words.headline(result), "caveats": barrier_words.caveats(result)}
    )
