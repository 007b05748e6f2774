"""The ledger with 5,000 inquiries and the list with 50,000 papers: server time and queries, one request at a time."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from benchmarks import pages, town
from benchmarks.figures import table
from council.actions import batches
from council.states import Audience
from documents.models import Originator, Paper
from documents.states import PaperState, PaperType
from motions.models import Inquiry, Question
from motions.states import AnswerStatus

PAPERS, INQUIRIES, QUESTIONS, BATCH = 50_000, 5_000, 3, 200
STATES = (PaperState.ANSWER_REQUESTED, PaperState.ANSWERED_WRITTEN, PaperState.ANSWERED_ORAL, PaperState.CLOSED)
ADDRESSES = {
    "Antwortbuch": "/inquiries/",
    "Antwortbuch, überfällig": "/inquiries/?stand=ueberfaellig",
    "Antwortbuch, letzte Seite": "/inquiries/?page=200",
    "Vorlagen": "/papers/",
    "Vorlagen, letzte Seite": "/papers/?page=1800",
    "Vorlagen, nur Anträge": "/papers/?art=motion",
}


def run() -> None:
    """Print one row a page and viewer."""
    town.grow(to=PAPERS, words=20)
    ask(INQUIRIES)
    rows = []
    for viewer in (AnonymousUser(), pages.member()):
        for page, address in ADDRESSES.items():
            median, slow, queries = pages.measure(address, viewer)
            rows.append((page, "Mitglied" if viewer.is_authenticated else "niemand", median, slow, queries))
    title = f"{INQUIRIES} Anfragen, {PAPERS} Vorlagen: Zeit im Server (ms) und Abfragen"
    table(title, ("Seite", "wer", "p50", "p95", "Abfragen"), rows)


def ask(wanted: int) -> None:
    """Add inquiries until there are so many, in every state of answer; every tenth is closed to the public."""
    body, assembly = town.home()
    day, have = timezone.localdate(), Inquiry.objects.count()
    for start in range(have, wanted, BATCH):
        now = timezone.now()
        papers = [
            Paper(
                body=body,
                paper_type=PaperType.INQUIRY,
                name=f"Anfrage {number}",
                reference=f"101.21.{number}",
                date=day - timedelta(days=number % 700),
                state=STATES[number % 4],
                audience=Audience.BODY if number % 10 == 0 else Audience.PUBLIC,
                audience_organization=assembly if number % 10 == 0 else None,
                created_at=now,
                modified_at=now,
            )
            for number in range(start + 1, min(start + BATCH, wanted) + 1)
        ]
        inquiries = [
            Inquiry(paper=paper, answer_due=day + timedelta(days=at % 90 - 45)) for at, paper in enumerate(papers)
        ]
        questions = [
            Question(inquiry=inquiry, number=number, text="Wann?", answer_status=AnswerStatus.values[number % 3])
            for inquiry in inquiries
            for number in range(1, QUESTIONS + 1)
        ]
        originators = [Originator(paper=paper, organization=assembly) for paper in papers]
        batches.take_over(created=papers, parts=[*inquiries, *questions, *originators], by=None, source=body)
