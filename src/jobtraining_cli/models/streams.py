"""Where chance comes from: one number for each thing that is drawn.

A stream depends on the seed and on what it is for, and on nothing else. So a county does not depend on its
neighbours, nor a barrier on the order of the rows.
"""

from __future__ import annotations

import hashlib
import json

DRAWS = 2000
SEED = 1


def stream(seed: int, *what: str) -> int:
    """The number that starts the random stream of ``what``: 128 bits of SHA-256 over the seed and the parts."""
    return int.from_bytes(hashlib.sha256(json.dumps([seed, *what]).encode()).digest()[:16], "big")
