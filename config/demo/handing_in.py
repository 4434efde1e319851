"""Drafts and submissions: the snapshot is the one that the use case itself makes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from config.demo import forms
from config.demo.afterwards import CORRECTED, follow_up
from config.demo.applicants import Case
from config.demo.calls import Wave
from config.demo.days import DAY, office_hour
from config.demo.files import keep_accounts
from config.demo.finances import history
from config.demo.scene import Scene
from foundation.models import StoredFile
from programs.applications.queries import snapshot
from programs.applications.rules import fingerprint
from programs.models import (
    Application,
    Attachment,
    Call,
    Draft,
    FormVersion,
    Program,
    Submission,
)
from startups.models import Company

FLAT = {"model", "platform"}  # types whose award does not depend on a subsidy


@dataclass(frozen=True, slots=True)
class Form:
    """A call with its form, as the snapshot wants to read them."""

    call: Call
    version: FormVersion

    @classmethod
    def of(cls, wave: Wave) -> "Form":
        program = Program(slug=wave.plan.slug, rule_version=wave.plan.rule_version)
        call = Call(pk=wave.key, slug=wave.slug, program=program)
        schema = forms.asked(wave.kind, ahead=wave.is_ahead)
        version = FormVersion(pk=wave.form, call=call, number=1, schema=schema)
        return cls(call, version)


def _answers(scene: Scene, dice: Random, case: Case) -> dict[str, Any]:
    past = history(scene.seed, case.firm, scene.today.year)
    year = min(case.wave.closes_on, scene.today).year
    years = [past[year - ago] for ago in (3, 2, 1)]
    if case.wave.plan.kind.pays and case.company_type not in FLAT:
        research = years[-1]["RD_EXP"] * forms.THOUSAND
        case.inputs = {"rd": f"{research}.00", "subsidy": str(forms.subsidy(years[-1]))}
    return forms.answers(dice, case.wave.kind, case.firm, years)


def _known(scene: Scene, case: Case, on: date) -> dict[str, Any]:
    past = history(scene.seed, case.firm, scene.today.year)
    of = min(case.wave.closes_on, scene.today).year - 1
    return forms.known(case.firm, past[of], of, on)


def keep_draft(scene: Scene, dice: Random, case: Case, form: Form) -> None:
    """As far as somebody has come with the form."""
    given = _answers(scene, dice, case)
    some = dict(list(given.items())[: dice.randrange(3, len(given) - 3)])
    saved = office_hour(dice, scene.today - dice.randrange(1, 9) * DAY)
    _draft(scene, case, form, some, max(saved, case.wave.opens_at))


def _draft(
    scene: Scene, case: Case, form: Form, given: dict[str, Any], saved: datetime
) -> None:
    scene.add(
        Draft,
        application_id=case.key,
        form_version_id=form.version.pk,
        answers=given,
        known=_known(scene, case, case.wave.opens_on),
        revision=1,
        changed_in=dict.fromkeys(sorted(given), 1),
        saved_at=saved,
        saved_by_id=case.firm.account,
    )


def submit(
    scene: Scene, dice: Random, case: Case, form: Form, company: Company
) -> None:
    """The first receipt, and another one when something had to be corrected."""
    first = case.steps[0].at
    given = _answers(scene, dice, case)
    before = first - timedelta(minutes=dice.randrange(5, 600))
    kept = keep_accounts(scene, dice, by=case.firm.account, at=before)
    scene.add(
        Attachment,
        application_id=case.key,
        question=forms.FILE_QUESTION,
        file_id=kept.key,
    )
    handed = HandedIn(form, company, given, kept)
    _receipt(scene, case, handed, first, sequence=1)
    for step in case.steps:
        if step.verb == "correct":
            given = given | {"market": f"{given['market']}（补正：数据口径已说明）"}
            _receipt(scene, case, handed._replace(given=given), step.at, sequence=2)
    _draft(scene, case, form, given, before)
    follow_up(scene, scene.dice(f"after {case.number}"), case)


class HandedIn(NamedTuple):
    """What a submission consists of."""

    form: Form
    company: Company
    given: dict[str, Any]
    kept: StoredFile


def _receipt(
    scene: Scene,
    case: Case,
    handed: HandedIn,
    at: datetime,
    *,
    sequence: int,
) -> None:
    form = handed.form
    application = Application(
        number=case.number,
        call=form.call,
        company=handed.company,
        company_type=case.company_type,
    )
    draft = Draft(
        application=application,
        form_version=form.version,
        answers=handed.given,
        known=_known(scene, case, case.wave.opens_on),
    )
    files = [Attachment(question=forms.FILE_QUESTION, file=handed.kept)]
    content = snapshot(draft, files, sequence=sequence)
    if sequence > 1:
        content["changed"] = [CORRECTED]
    receipt = scene.add(
        Submission,
        application_id=case.key,
        sequence=sequence,
        form_version_id=form.version.pk,
        snapshot=content,
        sha256=fingerprint(content),
        submitted_at=at,
        submitted_by_id=case.firm.account,
    )
    case.receipts.append(receipt)
