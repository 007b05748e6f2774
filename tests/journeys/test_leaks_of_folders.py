"""Folders of every person and of nobody: what each must hold and may not, without closed matter and with it."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from collaboration.views.folders import AT_ONCE
from council.actions import rules
from council.models import Meeting
from documents.models import Paper
from tests import cast as casting
from tests.journeys import leak_world
from tests.journeys.leak_world import CIRCLES, EVERYONE, READERS, World
from tests.journeys.test_leak_matrix import CANARY, doors, said

AUDIENCES = ("public", "members", "body", "faction", "named", "private")
HERE = {audience: READERS[audience] for audience in AUDIENCES}
WITH_BYTES = ("councillor", "citizen")  # each file asked for by all would only ask the same door again


@pytest.fixture
def world(db) -> World:
    """One public meeting with items, papers, files and notes for every audience, and a meeting for every audience."""
    world = World(casting.assemble())
    carrier = leak_world._meeting(world, "public", date=date(2999, 6, 1))
    host = leak_world._paper(world, "public")
    bringer = leak_world.factories.person(name="Frau Bringerin")
    for audience in AUDIENCES:
        leak_world._meeting(world, audience, date=date(2999, 6, 1))
        leak_world._item(world, audience, carrier)
        paper = leak_world._paper(world, audience, host=host, carrier=carrier, bringer=bringer)
        for circle in CIRCLES:
            leak_world._note(world, paper, circle, readers=READERS[audience] & READERS[circle])
    world.carrier, world.host = carrier.key, host.key
    return world


def package(client: Client, meeting: Meeting, *, whole: bool, with_bytes: bool) -> tuple[int, str]:
    """A meeting's package, whole with its texts and files: how the door answered, and everything said behind it."""
    answer = client.get(reverse("folder-package", args=[meeting.key]))
    if answer.status_code != 200:
        return answer.status_code, "" if answer.status_code == 302 else said(answer)
    parts = answer.json()["parts"]
    names = [part["name"] for part in parts if "url" not in part and whole]
    heard = [said(answer)]
    for start in range(0, len(names), AT_ONCE):
        asked = {"names": ",".join(names[start : start + AT_ONCE])}
        heard.append(client.get(reverse("folder-texts", args=[meeting.key]), asked).content.decode("unicode-escape"))
    urls = [part["url"] for part in parts if "url" in part and with_bytes]
    return 200, " ".join([*heard, *(said(client.get(url)) for url in urls)])


def words_of(text: str, world: World) -> set[str]:
    return set(CANARY.findall(text)) & world.readers.keys()


def asked(world: World, *, closed_may_go: bool):
    """What people meet in folders that they may not, what of their own they miss in the great one, and how doors answered."""
    leaks, losses, statuses = set(), set(), {}
    meetings = Meeting.objects.order_by("pk")
    for name, client in doors(world.cast).items():
        for meeting in meetings:
            statuses[name, meeting.audience], text = package(
                client, meeting, whole=meeting.key == world.carrier, with_bytes=name in WITH_BYTES
            )
            found = words_of(text, world)
            leaks |= {(name, world.about[word]) for word in found if name not in world.readers[word]}
            if not closed_may_go:
                leaks |= {(name, world.about[word]) for word in found if closed(world, word)}
            if meeting.key == world.carrier and name != "nobody":
                missed = expected(world, name) - found
                losses |= {(name, world.about[word]) for word in missed if closed_may_go or not beyond(world, word)}
    return leaks, losses, statuses


def beyond(world: World, word: str) -> bool:
    """Closed, or a note beside something closed."""
    about = world.about[word]
    return closed(world, word) or ("note" in about and not about.endswith("<public paper>/"))


def closed(world: World, word: str) -> bool:
    """Not everyone reads it, and it is no note: notes of private circles beside open papers go along."""
    return world.readers[word] != EVERYONE and "note" not in world.about[word]


def expected(world: World, name: str) -> set[str]:
    """The words of the great meeting's folder for this person: names of items, texts of papers, notes of theirs.

    All notes are the citizen's; those of the faction's circle are its members' as well.
    """
    wanted = set()
    for word, readers in world.readers.items():
        about = world.about[word]
        ours = name == "citizen" or "faction note" in about
        if name in readers and about.startswith(("name of", "text of")) and ("note" not in about or ours):
            wanted.add(word)
    return wanted - set(CANARY.findall(Paper.objects.get(key=world.host).versions.get().text))


def test_folder_holds_nothing_closed_unless_the_rulebook_allows_it(world):
    leaks, losses, statuses = asked(world, closed_may_go=False)

    assert leaks == set()
    assert losses == set()
    closed_doors = {(name, audience) for audience, names in HERE.items() if audience != "public" for name in names}
    for status, expected_doors in {200: {(name, "public") for name in casting.NAMES}, 403: closed_doors}.items():
        assert {door for door, answered in statuses.items() if answered == status} == expected_doors
    assert {answered for (name, _), answered in statuses.items() if name == "nobody"} == {302}


def test_folder_holds_of_closed_matter_exactly_what_its_person_reads(world):
    rules.enact("folder.closed", True, valid_from=date(2020, 1, 1), legal_basis="Dienstanweisung", by=None)

    leaks, losses, statuses = asked(world, closed_may_go=True)

    assert leaks == set()
    assert losses == set()
    assert {door for door, answered in statuses.items() if answered == 200} == {
        (name, audience) for audience, names in HERE.items() for name in names if name != "nobody"
    }


def test_open_parts_hold_no_closed_word_even_where_closed_parts_lie_beside_them(world):
    rules.enact("folder.closed", True, valid_from=date(2020, 1, 1), legal_basis="Dienstanweisung", by=None)
    client = doors(world.cast)["councillor"]
    address = reverse("folder-package", args=[world.carrier])
    parts = client.get(address).json()["parts"]
    names = [part["name"] for part in parts if not part["closed"] and part["kind"] not in ("file", "notes")]

    texts = client.get(reverse("folder-texts", args=[world.carrier]), {"names": ",".join(names)}).json()["parts"]

    assert texts.keys() == set(names)
    found = {word for text in texts.values() for word in words_of(text, world)}
    assert {world.about[word] for word in found if closed(world, word)} == set()
