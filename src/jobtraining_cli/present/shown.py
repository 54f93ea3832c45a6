"""How a single figure is shown, or why it is not."""

from __future__ import annotations

from collections.abc import Iterable

from jobtraining_cli.models.ranking import BarrierReach

TOO_FEW = "not shown: too few answers"
NEARLY_ALL = "not shown: nearly everybody"
COMPLEMENT = "not shown: it would give another figure away"
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
        return {"nearly_all": NEARLY_ALL, "complement": COMPLEMENT}.get(barrier.hidden or "", TOO_FEW)
    if not printed(barrier):
        return UNRELIABLE
    return "not measured" if barrier.reach is None else number(barrier.reach)


def printed(barrier: BarrierReach) -> bool:
    """Whether a figure is sure enough to be printed by itself."""
    return barrier.reliability in (None, "shown")


def interval_text(barrier: BarrierReach) -> str:
    """The interval of a reach for display."""
    return "-" if barrier.interval is None else " to ".join(number(end) for end in barrier.interval)


def hidden_labels(barriers: Iterable[BarrierReach]) -> list[str]:
    """Which figures are not shown, and why."""
    hidden = [b for b in barriers if b.status == "hidden"]
    all_ = [b.label for b in hidden if b.hidden == "nearly_all"]
    close = [b.label for b in hidden if b.hidden == "complement"]
    few = [b.label for b in hidden if b.hidden not in ("nearly_all", "complement")]
    lines = [f"Not shown (too few answers): {listing(few)}."] if few else []
    lines += [f"Not shown, because it would give another figure away: {listing(close)}."] if close else []
    return lines + ([f"Not shown, because nearly everybody named it: {listing(all_)}."] if all_ else [])
