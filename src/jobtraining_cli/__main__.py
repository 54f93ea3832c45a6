"""``jt`` and ``python -m jobtraining_cli``."""

import gc
import os
import sys

from jobtraining_cli.cli import stop


def main() -> None:
    """Run ``jt`` and exit. Loading takes most of the time, so Ctrl-C is caught around that too."""
    try:
        stop.install()
        _fill_streams()
        # A run is short and leaves few circles of objects; looking for them at the usual rate takes a fifth of it
        # where a table has a million rows.
        gc.set_threshold(100_000, 50, 100)
        from jobtraining_cli.cli.main import run

        code = run()
    except KeyboardInterrupt:
        code = 130
    _exit(code)


def _fill_streams() -> None:
    """Put the null device where a standard stream is closed, or the next file opened would become that stream."""
    while (handle := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(handle)
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115


def _exit(code: int) -> None:
    """Exit without taking everything apart again: that takes a fifth of a run, and saves nothing."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            code = code or 3
    os._exit(code)


if __name__ == "__main__":
    main()
