"""The socket of a joint draft: two people converge, others hear nothing, and what is acknowledged is in the table."""

import asyncio
import json

import pytest
from asgiref.testing import ApplicationCommunicator
from channels.routing import URLRouter
from django.contrib.sessions.backends.db import SessionStore
from django.db import DatabaseError

from collaboration.live import joint_drafts as live
from collaboration.live import joint_looks, routes
from motions import joint_text
from motions.actions import joint_drafts, motions, movers
from motions.models import DraftEdit, Motion
from tests import cast as casting
from tests.collaboration.lines import do, empty
from tests.motions.joining import Writer, joint_of, leave_the_faction, said, together
from tests.motions.test_motions import TYPED, signed_in
from tests.redis_server import RedisServer

pytestmark = pytest.mark.django_db(transaction=True)
CLOSED = ({"gone": True}, joint_looks.NOT_FOUND)
QUIET = 0.15  # seconds without a frame that count as silence


@pytest.fixture
def cast(transactional_db) -> casting.Cast:
    return casting.assemble()


@pytest.fixture
def motion(cast) -> Motion:
    return together(cast)


@pytest.fixture(autouse=True)
def own_looks(monkeypatch):
    """The second look after a second is tested by itself."""
    monkeypatch.setattr(live, "POLL_SECONDS", 3600)


class Page(Writer):
    """An open page: a document and its socket. What it hears it takes in."""

    def __init__(self, motion, user, *, session=None) -> None:
        self._scope = {
            "type": "websocket",
            "path": f"/ws/drafts/{motion.paper.key}/",
            "query_string": b"",
            "headers": [],
            "subprotocols": [],
            "user": user,
            "session": session,
        }
        self.heard: list[dict] = []
        self.code = None

    async def __aenter__(self):
        if self._scope["session"] is None:
            self._scope["session"] = SessionStore()
            await do(self._scope["session"].create)
        self._line = ApplicationCommunicator(URLRouter(routes.sockets), self._scope)
        await self._line.send_input({"type": "websocket.connect"})
        assert (await self._line.receive_output(timeout=30))["type"] == "websocket.accept"
        first = await self.listen()
        if first and "state" in first:
            super().__init__(state=joint_text.read(first["state"]))
        elif first:
            await self.rest()
        return self

    async def __aexit__(self, *problem):
        await self.hang_up()

    async def hang_up(self):
        await self._line.send_input({"type": "websocket.disconnect", "code": 1001})
        await self._line.wait(timeout=30)

    async def listen(self) -> dict | None:
        """The next thing that comes; None if it is the end of the line."""
        told = await self._line.receive_output(timeout=30)
        if told["type"] == "websocket.close":
            self.code = told["code"]
            return None
        frame = json.loads(told["text"])
        self.heard.append(frame)
        for update in frame.get("updates", []):
            self.hear(joint_text.read(update))
        return frame

    async def until(self, name) -> object:
        """The next frame of that name."""
        while True:
            frame = await self.listen()
            assert frame is not None, self.code
            if name in frame:
                return frame[name]

    async def rest(self) -> list[dict]:
        """Everything until it is quiet or the line ends."""
        found = []
        while self.code is None and not await self._line.receive_nothing(timeout=QUIET, interval=0.02):
            frame = await self.listen()
            found += [frame] if frame else []
        return found

    async def reads(self, words: str):
        """Wait until the text says so."""
        while self.says() != words:
            assert await self.listen() is not None, self.code

    async def sees(self, *people: tuple[str, str]):
        """Wait until just these are there: name and field. Whoever comes together may be told of each other twice."""
        while sorted(self._there()) != sorted(people):
            assert await self.listen() is not None, self.code

    def _there(self) -> list[tuple[str, str]]:
        last = {word["who"]: (word["name"], word["field"]) for word in self.presences()}
        return [person for person in last.values() if person != ("", "")]

    def presences(self) -> list[dict]:
        """All that was told of who is there."""
        return [frame["presence"] for frame in self.heard if "presence" in frame]

    async def end(self) -> list[dict]:
        """Everything until the line ends."""
        found = []
        while self.code is None:
            frame = await self.listen()
            found += [frame] if frame else []
        return found

    async def say(self, **words):
        await self.say_raw(json.dumps(words))

    async def say_raw(self, text):
        await self._line.send_input({"type": "websocket.receive", "text": text})

    async def send(self, update: bytes, *, more=False):
        await self.say(update=joint_text.write(update), more=more)


