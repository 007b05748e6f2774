"""A device was lost: the office signs a person out everywhere, on pages and open lines alike."""

import asyncio

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from council import bell, idleness, journal, signed_out
from council.actions import accounts
from council.may import Denied
from council.models import Entry
from tests import cast as casting

PASSWORD = "demo-demo-demo"


@pytest.fixture(autouse=True)
def unlimited(settings):
    settings.ACCOUNT_RATE_LIMITS = False


def signed_in(user):
    EmailAddress.objects.get_or_create(user=user, email=user.email, verified=True, primary=True)
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert client.get("/account/").status_code == 200
    return client


@pytest.mark.django_db
def test_office_signs_a_person_out_everywhere_after_asking(cast):
    tablet, phone, other, office = (
        signed_in(user) for user in (cast.councillor, cast.councillor, cast.colleague, cast.clerk)
    )
    page = f"/people/{cast.councillor.person.key}/account/"
    assert "angemeldet auf 2 Geräten" in office.get(page).content.decode()
    assert "Überall abmelden?" in office.get(f"{page}sign-out/").content.decode()
    assert tablet.get("/account/").status_code == 200

    answer = office.post(f"{page}sign-out/", follow=True)

    assert "ist überall abgemeldet" in answer.content.decode()
    assert [one.get("/account/").status_code for one in (tablet, phone, other)] == [302, 302, 200]
    assert (UserSession.objects.filter(user=cast.councillor).count(), Session.objects.count()) == (0, 2)
    entry = Entry.objects.get(verb="account.signed_out")
    assert (entry.actor, entry.thing, entry.numbers) == (cast.clerk, cast.councillor.pk, {"sessions": 2})
    assert journal.verify() == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["chair", "mayor", "councillor", "citizen"])
def test_nobody_else_signs_others_out(cast, name):
    tablet = signed_in(cast.rival)

    with pytest.raises(Denied):
        accounts.sign_out(cast.rival, by=getattr(cast, name))

    assert tablet.get("/account/").status_code == 200


@pytest.mark.django_db
def test_tablet_that_comes_back_is_told_it_is_nobodys(cast):
    tablet = signed_in(cast.councillor)

    accounts.sign_out(cast.councillor, by=cast.clerk)

    assert tablet.get("/folders/account/").status_code == 302


class Account:
    """Whose line it is, as the sockets know it."""

    is_authenticated = True

    def __init__(self, pk):
        self.pk = pk


async def line(account, said):
    """A line that is open until it is ended; gives what its consumer heard last."""
    silence = asyncio.Event()

    async def consumer(scope, receive, send):
        said.append((account, (await receive())["type"]))

    async def receive():
        await silence.wait()

    async def send(message):
        said.append((account, message["type"], message["code"]))

    await signed_out.Sockets(consumer)({"user": Account(account), "session": Session()}, receive, send)


def test_open_lines_of_the_account_are_hung_up_at_once_and_no_others(monkeypatch):
    said = []

    async def never(account, session_key):
        return idleness.LOOKED_EVERY

    monkeypatch.setattr(signed_out, "_rest", never)

    async def story():
        lines = [asyncio.create_task(line(account, said)) for account in (1, 1, 2)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await asyncio.to_thread(bell.tell, [signed_out.room_of(1)])
        await asyncio.wait_for(asyncio.gather(*lines[:2]), timeout=10)
        others = lines[2].done()
        lines[2].cancel()
        await asyncio.gather(lines[2], return_exceptions=True)
        return others

    others = asyncio.run(story())

    assert others is False
    assert sorted(said) == sorted([(1, "websocket.close", 4401), (1, "websocket.disconnect")] * 2)
    assert signed_out._lines == {}


@pytest.mark.django_db(transaction=True)
def test_bell_is_rung_for_the_account_once_it_is_signed_out(transactional_db, monkeypatch):
    cast, heard = casting.assemble(), []
    monkeypatch.setattr(bell, "_listeners", [heard.append])

    accounts.sign_out(cast.councillor, by=cast.clerk)

    assert heard == [signed_out.room_of(cast.councillor.pk)]


@pytest.mark.django_db
def test_whoever_signs_out_or_ends_other_devices_has_their_lines_ended_too(cast, monkeypatch):
    heard = []
    monkeypatch.setattr(bell, "_listeners", [heard.append])
    tablet, phone = signed_in(cast.councillor), signed_in(cast.councillor)

    tablet.post("/accounts/sessions/")
    ended, here = list(heard), [one.get("/account/").status_code for one in (tablet, phone)]
    tablet.post("/accounts/logout/")

    room = signed_out.room_of(cast.councillor.pk)
    assert (ended, here) == ([room], [200, 302])
    assert heard == [room, room]
