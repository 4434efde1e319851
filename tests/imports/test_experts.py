"""The pool of experts from a file: accounts, roles, employers present and past."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.accounts.permissions import Role
from foundation.models import Entry, User
from programs.models import Employment, Expert
from tests.programs.stages import an_expert

pytestmark = pytest.mark.django_db

HEADINGS = [
    "姓名", "电子邮箱", "职称", "工作单位", "近三年曾任职单位", "专业领域", "专家类别",
]  # fmt: skip
PAST = "示例大学（至2024-06-30）；南岭大学（示例）（至2025-01-31）"


def line(n: int = 1, **changed: object) -> list:
    told = {
        "name": f"专家{n}", "email": f"Expert{n}@example.org", "title": "教授",
        "employer": "示例研究院", "former": PAST, "fields": "信息技术、新材料",
        "specialty": "技术",
    }  # fmt: skip
    return list((told | changed).values())


def english(n: int = 1, **changed: object) -> list:
    return line(
        n, **({"fields": "information; materials", "specialty": "technical"} | changed)
    )


def test_a_row_becomes_an_expert_with_an_account_and_employers(run, sheet) -> None:
    printed = run("experts", sheet(HEADINGS, english()))

    assert "1 new" in printed
    expert = Expert.objects.get()
    assert (expert.user.email, expert.user.name) == ("expert1@example.org", "专家1")
    assert not expert.user.has_usable_password()
    assert User.objects.get(pk=expert.user_id).roles == {Role.EXPERT}
    assert expert.fields == ["information", "materials"]
    assert list(
        expert.employments.order_by("employer").values_list("employer", "ends_on")
    ) == [
        ("南岭大学（示例）", date(2025, 1, 31)),
        ("示例大学", date(2024, 6, 30)),
        ("示例研究院", None),
    ]
    verbs = Entry.objects.values_list("verb", flat=True)
    assert {"import", "grant"} <= set(verbs)


def test_the_same_file_again_changes_nothing(run, sheet) -> None:
    path = sheet(HEADINGS, english())
    run("experts", path)

    assert "0 new, 0 changed, 1 unchanged" in run("experts", path)
    assert (Expert.objects.count(), Employment.objects.count()) == (1, 3)


def test_a_change_is_written_and_nobody_loses_an_employer(run, sheet) -> None:
    run("experts", sheet(HEADINGS, english()))

    printed = run("experts", sheet(HEADINGS, english(employer="别处", title="研究员")))

    assert "1 changed" in printed
    expert = Expert.objects.get()
    assert expert.title == "研究员"
    assert expert.employments.filter(ends_on=None).count() == 2


def test_whoever_has_an_account_keeps_it(run, sheet) -> None:
    expert = an_expert()
    user = expert.user

    run("experts", sheet(HEADINGS, english(email=user.email.upper())))

    assert User.objects.get(pk=user.pk).name == user.name
    assert Expert.objects.get().fields == ["information", "materials"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"fields": "alchemy"}, "Write one of"),
        ({"former": "Example U"}, "with its last day"),
        ({"former": "Example U (2099-01-01)"}, "still to come"),
        ({"email": "nobody"}, "valid email"),
        ({"specialty": "law"}, "Write one of"),
    ],
)
def test_a_wrong_cell_is_told_and_nothing_is_kept(run, sheet, changed, said) -> None:
    printed = run("experts", sheet(HEADINGS, english(**changed), english(2)))

    assert said in printed
    assert not Expert.objects.exists()


def test_more_rows_take_no_more_statements(run, sheet) -> None:
    counts = []
    for size in (2, 20):
        lines = [english(1000 * size + n) for n in range(size)]
        with CaptureQueriesContext(connection) as asked:
            run("experts", sheet(HEADINGS, *lines))
        counts.append(len(asked))
    assert counts[0] == counts[1]
