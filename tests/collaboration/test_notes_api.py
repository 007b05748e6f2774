"""The notes for programs: what the container gives to whom, and how a program writes."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from collaboration.actions import moderations, notes
from collaboration.models import Note
from council.models import Entry
from council.states import Audience
from documents.actions import papers
from tests import factories
from tests.collaboration.test_notes import EVERYONE, LADDER, READERS, TEXT, passage, written

pytestmark = pytest.mark.django_db

MEDIA_TYPE = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
HOST = "http://testserver"


@pytest.fixture
def paper(cast):
    return factories.paper(text=TEXT)


def browser(user) -> Client:
    client = Client()
    if user.is_authenticated:
        client.force_login(user)
    return client


def listed(user, query="") -> list[str]:
    first = browser(user).get("/api/notes/" + query).json().get("first", {"items": []})
    return [item["id"] for item in first["items"]]


def iri(note) -> str:
    return f"{HOST}/api/notes/{note.key}/"


def annotation(paper, *, words="🚶 an der Mühlgasse.", **changes) -> dict:
    found = passage(paper, words)
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "Annotation",
        "motivation": "questioning",
        "audience": {"type": "Audience", "schema:audienceType": "private"},
        "body": {"type": "TextualBody", "value": "Wer zahlt das?", "format": "text/plain"},
        "target": {
            "source": f"{HOST}/papers/{paper.key}/?version=1",
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": found.exact,
                    "prefix": found.prefix,
                    "suffix": found.suffix,
                },
                {"type": "TextPositionSelector", "start": found.start, "end": found.end},
            ],
        },
    } | changes


def targeting(paper, *selectors, source="") -> dict:
    return {"target": {"source": source or f"/papers/{paper.key}/", "selector": list(selectors)}}


def post(user, content, **headers):
    body = content if isinstance(content, bytes | str) else json.dumps(content)
    return browser(user).post("/api/notes/", body, content_type=MEDIA_TYPE, headers=headers)


def put(user, note, content, **headers):
    return browser(user).put(f"/api/notes/{note.key}/", json.dumps(content), content_type=MEDIA_TYPE, headers=headers)


# Reading ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("circle", READERS)
def test_container_lists_a_note_to_its_circle_and_counts_it_for_nobody_else(cast, paper, circle):
    note = written(paper, by=cast.councillor, circle=circle)

    answers = {name: browser(user).get("/api/notes/").json() for name, user in cast.everyone().items()}

    assert {name: answer["total"] for name, answer in answers.items()} == {
        name: int(name in READERS[circle]) for name in EVERYONE
    }
    assert {name: listed(user) for name, user in cast.everyone().items()} == {
        name: [iri(note)] if name in READERS[circle] else [] for name in EVERYONE
    }


@pytest.mark.parametrize("circle", READERS)
def test_note_is_there_for_its_circle_and_for_nobody_else(cast, paper, circle):
    note = written(paper, by=cast.councillor, circle=circle)

    answers = {name: browser(user).get(iri(note)) for name, user in cast.everyone().items()}

    assert {name: answer.status_code for name, answer in answers.items()} == {
        name: 200 if name in READERS[circle] else 404 for name in EVERYONE
    }
    unknown = browser(cast.nobody).get("/api/notes/gibtesnicht/")
    assert {answer.content for answer in answers.values() if answer.status_code == 404} <= {unknown.content}


def test_annotation_is_written_in_the_words_of_the_standard(cast, paper):
    note = written(paper, by=cast.councillor, circle=Audience.FACTION, words="🚲 und 🚶")

    answer = browser(cast.colleague).get(f"/api/notes/{note.key}/")

    assert answer["Content-Type"] == MEDIA_TYPE
    assert answer["ETag"] == '"1"'
    assert answer["Link"] == '<http://www.w3.org/ns/ldp#Resource>; rel="type"'
    assert answer["Allow"] == "DELETE, GET, HEAD, OPTIONS, PUT"
    assert answer.json() == {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": iri(note),
        "type": "Annotation",
        "motivation": "commenting",
        "created": note.created_at.isoformat(),
        "modified": note.modified_at.isoformat(),
        "creator": {"type": "Person", "name": "Frau Councillor"},
        "audience": {"type": "Audience", "schema:audienceType": "faction", "name": "Fraktion Grüne Stadt"},
        "target": {
            "source": f"{HOST}/papers/{paper.key}/?version=1",
            "scope": f"{HOST}/papers/{paper.key}/",
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": "🚲 und 🚶",
                    "prefix": note.prefix,
                    "suffix": note.suffix,
                },
                {"type": "TextPositionSelector", "start": note.start, "end": note.end},
            ],
        },
        "body": {
            "type": "TextualBody",
            "value": "Hier klemmt es.",
            "format": "text/plain",
            "language": "de",
            "purpose": "commenting",
        },
    }


def test_public_answers_set_no_cookie(cast, paper):
    note = written(paper, by=cast.councillor, circle=Audience.PUBLIC)

    answers = [browser(cast.nobody).get(address) for address in ("/api/notes/", "/api/notes/?page=0", iri(note))]

    assert [(answer.status_code, len(answer.cookies)) for answer in answers] == [(200, 0)] * 3


def test_container_of_one_paper_holds_its_notes_alone(cast, paper):
    mine = written(paper, by=cast.councillor, circle=Audience.PUBLIC)
    written(factories.paper(text=TEXT), by=cast.councillor, circle=Audience.PUBLIC)

    assert listed(cast.nobody, f"?paper={paper.key}") == [iri(mine)]
    assert listed(cast.nobody, "?paper=gibtesnicht") == []


def test_container_is_paged(cast, paper):
    made = [written(paper, by=cast.councillor, circle=Audience.PUBLIC) for _ in range(3)]
    Note.objects.bulk_create(
        Note(
            paper=paper,
            version_of_text=made[0].version_of_text,
            text=str(number),
            exact="Radweg",
            start=0,
            end=6,
            owner=cast.councillor,
            audience=Audience.PUBLIC,
            created_at=timezone.now(),
            modified_at=timezone.now(),
        )
        for number in range(100)
    )

    client = browser(cast.nobody)
    container = client.get(f"/api/notes/?paper={paper.key}").json()
    second = client.get(container["first"]["next"]).json()

    assert container["type"] == ["BasicContainer", "AnnotationCollection"]
    assert container["total"] == 103
    assert container["id"] == f"{HOST}/api/notes/?paper={paper.key}"
    assert container["last"] == f"{HOST}/api/notes/?paper={paper.key}&page=1"
    assert len(container["first"]["items"]) == 100
    assert (second["startIndex"], len(second["items"])) == (100, 3)
    assert second["prev"] == f"{HOST}/api/notes/?paper={paper.key}&page=0"
    assert second["partOf"] == {"id": container["id"], "total": 103}
    assert "next" not in second
    seen = [item["id"] for item in container["first"]["items"] + second["items"]]
    assert (len(set(seen)), seen[:3]) == (103, [iri(note) for note in made])


def test_program_may_prefer_addresses_alone(cast, paper):
    note = written(paper, by=cast.councillor, circle=Audience.PUBLIC)
    client = browser(cast.nobody)

    addresses = client.get(
        "/api/notes/",
        headers={"Prefer": 'return=representation;include="http://www.w3.org/ns/oa#PreferContainedIRIs"'},
    ).json()
    minimal = client.get(
        "/api/notes/",
        headers={"Prefer": 'return=representation;include="http://www.w3.org/ns/ldp#PreferMinimalContainer"'},
    ).json()

    assert addresses["first"]["items"] == [iri(note)]
    assert minimal["first"] == f"{HOST}/api/notes/?page=0"


@pytest.mark.parametrize("page", ["-1", "1", "x", "9999999999", "²"])
def test_page_there_is_not_is_not_found(cast, paper, page):
    answer = browser(cast.nobody).get("/api/notes/", {"page": page})

    assert (answer.status_code, answer.json()) == (404, {"error": "Diese Seite gibt es nicht."})


def test_unchanged_answers_are_not_sent_again(cast, paper):
    note = written(paper, by=cast.councillor, circle=Audience.PUBLIC)
    client = browser(cast.nobody)

    again = [
        client.get(address, headers={"If-None-Match": client.get(address)["ETag"]}).status_code
        for address in ("/api/notes/", iri(note))
    ]
    notes.edit(note, text="Neu.", by=cast.councillor)

    assert again == [304, 304]
    assert client.get(iri(note), headers={"If-None-Match": '"1"'}).status_code == 200


def test_number_of_queries_does_not_grow_with_the_notes(cast, paper):
    client = browser(cast.colleague)
    written(paper, by=cast.councillor, circle=Audience.FACTION)
    client.get("/api/notes/")

    with CaptureQueriesContext(connection) as one:
        client.get("/api/notes/")
    for number in range(29):
        written(paper, by=[cast.councillor, cast.colleague][number % 2], circle=Audience.FACTION)
    with CaptureQueriesContext(connection) as thirty:
        answer = client.get("/api/notes/")

    assert answer.json()["total"] == 30
    assert len(thirty) == len(one)


# Writing ------------------------------------------------------------------------------------------------------------


def test_program_writes_a_note(cast, paper):
    answer = post(cast.councillor, annotation(paper))

    note = Note.objects.get()
    assert (answer.status_code, answer["Location"], answer["ETag"]) == (201, iri(note), '"1"')
    assert answer.json() == browser(cast.councillor).get(iri(note)).json()
    assert (note.text, note.exact, note.audience, note.motivation, note.owner) == (
        "Wer zahlt das?",
        "🚶 an der Mühlgasse.",
        "private",
        "questioning",
        cast.councillor,
    )
    text = paper.versions.get().text
    assert text[note.start : note.end] == note.exact


def test_what_was_read_can_be_sent_again(cast, paper):
    post(cast.councillor, annotation(paper))
    first = browser(cast.councillor).get(iri(Note.objects.get())).json()

    second = post(cast.councillor, first).json()

    own = ("id", "created", "modified")
    assert {name: value for name, value in second.items() if name not in own} == {
        name: value for name, value in first.items() if name not in own
    }


@pytest.mark.parametrize("circle", LADDER)
def test_note_of_a_program_is_read_by_its_circle_alone(cast, paper, circle):
    answer = post(cast.councillor, annotation(paper, audience=circle))

    readers = {name for name, user in cast.everyone().items() if listed(user) == [answer["Location"]]}
    assert readers == READERS[circle]


def test_note_whose_circle_is_not_said_is_private(cast, paper):
    content = annotation(paper)
    del content["audience"]

    post(cast.councillor, content)

    assert Note.objects.get().audience == Audience.PRIVATE


def test_quote_alone_finds_its_place(cast, paper):
    post(
        cast.citizen,
        annotation(paper) | targeting(paper, {"type": "TextQuoteSelector", "exact": "Magistrat"}),
    )

    note = Note.objects.get()
    assert note.start == paper.versions.get().text.index("Magistrat")


def test_place_alone_finds_its_quote(cast, paper):
    start = paper.versions.get().text.index("🚶")

    post(
        cast.citizen,
        annotation(paper) | targeting(paper, {"type": "TextPositionSelector", "start": start, "end": start + 1}),
    )

    assert Note.objects.get().exact == "🚶"


def test_context_decides_between_two_places(cast, paper):
    quote = {"type": "TextQuoteSelector", "exact": "der Mühlgasse", "suffix": "."}

    post(cast.citizen, annotation(paper) | targeting(paper, quote))

    note = Note.objects.get()
    assert note.start == paper.versions.get().text.index("der Mühlgasse.")


QUOTE = {"type": "TextQuoteSelector", "exact": "Magistrat"}


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"audience": "everyone"}, 400, "Diesen Kreis gibt es nicht. Möglich sind private, faction, council und public."),
        ({"audience": "body"}, 400, "Diesen Kreis gibt es nicht. Möglich sind private, faction, council und public."),
        ({"audience": 7}, 400, "audience muss eine Zeichenkette sein."),
        ({"audience": "council"}, 400, "In diesem Kreis können Sie keine Anmerkung schreiben."),
        ({"body": None}, 400, "Bitte schreiben Sie etwas."),
        ({"body": {"type": "TextualBody", "value": "x" * 10_001}}, 400, "Eine Anmerkung hat höchstens 10.000 Zeichen; diese hat 10.001."),
        ({"body": {"type": "TextualBody", "value": "<b>", "format": "text/html"}}, 400, "Der Text (body) muss ein TextualBody im Format text/plain sein."),
        ({"body": {"type": "Image"}}, 400, "Der Text (body) muss ein TextualBody im Format text/plain sein."),
        ({"body": []}, 400, "Eine Anmerkung hat genau einen Text (body)."),
        ({"body": {"value": {"a": 1}}}, 400, "body.value muss eine Zeichenkette sein."),
        ({"body": "https://example.org/"}, 400, "body muss ein Objekt sein."),
        ({"motivation": "shouting"}, 400, "Bitte eine gültige Auswahl treffen. shouting ist keine gültige Auswahl."),
        ({"target": None}, 400, "target fehlt: Eine Anmerkung gehört zu einer Stelle im Text einer Vorlage."),
        ({"target": "https://example.org/"}, 400, "Als bloße Adresse kann target nur die einer Anmerkung sein, auf die geantwortet wird."),
        ({"target": {"source": "/bodies/x/"}}, 400, "target.source muss die Adresse einer Vorlage oder einer ihrer Dateien sein, etwa /papers/…/?version=1."),
        ({"target": {"source": "/papers/gibtesnicht/", "selector": QUOTE}}, 404, "Diese Vorlage gibt es nicht, oder sie ist für Sie nicht lesbar."),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_and_nothing_written(cast, paper, changes, status, sentence):
    answer = post(cast.citizen, annotation(paper, **changes))

    assert (answer.status_code, answer.json()) == (status, {"error": sentence})
    assert not Note.objects.exists()


@pytest.mark.parametrize(
    ("selector", "sentence"),
    [
        ({"type": "TextQuoteSelector", "exact": ""}, "Bitte wählen Sie eine Stelle im Text aus."),
        ({"type": "TextQuoteSelector", "exact": "Gibt es nicht"}, "Die ausgewählte Stelle steht so nicht im Text."),
        ({"type": "TextQuoteSelector", "exact": "Mühlgasse"}, "Die ausgewählte Stelle kommt mehrfach vor. Bitte wählen Sie einige Wörter mehr aus."),
        ({"type": "TextQuoteSelector", "exact": "Magistrat", "prefix": "x" * 501}, "Die Angaben zur Umgebung der Stelle sind zu lang."),
        ({"type": "TextQuoteSelector", "exact": "\ud83d"}, "Die ausgewählte Stelle steht so nicht im Text."),
        ({"type": "TextQuoteSelector", "exact": 5}, "exact muss eine Zeichenkette sein."),
        ({"type": "TextPositionSelector", "start": 0, "end": 40}, "Bitte wählen Sie eine Stelle innerhalb eines einzelnen Absatzes."),
        ({"type": "TextPositionSelector", "start": 4, "end": 2}, "Diese Stelle gibt es im Text nicht."),
        ({"type": "TextPositionSelector", "start": 4, "end": 10**30}, "Diese Stelle gibt es im Text nicht."),
        ({"type": "TextPositionSelector", "start": 1.5, "end": 4}, "start und end müssen ganze Zahlen sein (Codepunkte im Text)."),
        ({"type": "TextPositionSelector", "start": True, "end": 4}, "start und end müssen ganze Zahlen sein (Codepunkte im Text)."),
        ({"type": "CssSelector", "value": "p"}, "target.selector muss ein TextQuoteSelector oder ein TextPositionSelector sein."),
        ("Radweg", "target.selector muss ein Objekt sein."),
    ],
)  # fmt: skip
def test_selector_that_names_no_passage_is_refused(cast, paper, selector, sentence):
    answer = post(cast.citizen, annotation(paper) | targeting(paper, selector))

    assert (answer.status_code, answer.json()) == (400, {"error": sentence})
    assert not Note.objects.exists()


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        ("", 400, "Das ist kein lesbares JSON."),
        ("{", 400, "Das ist kein lesbares JSON."),
        (b"\xff\xfe\xfa", 400, "Das ist kein lesbares JSON."),
        ("[" * 100_000, 400, "Das ist kein lesbares JSON."),
        ('{"a": ' + "9" * 5_000 + "}", 400, "Das ist kein lesbares JSON."),
        ("[]", 400, "Erwartet wird eine Anmerkung als JSON-Objekt."),
        ("null", 400, "Erwartet wird eine Anmerkung als JSON-Objekt."),
        (" " * (512 * 1024 + 1), 413, "Die Sendung ist zu groß."),
        (" " * (3 * 1024 * 1024), 413, "Die Sendung ist zu groß."),
    ],
    ids=["nothing", "half", "bytes", "deep", "huge-number", "list", "null", "large", "very-large"],
)
def test_body_that_is_no_annotation_is_refused(cast, paper, body, status, sentence):
    answer = post(cast.citizen, body)

    assert (answer.status_code, answer.json()) == (status, {"error": sentence})


def test_closed_paper_answers_as_an_unknown_one(cast):
    closed = factories.paper(text=TEXT, audience=Audience.COUNCIL)

    answer = post(cast.citizen, annotation(closed))

    assert (answer.status_code, answer.json()) == (
        404,
        {"error": "Diese Vorlage gibt es nicht, oder sie ist für Sie nicht lesbar."},
    )


def test_nobody_writes_nothing(cast, paper):
    note = written(paper, by=cast.councillor, circle=Audience.PUBLIC)
    client = browser(cast.nobody)

    answers = [
        client.post("/api/notes/", annotation(paper), content_type="application/json"),
        client.put(f"/api/notes/{note.key}/", {}, content_type="application/json"),
        client.delete(f"/api/notes/{note.key}/"),
    ]

    assert [answer.status_code for answer in answers] == [401, 401, 401]
    assert Note.objects.get().version == 1


def test_writing_needs_the_token_against_forgery(cast, paper):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.councillor)

    answer = client.post("/api/notes/", annotation(paper), content_type="application/json")

    assert (answer.status_code, Note.objects.count()) == (403, 0)


def test_sixty_notes_an_hour_are_enough(cast, paper):
    note = written(paper, by=cast.citizen)
    Note.objects.bulk_create(
        Note(
            paper=paper,
            version_of_text=note.version_of_text,
            text="…",
            exact="Radweg",
            start=0,
            end=6,
            owner=cast.citizen,
            created_at=timezone.now(),
            modified_at=timezone.now(),
        )
        for _ in range(59)
    )

    answer = post(cast.citizen, annotation(paper))

    assert (answer.status_code, answer["Retry-After"], answer.json()) == (
        429,
        "3600",
        {"error": "Mehr als 60 Anmerkungen in einer Stunde gehen nicht. Bitte später noch einmal."},
    )
    assert Note.objects.count() == 60


# Changing -----------------------------------------------------------------------------------------------------------


def changed(note, user, **changes) -> dict:
    return browser(user).get(iri(note)).json() | changes


def test_author_changes_the_words_of_the_state_they_know(cast, paper):
    note = written(paper, by=cast.councillor)
    content = changed(note, cast.councillor, body={"type": "TextualBody", "value": "Anders."})

    answer = put(cast.councillor, note, content, **{"If-Match": '"1"'})

    assert (answer.status_code, answer["ETag"], answer.json()["body"]["value"]) == (200, '"2"', "Anders.")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 428),
        ({"If-Match": '"1"'}, 412),
        ({"If-Match": 'W/"2"'}, 412),
        ({"If-Match": "2"}, 412),
        ({"If-Match": '"7", "2"'}, 200),
        ({"If-Match": "*"}, 200),
    ],
)
def test_change_says_which_state_it_is_made_from(cast, paper, headers, status):
    note = written(paper, by=cast.councillor)
    notes.edit(note, text="Vom Tablet.", by=cast.councillor)
    content = changed(note, cast.councillor, body={"value": "Vom Telefon."})

    answer = put(cast.councillor, note, content, **headers)

    assert answer.status_code == status
    assert Note.objects.get().text == ("Vom Telefon." if status == 200 else "Vom Tablet.")


@pytest.mark.parametrize("now", LADDER)
@pytest.mark.parametrize("then", LADDER)
def test_note_is_lifted_upward_only(cast, paper, now, then):
    note = written(paper, by=cast.councillor, circle=now)

    answer = put(cast.councillor, note, changed(note, cast.councillor, audience=then), **{"If-Match": '"1"'})

    upward, same = LADDER.index(then) > LADDER.index(now), then == now
    assert answer.status_code == (200 if upward or same else 400)
    assert Note.objects.get().audience == (then if upward else now)
    assert Entry.objects.filter(verb="note.lifted").count() == int(upward)


@pytest.mark.parametrize(
    "changes",
    [
        {"motivation": "commenting", "target": {"source": "/papers/anders/", "selector": QUOTE}},
        {"motivation": "questioning"},
    ],
)
def test_passage_and_kind_of_a_note_stay(cast, paper, changes):
    note = written(paper, by=cast.councillor)

    answer = put(cast.councillor, note, changed(note, cast.councillor, **changes), **{"If-Match": "*"})

    assert (answer.status_code, answer.json()) == (
        400,
        {"error": "Stelle und Art einer Anmerkung lassen sich nicht ändern; bitte eine neue schreiben."},
    )


def test_words_and_circle_are_not_changed_at_once(cast, paper):
    note = written(paper, by=cast.councillor)
    content = changed(note, cast.councillor, audience="public", body={"value": "Anders."})

    answer = put(cast.councillor, note, content, **{"If-Match": "*"})

    assert answer.status_code == 400
    assert (Note.objects.get().text, Note.objects.get().audience) == ("Hier klemmt es.", "private")


def test_others_change_nothing_and_learn_nothing(cast, paper):
    note = written(paper, by=cast.councillor, circle=Audience.FACTION)
    content = {"body": {"value": "Gekapert."}, "audience": "public"}

    answers = {
        name: (
            put(user, note, content, **{"If-Match": "*"}).status_code,
            browser(user).delete(iri(note)).status_code,
        )
        for name, user in cast.everyone().items()
        if name != "councillor"
    }

    assert answers == {name: (403, 403) if name == "colleague" else (404, 404) for name in EVERYONE - {"councillor"}}
    kept = Note.objects.get()
    assert (kept.text, kept.audience, kept.state, kept.version) == ("Hier klemmt es.", "faction", "open", 1)


def test_withdrawn_note_is_gone(cast, paper):
    note = written(paper, by=cast.councillor, circle=Audience.PUBLIC)
    client = browser(cast.councillor)

    stale = client.delete(iri(note), headers={"If-Match": '"9"'}).status_code
    done = client.delete(iri(note), headers={"If-Match": '"1"'}).status_code

    assert (stale, done) == (412, 204)
    assert {browser(user).get(iri(note)).status_code for user in cast.everyone().values()} == {410}
    assert {tuple(listed(user)) for user in cast.everyone().values()} == {()}
    assert client.put(iri(note), {}, content_type="application/json").status_code == 410
    assert Note.objects.get().text == ""


def test_hidden_note_is_there_for_its_author_alone(cast, paper):
    note = written(paper, by=cast.citizen, circle=Audience.PUBLIC)
    moderations.decide(note, decision="hide", ground="rules", reason="Beleidigt.", by=cast.moderator)

    assert {name for name, user in cast.everyone().items() if listed(user) == [iri(note)]} == {"citizen"}
    answer = put(cast.citizen, note, changed(note, cast.citizen, body={"value": "Sanfter."}), **{"If-Match": "*"})
    assert answer.status_code == 409


def test_note_on_an_older_version_names_it(cast, paper):
    papers.revise(paper, body_text="Ein anderer Text.", by=cast.clerk)

    answer = post(cast.councillor, annotation(paper))

    assert answer.json()["target"]["source"] == f"{HOST}/papers/{paper.key}/?version=1"


@pytest.mark.parametrize(("address", "method"), [("/api/notes/", "put"), ("/api/notes/x/", "post")])
def test_other_methods_are_named(cast, address, method):
    answer = getattr(browser(cast.citizen), method)(address, {}, content_type="application/json")

    assert (answer.status_code, answer.json()) == (405, {"error": "Das geht hier nicht."})
    assert browser(cast.nobody).options(address)["Allow"] == answer["Allow"]
