"""Which job-training projects should a county do first, why, and how sure can it be?

The Python API, loaded when it is first used::

    from jobtraining_cli import load_workspace, rank

    ranking = rank(load_workspace(), "Doña Ana")
    ranking.to_frame()
"""

__version__ = "0.1.0"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from jobtraining_cli.api import (
        CountyExplanation,
        CountyRanking,
        barriers,
        brief,
        explain,
        load_workspace,
        methods,
        rank,
    )
    from jobtraining_cli.errors import DataError, JtError, RunError, UsageError
    from jobtraining_cli.workspace import Workspace

__all__ = [
    "CountyExplanation",
    "CountyRanking",
    "DataError",
    "JtError",
    "RunError",
    "UsageError",
    "Workspace",
    "__version__",
    "barriers",
    "brief",
    "explain",
    "load_workspace",
    "methods",
    "rank",
]


def __getattr__(name: str) -> "Any":
    """Load the API on first use (PEP 562): importing the package costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module = import_module(f"{__name__}.{'errors' if name.endswith('Error') else 'api'}")
    value = getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
