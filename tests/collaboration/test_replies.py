"""Replies under a note: who writes them, who reads them, where they stand."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from collaboration.actions import moderations, notes
from collaboration.models import Note
from council.life import WrongState
from council.may import Denied
from council.states import Audience
from tests import factories
from tests.collaboration.test_notes import LADDER, READERS, TEXT, act, shown, signed_in, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(cast):
    return factories.paper(text=TEXT)


def replied(note, *, by, circle=None, text="Sehe ich auch so.") -> Note:
    return notes.reply(note, text=text, circle=circle or note.audience, by=by)


def test_reply_is_written_on_a_page_and_stands_behind_its_note(client, cast, paper):
    first = written(paper, by=cast.citizen, circle=Audience.PUBLIC, words="Radweg")
    last = written(paper, by=cast.citizen, circle=Audience.PUBLIC, words="Sommer")

    page = signed_in(client, cast.councillor).get(act(first, "reply")).content.decode()
    answer = client.post(act(first, "reply"), {"text": "Danke!", "circle": "public"})

    reply = Note.objects.get(reply_to=first)
    assert "Hier klemmt es." in page
    assert re.findall(r'name="circle" value="(\w+)"', page) == LADDER
    assert re.findall(r'value="(\w+)"[^>]* checked', page) == ["public"]
    assert answer.url == f"{paper.get_absolute_url()}#notiz-{reply.key}"
    assert (reply.text, reply.exact, reply.start) == ("Danke!", first.exact, first.start)
    assert shown(client, paper, cast.nobody) == [first.key, reply.key, last.key]
    assert signed_in(client, cast.nobody).get(reverse("note", args=[reply.key])).url == answer.url


@pytest.mark.parametrize("circle", LADDER)
def test_reply_goes_no_further_than_its_note(client, cast, paper, circle):
    note = written(paper, by=cast.councillor, circle=circle)
    by = cast.councillor if circle == "private" else cast.colleague

    page = signed_in(client, by).get(act(note, "reply")).content.decode()

    within = LADDER[: LADDER.index(circle) + 1]
    assert re.findall(r'name="circle" value="(\w+)"', page) == within
    for wider in LADDER[LADDER.index(circle) + 1 :]:
        with pytest.raises(Denied, match="höchstens"):
            replied(note, by=by, circle=wider)
        assert "In diesem Kreis" in client.post(act(note, "reply"), {"text": "x", "circle": wider}).content.decode()


@pytest.mark.parametrize("circle", [Audience.FACTION, Audience.COUNCIL, Audience.PUBLIC])
def test_reply_is_read_by_its_circle_alone(client, cast, paper, circle):
    note = written(paper, by=cast.colleague, circle=Audience.PUBLIC)
    reply = replied(note, by=cast.councillor, circle=circle, text="Geheimwort Kranich")

    pages = {
        name: signed_in(client, user).get(paper.get_absolute_url()).content.decode()
        for name, user in cast.everyone().items()
    }

    assert {name for name, html in pages.items() if "Kranich" in html} == READERS[circle]
    assert {name for name, html in pages.items() if reply.key in html} == READERS[circle]


def test_reply_is_not_lifted_beyond_its_note(client, cast, paper):
    note = written(paper, by=cast.councillor, circle=Audience.FACTION)
    reply = replied(note, by=cast.colleague, circle=Audience.PRIVATE)

    page = signed_in(client, cast.colleague).get(act(reply, "lift")).content.decode()
    client.post(act(reply, "lift"), {"circle": "public"})

    assert re.findall(r'name="circle" value="(\w+)"', page) == ["faction"]
    assert Note.objects.get(pk=reply.pk).audience == "private"
    with pytest.raises(Denied):
        notes.lift(reply, circle=Audience.PUBLIC, by=cast.colleague)


def test_replies_are_replied_to_no_further(client, cast, paper):
    reply = replied(written(paper, by=cast.citizen, circle=Audience.PUBLIC), by=cast.councillor)

    answer = signed_in(client, cast.citizen).post(act(reply, "reply"), {"text": "Doch!", "circle": "public"})

    assert answer.status_code == 403
    assert Note.objects.filter(reply_to=reply).count() == 0


def test_whoever_does_not_read_a_note_does_not_reply(client, cast, paper):
    note = written(paper, by=cast.councillor, circle=Audience.FACTION)

    answers = {
        name: signed_in(client, cast.people[name])
        .post(act(note, "reply"), {"text": "Ha!", "circle": "private"})
        .status_code
        for name in ("rival", "clerk", "moderator", "citizen")
    }

    assert answers == dict.fromkeys(answers, 404)
    with pytest.raises(Denied):
        replied(note, by=cast.rival, circle=Audience.PRIVATE)
    assert Note.objects.count() == 1


def test_withdrawn_note_leaves_its_stone_above_the_replies(client, cast, paper):
    note = written(paper, by=cast.citizen, circle=Audience.PUBLIC, text="Voreilig")
    reply = replied(note, by=cast.councillor)
    notes.withdraw(note, by=cast.citizen)

    html = signed_in(client, cast.nobody).get(paper.get_absolute_url()).content.decode()

    assert re.findall(r'id="notiz-(\w+)"', html) == [note.key, reply.key]
    assert "wurde vom Verfasser zurückgezogen" in html
    assert "Voreilig" not in html
    with pytest.raises(WrongState):
        replied(note, by=cast.rival)


def test_replies_go_with_a_hidden_note_and_come_back_with_it(client, cast, paper):
    note = written(paper, by=cast.citizen, circle=Audience.PUBLIC)
    reply = replied(note, by=cast.councillor)
    moderations.decide(note, decision="hide", ground="rules", reason="Beleidigt.", by=cast.moderator)

    hidden = {name: shown(client, paper, cast.people[name]) for name in ("citizen", "councillor", "rival")}
    moderations.decide(note, decision="keep", reason="Doch nicht.", by=cast.moderator)

    assert hidden == {"citizen": [note.key], "councillor": [reply.key], "rival": []}
    assert shown(client, paper, cast.rival) == [note.key, reply.key]


def test_number_of_queries_does_not_grow_with_the_replies(client, cast, paper):
    note = written(paper, by=cast.councillor, circle=Audience.PUBLIC)
    replied(note, by=cast.colleague)
    signed_in(client, cast.colleague).get(paper.get_absolute_url())

    with CaptureQueriesContext(connection) as one:
        client.get(paper.get_absolute_url())
    for by in (cast.citizen, cast.rival, cast.councillor):
        replied(note, by=by)
    with CaptureQueriesContext(connection) as four:
        answer = client.get(paper.get_absolute_url())

    assert len(re.findall(r'id="notiz-(\w+)"', answer.content.decode())) == 5
    assert len(four) == len(one)


def test_hostile_reply_is_shown_as_words_and_a_long_one_refused(client, cast, paper):
    note = written(paper, by=cast.citizen, circle=Audience.PUBLIC)
    signed_in(client, cast.councillor)

    long = client.post(act(note, "reply"), {"text": "x" * 200_000, "circle": "public"}).content.decode()
    client.post(act(note, "reply"), {"text": "<script>alert(1)</script>\x00\u202e", "circle": "public"})
    client.post(act(note, "reply"), {"text": "<script>alert(1)</script>\u202e", "circle": "public"})

    assert "höchstens 10.000 Zeichen" in long
    html = signed_in(client, cast.nobody).get(paper.get_absolute_url()).content.decode()
    assert "<script>alert" not in html


# The time for changes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("circle", "minutes", "status"),
    [
        (Audience.PRIVATE, 600, 302),
        (Audience.FACTION, 14, 302),
        (Audience.FACTION, 16, 403),
        (Audience.PUBLIC, 14, 302),
        (Audience.PUBLIC, 16, 403),
    ],
)
def test_what_others_read_is_changed_for_a_quarter_of_an_hour(client, cast, paper, circle, minutes, status):
    note = written(paper, by=cast.councillor, circle=circle)
    Note.objects.update(told_at=timezone.now() - timedelta(minutes=minutes))

    answer = signed_in(client, cast.councillor).post(act(note, "edit"), {"text": "Doch nicht.", "version": "1"})

    html = client.get(paper.get_absolute_url()).content.decode()
    assert answer.status_code == status
    assert Note.objects.get().text == ("Doch nicht." if status == 302 else "Hier klemmt es.")
    assert (act(note, "edit") in html) == (status == 302)
    assert client.get(act(note, "edit")).status_code == (200 if status == 302 else 403)


def test_lifting_begins_the_time_for_changes_anew(cast, paper):
    note = written(paper, by=cast.councillor, circle=Audience.FACTION)
    Note.objects.update(told_at=timezone.now() - timedelta(days=2))

    notes.lift(note, circle=Audience.PUBLIC, by=cast.councillor)
    notes.edit(note, text="Für alle.", by=cast.councillor)

    assert Note.objects.get().text == "Für alle."


def test_changed_note_says_that_it_was_changed(client, cast, paper):
    note = written(paper, by=cast.councillor, circle=Audience.PUBLIC)
    before = signed_in(client, cast.citizen).get(paper.get_absolute_url()).content.decode()
    notes.edit(note, text="Anders.", by=cast.councillor)

    after = client.get(paper.get_absolute_url()).content.decode()

    assert ("· geändert" in before, "· geändert" in after) == (False, True)
