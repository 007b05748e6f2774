"""Makes a town of any size for the measurements: deterministic, in batch acts."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import islice

from django.utils import timezone

from council.actions import batches, bodies, meetings
from council.models import Body, Meeting, Organization
from council.states import Audience, BodyKind
from documents.models import Originator, Paper, PaperVersion
from documents.states import PaperState, PaperType

SYLLABLES = (
    *("stadt", "rad", "weg", "schul", "bau", "verkehr", "sicher", "haus", "halt", "frei", "bad", "spiel", "platz"),
    *("klima", "wald", "strom", "netz", "markt", "halle", "brücke", "garten", "kinder", "senioren", "wohn", "raum"),
    *("grün", "fläche", "park"),
)
ENDINGS = ("ung", "heit", "plan", "konzept", "amt", "bericht", "satzung", "gebühr", "förderung", "straße")


def word(chance: random.Random) -> str:
    """A German-looking compound."""
    parts = chance.choices(SYLLABLES, k=chance.choice((1, 1, 2, 2, 3)))
    return ("".join(parts) + chance.choice(("", *ENDINGS))).capitalize()


def text(chance: random.Random, *, words: int) -> str:
    """Paragraphs of such words, frequent ones more often (Zipf)."""
    vocabulary = [word(chance) for _ in range(200)]
    weights = [1 / rank for rank in range(1, len(vocabulary) + 1)]
    chosen = chance.choices(vocabulary, weights=weights, k=words)
    return "\n\n".join(" ".join(chosen[at : at + 40]) + "." for at in range(0, words, 40))


def home() -> tuple[Body, Organization]:
    """The town with its assembly and one coming meeting, made once."""
    found = Body.objects.filter(home=True).first()
    if found is not None:
        return found, found.organizations.get(kind=BodyKind.ASSEMBLY)
    town = bodies.enter(Body(name="Messstadt", home=True), by=None)
    assembly = bodies.enter(
        Organization(body=town, kind=BodyKind.ASSEMBLY, name="Stadtverordnetenversammlung", statutory_seats=71), by=None
    )
    meetings.plan(
        Meeting(
            organization=assembly,
            name="1. öffentliche Sitzung",
            date=timezone.localdate() + timedelta(days=3),
            audience=Audience.PUBLIC,
            public=True,
        ),
        by=None,
    )
    return town, assembly


def grow(*, to: int, words: int = 120) -> None:
    """Add papers until there are so many; every tenth is closed to the public."""
    town, assembly = home()
    have = Paper.objects.filter(body=town).count()
    serials = iter(range(have + 1, to + 1))
    while numbers := list(islice(serials, 200)):
        now = timezone.now()
        papers = []
        for number in numbers:
            closed = number % 10 == 0
            papers.append(
                Paper(
                    body=town,
                    paper_type=(PaperType.MOTION, PaperType.INFORMATION)[number % 2],
                    name=f"{word(random.Random(number))} {number}",
                    reference=f"101.20.{number}",
                    date=date(2026, 4, 1) + timedelta(days=number % 200),
                    state=PaperState.ADMITTED,
                    audience=Audience.BODY if closed else Audience.PUBLIC,
                    audience_organization=assembly if closed else None,
                    created_at=now,
                    modified_at=now,
                )
            )
        versions = [
            PaperVersion(
                paper=paper, number=1, text=text(random.Random(paper.name), words=words), sha256="0" * 64, made_at=now
            )
            for paper in papers
        ]
        originators = [Originator(paper=paper, organization=assembly) for paper in papers]
        batches.take_over(created=papers, parts=[*versions, *originators], by=None, source=town)
