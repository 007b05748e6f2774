"""Nothing closed gets out with the minutes: pages, files, search, replay, objections, notes × everybody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from council import audiences
from council.actions import agenda
from council.models import AgendaItem
from council.states import Audience
from documents import reading
from documents.search import indexing
from motions.actions import minutes, minutes_signing
from motions.minuting import reading as minutes_read
from motions.models import Minutes, MinutesObjection, MinutesSignature
from tests import factories
from tests.journeys import leak_world
from tests.journeys.leak_world import EVERYONE, MEMBERS, OFFICE, READERS, World
from tests.journeys.test_leak_matrix import CANARY, doors, said
from tests.journeys.test_leaks_after_decisions import drawn

pytestmark = pytest.mark.django_db

WHO = ("nobody", "citizen", "rival", "councillor", "officer", "clerk", "mayor", "chair")
# Who is sent the minutes of the committee at all; of the closed part they read the items that are theirs.
SENT = MEMBERS | OFFICE | {"mayor"}


def minuted(world: World) -> tuple[Minutes, Minutes]:
    """A meeting of the committee with an item for every audience, both of its documents signed and filed."""
    carrier = factories.meeting(world.cast.committee, date=timezone.localdate() - timedelta(days=90))
    for audience in Audience.values:
        readers = READERS[audience]
        words = {part: world.say(f"{part} of {audience} item", readers) for part in ("name", "result", "resolution")}
        item = AgendaItem(
            meeting=carrier,
            number="7",
            name=words["name"],
            state="closed",
            result="adopted",
            result_text=words["result"],
            resolution_text=words["resolution"],
            **(leak_world._closed(world, audience) | {"public": audience == "public"}),
        )
        leak_world._name(world, agenda.record(item, by=None), audience)
    type(carrier).objects.filter(pk=carrier.pk).update(state="closed")
    carrier.refresh_from_db()
    minutes.draft(carrier, by=None)
    public, closed = (_signed(world, Minutes.objects.get(meeting=carrier, part=part)) for part in ("public", "closed"))
    return public, closed


def _signed(world: World, made: Minutes) -> Minutes:
    cast, now = world.cast, timezone.now()
    for number, section in enumerate(made.sections.exclude(item=None).select_related("item"), start=1):
        readers = READERS[section.item.audience] & SENT
        MinutesObjection.objects.create(
            section=section,
            number=number,
            person=cast.councillor.person,
            text=world.say(f"objection on {section.item.audience} item", readers),
            raised_at=now,
            raised_by=cast.councillor,
            outcome="dismissed",
            ruling=world.say(f"ruling on {section.item.audience} item", readers),
            decided_at=now,
        )
    version = minutes.keep_version(made, issue="sent", by=None)
    Minutes.objects.filter(pk=made.pk).update(
        state="signed",
        published=not made.closed,
        sent_on=timezone.localdate() - timedelta(days=50),
        chair=cast.councillor.person,
        secretary=cast.deputy.person,
    )
    for office, user in (("chair", cast.councillor), ("secretary", cast.deputy)):
        MinutesSignature.objects.create(
            minutes=made, version=version, office=office, person=user.person, signed_at=now, signed_by=user
        )
    made = minutes_signing.file(made)
    reading.read(made.file)
    return made


def heard(client, public: Minutes, closed: Minutes):
    """What each page says to this person: its address, whether it opened, and the words."""
    meeting = public.meeting.get_absolute_url()
    pages = [meeting, f"{meeting}minutes/", f"{meeting}replay/", f"{meeting}notes/", f"{meeting}live/"]
    for made in (public, closed):
        page = made.get_absolute_url()
        pages += [page, f"{page}pdf/", f"{page}versions/1/", made.file.get_absolute_url()]
    for page in pages:
        response = client.get(page)
        assert response.status_code in (200, 404, 409), page
        opened = response.status_code == 200
        yield page, opened, drawn(response) if opened and page.endswith("pdf/") else said(response)
    for place in ("/search/?q=Qb*", "/search/?q=Niederschrift", "/desk/", "/resolutions/releases/"):
        yield place, True, said(client.get(place, follow=False))


def test_nothing_closed_gets_out_with_the_minutes(cast):
    world = World(cast)
    public, closed = minuted(world)
    indexing.rebuild()
    whole = {n for n, user in cast.everyone().items() if minutes_read.whole(closed, audiences.standing_of(user))}
    page = closed.get_absolute_url()
    gates = {
        page: {n for n in SENT if any(n in READERS[a] for a in Audience.values if a != "public")},
        f"{page}pdf/": whole,
    }
    leaks, losses, wrong_doors = set(), set(), set()

    clients = doors(cast)
    for name in WHO:
        for place, opened, text in heard(clients[name], public, closed):
            met = set(CANARY.findall(text)) & world.readers.keys()
            leaks |= {(name, place, world.about[word]) for word in met if name not in world.readers[word]}
            if place in gates and opened != (name in gates[place]):
                wrong_doors.add((name, place, opened))
            if place == page and opened:
                wanted = {word for word, about in world.about.items() if "public item" not in about}
                losses |= {(name, world.about[word]) for word in wanted - met if name in world.readers[word]}

    assert leaks == set()
    assert wrong_doors == set()
    assert losses == set()
    assert whole == set()  # nobody reads items of every audience
    everyone = {n for n in WHO if said(clients[n].get(public.get_absolute_url())).count(next(iter(world.readers))) > 0}
    assert everyone == set(WHO) & EVERYONE
