"""What a formal review looks at, and what its answers come to (D§2.4); pure."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from programs.catalogue.rules import Kind
from programs.catalogue.rules import Outcome as Found
from programs.formal.states import Answer, Outcome


def _always(_kind: Kind) -> bool:
    return True


def _paying(kind: Kind) -> bool:
    return kind.pays


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist; `conditions` are those whose answers it sums up."""

    code: str
    label: StrOrPromise
    help: StrOrPromise
    conditions: frozenset[str] = field(default_factory=frozenset)
    belongs: Callable[[Kind], bool] = _always


TYPE = "type"  # takes the conditions that no other item takes

ITEMS = (
    Item(
        "entity",
        _("Kind of body and place of registration"),
        _("A company of its own, registered in one of the city's districts."),
        frozenset({"company", "in_city"}),
    ),
    Item(
        "uscc",
        _("Credit code valid, company in operation"),
        _("Name, code and license agree; not cancelled, not listed as abnormal."),
        frozenset({"verified", "operation"}),
    ),
    Item(
        "founded",
        _("Date of foundation"),
        _("As on the license, and early enough for the type."),
        frozenset({"founded"}),
    ),
    Item(
        TYPE,
        _("Conditions of the type"),
        _("The figures and titles that the type asks for."),
    ),
    Item(
        "title",
        _("Certificate valid on the closing date"),
        _("As high-tech enterprise or technology-based SME, where it is asked for."),
        frozenset({"title"}),
    ),
    Item(
        "accounts",
        _("Audited accounts of three years"),
        _("Complete, signed, each with the code that the auditors' register checks."),
        belongs=_paying,
    ),
    Item(
        "rd",
        _("R&D expenditure as told to the tax office"),
        _("Declared figures and super-deduction differ by 1% at most."),
        frozenset({"rd_matches"}),
        _paying,
    ),
    Item(
        "tax",
        _("Certificates of tax and social insurance"),
        _("Issued lately, with no arrears."),
    ),
    Item(
        "ip",
        _("Certificates of intellectual property"),
        _("Owned by the company, in force, fees paid."),
    ),
    Item(
        "vc",
        _("Proof of venture capital"),
        _("Agreement and bank slip, if the application relies on it."),
        belongs=_paying,
    ),
    Item(
        "commitment",
        _("Commitments confirmed"),
        _("By whoever may hand in for the company; sealed where paper is asked for."),
    ),
    Item(
        "bars",
        _("Nothing bars it"),
        _("No overdue report, no double funding, no lost trust, not chosen before."),
        frozenset({"reports", "double_funding", "integrity", "not_chosen", "once"}),
    ),
    Item(
        "district",
        _("Opinion of the district"),
        _("Recommended, with the district's statement of liability."),
    ),
    Item(
        "legibility",
        _("Attachments can be read"),
        _("Every file opens, is whole, and is what it says it is."),
    ),
)
BY_CODE = {item.code: item for item in ITEMS}
TAKEN = frozenset().union(*(item.conditions for item in ITEMS))


def items_of(kind: Kind) -> Iterator[Item]:
    return (item for item in ITEMS if item.belongs(kind))


def worst(found: Iterable[str]) -> str:
    """What several findings come to: a failure, then an open question.

    >>> worst(["pass", "needs_evidence"]), worst(["fail", "pass"]), worst([])
    ('needs_evidence', 'fail', '')
    """
    outcomes = set(found)
    for outcome in (Found.FAIL, Found.NEEDS_EVIDENCE, Found.PASS):
        if outcome in outcomes:
            return str(outcome)
    return ""


def answer_by(outcome: str) -> str:
    """What a rule may answer by itself: never what needs evidence.

    >>> answer_by("pass"), answer_by("fail"), answer_by("needs_evidence")
    ('met', 'not_met', '')
    """
    answers = {Found.PASS: Answer.MET, Found.FAIL: Answer.NOT_MET}
    found = {str(outcome): str(answer) for outcome, answer in answers.items()}
    return found.get(outcome, "")


def outcome_of(answers: Iterable[str]) -> str:
    """Eligible when nothing is not met.

    >>> outcome_of(["met", "not_applicable"]), outcome_of(["met", "not_met"])
    ('eligible', 'ineligible')
    """
    bad = Answer.NOT_MET in set(answers)
    return str(Outcome.INELIGIBLE if bad else Outcome.ELIGIBLE)
