"""The hub: who is told what, once and in order, at a cost that does not grow with those who watch."""

import asyncio
import threading

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from collaboration.live import hub as hub_module
from collaboration.live import reading, rooms, seats
from collaboration.live.hub import hub
from council import audiences, bell
from council.actions import agenda, meetings
from council.states import Audience
from tests import cast as casting
from tests import factories
from tests.collaboration.lines import Line, do, run, settled, shown

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db) -> casting.Cast:
    return casting.assemble()


@pytest.fixture
def meeting(cast):
    made = factories.meeting(cast.assembly, name="7. öffentliche Sitzung")
    for number, name in enumerate(("Mitteilungen", "Radweg an der Mühlgasse", "Spielplatz am Anger"), start=1):
        factories.item(made, number=str(number), name=name)
    factories.item(
        made,
        number="4",
        name="Grundstück Weidenweg",
        audience=Audience.BODY,
        audience_organization=cast.assembly,
        public=False,
    )
    meetings.publish_agenda(made, by=cast.clerk)
    return meetings.start(made, by=cast.clerk)


def items(meeting):
    return list(meeting.items.order_by("order"))


def cursor_of(meeting, user) -> str:
    return rooms.look("meeting", meeting.pk, audiences.standing_of(user)).cursor


# Once and in order


def test_each_change_comes_exactly_once_and_in_order(cast, meeting):
    first, second, *_ = items(meeting)
    told = []

    async def story():
        async with Line(meeting, cast.nobody) as beside:
            await beside.frame()  # the room has been looked at before anything happens
            async with Line(meeting, cast.nobody, cursor_of_nobody) as line:
                for act, item in ((agenda.call, first), (agenda.put_back, first), (agenda.call, second)):
                    await do(act, item, by=cast.chair)
                    told.append(await line.frame())
                told.append(await line.frames())

    cursor_of_nobody = cursor_of(meeting, None)
    run(story)

    *frames, after = told
    assert after == []
    assert [frame["from"] for frame in frames] == [cursor_of_nobody, *(frame["cursor"] for frame in frames[:-1])]
    assert ["order" in frame for frame in frames] == [False, False, False]
    assert [set(shown(frame)) for frame in frames] == [
        {"now", f"top-{first.key}"},
        {"now", f"top-{first.key}"},
        {"now", f"top-{second.key}"},
    ]


def test_page_that_comes_back_gets_exactly_what_it_missed(cast, meeting):
    first, second, third, _ = items(meeting)
    told = []

    async def story():
        async with Line(meeting, cast.nobody) as stays, Line(meeting, cast.nobody) as goes:
            everything = await stays.frame()
            assert await goes.frame() == everything
            await goes.hang_up()
            await do(agenda.call, first, by=cast.chair)
            told.append(await stays.frame())
            await do(agenda.put_back, first, by=cast.chair)
            await do(agenda.call, third, by=cast.chair)
            await stays.frames()
            async with Line(meeting, cast.nobody, everything["cursor"]) as again:
                told.append(await again.frame())
            async with Line(meeting, cast.nobody, "unbekannt") as stranger:
                told.append(await stranger.frame())

    run(story)

    _, missed, whole = told
    view = rooms.look("meeting", meeting.pk, audiences.standing_of(None))
    assert missed["cursor"] == whole["cursor"] == view.cursor
    assert {"now", f"top-{third.key}"} == set(shown(missed)) - {f"top-{first.key}"}
    everything = {part["id"]: part["html"] for part in whole["changed"]}
    assert ("from" in whole, whole["order"], everything) == (False, list(view.pieces), view.pieces)


