"""What a long meeting costs afterwards: its minutes drafted from the journal, its pages, and its replay."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benchmarks import town, voting
from benchmarks.figures import milliseconds, percentile, table
from council.actions import agenda, batches, meetings
from council.law.majorities import Tally
from council.models import AgendaItem, Attendance, Entry, Meeting, Membership, Organization, Person, User
from council.states import Audience, BodyKind, Result
from motions.actions import minutes, treatment
from motions.actions.ballots import Poll
from motions.models import Minutes
from motions.tally import Stand

ITEMS = 60
MEMBERS = 71
FACTIONS = 7
ROUNDS = 15


def run() -> None:
    """Print the first draft, one that adds nothing, and the pages that are read from the record."""
    meeting = held()
    times = [milliseconds(partial(minutes.draft, meeting, by=None)) for _ in range(ROUNDS)]
    entries = Entry.objects.filter(room=meeting.room).count()
    head = ("Punkte", "Einträge im Journal", "erster Entwurf", "noch einmal (p50)", "noch einmal (p95)")
    again = times[1:]
    rows = [(ITEMS, entries, times[0], percentile(again, 50), percentile(again, 95))]
    table("Niederschrift einer langen Sitzung (ms)", head, rows)
    table("Die Seiten dazu: Zeit im Server (ms) und Abfragen", ("Seite", "p50", "p95", "Abfragen"), pages(meeting))


def held() -> Meeting:
    """A meeting of the assembly that is over: every item was called, voted on by factions, and closed."""
    body, assembly = town.home()
    now = timezone.now()
    moments = {"created_at": now, "modified_at": now}
    factions = [
        Organization(body=body, kind=BodyKind.FACTION, name=f"Fraktion {number}", **moments)
        for number in range(1, FACTIONS + 1)
    ]
    people = [Person(body=body, name=f"Mitglied {number}", **moments) for number in range(1, MEMBERS + 1)]
    batches.take_over(created=[*factions, *people], by=None, source=body)
    meeting = meetings.plan(
        Meeting(
            organization=assembly,
            name="Lange Sitzung",
            state="invited",
            date=timezone.localdate() - timedelta(days=1),
            audience=Audience.PUBLIC,
            public=True,
        ),
        by=None,
    )
    meeting = meetings.start(meeting, by=None)
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, person=person, voting=True, arrived_at=now) for person in people
    )
    for number in range(1, ITEMS + 1):
        treat(meeting, number, factions)
    return meetings.close(meeting, by=voting.chair())


def treat(meeting: Meeting, number: int, factions: list[Organization]) -> None:
    """Call an item, vote on it, and close it."""
    item = AgendaItem(
        meeting=meeting, name=f"Punkt {number}", number=str(number), audience=Audience.PUBLIC, public=True
    )
    item = agenda.call(agenda.add(item, by=None), by=voting.chair())
    stands: dict[int | None, Stand] = {faction.pk: Stand(yes=6, no=3, abstain=1) for faction in factions}
    poll = Poll(tally=Tally(6 * FACTIONS, 3 * FACTIONS, FACTIONS), by_faction=stands)
    treatment.close_item(item, result=Result.ADOPTED, poll=poll, by=voting.chair())


def pages(meeting: Meeting) -> list[tuple[str, float, float, int]]:
    """The minutes as the office writes them, and the replay as the office and as everyone sees it."""
    desk = Client()
    desk.force_login(office())
    document = Minutes.objects.get(meeting=meeting, part="public").get_absolute_url()
    replay = reverse("meeting-replay", args=[meeting.key])
    return [
        ("Niederschrift, Büro", *measured(desk, document)),
        ("Verlauf, Büro", *measured(desk, replay)),
        ("Verlauf, alle", *measured(Client(), replay)),
    ]


def office() -> User:
    """Somebody of the assembly office."""
    body, _ = town.home()
    now = timezone.now()
    moments = {"created_at": now, "modified_at": now}
    desk = Organization.objects.create(body=body, kind=BodyKind.ASSEMBLY_OFFICE, name="Büro", **moments)
    person = Person.objects.create(body=body, name="Protokoll", **moments)
    Membership.objects.create(person=person, organization=desk, voting_right=False, role="Mitarbeit", **moments)
    return User.objects.create_user("minuting@example.org", person=person)


def measured(client: Client, address: str) -> tuple[float, float, int]:
    """The page's p50 and p95 in milliseconds, and how many queries it costs."""
    assert client.get(address).status_code == 200, address
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    times = [milliseconds(partial(client.get, address)) for _ in range(ROUNDS)]
    return percentile(times, 50), percentile(times, 95), len(queries)
