"""A notice as the public reads it: frozen at its release, and as a printed page."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import translation
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from foundation.files.states import Check
from foundation.periods import city_day
from foundation.places.models import working_days
from foundation.translated import Texts, pick
from programs.applications.rules import canonical
from programs.selection.models import Proposal, PublicNotice
from programs.selection.rules.notices import last_day, windows
from programs.selection.states import ProposalStatus

Content = dict[str, Any]
SHOWN = (
    ProposalStatus.ANNOUNCED,
    ProposalStatus.GRANTED,
    ProposalStatus.REMOVED,
    ProposalStatus.WITHDRAWN,
)


def languages() -> list[str]:
    return [code for code, __ in settings.LANGUAGES]


def windows_of(notice: PublicNotice, at: datetime) -> tuple[datetime, datetime]:
    """When both windows would end if it were published now."""
    rules = notice.program.rules
    return windows(at, working_days(), rules.notice_days, rules.objection_days)


def to_list(notice: PublicNotice) -> QuerySet[Proposal]:
    """Whom a notice in preparation brings before the public.

    Those that were decided and put into it, and of the notice that it replaces, whoever
    still stands there.
    """
    rows: QuerySet[Proposal] = notice.proposals.filter(status=ProposalStatus.DECIDED)
    if notice.replaces_id:
        rows |= Proposal.objects.filter(
            notice=notice.replaces_id, status=ProposalStatus.ANNOUNCED
        )
    return rows.select_related(
        "application__call__program", "application__company__district", "program"
    ).order_by("rank", "id")


def content_of(
    notice: PublicNotice, at: datetime, *, listed: Iterable[Proposal] | None = None
) -> Content:
    """All that the public reads if it is published at this moment."""
    closes, until = windows_of(notice, at)
    listed = to_list(notice) if listed is None else listed
    files = notice.files.select_related("file")
    replaced = notice.replaces
    return {
        "slug": notice.slug,
        "program": notice.program.name,
        "title": notice.title,
        "text": notice.text,
        "basis": notice.basis,
        "issuer": notice.issuer,
        "contact": notice.contact,
        "phone": notice.phone,
        "email": notice.email,
        "address": notice.address,
        "published": city_day(at).isoformat(),
        "closes": last_day(closes).isoformat(),
        "objections_close": last_day(until).isoformat(),
        "replaces": replaced.slug if replaced else "",
        "correction": notice.correction,
        "pays": notice.program.rules.pays,
        "list": [_row(proposal) for proposal in listed],
        "files": [
            {
                "key": each.pk,
                "name": each.file.name,
                "size": each.file.size,
                "sha256": each.file.sha256,
            }
            for each in files
        ],
    }


def _row(proposal: Proposal) -> dict[str, Any]:
    """What is published of a company on a list, and no more.

    Its number is its position there; a place in the ranking is nobody's business.
    """
    company = proposal.application.company
    return {
        "proposal": proposal.pk,
        "company": company.name,
        "district": company.district.name,
        "type": _in_words(proposal),
        "amount": str(proposal.amount),
    }


def _in_words(proposal: Proposal) -> Texts:
    told = {}
    for code in languages():
        with translation.override(code):
            told[code] = str(proposal.type_label)
    return told


def record_of(notice: PublicNotice) -> bytes:
    """The bytes that the notice's SHA-256 is computed from."""
    return canonical(notice.content)


def standings(notice: PublicNotice) -> dict[int, Proposal]:
    """How those on its list stand today, wherever a correction has taken them."""
    keys = [row["proposal"] for row in notice.content.get("list", [])]
    return Proposal.objects.filter(status__in=SHOWN).in_bulk(keys)


def versions(notice: PublicNotice) -> list[PublicNotice]:
    """All versions that the public has seen of this notice, the first one first."""
    first = notice
    while first.replaces is not None:
        first = first.replaces
    found, last = [], first
    while True:
        found.append(last)
        following = PublicNotice.objects.public().filter(replaces=last.pk).first()
        if following is None:
            return found
        last = following


# The printed notice -------------------------------------------------------------------


def filename(notice: PublicNotice, language: str) -> str:
    with translation.override(language):
        return f"{pgettext('file name', 'notice')}-{notice.slug}.pdf"


