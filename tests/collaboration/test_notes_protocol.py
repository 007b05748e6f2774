"""An independent client creates, pages, changes, answers and deletes notes by the W3C protocol alone; all of it is valid."""

import re
from datetime import datetime

import pytest
from allauth.account.models import EmailAddress

from collaboration.actions import notes
from collaboration.api import notes as api
from collaboration.models import Note
from council.states import Audience
from tests import cast as casting
from tests import factories
from tests.collaboration.notes_client import MEDIA_TYPE, Client
from tests.collaboration.test_notes import TEXT, passage, written
from tests.collaboration.test_notes_api import annotation, browser, iri, post

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
# https://www.w3.org/TR/annotation-vocab/ and the prefixes of its JSON-LD context.
MOTIVATIONS = {
    *("assessing", "bookmarking", "classifying", "commenting", "describing", "editing", "highlighting"),
    *("identifying", "linking", "moderating", "questioning", "replying", "tagging"),
}
TERMS = {
    "annotation": {"id", "type", "motivation", "created", "modified", "creator", "audience", "target", "body"},
    "body": {"type", "value", "format", "language", "purpose"},
    "target": {"source", "scope", "selector"},
    "TextQuoteSelector": {"type", "exact", "prefix", "suffix"},
    "TextPositionSelector": {"type", "start", "end"},
}


def faults(found: dict, *, alone: bool = True) -> list[str]:
    """What the Web Annotation Data Model forbids in an annotation (https://www.w3.org/TR/annotation-model/)."""
    wrong = []

    def demand(holds: bool, what: str) -> None:
        if not holds:
            wrong.append(what)

    contexts = found.get("@context", [])
    demand(not alone or CONTEXT in (contexts if isinstance(contexts, list) else [contexts]), "context")
    demand(re.match(r"https?://", found.get("id", "")) is not None, "id is an IRI")
    demand(found.get("type") == "Annotation", "type")
    demand(found.get("motivation") in MOTIVATIONS, "motivation")
    demand({key for key in found if key[0] != "@" and ":" not in key} <= TERMS["annotation"], "terms of the context")
    for moment in ("created", "modified"):
        demand(datetime.fromisoformat(found[moment]).tzinfo is not None, moment)
    body, target = found.get("body"), found.get("target")
    if body is not None:
        demand(body["type"] == "TextualBody" and isinstance(body["value"], str), "body")
        demand(set(body) <= TERMS["body"] and body.get("purpose") in MOTIVATIONS, "terms of the body")
    demand(bool(target), "at least one target")
    if isinstance(target, dict):
        demand(set(target) <= TERMS["target"] and re.match(r"https?://", target["source"]) is not None, "target")
        for selector in target["selector"]:
            demand(set(selector) <= TERMS.get(selector.get("type"), set()), "selector")
        places = {selector["type"]: selector for selector in target["selector"]}
        demand(bool(places["TextQuoteSelector"]["exact"]), "exact")
        demand(0 <= places["TextPositionSelector"]["start"] < places["TextPositionSelector"]["end"], "position")
    else:
        demand(re.match(r"https?://", target or "") is not None, "target is an IRI")
    return wrong


def signed_in(live_server) -> tuple:
    """The client of the councillor, and a paper to write on."""
    cast = casting.assemble()
    EmailAddress.objects.create(user=cast.councillor, email=cast.councillor.email, verified=True, primary=True)
    client = Client(live_server.url)
    client.sign_in(cast.councillor.email, "demo-demo-demo")
    return client, factories.paper(text=TEXT)


