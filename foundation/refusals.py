"""How the domain says no.

A `Refusal` is an expected answer, worded for the person who asked. Pages show it, the
API returns it as 409, a task logs it and stops. Anything else raised is a defect.

The database says no through named constraints and through `Guard`s, which are triggers
with a name, a code and a sentence. Both reach the person as a `Refusal`.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

import pgtrigger
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, models, transaction
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise
from pgtrigger import compiler

P = ParamSpec("P")
R = TypeVar("R")

Said = tuple[str, StrOrPromise | Mapping[str, StrOrPromise]]  # code and sentence

BUSY = {"55P03", "40001", "40P01"}  # lock not available, serialization, deadlock


class Refusal(ValidationError):
    """A rule of the program forbids what was asked."""

    @property
    def sentence(self) -> str:
        """What the person reads, in the language active now."""
        return " ".join(self.messages)


class _GuardSql(compiler.UpsertTriggerSql):
    """A trigger that no session variable switches off (pgtrigger's can be)."""

    def get_template(self) -> str:
        whole = super().get_template()
        head, tail = whole.split("IF ({ignore_func_name}", 1)
        body = tail.split("{func}", 1)[1]
        function = head.split("LANGUAGE plpgsql;", 1)[1]
        return f"{function}{{func}}{body}"


class Guard(pgtrigger.Trigger):
    """A rule that one row cannot check alone; `name` is what a violation is called.

    `when_broken` is the sentence for the person; it may quote facts that the trigger
    reports through `Guard.refuse`. Where there are several reasons, it maps the fact
    `why` to a sentence for each.
    """

    def __init__(
        self,
        *,
        code: str = "",
        when_broken: StrOrPromise | Mapping[str, StrOrPromise] = "",
        **options: Any,
    ) -> None:
        self.code = code
        self.when_broken = when_broken
        super().__init__(**options)

    @staticmethod
    def refuse(name: str, **facts: str) -> str:
        """The statement that refuses; `facts` maps a name to an SQL expression."""
        pairs = ", ".join(f"'{key}', {value}" for key, value in facts.items())
        return (
            "RAISE EXCEPTION USING ERRCODE = 'check_violation', "
            f"CONSTRAINT = '{name}', TABLE = TG_TABLE_NAME, MESSAGE = '{name}', "
            f"DETAIL = jsonb_build_object({pairs})::text;"
        )

    def compile(self, model: type[models.Model]) -> compiler.Trigger:  # type: ignore[override]  # pgtrigger annotates the class as an instance
        usual: Any = super().compile(model)  # type: ignore[arg-type]  # same
        return compiler.Trigger(name=self.name, sql=_GuardSql(**usual.sql.kwargs))


def append_only(table: str, *, allow: str = "") -> list[Guard]:
    """Guards for a table whose rows are added and never changed or removed."""
    name = f"{table}_is_append_only"
    said = _("This record can be added to, but never changed or removed.")
    condition = f"IF {allow} THEN RETURN NEW; END IF; " if allow else ""
    return [
        Guard(
            name=name,
            code="append_only",
            when_broken=said,
            when=pgtrigger.Before,
            operation=pgtrigger.Update | pgtrigger.Delete,
            func=condition + Guard.refuse(name),
        ),
        Guard(
            name=f"{table}_is_never_emptied",
            code="append_only",
            when_broken=said,
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func=Guard.refuse(f"{table}_is_never_emptied"),
        ),
    ]


def changes(*columns: str) -> str:
    """The SQL of a trigger that says whether an update changes one of `columns`."""
    new, old = (
        ", ".join(f"{row}.{column}" for column in columns) for row in ("NEW", "OLD")
    )
    return f"ROW({new}) IS DISTINCT FROM ROW({old})"


def frozen(
    name: str,
    said: StrOrPromise,
    *always: str,
    once: Mapping[str, Sequence[str]] | None = None,
    code: str = "frozen",
) -> Guard:
    """The guard of a record: never removed, and the columns `always` never change.

    `once` maps a condition, in SQL, to the columns that never change from then on.
    """
    broken = [changes(*always)] if always else []
    for condition, columns in (once or {}).items():
        broken.append(f"(({condition}) AND {changes(*columns)})")
    return Guard(
        name=name,
        code=code,
        when_broken=said,
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=(
            f"IF TG_OP = 'DELETE' OR {' OR '.join(broken)} THEN "
            f"{Guard.refuse(name)} END IF; RETURN NEW;"
        ),
    )


def kept_by_guards(name: str, *totals: str) -> Guard:
    """The guard of running totals: other guards write them with the rows that they sum.

    It looks after the checks, so that a limit still speaks for itself.
    """
    return Guard(
        name=name,
        code="total",
        when_broken=_("A running total follows its rows; nobody else writes it."),
        when=pgtrigger.After,
        operation=pgtrigger.UpdateOf(*totals),
        func=(
            f"IF pg_trigger_depth() = 1 AND {changes(*totals)} THEN "
            f"{Guard.refuse(name)} END IF; RETURN NULL;"
        ),
    )


def only_while(
    condition: str, name: str, said: StrOrPromise, *, of: str, at: str, code: str
) -> Guard:
    """The guard of a part: written, moved and removed only while its whole allows it.

    The whole is the row of table `of` whose id is the SQL expression `at`, in which
    `{row}` is the part's row; `condition` is SQL about the whole. Whoever closes the
    whole and whoever writes a part take turns.
    """

    def asked(row: str, unless: str) -> str:
        return (
            f"IF TG_OP <> '{unless}' THEN PERFORM 1 FROM {of} "
            f"WHERE id = {at.format(row=row)} AND ({condition}) FOR SHARE; "
            f"IF NOT FOUND THEN {Guard.refuse(name)} END IF; END IF; "
        )

    return Guard(
        name=name,
        code=code,
        when_broken=said,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=(
            asked("OLD", unless="INSERT")
            + asked("NEW", unless="DELETE")
            + "RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;"
        ),
    )


def both_or_neither(table: str, stem: str) -> models.CheckConstraint:
    """`<stem>_at` never stands without `<stem>_by`, nor the other way round (I14)."""
    at, by = f"{stem}_at", f"{stem}_by"
    return models.CheckConstraint(
        name=f"{table}_{stem}_at_with_by",
        condition=models.Q((at, None), (by, None))
        | models.Q((f"{at}__isnull", False), (f"{by}__isnull", False)),
        violation_error_code="pair",
        violation_error_message=_("Say when and by whom, both or neither."),
    )


def by_another(
    name: str, second: str, first: str, said: StrOrPromise
) -> models.CheckConstraint:
    """Four eyes: whoever is `second` is another person than whoever was `first`."""
    return models.CheckConstraint(
        name=name,
        condition=models.Q((second, None))
        | models.Q((first, None))
        | ~models.Q((second, models.F(first))),
        violation_error_code="four_eyes",
        violation_error_message=said,
    )


def starts_before_ends(table: str, start: str, end: str) -> models.CheckConstraint:
    """An open end is allowed; an end that is not after the start is not (I14)."""
    return models.CheckConstraint(
        name=f"{table}_{start}_before_{end}",
        condition=models.Q((end, None)) | models.Q((f"{end}__gt", models.F(start))),
        violation_error_code="period",
        violation_error_message=_("It must start before it ends."),
    )


def use_case(function: Callable[P, R]) -> Callable[P, R]:
    """Make `function` one unit of work: all of it happens, or none and we hear why.

    Deferred guards are asked before the unit ends, so that their answer is part of it.
    """

    @wraps(function)
    def unit_of_work(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with transaction.atomic():
                return function(*args, **kwargs)
        except (IntegrityError, OperationalError) as error:
            refusal = refusal_for(error)
            if refusal is None:
                raise
            raise refusal from error

    return unit_of_work


def several_units(function: Callable[P, R]) -> Callable[P, R]:
    """Mark an action that opens no transaction: it waits for mail, or yields, or is a
    row of its caller's unit of work.
    """
    function.several_units = True  # type: ignore[attr-defined]  # read by a house test
    return function


def refusal_for(error: Exception) -> Refusal | None:
    """What a database error means to the person, or None when it is a defect."""
    diagnosis: Any = getattr(error.__cause__, "diag", None)
    if diagnosis is None:
        return None
    if diagnosis.sqlstate in BUSY:
        return Refusal(
            _("Someone else is changing this right now. Please try again."), code="busy"
        )
    facts = _facts(diagnosis)
    said = _said_by(diagnosis.constraint_name or "", is_guard=facts is not None)
    if said is None:
        return None
    code, sentence = said
    if isinstance(sentence, Mapping):
        sentence = sentence[(facts or {})["why"]]
    return Refusal(sentence, code=code, params=facts or None)


def _facts(diagnosis: Any) -> dict[str, Any] | None:
    """What a guard reports; None when no guard has spoken."""
    try:
        facts = json.loads(diagnosis.message_detail or "", parse_float=Decimal)
    except ValueError:
        return None
    return facts if isinstance(facts, dict) else None


def _said_by(name: str, *, is_guard: bool) -> Said | None:
    """Code and sentence; a guard and a constraint may hold one promise together."""
    ours, theirs = _of_guards(), _of_constraints()
    first, second = (ours, theirs) if is_guard else (theirs, ours)
    return first.get(name) or second.get(name)


@cache
def _of_constraints() -> dict[str, Said]:
    return {
        constraint.name: (
            constraint.violation_error_code,
            constraint.violation_error_message or "",
        )
        for model in apps.get_models(include_auto_created=True)
        for constraint in model._meta.constraints
        if constraint.violation_error_code
    }


@cache
def _of_guards() -> dict[str, Said]:
    return {
        trigger.name: (trigger.code, trigger.when_broken)
        for __, trigger in pgtrigger.registered()
        if isinstance(trigger, Guard) and trigger.name and trigger.when_broken
    }