def run(story):
    empty()
    try:
        asyncio.run(story())
    finally:
        empty()


# Writing ------------------------------------------------------------------------------------------------------------


def test_two_people_who_write_at_once_converge(cast, motion):
    async def story():
        async with Page(motion, cast.councillor) as one, Page(motion, cast.colleague) as other:
            await one.send(one.write(" Und Ältere."))
            await other.send(other.write("Kurzum: ", at=0))
            for page in (one, other):
                await page.until("ack")
            for page in (one, other):
                await page.reads("Kurzum: Weil dort Kinder fahren. Und Ältere.")

    run(story)
    assert said(motion) == "Kurzum: Weil dort Kinder fahren. Und Ältere."


def test_what_was_written_without_a_line_is_merged_on_return(cast, motion):
    async def story():
        async with Page(motion, cast.councillor) as one:
            async with Page(motion, cast.colleague) as other:
                pass
            held = other.write(" Im Zug geschrieben.")
            await one.send(one.write("Im Saal geschrieben. ", at=0))
            await one.until("ack")
            async with Page(motion, cast.colleague) as again:
                again.hear(held)
                await again.send(held)
                await again.until("ack")
                for page in (one, again):
                    await page.reads(said_now)

    said_now = "Im Saal geschrieben. Weil dort Kinder fahren. Im Zug geschrieben."
    run(story)
    assert said(motion) == said_now


def test_update_is_in_the_table_before_it_is_acknowledged_or_told(cast, motion):
    found = []

    async def story():
        async with Page(motion, cast.councillor) as one, Page(motion, cast.colleague) as other:
            await one.send(one.write(" Neu."))
            number = await one.until("ack")
            found.append((number, await do(lambda: DraftEdit.objects.get().number), await do(said, motion)))
            await other.until("updates")
            assert other.says().endswith(" Neu.")

    run(story)
    assert found == [(1, 1, "Weil dort Kinder fahren. Neu.")]


def test_server_that_was_away_has_everything_from_the_table(cast, motion):
    async def story():
        async with Page(motion, cast.councillor) as one:
            await one.send(one.write(" Neu."))
            await one.until("ack")
        from channels.layers import channel_layers

        channel_layers.backends.clear()  # nothing of the process is left
        async with Page(motion, cast.colleague) as other:
            assert other.says() == "Weil dort Kinder fahren. Neu."

    run(story)


def test_what_another_process_took_in_is_seen_at_the_next_look(cast, motion, monkeypatch):
    monkeypatch.setattr(live, "POLL_SECONDS", 0.05)

    async def story():
        async with Page(motion, cast.colleague) as other:
            update = (await do(Writer, joint_of_it())).write(" Von nebenan.")
            await do(joint_drafts.take_in, joint_of_it(), update=update, by=cast.councillor)
            await other.until("updates")

            assert other.says() == "Weil dort Kinder fahren. Von nebenan."

    joint = joint_of(motion)

    def joint_of_it():
        return joint

    run(story)


def test_large_change_comes_in_pieces_and_as_one(cast, motion):
    async def story():
        async with Page(motion, cast.councillor) as one:
            update = one.write("Absatz. " * 5000)
            for at in range(0, len(update), 9000):
                await one.send(update[at : at + 9000], more=at + 9000 < len(update))
            await one.until("ack")

    run(story)
    assert said(motion).endswith("Absatz. " * 5000)
    assert DraftEdit.objects.count() == 1


def test_page_behind_a_folded_state_gets_the_whole_text(cast, motion, monkeypatch):
    monkeypatch.setattr(joint_drafts, "FOLD_AFTER", 3)

    async def story():
        async with Page(motion, cast.colleague) as other:
            writer = await do(Writer, joint)
            for number in range(4):
                await do(joint_drafts.take_in, joint, update=writer.write(f" {number}"), by=cast.councillor)
            async with Page(motion, cast.councillor) as one:
                await one.send(one.write(" Ende."))
                await other.until("updates")

            assert other.says() == "Weil dort Kinder fahren. 0 1 2 3 Ende."

    joint = joint_of(motion)
    run(story)