def test_slow_line_holds_nobody_up_and_gets_what_it_missed_at_once(cast, meeting):
    first, second, *_ = items(meeting)
    fast, slow, opened = [], [], []

    async def story():
        gate = asyncio.Event()

        async def quick(text):
            fast.append(text)

        async def stuck(text):
            slow.append(text)
            await gate.wait()

        async def leave():
            opened.append("gone")

        room = await hub.enter("meeting", meeting.key)
        cursor = cursor_of_nobody
        quick_seat = seats.Seat(None, quick, leave, cursor)
        slow_seat = seats.Seat(None, stuck, leave, cursor)
        await hub.join(room, quick_seat)
        await hub.join(room, slow_seat)
        for act, item in ((agenda.call, first), (agenda.put_back, first), (agenda.call, second)):
            before = len(fast)
            await do(act, item, by=cast.chair)
            await asyncio.wait_for(until(lambda: len(fast) > before), timeout=30)  # noqa: B023
        assert len(slow) == 1
        gate.set()
        await asyncio.wait_for(until(lambda: slow_seat.cursor == quick_seat.cursor), timeout=30)

    cursor_of_nobody = cursor_of(meeting, None)
    run(story)

    assert (len(fast), len(slow), opened) == (3, 2, [])


# Who is told what


def test_closed_item_is_told_to_its_circle_alone(cast, meeting):
    closed = items(meeting)[-1]
    people = cast.everyone()
    insiders = {"chair", "councillor", "colleague", "rival", "clerk", "deputy", "mayor"}
    told = {}

    async def story():
        lines = {name: Line(meeting, user, cursors[name]) for name, user in people.items()}
        lines["hall"] = Line(meeting, people["chair"], cursors["nobody"], public=True)
        for line in lines.values():
            await line.__aenter__()
        await do(agenda.call, closed, by=cast.chair)
        for name in insiders:
            told[name] = [await lines[name].frame()]
        for name, line in lines.items():
            told[name] = told.get(name, []) + await line.frames(quiet=0.05)
        for line in lines.values():
            await line.__aexit__()

    cursors = {name: cursor_of(meeting, user) for name, user in people.items()}
    run(story)

    assert {name for name, frames in told.items() if "Weidenweg" in str(frames)} == insiders
    assert {name: frames for name, frames in told.items() if name not in insiders and frames} == {}


def test_whoever_lost_the_seat_is_told_nothing_closed_at_the_next_push(cast, meeting):
    closed = items(meeting)[-1]
    told = []

    async def story():
        async with Line(meeting, cast.everyone_councillor, cursor) as line:
            await do(
                cast.councillor.person.memberships.update, end_date=timezone.localdate() - timezone.timedelta(days=1)
            )
            await do(agenda.call, closed, by=cast.chair)
            told.extend([await line.frame(), *await line.frames()])

    cast.__dict__["everyone_councillor"] = cast.everyone()["councillor"]
    cursor = cursor_of(meeting, cast.everyone()["councillor"])
    run(story)

    assert len(told) == 1
    assert f"top-{closed.key}" not in told[0]["order"]
    assert "Weidenweg" not in str(told)


# What it costs


@pytest.fixture
def watch_looks_once(monkeypatch):
    """Count what the act costs alone, whether the watch would have come in between or not."""
    monkeypatch.setattr(hub_module, "POLL_SECONDS", 3600)


def asked_for_one_event(meeting, users, act) -> int:
    """How many questions one act costs the hub, with all these people watching."""
    counted = []

    async def story():
        lines = [Line(meeting, user) for user in users]
        for line in lines:
            await line.__aenter__()
            await line.frame()
        await settled(meeting)
        with count_in_the_hub(counted):
            await do(act)
            for line in lines:
                await line.frame()
        for line in lines:
            await line.__aexit__()

    run(story)
    return sum(counted)


class count_in_the_hub:  # noqa: N801 – a context manager
    """Count the queries that are run by the hub's own thread."""

    def __init__(self, counted: list[int]) -> None:
        self._counted = counted

    def __enter__(self):
        self._before = {name: getattr(reading, name) for name in ("head", "standings", "look")}
        for name, question in self._before.items():
            setattr(reading, name, self._counting(question))

    def __exit__(self, *problem):
        for name, question in self._before.items():
            setattr(reading, name, question)

    def _counting(self, question):
        def counting(*args, **kwargs):
            with CaptureQueriesContext(connection) as seen:
                answer = question(*args, **kwargs)
            self._counted.append(len(seen))
            return answer

        return counting


