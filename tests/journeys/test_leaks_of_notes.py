"""The part of the town that notes and moderation make, alone: nothing of it gets out, nothing open stays in."""

import pytest

from documents.search import indexing
from tests import cast as casting
from tests.journeys import leak_world
from tests.journeys.leak_world import CIRCLES, EVERYONE, READERS, World
from tests.journeys.test_leak_matrix import (
    CANARY,
    details,
    doors,
    expected_gates,
    inner,
    notes_api,
    searches,
    sockets,
    told,
)

WAYS = (details, inner, notes_api, searches, sockets)


@pytest.mark.django_db(transaction=True)
def test_notes_and_what_moderation_says_of_them_stay_with_their_readers():
    world = World(casting.assemble())
    host = leak_world._paper(world, "public")
    world.rooms[f"/ws{host.get_absolute_url()}"] = EVERYONE
    for circle in CIRCLES:
        leak_world._note(world, host, circle, readers=READERS[circle])
    for audience in READERS:
        leak_world._note_on_file(world, host, audience)
    leak_world._moderated(world, host)
    closed = leak_world._paper(world, "council")
    world.rooms[f"/ws{closed.get_absolute_url()}"] = READERS["council"]
    leak_world._judged_beside(world, closed, "council")
    indexing.rebuild()
    gates, leaks, losses, wrong_doors = expected_gates(world), set(), set(), set()

    for name, client in doors(world.cast).items():
        for way in WAYS:
            for place, opened, text in way(client, world):
                words = set(CANARY.findall(text)) & world.readers.keys()
                readers = gates.get(place, EVERYONE)
                wanted = {word for word in world.shown.get(place, ()) if name in world.readers[word] & readers}
                leaks |= {(name, way.__name__, place, word) for word in words if name not in world.readers[word]}
                losses |= {(name, way.__name__, place, word) for word in wanted - words}
                if opened != (name in readers):
                    wrong_doors.add((name, way.__name__, place, opened))

    assert told(leaks, world) == set()
    assert told(wrong_doors, world) == set()
    assert told(losses, world) == set()
