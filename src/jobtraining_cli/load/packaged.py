"""Where the data that travels with the program lies."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def packaged_data() -> Path:
    """The folder of the data that travels with the program.

    In a wheel it is ``_data`` inside the package; in a checkout or an editable install it is the
    ``data`` folder beside ``src``.
    """
    inside = Path(str(files("jobtraining_cli"))) / "_data"
    return inside if inside.is_dir() else Path(__file__).resolve().parents[3] / "data"
