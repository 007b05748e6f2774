"""The live page under load on one server process: sockets, the bare broadcast beside them, polls, and a real debate.

`LIVE_SECONDS`, `LIVE_SPECTATORS` and `LIVE_POLLERS` make it shorter or smaller.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import uvloop
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.crypto import get_random_string

from benchmarks import town
from benchmarks.figures import milliseconds, percentile, table
from benchmarks.ports import free_port
from benchmarks.watching import CURSOR, NUMBER, Heard, Poller, Socket, open_sockets
from collaboration.live import rooms
from council import audiences
from council.actions import agenda, attendance, batches, bodies, meetings
from council.models import AgendaItem, Meeting, Membership, Organization, Person, User
from council.states import Audience, BodyKind
from documents.models import Consultation, Paper, Slot
from documents.states import PaperState, PaperType

SECONDS = int(os.environ.get("LIVE_SECONDS", "60"))
SPECTATORS = int(os.environ.get("LIVE_SPECTATORS", "2000"))
POLLERS = int(os.environ.get("LIVE_POLLERS", "10000"))
MEMBERS, FEW, ITEMS = 100, 100, 40
ASK_EVERY = 3.0  # as collaboration/static_src/js/live/line.js
POLL_SECONDS = 20
WATCHERS, SPEECHES_A_SECOND = 500, 8  # of the debate in time lapse
SPEECHES = settings.SHARED_DIR / "data" / "magdeburg-votes" / "session-speeches-2025-03-13.json"
LOOKS = 15
Answer = dict[str, Any]
Commits = Mapping[int, float]  # the moment of each change's commit, by its number

_numbers = itertools.count(1)


class Child:
    """A process that answers each line with a line of JSON; started and ended by us."""

    def __init__(self, module: str) -> None:
        self.port = free_port()
        command = [sys.executable, "-m", module, str(self.port)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, line: str) -> Answer:
        """Send a line, wait for the answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        answer: Answer = json.loads(self._process.stdout.readline())
        if "problem" in answer:
            raise RuntimeError(answer["problem"])
        return answer

    async def answer(self, line: str) -> Answer:
        """The same, while sockets go on."""
        return await asyncio.to_thread(self.ask, line)

    def wait(self) -> None:
        """Wait until it takes connections; raises OSError after half a minute."""
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    raise
                time.sleep(0.2)
            else:
                return

    def end(self) -> None:
        """End it, by force if need be."""
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@contextmanager
def child(module: str) -> Iterator[Child]:
    """A process for the length of one measurement."""
    started = Child(module)
    try:
        started.wait()
        yield started
    finally:
        started.end()


def run() -> None:
    """Print the tables of the live page."""
    raise_limit()
    meeting, members = prepare()
    look(meeting, members)
    connection.close()
    with child("benchmarks.serving") as server:
        told, bytes_of_a_frame = uvloop.run(follow(server, meeting, members))
    with child("benchmarks.broadcasting") as bare:
        limit = uvloop.run(broadcast(bare, bytes_of_a_frame, rounds=min(SECONDS, 20)))
    report(told, limit, bytes_of_a_frame)
    with child("benchmarks.serving") as server:
        uvloop.run(poll(server, meeting, members[0].pk))
    if not SPEECHES.exists():
        print("\nDie Reden vom 13. März 2025 liegen hier nicht (../shared/data); der Zeitraffer entfällt.")
        return
    with child("benchmarks.serving") as server:
        uvloop.run(debate(server, meeting, members))


