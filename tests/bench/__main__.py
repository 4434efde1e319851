"""What pages cost, as a multiple of a bare page with one query and a table of 50 rows.

Absolute times drift from machine to machine; ratios inside one run hold. Needs a demo
city: `make bench` loads one into a throwaway database. Figures are CPU seconds of this
process and of the database's: in each round the yardstick and then the page, so that
what else the machine does weighs on both, and of all rounds the middle one.

The command fails when a page costs more than what is held, which is what it has reached
and some room for noise; above its budget, a page is told to be over.
"""

import gc
import os
import sys
from collections.abc import Callable
from statistics import median

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django  # the settings have to be named first
from django.core.management import call_command
from django.test import Client
from django.test.utils import override_settings

ROUNDS, RUNS = 9, 12
OK = 200
BUDGETS = {  # work → (who, address, budget, and what is held: times the yardstick)
    "staff list, 50 applications": ("officer", "/admin/programs/application/", 6, 16),
    "staff list, 50 companies": ("officer", "/admin/startups/company/", 6, 15),
    "staff search in companies": ("officer", "/admin/startups/company/?q=智能", 8, 20),
    "portal list of calls": ("company", "/calls/", 6, 7.5),
    "portal list of applications": ("company", "/applications/", 6, 6),
    "REST list, 50 applications": ("officer", "/api/v1/applications/", 3, 4),
    "REST list, 50 companies": ("officer", "/api/v1/companies/", 3, 4.5),
}


def yardstick() -> Callable[[], float]:
    """Measures the page of tests/bench/yardstick.py, in milliseconds."""
    client = Client()

    def measure() -> float:
        from tests.bench import cpu  # noqa: PLC0415  # after setup

        with override_settings(ROOT_URLCONF="tests.bench.yardstick"):
            return cpu.mean([lambda: client.get("/")] * 2 * RUNS)

    measure()
    return measure


def ratio(who: str, address: str, base: Callable[[], float]) -> float:
    """How many yardsticks a page costs."""
    from foundation.models import User  # noqa: PLC0415  # after setup
    from tests.bench import cpu  # noqa: PLC0415  # after setup

    client = Client()
    client.force_login(User.objects.get(email=f"{who}@kapok.example"))
    answer = client.get(address)
    if answer.status_code != OK:
        raise SystemExit(f"{address} answers {answer.status_code}")
    works = [lambda: client.get(address)] * RUNS
    cpu.mean(works[:5])
    return median(cpu.mean(works) / base() for __ in range(ROUNDS))


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
    print(f"yardstick: {base():.2f} ms for one query and 50 rows")
    worse = 0
    for work, (who, address, most, held) in BUDGETS.items():
        times = ratio(who, address, base)
        worse += times > held
        verdict = "OVER" if times > most else "within"
        print(f"{work:32} {times:5.1f} × the yardstick, {verdict} {most} ×")
    worse += books.report()
    worse += posting.report()
    print(f"{worse} worse than what is held")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
