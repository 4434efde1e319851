"""When a company hears that an agreement is about to expire."""

STEPS = (1, 3, 7, 14)  # days before the last one


def reminder_due(days_left: int, window: int) -> int | None:
    """The reminder whose time has come, named by its days; None before the first.

    One that was missed is caught up by the next run; of several only the latest is
    sent. Who has a week to sign is not reminded two weeks before.

    >>> [reminder_due(days, 30) for days in (20, 14, 10, 7, 2, 0)]
    [None, 14, 14, 7, 3, 1]
    >>> [reminder_due(days, 7) for days in (7, 5, 3)]
    [None, None, 3]
    """
    return next((step for step in STEPS if days_left <= step < window), None)