# Who hears ----------------------------------------------------------------------------------------------------------


def test_socket_says_something_to_the_faction_alone(cast, motion):
    heard = {}
    everyone = cast.everyone()

    async def story():
        for name, user in everyone.items():
            async with Page(motion, user) as page:
                heard[name] = (page.heard[0], page.code)

    run(story)
    assert {name for name, (told, _) in heard.items() if "state" in told} == {"councillor", "colleague"}
    assert [heard[name] for name in casting.NAMES if name not in ("councillor", "colleague")] == [CLOSED] * 9
    assert heard["nobody"] == CLOSED


def test_unknown_draft_looks_like_a_closed_one(cast, motion):
    async def story():
        motion.paper.key = "01HZZZZZZZZZZZZZZZZZZZZZZZ"
        async with Page(motion, cast.councillor) as page:
            assert (page.heard[0], page.code) == CLOSED

    run(story)


def test_whoever_was_away_when_the_writing_ended_hears_that_it_ended(cast, motion):
    heard = {}
    everyone = cast.everyone()

    async def story():
        await do(joint_drafts.end, motion, by=cast.councillor)
        for name, user in everyone.items():
            async with Page(motion, user) as page:
                heard[name] = page.code

    run(story)
    assert {name for name, code in heard.items() if code == joint_looks.ENDED} == {"councillor", "colleague"}
    assert {code for name, code in heard.items() if name not in ("councillor", "colleague")} == {joint_looks.NOT_FOUND}


def test_whoever_signed_out_hears_nothing_more_and_writes_nothing(cast, motion, monkeypatch):
    monkeypatch.setattr(live, "POLL_SECONDS", 0.05)
    sessions = [signed_in(cast.colleague).session for _ in range(2)]

    async def story():
        async with (
            Page(motion, cast.colleague, session=sessions[0]) as left,
            Page(motion, cast.colleague, session=sessions[1]) as stayed,
            Page(motion, cast.councillor) as one,
        ):
            for page in (left, stayed, one):
                await page.rest()
            await do(sessions[0].flush)
            await left.end()
            await one.send(one.write(" Geheim."))
            await stayed.until("updates")

            assert (left.code, stayed.code) == (joint_looks.SIGNED_OUT, None)
            assert [frame for frame in left.heard if "updates" in frame] == []

    run(story)


def test_writing_after_signing_out_keeps_nothing(cast, motion):
    session = signed_in(cast.colleague).session

    async def story():
        async with Page(motion, cast.colleague, session=session) as page:
            await do(session.flush)
            await page.send(page.write(" Heimlich."))
            await page.end()
            assert page.code == joint_looks.SIGNED_OUT

    run(story)
    assert said(motion) == TYPED["reasons"]


def test_whoever_left_the_faction_hears_nothing_of_the_next_change(cast, motion):
    async def story():
        async with Page(motion, cast.councillor) as one, Page(motion, cast.colleague) as other:
            await other.rest()
            await do(leave_the_faction, cast, cast.colleague)
            await one.send(one.write(" Geheim."))
            await one.until("ack")

            assert [frame for frame in await other.end() if "updates" in frame] == []
            assert other.code == joint_looks.NOT_FOUND

    run(story)


def test_whoever_left_the_faction_writes_nothing_and_hears_of_nobody(cast, motion):
    async def story():
        async with (
            Page(motion, cast.colleague) as writing,
            Page(motion, cast.colleague) as listening,
            Page(motion, cast.councillor) as one,
        ):
            for page in (writing, listening, one):
                await page.rest()
            await do(leave_the_faction, cast, cast.colleague)
            await writing.send(writing.write(" Heimlich."))
            await one.say(here="resolution")

            heard = [frame for page in (writing, listening) for frame in await page.end()]
            assert [frame for frame in heard if "presence" not in frame or frame["presence"]["field"]] == []
            assert [page.code for page in (writing, listening)] == [joint_looks.NOT_FOUND] * 2
            await one.rest()
            assert "Heimlich" not in one.says()

    run(story)
    assert said(motion) == TYPED["reasons"]