@pytest.mark.usefixtures("watch_looks_once")
def test_event_costs_the_same_with_three_and_with_thirty_spectators(cast, meeting):
    first, *_ = items(meeting)

    few = asked_for_one_event(meeting, [cast.nobody] * 3, lambda: agenda.call(first, by=cast.chair))
    agenda.put_back(first, by=cast.chair)
    many = asked_for_one_event(meeting, [cast.nobody] * 30, lambda: agenda.call(first, by=cast.chair))

    assert few == many
    assert few > 0


@pytest.mark.usefixtures("watch_looks_once")
def test_event_costs_the_same_with_two_and_with_six_members_of_one_circle(cast, meeting):
    first, *_ = items(meeting)
    crowd = []
    for number in range(6):
        person = factories.person(name=f"Mitglied {number}")
        factories.membership(person, cast.assembly)
        factories.membership(person, cast.our_faction)
        crowd.append(factories.user(f"mitglied{number}", person=person))

    few = asked_for_one_event(meeting, crowd[:2], lambda: agenda.call(first, by=cast.chair))
    agenda.put_back(first, by=cast.chair)
    many = asked_for_one_event(meeting, crowd, lambda: agenda.call(first, by=cast.chair))

    assert few == many


@pytest.mark.usefixtures("watch_looks_once")
def test_pages_that_come_all_at_once_share_one_look(cast, meeting, monkeypatch):
    counted = []
    monkeypatch.setattr(seats, "FRESH_SECONDS", 3600)  # however slowly they come

    async def story():
        lines = [Line(meeting, cast.nobody) for _ in range(20)]
        async with Line(meeting, cast.nobody) as early:
            await early.frame()
            await settled(meeting)
            hub._rooms[meeting.room].present.clear()  # what was looked at before is not fresh any more
            with count_in_the_hub(counted):
                await asyncio.gather(*(line.__aenter__() for line in lines))
                for line in lines:
                    await line.frame()
        for line in lines:
            await line.__aexit__()

    run(story)

    assert len(counted) == 1  # one question altogether


# When something is missing


def test_act_of_another_process_is_told_within_seconds(cast, meeting, monkeypatch):
    first, *_ = items(meeting)
    told = []

    async def story():
        async with Line(meeting, cast.nobody) as beside:
            await beside.frame()  # the room has been looked at before anything happens
            async with Line(meeting, cast.nobody, cursor) as line:
                monkeypatch.setattr(bell, "ring", lambda rooms: None)  # as for acts elsewhere, nothing rings here
                await do(agenda.call, first, by=cast.chair)
                told.append(await line.frame())

    cursor = cursor_of(meeting, None)
    run(story)

    assert set(shown(told[0])) == {"now", f"top-{first.key}"}


def break_once(monkeypatch, *, until=None):
    """Let the next look fail, once it was waited for."""
    look = reading.look

    def broken(*args):
        monkeypatch.setattr(reading, "look", look)
        if until is not None:
            until.wait(timeout=30)
        raise OperationalError("Die Datenbank ist gerade weg.")

    monkeypatch.setattr(reading, "look", broken)


def test_look_that_failed_is_told_soon_although_nothing_more_happens(cast, meeting, monkeypatch):
    first, *_ = items(meeting)
    told, heard, passed, news = [], [], threading.Event(), reading.news

    def listened(since):
        if heard:
            passed.set()  # the watch has gone past the act while its pages were being told
        answer = news(since)
        heard.extend(answer[1])
        return answer

    async def story():
        async with Line(meeting, cast.nobody, cursor) as line:
            await settled(meeting)
            monkeypatch.setattr(reading, "news", listened)
            break_once(monkeypatch, until=passed)
            await do(agenda.call, first, by=cast.chair)
            told.append(await line.frame())

    cursor = cursor_of(meeting, None)
    monkeypatch.setattr(hub_module, "POLL_SECONDS", 0.1)
    run(story)

    assert passed.is_set()
    assert set(shown(told[0])) == {"now", f"top-{first.key}"}


def seat(sent=None, *, cursor="") -> seats.Seat:
    async def send(text):
        if sent is not None:
            sent.append(text)

    async def leave():
        pass

    return seats.Seat(None, send, leave, cursor)


