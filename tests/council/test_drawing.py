"""A part of a page is drawn once for equal inputs, and anew for every other."""

import pytest
from django.template import loader
from django.utils.safestring import SafeString

from council import drawing
from tests import factories

ITEM = "council/_item.html"


@pytest.fixture
def drawings(monkeypatch):
    """What is really drawn."""
    made, render = [], loader.render_to_string

    def counted(template, context):
        made.append(template)
        return render(template, context)

    drawing._drawn.cache_clear()
    monkeypatch.setattr(drawing, "render_to_string", counted)
    yield made
    drawing._drawn.cache_clear()


def drawn(item, *, mood="", pieces=()):
    return drawing.drawn(ITEM, item=item, level=0, mood=mood, pieces=list(pieces))


@pytest.mark.django_db
def test_equal_rows_are_drawn_once_although_they_were_read_twice(cast, drawings):
    item = factories.item(factories.meeting(cast.assembly), number="1", name="Radweg")

    pages = [drawn(type(item).objects.get(pk=item.pk), pieces=[SafeString("<p>Vorlage</p>")]) for _ in range(3)]

    assert len(set(pages)) == len(drawings) == 1
    assert "Radweg" in pages[0]
    assert "<p>Vorlage</p>" in pages[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "more"),
    [
        ({"name": "Spielplatz"}, {}),
        ({"number": "2"}, {}),
        ({"result": "adopted"}, {}),
        ({"result_text": "mit 3 Stimmen"}, {}),
        ({"resolution_text": "Es wird gebaut."}, {}),
        ({"public": None}, {}),
        ({"audience": "council"}, {}),
        ({"state": "called"}, {}),
        ({}, {"mood": "current"}),
        ({}, {"pieces": [SafeString("<p>Vorlage</p>")]}),
        ({}, {"pieces": ["<p>Vorlage</p>"]}),
    ],
)
def test_whatever_is_shown_of_a_row_is_drawn_anew_when_it_changes(cast, drawings, changed, more):
    item = factories.item(factories.meeting(cast.assembly), number="1", name="Radweg")
    before = drawn(item)
    for name, value in changed.items():
        setattr(item, name, value)

    after = drawn(item, **more)

    assert before != after
    assert len(drawings) == 2


@pytest.mark.django_db
def test_what_is_safe_and_what_is_to_be_escaped_are_two_drawings(cast, drawings):
    item = factories.item(factories.meeting(cast.assembly), number="1", name="Radweg")

    safe, escaped = drawn(item, pieces=[SafeString("<b>Q</b>")]), drawn(item, pieces=["<b>Q</b>"])

    assert ("<b>Q</b>" in safe, "<b>Q</b>" in escaped) == (True, False)
