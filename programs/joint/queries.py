"""Whether anything found on site or by other departments keeps a company back."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from foundation.moves import Actor
from foundation.refusals import Refusal
from programs.applications.models import Application
from programs.applications.states import Status as Standing
from programs.joint.models import JointCheck
from programs.joint.states import Status
from programs.visits.models import SiteVisit
from programs.visits.queries import is_over, standing, was_bad


def listed(user: Actor) -> QuerySet[JointCheck]:
    rows = JointCheck.objects.all().visible_to(user)
    return rows.select_related("application__company", "application__call__program")


def checks_of(applications: Collection[int]) -> dict[int, list[JointCheck]]:
    found: dict[int, list[JointCheck]] = defaultdict(list)
    for check in JointCheck.objects.filter(application__in=applications):
        found[check.application_id].append(check)
    return found


def why_not_proposable(application: Application) -> Refusal | None:
    """What still has to be done, or forbids it: one sentence, or nothing."""
    return why_none_of([application]).get(application.pk)


def why_none_of(applications: Sequence[Application]) -> dict[int, Refusal]:
    """The same for many: those that cannot be proposed, in two queries."""
    keys = [application.pk for application in applications]
    visits, checks = standing(keys), checks_of(keys)
    found = {
        each.pk: _why(each, visits.get(each.pk), checks.get(each.pk, []))
        for each in applications
    }
    return {pk: refusal for pk, refusal in found.items() if refusal}


def why_not_consultable(application: Application) -> Refusal | None:
    """The departments are asked when the visit, if there is one, is over."""
    return _by_visit(application, standing([application.pk]).get(application.pk))


def _why(
    application: Application, visit: SiteVisit | None, checks: list[JointCheck]
) -> Refusal | None:
    return _by_visit(application, visit) or _by_departments(application, checks)


def _by_visit(application: Application, visit: SiteVisit | None) -> Refusal | None:
    number = {"number": application.number}
    if was_bad(visit):
        return Refusal(
            _("%(number)s: the visit found that it is not as declared."),
            code="visit",
            params=number,
        )
    if visit is not None and not is_over(visit):
        return Refusal(
            _("%(number)s: the on-site visit is not over, its report not confirmed."),
            code="visit",
            params=number,
        )
    if visit is None and application.status == Standing.SITE_VISIT:
        return Refusal(
            _("%(number)s is to be visited, and no visit is planned."),
            code="visit",
            params=number,
        )
    return None


def _by_departments(
    application: Application, checks: list[JointCheck]
) -> Refusal | None:
    blocked = [check for check in checks if check.status == Status.BLOCKED]
    waiting = [check for check in checks if check.status == Status.ASKED]
    if blocked:
        said = _("%(number)s is blocked: %(why)s")
        why = pgettext("between items", "; ").join(map(_reason, blocked))
    elif waiting:
        said = _("%(number)s: not answered yet by %(why)s.")
        comma = pgettext("between items", ", ")
        why = comma.join(check.get_department_display() for check in waiting)
    elif not checks and application.status == Standing.JOINT_REVIEW:
        said = _("%(number)s is in joint review, and no department was asked.")
        why = ""
    else:
        return None
    params = {"number": application.number, "why": why}
    return Refusal(said, code="joint", params=params)


def _reason(check: JointCheck) -> str:
    return _("%(department)s, %(finding)s (%(document)s)") % {
        "department": check.get_department_display(),
        "finding": check.finding.rstrip("。. "),
        "document": check.document_number,
    }
