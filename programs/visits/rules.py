"""Which companies a sample takes, and what a team looks at; pure."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

LEAST_SHARE = 20  # percent of those that may be proposed (D§2.1, step 7)
LEAST_TEAM = 2
PHOTOS = ("jpg", "png", "pdf")
MOST_PHOTOS = 20


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that the team looks at."""

    code: str
    label: StrOrPromise
    help: StrOrPromise


POINTS = (
    Point(
        "premises",
        _("Premises"),
        _("The company works at the address that it has declared."),
    ),
    Point(
        "business",
        _("Business"),
        _("It does what the application says, with running work to be seen."),
    ),
    Point(
        "people",
        _("People"),
        _("Staff and R&D staff agree with the payroll and the social insurance."),
    ),
    Point(
        "research",
        _("Research"),
        _("Equipment, projects and the R&D institution exist as described."),
    ),
    Point(
        "accounts",
        _("Accounts"),
        _("Revenue and R&D expenditure agree with the books and the tax returns."),
    ),
    Point(
        "originals",
        _("Originals"),
        _("Certificates, contracts and audit reports were seen as originals."),
    ),
)
BY_CODE = {point.code: point for point in POINTS}


def needed(pool: int, share: int) -> int:
    """How many a sample of `share` percent has, never less than the share.

    >>> needed(60, 20), needed(61, 20), needed(3, 20), needed(0, 20), needed(7, 100)
    (12, 13, 1, 0, 7)
    """
    return -(-pool * share // 100)


def sampled(pool: Iterable[str], share: int, seed: str) -> list[str]:
    """The numbers that a seed takes from a pool; the same on every machine.

    Each number is hashed with the seed, and the smallest hashes are taken, so that
    neither the order of the pool nor a random generator matters.

    >>> pool = [f"BG2026-{n:05d}" for n in range(1, 11)]
    >>> sampled(pool, 20, "木棉") == sampled(reversed(pool), 20, "木棉")
    True
    >>> len(sampled(pool, 25, "1")), sampled(pool, 20, "1") == sampled(pool, 20, "2")
    (3, False)
    """
    numbers = sorted(set(pool))
    by_hash = sorted(numbers, key=lambda number: (_digest(seed, number), number))
    return sorted(by_hash[: needed(len(numbers), share)])


def _digest(seed: str, number: str) -> str:
    return hashlib.sha256(f"{seed}\n{number}".encode()).hexdigest()
