"""Files in pieces: what is interrupted goes on, and nothing is put together wrongly."""

from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.core.files.storage import storages
from django.db import connection

from foundation.files import actions
from foundation.models import Upload
from foundation.refusals import Refusal
from tests.city import a_user, at_once, broken, sql
from tests.foundation.files.making import PDF

pytestmark = pytest.mark.django_db
HALF = len(PDF) // 2


def now() -> datetime:
    return datetime.now(UTC)


def begun(**more) -> Upload:
    more.setdefault("by", a_user())
    return actions.begin_upload("计划书.pdf", len(PDF), at=now(), **more)


def sent(upload: Upload, offset: int, piece: bytes) -> int:
    return actions.append(upload, piece, offset=offset, at=now()).received


def test_pieces_come_together_in_order():
    upload = begun()
    sent(upload, 0, PDF[:HALF])
    sent(upload, HALF, PDF[HALF:])

    assert actions.finish_upload(upload).read() == PDF


def test_a_piece_that_comes_twice_or_from_the_wrong_place_changes_nothing():
    upload = begun()
    sent(upload, 0, PDF[:HALF])

    assert sent(upload, 0, b"x" * HALF) == HALF
    assert sent(upload, HALF + 1, PDF[HALF:]) == HALF
    assert sent(upload, HALF, PDF[HALF:]) == len(PDF)
    assert actions.finish_upload(upload).read() == PDF


def test_a_piece_that_a_crash_left_half_written_is_replaced():
    upload = begun()
    actions.uploading._keep(f"{upload.folder}/{0:012d}", PDF[:3])

    sent(upload, 0, PDF)

    assert actions.finish_upload(upload).read() == PDF


def test_it_is_not_finished_before_it_is_whole():
    upload = begun()
    sent(upload, 0, PDF[:HALF])

    with pytest.raises(Refusal) as refused:
        actions.finish_upload(upload)
    assert refused.value.code == "incomplete"
    assert broken(lambda: sql("UPDATE foundation_upload SET finished_on = now()")) == (
        "upload_finishes_when_it_is_whole"
    )


def test_what_was_damaged_on_its_way_is_not_taken():
    upload = begun(sha256="0" * 64)
    sent(upload, 0, PDF)

    with pytest.raises(Refusal):
        actions.finish_upload(upload)


def test_more_than_was_announced_is_refused():
    upload = begun()

    with pytest.raises(Refusal):
        sent(upload, 0, PDF + b"x")
    assert broken(lambda: sql("UPDATE foundation_upload SET received = size + 1")) == (
        "upload_receives_at_most_its_size"
    )


@pytest.mark.parametrize(
    ("name", "size"),
    [("a.exe", 9), ("a\u202efdp.exe", 9), ("a.pdf", 0), ("a.pdf", 50 * 1024**2 + 1)],
)
def test_what_is_plainly_wrong_is_refused_before_anything_is_sent(name, size):
    with pytest.raises(Refusal):
        actions.begin_upload(name, size, by=a_user(), at=now())
    assert not Upload.objects.exists()


def test_one_person_has_so_many_under_way_and_no_more():
    user = a_user()
    for _ in range(actions.uploading.MOST_AT_ONCE):
        begun(by=user)

    with pytest.raises(Refusal):
        begun(by=user)
    begun()  # somebody else's


def test_nobody_says_that_an_upload_began_earlier():
    """The grace after a close hangs on it."""
    upload = begun()
    sql("UPDATE foundation_upload SET expires_on = expires_on + interval '1 day'")

    earlier = "UPDATE foundation_upload SET begun_on = begun_on - interval '1 day'"
    assert broken(lambda: sql(earlier)) == "upload_only_grows"
    copy = Upload.objects.create(
        owner=upload.owner,
        name="b.pdf",
        size=9,
        begun_on=now() - timedelta(days=1),
        expires_on=now(),
    )
    copy.refresh_from_db()
    assert now() - copy.begun_on < timedelta(minutes=1)


def test_what_is_not_finished_in_time_is_forgotten_with_its_pieces(
    django_capture_on_commit_callbacks,
):
    old, new = begun(), begun()
    for upload in (old, new):
        sent(upload, 0, PDF[:HALF])
    orphan = Upload(expires_on=now())  # its row was lost in a crash
    actions.uploading._keep(f"{orphan.folder}/{0:012d}", PDF)
    later = now() + timedelta(hours=25)
    Upload.objects.filter(pk=new.pk).update(expires_on=later + timedelta(hours=1))

    with django_capture_on_commit_callbacks(execute=True):
        assert actions.purge_expired(now=later) == 1

    assert list(Upload.objects.all()) == [new]
    exists = storages["default"].exists
    assert [exists(each.folder) for each in (old, new, orphan)] == [False, True, False]


def test_what_is_finished_leaves_no_pieces(django_capture_on_commit_callbacks):
    upload = begun()
    sent(upload, 0, PDF)

    with django_capture_on_commit_callbacks(execute=True):
        actions.finish_upload(upload)

    assert not storages["default"].exists(upload.folder)
    assert actions.purge_expired(now=now() + timedelta(days=9)) == 0


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_send_the_same_piece_take_turns():
    upload = begun()

    received = at_once(*[lambda: sent(upload, 0, PDF[:HALF])] * 4)

    assert received == [HALF] * 4
    sent(upload, HALF, PDF[HALF:])
    assert actions.finish_upload(upload).read() == PDF


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_the_file_has_a_hole():
    upload = begun()
    everybody_looked = Barrier(2)

    def naive() -> None:
        seen = Upload.objects.get(pk=upload.pk)
        everybody_looked.wait()
        actions.uploading._keep(f"{seen.folder}/{seen.received:012d}", PDF[:9])
        sql("UPDATE foundation_upload SET received = received + 9")
        connection.close()

    at_once(naive, naive)

    upload.refresh_from_db()
    assert upload.received > len(actions.whole(upload).read())
