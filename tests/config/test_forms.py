"""Forms outside the admin: everything that explains a field is tied to it."""

from django import forms
from django.utils import translation

from config.forms import PortalField
from tests.config.markup import Markup


class Everything(forms.Form):
    """One field of every sort."""

    name = forms.CharField(help_text="As in the license.", max_length=80)
    amount = forms.DecimalField(
        decimal_places=2,
        widget=forms.NumberInput(attrs={"data-prefix": "¥", "placeholder": "0.00"}),
    )
    staff = forms.IntegerField(required=False)
    founded = forms.DateField()
    seen_at = forms.DateTimeField(required=False)
    kind = forms.ChoiceField(
        choices=[("a", "HTE"), ("b", "SME")], widget=forms.RadioSelect, help_text="One."
    )
    topics = forms.MultipleChoiceField(
        choices=[("x", "Chips"), ("y", "Cells")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    district = forms.ChoiceField(choices=[("", "Choose"), ("440106", "Tianhe")])
    about = forms.CharField(widget=forms.Textarea, max_length=20)
    audit = forms.FileField()
    promise = forms.BooleanField(label="I promise.")
    secret = forms.CharField(widget=forms.HiddenInput)


def wrong() -> Everything:
    return Everything({"amount": "much", "about": "x" * 21, "founded": "yesterday"})


def test_everything_that_is_pointed_to_is_there_once():
    page = Markup(str(wrong()))

    assert page.dangling() == set()
    assert len(page.ids) == len(set(page.ids))
    assert page.open == []


def test_the_summary_links_to_each_wrong_field_and_a_choice_to_its_first():
    page = Markup(str(wrong()))

    links = [a["href"] for a in page.all("a")]
    fields = ["name", "amount", "founded", "kind_0", "district", "about", "audit"]
    assert links == [f"#id_{name}" for name in [*fields, "promise"]]


def test_an_error_is_read_out_as_one_and_belongs_to_its_field():
    with translation.override("en"):
        text = str(wrong()["amount"].as_field_group())

    assert '<span class="govuk-visually-hidden">Error:</span> Enter a number.' in text
    control = Markup(text).all("input")[0]
    assert control["aria-invalid"] == "true"
    assert control["aria-describedby"] == "id_amount_error"
    assert "govuk-input--error" in control["class"]


def test_hint_error_and_count_are_all_announced_with_a_long_text():
    form = wrong()
    form.fields["about"].help_text = "Short."

    control = Markup(form["about"].as_field_group()).all("textarea")[0]

    told = "id_about_helptext id_about_error id_about_count"
    assert control["aria-describedby"] == told
    assert "maxlength" not in control  # nothing that was pasted is cut off silently


def test_choices_are_a_fieldset_with_a_legend_and_its_hint():
    page = Markup(Everything()["kind"].as_field_group())

    assert page.all("fieldset")[0]["aria-describedby"] == "id_kind_helptext"
    assert len(page.all("legend")) == 1
    assert [r["id"] for r in page.all("input", type="radio")] == [
        "id_kind_0",
        "id_kind_1",
    ]


def test_numbers_are_text_and_dates_are_the_browsers_own():
    form = Everything(initial={"amount": "1234.50", "founded": "2024-02-29"})

    def control(name: str) -> dict[str, str]:
        field = form[name]
        assert isinstance(field, PortalField)
        return Markup(field.control).all("input")[0]

    assert (control("amount")["type"], control("amount")["inputmode"]) == (
        "text",
        "decimal",
    )
    assert control("staff")["inputmode"] == "numeric"
    assert (control("founded")["type"], control("founded")["value"]) == (
        "date",
        "2024-02-29",
    )
    assert control("seen_at")["type"] == "datetime-local"
    assert "placeholder" not in control("amount")


def test_what_the_browser_sends_for_a_date_is_understood_in_both_languages():
    for language in ("zh-hans", "en"):
        with translation.override(language):
            form = Everything({"founded": "2024-02-29", "seen_at": "2024-02-29T08:30"})
            assert not {"founded", "seen_at"} & set(form.errors)


def test_only_optional_fields_say_so_unless_the_form_forbids_it():
    with translation.override("en"):
        marked = str(Everything()).count("(optional)")
        Everything.mark_optional = False  # type: ignore[attr-defined]  # told by pages
        unmarked = str(Everything()).count("(optional)")
        del Everything.mark_optional  # type: ignore[attr-defined]  # as above

    assert (marked, unmarked) == (3, 0)


def test_a_bare_field_stays_as_the_admin_expects_it():
    assert "govuk" not in str(Everything()["name"])


def test_what_a_person_typed_is_escaped():
    form = Everything({"name": '"><script>x</script>', "about": "</textarea><b>"})

    text = str(form)

    assert "<script>" not in text
    assert "</textarea><b>" not in text