def raise_limit() -> None:
    """Allow this process and its children as many open files as there may be."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


# The meeting ----------------------------------------------------------------------------------------------------------


def prepare() -> tuple[Meeting, list[User]]:
    """A running meeting with forty items and papers, and a hundred members of five factions and three committees."""
    body, assembly = town.home()
    groups = [_organization(body, BodyKind.FACTION, f"Fraktion {number}") for number in range(1, 6)]
    groups += [_organization(body, BodyKind.COMMITTEE, f"Ausschuss {number}") for number in range(1, 4)]
    meeting = Meeting(organization=assembly, name="Sitzung unter Last", date=timezone.localdate())
    meeting.audience, meeting.public = Audience.PUBLIC, True
    meeting = meetings.plan(meeting, by=None)
    for number in range(1, ITEMS + 1):
        item = AgendaItem(meeting=meeting, name=f"Punkt {number}: Radweg, Schulhof, Satzung und Gebühren")
        item.number, item.audience, item.public = str(number), Audience.PUBLIC, True
        item = agenda.add(item, by=None)
        if number % 2:
            _treat(item, assembly)
    members = [_member(body, assembly, groups, number) for number in range(MEMBERS)]
    meetings.publish_agenda(meeting, by=None)
    return meetings.start(meeting, by=None), members


def _organization(body: Any, kind: str, name: str) -> Organization:
    return bodies.enter(Organization(body=body, kind=kind, name=name), by=None)


def _treat(item: AgendaItem, assembly: Organization) -> None:
    now = timezone.now()
    paper = Paper(body=assembly.body, paper_type=PaperType.MOTION, name=item.name, state=PaperState.REFERRED)
    paper.reference, paper.audience, paper.date = f"101.30.{item.number}", Audience.PUBLIC, timezone.localdate()
    paper.created_at = paper.modified_at = now
    batches.take_over(created=[paper], parts=[], by=None, source=assembly.body)
    consultation = Consultation.objects.create(paper=paper, organization=assembly, created_at=now, modified_at=now)
    Slot.objects.create(consultation=consultation, item=item)


def _member(body: Any, assembly: Organization, groups: Sequence[Organization], number: int) -> User:
    """Each in one of five factions, three of four in one of three committees: twenty circles."""
    role = "Stadtverordnetenvorsteher" if number == 0 else "Mitglied"
    person = bodies.enter(Person(body=body, name=f"Mitglied {number}"), by=None)
    sits_in = [assembly, groups[number % 5], *([groups[5 + number % 3]] if number % 4 else [])]
    for organization in sits_in:
        seat = Membership(person=person, organization=organization, voting_right=True, role=role)
        bodies.enter(seat, by=None)
    return User.objects.create_user(f"last{number}@example.org", person=person)


def cookies(users: Sequence[User]) -> list[str]:
    """Signed in, all in one stroke."""
    rows, store = [], SessionStore()
    for user in users:
        signed = {SESSION_KEY: str(user.pk), HASH_SESSION_KEY: user.get_session_auth_hash()}
        signed[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        ends = timezone.now() + timedelta(hours=2)
        rows.append(Session(session_key=get_random_string(32), session_data=store.encode(signed), expire_date=ends))
    Session.objects.bulk_create(rows)
    return [f"{settings.SESSION_COOKIE_NAME}={row.session_key}" for row in rows]


def addresses(meeting: Meeting, *, spectators: int, members: Sequence[User] = ()) -> list[tuple[str, str]]:
    """The address of each page's socket, with the cursor of the page just loaded, and its cookie."""

    cursors: dict[str, str] = {}

    def address(standing: audiences.Standing) -> str:
        if standing.circle not in cursors:
            view = rooms.look("meeting", meeting.pk, standing)
            assert view is not None
            cursors[standing.circle] = view.cursor
        return f"/ws/meetings/{meeting.key}/?cursor={cursors[standing.circle]}"

    everyone = [(address(audiences.standing_of(None)), "")] * spectators
    own = [address(audiences.standing_of(user)) for user in members]
    return everyone + list(zip(own, cookies(members), strict=True))


def look(meeting: Meeting, members: Sequence[User]) -> None:
    """Print what one look at the meeting costs after a change: the first circle's, and that of circles behind it."""
    circles = {audiences.standing_of(user).circle: audiences.standing_of(user) for user in members}
    guests, *others = [audiences.standing_of(None), *list(circles.values())[:3]]
    first, behind = [], []
    for number, item in zip(range(LOOKS), itertools.cycle(meeting.items.order_by("order")), strict=False):
        agenda.change(item, by=members[0], name=f"Blick {number}: Radweg, Schulhof, Satzung und Gebühren")
        first.append(milliseconds(lambda: rooms.look("meeting", meeting.pk, guests)))
        behind += [milliseconds(lambda one=one: rooms.look("meeting", meeting.pk, one)) for one in others]  # type: ignore[misc]  # bound early
    with CaptureQueriesContext(connection) as seen:
        rooms.look("meeting", meeting.pk, guests)
    rows = [
        (name, len(seen), percentile(times, 50), percentile(times, 95))
        for name, times in (("Gäste, als erste", first), ("Kreise von Mitgliedern, danach", behind))
    ]
    table(f"Ein Blick auf die Sitzung mit {ITEMS} Punkten nach einer Änderung", ("wer", "Abfragen", "p50", "p95"), rows)


