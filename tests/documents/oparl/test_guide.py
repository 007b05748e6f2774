"""The page that explains the interface."""

import html

from django.test import Client

from documents.actions import papers
from tests.documents.oparl import asking


def page() -> str:
    answer = Client().get("/oparl/")
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_the_guide_leads_to_the_system_and_shows_what_is_there_today(world):
    shown = page()

    assert f'href="http://{asking.HOST}/oparl/v1.1/system"' in shown
    assert asking.body()["consultation"] in shown
    assert '"name": "Breiter"' in shown
    assert "kassel:vote" in shown
    assert 'href="/oparl/"' in Client().get("/").content.decode()


def test_the_guide_shows_nothing_that_was_closed_a_moment_ago(world):
    papers.restrict(world["amendment"], audience="private", by=None)

    assert "Breiter" not in page()
