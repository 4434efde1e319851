"""An award of each kind, from what its formula reads to the grant, through pages."""

import pytest
from django.urls import reverse

from foundation.accounts.permissions import Role
from programs.models import Application, Award, Basis, Proposal
from tests.city import a_call, a_program, a_user
from tests.journeys.people import Person
from tests.programs.stages import DOCUMENT, in_notice, scored

pytestmark = pytest.mark.django_db

REWARD = {"recognition": "first", "entry": "yes", "spending": "50000000"}
REWARDED = (
    "Recognized as a high-tech enterprise for the first time.", "200,000.00",
    "R&D spending of 50,000,000.00 yuan: 400,000.00 more.", "700,000.00",
)  # fmt: skip
PROJECT = {"requested": "3000000", "approved": "2500000.01"}
FUNDED = (
    "The company has asked for so much.", "3,000,000.00",
    "The panel found that the project needs so much.", "2,500,000.01",
)  # fmt: skip


def scored_as(kind: str, company_type: str, version: str) -> Application:
    program = a_program(kind=kind, rule_version=version)
    application = scored(a_call(program))
    Application.objects.filter(pk=application.pk).update(company_type=company_type)
    return application


def granted(proposal: Proposal) -> Award:
    """Decided by the checker, announced, and granted by the officer, at the desk."""
    page = reverse("admin:programs_proposal_change", args=[proposal.pk])
    Person(a_user(Role.CHECKER)).open(page).press("Decide for")
    proposal.refresh_from_db()
    in_notice(proposal)
    officer = Person(a_user(Role.OFFICER)).open(page).follow("Grant by document")
    officer.press("Grant by document", document_number=DOCUMENT)
    return Award.objects.get(proposal=proposal)


@pytest.mark.parametrize(
    ("kind", "company_type", "version", "inputs", "steps", "amount"),
    [
        ("hte-reward", "hte", "2021", REWARD, REWARDED, "700000.00"),
        ("rd-project", "project", "2017", PROJECT, FUNDED, "2500000.01"),
    ],
)
def test_what_the_formula_reads_is_written_down_proposed_and_granted(
    kind, company_type, version, inputs, steps, amount
) -> None:
    application = scored_as(kind, company_type, version)
    officer = Person(a_user(Role.OFFICER))
    board = reverse("ranking-board", args=[application.call.slug])
    typed = {f"{code}_{application.pk}": value for code, value in inputs.items()}

    officer.open(board).sees("not known").follow("Write down amounts")
    officer.press("Save", source="minutes no. 3", **typed)
    officer.open(board).follow("Write down amounts").sees(*steps)
    officer.open(reverse("admin:programs_proposal_propose"))
    officer.press("Propose", application=str(application.pk), rank="1")
    proposal = Proposal.objects.get()
    at_desk = reverse("admin:programs_proposal_change", args=[proposal.pk])
    officer.open(at_desk).sees(*steps)
    award = granted(proposal)

    assert str(award.amount) == amount
    assert inputs.items() <= award.inputs.items()
    officer.open(award.get_absolute_url()).sees(*steps)
    officer.open(reverse("admin:programs_award_change", args=[award.pk])).sees(*steps)


def test_whoever_writes_down_a_part_writes_down_all_that_is_needed() -> None:
    application = scored_as("hte-reward", "hte", "2021")
    officer = Person(a_user(Role.OFFICER))
    officer.open(reverse("ranking-amounts", args=[application.call.slug]))

    officer.press("Save", source="a list", **{f"recognition_{application.pk}": "first"})

    officer.sees("The formula needs this as well.")
    assert not Basis.objects.exists()


def test_what_is_typed_with_a_proposal_is_of_its_own_kind() -> None:
    project = scored_as("rd-project", "project", "2017")
    scored_as("hte-reward", "hte", "2021")
    officer = Person(a_user(Role.OFFICER))
    at = reverse("admin:programs_proposal_propose")
    wanted = {"application": str(project.pk), "rank": "1"}

    officer.open(at).press("Propose", spending="9", **wanted)
    officer.sees("The formula needs the funds that the panel found necessary.")
    officer.open(at).press("Propose", spending="9", approved="100000", **wanted)

    assert Proposal.objects.get().inputs == {"approved": "100000"}
