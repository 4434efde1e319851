"""What the rules find by themselves, and how the cases of a formal review stand."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from foundation.files.states import Check
from foundation.journal.models import Entry
from foundation.periods import CITY_TIME, city_day
from foundation.translated import Texts, pick
from programs.applications.models import Application, Submission
from programs.applications.queries import endorsement_of
from programs.applications.states import Status as Standing
from programs.calls.rules import by_id, questions
from programs.calls.states import QuestionKind
from programs.catalogue.rules import Condition, Facts, Outcome
from programs.catalogue.rules.figures import HAS_TITLE, MATCHES_TAXES
from programs.eligibility.queries import gather
from programs.eligibility.rules import findings, reads_of
from programs.formal.models import Checklist, ChecklistItem, FormalCase
from programs.formal.rules import TAKEN, TYPE, Item, items_of, worst
from programs.formal.states import Answer, Stage, Status
from startups.companies.models import Company

AT_WORK = (Standing.RECOMMENDED, Standing.FORMAL_REVIEW, Standing.CORRECTION)
ALWAYS = (HAS_TITLE, MATCHES_TAXES)  # asked of every type, whatever it demands


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rules say of one item: an outcome, and what they read, by language."""

    outcome: str = ""
    read: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """What a rule reads that is not one of the eligibility conditions."""

    submission: Submission
    facts: Facts

    @property
    def application(self) -> Application:
        application: Application = self.submission.application
        return application


def cases(rows: QuerySet[FormalCase]) -> QuerySet[FormalCase]:
    """Those that the formal review has or had, each with its checklist as `alive`."""
    alive = Checklist.objects.exclude(status=Status.SUPERSEDED)
    counted = alive.annotate(
        all_items=Count("items"), done=Count("items", filter=~Q(items__answer=""))
    )
    checked = Exists(alive.filter(application=OuterRef("pk")))
    found = rows.filter(Q(status__in=AT_WORK) | Q(checked))
    return found.prefetch_related(Prefetch("checklists", counted, "alive"))


def at_work(rows: QuerySet[FormalCase]) -> QuerySet[FormalCase]:
    """Those that somebody still has to do something about."""
    return rows.filter(status__in=AT_WORK)


def in_stage(rows: QuerySet[FormalCase], stage: str) -> QuerySet[FormalCase]:
    """Those at one stage: what has no checklist that counts waits for its beginning."""
    alive = Checklist.objects.exclude(status=Status.SUPERSEDED)
    latest = Submission.objects.filter(application=OuterRef("application"))
    of_last = alive.filter(
        application=OuterRef("pk"),
        submission=Subquery(latest.order_by("-sequence").values("pk")[:1]),
    )
    if stage == Stage.BEGIN:
        waiting = rows.filter(status__in=[Standing.RECOMMENDED, Standing.FORMAL_REVIEW])
        return waiting.filter(~Exists(of_last))
    if stage == Stage.CORRECTION:
        return rows.filter(status=Standing.CORRECTION)
    status = {Stage.OPEN: Status.OPEN, Stage.SECOND: Status.CONCLUDED}.get(
        Stage(stage), Status.CONFIRMED
    )
    found = rows.filter(Exists(of_last.filter(status=status)))
    return found.exclude(status=Standing.CORRECTION)


def stage_of(case: Any) -> str:
    """Where a case of `cases` stands, from the rows that were read with it."""
    if case.status == Standing.CORRECTION:
        return str(Stage.CORRECTION)
    known = {
        Status.OPEN: Stage.OPEN,
        Status.CONCLUDED: Stage.SECOND,
        Status.CONFIRMED: Stage.DONE,
    }
    checklist = next(iter(case.alive), None)
    return str(known[checklist.status]) if checklist else str(Stage.BEGIN)


def checklist_of(application: Application) -> Checklist | None:
    """The one that counts: of what was last handed in."""
    alive = Checklist.objects.filter(application=application.pk)
    people = ("opened_by", "concluded_by", "confirmed_by", "submission")
    return alive.exclude(status=Status.SUPERSEDED).select_related(*people).first()


