"""A small demo city in the database: whole, right, and the same again."""

import hashlib
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from config.demo import city, debts, guards, people, promises
from foundation.accounts.permissions import Role
from foundation.models import Entry, RoleGrant, User
from foundation.numbering import formatted, next_number
from foundation.outbox.models import Message
from programs.applications.rules import fingerprint
from programs.applications.states import Status
from programs.models import Application, Award, Draw, Recovery, Schedule, Submission
from programs.panels.queries import verdict
from startups.companies.rules import is_uscc
from startups.models import Company
from tests.city import unguarded

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
SMALL = 0.05
KEY_TABLES = [
    "startups_company", "startups_qualification", "incubators_areafact",
    "incubators_tenancy", "incubators_occupancy", "programs_application",
    "programs_submission", "programs_score", "programs_award", "programs_ledgerentry",
    "startups_need", "startups_value", "foundation_entry",
]  # fmt: skip


def load(*, scale=SMALL, seed=1, now=NOW, **terms):
    return city.load(scale=scale, seed=seed, now=now, tell=lambda _what: None, **terms)


def ask(query, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchone()[0]


def digest():
    """Of all rows but what is the transaction's own, and what its clock has stamped."""
    found = {}
    for table in KEY_TABLES:
        left_out = "- 'transaction'" if table == "foundation_entry" else "- 'none'"
        row = f"(to_jsonb(t) {left_out})::text"
        past = f"WHERE at <= '{NOW}'" if table == "foundation_entry" else ""
        query = f"SELECT string_agg({row}, ' ' ORDER BY {row}) FROM {table} t {past}"  # noqa: S608  # names of ours
        whole = ask(query)
        found[table] = hashlib.sha256(str(whole).encode()).hexdigest()
    return found


def rolled_back(**terms):
    with transaction.atomic():
        load(**terms)
        found = digest()
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
def test_a_small_city_keeps_every_promise_and_leaves_every_guard_on_duty():
    load()

    assert guards.still_idle() == []
    assert all(map(is_uscc, Company.objects.values_list("uscc", flat=True)))
    assert not Message.objects.exists()
    assert Schedule.objects.count() == 2


@pytest.mark.django_db
def test_numbers_go_on_and_history_has_the_first_version_of_every_row():
    load()

    number = next_number("BG", NOW.year)
    assert not Application.objects.filter(number=number).exists()
    assert Application.objects.filter(
        number=formatted("BG", NOW.year, int(number[-5:]) - 1)
    ).exists()
    for table in ("foundation_rolegrant", "programs_award", "programs_score"):
        kept = f"SELECT count(*) FROM {table}event WHERE pgh_label = 'insert'"  # noqa: S608  # names of ours
        assert ask(kept) == ask(f"SELECT count(*) FROM {table}")  # noqa: S608  # as above
    assert Company.objects.create(
        uscc="91440101618607269R", name="广州甲有限公司", district_id="440106"
    )


@pytest.mark.django_db
def test_submissions_and_draws_can_be_checked_by_anybody():
    load()

    handed_in = list(Submission.objects.all())
    assert handed_in
    assert all(fingerprint(one.snapshot) == one.sha256 for one in handed_in)
    draws = list(Draw.objects.all())
    assert draws
    for draw in draws:
        assert list(verdict(draw)) == []


@pytest.mark.django_db
def test_the_same_seed_and_day_draw_up_the_same_city_and_others_another():
    first, again = rolled_back(), rolled_back()

    assert first == again
    other = rolled_back(seed=2)
    assert all(other[table] != first[table] for table in KEY_TABLES)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "day", ["2026-01-02", "2026-04-30", "2026-07-01", "2028-02-29"]
)
def test_the_city_is_right_on_other_days_of_the_year(day):
    load(now=datetime.fromisoformat(f"{day}T10:00:00+08:00"))

    assert not ask("SELECT count(*) FROM startups_company WHERE founded_on > %s", day)


@pytest.mark.django_db
def test_parts_of_a_larger_city_do_not_get_in_each_others_way():
    load(scale=0.2, largest=0.1)

    assert ask("SELECT count(*) FROM startups_company") == 1_202


