"""What somebody wrote and threw away before handing a paper in stays theirs."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from council.models import Organization
from documents.actions import papers
from documents.models import Paper
from documents.search import indexing
from tests import factories
from tests.journeys.test_leak_matrix import doors, said

THROWN_AWAY, HANDED_IN = "Qbarauax", "Qbarieax"


@pytest.fixture
def paper(cast) -> Paper:
    """A motion whose first wording its author replaced before handing it in; it is admitted and public."""
    made = Paper(body=cast.town, paper_type="motion", name="Radweg")
    made = papers.draft(made, body_text=f"Erste Fassung mit {THROWN_AWAY}.", by=cast.councillor)
    made = papers.revise(made, body_text=f"Zweite Fassung mit {HANDED_IN}.", by=cast.councillor)
    made = papers.submit(made, by=cast.councillor)
    return papers.admit(made, by=cast.clerk, on=timezone.localdate())


def asked(client: Client, paper: Paper) -> str:
    """Everything a browser gets to see that may show a version of the text."""
    page = reverse("paper", args=[paper.key])
    note = reverse("note-new", args=[paper.key])
    places = [page, *(f"{page}?version={number}" for number in (1, 2, 3)), "/papers/", "/desk/"]
    places += [f"{note}?version={number}&block=1" for number in (1, 2)]
    places += [f"{note}?version={number}&start=0&end=20" for number in (1, 2)]
    places += [f"/api/notes/?paper={paper.key}"]
    shown = "".join(said(client.get(place)) for place in places)
    found = said(client.get("/search/", {"q": "Fassung"})) + said(client.get("/search/suggest", {"q": "Qbar"}))
    return shown + found


def test_thrown_away_wording_is_seen_by_its_author_alone(cast, paper):
    indexing.rebuild()

    seen = {name: asked(client, paper) for name, client in doors(cast).items()}

    assert {name for name, text in seen.items() if HANDED_IN in text} == set(seen)
    assert {name for name, text in seen.items() if THROWN_AWAY in text} == {"councillor"}


def test_nobody_writes_a_note_on_a_wording_that_was_thrown_away(cast, paper):
    client = doors(cast)["citizen"]
    body = {
        "type": "Annotation",
        "motivation": "commenting",
        "body": {"type": "TextualBody", "value": "Aha"},
        "target": {
            "source": f"http://testserver{reverse('paper', args=[paper.key])}?version=1",
            "selector": [
                {"type": "TextQuoteSelector", "exact": "Erste", "prefix": "", "suffix": " Fassung"},
                {"type": "TextPositionSelector", "start": 0, "end": 5},
            ],
        },
    }

    response = client.post(reverse("notes-api"), body, content_type="application/ld+json")

    assert (response.status_code, paper.notes.count()) == (404, 0)


def test_office_reads_what_was_handed_in_and_not_the_drafts_before(cast):
    made = Paper(body=cast.town, paper_type="motion", name="Radweg")
    made = papers.draft(made, body_text=f"Erste Fassung mit {THROWN_AWAY}.", by=cast.councillor)
    made = papers.revise(made, body_text=f"Zweite Fassung mit {HANDED_IN}.", by=cast.councillor)
    papers.submit(made, by=cast.councillor)
    client = doors(cast)["clerk"]

    texts = [said(client.get(reverse("paper", args=[made.key]) + query)) for query in ("", "?version=1", "?version=2")]

    assert [(HANDED_IN in text, THROWN_AWAY in text) for text in texts] == [(True, False)] * 3


def test_draft_itself_is_seen_by_its_author_alone(cast):
    made = Paper(body=cast.town, paper_type="motion", name=THROWN_AWAY)
    made = papers.draft(made, body_text=f"Fassung mit {THROWN_AWAY}.", by=cast.councillor)
    papers.name_originator(made, organization=cast.our_faction)
    indexing.rebuild()
    bodies = [body.get_absolute_url() for body in Organization.objects.all()]
    person = cast.councillor.person.get_absolute_url()

    seen = {
        name: asked(client, made) + "".join(said(client.get(page)) for page in (*bodies, person, "/", "/inquiries/"))
        for name, client in doors(cast).items()
    }

    assert {name for name, text in seen.items() if THROWN_AWAY in text} == {"councillor"}


def test_file_of_a_draft_is_seen_by_its_author_alone(cast):
    made = Paper(body=cast.town, paper_type="motion", name="Radweg")
    made = papers.draft(made, body_text="Fassung.", by=cast.councillor)
    file = factories.file(paper=made, name=THROWN_AWAY, audience="private", owner=cast.councillor)
    page = file.get_absolute_url()

    statuses = {name: client.get(page).status_code for name, client in doors(cast).items()}

    assert {name for name, status in statuses.items() if status == 200} == {"councillor"}
