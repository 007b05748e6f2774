"""Nothing closed gets out: every thing with an audience × every person and nobody × every way to ask for it."""

from __future__ import annotations

import asyncio
import io
import re
from base64 import b64decode
from collections.abc import Iterator
from itertools import count
from typing import NamedTuple

import pytest
from asgiref.testing import ApplicationCommunicator
from django.test import Client
from django.urls import reverse

from council import keys
from council.actions import grants
from council.models import Meeting, Organization, Person
from council.states import Audience, BodyKind
from documents import vault
from documents.models import File, Paper
from documents.search import indexing
from tests import cast as casting
from tests import factories
from tests.journeys import leak_world
from tests.journeys.leak_world import EVERYONE, World

KEY = re.compile(r"\b[a-z2-7]{26}\b")
GONE = '{"gone": true}'  # what a socket says of something closed as of something unknown
REDIRECTING = ("/notes/", "/p/")
CANARY = re.compile(r"\b(?:Q[a-z]{6}ax|[a-z2-7]{26})\b", re.IGNORECASE)


class Heard(NamedTuple):
    """What one way of asking gave: where, whether the door was open, and everything that was said."""

    place: str
    opened: bool
    said: str


@pytest.fixture
def world(transactional_db, agendas_kept) -> World:
    """The town, committed: sockets read it over connections of their own."""
    return leak_world.build(casting.assemble())


def doors(cast) -> dict[str, Client]:
    """A browser for everybody, signed in or not."""
    clients = {}
    for name, user in cast.everyone().items():
        clients[name] = Client()
        if user.is_authenticated:
            clients[name].force_login(user)
    return clients


