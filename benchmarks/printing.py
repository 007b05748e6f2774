"""How long it takes until the PDF of a paper, an agenda or the ledger is there; nothing is taken from what was kept."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from benchmarks import town
from benchmarks.figures import milliseconds, percentile, table
from council.actions import bodies
from council.models import Meeting, Membership, Organization, Person, User
from council.states import BodyKind
from documents.actions import papers as acts
from documents.models import Paper
from documents.print import press

ROUNDS = 15
PAPER = "Vorlage, zwei Seiten"
MOST = 150  # milliseconds a paper's PDF may take (p95)


def run() -> None:
    """Print one row a kind of sheet, and whether a paper's PDF stays within its limit."""
    town.grow(to=40)
    rows = [(name, *_measured(addresses)) for name, addresses in _addresses().items()]
    table("PDF: Zeit im Server (ms) und Größe", ("Blatt", "p50", "p95", "KB"), rows)
    slow = next(p95 for name, _, p95, _ in rows if name == PAPER)
    print(f"\nPDF einer Vorlage in höchstens {MOST} ms: {'ja' if slow <= MOST else 'nein'} ({slow:.0f} ms)")


def _addresses() -> dict[str, list[str]]:
    """For each kind of sheet what to ask for: papers of different text, so that none gains from the one before."""
    clerk = _clerk()
    own = Paper.objects.filter(body=town.home()[0], audience="public", versions__number=1)
    papers = list(own.order_by("pk")[: 2 * ROUNDS])
    for number, paper in enumerate(papers):
        text = paper.versions.order_by("-number")[0].text
        acts.revise(paper, body_text=_longer(text, to=6_000 if number < ROUNDS else 100_000), by=clerk)
    prints = [f"{paper.get_absolute_url()}pdf/" for paper in papers]
    agenda = f"{Meeting.objects.order_by('pk')[0].get_absolute_url()}agenda/pdf/"
    return {
        PAPER: prints[:ROUNDS],
        "Vorlage, vierzig Seiten": prints[ROUNDS:],
        "Tagesordnung": [agenda] * ROUNDS,
        "Anfragen und Antworten": ["/inquiries/pdf/"] * ROUNDS,
    }


def _clerk() -> User:
    """Somebody of the assembly office, made once."""
    found = User.objects.filter(email="clerk@example.org").first()
    if found is not None:
        return found
    body, _ = town.home()
    office = bodies.enter(Organization(body=body, kind=BodyKind.ASSEMBLY_OFFICE, name="Büro"), by=None)
    person = bodies.enter(Person(body=body, name="Sachbearbeitung"), by=None)
    bodies.enter(Membership(person=person, organization=office), by=None)
    return User.objects.create_user("clerk@example.org", person=person)


def _longer(text: str, *, to: int) -> str:
    return "\n\n".join([text] * (to // len(text) + 1))[:to]


def _measured(addresses: list[str]) -> tuple[float, float, int]:
    client = Client()
    first = client.get(addresses[0])
    assert first.content.startswith(b"%PDF-"), addresses[0]
    times = [milliseconds(_afresh(client, address)) for address in addresses]
    return percentile(times, 50), percentile(times, 95), len(first.content) // 1024


def _afresh(client: Client, address: str) -> Callable[[], object]:
    """Ask for the sheet when the press has forgotten all it printed."""
    press.forget()
    return lambda: client.get(address)
