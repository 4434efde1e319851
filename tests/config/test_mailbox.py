"""The demo's mail: readable by whoever tries Kapok, harmless whatever is in it."""

from email import policy
from email.message import EmailMessage

import pytest

PLAIN = "您好：http://127.0.0.1:8000/reports/1/。\n<script>alert(1)</script>"


@pytest.fixture
def folder(settings, tmp_path):
    settings.DEMO = True
    settings.VAR_DIR = tmp_path
    (tmp_path / "mailbox").mkdir()
    return tmp_path / "mailbox"


def keep(folder, name: str, subject: str, to: str, **content: str) -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = subject, "no-reply@example.org", to
    mail.set_content(
        content.get("text", PLAIN), subtype=content.get("subtype", "plain")
    )
    mail.add_attachment(
        b"<script>alert(2)</script>",
        maintype="text",
        subtype="html",
        filename="../月报.html",
    )
    (folder / f"{name}.eml").write_bytes(mail.as_bytes(policy=policy.SMTP))


@pytest.mark.parametrize("address", ["/mailbox/", "/mailbox/1-0/", "/mailbox/1-0/0/"])
def test_outside_the_demo_there_is_no_mailbox(client, settings, folder, address):
    keep(folder, "1-0", "Report", "leader@example.org")
    settings.DEMO = False

    assert client.get(address).status_code == 404


def test_the_newest_mail_comes_first_and_one_can_ask_for_ones_own(client, folder):
    keep(folder, "1-0", "First", "leader@example.org")
    keep(folder, "2-0", "Second", "expert@example.org")

    everything = client.get("/mailbox/").content.decode()
    one = client.get("/mailbox/", {"to": "leader"}).content.decode()

    assert everything.index("Second") < everything.index("First")
    assert "First" in one
    assert "Second" not in one


def test_a_mail_is_shown_as_words_with_its_links(client, folder):
    keep(folder, "1-0", "Report", "leader@example.org")

    text = client.get("/mailbox/1-0/").content.decode()

    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert 'href="http://127.0.0.1:8000/reports/1/"' in text


def test_markup_of_a_mail_never_reaches_the_browser(client, folder):
    markup = '<p onclick="x()">Hello <b>you</b></p><script>y()</script>'
    keep(folder, "1-0", "Report", "a@example.org", text=markup, subtype="html")

    text = client.get("/mailbox/1-0/").content.decode()

    assert "Hello you" in text
    assert "onclick" not in text


def test_an_attachment_is_kept_and_never_run_in_our_name(client, folder):
    keep(folder, "1-0", "Report", "leader@example.org")

    answer = client.get("/mailbox/1-0/0/")

    assert answer.content == b"<script>alert(2)</script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert ".." not in answer["Content-Disposition"]


@pytest.mark.parametrize("address", ["/mailbox/9-9/", "/mailbox/1-0/7/"])
def test_what_was_never_sent_is_not_found(client, folder, address):
    keep(folder, "1-0", "Report", "leader@example.org")

    assert client.get(address).status_code == 404