def is_of_last(checklist: Checklist) -> bool:
    """Whether nothing has been handed in since the checklist was begun."""
    since = Submission.objects.filter(
        application=checklist.application_id,
        sequence__gt=checklist.submission.sequence,
    )
    return not since.exists()


def earlier(application: Application) -> QuerySet[Checklist]:
    """What was checked before a correction."""
    old = Checklist.objects.filter(
        application=application.pk, status=Status.SUPERSEDED
    ).select_related("submission", "concluded_by")
    return old.prefetch_related("items")


def given_back(checklist: Checklist | None) -> str:
    """Why the second checker gave it back the last time, if so."""
    if checklist is None:
        return ""
    label = Checklist._meta.label_lower
    mine = Entry.objects.filter(subject_type=label, subject_id=str(checklist.pk))
    last = mine.filter(verb__in=["give_back", "conclude"]).order_by("-id").first()
    return last.reason if last else ""


def items(checklist: Checklist) -> QuerySet[ChecklistItem]:
    return checklist.items.select_related("answered_by").order_by("position")


def not_met(checklist: Checklist) -> list[ChecklistItem]:
    return list(checklist.items.filter(answer=Answer.NOT_MET).order_by("position"))


def reasons(checklist: Checklist) -> list[str]:
    """Itemized reasons, in the language that is active."""
    return [item.reason() for item in not_met(checklist)]


def reasons_in_every_language(checklist: Checklist) -> list[Texts]:
    """The same for a letter, which is written in each language."""
    found = not_met(checklist)
    told: list[Texts] = [{} for __ in found]
    for code, __ in settings.LANGUAGES:
        with translation.override(code):
            for texts, item in zip(told, found, strict=True):
                texts[code] = item.reason()
    return told


def earlier_answers(application: Application) -> dict[str, ChecklistItem]:
    """What people have answered before a correction, but for what was not met."""
    kept = ChecklistItem.objects.filter(
        checklist__application=application, answered_by__isnull=False
    ).exclude(answer__in=["", Answer.NOT_MET])
    return {item.code: item for item in kept.order_by("checklist_id")}


def filled(submission: Submission, *, at: datetime) -> dict[str, Reading]:
    """Every item that belongs to this kind of program, as the rules fill it."""
    application = submission.application
    kind = application.call.program.rules
    own = kind.conditions_of(application.company_type)
    conditions = [*{each.code: each for each in (*own, *ALWAYS)}.values()]
    facts = _facts(application, conditions, city_day(at))
    found = findings(conditions, facts)
    case = Case(submission, facts)
    asked = {each.code for each in kind.conditions_of(application.company_type)}
    return {item.code: _reading(item, found, case, asked) for item in items_of(kind)}


def _facts(
    application: Application, conditions: Iterable[Condition], on: date
) -> Facts:
    call = application.call
    company = Company.objects.select_related("district").get(pk=application.company_id)
    reads = reads_of(conditions)
    return gather(call, company, reads=reads, on=on, but=application.pk)


def _reading(
    item: Item, found: Iterable[Mapping[str, Any]], case: Case, asked: set[str]
) -> Reading:
    if rule := READ.get(item.code):
        return _by_language(lambda: rule(case))
    mine = [row for row in found if _is_of(item, str(row["code"]), asked)]
    if not mine:
        return _by_language(lambda: _nothing(item, case))
    read = {code: _lines(mine, code) for code, __ in settings.LANGUAGES}
    return Reading(worst(row["outcome"] for row in mine), read)


def _is_of(item: Item, code: str, asked: set[str]) -> bool:
    if item.code == TYPE:
        return code in asked and code not in TAKEN
    return code in item.conditions


def _lines(rows: Iterable[Mapping[str, Any]], language: str) -> str:
    return "\n".join(
        f"{row['label'][language]}: {row['known'][language]}" for row in rows
    )


