"""The arithmetic of seals, free of the database so that anyone can repeat it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

GENESIS = "0" * 64


def digest(previous: str, entries: Iterable[Mapping[str, Any]]) -> str:
    """Hash of the chain so far: the previous digest, then each entry, canonical.

    >>> digest(GENESIS, [])[:8]
    '60e05bd1'
    """
    seal = hashlib.sha256(previous.encode())
    for entry in entries:
        line = json.dumps(entry, sort_keys=True, ensure_ascii=False, default=str)
        seal.update(line.encode())
    return seal.hexdigest()
