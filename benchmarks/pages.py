"""Server time and queries of the pages that grow with the town, with 10 and with 10,000 papers."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks import town
from benchmarks.figures import milliseconds, percentile, table
from council import journal
from council.actions import bodies
from council.models import Meeting, Membership, Person, User
from documents.models import Paper
from documents.search import indexing

SIZES = (10, 10_000)
ROUNDS = 15


def run() -> None:
    """Print one row a page, viewer and size, and whether the number of queries stayed the same."""
    rows: list[tuple[str, str, int, float, float, int]] = []
    counts: dict[tuple[str, str], list[int]] = {}
    for size in SIZES:
        town.grow(to=size)
        indexing.rebuild()
        journal.drain()
        for viewer in (AnonymousUser(), member()):
            name = "Mitglied" if viewer.is_authenticated else "niemand"
            for page, address in addresses().items():
                median, slow, queries = measure(address, viewer)
                counts.setdefault((page, name), []).append(queries)
                rows.append((page, name, size, median, slow, queries))
    rows.sort(key=lambda row: (row[0], row[1], row[2]))
    table("Seiten: Zeit im Server (ms) und Abfragen", ("Seite", "wer", "Vorlagen", "p50", "p95", "Abfragen"), rows)
    grown = {place: queries for place, queries in counts.items() if len(set(queries)) > 1}
    print(f"\nAbfragen wachsen mit der Stadt: {grown or 'nirgends'}")


def member() -> User:
    """A member of the assembly, made once."""
    found = User.objects.filter(email="member@example.org").first()
    if found is not None:
        return found
    body, assembly = town.home()
    person = bodies.enter(Person(body=body, name="Mitglied"), by=None)
    bodies.enter(Membership(person=person, organization=assembly, voting_right=True), by=None)
    return User.objects.create_user("member@example.org", person=person)


def addresses() -> dict[str, str]:
    """The pages by name."""
    paper = Paper.objects.filter(audience="public").order_by("pk")[0]
    return {
        "Start": "/",
        "Sitzung": Meeting.objects.order_by("pk")[0].get_absolute_url(),
        "Vorlagen": "/papers/",
        "Vorlage": paper.get_absolute_url(),
        "Anfragen": "/inquiries/",
        "Suche": "/search/?q=Radweg",
    }


def measure(address: str, viewer: User | AnonymousUser) -> tuple[float, float, int]:
    """Median and p95 in milliseconds, and the number of queries of one request."""
    client = Client()
    if viewer.is_authenticated:
        client.force_login(viewer)
    for _ in range(2):
        assert client.get(address).status_code == 200, address
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
        asked = len(queries)  # counted here: the next request forgets them
    assert asked, address
    times = [milliseconds(lambda: client.get(address)) for _ in range(ROUNDS)]
    return percentile(times, 50), percentile(times, 95), asked
