"""Stopped by a signal: at once, in silence, and without half a file left behind.

Python would raise ``KeyboardInterrupt`` wherever it happens to be, and not every place lets it through: it gets
lost in callbacks, and becomes another error where classes are made. So the handler ends the program itself.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# What to take back, and the process that began it: a child must not undo what its parent is doing.
_begun: dict[object, tuple[int, Callable[[], None]]] = {}


@contextmanager
def undoing(undo: Callable[[], None]) -> Iterator[None]:
    """What to do first where a signal ends the program meanwhile."""
    key = object()
    _begun[key] = (os.getpid(), undo)
    try:
        yield
    finally:
        del _begun[key]


@contextmanager
def unfinished(path: Path) -> Iterator[None]:
    """While a file is written under a temporary name: what still has that name is removed, however this ends."""

    def remove() -> None:
        with suppress(OSError):
            path.unlink()

    with undoing(remove):
        try:
            yield
        finally:
            remove()


def _leave(number: int, _frame: object) -> None:
    for process, undo in reversed(_begun.copy().values()):
        if process == os.getpid():
            undo()
    if number != signal.SIGINT:
        # Who asked wants to see that this signal ended it.
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    os._exit(128 + number)


def install() -> None:
    """End on Ctrl-C with exit code 130, and on SIGTERM and SIGHUP by that signal, where they are not ignored."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, _leave)