Told = tuple[str, str]  # outcome and what was read


def _by_language(rule: Callable[[], Told]) -> Reading:
    outcome, read = "", {}
    for code, __ in settings.LANGUAGES:
        with translation.override(code):
            outcome, read[code] = rule()
    return Reading(outcome, read)


def _nothing(item: Item, case: Case) -> Told:
    if item.code == "founded":
        return _founded(case)
    if item.code == TYPE:
        return str(Outcome.PASS), _("No condition of this type can be computed.")
    return "", _("No registry here tells: look at what was handed in.")


def _founded(case: Case) -> Told:
    founded, closes = case.facts.founded_on, case.facts.closes_on
    if founded is None:
        unknown = _("The record does not say when the company was founded.")
        return str(Outcome.NEEDS_EVIDENCE), unknown
    said = _("Founded on %(day)s.") % {"day": founded.isoformat()}
    return str(Outcome.PASS if founded < closes else Outcome.FAIL), said


def _commitment(case: Case) -> Told:
    schema, given = case.submission.form_version.schema, case.submission.snapshot
    asked = [q for q in questions(schema) if q["kind"] == QuestionKind.COMMITMENT]
    given_to = [q for q in asked if given["answers"].get(q["id"]) is True]
    if not asked:
        return str(Outcome.NEEDS_EVIDENCE), _("The form asked for no commitment.")
    at = case.submission.submitted_at.astimezone(CITY_TIME)
    said = ngettext(
        "%(given)s of %(count)s commitment confirmed by %(name)s on %(day)s.",
        "%(given)s of %(count)s commitments confirmed by %(name)s on %(day)s.",
        len(asked),
    ) % {
        "given": len(given_to),
        "count": len(asked),
        "name": case.submission.submitted_by,
        "day": date_format(at, "Y-m-d"),
    }
    whole = len(given_to) == len(asked)
    return str(Outcome.PASS if whole else Outcome.FAIL), said


def _district(case: Case) -> Told:
    endorsed = endorsement_of(case.application)
    if endorsed is None:
        unknown = _("No recommendation of the district is on record here.")
        return str(Outcome.NEEDS_EVIDENCE), unknown
    named = {"name": endorsed.given_by or "—", "opinion": endorsed.opinion or "—"}
    at = endorsed.made_on.astimezone(CITY_TIME)
    said = _("Recommended by %(name)s on %(day)s, with liability. Opinion: %(opinion)s")
    return str(Outcome.PASS), said % {**named, "day": date_format(at, "Y-m-d")}


def _legibility(case: Case) -> Told:
    asked = by_id(case.submission.form_version.schema)
    named = [(one, asked.get(one["question"])) for one in _attached(case)]
    if not named:
        return str(Outcome.NEEDS_EVIDENCE), _("Nothing was attached.")
    lines = [_file_line(one, question) for one, question in named]
    files = case.application.attachments.filter(
        file__in=[one["file"] for one, __ in named], file__state=Check.REJECTED
    )
    if rejected := [each.file.name for each in files.select_related("file")]:
        comma = pgettext("between items", ", ")
        wrong = _("Rejected by the check: %(names)s.")
        lines.append(wrong % {"names": comma.join(rejected)})
        return str(Outcome.FAIL), "\n".join(lines)
    return str(Outcome.NEEDS_EVIDENCE), "\n".join(lines)


def _attached(case: Case) -> Iterator[Mapping[str, Any]]:
    attached: list[Mapping[str, Any]] = case.submission.snapshot["attachments"]
    return iter(attached)


def _file_line(one: Mapping[str, Any], question: Mapping[str, Any] | None) -> str:
    asked = pick(question["label"]) if question else one["question"]
    return f"{asked}: {one['name']}"


READ: Mapping[str, Callable[[Case], Told]] = {
    "commitment": _commitment,
    "district": _district,
    "legibility": _legibility,
}