@pytest.mark.django_db
def test_a_city_that_is_not_right_is_refused_with_a_sentence():
    scene = load()
    with unguarded("programs_award"):
        Award.objects.filter(pk=Award.objects.live().first().pk).update(paid=1)

    with pytest.raises(promises.BrokenPromise, match="An award's totals"):
        promises.verify(scene, promises.expected(city.parts(SMALL)))


@pytest.mark.django_db
def test_unit_areas_that_are_a_square_centimeter_short_are_noticed():
    scene = load()
    facts = promises.expected(city.parts(SMALL))
    facts["area"] += Decimal("0.01")

    with pytest.raises(promises.BrokenPromise, match="measure exactly so much"):
        promises.verify(scene, facts)


@pytest.mark.django_db
def test_everybody_who_signs_in_has_the_role_that_is_printed(capsys):
    call_command("demo_data", scale=SMALL)

    shown = capsys.readouterr().out
    assert people.PASSWORD in shown
    for who in people.SIGN_INS:
        user = User.objects.get(email=who.email)
        assert user.check_password(people.PASSWORD)
        assert user.roles == {str(who.role)}
        assert EmailAddress.objects.get(user=user).verified
        assert who.email in shown
    assert set(Role) == {who.role for who in people.SIGN_INS}
    assert RoleGrant.objects.live().filter(role=Role.EXPERT).exists()


@pytest.mark.django_db
def test_loading_twice_loads_once_and_says_so(capsys):
    call_command("demo_data", scale=SMALL)
    rows = Entry.objects.count()

    call_command("demo_data", scale=SMALL)

    assert Entry.objects.count() == rows
    assert people.PASSWORD in capsys.readouterr().out


@pytest.mark.django_db
def test_a_database_with_companies_of_its_own_is_left_alone():
    Company.objects.create(
        uscc="91440101618607269R", name="广州甲有限公司", district_id="440106"
    )

    with pytest.raises(CommandError, match=r"空|empty"):
        call_command("demo_data", scale=SMALL)

    assert Company.objects.count() == 1


@pytest.mark.django_db
def test_only_tables_of_our_own_have_guards_that_we_can_move():
    tables = [table for table, _trigger in guards.in_the_way()]

    assert tables
    assert guards.not_ours(tables) == []
    assert guards.not_ours([*tables, "pg_class"]) == ["pg_class"]


@pytest.mark.django_db
def test_a_scale_that_is_no_city_is_refused():
    with pytest.raises(CommandError):
        call_command("demo_data", scale=0.001)


@pytest.mark.django_db
def test_only_sign_ins_are_printed_when_that_is_asked(capsys):
    call_command("demo_data", sign_ins=True)

    assert "officer@kapok.example" in capsys.readouterr().out
    assert not Company.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.timeout(300)
def test_the_whole_city_has_the_figures_that_everybody_knows():
    debts.owe(load(scale=1))

    certified = ask(
        "SELECT count(DISTINCT company_id) FROM startups_qualification WHERE "
        "kind = 'hte' AND issued_on <= %s AND valid_until > %s",
        NOW.date(),
        NOW.date(),
    )
    measured = ask(
        "SELECT sum(area) FROM incubators_areafact WHERE kind = 'measured' "
        "AND starts_on <= %s AND (ends_on IS NULL OR ends_on > %s)",
        NOW.date(),
        NOW.date(),
    )
    assert certified == 4739
    assert measured == Decimal("8800000.00")
    assert ask("SELECT count(*) FROM incubators_carrier") == 230
    assert ask("SELECT count(*) FROM programs_expert") == 60
    assert ask("SELECT count(*) FROM programs_application") == 890
    assert Award.objects.live().count() == 72
    assert ask("SELECT count(*) FROM programs_place WHERE status = 'active'") == 141
    standing = set(Application.objects.values_list("status", flat=True))
    assert standing == set(Status)
    asked_back = set(Recovery.objects.values_list("status", flat=True))
    assert asked_back == {"proposed", "demanded", "referred", "settled"}
    assert not Message.objects.exists()
