"""Who reads a letter: the company it is for, and staff; nobody else, by any address."""

import hashlib

import pytest
from django.urls import reverse

from foundation.accounts.models import SYSTEM
from foundation.accounts.permissions import Role
from programs.letters.actions import issue
from programs.letters.states import Outcome
from programs.models import Letter
from tests.city import a_company, a_user, moved
from tests.programs.stages import NOW, scored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
MARK = "The-reason-of-this-letter"
PAGES = ("letter-detail", "letter-pdf", "letter-record")


@pytest.fixture
def client(client):
    client.cookies["django_language"] = "en"
    return client


def sent() -> Letter:
    application = moved(scored(), "decline")
    reasons = [MARK, "The second one."]
    return issue(application, Outcome.NOT_SELECTED, reasons=reasons, by=SYSTEM, at=NOW)


def addresses(letter: Letter) -> list[str]:
    names = [letter.application.number, letter.number]
    return [reverse(page, args=names) for page in PAGES]


def people(letter: Letter) -> dict[str, list]:
    company = letter.application.company
    return {
        "reads": [
            a_user(Role.COMPANY_ADMIN, at=company),
            a_user(Role.COMPANY_EDITOR, at=company),
            a_user(Role.AGENT, at=company),
            a_user(Role.OFFICER),
            a_user(Role.LEADER),
            a_user(Role.SUPERVISOR),
        ],
        "does not": [
            a_user(Role.COMPANY_ADMIN, at=a_company()),
            a_user(Role.DISTRICT, at=company),
            a_user(Role.EXPERT),
            a_user(Role.FINANCE),
            a_user(),
        ],
    }


def test_a_letter_is_read_by_its_company_and_staff_and_by_nobody_else(client) -> None:
    letter = sent()
    asked = people(letter)

    for user in asked["reads"]:
        client.force_login(user)
        assert {client.get(each).status_code for each in addresses(letter)} == {200}
    for user in asked["does not"]:
        client.force_login(user)
        answers = [client.get(each) for each in addresses(letter)]
        assert {answer.status_code for answer in answers} <= {403, 404}
        assert not any(MARK.encode() in answer.content for answer in answers)
        assert not Letter.objects.all().visible_to(user).exists()
    client.logout()
    assert {client.get(each).status_code for each in addresses(letter)} == {302}


def test_the_page_says_all_that_the_letter_says(client) -> None:
    letter = sent()
    client.force_login(a_user(Role.COMPANY_ADMIN, at=letter.application.company))

    text = client.get(letter.get_absolute_url()).content.decode()

    for said in ("Your application was not selected", MARK, "The second one."):
        assert said in text
    assert letter.sha256 in text


def test_the_record_is_what_the_hash_says(client) -> None:
    letter = sent()
    client.force_login(a_user(Role.COMPANY_ADMIN, at=letter.application.company))

    record = client.get(addresses(letter)[2])

    assert hashlib.sha256(record.content).hexdigest() == letter.sha256
    assert record["Cache-Control"] == "private, no-store"


def test_the_only_letter_is_opened_and_none_is_said(client) -> None:
    letter = sent()
    client.force_login(a_user(Role.OFFICER))
    waiting = scored()

    one = client.get(reverse("application-letters", args=[letter.application.number]))
    none = client.get(reverse("application-letters", args=[waiting.number]))

    assert one.url == letter.get_absolute_url()
    assert "There is no letter yet" in none.content.decode()


def test_the_letter_of_another_application_is_not_found_under_this_one(client) -> None:
    letter, other = sent(), scored()
    client.force_login(a_user(Role.OFFICER))

    wrong = reverse("letter-detail", args=[other.number, letter.number])
    assert client.get(wrong).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_lists_letters_at_the_same_cost(
    client, count, django_assert_num_queries
) -> None:
    for __ in range(count):
        sent()
    client.force_login(a_user(Role.OFFICER))

    with django_assert_num_queries(5):
        page = client.get(reverse("admin:programs_letter_changelist"))

    assert page.content.decode().count("/letters/GZ") == count
