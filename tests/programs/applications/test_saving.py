"""Saving while somebody types: nothing overwritten, nothing doubled, nothing lost."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from foundation.accounts.permissions import Role
from programs.applications import actions
from tests.browsing import as_user, text
from tests.city import a_user, give
from tests.programs.applications.scene import (
    PDF,
    Scene,
    a_scene,
    filled_in,
    now,
    submitted,
    upload,
)

pytestmark = pytest.mark.django_db
JSON = "application/json"


def url(page: str, scene: Scene, *more) -> str:
    return reverse(page, args=[scene.application.number, *more])


def sent(scene: Scene, by, **more):
    """What the script of a page sends that was loaded before anything was written."""
    fields = more.pop("fields", [])
    names = list(dict.fromkeys(name for name, _ in fields))
    return {
        "user": by.pk, "page": "one", "turn": 1, "revision": 0, "version": 1,
        "questions": names, "fields": fields,
    } | more  # fmt: skip


def save(scene: Scene, by, client: Client | None = None, **more):
    asking = client or as_user(by)
    body = json.dumps(sent(scene, by, **more))
    page = url("application-save", scene)
    return asking.post(page, body, JSON, headers={"Accept": JSON})


def answers(scene: Scene) -> dict:
    scene.application.draft.refresh_from_db()
    return scene.application.draft.answers


def test_what_was_typed_is_kept_and_the_answer_says_what_is_missing():
    scene = a_scene()

    answer = save(scene, scene.editor, fields=[("pitch", "木棉"), ("staff", "many")])

    told = answer.json()
    assert answers(scene)["pitch"] == "木棉"
    assert told["revision"] == 1
    assert "number" in told["objections"]["staff"]
    assert {gap["question"] for gap in told["gaps"]} >= {"staff", "plan", "truth"}
    assert "id_plan_group" in told["gaps_html"]


def test_a_save_that_arrives_twice_changes_nothing():
    scene = a_scene()

    first, second = (
        save(scene, scene.editor, fields=[("pitch", "木棉")]).json() for _ in range(2)
    )

    assert (first["revision"], second["revision"]) == (1, 1)
    assert second["conflicts"] == {}


def test_a_page_whose_answer_was_lost_goes_on_with_its_own_words():
    scene = a_scene()
    save(scene, scene.editor, fields=[("pitch", "one")])

    answer = save(scene, scene.editor, fields=[("pitch", "one two")], turn=2)

    assert answer.json()["conflicts"] == {}
    assert answers(scene)["pitch"] == "one two"


def test_a_save_that_is_overtaken_by_a_later_one_does_not_undo_it():
    scene = a_scene()
    save(scene, scene.editor, fields=[("pitch", "last words")], turn=2)

    answer = save(scene, scene.editor, fields=[("pitch", "last")], turn=1)

    assert answers(scene)["pitch"] == "last words"
    assert answer.json()["conflicts"] == {}


def test_two_people_in_one_field_see_both_texts_and_nothing_is_overwritten():
    scene = a_scene()
    save(scene, scene.admin, fields=[("pitch", "hers")], page="two")

    told = save(scene, scene.editor, fields=[("pitch", "his"), ("staff", "7")]).json()

    dispute = told["conflicts"]["pitch"]
    assert (dispute["mine"], dispute["text"]) == ("his", "hers")
    assert dispute["by"] == str(scene.admin)
    assert "hers" in dispute["html"]
    assert answers(scene) == {"pitch": "hers", "staff": "7"}

    save(scene, scene.editor, fields=[("pitch", "his")], revision=told["revision"])
    assert answers(scene)["pitch"] == "his"


def test_another_window_of_the_same_person_is_somebody_else_too():
    scene = a_scene()
    save(scene, scene.editor, fields=[("pitch", "here")], page="two")

    told = save(scene, scene.editor, fields=[("pitch", "there")]).json()

    assert told["conflicts"]["pitch"]["by"] == "you, in another window"


def test_what_others_wrote_elsewhere_comes_with_the_answer():
    scene = a_scene()
    save(scene, scene.admin, fields=[("pitch", "hers")], page="two")

    told = save(scene, scene.editor, fields=[("staff", "7")]).json()
    again = save(
        scene, scene.editor, fields=[("staff", "8")], revision=told["revision"], turn=2
    ).json()

    assert list(told["changed"]) == ["pitch"]
    assert "hers" in told["changed"]["pitch"]["html"]
    assert again["changed"] == {}


def test_an_emptied_answer_is_empty():
    scene = filled_in(a_scene())

    save(scene, scene.editor, fields=[], questions=["truth", "field"], revision=1)

    assert not answers(scene)["truth"]
    assert not answers(scene)["field"]


def test_nothing_is_saved_in_the_name_of_whoever_signed_in_since():
    scene = a_scene()
    other = as_user(scene.admin)

    answer = save(scene, scene.editor, client=other, fields=[("pitch", "his")])

    assert (answer.status_code, answer.json()["code"]) == (409, "other_user")
    assert answers(scene) == {}


def test_whoever_is_signed_out_is_told_so_in_json():
    scene = a_scene()

    answer = save(scene, scene.editor, client=Client(), fields=[("pitch", "x")])

    assert (answer.status_code, answer.json()) == (401, {"code": "signed_out"})


def test_what_has_been_handed_in_is_not_written_on():
    scene = submitted()

    answer = save(scene, scene.editor, fields=[("pitch", "late")], revision=9)

    assert (answer.status_code, answer.json()["code"]) == (409, "handed_in")
    assert answer.json()["said"]


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"user": "x"}', '{"fields": 1}', '{"fields": [1]}']
)
def test_what_no_page_sends_is_turned_away(body):
    scene = a_scene()

    answer = as_user(scene.editor).post(url("application-save", scene), body, JSON)

    assert answer.status_code == 400


def test_strangers_and_neighbors_find_nothing():
    scene, other = a_scene(), a_scene()
    reader = a_user(Role.OFFICER)
    give(reader, Role.COMPANY_EDITOR, other.company)

    assert save(scene, other.editor, fields=[("pitch", "x")]).status_code == 404
    assert save(scene, reader, fields=[("pitch", "x")]).status_code in {403, 404}
    assert as_user(other.editor).get(url("application-state", scene)).status_code == 404


def test_a_save_asks_the_database_little(django_assert_max_num_queries):
    scene = filled_in(a_scene())
    client = as_user(scene.editor)
    save(scene, scene.editor, client, fields=[("pitch", "warm")], revision=9)

    with django_assert_max_num_queries(11):
        save(scene, scene.editor, client, fields=[("pitch", "x")], revision=9, turn=2)


def test_the_form_costs_the_same_with_one_file_and_with_three(
    django_assert_max_num_queries,
):
    scene = filled_in(a_scene())
    client = as_user(scene.editor)
    client.get(url("application-edit", scene))
    for number in range(3):
        with django_assert_max_num_queries(13):
            client.get(url("application-edit", scene))
        upload(scene, f"{number}.pdf", PDF + b"%" * number + b"\n%%EOF\n")


# Without a script, and with a sign-in that has run out --------------------------------


def posted(client: Client, scene: Scene, **typed):
    """What a browser sends of the form that it was shown."""
    page = client.get(url("application-edit", scene))
    form = page.context["form"]
    hidden = {name: form[name].value() for name in ("_revision", "_version", "_base")}
    return hidden | {"_author": page.context["author"], "go": "save"} | typed


def sign_out(client: Client) -> None:
    """As when the session has run out: the browser keeps its language."""
    client.logout()
    client.cookies["django_language"] = "en"


def test_what_is_posted_without_a_sign_in_waits_for_its_author():
    scene = a_scene()
    client = as_user(scene.editor)
    form = posted(client, scene, pitch="not a word lost", go="submit")
    sign_out(client)

    away = client.post(url("application-edit", scene), form)
    assert away["Location"].startswith("/accounts/login/")
    assert answers(scene) == {}

    client.force_login(scene.editor)
    back = client.get(url("application-edit", scene), follow=True)

    assert answers(scene)["pitch"] == "not a word lost"
    assert "Saved at" in text(back)
    assert not scene.application.submissions.exists()


def test_what_waits_is_shown_to_nobody_else_and_outlasts_their_visit():
    scene = a_scene()
    client = as_user(scene.editor)
    first = posted(client, scene, pitch="secret words")
    second = posted(client, scene, staff="7")
    sign_out(client)
    client.post(url("application-edit", scene), first)
    client.post(url("application-edit", scene), first)  # a double click
    client.post(url("application-edit", scene), second)  # of another tab

    client.force_login(scene.admin)
    page = client.get(url("application-edit", scene))

    assert "secret words" not in page.content.decode()
    assert answers(scene) == {}
    key = client.cookies["rescued"]
    client.logout()
    client.cookies["rescued"] = key.value  # a test's client forgets all at logout
    client.force_login(scene.editor)
    for _each in (first, second):
        client.get(url("application-edit", scene))
    assert answers(scene)["pitch"] == "secret words"
    assert str(answers(scene)["staff"]) == "7"
    client.post(url("application-edit", scene), posted(client, scene, pitch="later"))
    client.get(url("application-edit", scene))
    assert answers(scene)["pitch"] == "later"


def test_what_waits_in_one_browser_is_not_found_in_another():
    scene = a_scene()
    client = as_user(scene.editor)
    form = posted(client, scene, pitch="typed here")
    sign_out(client)
    kept = client.post(url("application-edit", scene), form).cookies["rescued"]

    as_user(scene.editor).get(url("application-edit", scene))

    assert answers(scene) == {}
    assert (kept["path"], kept["httponly"]) == (url("application-edit", scene), True)


@pytest.mark.parametrize("author", ["", "forged", None])
def test_what_no_page_of_ours_sent_is_not_kept(author):
    scene = a_scene()
    client = as_user(scene.editor)
    form = posted(client, scene, pitch="x")
    if author is None:  # somebody else's seal for somebody else's application
        form["_author"] = posted(as_user((other := a_scene()).editor), other)["_author"]
    else:
        form["_author"] = author
    sign_out(client)
    client.post(url("application-edit", scene), form)

    assert "rescued" not in client.cookies


def test_what_was_written_by_others_meanwhile_is_not_overwritten_on_return():
    scene = a_scene()
    client = as_user(scene.editor)
    form = posted(client, scene, pitch="his")
    sign_out(client)
    client.post(url("application-edit", scene), form)
    actions.save(
        scene.application, {"pitch": "hers"}, revision=0, by=scene.admin, at=now()
    )

    client.force_login(scene.editor)
    page = client.get(url("application-edit", scene))

    assert answers(scene)["pitch"] == "hers"
    assert page.context["form"]["pitch"].value() == "his"
    assert str(scene.admin) in str(page.context["form"].errors["pitch"])


def test_what_is_refused_stays_on_the_page_as_it_was_typed():
    scene = a_scene()
    client = as_user(scene.editor)
    long = "木" * 20_001

    page = client.post(
        url("application-edit", scene), posted(client, scene, pitch=long, staff="7")
    )

    assert page.context["form"]["pitch"].value() == long
    assert page.context["form"]["staff"].value() == "7"
    assert "too long" in text(page)


def test_a_browser_learns_who_is_signed_in_and_gets_a_token():
    user = a_user()

    assert as_user(user).get("/session/").json()["user"] == user.pk
    told = Client().get("/session/")
    assert told.json()["user"] is None
    assert told.json()["token"]
    assert "no-store" in told["Cache-Control"]
