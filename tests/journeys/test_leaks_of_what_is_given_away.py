"""Open data in a town where everything exists for every audience: feeds, tables, maps, dump, catalogue and sitemap."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from collaboration import offers
from council.models import District, Person
from council.states import Audience
from documents import dump
from documents.actions import papers
from documents.models import Paper
from tests.journeys.leak_world import EVERYONE, World
from tests.journeys.test_leak_matrix import doors, said, told
from tests.journeys.test_leaks_of_following import town, words

pytestmark = pytest.mark.django_db(transaction=True)
PERSONAL = "text/csv"  # tables show what their reader may read, everything else what everybody may


def alike(client: Client, world: World) -> Iterator[tuple[str, str]]:
    """What is given to everybody alike, whoever asks."""
    fixed = [form.address for offer in offers.all_of_them() for form in offer.forms if form.mime != PERSONAL]
    fixed += [
        "/catalogue.jsonld",
        "/open-data/",
        "/sitemap/",
        "/sitemap.xml",
        "/robots.txt",
        "/feeds/papers.atom?seite=2",
    ]
    fixed += [f"/sitemap-{name}.xml" for name in ("vorlagen", "sitzungen", "dateien", "beschluesse")]
    bodies = (world.cast.assembly, world.cast.committee, world.cast.our_faction)
    things = (*bodies, *Person.objects.filter(brought_in__isnull=False).distinct(), *District.objects.all())
    names = ("papers.atom", "meetings.atom", "answers.atom", "resolutions.atom", "calendar.ics")
    for page in (*fixed, *(f"{thing.get_absolute_url()}{name}" for thing in things for name in names)):
        response = client.get(page)
        assert response.status_code == 200, page
        text = gzip.decompress(response.getvalue()).decode() if page.endswith(".gz") else said(response)
        yield page, text.replace(page.rpartition("/")[0], "") if page.count("/") > 2 else text


def tables(client: Client) -> Iterator[tuple[str, str]]:
    """What is given to each reader as far as they may read."""
    for offer in offers.all_of_them():
        for form in offer.forms:
            if form.mime == PERSONAL:
                yield form.address, said(client.get(form.address))


def test_open_data_gives_everybody_theirs_and_nothing_that_was_withdrawn():
    world = town()
    located = District.objects.create(
        body=world.cast.town,
        name="Hafenviertel",
        location=world.cast.town.locations.create(
            geojson={"type": "Point", "coordinates": [9, 50]}, created_at=timezone.now(), modified_at=timezone.now()
        ),
        created_at=timezone.now(),
        modified_at=timezone.now(),
    )
    located.papers.set(Paper.objects.all())
    make_dump()
    open_words = {word for word, readers in world.readers.items() if readers == EVERYONE}

    met = check(world)
    assert met >= {
        word for word in open_words if world.about[word] in ("title of public paper", "text of public paper")
    }

    for paper in Paper.objects.filter(audience="public"):
        papers.restrict(paper, audience=Audience.COUNCIL, by=None)
        world.readers |= {
            word: frozenset()
            for word in open_words
            if world.about[word] in ("title of public paper", "text of public paper")
        }
        world.readers |= dict.fromkeys((paper.name, paper.key), frozenset())
    leaks = {(page, word) for page, text in alike(Client(), world) for word in words(text, world) - open_to_all(world)}
    assert told(leaks, world) == set()


def make_dump() -> None:
    now = timezone.now() + timedelta(days=2)
    while dump.work(now):
        pass


def open_to_all(world: World) -> set[str]:
    return {word for word, readers in world.readers.items() if readers == EVERYONE}


def check(world: World) -> set[str]:
    """Nothing goes where it may not; gives the words that everybody met."""
    clients, leaks, met = doors(world.cast), set(), set()
    for name in ("nobody", "councillor", "clerk", "citizen"):
        for page, text in tables(clients[name]):
            leaks |= {(name, page, word) for word in words(text, world) if name not in world.readers[word]}
    for name in ("nobody", "councillor"):
        for page, text in alike(clients[name], world):
            found = words(text, world)
            leaks |= {(name, page, word) for word in found - open_to_all(world)}
            met |= found
    assert told(leaks, world) == set()
    return met
