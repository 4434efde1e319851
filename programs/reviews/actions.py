"""Finding experts, drawing them, and taking their scores.

An expert's own moves ask whose assignment it is, besides the right to score.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from foundation.accounts.actions import give
from foundation.accounts.models import SYSTEM, System, User
from foundation.accounts.permissions import Permission, Role, ScopeKind
from foundation.journal.actions import record
from foundation.moves import Actor, advance
from foundation.outbox.actions import post
from foundation.periods import city_day
from foundation.places.models import working_days
from foundation.refusals import Refusal, use_case
from programs.applications.actions import assign, conclude_scoring, void_panel
from programs.applications.models import Application
from programs.applications.states import Status as Standing
from programs.calls.models import Call
from programs.reviews import rules
from programs.reviews.models import Assignment, Conflict, Draw, Expert, Score
from programs.reviews.queries import Found, candidates, conflicts, scores_of, sheet_of
from programs.reviews.states import ConflictKind, Status

REVIEW_DAYS = 15  # working days that experts have, unless a draw says otherwise


@use_case
def enlist(  # noqa: PLR0913  # an expert's record has that many sides
    *,
    email: str,
    name: str,
    employer: str,
    fields: Sequence[str],
    by: User | System,
    at: datetime,
    title: str = "",
    former_employers: Sequence[str] = (),
) -> Expert:
    """Take somebody into the pool, with an account; who is in it stays as they are."""
    if not by.may(Permission.DRAW_EXPERTS):
        raise PermissionDenied
    user = User.objects.filter(email=email.lower()).first()
    user = user or User.objects.create_user(email, name=name)
    expert, new = Expert.objects.get_or_create(
        user=user,
        defaults={
            "title": title,
            "employer": employer,
            "former_employers": list(former_employers),
            "fields": list(fields),
        },
    )
    if new:
        record(expert, "enlist", by=by, employer=employer, fields=list(fields))
    if Role.EXPERT not in user.roles:
        give(user, Role.EXPERT, by=by, at=at, scope=ScopeKind.ASSIGNMENT)
    return expert


@use_case
def describe(expert: Expert, *, by: Actor, **facts: Any) -> None:
    """Correct what is known of an expert, or whether they can be drawn."""
    if not by.may(Permission.DRAW_EXPERTS):
        raise PermissionDenied
    before = {name: str(getattr(expert, name)) for name in facts}
    for name, value in facts.items():
        setattr(expert, name, value)
    expert.save(update_fields=list(facts))
    after = {name: str(value) for name, value in facts.items()}
    record(expert, "describe", by=by, before=before, after=after)


@use_case
def draw(  # noqa: PLR0913  # all of it is what a draw is judged by later
    call: Call,
    *,
    applications: Collection[Application],
    size: int,
    seed: str,
    by: Actor,
    at: datetime,
    witness: str = "",
    fields: Collection[str] = (),
    due_on: date | None = None,
) -> Draw:
    """Draw `size` experts for these applications, by a seed that anyone can repeat.

    The pool is kept as it stood: whoever was free and of one of `fields`, without those
    in whom the data show a conflict with any of the applications.
    """
    if not by.may(Permission.DRAW_EXPERTS, at=call):
        raise PermissionDenied
    _is_a_group(call, applications, seed)
    people = candidates(fields)
    found = conflicts(people, applications)
    barred = {conflict.expert.pk for conflict in found}
    pool = [_as_drawn(expert) for expert in people if expert.pk not in barred]
    if size > len(pool):
        raise Refusal(
            _("%(free)s experts are free of conflict; %(size)s are to be drawn."),
            code="pool",
            params={"free": len(pool), "size": size},
        )
    drawn = rules.draw([each["key"] for each in pool], size, seed)
    kept = Draw.objects.create(
        call=call,
        seed=seed,
        size=size,
        filters=_filters(applications, fields, found),
        pool=pool,
        result=drawn,
        pool_sha256=rules.fingerprint(pool),
        drawn_at=at,
        drawn_by_id=by.pk,
        witness=witness,
    )
    _keep(found)
    due = due_on or working_days().after(city_day(at), REVIEW_DAYS)
    chosen = [expert for expert in people if str(expert.pk) in drawn]
    for application in applications:
        _give_out(application, chosen, draw=kept, due_on=due, by=by, at=at)
    _invite(chosen, kept, due_on=due, at=at)
    record(kept, "draw", by=by, seed=seed, pool=kept.pool_sha256, result=drawn)
    return kept


def _is_a_group(call: Call, applications: Collection[Application], seed: str) -> None:
    if not applications or any(each.call_id != call.pk for each in applications):
        raise Refusal(_("Choose applications of this call."), code="applications")
    if not seed.strip():
        raise Refusal(_("A draw needs a seed that everybody knows."), code="seed")


def _as_drawn(expert: Expert) -> dict[str, Any]:
    return {
        "key": str(expert.pk),
        "name": expert.user.name,
        "employer": expert.employer,
        "fields": expert.fields,
    }


def _filters(
    applications: Collection[Application],
    fields: Collection[str],
    found: Collection[Found],
) -> dict[str, Any]:
    return {
        "fields": sorted(fields),
        "applications": sorted(application.number for application in applications),
        "conflicts": sorted(
            [str(each.expert.pk), each.application.number, str(each.kind)]
            for each in found
        ),
    }


def _keep(found: Collection[Found]) -> None:
    rows = [
        Conflict(expert=each.expert, application=each.application, kind=each.kind)
        for each in found
    ]
    Conflict.objects.bulk_create(rows, ignore_conflicts=True)


def _give_out(
    application: Application,
    experts: Collection[Expert],
    *,
    draw: Draw,
    due_on: date,
    by: Actor,
    at: datetime,
) -> None:
    """Fill a panel, or fill up one that has lost members."""
    if application.status != Standing.EXPERT_REVIEW:
        assign(application, by=by, at=at)
    had = set(application.assignments.values_list("expert", flat=True))
    for expert in experts:
        if expert.pk not in had:
            Assignment.objects.create(
                application=application, expert=expert, draw=draw, due_on=due_on
            )


def _invite(
    experts: Collection[Expert], kept: Draw, *, due_on: date, at: datetime
) -> None:
    for expert in experts:
        post(
            "review_invitation",
            to=expert.user,
            key=f"draw-{kept.pk}-{expert.pk}",
            at=at,
            call=kept.call.title,
            count=len(kept.filters["applications"]),
            due_on=due_on.isoformat(),
        )


def _theirs(assignment: Assignment, by: Actor) -> None:
    """Only the expert whose assignment it is (or the system) moves it."""
    if by.pk is not None and by.pk != assignment.expert.user_id:
        raise PermissionDenied


@use_case
def declare(assignment: Assignment, *, by: Actor, at: datetime) -> None:  # noqa: ARG001  # every move is told when
    """Declare that there is no conflict; from now on the application can be read."""
    _theirs(assignment, by)
    if assignment.status == Status.DECLARED:
        return
    advance(assignment, "declare", by=by)


@use_case
def recuse(
    assignment: Assignment,
    *,
    by: Actor,
    at: datetime,
    reason: str,
    kind: str = ConflictKind.OTHER,
) -> None:
    """Give an application back because of a conflict, which stays on record."""
    _theirs(assignment, by)
    application = _held(assignment)
    advance(assignment, "recuse", by=by, reason=reason)
    Conflict.objects.update_or_create(
        application=application,
        expert=assignment.expert,
        kind=kind,
        defaults={"note": reason, "declared": True},
    )
    _go_on(application, at=at, reason=reason)


@use_case
def save_sheet(
    assignment: Assignment,
    *,
    points: Mapping[str, str],
    comment: str,
    by: Actor,
) -> Score:
    """Keep a sheet as it is typed; nothing has to be complete or right yet."""
    _theirs(assignment, by)
    if not by.may(Permission.SCORE, at=assignment):
        raise PermissionDenied
    if assignment.status != Status.DECLARED:
        raise Refusal(_("This application is not open for scoring."), code="closed")
    typed = {
        line.code: str(points.get(line.code, "")).strip()[: rules.LONGEST["points"]]
        for line in sheet_of(assignment)
    }
    kept: Score = Score.objects.update_or_create(
        assignment=assignment,
        defaults={
            "points": typed,
            "comment": comment[: rules.LONGEST["comment"]],
            "total": rules.total(sheet_of(assignment), typed),
        },
    )[0]
    return kept


@use_case
def score(assignment: Assignment, *, by: Actor, at: datetime) -> Score:
    """Submit the sheet as saved, for good; the last of a panel closes scoring."""
    _theirs(assignment, by)
    kept: Score | None = Score.objects.filter(assignment=assignment).first()
    if assignment.status == Status.SCORED and kept is not None:
        return kept
    application = _held(assignment)
    if kept is None or (wrong := _faults(assignment, kept)):
        raise Refusal(
            [said for __, said in wrong] if kept else _("Fill in the score sheet."),
            code="sheet",
        )
    advance(assignment, "score", by=by)
    if by.pk is not None:
        kept.submitted_at, kept.submitted_by_id = at, by.pk
    kept.total = rules.total(sheet_of(assignment), kept.points)
    kept.save(update_fields=["submitted_at", "submitted_by", "total"])
    _go_on(application, at=at)
    return kept


def _faults(assignment: Assignment, kept: Score) -> list[tuple[str, str]]:
    return list(rules.faults(sheet_of(assignment), kept.points, kept.comment))


@use_case
def void(assignment: Assignment, *, by: Actor, at: datetime, reason: str) -> None:
    """Take an assignment out of the panel, whatever was scored; the sheet is kept."""
    application = _held(assignment)
    advance(assignment, "void", by=by, reason=reason)
    _go_on(application, at=at, reason=reason)


def _held(assignment: Assignment) -> Application:
    """The application, locked: of two experts who finish at once, one is the last."""
    rows = Application.objects.select_for_update(no_key=True)
    return rows.get(pk=assignment.application_id)


def _go_on(application: Application, *, at: datetime, reason: str = "") -> None:
    """Close scoring when nothing is missing; with nobody left, wait for a draw."""
    if application.status != Standing.EXPERT_REVIEW:
        return
    states = set(application.assignments.counted().values_list("status", flat=True))
    if states == {Status.SCORED}:
        totals = [
            each.total for each in scores_of(application) if each.total is not None
        ]
        conclude_scoring(application, by=SYSTEM, at=at, score=rules.aggregate(totals))
    elif not states:
        void_panel(application, by=SYSTEM, at=at, reason=reason)
