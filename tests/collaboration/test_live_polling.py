"""Pages without a socket ask: one answer for all who may see no more than everyone, and never that of a member."""

import asyncio
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from collaboration.live import lane, polling, rooms
from council import audiences
from council.actions import agenda, meetings
from council.states import Audience
from council.views import kept_agendas
from tests import factories
from tests.collaboration.lines import shown

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shelf(monkeypatch):
    fresh = polling.Shelf()
    monkeypatch.setattr(polling, "shelf", fresh)
    monkeypatch.setattr(lane, "shelf", fresh)
    return fresh


@pytest.fixture
def meeting(cast):
    made = factories.meeting(cast.assembly, name="7. öffentliche Sitzung")
    factories.item(made, number="1", name="Mitteilungen")
    factories.item(
        made,
        number="2",
        name="Grundstück Weidenweg",
        audience=Audience.BODY,
        audience_organization=cast.assembly,
        public=False,
    )
    meetings.publish_agenda(made, by=cast.clerk)
    return meetings.start(made, by=cast.clerk)


def cursor_of(meeting, user=None):
    return rooms.look("meeting", meeting.pk, audiences.standing_of(user)).cursor


def poll(client, meeting, cursor, **headers):
    return client.get(f"/meetings/{meeting.key}/live/poll/?cursor={cursor}", headers=headers)


def test_page_is_told_only_what_changed_and_then_nothing(cast, meeting, client, shelf):
    cursor = cursor_of(meeting)
    poll(client, meeting, cursor)
    item = meeting.items.get(name="Mitteilungen")
    agenda.call(item, by=cast.chair)
    shelf.ring(meeting.room)  # the test's own transaction never commits

    told = poll(client, meeting, cursor).json()
    after = poll(client, meeting, told["cursor"])

    assert (told["from"], told["cursor"]) == (cursor, cursor_of(meeting))
    assert set(shown(told)) == {"now", f"top-{item.key}"}
    assert (after.status_code, after.content) == (204, b"")


def test_page_with_an_unknown_cursor_is_told_everything(meeting, client):
    told = [poll(client, meeting, cursor).json() for cursor in ("", "x" * 5000, "\u202e", "1%00'")]

    view = rooms.look("meeting", meeting.pk, audiences.standing_of(None))
    assert [one["order"] for one in told] == [list(view.pieces)] * 4
    assert ["from" in one for one in told] == [False] * 4


def test_answer_may_be_shared_for_a_second_and_is_recognised_by_its_tag(meeting, client):
    first = poll(client, meeting, "")
    again = poll(client, meeting, "", if_none_match=first["ETag"])

    assert first["Cache-Control"] == "public, max-age=1"
    assert (again.status_code, again.content) == (304, b"")
    assert "Set-Cookie" not in first


def test_thousand_polls_ask_the_database_once(meeting, client, shelf, monkeypatch):
    monkeypatch.setattr(polling, "KEPT_SECONDS", 3600)  # however long they take here
    poll(client, meeting, "")

    with CaptureQueriesContext(connection) as seen:
        for _ in range(1000):
            shelf.answer("meeting", meeting.key, cursor="", tag="")

    assert (shelf.looks, len(seen)) == (1, 0)


def test_public_poll_tells_a_member_no_more_than_anybody(cast, meeting, client):
    client.force_login(cast.councillor)

    told = poll(client, meeting, "")

    assert "Weidenweg" not in told.content.decode()
    assert told.json()["cursor"] == cursor_of(meeting)


def test_members_ask_for_themselves_and_are_kept_by_no_cache(cast, meeting, client):
    client.force_login(cast.councillor)
    address = f"/meetings/{meeting.key}/live/poll/own/"

    told = client.get(address)
    after = client.get(f"{address}?cursor={told.json()['cursor']}")

    assert "Weidenweg" in told.content.decode()
    assert told.json()["cursor"] == cursor_of(meeting, cast.everyone()["councillor"])
    assert told["Cache-Control"] == after["Cache-Control"] == "no-store, private"
    assert after.status_code == 204


def test_citizen_asking_for_themselves_is_told_no_more_than_anybody(cast, meeting, client):
    client.force_login(cast.citizen)

    told = client.get(f"/meetings/{meeting.key}/live/poll/own/")

    assert told.json()["cursor"] == cursor_of(meeting)


def test_closed_meeting_and_none_at_all_answer_alike(cast, client):
    closed = factories.meeting(cast.committee, audience=Audience.BODY, audience_organization=cast.committee)

    answers = {client.get(f"/meetings/{key}/live/poll/").status_code for key in (closed.key, "gibtesnicht")}

    assert answers == {404}


def test_meeting_that_closes_is_told_no_more(cast, meeting, client, shelf):
    poll(client, meeting, "")
    meeting.audience, meeting.audience_organization = Audience.BODY, cast.assembly
    meeting.save()
    shelf.ring(meeting.room)

    assert poll(client, meeting, "").status_code == 404


