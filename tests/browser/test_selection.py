"""The pages of a selection: nothing hinders on them, in both languages and widths."""

import pytest
from django.urls import reverse

from foundation.accounts.permissions import Role
from programs.applications import actions as applications
from programs.models import FormVersion
from programs.ranking import actions as ranking
from programs.ranking.rules import Limits
from programs.ranking.states import Order
from programs.selection import actions
from tests.browser.conftest import hindrances
from tests.browser.test_frame import WIDTHS, speak
from tests.browser.writing import come_in
from tests.city import a_call, a_program, a_user
from tests.programs.applications.scene import (
    SHORT_FORM,
    a_district_officer,
    a_scene,
    typed,
)
from tests.programs.selection.test_meetings import minuted
from tests.programs.stages import NOW, announced, proposed, scored

pytestmark = pytest.mark.django_db(transaction=True)
ROOM = Limits(places=2)


def without_hindrance(page, server: str, addresses: list[str]) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for language in ("zh-hans", "en"):
            speak(page, language, server)
            for address in addresses:
                answer = page.goto(server + address)
                assert answer.ok, address
                assert hindrances(page) == [], f"{address} {language} {width}"


def test_the_desk_of_the_selection(live_server, page):
    call, officer = a_call(a_program()), a_user(Role.OFFICER)
    proposals = [proposed(scored(call), by=officer, rank=n) for n in (1, 2, 3)]
    scored(call, score="71.50")
    scenario = ranking.save_scenario(
        call, name="Two", note="", order=Order.SCORE, limits=ROOM, by=officer, at=NOW
    )
    meeting = minuted(*proposals, officer=officer)
    come_in(page.context, live_server.url, officer)

    board = reverse("ranking-board", args=[call.slug])
    without_hindrance(
        page,
        live_server.url,
        [
            "/selection/ranking/", board, f"{board}line/?places=2",
            f"{board}scenarios/{scenario.pk}/", "/selection/meetings/",
            "/selection/meetings/new/", meeting.get_absolute_url(),
            f"{meeting.get_absolute_url()}decisions/",
            reverse("reserve-list", args=[call.slug]),
            reverse("selection-below", args=[call.slug]),
        ],
    )  # fmt: skip


def test_the_notice_and_the_objection(live_server, page):
    notice = announced().notice
    standing = actions.supersede(
        notice, by=a_user(Role.OFFICER), at=NOW, reason="A name was misspelled."
    )

    without_hindrance(
        page,
        live_server.url,
        [
            "/notices/", notice.get_absolute_url(), standing.get_absolute_url(),
            f"{standing.get_absolute_url()}changes/",
            f"{standing.get_absolute_url()}object/", "/notices/objections/",
        ],
    )  # fmt: skip


def test_the_desk_of_the_district(live_server, page):
    call = a_call()
    FormVersion.objects.filter(call=call).update(schema=SHORT_FORM)
    begun = typed(a_scene(call))
    applications.submit(begun.application, by=begun.admin, at=NOW)
    come_in(page.context, live_server.url, a_district_officer())

    number = begun.application.number
    without_hindrance(
        page,
        live_server.url,
        ["/district/", reverse("district-application", args=[number])],
    )
