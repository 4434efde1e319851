"""What saving and handing in cost, as multiples of the bare form of bare.py.

CPU seconds of this process and of the database's, the mean of many posts, each by an
applicant of its own.
"""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice

from django.test import Client
from django.test.utils import override_settings

from programs.models import FormVersion
from tests import city
from tests.bench import bare, cpu
from tests.programs.applications import scene

POSTS, WARM_UP = 60, 15
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
    cpu.stay_connected()
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
    answers = {post(one) for one in those[:WARM_UP]}
    if answers != {302}:
        raise SystemExit(f"Something else was answered: {answers}")
    return cpu.mean([partial(post, one) for one in those[WARM_UP:]])
