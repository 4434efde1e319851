"""Taking a draft over to a newer form: every answer is kept, and people are told.

Questions are the same when their ids are. What the new form has no place for is set
aside with the question as it was, and stays readable in the draft.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from foundation.accounts.models import SYSTEM
from foundation.accounts.permissions import Permission
from foundation.journal.actions import record
from foundation.moves import Actor
from foundation.outbox.actions import post
from foundation.periods import city_day
from foundation.refusals import Refusal, several_units, use_case
from programs.applications import queries
from programs.applications.models import Application, Draft
from programs.applications.states import Status
from programs.calls.models import Call, FormVersion
from programs.calls.queries import known
from programs.calls.rules import Question, by_id, carry, changes, empty, storable, tidy
from programs.calls.states import QuestionKind as Kind
from startups.companies.queries import administrators

CARRIED = [
    "form_version", "answers", "known", "set_aside", "news", "revision",
]  # fmt: skip
Aside = dict[str, Any]  # question, answer and the version that asked it


@use_case
def carry_over(application: Application, *, by: Actor, at: datetime) -> bool:
    """Take a draft over to the newest form of its call; say whether it moved."""
    if not by.may(Permission.EDIT_CALL, at=application.call):
        raise PermissionDenied
    draft = Draft.objects.locked(application)
    call = draft.application.call
    latest = call.form_versions.latest("number")
    if draft.application.status != Status.DRAFT or draft.form_version == latest:
        return False
    before = draft.form_version
    _take_over(draft, latest, at=at)
    draft.news = _news(draft, before, latest)
    draft.save(update_fields=CARRIED)
    record(
        draft.application, "carry_over", by=by, version=latest.number,
        before=before.number,
    )  # fmt: skip
    _tell(draft, latest, at=at)
    return True


@several_units
def carry_over_all(call: Call, *, by: Actor, at: datetime, most: int = 200) -> int:
    """Take drafts of a call over, each by itself; say how many."""
    done = 0
    for application in queries.behind(call)[:most]:
        try:
            done += carry_over(application, by=by, at=at)
        except Refusal:  # somebody holds it just now; the next turn takes it
            continue
    return done


@several_units
def carry_over_waiting(now: datetime, *, most: int = 500) -> int:
    """Go on with what was ordered and is not done yet, call by call."""
    later = Q(closes_at__gt=now) | Q(extensions__closes_at__gt=now)
    following = Call.objects.published().filter(later, carries_over=True).distinct()
    return sum(
        carry_over_all(call, by=SYSTEM, at=now, most=most)
        for call in following.order_by("closes_at", "pk")
    )


def _take_over(draft: Draft, latest: FormVersion, *, at: datetime) -> None:
    """Write the answers into the new form; one that comes back is asked again."""
    old, new = draft.form_version, latest
    carried = carry(old.schema, new.schema, draft.answers)
    before, after = by_id(old.schema), by_id(new.schema)
    aside = [
        *draft.set_aside,
        *(_aside(before[n], answer, old) for n, answer in carried.left.items()),
        *_files_left(draft, before, after),
    ]
    company, year = draft.application.company, draft.application.call.year
    facts = known(new.schema, company, year=year, on=city_day(at))
    draft.known = facts | {n: f for n, f in draft.known.items() if n in after}
    fresh = {n: tidy(after[n], facts[n]["value"]) for n in facts if n not in before}
    answers = {**fresh, **carried.answers}
    draft.answers, draft.set_aside = _asked_again(after, answers, aside)
    draft.form_version = latest
    draft.revision += 1


def _aside(question: Question, answer: Any, version: FormVersion) -> Aside:
    return {"question": question, "answer": answer, "version": version.number}


def _files_left(
    draft: Draft, before: Mapping[str, Question], after: Mapping[str, Question]
) -> list[Aside]:
    """The questions with files that the new form does not ask for."""
    attached = queries.by_question(queries.kept_files(draft.application))
    return [
        _aside(question, None, draft.form_version)
        for name, question in before.items()
        if question["kind"] == Kind.FILE
        and name in attached
        and after.get(name, {}).get("kind") != Kind.FILE
    ]


def _asked_again(
    after: Mapping[str, Question], answers: dict[str, Any], aside: list[Aside]
) -> tuple[dict[str, Any], list[Aside]]:
    """What was set aside and is asked again goes back to where it was."""
    found, left = dict(answers), []
    for kept in aside:
        name, kind = kept["question"]["id"], kept["question"]["kind"]
        question = after.get(name)
        if question is None or question["kind"] != kind:
            left.append(kept)
        elif kind != Kind.FILE:
            back = tidy(question, kept["answer"])
            fits = back == kept["answer"] and empty(found.get(name))
            if fits:
                found[name] = back
            else:
                left.append(kept)
    return found, left


def _news(draft: Draft, before: FormVersion, latest: FormVersion) -> dict[str, Any]:
    """What is different since the last version that somebody has looked at."""
    seen = draft.news.get("from", before.number)
    if seen != before.number:
        before = draft.application.call.form_versions.get(number=seen)
    differ = changes(before.schema, latest.schema)
    parts = {
        name: [{"id": q["id"], "label": q["label"]} for q in getattr(differ, name)]
        for name in ("added", "removed", "changed", "required", "altered")
    }
    return {
        **parts,
        "from": seen,
        "to": latest.number,
        "revision": draft.revision,
    }


def _tell(draft: Draft, latest: FormVersion, *, at: datetime) -> None:
    """Leave a message for those who can hand in, and for who wrote last."""
    application = draft.application
    told = {user.pk: user for user in administrators(application.company)}
    if draft.saved_by is not None:
        told[draft.saved_by.pk] = draft.saved_by
    for user in told.values():
        post(
            "form_changed",
            to=user,
            key=f"form-{latest.pk}-{application.pk}-{user.pk}",
            at=at,
            call=application.call.title,
            number=application.number,
            company=application.company.name,
            path=f"{application.get_absolute_url()}edit/",
            news=draft.news,
        )


@several_units
def from_earlier(
    draft: Draft, answers: Mapping[str, Any], version: int | None
) -> tuple[dict[str, Any], bool]:
    """Of answers typed on a page of an earlier form, those that the present one takes.

    The others are set aside in the draft; says whether there were any.
    """
    current = draft.form_version
    asked = by_id(current.schema)
    stale = version is not None and version < current.number
    late = {n: a for n, a in answers.items() if stale or n not in asked}
    if not late:
        return dict(answers), False
    old = _earlier(draft, late, version if stale else None)
    given = {
        name: tidy(old[name], answer)
        for name, answer in late.items()
        if name in old and storable(old[name], answer)
    }
    then = {"sections": [{"questions": list(old.values())}]}
    carried = carry(then, current.schema, given)
    _replace(draft, old, carried.left)
    rest = {n: a for n, a in answers.items() if n not in given}
    cleared = {n: a for n, a in given.items() if empty(a) and n in asked}
    return {**rest, **cleared, **carried.answers}, bool(carried.left)


def _earlier(
    draft: Draft, names: Mapping[str, Any], version: int | None
) -> dict[str, Question]:
    """These questions as the earlier versions asked them, the latest first."""
    versions = draft.application.call.form_versions.filter(
        number__lte=version or draft.form_version.number - 1
    )
    found: dict[str, Question] = {}
    for each in versions.order_by("-number"):
        for name, question in by_id(each.schema).items():
            if name in names and question["kind"] != Kind.FILE:
                found.setdefault(name, question)
    return found


def _replace(
    draft: Draft, old: Mapping[str, Question], left: Mapping[str, Any]
) -> None:
    kept = [one for one in draft.set_aside if one["question"]["id"] not in left]
    new = [_aside(old[n], answer, draft.form_version) for n, answer in left.items()]
    draft.set_aside = [*kept, *new]
