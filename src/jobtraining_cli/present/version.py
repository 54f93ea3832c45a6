"""What made an output."""

from __future__ import annotations

from jobtraining_cli import __version__


def generator() -> dict[str, str]:
    """Name and version of the program, for machine-readable outputs."""
    return {"name": "jt", "version": __version__}
