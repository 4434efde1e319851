"""What saving and handing in cost, as multiples of the bare form of bare.py.

CPU seconds of this process and of the database's, the mean of many posts, each by an
applicant of its own.
"""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice

from django.test import Client
from django.test.utils import override_settings

from programs.models import Call, FormVersion
from tests import city
from tests.bench import bare, cpu
from tests.programs.applications import scene

POSTS, WARM_UP = 60, 15
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


def saved(one: Applicant) -> Applicant:
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
    new = (Applicant(call) for _ in iter(int, 1))
    over = 0
    for work, post, done, people, address in (
        ("save a draft", save, 200, new, "/save/{}/"),
        ("hand in", hand_in, 302, map(saved, new), "/submit/{}/"),
    ):
        with override_settings(ROOT_URLCONF=bare, MIDDLEWARE=bare.MIDDLEWARE):
            least = cost(plain(address), 302, people)
        ratio = cost(post, done, people) / least
        over += ratio > BUDGETS[work]
        verdict = "OVER" if ratio > BUDGETS[work] else "within"
        print(
            f"{work:32} {ratio:5.1f} × the bare form's {least:.1f} ms, "
            f"{verdict} {BUDGETS[work]} ×"
        )
    return over


def cost(post: Post, done: int, people: Iterator[Applicant]) -> float:
    """Mean CPU milliseconds of one post."""
    those = list(islice(people, POSTS + WARM_UP))
    answers = {post(one) for one in those[:WARM_UP]}
    if answers != {done}:
        raise SystemExit(f"Something else was answered: {answers}")
    return cpu.mean([partial(post, one) for one in those[WARM_UP:]])