def said(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    headers = " ".join(f"{name}: {value}" for name, value in response.items())
    return f"{headers} {content.decode('utf-8', 'replace')}"


# The ways to ask. Each gives what it heard; add a way here, and the table of words says what must come of it.


def details(client: Client, world: World) -> Iterator[Heard]:
    """The page of every thing, also by its number."""
    for page in world.gates:
        response = client.get(page)
        assert response.status_code in (404, 302 if page.startswith(REDIRECTING) else 200), page
        yield Heard(page, response.status_code != 404, said(response))


def projectors(client: Client, world: World) -> Iterator[Heard]:
    """The page for the hall shows what everyone may see, whoever is signed in."""
    for room in world.rooms:
        if room.startswith("/ws/meetings/"):
            yield Heard("", True, said(client.get(f"{room.removeprefix('/ws')}projector/")))


def lists(client: Client, world: World) -> Iterator[Heard]:
    """Every page that lists things, leafed through, and pages of bodies and people that list things of theirs."""
    cast = world.cast
    bodies = (cast.assembly, cast.committee, cast.our_faction, Organization.objects.get(kind=BodyKind.PANEL))
    pages = ["/", "/desk/", "/meetings/", "/meetings/?past=1", "/papers/", "/papers/?page=2", "/inquiries/"]
    pages += [
        "/inquiries/?stand=ueberfaellig",
        "/bodies/",
        "/people/",
        "/terms/",
        "/rules/",
        "/promises/",
        "/promises/?page=2",
        "/petitions/",
        "/question-time/",
        *world.lists,
        *(body.get_absolute_url() for body in bodies),
    ]
    yield Heard("lists", True, "".join(said(client.get(page)) for page in pages))
    for person in Person.objects.filter(brought_in__isnull=False).distinct():
        yield Heard(person.get_absolute_url(), True, said(client.get(person.get_absolute_url())))


def inner(client: Client, world: World) -> Iterator[Heard]:
    """Pages that need an account; nobody is sent to the sign-in, and some are led on to the paper."""
    for page in world.inner:
        response = client.get(page)
        assert response.status_code in (200, 302, 404), page
        sent_away = response.get("Location", "").startswith("/accounts/login/")
        text = said(response) if response.status_code == 200 else said(response).replace(page, "")
        opened = response.status_code != 404 and not sent_away
        yield Heard(page, opened, text)


def searches(client: Client, world: World) -> Iterator[Heard]:
    """Look for all words of this town at once, and leaf through what is found; the links say what it leads to."""
    links: set[str] = set()
    for page in count(1):
        html = said(client.get("/search/", {"q": "Qb*", "page": page}))
        yield Heard("", True, html)
        more = set(re.findall(r'href="/(?:papers|files|meetings)/([a-z2-7]{26})/', html)) - links
        if not more:
            break
        links |= more
    for key in world.found:
        yield Heard(f"search {key}", key in links, "")
    for typed in ("von:1990", "Qb* Nirgendwort", "Qb* gremium:Ausschuss stand:eingereicht"):
        yield Heard("", True, said(client.get("/search/", {"q": typed})))
    for start in ("qb", "qba", "qbi", "qbo", "qbu"):
        yield Heard("", True, said(client.get("/search/suggest", {"q": start})))


def files(client: Client, world: World) -> Iterator[Heard]:
    """The bytes of every file, to look at and to keep."""
    for number, key in enumerate(world.bytes_of):
        way = ("view", "download")[number % 2]
        response = client.get(f"/files/{key}/{way}")
        yield Heard(f"bytes {key}", response.status_code == 200, said(response))


def notes_api(client: Client, world: World) -> Iterator[Heard]:
    """The container of notes for programs: all of it, and that of every paper; it repeats what it was asked for."""
    yield Heard("notes", True, said(client.get("/api/notes/", {"page": 0})))
    for key in (room.split("/")[-2] for room in world.rooms if room.startswith("/ws/papers/")):
        yield Heard("", True, said(client.get("/api/notes/", {"paper": key})).replace(f"?paper={key}", ""))


def sockets(client: Client, world: World) -> Iterator[Heard]:
    """The line to every meeting and paper; what it says first is all that the page may see."""
    session = client.cookies.get("sessionid")
    heard = asyncio.run(listen(list(world.rooms), cookie=f"sessionid={session.value}" if session else ""))
    for place, text in heard.items():
        yield Heard(place, text != GONE, text + unpacked(text))


def unpacked(text: str) -> str:
    """The document of a draft written together lies packed in what its socket says."""
    packed = re.search(r'"state": "([^"]+)"', text)
    return b64decode(packed[1]).decode("utf-8", "replace") if packed else ""


WAYS = (details, projectors, lists, inner, searches, files, notes_api, sockets)


async def listen(places: list[str], *, cookie: str) -> dict[str, str]:
    """The first thing each socket says to the page that opens it."""
    from council.asgi import application

    headers = [(b"origin", b"http://localhost"), (b"host", b"localhost"), (b"cookie", cookie.encode())]
    heard = {}
    for place in places:
        scope = {"type": "websocket", "path": place, "query_string": b"", "headers": headers, "subprotocols": []}
        line = ApplicationCommunicator(application, scope)
        await line.send_input({"type": "websocket.connect"})
        assert (await line.receive_output(timeout=60))["type"] == "websocket.accept"
        heard[place] = (await line.receive_output(timeout=60))["text"]
        if heard[place] == GONE:
            assert await line.receive_output(timeout=60) == {"type": "websocket.close", "code": 4404}
        await line.send_input({"type": "websocket.disconnect", "code": 1000})
        await line.wait(timeout=60)
    return heard


# What must come of it

PARTS = 4  # several workers share the people among them


def expected_gates(world: World) -> dict[str, frozenset[str]]:
    """Which doors are open to whom, for the ways that have doors."""
    gates = dict(world.gates)
    gates |= {f"search {key}": world.readers[key] for key in world.found}
    gates |= {f"bytes {key}": world.readers[key] for key in world.bytes_of}
    return gates | world.inner | world.rooms


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.django_db(transaction=True)
def test_nothing_closed_gets_out_and_nothing_open_stays_in(world, part):
    gates = expected_gates(world)
    shown = world.shown | {f"bytes {key}": {word} for key, word in world.bytes_of.items()}
    leaks, losses, wrong_doors = set(), set(), set()

    for name, client in list(doors(world.cast).items())[part::PARTS]:
        for way in WAYS:
            for place, opened, text in way(client, world):
                words = set(CANARY.findall(text)) & world.readers.keys()
                wanted = {word for word in shown.get(place, ()) if name in world.readers[word]}
                leaks |= {(name, way.__name__, place, word) for word in words if name not in world.readers[word]}
                losses |= {(name, way.__name__, place, word) for word in wanted - words}
                if opened != (name in gates.get(place, EVERYONE)):
                    wrong_doors.add((name, way.__name__, place, opened))
    assert told(leaks, world) == set()
    assert told(wrong_doors, world) == set()
    assert told(losses, world) == set()


def told(rows: set[tuple[object, ...]], world: World) -> set[tuple[object, ...]]:
    """The same rows in words that say what leaked where."""
    rows = {tuple(world.about.get(str(part), str(part)) for part in row) for row in rows}
    return {tuple(KEY.sub(lambda key: world.about.get(key[0], key[0]), str(part)) for part in row) for row in rows}


# Closed and unknown look the same

# What is new in every answer: the nonce, and the token against forgery.
NONCE = re.compile(
    r"nonce-[\w+/=-]+|nonce=\"[^\"]+\"|name=\"csrfmiddlewaretoken\" value=\"[^\"]+\"|\"X-CSRFToken\": \"[^\"]+\""
)
CLOSED = {"audience": Audience.NAMED}


@pytest.fixture
def closed(cast) -> dict[str, str]:
    """One thing of each kind that nobody but a named person reads, by the name of its address; and a note on it."""
    meeting = factories.meeting(cast.committee, public=False, **CLOSED)
    paper = factories.paper(reference="101.20.77", text="Verschlusssachenax im Text", **CLOSED)
    stored = vault.store(io.BytesIO(b"Verschlusssachenax"), max_bytes=100)
    file = factories.file(mime_type="text/plain", sha512=stored.sha512, size=stored.size, **CLOSED)
    note = leak_world.note_on(paper, cast.councillor)
    return {
        "meeting": meeting.key,
        "meeting-live": meeting.key,
        "meeting-projector": meeting.key,
        "paper": paper.key,
        "by-reference": "101.20.77",
        "file": file.key,
        "file-view": file.key,
        "file-download": file.key,
        "note": note.key,
        "note-api": note.key,
        "etag": f'"{stored.sha512[:64]}"',
    }


def answer(client: Client, address: str, *, key: str, method: str = "GET", query: str = "", **headers: str) -> tuple:
    """Everything an answer says, but for its nonce, its moment and the key that was asked for."""
    response = client.generic(method, reverse(address, args=[key]) + query, headers=headers)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    plain = NONCE.sub("NONCE", content.decode("utf-8", "replace")).replace(key, "KEY")
    kept = {
        name: NONCE.sub("NONCE", value).replace(key, "KEY")
        for name, value in response.items()
        if name not in ("Date", "Expires")
    }
    return response.status_code, kept, plain, sorted(response.cookies)


@pytest.mark.parametrize("who", ["nobody", "citizen", "clerk"])
@pytest.mark.parametrize(
    ("method", "query", "headers"),
    [
        ("GET", "", {}),
        ("HEAD", "", {}),
        ("GET", "?version=1&seite=1&page=2&q=Verschlusssachenax&key=x&format=json", {}),
        ("GET", "", {"Range": "bytes=0-3"}),
        ("GET", "", {"If-None-Match": "ETAG"}),
        ("GET", "", {"If-None-Match": "*"}),
        ("GET", "", {"If-Modified-Since": "Wed, 01 Jan 2031 00:00:00 GMT"}),
        ("HEAD", "", {"If-None-Match": "ETAG", "Range": "bytes=0-"}),
        ("GET", "", {"HX-Request": "true"}),
        ("POST", "", {}),
        ("PUT", "", {}),
        ("DELETE", "", {}),
        ("OPTIONS", "", {}),
    ],
)
def test_closed_answers_exactly_as_unknown(cast, closed, who, method, query, headers):
    client = doors(cast)[who]
    given = {name: closed["etag"] if value == "ETAG" else value for name, value in headers.items()}
    unknown = dict.fromkeys(closed, keys.new()) | {"by-reference": "101.20.78"}
    addresses = [name for name in closed if name != "etag"]

    def ask(known):
        return {name: answer(client, name, key=known[name], method=method, query=query, **given) for name in addresses}

    assert ask(closed) == ask(unknown)


def test_named_person_is_answered_otherwise(cast, closed):
    """The comparison above could not fail if nobody were ever let in."""
    for model, name in ((Meeting, "meeting"), (Paper, "paper"), (File, "file")):
        grants.open_to(model.objects.get(key=closed[name]), cast.rival, by=cast.clerk)
    client = doors(cast)["rival"]

    statuses = {name: answer(client, name, key=key)[0] for name, key in closed.items() if name != "etag"}

    assert statuses == {
        "meeting": 200,
        "meeting-live": 200,
        "meeting-projector": 404,
        "paper": 200,
        "by-reference": 302,
        "file": 200,
        "file-view": 200,
        "file-download": 200,
        "note": 302,
        "note-api": 200,
    }


@pytest.mark.parametrize("who", ["nobody", "citizen", "clerk"])
def test_word_of_closed_matter_is_searched_like_a_word_that_nothing_has(cast, closed, who):
    factories.paper(name="Öffentlich", text="Ein Verschluss und eine Sache, öffentlich.")
    indexing.rebuild()
    client = doors(cast)[who]

    def search(word):
        pages = [client.get(url, {"q": word}).content.decode() for url in ("/search/", "/search/suggest")]
        return [NONCE.sub("NONCE", page).replace(word, "WORD").splitlines() for page in pages]

    assert search("Verschlusssachenax") == search("Verwechslungsnotax")
    assert search("Verschlusssachena") == search("Verwechslungsnota")
