"""A sign-in that was left alone ends, on pages and open lines, but not while a meeting of its person is held."""

import asyncio
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from asgiref.sync import sync_to_async
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from council import idleness, signed_out
from council.models import Meeting
from tests import factories

pytestmark = pytest.mark.django_db


def left_alone(user, **since):
    """A browser that was signed in and last used so long ago."""
    client = Client()
    client.force_login(user)
    UserSession.objects.update_or_create(
        session_key=client.session.session_key,
        defaults={"user": user, "ip": "127.0.0.1", "last_seen_at": timezone.now() - timedelta(**since)},
    )
    cache.clear()  # so long ago even the cache forgot
    return client


def seen_ago():
    return timezone.now() - UserSession.objects.get().last_seen_at


def is_signed_in(client):
    return client.get("/account/").status_code == 200


STAYS = {
    "clerk": False,
    "chair": False,
    "mayor": False,
    "officer": False,
    "moderator": False,
    "councillor": True,
    "district": True,
    "citizen": True,
}


@pytest.mark.parametrize(("name", "stays"), STAYS.items())
def test_after_two_hours_alone_those_who_decide_for_others_are_signed_out(cast, name, stays):
    client = left_alone(getattr(cast, name), hours=2, minutes=1)

    assert is_signed_in(client) == stays


def test_whoever_is_signed_out_so_is_told_and_their_folders_stay(cast):
    client = left_alone(cast.clerk, hours=3)

    answer = client.get("/desk/")

    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/desk/")
    assert "Clear-Site-Data" not in answer
    assert "zwei Stunden lang nichts geschah" in client.get("/accounts/login/").content.decode()


def test_whoever_goes_on_stays_and_it_is_noted_every_five_minutes(cast):
    client = left_alone(cast.clerk, hours=1, minutes=59)
    assert is_signed_in(client)
    assert seen_ago() < timedelta(minutes=1)

    cache.clear()
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(minutes=4))
    client.get("/account/")

    assert seen_ago() > timedelta(minutes=3)


def test_whoever_was_here_just_now_is_asked_about_in_no_database(cast):
    client = left_alone(cast.clerk, minutes=1)
    client.get("/account/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/account/")

    assert not any("last_seen_at" in query["sql"] and "WHERE" in query["sql"] for query in asked.captured_queries)


def test_whoever_signed_in_just_now_is_asked_about_in_no_database(cast):
    client = Client()
    client.force_login(cast.clerk)
    with CaptureQueriesContext(connection) as asked:
        client.get("/account/")

    assert not any("last_seen_at" in query["sql"] and "WHERE" in query["sql"] for query in asked.captured_queries)


def test_cache_remembers_nobody_for_longer_than_five_minutes(cast, monkeypatch):
    """Else a browser left alone right after would stay signed in for longer than two hours."""
    kept = []
    clients = [left_alone(cast.clerk, minutes=minutes) for minutes in (4, 30)]
    monkeypatch.setattr(cache, "set", lambda name, value, timeout: kept.append((name.partition(":")[0], timeout)))
    for client in clients:
        client.get("/account/")

    assert [name for name, _ in kept] == ["seen", "seen"]
    assert 59 <= kept[0][1] <= 60
    assert kept[1][1] == 300


@pytest.mark.parametrize("name", ["councillor", "district"])
def test_who_sits_in_a_body_is_signed_out_after_some_days_alone(cast, name):
    assert is_signed_in(left_alone(getattr(cast, name), days=9, hours=23))
    gone = left_alone(getattr(cast, name), days=10, minutes=1)
    assert gone.get("/desk/").status_code == 302
    assert "weil hier 10 Tage lang nichts geschah" in gone.get("/accounts/login/").content.decode()


def test_days_are_set_by_the_town_and_residents_have_none(cast, settings):
    settings.IDLE_DAYS = 3
    ended = [is_signed_in(left_alone(user, days=4)) for user in (cast.councillor, cast.citizen)]
    settings.IDLE_DAYS = 0

    assert (ended, is_signed_in(left_alone(cast.councillor, days=13))) == ([False, True], True)


@pytest.mark.parametrize(("body", "stays"), [("committee", True), ("district_council", False)])
def test_councillor_is_not_signed_out_while_a_meeting_they_sit_in_is_held(cast, body, stays):
    meeting = factories.meeting(getattr(cast, body))
    Meeting.objects.filter(pk=meeting.pk).update(state="running")

    assert is_signed_in(left_alone(cast.councillor, days=12)) == stays


