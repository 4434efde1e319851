"""Who may do what, and where: one table, read by use cases, pages, the API and docs."""

from dataclasses import dataclass
from enum import StrEnum, auto

from django.db import models
from django.utils.translation import gettext_lazy as _


class ScopeKind(models.TextChoices):
    """What a role can be limited to; the id of a scope names the one it is."""

    EVERYTHING = "everything", _("everything")
    PROGRAM = "program", _("one program")
    DISTRICT = "district", _("one district")
    COMPANY = "company", _("one company")
    CARRIER = "carrier", _("one incubator")
    ASSIGNMENT = "assignment", _("what is assigned to them")


class Role(models.TextChoices):
    OFFICER = "officer", _("program officer")
    CHECKER = "checker", _("second checker")
    FINANCE = "finance", _("finance")
    LEADER = "leader", _("leader")
    COMPANY_ADMIN = "company_admin", _("company administrator")
    COMPANY_EDITOR = "company_editor", _("company editor")
    AGENT = "agent", _("agent of a company")
    AGENT_SUBMITTER = "agent_submitter", _("agent who may hand in")
    DISTRICT = "district", _("district bureau")
    EXPERT = "expert", _("expert")
    OPERATOR = "operator", _("incubator operator")
    SERVICE = "service", _("service officer")
    SUPERVISOR = "supervisor", _("discipline supervisor")
    AUDITOR = "auditor", _("auditor")
    SYSADMIN = "sysadmin", _("system administrator")
    SECADMIN = "secadmin", _("security administrator")


class Permission(StrEnum):
    # accounts and oversight
    MANAGE_ACCOUNTS = auto()
    GRANT_ROLES = auto()
    READ_JOURNAL = auto()
    SEE_DESK = auto()
    # companies
    READ_COMPANIES = auto()
    EDIT_COMPANY = auto()
    MANAGE_MEMBERS = auto()
    ADMIT_MEMBER = auto()
    VERIFY_COMPANY = auto()
    IMPORT_DATA = auto()
    READ_RETURNS = auto()
    FILE_RETURN = auto()
    CHECK_RETURN = auto()
    CONFIRM_RETURN = auto()
    # support and tracking
    READ_SUPPORT = auto()
    PLAN_SUPPORT = auto()
    LOG_VISIT = auto()
    RAISE_NEED = auto()
    HANDLE_NEED = auto()
    CONFIRM_SUPPORT = auto()
    # incubators
    READ_CARRIERS = auto()
    EDIT_CARRIER = auto()
    MANAGE_TENANCIES = auto()
    # programs and calls
    READ_PROGRAMS = auto()
    EDIT_PROGRAM = auto()
    EDIT_CALL = auto()
    PUBLISH_CALL = auto()
    EXTEND_DEADLINE = auto()
    # applications
    READ_APPLICATIONS = auto()
    APPLY = auto()
    SUBMIT_APPLICATION = auto()
    RECOMMEND = auto()
    REVIEW_FORMALLY = auto()
    # reviews
    READ_EXPERTS = auto()
    DRAW_EXPERTS = auto()
    WITNESS_DRAW = auto()
    SCORE = auto()
    READ_SCORES = auto()
    # selection
    PROPOSE = auto()
    DECIDE = auto()
    PUBLISH_NOTICE = auto()
    HANDLE_OBJECTION = auto()
    # awards and money
    READ_AWARDS = auto()
    GRANT_AWARD = auto()
    REVOKE_AWARD = auto()
    ISSUE_AGREEMENT = auto()
    SIGN_AGREEMENT = auto()
    COUNTERSIGN_AGREEMENT = auto()
    VERIFY_ACCOUNT = auto()
    REQUEST_CHANGE = auto()
    DECIDE_CHANGE = auto()
    DECIDE_SUBSTANCE = auto()
    FILE_REPORT = auto()
    CHECK_REPORT = auto()
    CONFIRM_REPORT = auto()
    OPEN_FINDING = auto()
    EVALUATE = auto()
    SIGN_EVALUATION = auto()
    READ_MONEY = auto()
    PLAN_TRANCHES = auto()
    CONFIRM_GATE = auto()
    WAIVE_GATE = auto()
    REQUEST_PAYMENT = auto()
    CHECK_PAYMENT = auto()
    APPROVE_PAYMENT = auto()
    APPROVE_LARGE_PAYMENT = auto()
    BOOK_PAYMENT = auto()
    PROPOSE_RECOVERY = auto()
    APPROVE_RECOVERY = auto()
    WRITE_OFF = auto()
    EDIT_BUDGET = auto()
    # reports
    READ_REPORTS = auto()
    MANAGE_SCHEDULES = auto()


