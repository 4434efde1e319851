"""Drawing experts by a seed, repeatable by anyone on any machine (D§2.5)."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any


def draw(pool: Sequence[str], size: int, seed: str) -> list[str]:
    """`size` names from `pool`, decided by `seed` alone, on any machine.

    Each name gets the SHA-256 of seed and name as its lot; the lowest lots are drawn.

    >>> draw(["a", "b", "c", "d"], 2, "2026-kapok")
    ['c', 'a']
    """
    if size > len(pool):
        raise ValueError("the pool is smaller than the panel")
    lots = {
        name: hashlib.sha256(f"{seed}\n{name}".encode()).hexdigest() for name in pool
    }
    return sorted(pool, key=lots.__getitem__)[:size]


def fingerprint(pool: Sequence[Mapping[str, Any]]) -> str:
    """SHA-256 of a pool as it stood, so that nobody can exchange it afterwards.

    >>> fingerprint([{"key": "1"}])[:8]
    '41fce815'
    """
    canonical = json.dumps(pool, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
