"""How long to wait before trying again."""

from datetime import timedelta


def back_off(attempts: int, longest: int = 3_600) -> timedelta:
    """Doubling from ten seconds up to `longest` seconds.

    >>> [int(back_off(n).total_seconds()) for n in (1, 2, 3, 12)]
    [10, 20, 40, 3600]
    """
    return timedelta(seconds=min(10 * 2 ** (attempts - 1), longest))
