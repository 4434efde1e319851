"""Numbers that people quote on the phone: one series per prefix and year."""

from django.db import connection, models


class Series(models.Model):
    """The last number that a prefix has given out in a year."""

    prefix = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="series_once_per_prefix_and_year",
                fields=["prefix", "year"],
                violation_error_code="series",
                violation_error_message="This series exists already.",
            ),
        ]

    def __str__(self) -> str:
        return formatted(self.prefix, self.year, self.last)


def formatted(prefix: str, year: int, count: int) -> str:
    """
    >>> formatted("BG", 2026, 7)
    'BG2026-00007'
    """
    return f"{prefix}{year}-{count:05d}"


def next_number(prefix: str, year: int) -> str:
    """The next number of the series; simultaneous callers take turns on its row."""
    table = connection.ops.quote_name(Series._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (prefix, year, last) VALUES (%s, %s, 1) "  # noqa: S608  # the table's name is ours
            f"ON CONFLICT (prefix, year) DO UPDATE SET last = {table}.last + 1 "
            "RETURNING last",
            [prefix, year],
        )
        (count,) = cursor.fetchone()
    return formatted(prefix, year, count)
