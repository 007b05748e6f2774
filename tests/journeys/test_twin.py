"""An outsider cannot tell a town with closed things from its twin in which they never were: the same bytes everywhere."""

from __future__ import annotations

import re
from collections import deque
from urllib.parse import quote

import pytest
from django.test import Client

from collaboration.models import Note
from council import journal
from council.models import AgendaItem, Meeting
from documents.models import File, Paper
from motions.models import Answer
from tests import cast as casting
from tests.journeys import leak_world
from tests.journeys.uprooting import closed, uproot

pytestmark = pytest.mark.django_db(transaction=True)

FEWEST = 500  # addresses
MOST = 300
# What differs between two answers of one installation: the nonce, the token against forgery, the clock.
NEW = re.compile(
    rb"nonce[=-]\"?[\w+/=-]+|csrfmiddlewaretoken\" value=\"[^\"]+|X-CSRFToken\": \"[^\"]+"
    rb"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.\d]*(?:Z|\+\d\d:\d\d)?|\d\d:\d\d(?::\d\d)?|DTSTAMP:\w+|\d+ Sekunden?|token=[^\"&]+"
)
LINK = re.compile(r'(?:href="|src="|"https?://testserver|<loc>https?://testserver)(/[^"<\s]*)')
ELSEWHERE = ("/static/", "/accounts/", "/media/", "/notes/", "/service-worker")
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


def walked(outsider: Client) -> list[str]:
    """Every address an outsider comes to by the links of pages, lists and open data."""
    waiting, found = deque(BEGINNING), dict.fromkeys(BEGINNING)
    while waiting and len(found) < MOST:
        answer = outsider.get(waiting.popleft())
        said = body(answer)
        if answer.status_code == 200 and re.match(
            r"text/html|application/(json|xml|ld|atom|activity)", answer["Content-Type"]
        ):
            for link in LINK.findall(said.decode()):
                address = link.partition("#")[0].replace("&amp;", "&")
                if not address.startswith(ELSEWHERE) and address not in found and len(found) < MOST:
                    found[address] = None
                    waiting.append(address)
    return list(found)


def guessed(doomed, world) -> list[str]:
    """Addresses of what is closed, as somebody would try them who had seen them once."""
    asked = {
        Paper: (
            "/papers/{}/",
            "/papers/{}/pdf/",
            "/papers/{}/amendments/",
            "/oparl/v1.1/papers/{}",
            "/papers/{}/feed.atom",
        ),
        Meeting: (
            "/meetings/{}/",
            "/meetings/{}/live/",
            "/meetings/{}/live/poll/?cursor=x",
            "/meetings/{}/agenda/pdf/",
        ),
        File: ("/files/{}/", "/files/{}/view", "/files/{}/download", "/oparl/v1.1/files/{}"),
        AgendaItem: ("/oparl/v1.1/agendaitems/{}",),
        Note: ("/api/notes/{}", "/notes/{}/"),
    }
    found = [
        shape.format(key)
        for model, shapes in asked.items()
        for key in model._base_manager.filter(pk__in=doomed[model]).values_list("key", flat=True)
        for shape in shapes
    ]
    numbers = Paper._base_manager.filter(pk__in=doomed[Paper], reference__gt="")
    found += [f"/p/{number}" for number in numbers.values_list("reference", flat=True)]
    found += [f"/search/?q={quote(word)}" for word, readers in world.readers.items() if "nobody" not in readers][:15]
    return [*found, *(page for page, readers in world.gates.items() if "nobody" not in readers)]


def body(answer) -> bytes:
    said = b"".join(answer.streaming_content) if answer.streaming else answer.content
    answer.close()
    return said


def answers(addresses: list[str]) -> dict[str, tuple[object, ...]]:
    """What an outsider gets: status, headers and bytes, but for what is new in every answer."""
    outsider, found = Client(raise_request_exception=False), {}
    for address in addresses:
        answer = outsider.get(address)
        headers = {name: NEW.sub(b"", value.encode()) for name, value in answer.items() if name not in ("ETag", "Date")}
        found[address] = (answer.status_code, headers, NEW.sub(b"", body(answer)))
    return found


def test_an_outsider_cannot_tell_a_town_from_its_twin_without_anything_closed(world):
    doomed = closed()
    addresses = list(dict.fromkeys([*walked(Client()), *guessed(doomed, world)]))
    before = answers(addresses)

    deleted = uproot(doomed)

    assert len(addresses) >= FEWEST
    assert all(len(deleted[model]) >= 5 for model in (Paper, Meeting, AgendaItem, File, Note, Answer))
    after = answers(addresses)
    assert {address for address in addresses if before[address] != after[address]} == set()


def test_number_of_a_closed_paper_is_like_one_that_was_never_given(world):
    numbers = Paper._base_manager.filter(pk__in=closed()[Paper], reference__gt="").values_list("reference", flat=True)

    assert len(numbers) >= 5
    for number in numbers:
        never = "9" * len(number)
        given = answers([f"/p/{number}", f"/p/{never}"])
        status, headers, said = given[f"/p/{number}"]
        assert (status, headers, said.replace(number.encode(), never.encode())) == given[f"/p/{never}"]