# Open lines


def rest(client, user):
    return idleness.rest(user.pk, client.session.session_key)


def test_open_line_is_looked_at_again_before_its_end_and_is_over_after_it(cast):
    minutes = (10, 118, 121)
    found = [rest(left_alone(cast.clerk, minutes=minute), cast.clerk) for minute in minutes]

    assert found[0] == idleness.LOOKED_EVERY
    assert timedelta(minutes=1) < found[1] <= timedelta(minutes=2)
    assert found[2] == timedelta()


def test_open_line_stays_while_its_meeting_is_held_and_where_nothing_ends_it(cast):
    meeting = factories.meeting(cast.assembly)
    client = left_alone(cast.chair, hours=5)
    assert rest(client, cast.chair) == timedelta()

    Meeting.objects.filter(pk=meeting.pk).update(state="running")

    assert rest(client, cast.chair) == idleness.LOOKED_EVERY
    assert rest(left_alone(cast.citizen, days=13), cast.citizen) == idleness.LOOKED_SELDOM


def test_line_of_whoever_was_here_just_now_stays(cast):
    client = left_alone(cast.clerk, hours=1)
    client.get("/account/")

    assert rest(client, cast.clerk) == idleness.LOOKED_EVERY


def test_looking_at_a_line_is_no_doing(cast):
    client = left_alone(cast.clerk, hours=1)
    before = UserSession.objects.get().last_seen_at

    rest(client, cast.clerk)

    assert UserSession.objects.get().last_seen_at == before


def line(client, user, said, *, heard_as):
    """A line of this browser, open until it is ended; notes what its page is told and as whom it is heard."""

    async def consumer(scope, receive, send):
        heard_as.append(scope["user"].pk)
        if scope["user"].is_authenticated:
            said.append((await receive())["type"])

    async def receive():
        await asyncio.Event().wait()

    async def send(message):
        said.append((message["type"], message["code"]))

    return signed_out.Sockets(consumer)({"user": user, "session": client.session}, receive, send)


@pytest.mark.django_db(transaction=True)
def test_line_left_alone_is_ended_by_itself_and_its_page_comes_again_as_nobody(cast, monkeypatch):
    said, heard_as, client = [], [], left_alone(cast.clerk, minutes=1)
    left = [timedelta(microseconds=1), DatabaseError("away"), timedelta(microseconds=1), timedelta()]

    def asked(account, key):
        found = left.pop(0)
        if isinstance(found, DatabaseError):
            raise found
        return found

    monkeypatch.setattr(signed_out, "_rest", sync_to_async(asked))
    monkeypatch.setattr(idleness, "LOOKED_EVERY", timedelta(microseconds=1))

    asyncio.run(asyncio.wait_for(line(client, cast.clerk, said, heard_as=heard_as), timeout=10))

    assert (said, left) == ([("websocket.close", signed_out.ENDED), "websocket.disconnect"], [])
    monkeypatch.undo()
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(hours=3))
    cache.clear()
    asyncio.run(asyncio.wait_for(line(client, cast.clerk, said, heard_as=heard_as), timeout=10))
    assert (heard_as, len(said)) == ([cast.clerk.pk, None], 2)


@pytest.mark.parametrize("state", ["running", "interrupted"])
@pytest.mark.parametrize("name", ["clerk", "chair", "mayor"])
def test_nobody_is_signed_out_while_their_meeting_is_held(cast, name, state):
    meeting = factories.meeting(cast.assembly)
    Meeting.objects.filter(pk=meeting.pk).update(state=state)

    assert is_signed_in(left_alone(getattr(cast, name), hours=5))


def test_a_meeting_of_others_keeps_nobody_signed_in(cast):
    meeting = factories.meeting(cast.assembly)
    Meeting.objects.filter(pk=meeting.pk).update(state="running")

    assert not is_signed_in(left_alone(cast.officer, hours=5))


def test_a_database_that_takes_nothing_in_keeps_nobody_from_a_page(cast, monkeypatch):
    client = left_alone(cast.clerk, minutes=30)

    def full(*_, **__):
        raise DatabaseError("attempt to write a readonly database")

    monkeypatch.setattr("django.db.models.query.QuerySet.update", full)

    assert is_signed_in(client)
