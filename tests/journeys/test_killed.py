"""The server is killed at random moments of a running meeting: what was acknowledged is there, once, and pages catch up.

`KILLS` says how often; each time every kind of write is under way. `make bench` does it fifty times.
"""

import http.client
import json
import os
import random
import threading
import time

import pytest
from django.conf import settings as known
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from collaboration.live import rooms
from collaboration.models import Note
from council import audiences, journal
from council.actions import agenda, attendance, meetings
from council.models import AgendaItem, Entry, Speech
from council.states import Audience, ItemState
from documents.models import Paper
from motions.actions import minutes, roll_calls
from motions.models import MinutesSection, NamedVote
from tests import cast as casting
from tests import factories, kept
from tests.journeys.killable import Killable

pytestmark = pytest.mark.django_db(transaction=True)

KILLS = int(os.environ.get("KILLS", "25"))
TOKEN = "a" * 32
PASSAGE = {"start": 0, "end": 3, "exact": "Der", "motivation": "commenting"}
LONGEST = 0.8  # seconds until a kill


@pytest.fixture
def cast(transactional_db) -> casting.Cast:
    return casting.assemble()


@pytest.fixture
def server(cast, own_data, tmp_path):
    """A server of its own process on the database of this test."""
    started = Killable(data=tmp_path)
    yield started
    started.end()


class Browser:
    """A signed-in person who clicks until the line breaks; remembers what was sent and what was acknowledged."""

    def __init__(self, server, user, clicks) -> None:
        client = Client()
        client.force_login(user, backend=known.AUTHENTICATION_BACKENDS[0])
        session = client.cookies[known.SESSION_COOKIE_NAME].value
        self._headers = {
            "Cookie": f"{known.SESSION_COOKIE_NAME}={session}; {known.CSRF_COOKIE_NAME}={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": MULTIPART_CONTENT,
        }
        self._server, self._clicks = server, clicks
        self.sent, self.kept, self.refused = [], [], []
        self.open = []  # sent since the last answer, and perhaps kept

    def until_the_line_breaks(self) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=60)
        try:
            while True:
                mark, address, fields = next(self._clicks)
                self.sent.append(mark)
                self.open.append(mark)
                line.request("POST", address, encode_multipart(BOUNDARY, fields), self._headers)
                answer = line.getresponse()
                answer.read()
                self.open.clear()
                (self.kept if answer.status in (302, 303) else self.refused).append((mark, answer.status))
        except (OSError, http.client.HTTPException):
            pass
        finally:
            line.close()
            connections.close_all()

    @property
    def acknowledged(self) -> list:
        return [mark for mark, _ in self.kept]


def calls(meeting):
    """The office calls items up and puts them back, as they stand in the database."""
    while True:
        for item in meeting.items.order_by("order"):
            current = AgendaItem.objects.filter(meeting=meeting, state=ItemState.CALLED).first()
            step, row = ("put-back", current) if current else ("call", AgendaItem.objects.get(pk=item.pk))
            yield step, f"/meetings/{meeting.key}/items/{row.key}/{step}/", {"version": row.version}


def answers(roll_call):
    """A member changes their mind all the time."""
    while True:
        for answer in ("yes", "no", "abstain"):
            yield answer, f"/roll-calls/{roll_call.key}/vote/", {"answer": answer}


def requests_to_speak(item):
    """A member taps again and again."""
    while True:
        yield "ask", f"/meetings/{item.meeting.key}/items/{item.key}/speakers/ask/", {}


def notes(paper):
    """A member writes one note after the other."""
    number = 0
    while True:
        number += 1
        fields = {"text": f"Notiz Nummer {number}.", "version": 1, "block": 1, "circle": "private"} | PASSAGE
        yield f"Notiz Nummer {number}.", f"/papers/{paper.key}/notes/new", fields


def uploads(paper):
    """The office hangs one file after the other on a paper."""
    number = 0
    while True:
        number += 1
        given = SimpleUploadedFile(f"{number}.txt", f"Anlage Nummer {number}.".encode())
        yield given.name, f"/papers/{paper.key}/upload/", {"file": given, "name": given.name, "role": "auxiliary"}


def passages(section):
    """The office saves the text of the minutes again and again, as it stands in the database."""
    address = f"/minutes/{section.minutes.key}/sections/{section.number}/"
    number = 0
    while True:
        number += 1
        revision = MinutesSection.objects.get(pk=section.pk).revision
        yield f"Stand {number}.", address, {"text": f"Stand {number}.", "revision": revision}


def publications(office):
    """The office opens one paper after the other."""
    while True:
        paper = factories.paper(audience=Audience.BODY, audience_organization=office)
        yield paper.pk, f"/papers/{paper.key}/publish/", {"version": paper.version}


@pytest.fixture
def running(cast):
    """A meeting whose items are called up and put back, and one with a debate and an open vote by name."""
    made = []
    for name in ("Aufrufe", "Aussprache"):
        meeting = factories.meeting(cast.assembly, name=name)
        for number in range(1, 4):
            factories.item(meeting, number=str(number), name=f"Punkt {number}")
        meetings.publish_agenda(meeting, by=None)
        made.append(meetings.start(meeting, by=None))
    for user in (cast.chair, cast.councillor, cast.colleague, cast.rival):
        attendance.arrive(made[1], person=user.person, by=cast.clerk)
    agenda.call(made[1].items.order_by("order")[0], by=None)
    return made