def test_which_poll_a_page_uses_depends_on_what_it_may_see(cast, meeting, client):
    def address(user):
        client.logout()
        if user.is_authenticated:
            client.force_login(user)
        page = client.get(f"/meetings/{meeting.key}/live/").content.decode()
        return page.partition('data-live-poll="')[2].partition('"')[0].removeprefix(f"/meetings/{meeting.key}/live/")

    own = {name for name, user in cast.everyone().items() if address(user) == "poll/own/"}

    assert own == set(cast.everyone()) - {"citizen", "nobody"}
    client.force_login(cast.chair)
    assert "poll/own/" not in client.get(f"/meetings/{meeting.key}/projector/").content.decode()


# Asked from several threads


def view(cursor: str) -> rooms.View:
    return rooms.View(cursor, {"now": f"<p>Stand {cursor}</p>"})


def test_answer_made_while_something_new_is_looked_up_is_not_kept_for_it(monkeypatch):
    kept = polling.Kept(pk=1)
    kept.take(view("alt"))
    frame = rooms.frame

    def overtaken(shown, *, since):
        monkeypatch.setattr(rooms, "frame", frame)
        kept.take(view("neu"))
        return frame(shown, since=since)

    monkeypatch.setattr(rooms, "frame", overtaken)
    late = kept.answer("", "")
    after = kept.answer("", "")

    assert [json.loads(answer.body)["cursor"] for answer in (late, after)] == ["alt", "neu"]
    assert [dict(answer.headers)["ETag"] for answer in (late, after)] == ['"alt"', '"neu"']


def test_nothing_old_is_told_while_it_is_looked_anew(cast, meeting, client, shelf, monkeypatch):
    poll(client, meeting, "")
    meanwhile, look = [], rooms.look

    def slow(*asked):
        meanwhile.append(shelf.ready("meeting", meeting.key, cursor="", tag=""))
        return look(*asked)

    monkeypatch.setattr(rooms, "look", slow)
    shelf.ring(meeting.room)
    poll(client, meeting, "")

    assert meanwhile == [None]


def test_page_is_brought_forward_from_the_last_views_alone():
    kept = polling.Kept(pk=1)
    for number in range(polling.REMEMBERED + 1):
        kept.take(view(str(number)))

    told = [json.loads(kept.answer(cursor, "").body) for cursor in ("0", "1")]

    assert [one.get("from") for one in told] == [None, "1"]


# The fast lane


def through_the_lane(path, *, method="GET", headers=(), query=b"") -> tuple[int, dict[str, str], bytes]:
    sent = []

    async def pages(scope, receive, send):
        await send({"type": "http.response.start", "status": 418, "headers": []})
        await send({"type": "http.response.body", "body": b"pages"})

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "query_string": query, "headers": list(headers)}
    asyncio.run(lane.Lane(pages)(scope, None, send))
    start, body = sent
    return start["status"], {name.decode(): value.decode() for name, value in start["headers"]}, body["body"]


@pytest.mark.django_db(transaction=True)
def test_fast_lane_answers_as_the_page_does(cast, client):
    meeting = factories.meeting(cast.assembly, name="7. öffentliche Sitzung")
    address = f"/meetings/{meeting.key}/live/poll/"
    slow = client.get(address)
    tag = [(b"if-none-match", slow["ETag"].encode())]

    status, headers, body = through_the_lane(address)

    assert (status, json.loads(body)) == (200, slow.json())
    assert {name: headers[name.lower()] for name in ("ETag", "Cache-Control", "Content-Type")} == {
        name: slow[name] for name in ("ETag", "Cache-Control", "Content-Type")
    }
    assert through_the_lane(address, headers=tag)[0::2] == (304, b"")
    assert through_the_lane(address, query=f"cursor={slow.json()['cursor']}".encode())[0::2] == (204, b"")
    assert through_the_lane(address, method="HEAD")[0::2] == (200, b"")
    assert through_the_lane("/meetings/gibtesnicht/live/poll/")[0] == 404


@pytest.mark.django_db(transaction=True)
def test_fast_lane_guards_its_answers_as_the_pages_do(settings):
    settings.SECURE_HSTS_SECONDS = 600
    _, headers, _ = through_the_lane("/meetings/gibtesnicht/live/poll/")

    assert headers == {
        "cache-control": "no-store",
        "content-length": "0",
        "content-security-policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "same-origin",
        "strict-transport-security": "max-age=600; includeSubDomains; preload",
        "x-content-type-options": "nosniff",
    }


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/meetings/abc/live/poll/"), ("GET", "/meetings/abc/live/"), ("GET", "/meetings/abc/live/poll/own/")],
)
def test_everything_else_goes_on_to_the_pages(method, path):
    assert through_the_lane(path, method=method)[0] == 418


def test_members_without_a_line_share_one_look_a_second(cast, meeting, client, monkeypatch, agendas_kept):
    monkeypatch.setattr(kept_agendas, "shelf", kept_agendas.Shelf(clock=lambda: 0.0))
    asked = []
    for user in (cast.councillor, cast.rival, cast.councillor, cast.rival):
        client.force_login(user)
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/meetings/{meeting.key}/live/poll/own/")
        asked.append(len(queries))

    assert asked[3] <= asked[0] - 6
