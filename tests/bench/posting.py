"""What saving and handing in cost, as multiples of the bare form of bare.py.

CPU seconds of this process and of the database's, the mean of many posts, each by an
applicant of its own.
"""

import os
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import override_settings

from programs.models import FormVersion
from tests import city
from tests.bench import bare
from tests.programs.applications import scene

POSTS, WARM_UP = 60, 5
BUDGETS = {"save a draft": 2, "hand in": 3}
Post = Callable[["Applicant"], int]


class Applicant:
    """Somebody who has begun an application and is signed in."""

    def __init__(self, call: city.Call) -> None:
        begun = scene.a_scene(call)
        self.number = begun.application.number
        self.browser = Client()
        self.browser.force_login(begun.admin)

    def post(self, address: str, **more: object) -> int:
        told = {**scene.TYPED, **more}
        return self.browser.post(address.format(self.number), told).status_code


def kapok(go: str) -> Post:
    form = "/applications/{}/edit/"
    return lambda one: one.post(form, _revision=0, _base="{}", go=go)


def plain(address: str) -> Post:
    return lambda one: one.post(address)


def report() -> int:
    """Print each ratio; how many are over their budget."""
    connection.settings_dict["CONN_MAX_AGE"] = None  # as in production: no reconnecting
    call = city.a_call()
    FormVersion.objects.filter(call=call).update(schema=scene.SHORT_FORM)
    people = (Applicant(call) for _ in iter(int, 1))
    over = 0
    for work, go, address in (
        ("save a draft", "save", "/save/{}/"),
        ("hand in", "submit", "/submit/{}/"),
    ):
        with override_settings(ROOT_URLCONF=bare, MIDDLEWARE=bare.MIDDLEWARE):
            least = cost(plain(address), people)
        ratio = cost(kapok(go), people) / least
        over += ratio > BUDGETS[work]
        verdict = "OVER" if ratio > BUDGETS[work] else "within"
        print(
            f"{work:32} {ratio:5.1f} × the bare form's {least:.1f} ms, "
            f"{verdict} {BUDGETS[work]} ×"
        )
    return over


def cost(post: Post, people: Iterator[Applicant]) -> float:
    """Mean CPU milliseconds of one post."""
    those = list(islice(people, POSTS + WARM_UP))
    for one in those[:WARM_UP]:
        post(one)
    before = spent()
    answers = {post(one) for one in those[WARM_UP:]}
    if answers != {302}:
        raise SystemExit(f"Something else was answered: {answers}")
    return (spent() - before) / POSTS * 1000


def spent() -> float:
    """CPU seconds so far, of this process and of the one that serves it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        ((backend,),) = cursor.fetchall()
    told = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()
    return time.process_time() + sum(map(int, told[11:13])) / os.sysconf("SC_CLK_TCK")
