"""71 members vote by name within two seconds, over HTTP against one server process started and ended here."""

from __future__ import annotations

import http.client
import os
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.utils import timezone

from benchmarks import town
from benchmarks.figures import percentile, table
from benchmarks.ports import free_port
from council.actions import agenda, meetings
from council.models import AgendaItem, Attendance, Entry, Meeting, Membership, Person, User
from council.states import Audience
from motions.actions import roll_calls
from motions.models import NamedVote, RollCall

MEMBERS = 71
SECONDS = 2.0
ANSWERS = ("yes", "no", "abstain")


def run() -> None:
    """Print how long a vote takes to be stored: spread over two seconds, and all at one instant."""
    meeting, users = house()
    cookies = [sign_in(user) for user in users]
    connection.close()
    with Server() as server:
        rows = []
        first = opened(meeting)
        vote(server.port, first, cookies[:8], spread=0.0)  # a server that has just been started loads its parts first
        end(first)
        for name, spread in (("über zwei Sekunden verteilt", SECONDS), ("alle im selben Augenblick", 0.0)):
            roll_call = opened(meeting)
            before = Entry.objects.filter(verb="vote.cast").count()
            times, refused, doubtful = vote(server.port, roll_call, cookies, spread=spread)
            stored = NamedVote.objects.filter(roll_call=roll_call).values_list("person", "answer")
            kept = len(stored) == len(set(stored)) == MEMBERS and not doubtful
            cast = Entry.objects.filter(verb="vote.cast").count() - before
            rows.append((name, percentile(times, 50), percentile(times, 95), max(times), refused, cast, kept))
            end(roll_call)
    head = ("71 Stimmen", "p50 ms", "p95 ms", "längste ms", "abgewiesen", "im Journal", "keine verloren, keine doppelt")
    table("Namentliche Abstimmung an eigenen Geräten (HTTP, ein Prozess)", head, rows)


def house() -> tuple[Meeting, list[User]]:
    """A running meeting of the assembly with 71 members there, each with an account."""
    body, assembly = town.home()
    now = timezone.now()
    moments = {"created_at": now, "modified_at": now}
    people = [Person(body=body, name=f"Stimme {number}", **moments) for number in range(1, MEMBERS + 1)]
    Person.objects.bulk_create(people)
    Membership.objects.bulk_create(
        Membership(person=person, organization=assembly, voting_right=True, role="Mitglied", **moments)
        for person in people
    )
    users = [User(email=f"vote{number}@example.org", person=person) for number, person in enumerate(people)]
    for user in users:
        user.set_unusable_password()
    User.objects.bulk_create(users)
    meeting = Meeting(
        organization=assembly,
        name="Sitzung mit namentlicher Abstimmung",
        state="invited",
        date=timezone.localdate(),
        audience=Audience.PUBLIC,
        public=True,
    )
    meeting = meetings.start(meetings.plan(meeting, by=None), by=None)
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, person=person, voting=True, arrived_at=now) for person in people
    )
    return meeting, users


def sign_in(user: User) -> str:
    """Open a session for the account; gives the cookies of its browser."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}="


def opened(meeting: Meeting) -> RollCall:
    """Call an item and open the vote on it."""
    item = AgendaItem(meeting=meeting, name="Abstimmung", number="1", audience=Audience.PUBLIC, public=True)
    item = agenda.call(agenda.add(item, by=None), by=None)
    return roll_calls.open_vote(item, paper=None, by=chair())


def end(roll_call: RollCall) -> None:
    """Close the vote and its item."""
    roll_calls.close(roll_call, by=chair())
    agenda.close(roll_call.item, result="settled", by=None)


def chair() -> User:
    """Whoever presides, made once."""
    found = User.objects.filter(email="presiding@example.org").first()
    if found is not None:
        return found
    body, assembly = town.home()
    now = timezone.now()
    person = Person.objects.create(body=body, name="Vorsitz", created_at=now, modified_at=now)
    Membership.objects.create(
        person=person,
        organization=assembly,
        role="Stadtverordnetenvorsteherin",
        voting_right=True,
        created_at=now,
        modified_at=now,
    )
    return User.objects.create_user("presiding@example.org", person=person)


def vote(port: int, roll_call: RollCall, cookies: list[str], *, spread: float) -> tuple[list[float], int, int]:
    """Let all vote; gives the times in milliseconds, how many were refused, and acknowledged votes that differ."""
    said: dict[int, tuple[int, float, str]] = {}
    start = time.perf_counter() + 0.5

    def one(number: int) -> None:
        answer = ANSWERS[number % len(ANSWERS)]
        time.sleep(max(0.0, start + spread * number / len(cookies) - time.perf_counter()))
        begun = time.perf_counter()
        status, body = post(port, f"{roll_call.get_absolute_url()}vote/", cookies[number], answer=answer)
        told = answer if LABELS[answer].encode() in body else ""
        said[number] = (status, (time.perf_counter() - begun) * 1000, told)

    together([lambda number=number: one(number) for number in range(len(cookies))])  # type: ignore[misc]  # bound early
    doubtful = sum(status == 200 and not told for status, _, told in said.values())
    return [took for _, took, _ in said.values()], sum(status != 200 for status, *_ in said.values()), doubtful


LABELS = {"yes": "<strong>Ja</strong>", "no": "<strong>Nein</strong>", "abstain": "<strong>Enthaltung</strong>"}


def together(jobs: list[Callable[[], None]]) -> None:
    """Do all at once, each in a thread of its own."""
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def post(port: int, path: str, cookie: str, *, answer: str) -> tuple[int, bytes]:
    """Send one vote as the page does."""
    token = secrets.token_hex(16)
    headers = {
        "Cookie": cookie + token,
        "X-CSRFToken": token,
        "HX-Request": "true",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request("POST", path, body=f"answer={answer}", headers=headers)
        response = line.getresponse()
        return response.status, response.read()
    finally:
        line.close()


class Server:
    """One uvicorn process on the loopback, ended with the measurement."""

    def __enter__(self) -> Server:
        self.port = free_port()
        command = [sys.executable, "-m", "uvicorn", "council.asgi:application", "--port", str(self.port)]
        self.process = subprocess.Popen([*command, "--log-level", "error", "--lifespan", "off"], env=os.environ)
        for _ in range(120):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.5)
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        line.request("GET", "/meetings/")  # the first page loads everything
        line.getresponse().read()
        line.close()
        return self

    def __exit__(self, *problem: object) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)
