"""An outsider cannot tell a town with closed things from its twin in which they never were: the same bytes everywhere."""

from __future__ import annotations

import re
from collections import deque
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from collaboration.models import Note
from council import journal
from council.models import AgendaItem, Meeting
from documents.models import File, Paper
from documents.oparl import addresses
from motions.models import Answer
from tests import cast as casting
from tests.journeys import leak_world
from tests.journeys.uprooting import closed, uproot

pytestmark = pytest.mark.django_db(transaction=True)

FEWEST = 500  # addresses
BY_LINKS = 300
EACH = 12  # closed things of each kind
# What differs between two answers of one installation: the nonce, the token against forgery, and the clock of live pages.
NEW = re.compile(
    rb"nonce[=-]\"?[\w+/=-]+|csrfmiddlewaretoken\" value=\"[^\"]+|X-CSRFToken\": \"[^\"]+|token=[^\"&]+"
    rb"|data-now=\"[^\"]+|Stand: <time datetime=\"[^\"]+\">[\d:]+"
)
LINKING = re.compile(r"text/html|application/(?:json|xml|ld|atom|activity)")
LINK = re.compile(r'(?:href="|src="|"https?://testserver|<loc>https?://testserver)(/[^"<\s]*)')
ELSEWHERE = ("/static/", "/accounts/", "/media/", "/notes/", "/service-worker")
# What is tried for everything closed: pages by name, objects of the open data by type.
ASKED = {
    Paper: ("paper", "paper-pdf", "amendments", "paper-news", "Paper"),
    Meeting: ("meeting", "meeting-live", "meeting-agenda-pdf", "Meeting"),
    AgendaItem: ("AgendaItem",),
    File: ("file", "file-view", "file-download", "File"),
    Note: ("note", "note-api"),
}
BEGINNING = (
    "/",
    "/meetings/",
    "/meetings/?past=1",
    "/meetings/month/",
    "/papers/",
    "/inquiries/",
    "/bodies/",
    "/people/",
    "/terms/",
    "/rules/",
    "/promises/",
    "/petitions/",
    "/question-time/",
    "/search/?q=Qb*",
    "/search/?q=von:1990",
    "/search/suggest?q=qb",
    "/open-data/",
    "/open-data/texts.jsonl.gz",
    "/sitemap.xml",
    "/oparl/v1.1/system",
    "/oparl/v1.1/body",
    "/papers.csv",
    "/meetings.csv",
    "/bodies.csv",
    "/people.csv",
    "/districts.geojson",
    "/papers.geojson",
    "/calendar.ics",
    "/api/notes/",
)


@pytest.fixture
def world(transactional_db) -> leak_world.World:
    """The town, with things for every audience."""
    made = leak_world.build(casting.assemble())
    journal.drain()
    return made


class Outsider:
    """Somebody without an account; `heard` is status, headers and bytes by address, but for what is always new."""

    def __init__(self) -> None:
        self._client = Client(raise_request_exception=False)
        self.heard: dict[str, tuple[object, ...]] = {}

    def ask(self, address: str) -> list[str]:
        """Fetch it; gives the addresses that its links lead to."""
        answer = self._client.get(address)
        headers = {name: NEW.sub(b"", value.encode()) for name, value in answer.items()}
        said = b"".join(answer.streaming_content) if answer.streaming else answer.content
        answer.close()
        self.heard[address] = (answer.status_code, headers, NEW.sub(b"", said))
        if answer.status_code != 200 or not LINKING.match(answer["Content-Type"]):
            return []
        links = (link.partition("#")[0].replace("&amp;", "&") for link in LINK.findall(said.decode()))
        return [link for link in links if not link.startswith(ELSEWHERE)]

    def walk(self) -> None:
        """Follow the links of pages, lists and open data."""
        waiting = deque(BEGINNING)
        while waiting and len(self.heard) < BY_LINKS:
            if (address := waiting.popleft()) not in self.heard:
                waiting += self.ask(address)


def guessed(doomed, world) -> list[str]:
    """Addresses of what is closed, as somebody would try them who had seen them once."""
    found = [
        reverse(page, args=[key]) if not page[0].isupper() else f"{addresses.ROOT}/{page.lower()}/{key}"
        for model, pages in ASKED.items()
        for key in model._base_manager.filter(pk__in=doomed[model]).order_by("pk").values_list("key", flat=True)[:EACH]
        for page in pages
    ]
    numbers = Paper._base_manager.filter(pk__in=doomed[Paper], reference__gt="")
    found += [f"/p/{number}" for number in numbers.values_list("reference", flat=True)]
    found += [f"/search/?q={quote(word)}" for word, readers in world.readers.items() if "nobody" not in readers][:15]
    return [*found, *(page for page, readers in world.gates.items() if "nobody" not in readers)]


def answers(addresses: list[str]) -> dict[str, tuple[object, ...]]:
    """What an outsider is answered at these addresses."""
    outsider = Outsider()
    for address in addresses:
        outsider.ask(address)
    return outsider.heard


def test_an_outsider_cannot_tell_a_town_from_its_twin_without_anything_closed(world):
    doomed, outsider = closed(), Outsider()
    outsider.walk()
    before = outsider.heard | answers(guessed(doomed, world))

    deleted = uproot(doomed)

    assert len(before) >= FEWEST
    assert all(len(deleted[model]) >= 5 for model in (Paper, Meeting, AgendaItem, File, Note, Answer))
    after = answers(list(before))
    assert [address for address in before if before[address] != after[address]] == []


def test_number_of_a_closed_paper_is_like_one_that_was_never_given(world):
    numbers = Paper._base_manager.filter(pk__in=closed()[Paper], reference__gt="").values_list("reference", flat=True)

    assert len(numbers) >= 5
    for number in numbers:
        never = "9" * len(number)
        given = answers([f"/p/{number}", f"/p/{never}"])
        status, headers, said = given[f"/p/{number}"]
        assert (status, headers, said.replace(number.encode(), never.encode())) == given[f"/p/{never}"]
