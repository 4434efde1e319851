"""What pages cost, as a multiple of a bare page with one query and a table of 50 rows.

Absolute times drift from machine to machine; ratios inside one run hold. Needs a demo
city: `make bench` loads one into a throwaway database. Figures are CPU seconds of this
process, the median of several requests after a warm-up; query counts are exact.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django  # the settings have to be named first
from django.core.management import call_command
from django.db import connection
from django.template import Context, Template
from django.test import Client
from django.test.utils import CaptureQueriesContext

RUNS = 15
TABLE = """<table>{% for row in rows %}<tr>
{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"""
YARDSTICK = """SELECT a.number, a.status, c.name, c.uscc, k.slug, k.year
    FROM programs_application a JOIN startups_company c ON c.id = a.company_id
    JOIN programs_call k ON k.id = a.call_id ORDER BY a.id DESC LIMIT 50"""
BUDGETS = {  # work → (who, address, times the yardstick, queries)
    "staff list, 50 applications": ("officer", "/admin/programs/application/", 6, 12),
    "staff list, 50 companies": ("officer", "/admin/startups/company/", 6, 12),
    "staff search in companies": ("officer", "/admin/startups/company/?q=智能", 8, 12),
    "portal list of calls": ("company", "/calls/", 6, 12),
    "portal list of applications": ("company", "/applications/", 6, 12),
    "REST list, 50 applications": ("officer", "/api/v1/applications/", 3, 6),
    "REST list, 50 companies": ("officer", "/api/v1/companies/", 3, 6),
}


def cost(work: Callable[[], object]) -> float:
    """Median CPU milliseconds of `work`."""
    work()
    spent = []
    for _ in range(RUNS):
        before = time.process_time()
        work()
        spent.append(time.process_time() - before)
    return statistics.median(spent) * 1000


def yardstick() -> float:
    """What one query and a table of 50 rows cost, in milliseconds."""
    table = Template(TABLE)

    def page() -> None:
        with connection.cursor() as cursor:
            cursor.execute(YARDSTICK)
            table.render(Context({"rows": cursor.fetchall()}))

    return cost(page)


def measured(who: str, address: str) -> tuple[float, int]:
    from foundation.models import User  # noqa: PLC0415  # after setup

    client = Client()
    client.force_login(User.objects.get(email=f"{who}@kapok.example"))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address} answers {answer.status_code}")
    return cost(lambda: client.get(address)), len(queries)


def main() -> int:
    from tests import services  # noqa: PLC0415  # after settings

    django.setup()
    services.start()
    call_command("migrate", verbosity=0)
    call_command("demo_data", verbosity=0)
    base = yardstick()
    print(f"yardstick: {base:.2f} ms for one query and 50 rows")
    over = 0
    for work, (who, address, most, queries_at_most) in BUDGETS.items():
        spent, queries = measured(who, address)
        fits = spent <= most * base and queries <= queries_at_most
        over += not fits
        print(
            f"{work:32} {spent:7.2f} ms = {spent / base:5.1f} × (budget {most} ×), "
            f"{queries} queries (budget {queries_at_most}){'' if fits else '  OVER'}"
        )
    print(f"{len(BUDGETS) - over} within budget, {over} over")
    return 0


if __name__ == "__main__":
    sys.exit(main())
