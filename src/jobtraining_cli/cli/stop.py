"""Stopped by a signal: at once, in silence, and without half a file left behind.

Python would raise ``KeyboardInterrupt`` wherever it happens to be, and not every place lets it through: it gets
lost in callbacks, and becomes another error where classes are made. So the handler ends the program itself.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# The process that writes each, as a child must not remove what its parent is writing.
_unfinished: dict[str, int] = {}


@contextmanager
def unfinished(path: str) -> Iterator[None]:
    """While a file is written under a temporary name: what still has that name is removed, however this ends."""
    _unfinished[path] = os.getpid()
    try:
        yield
    finally:
        _remove(path)
        del _unfinished[path]


def _remove(path: str) -> None:
    with suppress(OSError):
        Path(path).unlink()


def _leave(number: int, _frame: object) -> None:
    for path, process in tuple(_unfinished.items()):
        if process == os.getpid():
            _remove(path)
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
