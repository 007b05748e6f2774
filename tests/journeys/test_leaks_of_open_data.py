"""Open data in a town where everything exists for every audience: they tell what nobody in particular may read."""

from __future__ import annotations

import pytest
from django.test import Client

from council import journal
from documents.actions import papers
from documents.models import OparlObject, Paper
from tests import cast as casting
from tests.documents.oparl import asking
from tests.journeys import leak_world
from tests.journeys.leak_world import World
from tests.journeys.test_leak_matrix import CANARY, said

# What is told of public things, by the first words of what the world calls them.
TOLD = (
    "title of public",
    "text of public",
    "item of public",
    "name of public",
    "result of public",
    "resolution of public",
)


@pytest.fixture
def world(db, settings) -> World:
    settings.BASE_URL = f"http://{asking.HOST}"
    made = leak_world.build(casting.assemble())
    asking.publish()
    return made


def everything() -> str:
    """Every object on every list, tombstones as well, every paper on its own, and the page that explains it all."""
    texts = [str(one) for one in asking.download("?modified_since=1990-01-01T00:00:00Z").values()]
    alone = OparlObject.objects.filter(type="Paper")
    texts += [said(asking.ask(f"/oparl/v1.1/paper/{row.key}")) for row in alone]
    return "".join([*texts, said(Client().get("/oparl/"))])


def words(text: str, world: World) -> set[str]:
    return set(CANARY.findall(text)) & world.readers.keys()


def closed(world: World) -> set[str]:
    return {word for word, readers in world.readers.items() if "nobody" not in readers}


def about(found: set[str], world: World) -> set[str]:
    return {world.about[word] for word in found}


def test_open_data_tell_all_that_is_public_nothing_else_and_nothing_closed_since(world):
    heard = words(everything(), world)

    public = {word for word, what in world.about.items() if what.startswith(TOLD) and "nobody" in world.readers[word]}
    assert about(heard & closed(world), world) == set()
    assert about(public - heard, world) == set()

    # Closed, and asked for before any reader of the journal came.
    taken = list(Paper.objects.filter(audience="public"))
    texts = {word for word, what in world.about.items() if what == "text of public paper"}
    assert texts <= heard

    for paper in taken:
        papers.restrict(paper, audience="council", by=None)

    left = everything()
    assert about(words(left, world) & texts, world) == set()
    assert [paper.name for paper in taken if paper.name in left] == []
    journal.drain("oparl")
    assert words(everything(), world) & texts == set()