@pytest.mark.django_db(transaction=True)
def test_independent_client_does_everything_by_the_protocol_alone(live_server, monkeypatch):
    monkeypatch.setattr(api, "PER_PAGE", 2)
    client, paper = signed_in(live_server)

    container = client.ask("GET", "/api/notes/")
    made = [
        client.ask("POST", "/api/notes/", annotation(paper, words=words))
        for words in ("Radweg", "Magistrat", "Sommer", "🚲 und 🚶", "berichtet")
    ]
    first = made[0]
    walked = client.annotations("/api/notes/")
    pages = list(client.pages("/api/notes/"))
    changed = first.json | {"body": first.json["body"] | {"value": "Neue Worte."}}
    blind = client.ask("PUT", first.headers["Location"], changed)
    put = client.ask("PUT", first.headers["Location"], changed, If_Match=first.headers["ETag"])
    late = client.ask("PUT", first.headers["Location"], changed, If_Match=first.headers["ETag"])
    same = client.ask("GET", first.headers["Location"], If_None_Match=put.headers["ETag"])
    answer = client.ask(
        "POST",
        "/api/notes/",
        {
            "@context": CONTEXT,
            "type": "Annotation",
            "motivation": "replying",
            "body": {"type": "TextualBody", "value": "Dazu noch etwas."},
            "target": first.headers["Location"],
        },
    )
    again = client.ask("PUT", answer.headers["Location"], answer.json, If_Match=answer.headers["ETag"])
    old = client.ask("DELETE", first.headers["Location"], If_Match='"1"')
    gone = client.ask("DELETE", first.headers["Location"], If_Match=put.headers["ETag"])
    after = client.ask("GET", first.headers["Location"])

    assert container.headers["Content-Type"] == MEDIA_TYPE
    assert 'rel="type"' in container.headers["Link"]
    assert {"Accept-Post", "Allow", "ETag", "Vary"} <= set(container.headers)
    assert [one.status for one in made] == [201] * 5
    assert [one.headers["Location"] for one in made] == [item["id"] for item in walked]
    assert [len(page["items"]) for page in pages] == [2, 2, 1]
    assert [page["startIndex"] for page in pages] == [0, 2, 4]
    assert [faults(item, alone=False) for item in walked] == [[]] * 5
    assert [faults(one.json) for one in (*made, put, answer)] == [[]] * 7
    assert (blind.status, put.status, late.status, same.status) == (428, 200, 412, 304)
    assert put.json["body"]["value"] == "Neue Worte."
    assert (answer.status, answer.json["target"], answer.json["motivation"]) == (201, first.json["id"], "replying")
    assert again.status == 200
    assert (old.status, gone.status, after.status) == (412, 204, 410)


@pytest.mark.django_db(transaction=True)
def test_client_without_the_token_of_its_session_writes_nothing(live_server):
    client, paper = signed_in(live_server)

    for cookie in [cookie for cookie in client.jar if cookie.name == "csrftoken"]:
        client.jar.clear(cookie.domain, cookie.path, cookie.name)
    refused = client.ask("POST", "/api/notes/", annotation(paper))

    assert (refused.status, Note.objects.count()) == (403, 0)


@pytest.mark.django_db
def test_reply_names_its_note_only_to_who_reads_it(cast):
    paper = factories.paper(text=TEXT)
    note = written(paper, by=cast.councillor, circle=Audience.FACTION)
    reply = notes.reply(note, text="Ja.", circle=Audience.FACTION, by=cast.colleague)
    seen = browser(cast.councillor).get(iri(reply)).json()
    Note.objects.filter(pk=reply.pk).update(audience="public", audience_organization=None)

    other = browser(cast.citizen).get(iri(reply)).json()

    assert seen["target"] == iri(note)
    assert note.key not in str(other)
    assert other["motivation"] == "commenting"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"target": "/api/notes/gibtesnicht/"}, 404),
        ({"target": "https://example.org/"}, 400),
        ({"target": ["x"]}, 400),
        ({"target": 7}, 400),
        ({"target": {"source": "http://[::1", "selector": {}}}, 400),
        ({"body": None}, 400),
    ],
)
def test_forged_target_is_refused_with_a_sentence(cast, changes, status):
    paper = factories.paper(text=TEXT)
    written(paper, by=cast.councillor)

    answer = post(cast.citizen, annotation(paper) | changes)

    assert answer.status_code == status
    assert answer.json()["error"].endswith(".")
    assert Note.objects.count() == 1


@pytest.mark.django_db
def test_reply_through_the_protocol_goes_no_further_than_its_note(cast):
    paper = factories.paper(text=TEXT)
    note = written(paper, by=cast.colleague, circle=Audience.FACTION)
    content = annotation(paper) | {"target": iri(note), "motivation": "replying", "audience": "public"}

    answer = post(cast.councillor, content)
    closed = post(cast.rival, content | {"audience": "private"})

    assert (answer.status_code, closed.status_code) == (403, 404)
    assert passage(paper, "Radweg").exact == "Radweg"
    assert Note.objects.count() == 1
