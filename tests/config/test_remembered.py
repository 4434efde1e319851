"""What is remembered of a page is shown only where the values are the same."""

from django.template import Context, Template
from django.utils.safestring import mark_safe
from django.utils.translation import override

PART = '{% load remembered %}{% remembered "admin/filter_link.html" words=words %}'


def shown(**context: object) -> str:
    return Template(PART).render(Context(context))


def test_markup_that_was_remembered_does_not_let_the_same_letters_pass():
    assert "<b>x</b>" in shown(words=mark_safe("<b>x</b>"))
    assert "&lt;b&gt;x&lt;/b&gt;" in shown(words="<b>x</b>")


def test_a_remembered_part_sees_only_what_it_is_given():
    assert 'href=""' in shown(words="x", address="/admin/", name="mine")


def test_each_language_is_remembered_by_itself():
    themes = Template('{% load remembered %}{% remembered "admin/menu_themes.html" %}')
    with override("en"):
        english = themes.render(Context())
    with override("zh-hans"):
        chinese = themes.render(Context())

    assert "Dark" in english
    assert "Dark" not in chinese
