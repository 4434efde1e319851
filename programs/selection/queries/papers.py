"""The papers of a meeting: the list as it is fixed, and what the meeting made of it.

Plain words and texts, so that they can be frozen, hashed, compared and printed.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from foundation.journal.models import Entry
from foundation.periods import CITY_TIME
from programs.applications.models import Application
from programs.experts.models import Conflict
from programs.joint.queries import checks_of
from programs.panels.models import Draw
from programs.ranking.queries import Row, board
from programs.reviews.models import Score
from programs.reviews.queries import submitted
from programs.selection.models import AgendaItem, Meeting, Objection
from programs.selection.queries.decisions import items_of
from programs.selection.queries.readiness import Visited, readiness
from programs.visits.queries import standing

Paper = dict[str, Any]

# What a later look at the list compares with the list as it was fixed.
COMPARED = (
    "place", "score", "raw", "normalized", "amount", "inputs", "scores", "conflicts",
    "objections", "visit", "joint", "status",
)  # fmt: skip


def listed(meeting: Meeting) -> Paper:
    """The whole list with all that speaks about it at this moment."""
    items = list(items_of(meeting))
    program = meeting.program
    calls = {item.proposal.application.call_id: item.proposal.application.call
             for item in items}  # fmt: skip
    return {
        "program": program.slug,
        "program_name": program.name,
        "held_on": meeting.held_on.isoformat(),
        "scenario": _scenario(meeting),
        "quota": program.quota,
        "taken": program.taken,
        "budget": str(program.budget),
        "committed": str(program.committed),
        "calls": sorted(call.slug for call in calls.values()),
        "call_titles": {call.slug: call.title for call in calls.values()},
        "visits": [_visited(each) for each in readiness(meeting).visits],
        "deviation": meeting.deviation,
        "draws": [_draw(each) for each in _draws(calls)],
        "items": _items(items, [row for c in calls.values() for row in board(c)]),
    }


def signed(by: object, at: datetime | None) -> Paper:
    """Who fixed a paper and when, in words that stay when an account is renamed."""
    return {"by": str(by or "—"), "at": at.isoformat() if at else ""}


def _visited(each: Visited) -> Paper:
    seen = each.coverage
    return {
        "call": each.call.slug,
        "pool": seen.pool,
        "visited": seen.visited,
        "least": seen.least,
    }


def _scenario(meeting: Meeting) -> Paper | None:
    scenario = meeting.scenario
    if scenario is None:
        return None
    return {
        "name": scenario.name,
        "order": scenario.order,
        "limits": scenario.limits,
        "chosen": scenario.chosen,
        "total": str(scenario.total),
    }


def _draws(calls: Collection[int]) -> list[Draw]:
    return list(Draw.objects.filter(call__in=list(calls)).order_by("pk"))


def _draw(draw: Draw) -> Paper:
    return {
        "number": draw.pk,
        "seed": draw.seed,
        "seed_source": draw.seed_source,
        "pool_sha256": draw.pool_sha256,
        "drawn_at": draw.drawn_at.astimezone(CITY_TIME).isoformat("T", "seconds"),
        "size": draw.size,
        "witness": draw.witness,
        "result": draw.result,
    }


def _items(items: Collection[AgendaItem], rows: Iterable[Row]) -> list[Paper]:
    by_key = {row.application.pk: row for row in rows}
    keys = [item.proposal.application_id for item in items]
    found = _Found(keys)
    return [
        _item(item, by_key.get(item.proposal.application_id), found) for item in items
    ]


class _Found:
    """What speaks about these applications, by application."""

    def __init__(self, keys: Collection[int]) -> None:
        self.scores: Mapping[int, list[Paper]] = _scores(keys)
        self.conflicts: Mapping[int, list[Paper]] = _conflicts(keys)
        self.objections: Mapping[int, list[Paper]] = _objections(keys)
        self.visits = standing(keys)
        self.checks = checks_of(keys)


def _item(item: AgendaItem, row: Row | None, found: _Found) -> Paper:
    proposal, application = item.proposal, item.proposal.application
    company, key = application.company, application.pk
    visit = found.visits.get(key)
    return {
        "position": item.position,
        "number": application.number,
        "company": company.name,
        "uscc": company.uscc,
        "district": company.district_id,
        "district_name": company.district.name,
        "type": application.company_type,
        "status": proposal.status,
        "place": row.place if row else proposal.rank,
        "score": str(proposal.score),
        "raw": _told(row and row.result and row.result.raw),
        "normalized": _told(row and row.result and row.result.normalized),
        "first_criterion": _told(row and row.result and row.result.first_criterion),
        "intensity": _told(row and row.standing.intensity),
        "panel_vote": row.standing.vote if row else None,
        "amount": str(proposal.amount),
        "inputs": proposal.inputs,
        "proposed_by": str(proposal.proposed_by or ""),
        "scores": found.scores.get(key, []),
        "conflicts": found.conflicts.get(key, []),
        "objections": found.objections.get(key, []),
        "visit": {"status": visit.status, "result": visit.result} if visit else None,
        "joint": [
            {"department": c.department, "status": c.status,
             "document": c.document_number}
            for c in found.checks.get(key, [])
        ],
    }  # fmt: skip


def _told(value: object) -> str | None:
    return None if value is None else str(value)


def _scores(keys: Collection[int]) -> dict[int, list[Paper]]:
    told: dict[int, list[Paper]] = defaultdict(list)
    rows = Score.objects.filter(
        pk__in=[s.pk for s in submitted(_calls(keys))],
        assignment__application__in=list(keys),
    ).select_related("assignment__expert__user")
    for score in rows.order_by("pk"):
        expert = str(score.assignment.expert)
        told[score.assignment.application_id].append(
            {"expert": expert, "total": str(score.total)}
        )
    return told


def _calls(keys: Collection[int]) -> list[int]:
    rows = Application.objects.filter(pk__in=list(keys))
    return list(rows.values_list("call", flat=True).distinct())


def _conflicts(keys: Collection[int]) -> dict[int, list[Paper]]:
    told: dict[int, list[Paper]] = defaultdict(list)
    rows = Conflict.objects.filter(application__in=list(keys))
    for each in rows.select_related("expert__user").order_by("pk"):
        told[each.application_id].append(
            {
                "expert": str(each.expert),
                "kind": each.kind,
                "declared": each.declared,
            }
        )
    return told


def _objections(keys: Collection[int]) -> dict[int, list[Paper]]:
    """By number and how they stand; who objects stays confidential."""
    told: dict[int, list[Paper]] = defaultdict(list)
    rows = Objection.objects.filter(proposal__application__in=list(keys))
    columns = ("proposal__application", "number", "status")
    for key, number, status in rows.order_by("pk").values_list(*columns):
        told[key].append({"number": number, "status": status})
    return told


def recorded(meeting: Meeting, *, number: str, minutes: str) -> Paper:
    """The list as it was fixed, and what the meeting made of it."""
    return {
        "agenda_sha256": meeting.agenda_sha256,
        "agenda": frozen(meeting),
        "number": number,
        "held_on": meeting.held_on.isoformat(),
        "minutes": minutes,
        "attendees": [
            {"name": each.name, "office": each.office, "presides": each.presides}
            for each in meeting.attendees.all()
        ],
        "recusals": [
            {"name": r.attendee.name, "number": r.proposal.application.number,
             "reason": r.reason}
            for a in meeting.attendees.prefetch_related(
                "recusals__proposal__application"
            )
            for r in a.recusals.all()
        ],
        "decisions": [_decision(item) for item in items_of(meeting)],
    }  # fmt: skip


def _decision(item: AgendaItem) -> Paper:
    return {
        "position": item.position,
        "number": item.proposal.application.number,
        "verdict": item.verdict,
        "reserve_position": item.reserve_position,
        "reason": item.reason,
        "for": item.votes_for,
        "against": item.votes_against,
        "abstained": item.votes_abstained,
    }


def frozen(meeting: Meeting) -> Paper:
    """The list as it was fixed; empty before that."""
    kept = bytes(meeting.agenda)
    read: Paper = json.loads(kept) if kept else {}
    return read


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is no longer as the list was fixed."""

    number: str
    what: str
    before: Any
    now: Any


def differences(meeting: Meeting) -> list[Difference]:
    """What has changed since the list was fixed, whatever changed it."""
    before = {row["number"]: row for row in frozen(meeting).get("items", [])}
    now = {row["number"]: row for row in listed(meeting)["items"]}
    return [
        Difference(number, what, before[number].get(what), now[number].get(what))
        for number in before
        for what in COMPARED
        if number in now and before[number].get(what) != now[number].get(what)
    ]


def approvals(meeting: Meeting) -> list[Entry]:
    """Who fixed, held and minuted it: the chain of what people signed."""
    rows = Entry.objects.filter(
        subject_type=Meeting._meta.label_lower, subject_id=str(meeting.pk)
    )
    return list(rows.order_by("id"))
