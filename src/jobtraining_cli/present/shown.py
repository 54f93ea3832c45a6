"""How a single figure is shown, or why it is not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jobtraining_cli.models.ranking import BarrierReach

TOO_FEW = "not shown: too few answers"
NEARLY_ALL = "not shown: nearly everybody"
COMPLEMENT = "not shown: it would give another figure away"
WITHHELD = "not shown: withheld"
NO_SIZE = "not shown: of how many people is not known"
UNRELIABLE = "not reliable"
NOT_RELIABLE = "Not reliable, so not printed (too wide an interval, or fewer than 30 people)"


def number(value: float | None, digits: int = 1) -> str:
    """A figure with a fixed number of decimals; a dash where there is none."""
    return "-" if value is None else f"{value:.{digits}f}"


def listing(items: list[str]) -> str:
    """``a, b and c``."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else "none"


def reach_text(barrier: BarrierReach) -> str:
    """A reach for display: the figure, or why there is none."""
    if barrier.status == "hidden":
        if barrier.hidden == "few" and barrier.assumed is None:
            return NO_SIZE
        words = {"nearly_all": NEARLY_ALL, "complement": COMPLEMENT, "withheld": WITHHELD}
        return words.get(barrier.hidden or "", TOO_FEW)
    if not printed(barrier):
        return UNRELIABLE
    return "not measured" if barrier.reach is None else number(barrier.reach)


def printed(barrier: BarrierReach) -> bool:
    """Whether a figure is sure enough to be printed by itself."""
    return barrier.reliability in (None, "shown")


def interval_text(barrier: BarrierReach) -> str:
    """The interval of a reach for display."""
    return "-" if barrier.interval is None else " to ".join(number(end) for end in barrier.interval)


def cells(barrier: BarrierReach) -> dict[str, Any]:
    """The cells of a barrier that people read. Of a figure that is not reliable the count goes too: it would give it back."""
    count = barrier.count if printed(barrier) else None
    texts = {"reach_text": reach_text(barrier), "interval_text": interval_text(barrier)}
    return texts | {"count": count, "base_n": barrier.base_n}


def is_open(barrier: BarrierReach) -> bool:
    """Whether a printed figure has a published margin of error as large as itself."""
    margin = barrier.moe90 if barrier.moe90 is not None else barrier.moe95
    return barrier.reach is not None and printed(barrier) and margin is not None and margin >= barrier.reach


def hidden_labels(barriers: Iterable[BarrierReach]) -> list[str]:
    """Which figures are not shown, and why."""
    groups: dict[str, list[str]] = {}
    for barrier in barriers:
        if barrier.status == "hidden":
            groups.setdefault(reach_text(barrier).removeprefix("not shown: "), []).append(barrier.label)
    said = {
        "too few answers": "Not shown (too few answers)",
        "withheld": "Not shown, because its source withholds it, so in no score",
        "of how many people is not known": "Not shown, because it is not known of how many people it is, so in no score",
        "it would give another figure away": "Not shown, because it would give another figure away",
        "nearly everybody": "Not shown, because nearly everybody named it",
    }
    return [f"{words}: {listing(groups[why])}." for why, words in said.items() if why in groups]
