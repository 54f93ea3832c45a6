"""The sentences on the barriers of a county: which may be the largest, and what the ranks mean."""

from __future__ import annotations

from jobtraining_cli.models.places import CountyBarriers, RankSet
from jobtraining_cli.models.survey import Kind
from jobtraining_cli.present import shown, wording
from jobtraining_cli.present.doubt import only_chance

_MOST = 6


def headline(found: CountyBarriers) -> str:
    """Which barrier reaches farthest, and which others may."""
    where = f"{found.county.name}, {found.county.state}"
    ordered = sorted((b for b in found.barriers if b.rank is not None), key=lambda b: b.rank or 0)
    if not ordered or not found.may_be_first:
        return (
            f"No figure may be shown for {where}."
            if any(b.hidden for b in found.barriers)
            else f"Nothing was measured in {where}."
        )
    labels = {b.barrier: b.label for b in found.barriers}
    first = [b.label for b in ordered if b.rank == 1]
    verb = "has" if len(first) == 1 else "have"
    much = shown.reach_text(ordered[0])
    figure = "" if much == shown.UNRELIABLE else f", {much} per {found.reach_unit}"
    others = [labels[id_] for id_ in found.may_be_first if labels[id_] not in first]
    level = f"at {100 * found.level:g}% confidence"
    if not others:
        return f"In {where}, {shown.listing(first)} {verb} the largest figure{figure}, and no other barrier may be ahead of it {level}."
    more = f" and {len(others) - _MOST} more" if len(others) > _MOST else ""
    named = ", ".join(others[:_MOST]) + more if more else shown.listing(others)
    return f"In {where}, {shown.listing(first)} {verb} the largest figure{figure}; {level} {named} may truly be the largest as well."


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
    said.append(only_chance(found))
    return tuple(said)


def method_lines(found: CountyBarriers) -> list[str]:
    """How the rank sets were made, and what they say."""
    if not found.compared:
        return []
    return [
        (
            f"Ranks: with {100 * found.level:g}% confidence all true ranks, among the {found.compared} barriers that have a figure or bounds "
            f"for one, lie in these sets at once. By intervals: {found.intervals_method}. By differences: {found.differences_method}."
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
