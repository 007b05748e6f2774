"""An account goes: nothing of the person is left where it is not said, and the journal proves that it went."""

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from collaboration.actions import erasures
from collaboration.models import Folder, Note, Subscription
from council import journal
from council.may import Denied
from council.models import Entry, User
from motions.models import Petition, Petitioner
from tests import factories
from tests.journeys import leak_world

pytestmark = pytest.mark.django_db
PASSWORD = "demo-demo-demo"
EMAIL, PSEUDONYM = "citizen@example.org", "Rosenrotpseudonym"
WORDS = ("Zinnobergedanke", "Indigogedanke", "Ockergedanke")


def signed_in(user):
    EmailAddress.objects.get_or_create(user=user, email=user.email, verified=True, primary=True)
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return client


def everything():
    """Every value of every row of every table, in words."""
    return {
        model._meta.label: " ".join(str(value) for row in model._base_manager.values_list() for value in row)
        for model in apps.get_models()
    }


def where(*words):
    return {(label, word) for label, text in everything().items() for word in words if word in text}


@pytest.fixture
def citizen(cast, settings):
    """A resident with one of everything an account may have."""
    settings.ACCOUNT_RATE_LIMITS = False
    user, now = cast.citizen, timezone.now()
    User.objects.filter(pk=user.pk).update(pseudonym=PSEUDONYM)
    user.refresh_from_db()
    paper, meeting = factories.paper(), factories.meeting(cast.assembly)
    for circle, text in zip(("private", "public", "public"), WORDS, strict=True):
        leak_world.note_on(paper, user, text=text, audience=circle)
    Note.objects.filter(text=WORDS[2]).update(state="removed")
    Subscription.objects.create(user=user, paper=paper, since=now)
    Folder.objects.create(owner=user, meeting=meeting, begun_at=now, kept_at=now)
    SocialAccount.objects.create(user=user, provider="stadt", uid=EMAIL, extra_data={"email": EMAIL})
    return user


def test_a_resident_erases_their_account_through_the_pages_and_nothing_of_them_is_left(cast, citizen):
    client, other = signed_in(citizen), signed_in(citizen)
    assert where(EMAIL, PSEUDONYM, *WORDS) != set()
    assert "Konto löschen" in client.get("/account/data/").content.decode()
    assert "Was bleibt, und warum" in client.get("/account/data/erase/").content.decode()
    assert User.objects.filter(email=EMAIL).exists()

    asked = client.post("/account/data/erase/")
    assert "reauthenticate" in asked["Location"]
    assert User.objects.filter(email=EMAIL).exists()
    answer = client.post(asked["Location"], {"password": PASSWORD})

    assert (answer.status_code, answer["Location"]) == (303, "/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert where(EMAIL, PSEUDONYM, *WORDS) == set()
    assert [one.get("/account/").status_code for one in (client, other)] == [302, 302]
    assert (Session.objects.count(), Subscription.objects.count(), Folder.objects.count()) == (0, 0, 0)
    assert signed_in(User(email=EMAIL, pk=citizen.pk)).get("/account/").status_code == 302


def test_erasure_is_proven_by_numbers_alone_and_the_chain_stays_whole(cast, citizen):
    erasures.erase(citizen, by=citizen)

    entry = Entry.objects.get(verb="account.erased")
    assert (entry.actor, entry.thing, entry.numbers) == (citizen, citizen.pk, {"notes": 3, "drafts": 0})
    assert journal.verify() == []


def test_where_others_read_the_words_stands_that_the_account_was_erased(cast, citizen):
    paper = Note.objects.filter(owner=citizen).first().paper

    erasures.erase(citizen, by=citizen)

    page = Client().get(paper.get_absolute_url()).content.decode()
    assert [word for word in (*WORDS, PSEUDONYM) if word in page] == []
    assert User.objects.get(pk=citizen.pk).display_name == "gelöschtes Konto"


def test_a_petition_is_kept_for_its_period_but_leads_to_no_account(cast, citizen):
    paper, day = factories.paper(paper_type="petition"), timezone.localdate()
    petition = Petition.objects.create(paper=paper, received_on=day, acknowledge_due=day, subject="Bank", text="Bitte.")
    Petitioner.objects.create(petition=petition, account=citizen, name="Frau Bittsteller", email=EMAIL)

    erasures.erase(citizen, by=citizen)

    row = Petitioner.objects.get()
    assert (row.account, row.name) == (None, "Frau Bittsteller")
    assert where(EMAIL) == {("motions.Petitioner", EMAIL)}


@pytest.mark.parametrize("name", ["clerk", "councillor", "mayor", "moderator"])
def test_account_of_an_office_is_not_erased_and_says_whom_to_ask(cast, name):
    user = getattr(cast, name)
    client = Client()
    client.force_login(user)

    with pytest.raises(Denied):
        erasures.erase(user, by=user)

    page = client.get("/account/data/erase/").content.decode()
    assert ("an das Büro der Stadtverordnetenversammlung" in page, "Ja, Konto löschen" in page) == (True, False)
    assert User.objects.get(pk=user.pk).is_active


@pytest.mark.parametrize("name", ["chair", "councillor", "mayor"])
def test_nobody_erases_the_account_of_another(cast, citizen, name):
    with pytest.raises(Denied):
        erasures.erase(citizen, by=getattr(cast, name))

    assert where(EMAIL) != set()


def test_a_session_without_the_password_of_late_erases_nothing(cast, citizen):
    client = Client()
    client.force_login(citizen)

    answer = client.post("/account/data/erase/")

    assert (answer.status_code, "reauthenticate" in answer["Location"]) == (302, True)
    assert User.objects.get(pk=citizen.pk).email == EMAIL