def test_whoever_cannot_be_served_on_coming_takes_no_seat(cast, meeting, monkeypatch):
    left = []

    async def story():
        break_once(monkeypatch)
        room = await hub.enter("meeting", meeting.key)
        with pytest.raises(OperationalError):
            await hub.join(room, seat())
        left.extend([set(room.seats), dict(hub._rooms), set(hub._guests)])

    run(story)

    assert left == [set(), {}, set()]


def test_slow_line_whose_next_look_fails_is_told_all_the_same(cast, meeting, monkeypatch):
    first, second, *_ = items(meeting)
    fast, slow, ends = [], [], []

    async def story():
        gate = asyncio.Event()

        async def stuck(text):
            slow.append(text)
            await gate.wait()

        room = await hub.enter("meeting", meeting.key)
        slow_seat, quick_seat = seat(cursor=cursor), seat(fast, cursor=cursor)
        slow_seat.send = stuck
        await hub.join(room, quick_seat)
        await hub.join(room, slow_seat)
        for number, (act, item) in enumerate(((agenda.call, first), (agenda.put_back, first)), start=1):
            await do(act, item, by=cast.chair)
            await asyncio.wait_for(until(lambda: len(fast) >= number), timeout=30)  # noqa: B023
        room.present.clear()
        break_once(monkeypatch)
        gate.set()
        await asyncio.wait_for(until(lambda: slow_seat.cursor == quick_seat.cursor), timeout=30)
        ends.append(len(slow))

    cursor = cursor_of(meeting, None)
    monkeypatch.setattr(hub_module, "POLL_SECONDS", 0.1)
    run(story)

    assert ends == [2]


async def until(holds) -> None:
    while not holds():
        await asyncio.sleep(0.01)


def test_late_leave_of_an_emptied_room_leaves_the_new_one_of_its_name_open(cast, meeting):
    found = []

    async def story():
        old, early, late = await hub.enter("meeting", meeting.key), seat(), seat()
        await hub.join(old, early)
        await hub.leave(old, early)
        new = await hub.enter("meeting", meeting.key)
        await hub.join(new, late)
        await hub.leave(old, early)
        found.append((new is old, hub._rooms == {new.name: new}, new.seats == {late}))

    run(story)

    assert found == [(False, True, True)]


def test_whoever_entered_a_room_that_was_emptied_sits_in_the_new_one(cast, meeting):
    found = []

    async def story():
        old, early, first, second = await hub.enter("meeting", meeting.key), seat(), seat(), seat()
        await hub.join(old, early)
        await hub.leave(old, early)
        new = await hub.enter("meeting", meeting.key)
        await hub.join(new, first)
        found.append((await hub.join(old, second)) is new)
        await hub.leave(new, first)
        found.append(new.seats == {second})
        await hub.leave(new, second)
        found.append(dict(hub._rooms))

    run(story)

    assert found == [True, True, {}]


def test_guests_beyond_the_seats_are_sent_to_ask_and_members_still_find_one(cast, meeting, settings):
    settings.LIVE_SEATS = 1
    told = []

    async def story():
        async with Line(meeting, cast.nobody) as first:
            await first.frame()
            guest = Line(meeting, cast.nobody)
            await guest.__aenter__()
            told.append(await guest.says())
            async with Line(meeting, cast.councillor) as member:
                told.append((await member.frame())["order"][0])
        await asyncio.sleep(0)
        async with Line(meeting, cast.nobody) as next_guest:
            told.append((await next_guest.frame())["order"][0])

    run(story)

    assert told == [{"type": "websocket.close", "code": 4429}, "now", "now"]


def test_standings_of_many_people_are_read_in_as_many_queries_as_those_of_three(cast, django_assert_num_queries):
    people = cast.everyone()
    accounts = [user.pk for name, user in people.items() if name != "nobody"]
    with CaptureQueriesContext(connection) as few:
        reading.standings("paper", 0, accounts[:3])

    with CaptureQueriesContext(connection) as many:
        found = reading.standings("paper", 0, accounts)

    assert len(many) == len(few)
    assert found == {user.pk: audiences.standing_of(user) for name, user in people.items() if name != "nobody"}
