"""What pages cost, as a multiple of a bare page with one query and a table of 50 rows.

Absolute times drift from machine to machine; ratios inside one run hold. Needs a demo
city: `make bench` loads one into a throwaway database. Figures are CPU seconds of this
process and of the database's, the mean of many requests after a warm-up.
"""

import gc
import os
import sys
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django  # the settings have to be named first
from django.core.management import call_command
from django.test import Client
from django.test.utils import override_settings

RUNS = 50
OK = 200
BUDGETS = {  # work → (who, address, times the yardstick)
    "staff list, 50 applications": ("officer", "/admin/programs/application/", 6),
    "staff list, 50 companies": ("officer", "/admin/startups/company/", 6),
    "staff search in companies": ("officer", "/admin/startups/company/?q=智能", 8),
    "portal list of calls": ("company", "/calls/", 6),
    "portal list of applications": ("company", "/applications/", 6),
    "REST list, 50 applications": ("officer", "/api/v1/applications/", 3),
    "REST list, 50 companies": ("officer", "/api/v1/companies/", 3),
}


def cost(work: Callable[[], object]) -> float:
    """Mean CPU milliseconds of `work`, once it is warm."""
    from tests.bench import cpu  # noqa: PLC0415  # after setup

    cpu.mean([work] * 5)
    return cpu.mean([work] * RUNS)


def yardstick() -> float:
    """Milliseconds for the page of tests/bench/yardstick.py."""
    with override_settings(ROOT_URLCONF="tests.bench.yardstick"):
        client = Client()
        return cost(lambda: client.get("/"))


def measured(who: str, address: str) -> float:
    from foundation.models import User  # noqa: PLC0415  # after setup

    client = Client()
    client.force_login(User.objects.get(email=f"{who}@kapok.example"))
    answer = client.get(address)
    if answer.status_code != OK:
        raise SystemExit(f"{address} answers {answer.status_code}")
    return cost(lambda: client.get(address))


def main() -> int:
    from tests import services  # noqa: PLC0415  # after settings

    django.setup()
    from tests.bench import books, cpu, posting  # noqa: PLC0415  # after setup

    services.start()
    call_command("migrate", verbosity=0)
    call_command("demo_data", verbosity=0)
    cpu.stay_connected()
    gc.collect()
    gc.freeze()  # as config/wsgi.py does
    base = yardstick()
    print(f"yardstick: {base:.2f} ms for one query and 50 rows")
    over = 0
    for work, (who, address, most) in BUDGETS.items():
        ratio = measured(who, address) / base
        over += ratio > most
        verdict = "OVER" if ratio > most else "within"
        print(f"{work:32} {ratio:5.1f} × the yardstick, {verdict} {most} ×")
    over += books.report()
    over += posting.report()
    print(f"{over} over budget")
    return 0


if __name__ == "__main__":
    sys.exit(main())