# Sockets --------------------------------------------------------------------------------------------------------------


async def follow(server: Child, meeting: Meeting, members: Sequence[User]) -> tuple[Answer, bytes]:
    """One change a second before few and before many pages; gives what they showed, and the last frame."""
    items, circles = await asyncio.to_thread(_read, _facts, meeting, members)
    few = await _opened(server, meeting, spectators=FEW)
    chair = members[0].pk
    await _acts(server, items, chair, rounds=2)
    cost_few = await _cost(server, items, chair)
    before = await server.answer("figures")
    many = few + await _opened(server, meeting, spectators=SPECTATORS - FEW)
    after = await server.answer("figures")
    cost_public = await _cost(server, items, chair)
    many += await _opened(server, meeting, spectators=0, members=members)
    for page in many:
        page.frames.clear()
    commits = await _acts(server, items, chair, rounds=SECONDS)
    await asyncio.sleep(3)
    guests = many[: -len(members)]
    cost_all = await _cost(server, items, chair, rounds=2)
    told = {
        "kib": (after["kib"] - before["kib"]) / (SPECTATORS - FEW),
        "queries": (cost_few, cost_public, cost_all),
        "circles": circles,
        "changes": len(commits),
        **exactly_once(many, commits, guests=guests),
        **delays(many, commits, members=len(members)),
    }
    frame = many[0].last
    for page in many:
        page.hang_up()
    return told, frame


def _facts(meeting: Meeting, members: Sequence[User]) -> tuple[list[int], int]:
    """The items of the meeting, and in how many circles its members read."""
    items = list(meeting.items.order_by("order").values_list("pk", flat=True))
    return items, len({audiences.standing_of(user).circle for user in members})


async def _opened(server: Child, meeting: Meeting, *, spectators: int, members: Sequence[User] = ()) -> list[Socket]:
    wanted = await asyncio.to_thread(_read, addresses, meeting, spectators=spectators, members=members)
    pages = await open_sockets(wanted, port=server.port)
    await asyncio.sleep(3)
    return pages


def _read(question: Any, *args: Any, **kwargs: Any) -> Any:
    """Ask the database from a thread, and let go of it."""
    try:
        return question(*args, **kwargs)
    finally:
        connection.close()


async def _acts(server: Child, items: Sequence[int], chair: int, *, rounds: int) -> dict[int, float]:
    """Call items up and put them back, once a second; gives the moments of the commits."""
    commits, start = {}, time.perf_counter()
    for number in range(rounds + rounds % 2):  # an item called up is put back before the next measurement
        verb, change = "put_back" if number % 2 else "call", next(_numbers)
        answer = await server.answer(f"{verb} {items[number // 2 % len(items)]} {change} {chair}")
        commits[change] = answer["committed"]
        await asyncio.sleep(max(0.0, start + number + 1 - time.perf_counter()))
    return commits


async def _cost(server: Child, items: Sequence[int], chair: int, *, rounds: int = 4) -> float:
    """Questions to the database for one change, without the watch's one a second."""
    start, before = time.perf_counter(), (await server.answer("figures"))["queries"]
    await _acts(server, items, chair, rounds=rounds)
    asked = (await server.answer("figures"))["queries"] - before
    return float(asked - round(time.perf_counter() - start)) / rounds


def shown(page: Socket, commits: Commits) -> dict[int, float]:
    """How long after its commit the page showed each change (ms): by its first frame with that or a later one."""
    found, reached = {}, min(commits) - 1
    for frame in page.frames:
        for number in range(reached + 1, frame.number + 1):
            if number in commits:
                found[number] = (frame.at - commits[number]) * 1000
        reached = max(reached, frame.number)
    return found


