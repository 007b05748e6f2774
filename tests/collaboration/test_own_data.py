"""What an account is handed of itself: all of its own, nothing of anybody else."""

import json

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.test import Client
from django.utils import timezone

from collaboration.models import Folder, Jotting, Lookout, Note, Subscription
from council import journal, retention
from council.models import Entry, User
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


def test_what_an_account_follows_took_along_and_signs_in_with_is_told_without_names_of_what_may_be_closed(cast, notes):
    paper = Note.objects.get(owner=cast.citizen).paper
    meeting, now = factories.meeting(cast.assembly, name="Verschlusssitzung", audience="named"), timezone.now()
    for user in (cast.citizen, cast.councillor):
        Subscription.objects.create(user=user, paper=paper, since=now)
        Folder.objects.create(owner=user, meeting=meeting, begun_at=now, kept_at=now)
        SocialAccount.objects.create(user=user, provider="stadt", uid=f"uid-{user.pk}", extra_data={"sub": user.pk})
    Subscription.objects.create(user=cast.citizen, organization=cast.committee, since=now)

    answer = browser(cast.citizen).post("/account/data/")

    found = json.loads(answer.content)
    followed = [(row["paper__key"], row["organization__name"]) for row in found["Verfolgtes"]]
    assert followed == [(paper.key, None), (None, cast.committee.name)]
    assert [row["meeting__key"] for row in found["Sitzungsmappen"]] == [meeting.key]
    assert [row["uid"] for row in found["Anmeldung der Stadt"]] == [f"uid-{cast.citizen.pk}"]
    assert [word for word in (paper.name, meeting.name) if word in answer.content.decode()] == []


def test_whatever_an_account_alone_reads_is_handed_out_or_known_to_say_nothing_more():
    handed_out = {User, EmailAddress, UserSession, SocialAccount, Folder, Subscription}
    says_nothing_more = {
        Authenticator,  # secrets
        Jotting,  # the words are in its note
        Lookout,  # numbers of the journal
    }

    read = {model for model in apps.get_models() if retention.declared()[model._meta.label].read == "owner"}

    assert read == handed_out | says_nothing_more


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
