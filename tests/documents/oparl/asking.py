"""Asks the open-data interface as a client from elsewhere does."""

from __future__ import annotations

import io
from datetime import date
from functools import cache
from urllib.parse import urlsplit

from django.test import Client

from council import journal
from council.models import Bookmark, District, Location
from council.states import Audience
from documents import vault
from documents.actions import consultations, districts, papers
from documents.models import Consultation, File, OparlObject, Originator, Paper
from documents.oparl import addresses, following, mirror
from documents.states import ConsultationRole, FileRole, PaperState, PaperType
from tests import factories

HOST = "localhost:8000"
LISTS = (
    "organization",
    "person",
    "meeting",
    "paper",
    "agendaItem",
    "consultation",
    "file",
    "locationList",
    "legislativeTermList",
    "membership",
)


@cache
def client() -> Client:
    """One client for all: the first request of each would look through all static files anew."""
    return Client()


def ask(url: str, **headers: str):
    """The answer to a GET of an address, as it stands in the output or as a path; `bytes` are what it brought."""
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    answer = client().get(path, headers={"host": HOST, **headers})
    answer.bytes = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer


def get(url: str):
    answer = ask(url)
    assert answer.status_code == 200, (url, answer.content)
    return answer.json()


def pages(url: str) -> list[dict]:
    found = [get(url)]
    while "next" in found[-1]["links"]:
        found.append(get(found[-1]["links"]["next"]))
    return found


def walk(url: str) -> list[dict]:
    """All objects of a list, page by page."""
    return [one for page in pages(url) for one in page["data"]]


def body() -> dict:
    return get(get("/oparl/v1.1/system")["body"])["data"][0]


def download(query: str = "") -> dict[str, dict]:
    """All lists of the town, by the ids of the objects."""
    town = body()
    return {one["id"]: one for name in LISTS for one in walk(town[name] + query)}


def address(row: OparlObject) -> str:
    """The id of an object."""
    return addresses.of(row.type, row.key)


def publish() -> None:
    """Let the mirror take in what is there, with the cast that came without acts."""
    mirror.enter(following.everything())
    Bookmark.objects.update_or_create(reader="oparl", defaults={"number": journal.head_number()})


def place(**fields) -> Location:
    from council.actions import bodies

    fields = {
        "body": factories.home(),
        "description": "Rathaus",
        "room": "Saal 1",
        "locality": "Falkenbrück",
        "geojson": {"type": "Point", "coordinates": [9.49, 51.31]},
    } | fields
    return bodies.enter(Location(**fields), by=None)


def file(name: str, **fields) -> File:
    """A file with bytes of its own."""
    kept = vault.store(io.BytesIO(b"%PDF-1.7 " + name.encode()), max_bytes=1000)
    fields = {"name": name, "file_name": f"{name}.pdf", "sha512": kept.sha512, "size": kept.size} | fields
    return factories.file(**fields)


def world(cast) -> dict:
    """One of everything: a meeting with an agenda, a paper on its way through it, files, places."""
    from council.actions import bodies

    hall = place()
    district = bodies.enter(District(body=cast.town, name="Nord", location=place(description="Nord")), by=None)
    meeting = factories.meeting(cast.committee, location=hall)
    items = [factories.item(meeting, number=str(number)) for number in (1, 2)]
    way = Consultation(organization=cast.committee, role=ConsultationRole.DECISION)
    paper = papers.record(
        Paper(
            body=cast.town,
            paper_type=PaperType.MOTION,
            name="Radweg",
            reference="101.20.7",
            state=PaperState.ADMITTED,
            audience=Audience.PUBLIC,
            date=date(2026, 6, 1),
        ),
        by=None,
        body_text="Der Radweg wird gebaut.",
        originators=[Originator(organization=cast.our_faction)],
        consultations=[way],
    )
    districts.add(paper, district, by=None)
    consultations.schedule(way, item=items[0], by=None)
    main = file("Vorlage", paper=paper, role=FileRole.MAIN, pages=("Ein Radweg.",))
    invitation = file("Einladung", meeting=meeting, role=FileRole.INVITATION)
    annex = file("Plan", meeting=meeting, item=items[1])
    closed = factories.item(meeting, name="Grundstück", audience=Audience.BODY, audience_organization=cast.committee)
    amendment = factories.paper(name="Breiter", superordinate=paper, date=date(2026, 6, 2))
    publish()
    return {
        "meeting": meeting,
        "items": items,
        "paper": paper,
        "way": way,
        "main": main,
        "invitation": invitation,
        "annex": annex,
        "closed": closed,
        "amendment": amendment,
        "hall": hall,
        "cast": cast,
    }