def test_lost_membership_ends_the_line_at_the_next_look(cast, motion, monkeypatch):
    monkeypatch.setattr(live, "POLL_SECONDS", 0.05)

    async def story():
        async with Page(motion, cast.colleague) as other:
            await do(leave_the_faction, cast, cast.colleague)
            await other.end()
            assert other.code == joint_looks.NOT_FOUND

    run(story)


@pytest.mark.parametrize("ending", ["alone", "private", "submitted"])
def test_line_ends_with_the_common_writing(cast, motion, monkeypatch, ending):
    monkeypatch.setattr(live, "POLL_SECONDS", 0.05)
    codes = {"alone": (4410, 4410), "private": (4410, 4404), "submitted": (4410, 4410)}

    def end():
        if ending == "alone":
            joint_drafts.end(motion, by=cast.councillor)
        elif ending == "private":
            movers.keep_private(motion, by=cast.councillor)
        else:
            from tests.motions.test_motions import NOW, wording

            revision = motion.scratch.revision
            motions.submit(motion, wording=wording(), revision=revision, by=cast.councillor, at=NOW)

    async def story():
        async with Page(motion, cast.councillor) as one, Page(motion, cast.colleague) as other:
            await do(end)
            await one.end()
            await other.end()
            assert (one.code, other.code) == codes[ending]

    run(story)


# Who is there -------------------------------------------------------------------------------------------------------


def test_people_hear_who_is_there_where_they_write_and_when_they_leave(cast, motion):
    async def story():
        async with Page(motion, cast.councillor) as one:
            async with Page(motion, cast.colleague) as other:
                await other.sees(("Frau Councillor", ""))
                await one.sees(("Frau Colleague", ""))
                await one.say(here="resolution")
                await other.sees(("Frau Councillor", "resolution"))
            await one.sees()

    run(story)


def test_whoever_comes_hears_of_all_and_the_others_of_them_alone(cast, motion):
    async def story():
        async with Page(motion, cast.councillor) as one, Page(motion, cast.colleague) as other:
            await one.say(here="resolution")
            await other.sees(("Frau Councillor", "resolution"))
            await other.say(here="reasons")
            await one.sees(("Frau Colleague", "reasons"))
            await one.say(here="reasons")
            await other.sees(("Frau Councillor", "reasons"))
            # By now each was told, and answered, all that came of their coming.
            before = [len(page.presences()) for page in (one, other)]
            async with Page(motion, cast.councillor) as third:
                await third.sees(("Frau Councillor", "reasons"), ("Frau Colleague", "reasons"))
                await one.sees(("Frau Colleague", "reasons"), ("Frau Councillor", ""))
                await other.sees(("Frau Councillor", "reasons"), ("Frau Councillor", ""))
                assert [await page.rest() for page in (one, other, third)] == [[], [], []]
                assert [len(page.presences()) for page in (one, other)] == [count + 1 for count in before]
                assert len(third.presences()) == 2

    run(story)


def test_page_whose_line_breaks_by_a_failure_is_there_no_more(cast, motion, monkeypatch):
    def fail(*_):
        raise DatabaseError("away")

    async def story():
        async with Page(motion, cast.councillor) as one:
            other = await Page(motion, cast.colleague).__aenter__()
            await one.sees(("Frau Colleague", ""))
            monkeypatch.setattr(joint_looks, "take_in", fail)
            await other.send(other.write(" Neu."))
            with pytest.raises(DatabaseError):
                await other.hang_up()

            await one.sees()

    run(story)


def test_one_person_has_only_so_many_pages_open(cast, motion, monkeypatch):
    monkeypatch.setattr(live, "MOST_LINES", 2)

    async def story():
        async with Page(motion, cast.colleague), Page(motion, cast.councillor) as other:
            async with Page(motion, cast.colleague), Page(motion, cast.colleague) as third:
                assert (third.heard, third.code, other.code) == ([], live.FULL, None)
            async with Page(motion, cast.colleague) as again:
                assert again.says() == TYPED["reasons"]

    run(story)


