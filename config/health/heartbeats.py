"""Signs of life of worker and beat, in Redis, aged by the clock of Redis alone."""

import logging
from functools import cache

from django.conf import settings
from redis import Redis, RedisError

KEPT = 24 * 60 * 60  # seconds for which a sign of life is remembered
log = logging.getLogger(__name__)


@cache
def client() -> "Redis":
    return Redis.from_url(settings.HEARTBEAT_URL, socket_timeout=3)


def leave(name: str) -> None:
    """Say that `name` lives. A silent Redis is noticed by the reader, not here."""
    try:
        client().set(f"heartbeat:{name}", 1, ex=KEPT)
    except RedisError as error:
        log.warning("No sign of life left by %s: %s", name, error)


def age(name: str) -> float | None:
    """Seconds since `name` last gave a sign, None if it never did."""
    left = client().pttl(f"heartbeat:{name}")
    return KEPT - left / 1000 if left >= 0 else None
