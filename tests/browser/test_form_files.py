"""Files of the form in a real browser: resumed, refused with a reason, dropped."""

import pytest
from playwright.sync_api import expect

from foundation.files.actions import check_waiting
from programs.models import Attachment
from tests.browser.conftest import hindrances
from tests.browser.writing import a_full_scene, a_large_file, open_form
from tests.foundation.files.making import pdf_with
from tests.programs.applications.scene import PDF, now

pytestmark = pytest.mark.django_db(transaction=True)
PIECES = "**/uploads/*-*-*/"
HERE = "[data-files=plan]"
COMING = "[data-uploads=plan]"


@pytest.fixture
def scene():
    return a_full_scene()


@pytest.fixture
def writer(page, live_server, scene):
    page.set_default_timeout(10_000)
    return open_form(page, live_server.url, scene, scene.editor)


def a_file(name: str, content: bytes = PDF):
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


def choose(page, *files):
    page.locator("input[name=plan]").set_input_files(list(files))


class Gate:
    """Lets so many pieces through, and then none until it is opened."""

    def __init__(self, page, most: int) -> None:
        self.left, self.offsets = most, []
        page.route(PIECES, self.pass_or_cut)

    def pass_or_cut(self, route) -> None:
        self.offsets.append(int(route.request.headers.get("upload-offset", -1)))
        if self.left <= 0:
            route.abort()
            return
        self.left -= 1
        route.continue_()

    def open(self) -> None:
        """From here on all pass, and only these are noted."""
        self.left, self.offsets = 100, []


def test_several_files_at_once_arrive_and_the_check_is_told(writer):
    choose(writer, a_file("计划书.pdf"), a_file("附件.pdf", PDF + b"%\n%%EOF\n"))

    expect(writer.locator(HERE)).to_contain_text("计划书.pdf")
    expect(writer.locator(HERE)).to_contain_text("附件.pdf")
    expect(writer.locator(f"{COMING} li")).to_have_count(0)
    expect(writer.locator("#lacking")).not_to_contain_text("Plan")
    expect(writer.locator(HERE)).to_contain_text("being checked")
    check_waiting(now=now())
    expect(writer.locator(HERE)).not_to_contain_text("being checked")
    assert hindrances(writer) == []

    writer.locator(f"{HERE} button").first.click()
    expect(writer.locator(f"{HERE} button")).to_have_count(1)
    assert Attachment.objects.filter(removed_at=None).count() == 1


def test_what_is_hostile_is_refused_with_its_reason(writer):
    choose(
        writer,
        a_file("script.pdf", pdf_with(b"/S /JavaScript /JS (x)")),
        a_file("program.exe"),
    )

    said = writer.locator(f"{COMING} [role=alert]")
    expect(said).to_have_count(2)
    expect(said.first).to_contain_text("scripts")
    assert not Attachment.objects.exists()


def test_a_line_that_breaks_while_a_file_is_sent_costs_nothing(writer):
    gate = Gate(writer, 1)
    choose(writer, a_large_file(2))
    expect(writer.locator(COMING)).to_contain_text("Interrupted at 1.0 of 2.0 MB")
    assert hindrances(writer) == []

    gate.left = 100
    expect(writer.locator(HERE)).to_contain_text("大计划书.pdf")
    assert sorted(set(gate.offsets)) == [0, 2**20, 2 * 2**20]
    assert Attachment.objects.get().file.size > 2 * 2**20


def test_a_reload_goes_on_where_the_file_was(writer):
    gate = Gate(writer, 1)
    choose(writer, a_large_file(2))
    expect(writer.locator(COMING)).to_contain_text("Interrupted at 1.0 of 2.0 MB")

    writer.reload()
    gate.open()

    expect(writer.locator(HERE)).to_contain_text("大计划书.pdf")
    assert min(gate.offsets) == 2**20
    assert Attachment.objects.count() == 1


def test_a_browser_that_lost_the_file_asks_for_it_and_goes_on(writer, tmp_path):
    plan = tmp_path / "大计划书.pdf"
    plan.write_bytes(a_large_file(2)["buffer"])
    gate = Gate(writer, 1)
    choose(writer, plan)
    expect(writer.locator(COMING)).to_contain_text("Interrupted at 1.0 of 2.0 MB")
    writer.add_init_script("indexedDB.open = () => { throw new Error('lost'); }")
    writer.reload()
    expect(writer.locator(COMING)).to_contain_text("Choose the same file again")
    gate.open()

    choose(writer, plan)

    expect(writer.locator(HERE)).to_contain_text("大计划书.pdf")
    assert min(gate.offsets) == 2**20
    assert Attachment.objects.count() == 1


DROPPED = """(text) => {
    const carried = new DataTransfer();
    const bytes = new TextEncoder().encode(text);
    carried.items.add(new File([bytes], "drop.pdf", {type: "application/pdf"}));
    return carried;
}"""


def test_a_file_is_dropped_where_it_belongs(writer):
    carried = writer.evaluate_handle(DROPPED, PDF.decode())

    target = writer.locator("[data-question=plan] .govuk-form-group")
    target.dispatch_event("drop", {"dataTransfer": carried})

    expect(writer.locator(HERE)).to_contain_text("drop.pdf")


def test_handing_in_waits_for_files_on_their_way(page, live_server, scene):
    page.set_default_timeout(10_000)
    open_form(page, live_server.url, scene, scene.admin)
    Gate(page, 0)
    choose(page, a_large_file(1))
    expect(page.locator(COMING)).to_contain_text("Interrupted")

    page.locator("button[value=submit]").click()

    expect(page.locator("#saving")).to_contain_text("Waiting for the files")
    page.locator(f"{COMING} [data-cancel]").click()
    expect(page.locator(f"{COMING} li")).to_have_count(0)
