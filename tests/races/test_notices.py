"""What two people do to a notice at once: it goes out as it was scanned, and once."""

import io
from collections.abc import Callable
from typing import Any

import pytest

from foundation.accounts.models import SYSTEM
from foundation.models import Message
from foundation.refusals import Refusal
from programs.models import Letter, NoticeFile, PublicNotice
from programs.selection import actions
from tests.city import WHERE_TO_OBJECT, at_once
from tests.programs.stages import NOW, decided
from tests.races.crowd import refused_by, without, won

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = "13800138000"
ROUNDS = range(4)  # which of the two comes first is chance


def prepared() -> PublicNotice:
    proposal = decided()
    return actions.prepare(
        proposal.program,
        slug=f"list-{proposal.pk}",
        title={"en": "List"},
        proposals=[proposal],
        by=SYSTEM,
        at=NOW,
        **WHERE_TO_OBJECT,
    )


def publishes(notice: PublicNotice) -> Callable[[], Any]:
    """By somebody who has the page of before in front of them."""
    mine = PublicNotice.objects.get(pk=notice.pk)
    return lambda: actions.publish(mine, by=SYSTEM, at=NOW)


def rewords(notice: PublicNotice) -> Callable[[], Any]:
    mine, text = PublicNotice.objects.get(pk=notice.pk), {"en": f"Ask {PHONE}"}
    return lambda: actions.reword(mine, by=SYSTEM, at=NOW, text=text)


def attaches(notice: PublicNotice) -> Callable[[], Any]:
    mine, file = PublicNotice.objects.get(pk=notice.pk), io.BytesIO(b"%PDF-1.7\n%%EOF")
    return lambda: actions.attach(mine, "late.pdf", file, by=SYSTEM, at=NOW)


def test_of_two_who_publish_one_does_and_everybody_hears_once() -> None:
    notice = prepared()

    outcomes = at_once(publishes(notice), publishes(notice), publishes(notice))

    assert won(outcomes) == 1
    assert len([each for each in outcomes if isinstance(each, Refusal)]) == 2
    assert Letter.objects.count() == 1
    assert Message.objects.filter(template="notice_published").count() == 0


@pytest.mark.parametrize("change", [rewords, attaches])
def test_nothing_slips_in_between_the_scan_and_the_release(change) -> None:
    for __ in ROUNDS:
        notice = prepared()

        outcomes = at_once(publishes(notice), change(notice))

        notice.refresh_from_db()
        assert won(outcomes) == 1
        assert refused_by(outcomes) <= {"published", "findings", "files"}
        if notice.status == "published":
            assert notice.text == notice.content["text"] == {}
            assert not notice.files.exists()


def test_control_without_the_guard_a_file_comes_onto_a_notice_that_is_out() -> None:
    notice = prepared()
    with without(NoticeFile, "notice_files_are_frozen"):
        late = attaches(notice)
        publishes(notice)()

        late()

        notice.refresh_from_db()
        assert notice.status == "published"
        assert notice.files.count() == 1