def exactly_once(pages: Sequence[Socket], commits: Commits, *, guests: Sequence[Socket]) -> Answer:
    """How many changes never reached a page, how many frames brought nothing new or went back, and were taken together.

    Guests are one circle: `orders` says in how many different ways they were told.
    """
    steps = [
        (before, frame.number)
        for page in pages
        for before, frame in zip(
            [min(commits) - 1, *(frame.number for frame in page.frames)], page.frames, strict=False
        )
    ]
    return {
        "missing": sum(len(commits) - len(shown(page, commits)) for page in pages),
        "doubled": sum(before == after for before, after in steps),
        "back": sum(before > after for before, after in steps),
        "together": sum(max(0, after - before - 1) for before, after in steps),
        "broken": sum(page.lost for page in pages),
        "orders": len({tuple(frame.cursor for frame in page.frames) for page in guests}),
    }


def delays(pages: Sequence[Socket], commits: Commits, *, members: int) -> Answer:
    """How long after their commits the changes were shown (ms), by whom; `members` are the last pages."""
    seen = [shown(page, commits) for page in pages]
    guests, signed_in = (seen[:-members], seen[-members:]) if members else (seen, [])
    public = [delay for page in guests for delay in page.values()] or [0.0]
    own = [delay for page in signed_in for delay in page.values()]
    last = [max((page[number] for page in seen if number in page), default=0.0) for number in commits]
    return {
        "all": percentile(public + own, 95),
        "public": (percentile(public, 50), percentile(public, 95)),
        "members": (percentile(own, 50), percentile(own, 95)) if own else (0.0, 0.0),
        "last": percentile(last, 95),
    }


async def broadcast(bare: Child, frame: bytes, *, rounds: int) -> Answer:
    """As many bytes to as many sockets by the library's own broadcast; each frame says its number as the page's do."""
    pages = await open_sockets([("/", "")] * (SPECTATORS + MEMBERS), port=bare.port)
    await asyncio.sleep(2)
    commits = {}
    for _ in range(rounds):
        change = next(_numbers)
        commits[change] = (await bare.answer(_numbered(frame, change).decode()))["committed"]
        await asyncio.sleep(0.7)
    times = delays(pages, commits, members=0)
    for page in pages:
        page.hang_up()
    return times


def _numbered(frame: bytes, number: int) -> bytes:
    """The frame with another number, and a cursor of its own."""
    told = NUMBER.sub(f"Stand {number:04}".encode(), frame)
    return told[: CURSOR.start] + f"{number:032x}".encode() + told[CURSOR.stop :]


def report(told: Answer, limit: Answer, frame: bytes) -> None:
    """Print what the sockets showed, beside the limit."""
    title = f"Live: {SPECTATORS} Gäste, {MEMBERS} Mitglieder in {told['circles']} Kreisen, {told['changes']} Änderungen"
    table(
        f"{title}, {len(frame)} Bytes je Nachricht (ms nach dem Commit)",
        ("wer", "p50", "p95"),
        [
            ("Gäste", *told["public"]),
            ("Mitglieder", *told["members"]),
            ("alle", "", told["all"]),
            ("die letzte Leitung", "", told["last"]),
            ("websockets.broadcast, dieselben Bytes", limit["public"][0], limit["public"][1]),
        ],
    )
    print(f"\nVerhältnis zum bloßen Rundruf (p95): {told['all'] / limit['public'][1]:.2f} (Ziel: höchstens 2,5)")
    print(
        f"Nie gezeigt {told['missing']}, ohne Neues {told['doubled']}, rückwärts {told['back']}, mit einer späteren "
        f"zusammen {told['together']}, abgerissen {told['broken']}; Reihenfolgen bei den Gästen {told['orders']}"
    )
    print(f"Speicher je Leitung: {told['kib']:.1f} KiB (Ziel: höchstens 64)")
    few, public, everyone = told["queries"]
    print(f"Abfragen je Änderung: {few:.1f} bei {FEW}, {public:.1f} bei {SPECTATORS} Gästen, {everyone:.1f} mit allen")


# Polls ----------------------------------------------------------------------------------------------------------------


