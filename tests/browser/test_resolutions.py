"""Pages of resolutions, of what they order and of objections: no fault that axe finds, wide and narrow."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from council import journal
from documents.models import Paper
from motions.actions import objections, releases, tasks
from tests import factories
from tests.browser.test_pages import Watch
from tests.motions.deciding import commissioned, confirmed, counted, decided, extracted, paper_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pages(cast):
    """By person the addresses to look at."""
    waiting, ready = decided(cast), confirmed(cast)
    extract = extracted(cast, poll=counted(cast), voices=[("Berg, Jan", "yes")])
    task = commissioned(cast, due=timezone.localdate() + timedelta(days=5))
    tasks.report(task, text="Die Planung läuft.", on=timezone.localdate(), state="in_progress", by=cast.officer)
    paper = paper_of(decided(cast, paper=factories.paper(name="Leerstand")))
    objections.suspend(paper, reason="Es fehlt die Deckung.", on=timezone.localdate(), by=cast.mayor)
    kept = {"audience": "body", "audience_organization": cast.assembly, "name": "Grundstück Weidenweg"}
    secret = extracted(cast, **kept)
    wording = {"title": "Verkauf eines Grundstücks", "text": "Ein Grundstück wird verkauft.", "result": "angenommen"}
    releases.propose(secret, version=0, by=cast.deputy, **wording)
    journal.drain()
    report, suspended = reverse("task-report", args=[task.key]), Paper.objects.get(pk=paper.pk).get_absolute_url()
    item = [ready.meeting.key, ready.key]
    everyone = [
        reverse("resolutions"),
        extract.get_absolute_url(),
        reverse("tasks"),
        task.get_absolute_url(),
        suspended,
    ]
    return {
        "": everyone,
        "clerk": [
            *(reverse(name, args=[secret.key]) for name in ("release-propose", "release-confirm")),
            suspended,
            reverse("resolution-new", args=item),
            reverse("task-new", args=[extract.key]),
            "/desk/",
        ],
        "chair": [waiting.meeting.get_absolute_url(), "/desk/"],
        "officer": ["/desk/", report],
        "mayor": [reverse("objection-new", args=[extract.paper.key])],
    }


@pytest.mark.parametrize("name", ["", "clerk", "chair", "officer", "mayor"])
def test_pages_after_a_decision_have_no_fault(pages, server, people, name):
    watch = Watch(people.window(name), server)

    for address in pages[name]:
        watch.look(address)

    assert watch.found == []
    assert watch.foreign == []
