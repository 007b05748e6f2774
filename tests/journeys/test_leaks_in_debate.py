"""Nothing of a closed debate gets out: not who speaks or waits, who is barred and why, nor what is declared of it."""

import re

import pytest
from django.urls import reverse

from collaboration.live import rooms
from council import audiences
from council.actions import agenda, declarations, measures, speeches
from council.models import Entry, Membership
from council.states import Audience
from tests import factories
from tests.journeys import leak_world
from tests.journeys.leak_world import OFFICE, READERS, World
from tests.journeys.test_leak_matrix import doors, said

pytestmark = pytest.mark.django_db
KEEPING = OFFICE | {"chair"}  # who reads reasons, and leads the list
WHO = frozenset({"nobody", "citizen", "rival", "councillor", "officer", "chair", "clerk"})
CHOICES = re.compile(r"<option.*?</option>", re.DOTALL)  # lists of all members, whatever they do


def debate(world: World, audience: str):
    """A running meeting at an item of that audience, with a name or a word to watch for in everything it holds."""
    cast = world.cast
    meeting = factories.meeting(cast.assembly, state="running")
    item = factories.item(meeting, **leak_world._closed(world, audience))
    leak_world._name(world, item, audience)
    item = agenda.call(item, by=None)
    names = {role: leak_world.word() for role in ("speaking", "waiting", "barred", "reason", "declared")}
    people = {role: factories.person(name=names[role]) for role in ("speaking", "waiting", "barred")}
    for person in people.values():
        factories.membership(person, cast.assembly)
    for role in ("speaking", "waiting"):
        speeches.add(item, person=people[role], kind="debate", by=cast.clerk)
    speeches.call_up(item.speeches.waiting().first(), by=cast.clerk)
    agenda.bar(item, person=people["barred"], reason=names["reason"], by=cast.clerk)
    measures.take(meeting, item=item, person=people["speaking"], kind="to_order", by=cast.clerk)
    declarations.give(meeting, item=item, person=people["waiting"], text=names["declared"], by=cast.clerk)
    return meeting, item, names


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.BODY, Audience.NAMED])
def test_debate_is_followed_by_the_readers_of_the_item_alone(cast, audience):
    world = World(cast)
    meeting, item, names = debate(world, audience)
    readers = READERS[audience] & WHO
    hall, live = (reverse(name, args=[meeting.key]) for name in ("meeting-projector", "meeting-live"))
    pages = [hall, live, reverse("meeting-declarations", args=[meeting.key])]
    pages += [reverse(name, args=[meeting.key, item.key]) for name in ("speakers", "item")]
    followed, kept, reasons, declared = set(), set(), set(), set()

    for name, client in doors(cast).items():
        if name not in WHO:
            continue
        standing = audiences.standing_of(cast.everyone()[name])
        view = rooms.look("meeting", meeting.pk, standing)
        told = "".join(view.pieces.values())
        heard = {page: CHOICES.sub("", said(client.get(page))) for page in pages}
        if names["speaking"] in told and names["waiting"] in told and names["speaking"] in heard[live]:
            followed.add(name)
        everything = told + "".join(heard.values())
        if names["barred"] in everything:
            kept.add(name)
        if names["reason"] in everything:
            reasons.add(name)
        if names["declared"] in everything:
            declared.add(name)
        if name not in readers:
            assert not {role for role, word in names.items() if word in everything}, name
        there = {role for role, word in names.items() if word in heard[hall]}
        assert there == ({"speaking", "waiting"} if audience == "public" else set())

    assert followed == readers
    assert (reasons, declared) == (readers & KEEPING, readers & KEEPING)
    assert kept <= readers & KEEPING
    assert not any(word in str(list(Entry.objects.values())) for word in names.values())


def test_who_leaves_the_body_hears_nothing_more(cast):
    meeting, _, names = debate(World(cast), "body")

    def hears():
        user = cast.everyone()["colleague"]
        return names["speaking"] in "".join(
            rooms.look("meeting", meeting.pk, audiences.standing_of(user)).pieces.values()
        )

    before = hears()
    Membership.objects.filter(person=cast.colleague.person).delete()

    assert (before, hears()) == (True, False)


def test_person_barred_hears_nothing_of_the_closed_debate(cast):
    meeting, item, names = debate(World(cast), "body")

    def hears():
        user = cast.everyone()["councillor"]
        return names["speaking"] in "".join(
            rooms.look("meeting", meeting.pk, audiences.standing_of(user)).pieces.values()
        )

    before = hears()
    agenda.bar(item, person=cast.councillor.person, by=cast.chair)

    assert (before, hears()) == (True, False)


def test_names_of_a_closed_debate_stay_closed_when_the_public_is_let_in_again(cast):
    meeting, item, names = debate(World(cast), "body")
    agenda.publish(item, by=cast.clerk)
    speeches.finish(item.speeches.get(state="speaking"), by=cast.clerk)
    heard = {}

    for name in ("nobody", "citizen", "councillor", "clerk"):
        standing = audiences.standing_of(cast.everyone()[name])
        pieces = rooms.look("meeting", meeting.pk, standing).pieces
        heard[name] = names["speaking"] in "".join(pieces.values())

    assert heard == {"nobody": False, "citizen": False, "councillor": True, "clerk": True}