def page(
    notice: PublicNotice, language: str, *, content: Content, sha256: str, at: datetime
) -> dict[str, Any]:
    """The whole notice in strings, for the printer."""
    with translation.override(language):
        return {
            "language": language,
            "timestamp": int(at.timestamp()),
            "number": notice.slug,
            "sha256": sha256,
            "words": {
                "agency": pick(content["issuer"]),
                "title": pick(content["title"]),
            },
            "blocks": list(_blocks(notice, content)),
            "signed": [pick(content["issuer"]), day(content["published"])],
            "verify": _(
                "This notice in the portal, and the record that the SHA-256 is "
                "computed from: %s"
            )
            % f"{settings.SITE_URL}{notice.get_absolute_url()}",
        }


def day(written: str) -> str:
    found = parse_date(written)
    return date_format(found, "Y-m-d") if found else written


def how_to_object(content: Mapping[str, Any]) -> str:
    """What an objection must bear, and until when it is taken (D§1.5)."""
    said = _(
        "Whoever objects does so in writing until the end of %(day)s, says what is not "
        "right and by which facts, and signs with a real name and a contact, or with "
        "the seal of an organization; other objections are not accepted. Who objects "
        "stays confidential."
    )
    return said % {"day": day(content["objections_close"])}


def _blocks(notice: PublicNotice, content: Content) -> Iterator[dict[str, Any]]:
    if content["replaces"]:
        said = _("This notice replaces the notice “%(slug)s”: %(why)s")
        facts = {"slug": content["replaces"], "why": content["correction"]}
        yield {"kind": "paragraph", "text": said % facts}
    if text := pick(content["text"]):
        yield {"kind": "paragraph", "text": text}
    yield {
        "kind": "facts",
        "pairs": [
            [_("Program"), pick(content["program"])],
            [_("Basis"), content["basis"] or "—"],
            [
                _("Stands"),
                f"{day(content['published'])} – {day(content['closes'])}",
            ],
            [_("Objections until"), day(content["objections_close"])],
        ],
    }
    yield {"kind": "heading", "text": _("The list")}
    yield _list(content)
    yield {"kind": "heading", "text": _("How to object")}
    yield {"kind": "paragraph", "text": how_to_object(content)}
    yield {"kind": "facts", "pairs": _where(notice, content)}
    if content["files"]:
        yield {"kind": "heading", "text": _("Attachments")}
        yield {"kind": "list", "items": [_file(each) for each in content["files"]]}


def _where(notice: PublicNotice, content: Content) -> list[list[str]]:
    online = f"{settings.SITE_URL}{reverse('notice-object', args=[notice.slug])}"
    pairs = [
        [_("Contact"), content["contact"]],
        [_("Phone"), content["phone"]],
        [_("E-mail"), content["email"]],
        [_("Postal address"), content["address"]],
        [_("Online"), online],
    ]
    return [pair for pair in pairs if pair[1]]


def _list(content: Content) -> dict[str, Any]:
    columns = [_("No."), _("Company"), _("District"), _("As")]
    rows = [
        [str(number), r["company"], pick(r["district"]), pick(r["type"])]
        for number, r in enumerate(content["list"], start=1)
    ]
    if content["pays"]:
        columns.append(_("Amount (yuan)"))
        for line, row in zip(rows, content["list"], strict=True):
            line.append(f"{Decimal(row['amount']):,.2f}")
    return {
        "kind": "table",
        "columns": columns,
        "rows": rows,
        "numeric": [name in {_("No."), _("Amount (yuan)")} for name in columns],
        "narrow": [name != _("Company") for name in columns],
    }


def _file(file: Mapping[str, Any]) -> str:
    return f"{file['name']} ({filesizeformat(file['size'])})\nSHA-256 {file['sha256']}"


# Before release -----------------------------------------------------------------------


def obstacles(notice: PublicNotice) -> list[str]:
    """What keeps a notice in preparation from being released, in words."""
    needed = {
        "basis": _("The basis document is missing."),
        "contact": _("Nobody is named whom one can ask."),
        "phone": _("The phone number is missing."),
        "address": _("The postal address is missing."),
    }
    found = [said for name, said in needed.items() if not getattr(notice, name)]
    if not notice.proposals.filter(status=ProposalStatus.DECIDED).exists() and (
        notice.replaces_id is None
    ):
        found.append(_("The notice lists no decided proposal."))
    if count := notice.findings.open().count():
        said = _("The scan has found what nobody has looked at yet: %(count)s.")
        found.append(said % {"count": count})
    unchecked = notice.files.exclude(file__state=Check.AVAILABLE)
    for each in unchecked.select_related("file"):
        said = _("The file “%(name)s” has not been released by the check of files.")
        found.append(said % {"name": each.file.name})
    return found
