"""What the database has booked of an award."""

from decimal import Decimal

from programs.models import Award


def books(award: Award) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    award.refresh_from_db()
    return award.paid, award.recovered, award.city_paid, award.district_paid
