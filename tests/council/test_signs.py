"""Small parts of pages that are drawn once and shown often."""

from __future__ import annotations

from django.template import Context, Template
from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from tests.house.source import ROOT


def shown(markup, **names):
    return Template(markup).render(Context(names))


def test_sign_shows_what_the_included_part_shows():
    names = {"word": "eingereicht", "tone": "info"}

    sign = shown('{% sign "components/badge.html" text=word tone=tone %}', **names)

    assert sign == shown('{% include "components/badge.html" with text=word tone=tone only %}', **names)
    assert shown('{% sign "components/badge.html" text=word tone=tone %}', **names) == sign


def test_sign_escapes_a_text_whose_safe_twin_was_shown_before():
    markup = '{% sign "components/badge.html" text=word %}'

    safe = shown(markup, word=SafeString("<b>neu</b>"))
    typed = shown(markup, word="<b>neu</b>")

    assert ("<b>neu</b>" in safe, "<b>neu</b>" in typed, "&lt;b&gt;neu&lt;/b&gt;" in typed) == (True, False, True)


def test_sign_tells_a_number_from_a_truth():
    markup = '{% sign "components/badge.html" text=word %}'

    assert [strip_tags(shown(markup, word=word)).strip() for word in (1, True)] == ["1", "True"]


def test_parts_shown_as_signs_read_nothing_but_their_inputs():
    templates = ROOT / "templates"
    used = {
        found.split('"')[1]
        for path in templates.rglob("*.html")
        for found in path.read_text(encoding="utf-8").split("{% sign ")[1:]
    }

    assert used == {
        "components/audience.html",
        "components/badge.html",
        "components/icon.html",
        "components/icons/note.svg",
        "components/light.html",
        "motions/_count.html",
    }
    assert not [part for part in used if "request" in (templates / part).read_text(encoding="utf-8")]
