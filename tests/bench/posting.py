"""What saving and handing in cost, as multiples of the bare form of bare.py.

CPU seconds of this process and of the database's, the mean of many posts, each by an
applicant of its own.
"""

import gc
from collections.abc import Callable
from functools import partial
from types import ModuleType

from django.test import Client
from django.test.utils import override_settings

from programs.models import Call, FormVersion
from tests import city
from tests.bench import bare, cpu
from tests.programs.applications import scene

ROUNDS, POSTS, WARM_UP = 8, 25, 5
BUDGETS = {"save a draft": 2, "hand in": 3}
Post = Callable[["Applicant"], int]


class Applicant:
    """Somebody who has begun an application and is signed in."""

    def __init__(self, call: Call) -> None:
        begun = scene.a_scene(call)
        self.number = begun.application.number
        self.browser = Client()
        self.user = begun.admin.pk
        self.browser.force_login(begun.admin)

    def post(self, address: str, **more: object) -> int:
        told = {**scene.TYPED, **more}
        return self.browser.post(address.format(self.number), told).status_code


def save(one: Applicant) -> int:
    """As the page's script does it: what was typed and the answer are both JSON."""
    told = {
        "user": one.user, "page": "a", "turn": 1, "revision": 0, "version": 1,
        "questions": list(scene.TYPED), "fields": list(scene.TYPED.items()),
    }  # fmt: skip
    address = f"/applications/{one.number}/save/"
    return one.browser.post(address, told, "application/json").status_code


def saved(call: Call) -> Applicant:
    one = Applicant(call)
    save(one)
    return one


def hand_in(one: Applicant) -> int:
    """What the page has saved already, and the button."""
    return one.post("/applications/{}/edit/", **scene.SEEN, go="submit")


def plain(address: str) -> Post:
    return lambda one: one.post(address)


def report() -> int:
    """Print each ratio; how many are over their budget."""
    cpu.stay_connected()
    call = city.a_call()
    FormVersion.objects.filter(call=call).update(schema=scene.SHORT_FORM)
    over = 0
    for work, post, done, ready, address in (
        ("save a draft", save, 200, Applicant, "/save/{}/"),
        ("hand in", hand_in, 302, saved, "/submit/{}/"),
    ):
        ours, least = 0.0, 0.0
        for _ in range(ROUNDS):  # in turns: what else the machine does hits both
            least += cost(plain(address), 302, a_group(call), bare)
            ours += cost(post, done, a_group(call, ready))
        ratio = ours / least
        over += ratio > BUDGETS[work]
        verdict = "OVER" if ratio > BUDGETS[work] else "within"
        print(
            f"{work:32} {ratio:5.1f} × the bare form's {least / ROUNDS:.1f} ms, "
            f"{verdict} {BUDGETS[work]} ×"
        )
    return over


def a_group(
    call: Call, ready: Callable[[Call], Applicant] = Applicant
) -> list[Applicant]:
    return [ready(call) for _ in range(POSTS + WARM_UP)]


def cost(
    post: Post, done: int, people: list[Applicant], served: ModuleType | None = None
) -> float:
    """Mean CPU milliseconds of one post; `served` stands in for Kapok."""
    instead: dict[str, object] = {}
    if served is not None:
        instead = {"ROOT_URLCONF": served, "MIDDLEWARE": served.MIDDLEWARE}
    with override_settings(**instead):
        for one in people:
            one.browser.handler.load_middleware()
        answers = {post(one) for one in people[:WARM_UP]}
        if answers != {done}:
            raise SystemExit(f"Something else was answered: {answers}")
        gc.collect()
        gc.freeze()  # nor is what was made for the measure looked at within it
        return cpu.mean([partial(post, one) for one in people[WARM_UP:]])
