"""The sentences on the barriers of a county: which may be the largest, and what the ranks mean."""

from __future__ import annotations

from jobtraining_cli.models.places import BarrierPlace, CountyBarriers, RankSet
from jobtraining_cli.models.survey import Kind
from jobtraining_cli.present import shown, wording
from jobtraining_cli.present.doubt import only_chance

_MOST = 6


def headline(found: CountyBarriers) -> str:
    """Which barriers may be the largest."""
    where, label = f"{found.county.name}, {found.county.state}", "ILLUSTRATIVE. " if found.illustrative else ""
    known = [b for b in found.barriers if b.ranks_by_differences is not None]
    if not any(b.reach is not None for b in known):
        hidden = any(b.hidden for b in found.barriers)
        return f"No figure may be shown for {where}." if hidden else f"Nothing was measured in {where}."
    if not any(b.used for b in known):
        return f"{label}In {where} nobody named any of the barriers that were measured."
    if not any(shown.printed(b) for b in known if b.reach is not None):
        return f"{label}In {where} each figure is too uncertain to be printed."
    first = [b for b in known if b.barrier in found.may_be_first]
    if len(known) == 1:
        return (
            f"{label}In {where} only {known[0].label} has a figure, so there is no order: {_figure(found, known[0])}."
        )
    level, among = (
        f"at {100 * found.level:g}% confidence",
        f"of the {found.compared} barriers with a figure or bounds for one",
    )
    if len(first) == 1:
        return f"{label}In {where}, {first[0].label} is the largest {among}, {level}: {_figure(found, first[0])}."
    top = min((b for b in first if b.rank is not None), key=lambda b: b.rank or 0, default=None)
    named = [b.label for b in first[:_MOST]] + ([f"{len(first) - _MOST} more"] if len(first) > _MOST else [])
    shows = (
        f"; the largest figure is that of {top.label}, {_figure(found, top)}"
        if top is not None and shown.printed(top)
        else ""
    )
    return f"{label}In {where}, {shown.listing(named)} may each be the largest {among}, {level}{shows}."


def _figure(found: CountyBarriers, barrier: BarrierPlace) -> str:
    text = shown.reach_text(barrier)
    return (
        f"{text} per {found.reach_unit}"
        if text[:1].isdigit()
        else text.removeprefix("not shown: ") + " (no figure is shown)"
        if barrier.hidden
        else text
    )


def basis(found: CountyBarriers) -> list[str]:
    """What the figures rest on."""
    survey = found.survey
    kind = {Kind.survey: "survey of residents", Kind.indicator: "official indicators, not a survey", Kind.illustrative: "ILLUSTRATIVE, invented figures"}[survey.kind]  # fmt: skip
    lines = [f"{survey.title} ({survey.id}): {kind}{', ' + survey.years if survey.years else ''}."]
    lines += [f"Reach is per {found.reach_unit}."]
    return [*lines, *([f"{found.reach_note}."] if found.reach_note else [])]


def caveats(found: CountyBarriers) -> tuple[str, ...]:
    """What a reader must know first."""
    said = [wording.ILLUSTRATIVE] if found.illustrative else []
    if found.survey.kind is Kind.indicator:
        said.append(
            f"These are indicators that stand in for a survey: nobody was asked what kept them from {found.service.lower()}. "
            "Each is counted in its own universe, so the order compares figures of different people."
        )
    vague = [b.label for b in found.barriers if not shown.printed(b)]
    if vague:
        said.append(f"{shown.NOT_RELIABLE}: {shown.listing(vague)}.")
    said += shown.hidden_labels(found.barriers)
    unknown = [b.label for b in found.barriers if b.status == "hidden" and b.ranks_by_differences is None]
    if unknown:
        said.append(f"Nothing is known of {shown.listing(unknown)}, which may have any rank.")
    said.append(only_chance(found))
    return tuple(said)


def method_lines(found: CountyBarriers) -> list[str]:
    """How the rank sets were made, and what they say."""
    if found.compared < 2:
        return []
    return [
        (
            f"Ranks: by each method, with {100 * found.level:g}% confidence all true ranks among the {found.compared} barriers that have a "
            f"figure or bounds for one lie in its sets at once. By intervals: {found.intervals_method}. By differences: {found.differences_method}."
        )
    ]


def ranks(found: RankSet | None) -> str:
    """A set of ranks: ``1-3``, or ``2`` where it is one."""
    return "-" if found is None else str(found[0]) if found[0] == found[1] else f"{found[0]}-{found[1]}"


_FLAGS = {
    "prior_dominated": "worth under 30 people",
    "review": "0 or 100%: check it",
    "complement": "wide beside its complement",
    "few_df": "few degrees of freedom",
    "small_base": "base under 50",
    "unstable": "unstable",
    "not_for_decisions": "not for decisions",
}
_RELIABLE = {
    "small_n": "under 30 people",
    "wide": "interval 30 points or wider",
    "relative_width": "interval wider than 130% of it",
}


def flags(reliability: str | None, found: tuple[str, ...]) -> str:
    """Why a figure is not printed, and what else is to be known of it, in words."""
    first = [_RELIABLE[reliability]] if reliability in _RELIABLE else []
    rest = [_FLAGS.get(flag, flag) for flag in found if not (flag == "prior_dominated" and reliability == "small_n")]
    return ", ".join([*first, *rest]) or "-"
