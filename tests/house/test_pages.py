"""What docs/pages.md promises about templates is so, and no template asks for what the browser refuses."""

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import render_to_string

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
GUIDE = (ROOT / "docs" / "pages.md").read_text(encoding="utf-8")
EXAMPLES = [
    example
    for example in re.findall(r"^```django\n(.*?)^```$", GUIDE, flags=re.DOTALL | re.MULTILINE)
    if "{% extends" not in example and "{% may" not in example
]
INCLUDED = re.compile(r'include "(components/[a-z_]+\.html)"')


class Question(forms.Form):
    subject = forms.CharField(label="Betreff", help_text="Ein Satz.")
    reason = forms.CharField(label="Begründung", widget=forms.Textarea, required=False)
    circle = forms.ChoiceField(label="Wer darf das lesen?", widget=forms.RadioSelect, choices=[("all", "alle")])
    checked = forms.BooleanField(label="Geprüft")


def rendered(template: str, rf, **values: object) -> str:
    return engines["django"].from_string(template).render(values, rf.get("/meetings/?body=hfa&page=2"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: INCLUDED.findall(example)[0])
def test_each_example_of_the_guide_renders(example, rf):
    moment = datetime(2026, 3, 6, 16, 0, tzinfo=ZoneInfo("Europe/Berlin"))

    html = rendered(
        example,
        rf,
        form=Question(),
        page=Paginator(range(50), 20).page(2),
        meetings=["34. Sitzung"],
        meeting={"starts_at": moment},
    )

    assert "{%" not in html
    assert html.strip()


def test_each_component_is_in_the_guide():
    parts_of_parts = {"mark", "navigation", "navigation_link", "footer_links", "error_summary"}
    components = {path.stem for path in (ROOT / "templates" / "components").glob("*.html")} - parts_of_parts

    explained = {name for name in components if f"components/{name}.html" in GUIDE}

    assert explained == components


def test_each_icon_is_in_the_guide():
    icons = sorted(path.stem for path in (ROOT / "templates" / "components" / "icons").glob("*.svg"))

    listed = re.search(r"Names are the files of `templates/components/icons/`: ([a-z\s]+)\.", GUIDE)

    assert listed is not None
    assert listed[1].split() == icons


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_no_template_asks_for_what_the_browser_refuses(path):
    if "print" in path.parts or "mail" in path.parts:
        pytest.skip("not a page: printed or mailed")
    text = path.read_text(encoding="utf-8")

    # A page that keeps its address to itself sends its forms from "null", and the token against forgery fails.
    refused = re.findall(
        r"<style|<meta name=\"referrer\"|\sstyle=|\son[a-z]+=\"|javascript:|<script(?![^>]*\ssrc=)(?![^>]*type=\"application/)|\ssrc=\"(?:https?:)?//",
        text,
    )

    assert refused == []


def test_errors_are_tied_to_their_fields_and_gathered_on_top(rf):
    form = Question({"subject": "", "circle": "all", "checked": "on"})

    html = rendered("{{ form }}", rf, form=form)

    assert html.count('role="alert"') == 1
    assert '<a href="#id_subject">Betreff – Dieses Feld ist zwingend erforderlich.</a>' in html
    assert 'aria-describedby="id_subject_helptext id_subject_error"' in html
    assert 'id="id_subject_error"' in html
    assert html.count('class="field invalid"') == 1


def test_form_without_errors_has_no_summary(rf):
    html = rendered("{{ form }}", rf, form=Question())

    assert 'role="alert"' not in html
    assert html.count("(freiwillig)") == 1


@pytest.mark.parametrize(
    ("value", "shown"), [(None, "nicht angegeben"), ("", "nicht angegeben"), (0, "0"), ("HFA", "HFA")]
)
def test_fact_says_when_nothing_is_known(value, shown):
    html = render_to_string("components/fact.html", {"label": "Gremium", "value": value})

    assert re.sub(r"<[^>]+>", " ", html).split() == ["Gremium", *shown.split()]


def test_audience_that_is_unknown_is_shown_as_private():
    assert "privat" in render_to_string("components/audience.html", {"audience": "anything"})


def test_pagination_keeps_the_other_parameters(rf):
    html = rendered(
        '{% include "components/pagination.html" with page=page only %}', rf, page=Paginator(range(50), 20).page(2)
    )

    assert re.findall(r'href="([^"]+)"', html) == ["?body=hfa&amp;page=1", "?body=hfa&amp;page=3"]


def test_page_of_one_has_no_pagination(rf):
    html = rendered(
        '{% include "components/pagination.html" with page=page only %}', rf, page=Paginator(range(3), 20).page(1)
    )

    assert html.strip() == ""
