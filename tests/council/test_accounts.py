"""How a person of the council comes to their account: opened by the office, taken by the one who gets the mail."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail, signing
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from council import access, audiences, journal
from council.actions import accounts
from council.life import WrongState
from council.may import Denied
from council.models import AccountInvitation, Body, Entry, Membership, User
from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = "ein-langer-satz-aus-dem-rathaus"


@pytest.fixture
def person(cast):
    made = factories.person(name="Frau Neu")
    factories.membership(made, cast.committee)
    return made


@pytest.fixture
def office(cast):
    client = Client()
    client.force_login(cast.clerk)
    return client


def page(person):
    return f"/people/{person.key}/account/"


def link_of(message):
    return re.search(r"/account/take/\S+", message.body)[0]


def test_a_person_comes_to_their_account_through_the_pages(cast, client, office, person):
    assert f'href="{page(person)}"' in office.get(person.get_absolute_url()).content.decode()
    answer = office.post(page(person), {"email": "neu@example.org"}, follow=True)
    assert "Der Link ist unterwegs an neu@example.org" in answer.content.decode()
    (letter,) = mail.outbox
    assert (letter.to, "Frau Neu" in letter.body) == (["neu@example.org"], True)

    link = link_of(letter)
    assert "Willkommen, Frau Neu" in client.get(link).content.decode()
    answer = client.post(link, {"password": PASSWORD, "again": PASSWORD}, follow=True)
    assert answer.redirect_chain == [("/accounts/login/", 303)]
    client.post("/accounts/login/", {"login": "neu@example.org", "password": PASSWORD})

    assert "Frau Neu" in client.get("/account/").content.decode()
    standing = audiences.standing_of(User.objects.get(email="neu@example.org"))
    assert (standing.person_id, standing.bodies) == (person.pk, {cast.committee.pk})
    assert client.get(link).status_code == 404
    verbs = list(Entry.objects.filter(verb__startswith="account.").order_by("number").values_list("verb", flat=True))
    assert verbs == ["account.opened", "account.accepted"]
    assert "neu@example.org" in office.get(page(person)).content.decode()


def test_whoever_has_an_account_of_that_address_takes_it_signed_in(cast, client, office, person):
    citizen = cast.citizen
    office.post(page(person), {"email": citizen.email.upper()})
    link = link_of(mail.outbox[0])

    assert "Bitte melden Sie sich damit an" in client.get(link).content.decode()
    assert client.post(link, {"password": PASSWORD, "again": PASSWORD}).status_code == 200
    rival = Client()
    rival.force_login(cast.rival)
    assert "mit einem anderen Konto angemeldet" in rival.get(link).content.decode()
    rival.post(link)
    assert User.objects.filter(person=person).count() == 0
    client.force_login(citizen)
    client.post(link)

    assert User.objects.get(pk=citizen.pk).person == person
    assert User.objects.get(pk=cast.rival.pk).person != person


def test_an_address_that_is_the_second_of_an_account_is_made_its_first_before(cast, client, office, person):
    address = EmailAddress.objects.create(user=cast.citizen, email="neu@example.org", verified=True)
    office.post(page(person), {"email": "Neu@example.org"})
    link = link_of(mail.outbox[0])

    refused = client.post(link, {"password": PASSWORD, "again": PASSWORD})

    assert (refused.status_code, "machen Sie sie zur Hauptadresse" in refused.content.decode()) == (409, True)
    address.set_as_primary()
    client.force_login(cast.citizen)
    client.post(link)
    assert User.objects.get(person=person).pk == cast.citizen.pk


def test_a_new_link_ends_the_one_before_and_one_taken_back_ends_too(client, office, person):
    office.post(page(person), {"email": "falsch@example.org"})
    office.post(page(person), {"email": "neu@example.org"})
    first, second = (link_of(letter) for letter in mail.outbox)

    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)
    office.post(f"{page(person)}withdraw/")
    assert client.get(second).status_code == 404
    assert AccountInvitation.objects.filter(ended_at=None).count() == 0


def test_a_link_ends_after_its_days(client, person):
    invitation = accounts.invite(person, email="neu@example.org", by=None)
    AccountInvitation.objects.update(valid_until=timezone.now() - timedelta(seconds=1))

    assert client.get(access.link(invitation).removeprefix("http://localhost:8000")).status_code == 404
    with pytest.raises(WrongState, match="gilt nicht mehr"):
        accounts.accept(invitation, password=PASSWORD)


def test_forged_and_foreign_tokens_are_all_the_same(client, person):
    invitation = accounts.invite(person, email="neu@example.org", by=None)
    foreign = signing.dumps(invitation.pk, salt="another.salt")
    bodies = set()

    for token in ("x", foreign, f"{signing.dumps(10**9, salt='council.account')}", "a" * 3000):
        answer = client.get(f"/account/take/{token}/")
        assert answer.status_code == 404
        bodies.add(re.sub(r'nonce="[^"]+"', "", answer.content.decode()))
    assert len(bodies) == 1


@pytest.mark.parametrize("name", ["chair", "councillor", "mayor", "officer", "moderator", "citizen"])
def test_nobody_but_the_office_opens_accounts(cast, client, person, name):
    client.force_login(getattr(cast, name))

    assert client.get(page(person)).status_code == 403
    assert client.post(page(person), {"email": "neu@example.org"}).status_code == 403
    assert "/account/" not in client.get(person.get_absolute_url()).content.decode().split('id="main"')[1]
    with pytest.raises(Denied):
        accounts.invite(person, email="neu@example.org", by=getattr(cast, name))
    assert (AccountInvitation.objects.count(), mail.outbox) == (0, [])


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"email": ""}, "Bitte eine Adresse angeben"),
        ({"email": "kein\x00e Adresse"}, "NUL-Zeichen|Das ist keine E-Mail-Adresse"),
        ({"email": "a@b.de\nBcc: x@y.de"}, "Das ist keine E-Mail-Adresse"),
        ({"email": "councillor@example.org"}, "gehört schon zum Zugang einer anderen Person"),
    ],
)
def test_an_unfit_address_comes_back_with_a_sentence(office, person, typed, sentence):
    answer = office.post(page(person), typed)

    assert answer.status_code == 422
    assert re.search(sentence, answer.content.decode())
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"password": "kurz", "again": "kurz"}, "zu kurz"),
        ({"password": PASSWORD, "again": PASSWORD + "!"}, "verschieden"),
        ({"password": "passwordpassword", "again": "passwordpassword"}, "besteht fast nur aus"),
        ({"password": "neu@example.org", "again": "neu@example.org"}, "E-Mail"),
    ],
)
def test_an_unfit_password_comes_back_with_a_sentence(client, person, typed, sentence):
    path = access.link(accounts.invite(person, email="neu@example.org", by=None)).removeprefix("http://localhost:8000")

    answer = client.post(path, typed)

    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert User.objects.filter(person=person).count() == 0


def test_one_who_has_an_account_gets_no_second(cast):
    with pytest.raises(WrongState, match="schon einen Zugang"):
        accounts.invite(cast.councillor.person, email="anders@example.org", by=cast.clerk)


def test_a_town_is_founded_once_and_the_first_of_the_office_comes_in(client, capsys):
    wanted = ["Neustadt", "--seats", "45", "--clerk", "Frau Amt", "--email", "amt@example.org"]
    call_command("found", *wanted)
    link = re.search(r"/account/take/\S+", capsys.readouterr().out)[0]
    client.post(link, {"password": PASSWORD, "again": PASSWORD})

    clerk = User.objects.get(email="amt@example.org")
    standing = audiences.standing_of(clerk)
    assert (standing.clerk, standing.moderator, Body.objects.get(home=True).name) == (True, True, "Neustadt")
    assert Membership.objects.count() == 2
    assert journal.verify() == []
    with pytest.raises(CommandError, match="schon eine Stadt"):
        call_command("found", *wanted)
