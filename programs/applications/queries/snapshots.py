"""All that is handed in, in plain values whose spelling is always the same."""

from collections.abc import Iterable
from typing import Any

from programs.applications.models import Attachment, Draft
from programs.applications.rules import fingerprint
from programs.calls.rules import asked, totals
from programs.calls.states import QuestionKind as Kind
from startups.companies.models import Company


def snapshot(
    draft: Draft, files: Iterable[Attachment], *, sequence: int
) -> dict[str, Any]:
    """All that is handed in, in plain values whose spelling is always the same."""
    application = draft.application
    schema = draft.form_version.schema
    shown = {question["id"]: question for question in asked(schema, draft.answers)}
    return {
        "number": application.number,
        "sequence": sequence,
        "call": application.call.slug,
        "program": {
            "slug": application.call.program.slug,
            "rule_version": application.call.program.rule_version,
        },
        "company_type": application.company_type,
        "company": _company_facts(application.company),
        "form": {
            "version": draft.form_version.number,
            "sha256": fingerprint(schema),
        },
        "answers": {
            name: draft.answers[name] for name in shown if name in draft.answers
        },
        "totals": {
            name: totals(question, draft.answers.get(name))
            for name, question in shown.items()
            if question["kind"] == Kind.TABLE
        },
        "sources": {name: draft.known[name] for name in shown if name in draft.known},
        "attachments": [
            {
                "question": one.question,
                "file": str(one.file_id),
                "name": one.file.name,
                "size": one.file.size,
                "sha256": one.file.sha256,
            }
            for one in files
            if one.question in shown
        ],
    }


FACTS = (
    "uscc", "name", "english_name", "status", "registry_state", "district_id",
    "industry", "founded_on", "registered_capital", "legal_representative", "address",
    "contact_name", "contact_phone", "contact_email", "size",
)  # fmt: skip


def _company_facts(company: Company) -> dict[str, Any]:
    facts = {name.removesuffix("_id"): getattr(company, name) for name in FACTS}
    titles = company.qualifications.order_by("kind", "issued_on")
    columns = ("kind", "number", "issued_on", "valid_until")
    return {
        **{name: None if fact is None else str(fact) for name, fact in facts.items()},
        "qualifications": [
            {name: None if v is None else str(v) for name, v in title.items()}
            for title in titles.values(*columns)
        ],
    }
