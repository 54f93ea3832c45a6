"""The only composer of the stages: load -> protect -> estimate -> score -> present.

Everything that ranks goes through here, so that every verb says the same.
"""

from jobtraining_cli.pipeline.checks import check
from jobtraining_cli.pipeline.engine import Engine
from jobtraining_cli.pipeline.select import select
from jobtraining_cli.pipeline.uncertain import Drawing, Uncertain

__all__ = ["Drawing", "Engine", "Uncertain", "check", "select"]
