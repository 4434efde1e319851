"""The expert's sheet in a real browser: saved as it is typed, and said when not."""

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from programs.models import Score
from tests.browser.conftest import hindrances
from tests.browser.writing import come_in
from tests.programs.reviews.scene import declare, given
from tests.programs.stages import eligible

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def held():
    (assignment,) = given(eligible())
    return declare(assignment)


@pytest.fixture
def sheet(page, live_server, held):
    page.set_default_timeout(10_000)
    come_in(page.context, live_server.url, held.expert.user)
    english = {"name": settings.LANGUAGE_COOKIE_NAME, "value": "en"}
    page.context.add_cookies([{**english, "url": live_server.url}])
    page.goto(live_server.url + reverse("review-detail", args=[held.pk]))
    return page


def test_points_are_saved_without_a_button_and_added_up(sheet, held):
    for name, points in (("core", "27.5"), ("rd", "20"), ("results", "12"),
                         ("market", "18"), ("demonstration", "8")):  # fmt: skip
        sheet.locator(f"#id_{name}").fill(points)

    expect(sheet.locator("#saved")).to_contain_text("85.5")
    assert str(Score.objects.get(assignment=held).total) == "85.5"
    assert hindrances(sheet) == []


def test_what_could_not_be_saved_is_said_and_tried_again(sheet, held):
    sheet.clock.install()
    sheet.context.set_offline(True)
    sheet.locator("#id_comment").fill("typed under ground")
    sheet.clock.run_for(1_000)
    expect(sheet.locator("#saved")).to_contain_text("Not saved yet")

    sheet.context.set_offline(False)
    sheet.clock.run_for(6_000)
    expect(sheet.locator("#saved")).to_contain_text("Saved at")

    assert Score.objects.get(assignment=held).comment == "typed under ground"


def test_who_was_signed_out_is_told_and_loses_nothing(sheet, held):
    sheet.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    sheet.locator("#id_comment").fill("still here")

    expect(sheet.locator("#saved")).to_contain_text("Not saved yet")
    expect(sheet.locator("#id_comment")).to_have_value("still here")