def poll(server, meeting, cursor) -> dict:
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    line.request("GET", f"/meetings/{meeting.key}/live/poll/?cursor={cursor}")
    answer = line.getresponse()
    body = answer.read()
    line.close()
    return json.loads(body) if answer.status == 200 else {"cursor": cursor, "status": answer.status}


def test_what_was_acknowledged_outlives_every_kill_and_nothing_is_doubled(cast, running, server):
    called, debated = running
    item = debated.items.order_by("order")[0]
    paper = factories.paper(text="Der Magistrat wird gebeten, zu berichten.")
    section = minutes.draft(debated, by=cast.clerk)[0].sections.order_by("number")[0]
    roll_call = roll_calls.open_vote(item, paper=None, subject="Vertagung", by=cast.chair)
    browsers = {
        "clerk": Browser(server, cast.clerk, calls(called)),
        "rival": Browser(server, cast.rival, answers(roll_call)),
        "colleague": Browser(server, cast.colleague, requests_to_speak(item)),
        "councillor": Browser(server, cast.councillor, notes(paper)),
        "writing": Browser(server, cast.clerk, passages(section)),
        "uploading": Browser(server, cast.clerk, uploads(paper)),
        "publishing": Browser(server, cast.deputy, publications(cast.assembly_office)),
    }
    chance = random.Random(20250313)
    cursor = rooms.look("meeting", called.pk, audiences.standing_of(None)).cursor

    for _ in range(KILLS):
        server.start()
        assert poll(server, called, cursor) == {"cursor": cursor, "status": 204}  # what the page shows is the present
        clicking = [threading.Thread(target=browser.until_the_line_breaks) for browser in browsers.values()]
        for thread in clicking:
            thread.start()
        wait_for_first_answers(browsers.values())
        time.sleep(chance.random() * LONGEST)
        server.kill()
        for thread in clicking:
            thread.join(timeout=60)

        assert journal.verify() == []
        check_calls(called, browsers["clerk"])
        check_votes(roll_call, cast, browsers["rival"])
        check_speeches(item, cast, browsers["colleague"])
        check_notes(paper, browsers["councillor"])
        check_minutes(section, browsers["writing"])
        check_files(paper, browsers["uploading"])
        check_published(browsers["publishing"])
        cursor = rooms.look("meeting", called.pk, audiences.standing_of(None)).cursor

    assert [browser.refused for browser in browsers.values()] == [[]] * len(browsers)
    assert all(browser.kept for browser in browsers.values())


def wait_for_first_answers(browsers) -> None:
    """A server that has just been started is slow; everyone is to have been heard once before the first kill."""
    deadline = time.monotonic() + 60
    while not all(browser.kept or browser.refused for browser in browsers):
        assert time.monotonic() < deadline, "Der Server antwortet nicht."
        time.sleep(0.05)


def check_calls(meeting, browser) -> None:
    verbs = {"call": "item.called", "put-back": "item.put_back"}
    for step, verb in verbs.items():
        written = Entry.objects.filter(room=meeting.room, verb=verb).count()
        assert browser.acknowledged.count(step) <= written <= browser.sent.count(step)
    up = meeting.items.filter(state=ItemState.CALLED).count()
    entries = Entry.objects.filter(room=meeting.room, verb__in=verbs.values())
    assert up == sum(1 if verb == "item.called" else -1 for verb in entries.values_list("verb", flat=True))


def check_votes(roll_call, cast, browser) -> None:
    stored = list(NamedVote.objects.filter(roll_call=roll_call).values_list("person", "answer"))
    last = browser.acknowledged[-1:]
    assert len(stored) <= 1
    assert not last or stored in ([(cast.rival.person_id, mark)] for mark in (*last, *browser.open))


def check_speeches(item, cast, browser) -> None:
    speeches = Speech.objects.filter(item=item, person=cast.colleague.person)
    assert speeches.count() == 1 or not browser.kept
    assert Entry.objects.filter(verb="speech.asked").count() == speeches.count() <= 1


def check_notes(paper, browser) -> None:
    written = list(Note.objects.filter(paper=paper).values_list("text", flat=True))
    assert len(written) == len(set(written))
    assert set(browser.acknowledged) <= set(written) <= set(browser.sent)


def check_minutes(section, browser) -> None:
    section.refresh_from_db()
    last = browser.acknowledged[-1:]
    assert not last or section.content["text"] in {*last, *browser.open}
    entries = Entry.objects.filter(verb="minutes.written", thing=section.minutes_id).order_by("number")
    revisions = [entry.numbers["revision"] for entry in entries]
    assert revisions == list(range(section.revision - len(revisions) + 1, section.revision + 1))
    assert len(browser.kept) <= len(revisions) <= len(browser.sent)


def check_files(paper, browser) -> None:
    written = {file.name: file.sha512 for file in paper.files.all()}
    assert paper.files.count() == len(written), "none twice"
    assert set(browser.acknowledged) <= set(written) <= set(browser.sent)
    for name, digest in written.items():
        assert kept.path(digest).read_bytes() == f"Anlage Nummer {name.removesuffix('.txt')}.".encode()


def check_published(browser) -> None:
    opened = set(Paper.objects.filter(pk__in=browser.sent, audience=Audience.PUBLIC).values_list("pk", flat=True))
    assert set(browser.acknowledged) <= opened
    assert Entry.objects.filter(verb="paper.published", thing__in=opened).count() == len(opened)