# Bad input ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("kein JSON", live.UNREADABLE),
        ("[]", live.UNREADABLE),
        ('"update"', live.UNREADABLE),
        ("{}", live.UNREADABLE),
        ('{"here": "evil"}', live.UNREADABLE),
        ("[" * 10_000, live.UNREADABLE),
        ("x" * (live.LONGEST_MESSAGE + 1), live.TOO_MUCH),
        ('{"update": "%%%"}', live.UNFIT),
        ('{"update": 7}', live.UNFIT),
    ],
)
def test_message_that_makes_no_sense_ends_the_line(cast, motion, text, code):
    async def story():
        async with Page(motion, cast.colleague) as page:
            await page.say_raw(text)
            await page.end()
            assert page.code == code

    run(story)
    assert not DraftEdit.objects.exists()


@pytest.mark.parametrize(
    ("update", "sentence"),
    [
        (lambda page: b"\xff" * 40, joint_text.UNREADABLE),
        (lambda page: b"\0", joint_text.UNREADABLE),
        (lambda page: page.write("\0"), joint_text.NO_TEXT),
        (lambda page: page.write("x" * 301, field="name"), "„Titel“ wäre länger als 300 Zeichen. Bitte kürzen."),
    ],
)
def test_refused_change_is_told_with_a_sentence_and_keeps_nothing(cast, motion, update, sentence):
    async def story():
        async with Page(motion, cast.colleague) as page:
            await page.send(update(page))
            assert await page.until("refused") == sentence
            await page.end()
            assert page.code == live.UNFIT

    run(story)
    assert not DraftEdit.objects.exists()
    assert said(motion) == TYPED["reasons"]


def test_too_long_text_is_taken_once_it_is_shortened(cast, motion):
    async def story():
        async with Page(motion, cast.colleague) as page:
            before = page.document.get_state()
            await page.send(page.write("x" * 301, field="name"))
            await page.until("refused")
        del page.texts["name"][0:200]
        async with Page(motion, cast.colleague) as again:
            await again.send(page.document.get_update(before))
            await again.until("ack")

    run(story)
    assert said(motion, "name") == "x" * 125


def test_flood_ends_the_line(cast, motion, monkeypatch):
    monkeypatch.setattr(live, "MESSAGES", 5)
    monkeypatch.setattr(live, "PER_SECOND", 0)

    async def story():
        async with Page(motion, cast.colleague) as page:
            for _ in range(8):
                await page.say(here="")
            await page.end()
            assert page.code == live.TOO_MUCH

    run(story)


def test_pieces_that_never_end_are_refused(cast, motion, monkeypatch):
    monkeypatch.setattr(joint_text, "LARGEST", 20_000)

    async def story():
        async with Page(motion, cast.colleague) as page:
            for _ in range(3):
                await page.send(b"x" * 9000, more=True)
            assert "zu groß" in await page.until("refused")

    run(story)


# Several processes ---------------------------------------------------------------------------------------------------


@pytest.mark.services
def test_pages_hear_each_other_over_redis_and_go_on_while_it_is_away(cast, motion, settings, monkeypatch, tmp_path):
    monkeypatch.setattr(live, "POLL_SECONDS", 0.2)
    redis = RedisServer(tmp_path)
    layer = {"BACKEND": "council.shared_layer.SharedLayer", "CONFIG": {"url": redis.url, "prefix": "town"}}
    settings.CHANNEL_LAYERS = {"default": layer}

    async def story():
        redis.start()
        async with Page(motion, cast.councillor) as one, Page(motion, cast.colleague) as other:
            assert (await one.until("presence"))["name"] == cast.colleague.display_name
            redis.kill()
            await one.send(one.write(" Ohne Redis."))
            await one.until("ack")
            await other.reads("Weil dort Kinder fahren. Ohne Redis.")
            async with Page(motion, cast.colleague) as late:
                assert late.says() == "Weil dort Kinder fahren. Ohne Redis."
            redis.start()
            await other.send(other.write(" Und wieder mit."))
            await one.reads("Weil dort Kinder fahren. Ohne Redis. Und wieder mit.")

    try:
        run(story)
    finally:
        redis.end()
    assert said(motion) == "Weil dort Kinder fahren. Ohne Redis. Und wieder mit."