async def poll(server: Child, meeting: Meeting, chair: int) -> None:
    """Ten thousand pages without a socket, each on its own line, while something changes every second."""
    items, _ = await asyncio.to_thread(_read, _facts, meeting, [])
    [(address, _)] = await asyncio.to_thread(_read, addresses, meeting, spectators=1)
    cursor, heard, pages = address.partition("cursor=")[2], Heard(), []
    loop, path = asyncio.get_running_loop(), f"/meetings/{meeting.key}/live/poll/"
    for start in range(0, POLLERS, 500):
        for _ in range(start, min(start + 500, POLLERS)):
            made = Poller(path=path, port=server.port, every=ASK_EVERY, cursor=cursor, heard=heard)
            await loop.create_connection(lambda page=made: page, "127.0.0.1", server.port)  # type: ignore[misc]
            pages.append(made)
        await asyncio.sleep(0.1)
    await asyncio.sleep(ASK_EVERY)
    heard.answers.clear()
    heard.by_status.clear()
    begin, looks = time.perf_counter(), (await server.answer("figures"))["looks"]
    for number in range(POLL_SECONDS):
        verb, change = "put_back" if number % 2 else "call", next(_numbers)
        answer = await server.answer(f"{verb} {items[number // 2]} {change} {chair}")
        heard.committed[change] = answer["committed"]
        await asyncio.sleep(max(0.0, begin + number + 1 - time.perf_counter()))
    seconds, looks = time.perf_counter() - begin, (await server.answer("figures"))["looks"] - looks
    answers = sum(heard.by_status.values())
    lost = heard.lost
    for page in pages:
        page.hang_up()
    table(
        f"Ohne Leitung: {POLLERS} Seiten fragen alle {ASK_EVERY:.0f} s, jede Sekunde eine Änderung",
        ("Antworten/s", "Antwort p50 ms", "p95 ms", "Verzug p50 s", "p95 s", "höchstens s", "aus dem Vorrat %"),
        [
            (
                answers / seconds,
                percentile(heard.answers, 50) * 1000,
                percentile(heard.answers, 95) * 1000,
                f"{percentile(heard.delays, 50):.2f}",
                f"{percentile(heard.delays, 95):.2f}",
                f"{max(heard.delays):.2f}",
                f"{100 - looks * 100 / answers:.2f}",
            )
        ],
    )
    print(f"\nAntworten nach Art: {dict(sorted(heard.by_status.items()))}, abgerissen {lost}, Blicke {looks}")


# A real debate --------------------------------------------------------------------------------------------------------


async def debate(server: Child, meeting: Meeting, members: Sequence[User]) -> None:
    """The speeches of 13 March 2025 in time lapse: one writer, five hundred pages watching."""
    speeches = json.loads(Path(SPEECHES).read_text(encoding="utf-8"))
    told = [one["speaker"] for one in speeches if not one.get("isChairPerson")]
    speakers = list(dict.fromkeys(told))
    item = await asyncio.to_thread(_read, _floor, meeting, members)
    pages = await _opened(server, meeting, spectators=WATCHERS)
    commits, start = [], time.perf_counter()
    for number, speaker in enumerate(told, start=1):
        person = members[speakers.index(speaker) % len(members)].person_id
        commits.append((await server.answer(f"speak {item} {person} {members[0].pk}"))["committed"])
        await asyncio.sleep(max(0.0, start + number / SPEECHES_A_SECOND - time.perf_counter()))
    seconds = time.perf_counter() - start
    await asyncio.sleep(2)
    orders = {tuple(frame.cursor for frame in page.frames) for page in pages}
    [(address, _)] = await asyncio.to_thread(_read, addresses, meeting, spectators=1)
    cursor, ends = address.partition("cursor=")[2], {page.frames[-1].cursor.decode() for page in pages}
    last = [max(page.frames[-1].at for page in pages) - commits[-1]]
    lost = sum(page.lost for page in pages)
    for page in pages:
        page.hang_up()
    print(
        f"\n## Die Reden vom 13. März 2025 im Zeitraffer\n\n{len(told)} Reden von {len(speakers)} Personen in "
        f"{seconds:.0f} s vor {WATCHERS} Seiten: höchstens {max(map(len, orders))} Nachrichten je Seite, "
        f"{len(orders)} Reihenfolge, abgerissen {lost}, am Ende auf dem Stand des Servers: {ends == {cursor}}; "
        f"die letzte Rede stand nach {last[0] * 1000:.0f} ms auf der letzten Seite."
    )


def _floor(meeting: Meeting, members: Sequence[User]) -> int:
    """Everyone is there, and the first item is called."""
    for user in members:
        assert user.person is not None
        attendance.arrive(meeting, person=user.person, by=members[0])
    item = meeting.items.order_by("order")[0]
    agenda.call(item, by=members[0])
    return item.pk
