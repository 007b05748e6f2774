"""Notes outlive versions: found again, asked about, lost – and never set on a wrong passage."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from collaboration import chores
from collaboration.actions import notes, placements
from collaboration.models import Placement
from council import tick
from council.life import Stale, WrongState
from council.may import Denied
from council.models import Entry
from council.states import Audience
from documents.actions import papers
from tests import factories
from tests.collaboration.test_notes import shown, signed_in, written

pytestmark = pytest.mark.django_db

TEXT = (
    "Radweg an der Mühlgasse\n\n"
    "1. Der Magistrat prüft einen durchgehenden Radweg auf beiden Seiten der Mühlgasse.\n\n"
    "2. Die Kosten von 300.000 Euro werden aus dem Haushalt des laufenden Jahres getragen.\n\n"
    "3. Über das Ergebnis wird bis zum Sommer im Ausschuss für Umwelt und Energie berichtet."
)
SURE, UNSURE, GONE = "bis zum Sommer", "Die Kosten von 300.000 Euro", "auf beiden Seiten der Mühlgasse"
CHANGED = (
    "Radweg an der Mühlgasse\n\n"
    "Vorab: Die Stadt bekennt sich zum Radverkehr in allen Stadtteilen.\n\n"
    "1. Die Kosten von 450.000 Euro werden aus dem Haushalt des kommenden Jahres getragen.\n\n"
    "2. Über das Ergebnis wird bis zum Sommer im Ausschuss für Umwelt und Energie berichtet."
)


@pytest.fixture
def paper(cast):
    return factories.paper(text=TEXT)


@pytest.fixture
def found(cast, paper):
    """A note of the councillor on each kind of passage, carried into a new text by the house."""
    made = {
        words: written(paper, by=cast.councillor, circle=Audience.FACTION, words=words)
        for words in (SURE, UNSURE, GONE)
    }
    papers.revise(paper, body_text=CHANGED, by=cast.clerk)
    carry()
    return made


def carry() -> int:
    return chores.carry_notes(timezone.now())


def placed(note) -> Placement:
    return note.placements.order_by("-version_of_text__number").first()


def words(place) -> str:
    return place.version_of_text.text[place.start : place.end]


def act(note, name) -> str:
    return reverse(name, args=[note.key])


def test_house_finds_the_sure_asks_about_the_unsure_and_keeps_the_lost(found):
    states = {passage: placed(note).state for passage, note in found.items()}

    assert states == {SURE: "carried", UNSURE: "asked", GONE: "lost"}
    assert words(placed(found[SURE])) == SURE
    assert "450.000 Euro" in words(placed(found[UNSURE]))


def test_sure_note_stands_in_the_new_text_with_its_replies(client, cast, paper, found):
    reply = notes.reply(found[SURE], text="Ja.", circle=Audience.FACTION, by=cast.colleague)

    html = signed_in(client, cast.colleague).get(paper.get_absolute_url()).content.decode()

    assert re.findall(r'id="notiz-(\w+)"', html) == [found[SURE].key, reply.key]
    assert "· zu Fassung 1 geschrieben" in html
    assert 'data-at="absatz-4"' in html
    assert '<a href="?version=1#anmerkungen">Fassung 1 (2)</a>' in html
    for note in (found[SURE], reply):
        assert client.get(act(note, "note")).url == f"{paper.get_absolute_url()}#notiz-{note.key}"


def test_old_text_keeps_all_its_notes(client, cast, paper, found):
    keys = shown(client, paper, cast.councillor, "?version=1")

    assert sorted(keys) == sorted(note.key for note in found.values())
    assert signed_in(client, cast.councillor).get(act(found[GONE], "note")).url == (
        f"{paper.get_absolute_url()}?version=1#notiz-{found[GONE].key}"
    )


def test_house_looks_once(found):
    assert (carry(), Placement.objects.count()) == (0, 3)
    entry = Entry.objects.get(verb="notes.carried")
    assert entry.numbers == {"text": placed(found[SURE]).version_of_text_id, "carried": 1, "asked": 1, "lost": 1}


def test_chore_is_done_as_soon_as_something_happens():
    assert "carry_notes" in tick.EAGER


def test_queue_lays_both_passages_side_by_side_for_the_author_alone(client, cast, found):
    pages = {
        name: signed_in(client, cast.people[name]).get(reverse("placements")).content.decode()
        for name in ("councillor", "colleague", "clerk")
    }

    page = pages["councillor"]
    assert re.findall(r"<mark>(.*?)</mark>", page) == [UNSURE, "Die Kosten von 450.000 Euro", GONE]
    assert re.findall(r"/notes/(\w+)/place/confirm/", page) == [found[UNSURE].key]
    assert {"Nichts zu entscheiden" in pages[name] for name in ("colleague", "clerk")} == {True}
    assert {"300.000" in pages[name] for name in ("colleague", "clerk")} == {False}


def test_desk_says_how_many_wait_and_nobody_elses(client, cast, found):
    councillor = signed_in(client, cast.councillor).get("/desk/").content.decode()
    colleague = signed_in(client, cast.colleague).get("/desk/").content.decode()

    assert "Bei 2 Ihrer Anmerkungen ist nach neuen Fassungen" in councillor
    assert "Gilt das noch?" not in colleague


def test_confirmed_note_stands_where_it_was_found(client, cast, paper, found):
    answer = signed_in(client, cast.councillor).post(act(found[UNSURE], "placement-confirm"), {"version": "1"})

    assert (answer.status_code, answer.url) == (302, reverse("placements"))
    assert placed(found[UNSURE]).decided_by == cast.councillor
    assert shown(client, paper, cast.colleague) == [found[UNSURE].key, found[SURE].key]


def test_dropped_note_stays_with_the_old_text_and_is_asked_about_no_more(client, cast, paper, found):
    signed_in(client, cast.councillor).post(act(found[UNSURE], "placement-drop"), {"version": "1"})
    papers.revise(paper, body_text=TEXT, by=cast.clerk)
    carry()

    assert shown(client, paper, cast.colleague) == [found[GONE].key, found[SURE].key]
    assert shown(client, paper, cast.colleague, "?version=1").count(found[UNSURE].key) == 1


@pytest.mark.parametrize("passage", [UNSURE, GONE])
def test_author_sets_a_note_anew(client, cast, paper, found, passage):
    signed_in(client, cast.councillor)
    page = client.get(act(found[passage], "placement")).content.decode()

    client.post(act(found[passage], "placement"), {"block": "2", "words": "die Stadt bekennt", "version": "1"})
    refused = placed(found[passage]).state
    client.post(act(found[passage], "placement"), {"block": "2", "words": "Die Stadt bekennt", "version": "1"})

    assert re.findall(r'name="block" id="[^"]+" value="(\d+)"', page) == ["1", "2", "3", "4"]
    assert refused in ("asked", "lost")
    assert (placed(found[passage]).state, words(placed(found[passage]))) == ("moved", "Die Stadt bekennt")
    assert shown(client, paper, cast.colleague) == [found[passage].key, found[SURE].key]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Bitte wählen Sie einen Absatz."),
        ({"block": "99"}, "Diesen Absatz gibt es nicht."),
        ({"block": "x"}, "Bitte eine ganze Zahl eingeben."),
        ({"block": "2", "words": "<script>"}, "Diese Wörter stehen so nicht genau einmal im gewählten Absatz."),
        ({"block": "2", "words": "x" * 200_000}, "höchstens 20000 Zeichen"),
    ],
)
def test_what_does_not_fit_is_said(client, cast, found, fields, sentence):
    answer = signed_in(client, cast.councillor).post(act(found[UNSURE], "placement"), {"version": "1"} | fields)

    assert sentence in answer.content.decode()
    assert placed(found[UNSURE]).state == "asked"


@pytest.mark.parametrize("name", ["placement-confirm", "placement-drop", "placement"])
def test_others_decide_nothing(client, cast, found, name):
    answers = {
        who: signed_in(client, cast.people[who])
        .post(act(found[UNSURE], name), {"version": "1", "block": "2"})
        .status_code
        for who in ("colleague", "rival", "clerk", "moderator")
    }

    assert set(answers.values()) == {404}
    with pytest.raises(Denied):
        placements.confirm(placed(found[UNSURE]), by=cast.colleague)
    assert placed(found[UNSURE]).state == "asked"


def test_stale_or_forged_form_is_refused(client, cast, found):
    signed_in(client, cast.councillor)

    answers = [
        client.post(act(found[UNSURE], "placement-confirm"), {"version": version}).status_code
        for version in ("7", "x", "\x00", "9" * 500, "")
    ]

    assert answers == [409] * 5
    assert placed(found[UNSURE]).state == "asked"
    with pytest.raises(Stale):
        placements.confirm(placed(found[UNSURE]), version=7, by=cast.councillor)


def test_what_an_even_newer_text_overtook_is_not_decided(cast, paper, found):
    place = placed(found[UNSURE])
    papers.revise(paper, body_text=TEXT, by=cast.clerk)

    with pytest.raises(WrongState, match="neuere Fassung"):
        placements.confirm(place, by=cast.councillor)


def test_lost_note_comes_back_with_its_passage(client, cast, paper, found):
    papers.revise(paper, body_text=TEXT, by=cast.clerk)
    carry()

    assert {passage: placed(note).state for passage, note in found.items()} == dict.fromkeys(found, "carried")
    assert sorted(shown(client, paper, cast.colleague)) == sorted(note.key for note in found.values())


def test_note_goes_on_from_where_it_was_set(client, cast, paper, found):
    signed_in(client, cast.councillor)
    client.post(act(found[GONE], "placement"), {"block": "2", "words": "Die Stadt bekennt sich", "version": "1"})
    papers.revise(paper, body_text=CHANGED.replace("450.000", "500.000"), by=cast.clerk)
    carry()

    assert words(placed(found[GONE])) == "Die Stadt bekennt sich"
    assert placed(found[GONE]).state == "carried"


def test_tombstone_goes_along_and_a_draft_is_thrown_away_with_its_places(client, cast, paper):
    note = written(paper, by=cast.citizen, circle=Audience.PUBLIC, words=SURE)
    notes.withdraw(note, by=cast.citizen)
    papers.revise(paper, body_text=CHANGED, by=cast.clerk)
    carry()

    assert shown(client, paper, cast.nobody) == [note.key]
    paper.versions.filter(number=2).delete()
    assert Placement.objects.count() == 0


def test_number_of_queries_does_not_grow_with_the_doubtful(client, cast, paper):
    written(paper, by=cast.councillor, words=UNSURE)
    papers.revise(paper, body_text=CHANGED, by=cast.clerk)
    carry()
    pages = (reverse("placements"), paper.get_absolute_url())
    signed_in(client, cast.councillor)

    def counted() -> list[int]:
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            found.append(len(queries))
        return found

    counted()
    one = counted()
    newest = paper.versions.get(number=2)
    for _ in range(2):
        note = written(paper, by=cast.councillor, words=UNSURE)
        Placement.objects.create(
            note=note, version_of_text=newest, start=95, end=110, state="asked", made_at=timezone.now()
        )
    three = counted()

    assert client.get(pages[0]).content.decode().count("Ja, gilt noch") == 3
    assert three == one