@dataclass(frozen=True, slots=True)
class Grant:
    """What a role may do, and what it can be limited to when it is given."""

    scopes: frozenset[ScopeKind]
    permissions: frozenset[Permission]


P, K = Permission, ScopeKind

READ_BUSINESS = frozenset(
    {
        P.READ_COMPANIES, P.READ_RETURNS, P.READ_SUPPORT, P.READ_CARRIERS,
        P.READ_PROGRAMS, P.READ_APPLICATIONS, P.READ_EXPERTS, P.READ_SCORES,
        P.READ_AWARDS, P.READ_MONEY, P.READ_REPORTS,
    }
)  # fmt: skip

GRANTS: dict[Role, Grant] = {
    Role.OFFICER: Grant(
        frozenset({K.EVERYTHING, K.PROGRAM}),
        READ_BUSINESS
        | {
            P.SEE_DESK, P.EDIT_COMPANY, P.VERIFY_COMPANY, P.IMPORT_DATA, P.CHECK_RETURN,
            P.CONFIRM_RETURN, P.ADMIT_MEMBER,
            P.PLAN_SUPPORT, P.EDIT_CARRIER, P.MANAGE_TENANCIES, P.EDIT_PROGRAM,
            P.EDIT_CALL, P.PUBLISH_CALL, P.EXTEND_DEADLINE, P.REVIEW_FORMALLY,
            P.DRAW_EXPERTS, P.PROPOSE, P.PUBLISH_NOTICE, P.HANDLE_OBJECTION,
            P.GRANT_AWARD, P.PLAN_TRANCHES, P.CONFIRM_GATE, P.HANDLE_NEED,
            P.MANAGE_SCHEDULES, P.ISSUE_AGREEMENT, P.DECIDE_CHANGE, P.CONFIRM_REPORT,
            P.OPEN_FINDING, P.EVALUATE, P.PROPOSE_RECOVERY,
        },
    ),
    Role.CHECKER: Grant(
        frozenset({K.EVERYTHING, K.PROGRAM}),
        READ_BUSINESS
        | {
            P.SEE_DESK, P.REVIEW_FORMALLY, P.WITNESS_DRAW, P.DECIDE, P.CHECK_RETURN,
            P.CONFIRM_RETURN, P.CHECK_PAYMENT, P.CONFIRM_REPORT, P.OPEN_FINDING,
            P.DECIDE_CHANGE,
        },
    ),
    Role.FINANCE: Grant(
        frozenset({K.EVERYTHING}),
        frozenset(
            {
                P.SEE_DESK, P.READ_COMPANIES, P.READ_PROGRAMS, P.READ_AWARDS,
                P.READ_MONEY, P.READ_REPORTS, P.EDIT_BUDGET, P.REQUEST_PAYMENT,
                P.CHECK_PAYMENT, P.APPROVE_PAYMENT, P.BOOK_PAYMENT, P.VERIFY_ACCOUNT,
                P.PROPOSE_RECOVERY,
            }
        ),
    ),
    Role.LEADER: Grant(
        frozenset({K.EVERYTHING}),
        READ_BUSINESS
        | {
            P.SEE_DESK, P.DECIDE, P.WAIVE_GATE, P.REVOKE_AWARD,
            P.COUNTERSIGN_AGREEMENT, P.DECIDE_SUBSTANCE, P.SIGN_EVALUATION,
            P.APPROVE_LARGE_PAYMENT, P.APPROVE_RECOVERY, P.WRITE_OFF,
        },
    ),
    Role.COMPANY_ADMIN: Grant(
        frozenset({K.COMPANY}),
        frozenset(
            {
                P.READ_COMPANIES, P.EDIT_COMPANY, P.MANAGE_MEMBERS, P.ADMIT_MEMBER,
                P.READ_RETURNS, P.FILE_RETURN, P.READ_SUPPORT, P.RAISE_NEED,
                P.CONFIRM_SUPPORT, P.READ_APPLICATIONS, P.APPLY, P.SUBMIT_APPLICATION,
                P.READ_AWARDS, P.SIGN_AGREEMENT, P.REQUEST_CHANGE, P.FILE_REPORT,
            }
        ),
    ),
    Role.COMPANY_EDITOR: Grant(
        frozenset({K.COMPANY}),
        frozenset(
            {
                P.READ_COMPANIES, P.READ_RETURNS, P.FILE_RETURN, P.READ_SUPPORT,
                P.RAISE_NEED, P.CONFIRM_SUPPORT, P.READ_APPLICATIONS, P.APPLY,
                P.READ_AWARDS,
            }
        ),
    ),
    Role.AGENT: Grant(
        frozenset({K.COMPANY}),
        frozenset(
            {P.READ_COMPANIES, P.READ_RETURNS, P.READ_APPLICATIONS, P.APPLY}
        ),
    ),
    Role.AGENT_SUBMITTER: Grant(
        frozenset({K.COMPANY}),
        frozenset(
            {
                P.READ_COMPANIES, P.READ_RETURNS, P.FILE_RETURN, P.READ_APPLICATIONS,
                P.APPLY, P.SUBMIT_APPLICATION,
            }
        ),
    ),
    Role.DISTRICT: Grant(
        frozenset({K.DISTRICT}),
        frozenset(
            {
                P.READ_COMPANIES, P.READ_RETURNS, P.CHECK_RETURN, P.READ_CARRIERS,
                P.READ_APPLICATIONS, P.RECOMMEND, P.READ_AWARDS, P.READ_SUPPORT,
                P.CHECK_REPORT,
            }
        ),
    ),
    Role.EXPERT: Grant(frozenset({K.ASSIGNMENT}), frozenset({P.SCORE})),
    Role.OPERATOR: Grant(
        frozenset({K.CARRIER}),
        frozenset({P.READ_CARRIERS, P.MANAGE_TENANCIES}),
    ),
    Role.SERVICE: Grant(
        frozenset({K.COMPANY, K.EVERYTHING}),
        frozenset(
            {
                P.SEE_DESK, P.READ_COMPANIES, P.READ_RETURNS, P.READ_SUPPORT,
                P.PLAN_SUPPORT, P.LOG_VISIT, P.RAISE_NEED, P.HANDLE_NEED,
            }
        ),
    ),
    Role.SUPERVISOR: Grant(
        frozenset({K.EVERYTHING}),
        READ_BUSINESS | {P.SEE_DESK, P.READ_JOURNAL, P.WITNESS_DRAW},
    ),
    Role.AUDITOR: Grant(
        frozenset({K.EVERYTHING}), READ_BUSINESS | {P.SEE_DESK, P.READ_JOURNAL}
    ),
    Role.SYSADMIN: Grant(
        frozenset({K.EVERYTHING}), frozenset({P.SEE_DESK, P.MANAGE_ACCOUNTS})
    ),
    Role.SECADMIN: Grant(
        frozenset({K.EVERYTHING}), frozenset({P.SEE_DESK, P.GRANT_ROLES})
    ),
}  # fmt: skip

# The three separated powers (三权分立): one person holds at most one of them, and
# whoever administers accounts or rights does no business.
POWERS = frozenset({Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR})
ADMINISTRATORS = frozenset({Role.SYSADMIN, Role.SECADMIN})

# Whom a company lets act for it; agents are others' people, until a named day.
AGENTS = frozenset({Role.AGENT, Role.AGENT_SUBMITTER})
MEMBERS = (Role.COMPANY_ADMIN, Role.COMPANY_EDITOR, *sorted(AGENTS))


def roles_with(permission: str) -> frozenset[Role]:
    return frozenset(
        r for r, grant in GRANTS.items() if permission in grant.permissions
    )
