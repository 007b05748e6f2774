"""What an account is handed of itself: all of its own, nothing of anybody else."""

import json

import pytest
from django.test import Client

from collaboration.models import Note
from council import journal
from council.models import Entry
from tests import factories
from tests.journeys import leak_world

pytestmark = pytest.mark.django_db


def browser(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def notes(cast):
    """A note of the citizen on a paper that was closed since, and one of the councillor beside it."""
    paper = factories.paper(text="Verschlusssachenax im Text")
    leak_world.note_on(paper, cast.citizen, text="Meine Worte", audience="private")
    leak_world.note_on(paper, cast.councillor, text="Fremde Worte")
    type(paper).objects.filter(pk=paper.pk).update(audience="named")


def test_an_account_is_handed_its_own_words_and_nothing_of_others_or_of_closed_texts(cast, notes):
    client = browser(cast.citizen)
    assert 'href="/account/data/"' in client.get("/account/").content.decode()
    assert "Meine Daten herunterladen" in client.get("/account/data/").content.decode()

    answer = client.post("/account/data/")

    assert answer["Content-Disposition"] == 'attachment; filename="meine-daten.json"'
    assert answer["Cache-Control"] == "no-store, private"
    found = json.loads(answer.content)
    assert [note["text"] for note in found["Notizen"]] == ["Meine Worte"]
    assert (found["Konto"]["email"], found["Mandate und Ämter"]) == (cast.citizen.email, [])
    text = answer.content.decode()
    leaked = ("Fremde", "Verschluss", cast.citizen.password, cast.councillor.email, client.cookies["sessionid"].value)
    assert [word for word in leaked if word in text] == []


def test_a_member_is_handed_their_offices(cast, notes):
    found = json.loads(browser(cast.councillor).post("/account/data/").content)

    offices = {seat["organization__name"] for seat in found["Mandate und Ämter"]}
    held = cast.councillor.person.memberships.values_list("organization__name", flat=True)
    assert offices == set(held) != set()
    assert [note["text"] for note in found["Notizen"]] == ["Fremde Worte"]


def test_that_it_was_handed_out_is_proven_by_numbers_alone(cast, notes):
    browser(cast.citizen).post("/account/data/")

    entry = Entry.objects.get(verb="account.handed_out")
    assert (entry.actor, entry.thing, entry.numbers, journal.verify()) == (cast.citizen, cast.citizen.pk, {}, [])


def test_nobody_is_handed_anything(cast, notes, client):
    answer = client.post("/account/data/")

    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/account/data/")
    assert Entry.objects.filter(verb="account.handed_out").count() == 0
    assert Note.objects.count() == 2
