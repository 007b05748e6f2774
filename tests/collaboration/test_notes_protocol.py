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
from tests.collaboration.test_notes_api import annotation, browser, iri, post, put

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
# https://www.w3.org/TR/annotation-vocab/ and the prefixes of its JSON-LD context.
MOTIVATIONS = {
    *("assessing", "bookmarking", "classifying", "commenting", "describing", "editing", "highlighting"),
    *("identifying", "linking", "moderating", "questioning", "replying", "tagging"),
}
RFC_3778 = "http://tools.ietf.org/rfc/rfc3778"
TERMS = {
    "annotation": {"id", "type", "motivation", "created", "modified", "creator", "audience", "target", "body"},
    "body": {"type", "value", "format", "language", "purpose"},
    "target": {"source", "scope", "selector"},
    "FragmentSelector": {"type", "conformsTo", "value", "refinedBy"},
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
        selectors = [one for outer in target["selector"] for one in (outer, *outer.get("refinedBy", ()))]
        for selector in selectors:
            demand(set(selector) <= TERMS.get(selector.get("type"), set()), "selector")
        places = {selector["type"]: selector for selector in selectors}
        fragment = places.get("FragmentSelector", {"value": "page=1", "conformsTo": RFC_3778})
        demand(fragment["conformsTo"] == RFC_3778 and re.fullmatch(r"page=\d+", fragment["value"]), "fragment")
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


# Pages of files


def on_page(file, *, page="page=2", words="Der Radweg kostet 2 Mio. Euro.", **changes) -> dict:
    text = file.pages.get(number=2).canonical
    start = text.index(words)
    refined = [
        {"type": "TextQuoteSelector", "exact": words, "prefix": "", "suffix": ""},
        {"type": "TextPositionSelector", "start": start, "end": start + len(words)},
    ]
    fragment = {"type": "FragmentSelector", "conformsTo": RFC_3778, "value": page, "refinedBy": refined}
    return {
        "@context": CONTEXT,
        "type": "Annotation",
        "motivation": "questioning",
        "audience": {"type": "Audience", "schema:audienceType": "private"},
        "body": {"type": "TextualBody", "value": "Wer zahlt das?"},
        "target": {"source": f"http://testserver/files/{file.key}/", "selector": [fragment]} | changes,
    }


@pytest.fixture
def file(cast):
    return factories.file(paper=factories.paper(), pages=("Erste Seite.", "Kosten\n\nDer Radweg kostet 2 Mio. Euro."))


@pytest.mark.django_db
def test_note_on_a_page_goes_out_as_it_came_in_and_is_valid(cast, file):
    content = on_page(file)
    made = post(cast.councillor, content)
    note = Note.objects.get()
    changed = put(
        cast.councillor,
        note,
        made.json() | {"body": made.json()["body"] | {"value": "Neu."}},
        **{"If-Match": made["ETag"]},
    )

    found = changed.json()

    selector = found["target"]["selector"][0]
    assert (made.status_code, changed.status_code, faults(found)) == (201, 200, [])
    assert (note.file, note.page, note.version_of_text) == (file, 2, None)
    assert found["target"]["source"] == f"http://testserver/files/{file.key}/"
    assert found["target"]["scope"] == f"http://testserver/papers/{file.paper.key}/"
    assert (selector["type"], selector["conformsTo"], selector["value"]) == ("FragmentSelector", RFC_3778, "page=2")
    assert [one["type"] for one in selector["refinedBy"]] == ["TextQuoteSelector", "TextPositionSelector"]
    assert selector["refinedBy"][1] == content["target"]["selector"][0]["refinedBy"][1]
    assert post(cast.rival, content | {"target": iri(note)}).status_code == 404


@pytest.mark.django_db
def test_quote_alone_beside_the_page_is_enough(cast, file):
    quote = {"type": "TextQuoteSelector", "exact": "2 Mio. Euro"}
    fragment = {"type": "FragmentSelector", "value": "page=2"}

    answer = post(cast.citizen, on_page(file, selector=[fragment, quote], source=f"/files/{file.key}/view"))

    assert answer.status_code == 201
    assert Note.objects.get().exact == "2 Mio. Euro"


FRAGMENT = {"type": "FragmentSelector", "conformsTo": RFC_3778, "value": "page=2"}
QUOTE = {"type": "TextQuoteSelector", "exact": "Radweg"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("selector", "status"),
    [
        (None, 400),
        ([], 400),
        ("page=2", 400),
        ([QUOTE], 400),
        ([FRAGMENT], 400),
        ([FRAGMENT, FRAGMENT | {"refinedBy": QUOTE}], 400),
        ([FRAGMENT | {"refinedBy": []}], 400),
        ([FRAGMENT | {"refinedBy": "Radweg"}], 400),
        ([FRAGMENT | {"refinedBy": QUOTE | {"exact": ""}}], 400),
        ([FRAGMENT | {"refinedBy": QUOTE | {"exact": "x" * 20_001}}], 400),
        ([FRAGMENT | {"refinedBy": QUOTE | {"exact": "Nicht auf dieser Seite"}}], 400),
        ([FRAGMENT | {"refinedBy": {"type": "TextPositionSelector", "start": 0, "end": 10**12}}], 400),
        ([FRAGMENT | {"refinedBy": {"type": "TextPositionSelector", "start": -1, "end": 3}}], 400),
        ([FRAGMENT | {"refinedBy": FRAGMENT}], 400),
        ([FRAGMENT | {"value": "page=0", "refinedBy": QUOTE}], 400),
        ([FRAGMENT | {"value": "page=2&zoom=1", "refinedBy": QUOTE}], 400),
        ([FRAGMENT | {"value": "page=²", "refinedBy": QUOTE}], 400),
        ([FRAGMENT | {"value": 2, "refinedBy": QUOTE}], 400),
        ([FRAGMENT | {"conformsTo": "http://tools.ietf.org/rfc/rfc5147", "refinedBy": QUOTE}], 400),
        ([FRAGMENT | {"value": "page=99", "refinedBy": QUOTE}], 404),
    ],
)
def test_selector_that_does_not_fit_a_page_is_refused_with_a_sentence(cast, file, selector, status):
    answer = post(cast.citizen, on_page(file, selector=selector))

    assert (answer.status_code, Note.objects.count()) == (status, 0)
    assert re.search(r"\.$", answer.json()["error"])


@pytest.mark.django_db
def test_closed_file_answers_programs_as_one_there_is_not(cast, file):
    made = post(cast.councillor, on_page(file))
    closed = factories.file(paper=file.paper, pages=("…", "Der Radweg kostet 2 Mio. Euro."), audience="administration")
    content = on_page(closed)

    answers = [post(cast.citizen, content), post(cast.citizen, on_page(file, source="/files/gibtesnicht/"))]

    assert made.status_code == 201
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json() == answers[1].json()


@pytest.mark.django_db
def test_note_on_a_page_does_not_move_to_another(cast, file):
    made = post(cast.councillor, on_page(file))
    content = made.json()
    content["target"]["selector"][0]["value"] = "page=1"

    answer = put(cast.councillor, Note.objects.get(), content, **{"If-Match": made["ETag"]})

    assert (answer.status_code, Note.objects.get().page) == (400, 2)
